//! What crosses the rim about the ways beside the straight one.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::Beside;
use crate::rim::api::Gate;

/// A way beside the straight one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The clerk takes the case back to amend it.
    Recall,
    /// The key clerk sends it back to the clerk.
    SendBack,
    /// The approval holds no more: to the second check once more.
    Recheck,
    /// The CA has refused it; its words are kept.
    CaRefused,
    /// The certificate that came is wrong; another one is asked for.
    AskAnew,
    /// The customer gives up.
    GiveUp,
    /// It is over; what is still to be done is done in a case linked with it.
    Linked,
}

/// What becomes of a key when its case is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum KeyFate {
    /// The customer's own key goes back to the customer.
    Customer,
    /// Back into the stock; it is wiped before it is made into anything else.
    Stock,
    /// Kept at the counter, until somebody decides.
    Kept,
    /// Destroyed, a reviewer beside.
    Destroyed,
}

/// A fate with its word.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FateChoice {
    /// Which.
    pub fate: KeyFate,
    /// 退回库存，清空后再用.
    pub word: String,
}

/// A key whose fate has to be said.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyToSettle {
    /// Its job.
    pub job_id: u32,
    /// Its serial number.
    pub serial: String,
    /// Whose it is.
    pub holder: String,
    /// What may become of it, the usual one first.
    pub fates: Vec<FateChoice>,
}

/// A certificate that may be named as wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct WrongChoice {
    /// The job that wrote it.
    pub job_id: u32,
    /// Whose it is.
    pub holder: String,
    /// Its serial number.
    pub serial: String,
}

/// One way, as it stands open now.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct WayLine {
    /// Which.
    pub way: Way,
    /// 作废, CA 退回 …
    pub word: String,
    /// What will happen, in words.
    pub what: String,
    /// Whether this account may take it now.
    pub may: Gate,
    /// What the reason is called: 原因, CA 的答复; empty where none is asked.
    pub reason_label: String,
    /// The most that can be paid back, in 分; none where nothing was to be paid.
    pub refund_up_to: Option<u32>,
    /// Keys whose fate has to be said.
    pub keys: Vec<KeyToSettle>,
    /// Certificates of which at least one is named.
    pub certificates: Vec<WrongChoice>,
}

/// The ways of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Ways {
    /// The case.
    pub id: u32,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// The ways that lead away from where it stands, those that are closed to this account among them.
    pub ways: Vec<WayLine>,
}

/// A way taken, with the reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct WayTaken {
    /// The case.
    pub id: u32,
    /// Why; of a refusal the CA's own words.
    pub reason: String,
}

/// Another certificate is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AskAnew {
    /// The case.
    pub id: u32,
    /// What is wrong with the one that came.
    pub reason: String,
    /// The jobs whose certificates are wrong.
    pub jobs: Vec<u32>,
}

/// What becomes of one key.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeySettled {
    /// Its job.
    pub job_id: u32,
    /// Its fate.
    pub fate: KeyFate,
}

/// A case given up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Abandon {
    /// The case.
    pub id: u32,
    /// Why.
    pub reason: String,
    /// What is paid back, in 分; from the approval on it has to be said, 0 being nothing.
    #[serde(default)]
    pub refund_cents: Option<u32>,
    /// What becomes of each key that was worked on.
    #[serde(default)]
    pub keys: Vec<KeySettled>,
    /// The reviewer beside, where a key is destroyed.
    #[serde(default)]
    pub beside: Option<Beside>,
}
