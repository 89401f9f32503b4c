//! How a finished key reaches its holder by post, as far as a guide says so. What it leaves open stays open here.

use serde::{Deserialize, Serialize};

use case::{BusinessType, Channel};

use crate::data::source::Source;

/// Who pays the courier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostagePaid {
    /// 到付: the receiver pays (003:359).
    Collect,
    /// 寄付: the sender pays.
    Prepaid,
}

/// What the guide says about posting finished keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostingRule {
    /// Channels whose keys usually leave by post; papers that came by post are answered by post where none is named.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Who pays, where stated.
    #[serde(default)]
    pub postage: Option<PostagePaid>,
    /// Couriers, where stated.
    #[serde(default)]
    pub couriers: Vec<String>,
    /// Fields of the address, the first filled one counts; the usual ones follow.
    #[serde(default)]
    pub address: Vec<String>,
    /// Business types whose keys are sent to that address and to no other.
    #[serde(default)]
    pub address_only: Vec<BusinessType>,
    /// For the clerk, in words.
    #[serde(default)]
    pub note: String,
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

impl PostingRule {
    /// Whether keys of this channel usually leave by post.
    pub fn is_usual(&self, channel: Channel) -> bool {
        match self.channels.is_empty() {
            true => channel == Channel::Mail,
            false => self.channels.contains(&channel),
        }
    }

    /// Whether the guide says anything.
    pub fn is_stated(&self) -> bool {
        !self.seed.is_empty()
    }

    /// Where it says so.
    pub fn source(&self) -> Source {
        Source::quoted(&self.seed, &self.lines, &self.quote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_that_came_by_post_are_answered_by_post_unless_the_guide_names_channels() {
        let silent = PostingRule::default();
        assert!(silent.is_usual(Channel::Mail) && !silent.is_usual(Channel::Online));
        let named = PostingRule {
            channels: vec![Channel::Online],
            ..PostingRule::default()
        };
        assert!(named.is_usual(Channel::Online) && !named.is_usual(Channel::Mail));
    }
}
