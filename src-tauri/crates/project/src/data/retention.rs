//! How long the papers of a case are kept. 电子签名法 第二十四条 asks for at least five years after a certificate has ended;
//! a case that came to no certificate is kept no longer than it may still be asked after.

use serde::{Deserialize, Serialize};

/// The fewest years after the end of a certificate: 电子签名法 第二十四条.
pub const FEWEST_YEARS: u32 = 5;

/// How long a project keeps its cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionRule {
    /// Years after the end of the last certificate that a case brought or acted on.
    #[serde(default = "years")]
    pub years: u32,
    /// Months after a case was given up that came to no certificate, or after the last change of one that was never
    /// sent to the second check.
    #[serde(default = "months")]
    pub abandoned_months: u32,
    /// Where it comes from, or that it is the counter's own.
    #[serde(default)]
    pub note: String,
}

fn years() -> u32 {
    FEWEST_YEARS
}

fn months() -> u32 {
    12
}

impl Default for RetentionRule {
    fn default() -> Self {
        Self {
            years: years(),
            abandoned_months: months(),
            note: String::new(),
        }
    }
}
