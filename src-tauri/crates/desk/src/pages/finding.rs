//! What a page has to say about itself.

use reader::ReadError;

use crate::rights::sight::Sight;
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
pub fn unreadable(origin: &str, error: &ReadError) -> Finding {
    let message = format!("{}：{error}", Sight::in_lists().text(origin));
    refusal::finding(error.code(), Severity::Warn, message, error.remedy())
}

/// What is said about a stack whose pages were read up to one of them, from 1, and no further.
pub fn not_read_on(origin: &str, at: usize, error: &ReadError) -> Finding {
    let message = format!("{origin} 第{at}页起没有读：{error}");
    refusal::finding(error.code(), Severity::Warn, message, error.remedy())
}
