//! What a page has to say about itself.

use crate::rim::api::{Finding, Severity};
use crate::rim::refusal;

/// What a page has to say about itself.
pub(crate) fn finding(code: &str, message: impl Into<String>, remedy: impl Into<String>) -> case::Finding {
    case::Finding {
        code: code.to_owned(),
        severity: case::Severity::Warn,
        field: None,
        message: message.into(),
        remedy: remedy.into(),
        suggestion: None,
    }
}

/// What is said about a page or file that no decoder reads.
pub fn unreadable(origin: &str, error: &scan::ScanError) -> Finding {
    let message = format!("{origin}：{error}");
    refusal::finding(error.code(), Severity::Warn, message, error.remedy())
}
