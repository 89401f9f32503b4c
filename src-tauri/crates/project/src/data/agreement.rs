//! An authority's long agreement as a project file names it.

use serde::{Deserialize, Serialize};

/// An agreement as a project declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementSpec {
    /// Id in the project, as the forms' `agreement "id"` names it.
    pub id: String,
    /// Its title, in the authority's words.
    pub title: String,
    /// The forms on which the text stands.
    pub form: Vec<String>,
    /// Where the authority publishes the current text.
    pub published: String,
    /// Seed guide.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
}
