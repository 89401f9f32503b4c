//! A case as the window shows it, whole and as a line of a list.

use std::collections::BTreeMap;

use case::{BusinessType, CertKind, Channel};
use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::casework::api::{CaseState, FeeView, MaterialLine};
use crate::prints::api::PrintState;
use crate::rim::api::{Finding, Gate};
#[cfg(feature = "bindings")]
use crate::rim::words;

/// A choice: canonical word and the project's own Chinese word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Choice<T> {
    /// Canonical word, for instance `new`.
    pub value: T,
    /// The project's word, for instance 新申请.
    pub label: String,
}

/// How much a field is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Must be filled.
    Required,
    /// One of the fields with the same `oneOf` must be filled.
    OneOf,
    /// May stay empty (shown as 选填).
    Optional,
}

/// A field of the intake form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FieldInfo {
    /// Dictionary name.
    pub id: String,
    /// The form's own label.
    pub label: String,
    /// How much it is needed.
    pub need: Need,
    /// Group of which one must be filled.
    pub one_of: Option<String>,
    /// Digits and codes: show in the code face, grouped by these lengths (18 → 2-6-9-1).
    pub groups: Vec<u32>,
    /// Options when it is a choice.
    pub options: Vec<Choice<String>>,
    /// Most characters it takes.
    pub max_length: u32,
    /// A short word beside it.
    pub note: Option<String>,
    /// Takes the whole row.
    pub wide: bool,
    /// Derived from another field unless typed, for instance 取自信用代码.
    pub derived_from: Option<String>,
}

/// A group of fields, as headed on the form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FieldGroup {
    /// Group id.
    pub id: String,
    /// 申请单位基本资料
    pub title: String,
    /// Its fields.
    pub fields: Vec<FieldInfo>,
}

/// The validity in years that may be chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct YearsInfo {
    /// The years the guide offers; empty when it states none and the clerk types the number.
    pub options: Vec<u32>,
    /// The guide's words.
    pub note: String,
    /// Written in capital numerals on the form.
    pub capital: bool,
}

/// A condition of the guide that the clerk ticks (证书已过期 …).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ConditionInfo {
    /// Condition id.
    pub id: String,
    /// In words.
    pub label: String,
    /// Whether it applies to this case, or the clerk says so.
    pub on: bool,
    /// It follows from what is known, and nobody ticked it: there is nothing to tick off.
    pub implied: bool,
}

/// A form that this case prints.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FormLine {
    /// Form id, for instance `f-ylbx-1`.
    pub id: String,
    /// 《单位法人数字证书申请表》
    pub title: String,
    /// Copies to print.
    pub copies: u32,
    /// Where the number of copies comes from, or that it is assumed.
    pub copies_note: String,
    /// There is a paper of it that shows the present content: `state` is `printed` or `saved`.
    pub printed: bool,
    /// Pages of one copy as printed with the present content, so that a missing one is told; 0 before.
    pub pages: u32,
    /// What became of its newest print.
    pub state: PrintState,
    /// 已按现在的内容打印, 等打印机回话 …
    pub state_word: String,
    /// The newest print of the present content, to be named when a person says whether it came out.
    pub print: Option<u32>,
    /// What the printer said and what to do about it, when it did not come out or nobody knows.
    pub said: Option<Finding>,
    /// What stands on this form, by the names of `CaseView.onPaper`: a change of any of it makes another paper.
    pub fields: Vec<String>,
}

/// What has to be done next with a case, as a command that will succeed or as what is still wanted for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Fill in, correct or confirm fields.
    Fill,
    /// `print` will succeed.
    Print,
    /// Say whether the print came out.
    ConfirmPrint,
    /// Pages have to be scanned and filed.
    Scan,
    /// Papers of the checklist have to be seen.
    Materials,
    /// The fee has to be entered.
    Fee,
    /// Samples have to be chosen.
    Samples,
    /// `submit` will succeed.
    Submit,
    /// It is the turn of the second check.
    Review,
    /// It is the turn of the key desk.
    Keys,
    /// It is to be handed over.
    HandOver,
    /// Nothing: it is closed or given up, or this account has no part in it now.
    Nothing,
}

/// Where a step of the case spine stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SpineState {
    /// Behind the case.
    Done,
    /// The case stands here.
    Now,
    /// Before the case.
    Todo,
    /// The case stands here and does not go on: it came back, or was given up.
    Stopped,
    /// The business has no such step.
    Skipped,
}

/// One of the six steps of the case spine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SpineStep {
    /// 受理, 打印, 扫描, 复核, 制证, 领取
    pub word: String,
    /// Where it stands.
    pub state: SpineState,
    /// Who did it or must do it.
    pub who: String,
    /// When it was done.
    pub at: Option<String>,
}

/// The entered content.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Project id.
    pub project: String,
    /// Business type.
    #[cfg_attr(feature = "bindings", ts(as = "words::Business"))]
    pub business: BusinessType,
    /// Channel.
    #[cfg_attr(feature = "bindings", ts(as = "words::Channel"))]
    pub channel: Channel,
    /// Certificate kind.
    #[cfg_attr(feature = "bindings", ts(as = "words::CertKind"))]
    pub kind: CertKind,
    /// Years.
    pub years: Option<u32>,
    /// Number of certificates.
    pub count: u32,
    /// Single fields by dictionary name.
    pub fields: BTreeMap<String, String>,
    /// Rows of the employee annex.
    pub employees: Vec<BTreeMap<String, String>>,
}

/// A reason with which a case came back.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ReturnReason {
    /// The field or item, by its label.
    pub label: String,
    /// Dictionary name when it is a field.
    pub field: Option<String>,
    /// Why.
    pub reason: String,
}

/// Where all of what was typed into a case is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// In the books.
    Books,
    /// Some of it at this window alone, until the hall's server is back. 暂存
    Spool,
}

/// A case with everything that follows from its content.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// The case.
    pub id: u32,
    /// Case number.
    pub number: String,
    /// Grows with every save; a save of an older one is refused, so that two windows never overwrite each other.
    pub revision: u32,
    /// Last saved.
    pub saved_at: String,
    /// Where what was typed is kept.
    pub kept: Kept,
    /// Where it stands.
    pub state: CaseState,
    /// Its word.
    pub state_word: String,
    /// What has to be done next.
    pub next_step: String,
    /// Whether the content may be changed by this account now.
    pub editable: Gate,
    /// Changing it now makes printed paper stale.
    pub printed_with_this_content: bool,
    /// What stands on a print that holds: `unit_name`, `employees.user_name`, `years`, `count`, `business`, `kind`,
    /// `channel`, `project`. A change of one of these voids that print and has to be said before; nothing else does.
    pub on_paper: Vec<String>,
    /// What has to be done next.
    pub next: NextStep,
    /// Project's short name.
    pub project_name: String,
    /// Version of the project's data that this case goes by.
    pub project_version: String,
    /// Said when a new case would go by another version.
    pub version_note: Option<String>,
    /// The CA's name.
    pub ca: String,
    /// Unit's or person's name.
    pub title: String,
    /// Who took it.
    pub clerk: String,
    /// The six steps.
    pub spine: Vec<SpineStep>,
    /// What was entered, as far as this account gets to see it.
    pub content: Content,
    /// Names of the fields in it that are covered: `operator_id_no`, `employees.0.user_id_no`. `unmask` tells one.
    pub covered: Vec<String>,
    /// Scanned pages and printed papers may be opened; otherwise they are opened with a purpose.
    pub papers_shown: bool,
    /// The project's words for the kinds, business types and channels to switch to.
    #[cfg_attr(feature = "bindings", ts(as = "Vec<Choice<words::CertKind>>"))]
    pub kinds: Vec<Choice<CertKind>>,
    /// Business types of the chosen kind.
    #[cfg_attr(feature = "bindings", ts(as = "Vec<Choice<words::Business>>"))]
    pub businesses: Vec<Choice<BusinessType>>,
    /// Channels of the chosen business.
    #[cfg_attr(feature = "bindings", ts(as = "Vec<Choice<words::Channel>>"))]
    pub channels: Vec<Choice<Channel>>,
    /// Years, when the business asks for them.
    pub years: Option<YearsInfo>,
    /// Groups of fields.
    pub groups: Vec<FieldGroup>,
    /// Columns of the employee annex; empty when the kind has none.
    pub employee_columns: Vec<FieldInfo>,
    /// Conditions to tick.
    pub conditions: Vec<ConditionInfo>,
    /// What the checks say.
    pub findings: Vec<Finding>,
    /// Required fields still empty.
    pub missing: Vec<String>,
    /// The checklist.
    pub materials: Vec<MaterialLine>,
    /// The fee.
    pub fee: FeeView,
    /// Forms to print.
    pub forms: Vec<FormLine>,
    /// Why it came back, when returned.
    pub returned: Vec<ReturnReason>,
    /// Whether it may be printed.
    pub may_print: Gate,
    /// Whether it may be submitted.
    pub may_submit: Gate,
    /// The project asks for seal samples.
    pub wants_samples: bool,
    /// Name and place of origin of data that was taken over from an earlier case.
    pub taken_from: Option<String>,
    /// Which certificates of the register it acts on; none where its business acts on none.
    pub acts_on: Option<ActsOnView>,
    /// Who makes what is applied for, where it is not the key desk of this counter.
    pub making: Option<Making>,
    /// Cases linked with this one: the one it came from first, then those in which it went on.
    pub linked: Vec<LinkedCase>,
}

/// Who makes what is applied for, when it is not made here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Making {
    /// CA 制作并寄出 …
    pub word: String,
    /// What happens then, for the clerk to tell the applicant.
    pub words: String,
    /// Where that stands; shown under 依据.
    pub source: String,
}

/// A case linked with another.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LinkedCase {
    /// The case.
    pub id: u32,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: CaseState,
    /// Its word.
    pub state_word: String,
}

/// A case in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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

/// A sentence of the audit trail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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

/// A certificate that a case may act on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ActsOnChoice {
    /// Its number in the register.
    pub id: u32,
    /// Its serial number.
    pub serial: String,
    /// Its last characters, by which people tell it.
    pub tail: String,
    /// The name in it.
    pub subject: String,
    /// Serial number of the key it is on.
    pub key: Option<String>,
    /// Its last day.
    pub not_after: String,
    /// 在用, 已过期 …
    pub state_word: String,
    /// The case may act on it.
    pub fits: bool,
    /// The case acts on it.
    pub chosen: bool,
}

/// A holder of a case with the certificates that the register knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ActsOnHolder {
    /// Whose certificate.
    pub holder: String,
    /// What is in use first, then the rest.
    pub choices: Vec<ActsOnChoice>,
}

/// What a case acts on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ActsOnView {
    /// Its holders, in the order of the annex.
    pub holders: Vec<ActsOnHolder>,
    /// More than one certificate of a holder may be chosen.
    pub several: bool,
}
