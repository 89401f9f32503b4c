//! The board, the look-up and the lists of cases.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::case_view::api::CaseRow;
use crate::casework::api::CaseState;

/// One line of the table of states.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct StateLine {
    /// The state.
    pub state: CaseState,
    /// Its word.
    pub word: String,
    /// How many cases stand there.
    pub count: u32,
    /// Minutes each has stood there, longest first.
    pub ages_minutes: Vec<u32>,
    /// The one that has waited longest.
    pub oldest: Option<CaseRow>,
    /// Who must act: role or 客户.
    pub next_actor: String,
}

/// Today in figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TodayFigures {
    /// Cases opened today.
    pub opened: u32,
    /// Cases closed today.
    pub closed: u32,
    /// Fees of the cases opened today, in 分.
    pub fee_cents: u32,
}

/// A part of the counter and how it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// 打印机, 扫描仪, UKey 驱动, 今日备份 …
    pub name: String,
    /// Ready or not.
    pub ready: bool,
    /// 就绪, 未设置 …
    pub word: String,
    /// What to do when not ready.
    pub remedy: String,
}

/// The board.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Board {
    /// Today, `YYYY-MM-DD`.
    pub today: String,
    /// What the signed-in account should do, most urgent first.
    pub mine: Vec<CaseRow>,
    /// All open cases by state, in the order of the work.
    pub states: Vec<StateLine>,
    /// Today in figures.
    pub figures: TodayFigures,
    /// Devices.
    pub devices: Vec<Device>,
    /// Pages waiting in the tray.
    pub tray: u32,
    /// Cases waiting for the second check.
    pub in_review: u32,
    /// Cases waiting at the key desk.
    pub at_key_desk: u32,
    /// Cases waiting to be handed over.
    pub ready: u32,
}

/// What was looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LookUp {
    /// Barcode, number, code, name, pinyin initials, phone, key serial.
    pub text: String,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A case: open it.
    Case,
    /// A unit that was here before: offer its data for a new case.
    Customer,
}

/// Something found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Case id or customer id.
    pub id: u32,
    /// Name.
    pub title: String,
    /// Number, state, masked codes.
    pub detail: String,
}

/// A filtered list of cases (archive, queues).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ListCases {
    /// Only these states; all when empty.
    pub states: Vec<CaseState>,
    /// Text as in the look-up; all when empty.
    pub text: String,
    /// At most so many, newest first.
    pub limit: u32,
}
