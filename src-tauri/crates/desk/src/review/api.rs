//! The second check.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::case_view::api::CaseView;
use crate::casework::api::FieldChange;
use crate::pages::api::PageLine;
use crate::rim::api::Gate;
use crate::samples::api::SampleLine;

/// What an item of the check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// An entered field.
    Field,
    /// A stamp or signature that must be on the paper.
    Paper,
    /// A material of the checklist.
    Material,
    /// A chosen seal sample.
    Sample,
}

/// The word of a reviewer on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 一致
    Ok,
    /// 不符
    Wrong,
}

/// The word of a reviewer on an item, as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum VerdictGiven {
    /// See [`Verdict::Ok`].
    Ok,
    /// See [`Verdict::Wrong`].
    Wrong,
    /// The verdict is taken back.
    #[serde(rename = "")]
    TakenBack,
}

/// Something to compare.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ReviewItem {
    /// Item id (`field:unit_name`, `material:Y-O-C1`, `sample:seal.org`, `paper:seal`).
    pub id: String,
    /// What it is.
    pub kind: ItemKind,
    /// 申请单位基本资料, 材料, 印模 …
    pub group: String,
    /// Label.
    pub label: String,
    /// Entered value; empty is shown as （未填）.
    pub value: String,
    /// What the checks know about it: 校验位正确，1949年12月31日，女.
    pub fact: String,
    /// Page on which to look.
    pub page_id: Option<u32>,
    /// Another page to look at beside it: the scan that was uploaded.
    pub beside_id: Option<u32>,
    /// Where on the page, in mm of the form.
    pub rect: Option<Rect>,
    /// The word on it; none yet, where it is none.
    pub verdict: Option<Verdict>,
    /// Why it is wrong.
    pub reason: String,
    /// This reviewer had found it 一致 before the case came back, and nothing of it has changed: it stays so unless it
    /// is taken back.
    pub carried: bool,
    /// The case was checked by this reviewer before, and this is new, was wrong, or has changed since: it comes first.
    pub changed: bool,
}

/// A rectangle on the form in mm.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// A case under the second check.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ReviewView {
    /// The case.
    pub case: CaseView,
    /// Items.
    pub items: Vec<ReviewItem>,
    /// Pages of the case.
    pub pages: Vec<PageLine>,
    /// Samples.
    pub samples: Vec<SampleLine>,
    /// Hash of what is seen (data, pages, samples); the approval names it.
    pub bound_hash: String,
    /// What changed since this case was approved before, field by field; empty in one that never was.
    pub changes: Vec<FieldChange>,
    /// How many people have to sign off.
    pub approvers: u32,
    /// Who has signed off what is there now.
    pub signed: Vec<String>,
    /// Whether this account may check this case.
    pub may_review: Gate,
    /// Whether it may be approved now.
    pub may_approve: Gate,
    /// Whether it may be returned now.
    pub may_return: Gate,
}

/// A verdict on one item.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SetVerdict {
    /// The case.
    pub id: u32,
    /// Item id.
    pub item: String,
    /// The word on it.
    pub verdict: VerdictGiven,
    /// Required where it is wrong.
    pub reason: String,
}

/// The sign-off.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Approve {
    /// The case.
    pub id: u32,
    /// The hash of what the reviewer saw.
    pub bound_hash: String,
}

/// Sending back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ReturnCase {
    /// The case.
    pub id: u32,
    /// A word to the clerk beside the items' reasons.
    pub note: String,
}
