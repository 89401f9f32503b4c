//! The columns `business` and `channel` of the materials table, as they are written there.

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

use case::{BusinessType, Channel};

/// One entry of the column `business`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BusinessScope {
    /// `all (form note)`: a note printed on the form, for every business of it.
    All,
    /// `new`.
    One(BusinessType),
    /// `renew(expired)`: only when a condition of the project applies.
    If(BusinessType, String),
}

/// One entry of the column `channel`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelScope {
    /// `not stated`: the guide names none, so the row is shown for all.
    NotStated,
    /// `counter`.
    One(Channel),
}

const ALL: &str = "all (form note)";
const NOT_STATED: &str = "not stated";

impl BusinessScope {
    /// The entry as the table writes it.
    pub fn word(&self) -> String {
        match self {
            Self::All => ALL.to_owned(),
            Self::One(business) => business.word().to_owned(),
            Self::If(business, condition) => format!("{}({condition})", business.word()),
        }
    }
}

impl ChannelScope {
    /// The entry as the table writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStated => NOT_STATED,
            Self::One(channel) => channel.word(),
        }
    }
}

impl<'de> Deserialize<'de> for BusinessScope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == ALL {
            return Ok(Self::All);
        }
        let (word, condition) = match text.strip_suffix(')').and_then(|t| t.split_once('(')) {
            Some((word, condition)) => (word, Some(condition.to_owned())),
            None => (text.as_str(), None),
        };
        let business = word.parse().map_err(de::Error::custom)?;
        Ok(match condition {
            Some(condition) => Self::If(business, condition),
            None => Self::One(business),
        })
    }
}

impl<'de> Deserialize<'de> for ChannelScope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == NOT_STATED {
            return Ok(Self::NotStated);
        }
        text.parse().map(Self::One).map_err(de::Error::custom)
    }
}

impl Serialize for BusinessScope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl Serialize for ChannelScope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
