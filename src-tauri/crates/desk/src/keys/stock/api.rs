//! The stock of blank keys.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::Beside;
use crate::rim::api::Gate;

/// How many keys became what.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StockCounts {
    /// In their boxes; of moves: taken in.
    pub in_box: u32,
    /// Made for cases.
    pub issued: u32,
    /// Damaged.
    pub damaged: u32,
    /// Destroyed.
    pub destroyed: u32,
}

/// A box of keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StockBox {
    /// Its number.
    pub box_no: String,
    /// The model in it.
    pub model: String,
    /// How many of its keys are what.
    pub counts: StockCounts,
}

/// One way in or out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StockMoveLine {
    /// The key.
    pub serial: String,
    /// Its box.
    pub box_no: String,
    /// 入库, 制证领用, 损坏, 销毁
    pub word: String,
    /// Why.
    pub reason: String,
    /// The case it was made for.
    pub case_number: Option<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
}

/// A key that was handed in and is neither given back nor destroyed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CustodyLine {
    /// The key.
    pub serial: String,
    /// Whose it is; empty where nobody knows.
    pub holder: String,
    /// Since when it lies here.
    pub at: String,
}

/// The register.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Stock {
    /// Boxes with what is left of them.
    pub boxes: Vec<StockBox>,
    /// Today's moves, newest first.
    pub moves: Vec<StockMoveLine>,
    /// Today's moves, counted.
    pub today: StockCounts,
    /// Keys that were handed in and wait to be given back or destroyed.
    pub custody: Vec<CustodyLine>,
    /// The last count at the end of a day, in words.
    pub last_close: Option<String>,
    /// Whether this account may change the register.
    pub may_change: Gate,
}

/// A box that came in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StockIn {
    /// Its number.
    pub box_no: String,
    /// The model in it.
    pub model: String,
    /// Serial numbers, one by one or `first-last`.
    pub serials: String,
}

/// What a key of the stock may be marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum StockFate {
    /// Back in its box.
    In,
    /// Damaged.
    Damaged,
    /// Destroyed, a reviewer beside.
    Destroyed,
}

/// A key that becomes something else.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StockMark {
    /// The key.
    pub serial: String,
    /// What it becomes.
    pub state: StockFate,
    /// Why.
    pub reason: String,
    /// The reviewer beside, for destroying.
    #[serde(default)]
    pub beside: Option<Beside>,
}

/// The count at the end of the day.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StockClose {
    /// Blank keys that lie in the boxes.
    pub counted: u32,
    /// Keys that were handed in and lie here; none where they were not counted.
    #[serde(default)]
    pub returned: Option<u32>,
}
