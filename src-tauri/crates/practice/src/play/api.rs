//! What a story leaves, as it is told at the end.

use serde::Serialize;
use serde_json::Value;

/// What a story left.
#[derive(Debug, Serialize)]
pub struct Played {
    /// Every certificate of the books, by act and holder.
    pub certificates: Vec<PlayedCertificate>,
    /// Everything that the CA was asked for.
    pub revocations: Vec<PlayedRevocation>,
    /// Every case that was opened.
    pub cases: Vec<PlayedCase>,
    /// Every act that was refused, with the counter's words.
    pub refused: Vec<RefusedAct>,
}

/// A certificate at the end.
#[derive(Debug, Serialize)]
pub struct PlayedCertificate {
    /// Act and holder: `a1/p1`.
    pub id: String,
    /// requested, current, expired, suspended, superseded, revoked_pending, revoked, wrong.
    pub state: String,
    /// Serial number of the key that it is on.
    pub key: Option<String>,
    /// Its last day.
    pub not_after: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
}

/// Something that the CA was asked for.
#[derive(Debug, Serialize)]
pub struct PlayedRevocation {
    /// The certificate; none where the CA is to find it by the holder's code.
    pub certificate: Option<String>,
    /// revoke, suspend, resume.
    pub action: String,
    /// queued, told, done.
    pub state: String,
    /// The act that asked for it.
    pub act: Option<String>,
}

/// A case at the end.
#[derive(Debug, Serialize)]
pub struct PlayedCase {
    /// The act that opened it.
    pub id: String,
    /// Where it stands.
    pub state: String,
    /// Its number.
    pub number: String,
}

/// An act that was refused.
#[derive(Debug, Serialize)]
pub struct RefusedAct {
    /// The act.
    pub act: String,
    /// Stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub remedy: String,
}

/// The canonical word of a value; empty for what is none.
pub(crate) fn value(state: &impl Serialize) -> String {
    match serde_json::to_value(state) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
