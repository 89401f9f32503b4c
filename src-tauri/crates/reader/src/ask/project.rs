//! Project folders.

use serde::{Deserialize, Serialize};

/// Reads a project folder and its forms, whose texts are the files in this order; answered when it came to an end.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckProject {
    /// The folder's name.
    pub folder: String,
    /// Its files.
    pub files: Vec<ProjectFile>,
}

/// A file of a project folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProjectFile {
    /// `project.toml`.
    Description,
    /// A form or a clause, by its path in the folder.
    Text(String),
}
