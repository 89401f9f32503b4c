//! What a business type acts on: nothing, a certificate that is there, several, or the key. Says nothing about which
//! one; that the case names.

use case::BusinessType;
use serde::{Deserialize, Serialize};

/// What a business type acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActsOn {
    /// Nothing that is there: a further certificate comes into being.
    Nothing,
    /// One certificate of each holder that the case names.
    Certificate,
    /// One certificate of each holder, or more of them.
    Certificates,
    /// The key that a certificate is on.
    Key,
}

impl ActsOn {
    /// What a business type acts on where its project does not say otherwise.
    pub fn usual(business: BusinessType) -> Self {
        match business {
            BusinessType::New | BusinessType::Add => Self::Nothing,
            BusinessType::Renew
            | BusinessType::Change
            | BusinessType::Replace
            | BusinessType::KeyRecovery => Self::Certificate,
            BusinessType::Revoke | BusinessType::Suspend => Self::Certificates,
            BusinessType::Unlock => Self::Key,
        }
    }
}
