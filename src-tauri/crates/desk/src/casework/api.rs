//! What crosses the rim about the content of a case: where it stands, its papers, its fee.

use case::{CaseState as State, PaymentMethod};
use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::rim::api::Finding;

/// Where a case stands (see `case::CaseState`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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

/// One mark of a material: what the clerk must have seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// 份数 complete.
    Copies,
    /// 公章
    Seal,
    /// 原件
    Original,
    /// 签字
    Signature,
}

/// A line of the materials checklist.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct MaterialLine {
    /// Row id of the guide's table.
    pub id: String,
    /// The material.
    pub material: String,
    /// Number of copies in words; 指南未写明 when the guide is silent.
    pub copies: String,
    /// Marks that must be ticked.
    pub needed: Vec<Mark>,
    /// Marks that have been ticked.
    pub seen: Vec<Mark>,
    /// Condition or note.
    pub note: String,
    /// The guide's own words, shown where 依据 is opened.
    pub quote: String,
    /// Where they stand, in words.
    pub place: String,
    /// Every needed mark is ticked.
    pub complete: bool,
}

/// A line of the fee.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FeeLine {
    /// 证书年服务费
    pub item: String,
    /// 200 元/年/张 × 3 年
    pub words: String,
    /// Amount in 分.
    pub cents: u32,
}

/// How a fee is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// By card at the counter.
    Card,
    /// By remittance from the unit's own account.
    Remittance,
    /// Any other way that the counter accepts.
    Other,
}

/// How a fee is paid, as it is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PaymentGiven {
    /// See [`Payment::Card`].
    Card,
    /// See [`Payment::Remittance`].
    Remittance,
    /// See [`Payment::Other`].
    Other,
    /// Nothing is said about it any more.
    #[serde(rename = "")]
    Cleared,
}

/// The fee.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FeeView {
    /// Total in 分; none when the guide states none and nothing was typed.
    pub total_cents: Option<u32>,
    /// The guide states it; otherwise the clerk typed it and it is marked so.
    pub stated: bool,
    /// `200×3＋100＝700元`
    pub formula: String,
    /// 柒佰元整
    pub capital: String,
    /// Its lines.
    pub lines: Vec<FeeLine>,
    /// The guide's rule in its own words and where it stands.
    pub source: String,
    /// Why there is no fee (6 years …), when refused.
    pub refused: Option<Finding>,
    /// How it is paid; none where nobody has said.
    pub payment: Option<Payment>,
    /// The guide's payment rule, for instance 私人汇款概不受理.
    pub payment_note: String,
}

/// What changed in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// The field, in the form's words.
    pub label: String,
    /// What it said; empty where nothing was typed.
    pub before: String,
    /// What it says now.
    pub now: String,
}

impl From<PaymentMethod> for Payment {
    fn from(method: PaymentMethod) -> Self {
        match method {
            PaymentMethod::Card => Self::Card,
            PaymentMethod::Remittance => Self::Remittance,
            PaymentMethod::Other => Self::Other,
        }
    }
}

impl From<PaymentGiven> for Option<PaymentMethod> {
    fn from(given: PaymentGiven) -> Self {
        match given {
            PaymentGiven::Card => Some(PaymentMethod::Card),
            PaymentGiven::Remittance => Some(PaymentMethod::Remittance),
            PaymentGiven::Other => Some(PaymentMethod::Other),
            PaymentGiven::Cleared => None,
        }
    }
}

impl From<State> for CaseState {
    fn from(state: State) -> Self {
        match state {
            State::Draft => Self::Draft,
            State::Printed => Self::Printed,
            State::Scanning => Self::Scanning,
            State::InReview => Self::InReview,
            State::Returned => Self::Returned,
            State::Approved => Self::Approved,
            State::AtCa => Self::AtCa,
            State::Ready => Self::Ready,
            State::Closed => Self::Closed,
            State::Void => Self::Void,
        }
    }
}

impl From<CaseState> for State {
    fn from(state: CaseState) -> Self {
        match state {
            CaseState::Draft => Self::Draft,
            CaseState::Printed => Self::Printed,
            CaseState::Scanning => Self::Scanning,
            CaseState::InReview => Self::InReview,
            CaseState::Returned => Self::Returned,
            CaseState::Approved => Self::Approved,
            CaseState::AtCa => Self::AtCa,
            CaseState::Ready => Self::Ready,
            CaseState::Closed => Self::Closed,
            CaseState::Void => Self::Void,
        }
    }
}
