//! What follows the second check as a project states it: how many sign off, how long that holds, and who makes what
//! was applied for. What a guide leaves open has a sane default here, and is no fact of the guide.

use case::MadeBy;
use serde::{Deserialize, Serialize};

use crate::data::source::Source;
use crate::when::When;

/// The second check of a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRule {
    /// Days after which an approval has lapsed, if no request has left for the CA by then.
    #[serde(default = "days")]
    pub days: u32,
    /// How many people sign off, each on their own.
    #[serde(default = "one")]
    pub approvers: u8,
    /// Where it comes from, or that it is the counter's own.
    #[serde(default)]
    pub note: String,
}

fn days() -> u32 {
    30
}

fn one() -> u8 {
    1
}

impl Default for ApprovalRule {
    fn default() -> Self {
        Self {
            days: days(),
            approvers: one(),
            note: String::new(),
        }
    }
}

/// Who makes what is applied for, where it is not the key desk of this counter.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakingRule {
    /// Who.
    pub by: MadeBy,
    /// For which cases; the first rule that holds counts.
    #[serde(default, skip_serializing)]
    pub when: When,
    /// What happens then, for the clerk to tell the applicant.
    pub words: String,
    /// Seed guide; empty where the counter has settled it.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
    /// The guide's own words.
    #[serde(default)]
    pub quote: String,
}

impl MakingRule {
    /// Where it stands.
    pub fn source(&self) -> Source {
        Source::quoted(&self.seed, &self.lines, &self.quote)
    }
}

/// How long a certificate is valid that comes for a case, beside the years applied for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRule {
    /// A replacement ends on the day on which the certificate ends whose place it takes.
    #[serde(default)]
    pub replace_keeps: bool,
    /// Seed guide.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
    /// The guide's own words.
    #[serde(default)]
    pub quote: String,
}
