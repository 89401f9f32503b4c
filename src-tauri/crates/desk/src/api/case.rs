//! Intake: the projects to choose from, the case as entered, what follows from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CaseState, Finding, Gate};

/// A choice: canonical word and the project's own Chinese word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// Canonical word, for instance `new`.
    pub value: String,
    /// The project's word, for instance 新申请.
    pub label: String,
}

/// A business type of a certificate kind and the ways to it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BusinessInfo {
    /// Canonical word, for instance `new`.
    pub value: String,
    /// The project's word, for instance 初次办理.
    pub label: String,
    /// Channels it is offered on, in the project's words.
    pub channels: Vec<Choice>,
    /// What the guide says beside it, or leaves open and the counter has settled.
    pub note: Option<String>,
}

/// A certificate kind of a project and what may be done with it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindInfo {
    /// `org`, `org_employee`, `person`.
    pub value: String,
    /// 单位法人数字证书
    pub label: String,
    /// Business types offered for it.
    pub businesses: Vec<BusinessInfo>,
}

/// A project to choose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProjectInfo {
    /// Project id.
    pub id: String,
    /// Full name of the platform.
    pub name: String,
    /// Short name, for instance 网证通 × 广东养老保险.
    pub short_name: String,
    /// The certificate authority.
    pub ca: String,
    /// Its certificate kinds.
    pub kinds: Vec<KindInfo>,
}

/// Opening a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenCase {
    /// Project id.
    pub project: String,
    /// Certificate kind.
    pub kind: String,
    /// Business type.
    pub business: String,
    /// Channel (`counter`, `mail`, `online`).
    pub channel: String,
    /// A returning unit whose data is taken over.
    pub customer: Option<u32>,
}

/// How much a field is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
    pub options: Vec<Choice>,
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConditionInfo {
    /// Condition id.
    pub id: String,
    /// In words.
    pub label: String,
    /// Whether it applies to this case.
    pub on: bool,
}

/// One mark of a material: what the clerk must have seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeeLine {
    /// 证书年服务费
    pub item: String,
    /// 200 元/年/张 × 3 年
    pub words: String,
    /// Amount in 分.
    pub cents: u32,
}

/// The fee.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
    /// How it is paid: `card`, `remittance`, `other`.
    pub payment: Option<String>,
    /// The guide's payment rule, for instance 私人汇款概不受理.
    pub payment_note: String,
}

/// A form that this case prints.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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

/// What became of the print of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// Never printed.
    None,
    /// With the printer; not out yet.
    Printing,
    /// Out, as the printing system or a person says, and it shows the present content.
    Printed,
    /// Saved as a file, and it shows the present content.
    Saved,
    /// It did not come out.
    Failed,
    /// Nobody knows whether it came out; a person has to say.
    Unknown,
    /// Only papers of another content are there. A value put back makes them hold again.
    Stale,
}

/// What has to be done next with a case, as a command that will succeed or as what is still wanted for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
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

/// One of the six steps of the case spine.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SpineStep {
    /// 受理, 打印, 扫描, 复核, 制证, 领取
    pub word: String,
    /// `done`, `now`, `todo`, `stopped`; `skipped` where the business has no such step.
    pub state: String,
    /// Who did it or must do it.
    pub who: String,
    /// When it was done.
    pub at: Option<String>,
}

/// The entered content.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Project id.
    pub project: String,
    /// Business type.
    pub business: String,
    /// Channel.
    pub channel: String,
    /// Certificate kind.
    pub kind: String,
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReturnReason {
    /// The field or item, by its label.
    pub label: String,
    /// Dictionary name when it is a field.
    pub field: Option<String>,
    /// Why.
    pub reason: String,
}

/// A case with everything that follows from its content.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
    /// What stands on a print that holds: `unit_name`, `employees.user_name`, `years`, `count`, `business`, `kind`, `channel`,
    /// `project`. A change of one of these voids that print and has to be said before; nothing else does.
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
    /// What was entered.
    pub content: Content,
    /// The project's words for the kinds, business types and channels to switch to.
    pub kinds: Vec<Choice>,
    /// Business types of the chosen kind.
    pub businesses: Vec<Choice>,
    /// Channels of the chosen business.
    pub channels: Vec<Choice>,
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
}

/// What changed; only the given parts are saved.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct CasePatch {
    /// Another business type.
    pub business: Option<String>,
    /// Another channel.
    pub channel: Option<String>,
    /// Another certificate kind.
    pub kind: Option<String>,
    /// Another project; fields that both know are kept.
    pub project: Option<String>,
    /// Years; 0 takes them away.
    pub years: Option<u32>,
    /// Number of certificates.
    pub count: Option<u32>,
    /// Fields that changed.
    pub fields: Option<BTreeMap<String, String>>,
    /// The whole annex.
    pub employees: Option<Vec<BTreeMap<String, String>>>,
    /// Conditions that apply.
    pub conditions: Option<Vec<String>>,
    /// Marks seen, per material that changed.
    pub materials: Option<BTreeMap<String, Vec<Mark>>>,
    /// Amount typed by the clerk where the guide states none, in 分; 0 is free of charge.
    pub typed_fee_cents: Option<u32>,
    /// Takes a typed amount away again: it is not known.
    pub clear_fee: Option<bool>,
    /// How it is paid.
    pub payment: Option<String>,
    /// A finding kept as it is: `field:code`.
    pub keep_finding: Option<String>,
}

/// Saving a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaveCase {
    /// The case.
    pub id: u32,
    /// The revision that the screen has.
    pub revision: u32,
    /// What changed.
    pub patch: CasePatch,
}

/// A case given up, with the reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Abandon {
    /// The case.
    pub id: u32,
    /// Why.
    pub reason: String,
}
