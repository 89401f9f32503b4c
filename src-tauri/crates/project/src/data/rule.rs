//! A rule as a project file has it.

use case::Severity;
use serde::Deserialize;

use crate::when::When;

/// A rule as the project's file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleData {
    pub id: String,
    pub when: When,
    pub severity: Severity,
    #[serde(default)]
    pub field: Option<String>,
    pub message: String,
    pub remedy: String,
    #[serde(default)]
    pub seed: String,
    #[serde(default)]
    pub lines: String,
}
