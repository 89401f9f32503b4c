//! The board, the look-up and the lists of cases.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a case stands (see `case::CaseState`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// 草稿
    Draft,
    /// 待盖章交回
    Printed,
    /// 待送复核
    Scanning,
    /// 待复核
    InReview,
    /// 已退回
    Returned,
    /// 待制证
    Approved,
    /// 等 CA 回包
    AtCa,
    /// 待领取
    Ready,
    /// 已领取
    Closed,
    /// 已作废
    Void,
}

/// A case in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseRow {
    /// The case.
    pub id: u32,
    /// Case number.
    pub number: String,
    /// Unit's (or person's) name.
    pub title: String,
    /// Short name of the project.
    pub project: String,
    /// 单位法人数字证书 · 新申请 叁年
    pub what: String,
    /// Where it stands.
    pub state: CaseState,
    /// Its word.
    pub state_word: String,
    /// What has to be done next.
    pub next_step: String,
    /// Who must act next: a role's word, or 客户.
    pub next_actor: String,
    /// True when the signed-in account may act next.
    pub mine: bool,
    /// In this state since.
    pub since: String,
    /// Who took the application.
    pub clerk: String,
    /// Why it was returned, or what else the next person should know.
    pub note: String,
    /// Longer in this state than agreed.
    pub late: bool,
}

/// One line of the table of states.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookUp {
    /// Barcode, number, code, name, pinyin initials, phone, key serial.
    pub text: String,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A case: open it.
    Case,
    /// A unit that was here before: offer its data for a new case.
    Customer,
}

/// Something found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListCases {
    /// Only these states; all when empty.
    pub states: Vec<CaseState>,
    /// Text as in the look-up; all when empty.
    pub text: String,
    /// At most so many, newest first.
    pub limit: u32,
}

/// A sentence of the audit trail.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditLine {
    /// Running number.
    pub seq: u32,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What, in words.
    pub words: String,
}
