//! What a person should know about a page that could be read, fully or in part.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One remark about a page: a stable code for programs, words and a remedy for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code in kebab-case; programs decide by it.
    pub code: Cow<'static, str>,
    /// What was seen, in Chinese.
    pub message: String,
    /// What to do about it, in Chinese.
    pub remedy: String,
}

impl Finding {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// Whether it says that the squares do not lay the page, which no longer holds once its lines do.
    pub fn is_of_squares_alone(&self) -> bool {
        ["page-fit-poor", "page-not-registered"].contains(&self.code.as_ref())
    }

    /// The page's place is not known well enough for its frames to be cut.
    pub fn not_cut() -> Self {
        Self::new(
            "page-frames-not-cut",
            "定位不可靠，方框没有裁切",
            "请把整张纸压平，拍全四角后重新扫描。",
        )
    }
}
