//! A finding: one thing told about a certificate or a file, by code, sentence and remedy.
//!
//! Never here: a decision. Whoever acts looks at [`Severity`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth a look; the work may go on.
    Warn,
    /// Nothing may be written.
    Refuse,
}

/// One thing told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The stable word by which programs decide.
    pub code: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// What was found, for people.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Finding {
    pub(crate) fn refuse(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            severity: Severity::Refuse,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    pub(crate) fn warn(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            severity: Severity::Warn,
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

impl From<&crate::PkiError> for Finding {
    fn from(error: &crate::PkiError) -> Self {
        Self::refuse(error.code(), error.to_string(), error.remedy())
    }
}
