//! Where a word of a project file stands in its guide.

use serde::{Deserialize, Serialize};

/// Where a fact stands in the seed guides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Seed guide, `000`–`004`; empty when the fact is the counter's own.
    #[serde(default)]
    pub seed: String,
    /// Lines as counted by `cat -n`.
    #[serde(default)]
    pub lines: String,
    /// The guide's own words.
    #[serde(default)]
    pub quote: String,
}

impl Source {
    /// A place without the guide's words.
    pub(crate) fn at(seed: &str, lines: &str) -> Self {
        Self {
            seed: seed.to_owned(),
            lines: lines.to_owned(),
            quote: String::new(),
        }
    }

    /// A place with the guide's words.
    pub(crate) fn quoted(seed: &str, lines: &str, quote: &str) -> Self {
        Self {
            quote: quote.to_owned(),
            ..Self::at(seed, lines)
        }
    }

    /// `seed 001:176`, or that the counter set it.
    pub fn place(&self) -> String {
        if self.seed.is_empty() {
            "本受理点约定，非指南".to_owned()
        } else {
            format!("seed {}:{}", self.seed, self.lines)
        }
    }
}

/// The remedy with the place of the rule behind it, so that a clerk can show the customer where it stands; a rule that
/// the guide does not have says so.
pub(crate) fn with_source(remedy: &str, seed: &str, lines: &str) -> String {
    if seed.is_empty() {
        format!("{remedy}（本受理点约定，非指南）")
    } else {
        format!("{remedy}（依据：指南{seed}第{lines}行）")
    }
}
