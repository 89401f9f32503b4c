//! What crosses the rim about parcels.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::Beside;
use crate::rim::api::Gate;

/// A parcel of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ParcelLine {
    /// Its number.
    pub id: u32,
    /// 收到, 寄出 UKey, 寄出密码信封
    pub word: String,
    /// What lay in it.
    pub holds: String,
    /// 顺丰 SF1234567890
    pub courier: String,
    /// Where it went; empty for one that came.
    pub address: String,
    /// When.
    pub at: String,
    /// Who opened or sent it, and who stood beside.
    pub by: String,
    /// The receipt, in words; none yet.
    pub received: Option<String>,
    /// Its receipt may be put down.
    pub may_receive: bool,
}

/// The parcels of a case, and what may be done next.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Parcels {
    /// Oldest first.
    pub lines: Vec<ParcelLine>,
    /// A parcel that came may be put down.
    pub may_take: Gate,
    /// The letter with the first PIN may leave.
    pub may_send_pin: Gate,
    /// Where the letter goes: where the keys went, and nowhere else.
    pub address: String,
}

/// A parcel that came, opened by two.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TakeParcel {
    /// The case.
    pub id: u32,
    /// The courier.
    pub courier: String,
    /// The courier's number.
    pub tracking: String,
    /// What lay in it.
    pub holds: String,
    /// Who stood beside when it was opened.
    pub beside: Beside,
}

/// The letter with the first PIN leaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SendPinLetter {
    /// The case.
    pub id: u32,
    /// The courier.
    pub courier: String,
    /// The courier's number.
    pub tracking: String,
}

/// A parcel was received.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ParcelReceived {
    /// The parcel.
    pub id: u32,
    /// By whom and when, as the courier or the customer says.
    pub words: String,
}
