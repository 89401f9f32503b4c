//! What was read once and stays in memory: descriptions of forms, earlier versions of projects.

use elsa::sync::FrozenMap;
use form::FormDescription;
use project::Project;

/// Descriptions of forms as they were read, by project, version and text: every look at a case asks for them.
pub(crate) type Descriptions = FrozenMap<String, Box<FormDescription>>;

/// Versions of projects by the hash of their text, read back from the store.
pub(crate) type Earlier = FrozenMap<String, Box<Project>>;
