//! What the clerk has entered for a case.
//!
//! Fields are named by the data dictionary and kept as typed; which of them a case needs, and by
//! which check, is data of its project. A draft may be incomplete and wrong: nothing typed is ever refused here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{BusinessType, CertKind, Channel};

/// Field values by dictionary name.
pub type FieldMap = BTreeMap<String, String>;

/// How the fee is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Card at the counter.
    Card,
    /// Remittance from the unit's own account.
    Remittance,
    /// Any other way the counter accepts.
    Other,
}

/// The entered content of a case, as it is stored, shown, printed and hashed for the second check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseContent {
    /// Project id.
    pub project: String,
    /// Version of the project's data with which the case was opened.
    pub project_version: String,
    /// What is wanted.
    pub business: BusinessType,
    /// How it arrived.
    pub channel: Channel,
    /// Whose certificate.
    pub kind: CertKind,
    /// Validity in years; none where the business asks for none.
    pub years: Option<u32>,
    /// Number of certificates of this kind (an employee annex counts its rows).
    pub count: u32,
    /// Conditions of the guides that apply to this case, for instance `expired`.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// Single fields.
    #[serde(default)]
    pub fields: FieldMap,
    /// Rows of the employee annex, each with `user_name`, `user_id_no`, `user_email`.
    #[serde(default)]
    pub employees: Vec<FieldMap>,
    /// Amount in 分 typed by the clerk where the guide states none.
    #[serde(default)]
    pub typed_fee_cents: Option<u64>,
    /// How the fee is paid, once known.
    #[serde(default)]
    pub payment: Option<PaymentMethod>,
    /// What the clerk has seen of each material: row id to the marks `copies`, `seal`, `original`, `signature`.
    #[serde(default)]
    pub materials_seen: BTreeMap<String, Vec<String>>,
    /// Findings that the clerk has looked at and kept (`field:code`), so that a warning asks only once.
    #[serde(default)]
    pub kept_findings: Vec<String>,
    /// The certificates on record that the case acts on, by their number in the register: what it renews, replaces,
    /// unlocks, gives up. Empty where it acts on none, or on one that these books do not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts_on: Vec<u32>,
}

impl CaseContent {
    /// A single field, or nothing when it is absent or blank.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|v| v.trim()).filter(|v| !v.is_empty())
    }

    /// The name that stands for the case in lists: the unit's, else the person's.
    pub fn title(&self) -> &str {
        ["unit_name", "applicant_name", "operator_name"]
            .iter()
            .find_map(|f| self.field(f))
            .unwrap_or("（未填名称）")
    }

    /// How many certificates the case asks for: the annex's rows count where there is an annex.
    pub fn certificates(&self) -> u32 {
        match self.rows().len() {
            0 => self.count.max(1),
            rows => u32::try_from(rows).unwrap_or(u32::MAX),
        }
    }
}
