//! What is said of a key that a job may not use, or that shows otherwise than it reported.

use token::TokenError;

use crate::rim::api::Refusal;

/// The key reported success and shows otherwise.
pub fn wrote_otherwise(what: &str) -> Refusal {
    TokenError::WroteOtherwise {
        what: what.to_owned(),
    }
    .into()
}

/// A key that a job may not use, in words.
pub fn wrong_key(code: &str, message: &str, remedy: &str) -> Refusal {
    Refusal::new(code, message, remedy)
}
