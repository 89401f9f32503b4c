//! What is wrong with a sample, in the guides' words.

use serde::{Deserialize, Serialize};

/// How a sample is judged. The order is from good to bad: the worst finding decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// 合格: fit for seal-making.
    Accept,
    /// 需人看: a person decides.
    Look,
    /// 不合格: to be stamped again.
    Reject,
}

impl Verdict {
    /// The verdict in the words of the guides.
    pub fn label(self) -> &'static str {
        match self {
            Self::Accept => "合格",
            Self::Look => "需人看",
            Self::Reject => "不合格",
        }
    }
}

/// One remark on a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code in kebab-case; programs decide by it.
    pub code: &'static str,
    /// The guides' word with the measure behind it, in Chinese.
    pub message: String,
    /// What to do about it, in Chinese.
    pub remedy: String,
    /// How heavily it weighs.
    pub verdict: Verdict,
}

impl Finding {
    pub(crate) fn new(
        code: &'static str,
        verdict: Verdict,
        message: impl Into<String>,
        remedy: &str,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            remedy: remedy.to_owned(),
            verdict,
        }
    }
}
