//! The numbers of the day.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

/// A number that a window has called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CalledNumber {
    /// The number, from 1 each day.
    pub number: u32,
    /// What the window is called at the counter.
    pub window: String,
    /// When, local time.
    pub at: String,
}

/// The numbers of the day, as every window of the hall sees them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// How many wait.
    pub waiting: u32,
    /// The number that is called next.
    pub next: Option<u32>,
    /// The number that this window has called and has not done with.
    pub here: Option<CalledNumber>,
    /// What the windows have called and not done with, the newest first.
    pub called: Vec<CalledNumber>,
    /// Numbers whose people did not come; they may be called again.
    pub missed: Vec<u32>,
}

/// A number that was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DrawnNumber {
    /// The number.
    pub number: u32,
    /// How many are called before it.
    pub before: u32,
}

/// A number that did not come when it was called.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CallBack {
    /// The number.
    pub number: u32,
}
