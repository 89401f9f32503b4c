//! The shape of `project.toml`, as published in forms/project.schema.json. Says what may stand there, checks nothing
//! beyond words and expressions; what belongs together is checked by `validate`.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use case::{Algorithm, BusinessType, CertKind, Channel};

use crate::data::acts_on::ActsOn;
use crate::data::agreement::AgreementSpec;
use crate::data::course::{ApprovalRule, MakingRule, TermRule};
use crate::data::judging::Sampling;
use crate::data::posting::PostingRule;
use crate::data::retention::RetentionRule;
use crate::data::rule::RuleData;
use crate::data::sampling::{SealSampling, SignaturePlace};
use crate::data::source::with_source;
use crate::data::upload::UploadSlot;
use crate::field::FieldGroup;
use crate::scope::{BusinessScope, ChannelScope};
use crate::when::Asked;
use crate::{Formula, When};

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectFile {
    /// Version of the file format.
    pub format: Spanned<u32>,
    pub id: Spanned<String>,
    pub version: Spanned<String>,
    pub name: String,
    pub short_name: String,
    /// Letters before the counter's own case numbers.
    pub case_prefix: Spanned<String>,
    pub algorithm: Algorithm,
    pub medium: String,
    pub ca: CaInfo,
    pub kinds: Vec<KindSpec>,
    pub businesses: Vec<BusinessData>,
    #[serde(default)]
    pub channels: Vec<ChannelData>,
    #[serde(default)]
    pub conditions: Vec<ConditionSpec>,
    #[serde(default)]
    pub years: Vec<YearsRule>,
    #[serde(default)]
    pub groups: Vec<FieldGroup>,
    #[serde(default)]
    pub forms: Vec<FormRef>,
    #[serde(default)]
    pub agreements: Vec<AgreementSpec>,
    #[serde(default)]
    pub materials: Vec<MaterialData>,
    #[serde(default)]
    pub fees: Vec<FeeRow>,
    #[serde(default)]
    pub payment_rules: Vec<PaymentRule>,
    #[serde(default)]
    pub rules: Vec<RuleData>,
    #[serde(default)]
    pub seals: Vec<SealSampling>,
    #[serde(default)]
    pub sampling: Sampling,
    #[serde(default)]
    pub signatures: Vec<SignaturePlace>,
    #[serde(default)]
    pub pin: PinPolicy,
    #[serde(default)]
    pub upload: UploadRules,
    #[serde(default)]
    pub contact: Contact,
    #[serde(default)]
    pub points: Vec<AcceptancePoint>,
    #[serde(default)]
    pub mailing: Option<Mailing>,
    #[serde(default)]
    pub accounts: Vec<Account>,
    #[serde(default)]
    pub posting: PostingRule,
    #[serde(default)]
    pub approval: ApprovalRule,
    #[serde(default)]
    pub making: Vec<MakingRule>,
    #[serde(default)]
    pub term: TermRule,
    #[serde(default)]
    pub retention: RetentionRule,
}

/// The certificate authority.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaInfo {
    /// Legal name.
    pub name: String,
    /// Name in daily use.
    pub short: String,
    /// Web sites.
    #[serde(default)]
    pub websites: Vec<String>,
    /// Fixed texts of forms, by dictionary name (`project_name`).
    #[serde(default)]
    pub fixed: std::collections::BTreeMap<String, String>,
}

/// A certificate kind of the project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindSpec {
    /// Canonical kind.
    pub kind: CertKind,
    /// The guide's word, for instance 单位法人.
    pub word: String,
    /// The certificate's full name, for instance 单位法人数字证书.
    pub title: String,
    /// Parts of the certificate's subject, in order.
    pub subject: Vec<SubjectPart>,
}

/// One part of a certificate's subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectPart {
    /// `C`, `O`, `OU`, `CN`, `serialNumber`, `ST`, `L`, `E`.
    pub attribute: String,
    /// The first of these fields that is filled gives the value.
    #[serde(default)]
    pub fields: Vec<String>,
    /// A fixed value instead of fields.
    #[serde(default)]
    pub value: Option<String>,
}

/// A business type in the guide's words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BusinessData {
    pub business: BusinessType,
    pub word: String,
    pub kind: Vec<CertKind>,
    pub channel: Vec<Channel>,
    /// What the guide says about the channels; set when they are not stated.
    #[serde(default)]
    pub note: Option<String>,
    /// What it acts on; the usual for the business type when not said.
    #[serde(default)]
    pub acts_on: Option<ActsOn>,
}

/// A channel in the guide's words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelData {
    pub channel: Channel,
    pub word: String,
}

/// A circumstance of a case that the guide makes something depend on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionSpec {
    /// Name used in expressions and in the case.
    pub id: String,
    /// In words, for a tick box.
    pub label: String,
    /// Where it can apply at all.
    #[serde(default, skip_serializing)]
    pub when: When,
    /// It follows from the case without being ticked.
    #[serde(default, skip_serializing)]
    pub implied_by: Option<When>,
    /// What it claims something about: where the register knows that, `implied_by` alone decides and no tick does.
    #[serde(default, skip_serializing)]
    pub claims: Option<Claim>,
    /// Where the guide says what depends on it; asked of a condition that claims something.
    #[serde(default, skip_serializing)]
    pub seed: String,
    /// Lines.
    #[serde(default, skip_serializing)]
    pub lines: String,
    /// Whether the clerk is asked.
    #[serde(default = "yes")]
    pub ask: bool,
}

fn yes() -> bool {
    true
}

/// What a condition claims something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The certificate that the case acts on.
    Certificate,
}

impl ConditionSpec {
    pub(crate) fn is_implied(&self, asked: &impl Asked) -> bool {
        self.implied_by.as_ref().is_some_and(|when| when.holds(asked))
    }

    /// What to do, with the place of the guide behind it.
    pub fn with_source(&self, remedy: &str) -> String {
        with_source(remedy, &self.seed, &self.lines)
    }
}

/// The validity that may be chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearsRule {
    /// Business types it is for.
    pub business: Vec<BusinessType>,
    /// Certificate kinds it is for; none named means all.
    #[serde(default)]
    pub kind: Vec<CertKind>,
    /// The years offered; empty when the guide states none and the clerk types the number.
    pub options: Vec<u32>,
    /// Preset, where the guide has one.
    #[serde(default)]
    pub default: Option<u32>,
    /// Written in capital numerals on the form.
    #[serde(default)]
    pub capital: bool,
    /// The guide's words, or that it is silent.
    pub note: String,
    /// Seed guide; empty when the options are the counter's own.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
}

/// A form of the project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRef {
    /// Form id, for instance `f-ylbx-1`.
    pub id: String,
    /// Its description, relative to the project's folder.
    pub file: String,
    /// The form's title.
    pub title: String,
    /// Certificate kinds that use it; none named means all.
    #[serde(default)]
    pub kind: Vec<CertKind>,
    /// Business types that use it; none named means all.
    #[serde(default)]
    pub business: Vec<BusinessType>,
    /// Copies to print.
    pub copies: u16,
    /// Where the number of copies comes from, or that it is assumed.
    pub copies_source: String,
    /// Descriptions that take the place of `file`, each from its day on: what the CA has announced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterForm>,
}

/// A form as it will be from a day on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LaterForm {
    /// The first day on which it holds.
    pub from: chrono::NaiveDate,
    /// Its description, relative to the project's folder.
    pub file: String,
}

/// A row of the materials: its columns as the guide has them, and how the checklist shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialData {
    /// Row id.
    pub id: String,
    /// Column `business`: `new`, `renew(expired)`, `all (form note)`.
    pub business: Vec<BusinessScope>,
    /// Column `channel`: `counter`, or `not stated`.
    pub channel: Vec<ChannelScope>,
    /// Column `cert_kind`.
    pub kind: Vec<CertKind>,
    /// Column `material`.
    pub material: String,
    /// Column `copies`.
    pub copies: String,
    /// Column `公章`.
    pub seal: String,
    /// Column `original`.
    pub original: String,
    /// Column `signature`.
    pub signature: String,
    /// Column `condition`.
    pub condition: String,
    /// Seed guide.
    pub seed: String,
    /// Lines.
    pub lines: String,
    /// The guide's own words.
    pub quote: String,
    /// The material's name on the checklist, where the column holds remarks or English.
    #[serde(default)]
    pub name: Option<String>,
    /// What the clerk reads beside it.
    #[serde(default)]
    pub note: Option<String>,
    /// Number of copies in words on the checklist, where the column does not say it all.
    #[serde(default)]
    pub copies_text: Option<String>,
    /// Resolves the column `original`: the original must be seen when this holds.
    #[serde(default, skip_serializing)]
    pub original_when: Option<When>,
    /// Resolves the column `公章`, where it differs between kinds (a natural person has no unit seal).
    #[serde(default, skip_serializing)]
    pub seal_when: Option<When>,
    /// Resolves the column `signature`: signed only when this holds.
    #[serde(default, skip_serializing)]
    pub signature_when: Option<When>,
    /// The column `condition` as an expression.
    #[serde(default, skip_serializing)]
    pub when: When,
    /// Rows of the same thing share a key; the checklist shows the one of highest rank.
    #[serde(default)]
    pub same_as: Option<String>,
    /// Which of several rows of the same thing is shown.
    #[serde(default)]
    pub rank: i8,
    /// Says something but asks for nothing to be brought.
    #[serde(default)]
    pub info: bool,
    /// The single papers a collective row stands for.
    #[serde(default)]
    pub parts: Vec<MaterialPart>,
}

/// One paper of a collective row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialPart {
    /// Its name.
    pub name: String,
    /// Number of copies in words.
    pub copies: String,
    /// Must carry the unit's seal.
    #[serde(default)]
    pub seal: bool,
    /// The original must be seen when this holds.
    #[serde(default, skip_serializing)]
    pub original_when: Option<When>,
    /// Who signs.
    #[serde(default)]
    pub signature: Option<String>,
    /// What the clerk reads beside it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A row of the fees.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRow {
    /// Row id.
    pub id: String,
    /// Certificate kinds.
    pub kind: Vec<CertKind>,
    /// Business types; none named means all.
    #[serde(default)]
    pub business: Vec<BusinessType>,
    /// What is paid for; `total` for the sum of other rows.
    pub item: String,
    /// What is paid for, in words for the customer, where the column does not say it.
    #[serde(default)]
    pub label: Option<String>,
    /// Column `amount`.
    pub amount: String,
    /// Column `unit`, for instance 元/年/张.
    pub unit: String,
    /// How it is reckoned; none where the guide states nothing.
    #[serde(default, skip_serializing)]
    pub formula: Option<Formula>,
    /// The amount is stated for this only (an unlock online); otherwise the guide states none.
    #[serde(default, skip_serializing)]
    pub when: When,
    /// Paid on top of the other rows, where `when` holds (a sub-lock beside the main lock).
    #[serde(default)]
    pub extra: bool,
    /// Rows a total is made of.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Column `condition / note`.
    #[serde(default)]
    pub note: String,
    /// What the clerk reads beside the fee.
    #[serde(default)]
    pub remark: Option<String>,
    /// Seed guide.
    pub seed: String,
    /// Lines.
    pub lines: String,
    /// The guide's own words.
    pub quote: String,
}

impl FeeRow {
    /// Whether the guide states an amount.
    pub fn stated(&self) -> bool {
        self.formula.is_some()
    }
}

/// A rule about paying.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRule {
    /// Row id.
    pub id: String,
    /// Where it applies.
    #[serde(default, skip_serializing)]
    pub when: When,
    /// In words, for the clerk.
    pub text: String,
    /// Seed guide.
    pub seed: String,
    /// Lines.
    pub lines: String,
    /// The guide's own words.
    pub quote: String,
}

/// What the guide says about PINs; nothing of it is a secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinPolicy {
    /// Wrong PINs until the key locks, where stated.
    #[serde(default)]
    pub max_tries: Option<u8>,
    /// The PIN that the guide promises the user of a new key. The key leaves with it, and the hand-over warns; where
    /// none is named each key gets one of its own, drawn at random.
    #[serde(default)]
    pub initial: Option<String>,
    /// How the user gets the PIN, in the guide's words; empty when not stated.
    #[serde(default)]
    pub delivery: String,
    /// How a key is unlocked, in the guide's words.
    #[serde(default)]
    pub unlock: String,
    /// Seed guide.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
    /// What is not stated and left to the counter.
    #[serde(default)]
    pub note: String,
}

/// Rules for uploaded scans.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadRules {
    /// File name endings in lower case; empty when not stated.
    #[serde(default)]
    pub formats: Vec<String>,
    /// Largest file in bytes, when stated.
    #[serde(default)]
    pub max_bytes: Option<u64>,
    /// The places of the site's page, each taking one file; where none are named, each page is a file of its own.
    #[serde(default)]
    pub slots: Vec<UploadSlot>,
    /// When the papers that are handed in must equal what was uploaded.
    #[serde(default)]
    pub paper: Option<PaperRule>,
    /// The guide's words.
    #[serde(default)]
    pub note: String,
    /// Seed guide.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
}

/// That the papers handed in are the same as the scans that were uploaded.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRule {
    /// Seed guide.
    #[serde(default)]
    pub seed: String,
    /// Lines.
    #[serde(default)]
    pub lines: String,
    /// The guide's words.
    pub words: String,
    /// When papers are handed in at all.
    #[serde(skip_serializing)]
    pub when: When,
}

/// How the authority is reached.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Office hours, in the guide's words.
    #[serde(default)]
    pub hours: Vec<String>,
    /// Telephone numbers with what they are for.
    #[serde(default)]
    pub phones: Vec<String>,
    /// QQ numbers.
    #[serde(default)]
    pub qq: Vec<String>,
}

/// A counter of the authority.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptancePoint {
    /// City.
    pub city: String,
    /// Address, in the guide's words.
    pub address: String,
}

/// Where papers are posted to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailing {
    /// Receiving unit.
    pub unit: String,
    /// Receiving person.
    pub person: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// The guide's note about postage.
    pub note: String,
}

/// A bank account to remit to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Account holder.
    pub holder: String,
    /// Bank.
    pub bank: String,
    /// Account number as printed.
    pub number: String,
    /// What must be written in the remittance's remark; none when not stated.
    #[serde(default)]
    pub remark: Option<String>,
    /// Who must remit, in the guide's words.
    pub note: String,
}
