//! What papers are asked for: a business, a kind, a channel, and the circumstances.

use case::{BusinessType, CertKind, Channel};

use crate::when::Asked;

/// What is asked of the matrix.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Business type.
    pub business: BusinessType,
    /// Channel.
    pub channel: Channel,
    /// Certificate kind.
    pub kind: CertKind,
    /// Conditions that apply; those that cannot apply here are passed over.
    pub conditions: &'a [String],
}

impl Query<'static> {
    /// A query without conditions.
    pub fn plain(business: BusinessType, channel: Channel, kind: CertKind) -> Self {
        Self {
            business,
            channel,
            kind,
            conditions: &[],
        }
    }
}

impl Asked for Query<'_> {
    fn holds(&self, condition: &str) -> bool {
        self.conditions.iter().any(|c| c == condition)
    }

    fn word(&self, key: &str) -> &str {
        match key {
            "business" => self.business.word(),
            "channel" => self.channel.word(),
            "kind" => self.kind.word(),
            _ => "unknown",
        }
    }
}
