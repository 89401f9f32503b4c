//! Intake: the projects to choose from, the case as entered, what follows from it.

use std::collections::BTreeMap;

use case::{BusinessType, CertKind, Channel};
use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::case_view::api::Choice;
use crate::casework::api::{Mark, PaymentGiven};
#[cfg(feature = "bindings")]
use crate::rim::words;

/// A business type of a certificate kind and the ways to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct BusinessInfo {
    /// Which.
    #[cfg_attr(feature = "bindings", ts(as = "words::Business"))]
    pub value: BusinessType,
    /// The project's word, for instance 初次办理.
    pub label: String,
    /// Channels it is offered on, in the project's words.
    #[cfg_attr(feature = "bindings", ts(as = "Vec<Choice<words::Channel>>"))]
    pub channels: Vec<Choice<Channel>>,
    /// What the guide says beside it, or leaves open and the counter has settled.
    pub note: Option<String>,
}

/// A certificate kind of a project and what may be done with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KindInfo {
    /// Which.
    #[cfg_attr(feature = "bindings", ts(as = "words::CertKind"))]
    pub value: CertKind,
    /// 单位法人数字证书
    pub label: String,
    /// Business types offered for it.
    pub businesses: Vec<BusinessInfo>,
}

/// A project to choose.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenCase {
    /// Project id.
    pub project: String,
    /// Certificate kind.
    #[cfg_attr(feature = "bindings", ts(as = "words::CertKind"))]
    pub kind: CertKind,
    /// Business type.
    #[cfg_attr(feature = "bindings", ts(as = "words::Business"))]
    pub business: BusinessType,
    /// Channel; where none is named, that of the case before, else the counter, else the first that is offered.
    #[cfg_attr(feature = "bindings", ts(as = "Option<words::Channel>"))]
    pub channel: Option<Channel>,
    /// A returning unit whose data is taken over.
    pub customer: Option<u32>,
    /// A case that is over and goes on in this one: its data is taken over, and both are linked.
    #[serde(default)]
    pub from_case: Option<u32>,
    /// A certificate of the register that the case acts on: its holder's data is taken over.
    #[serde(default)]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub certificate: Option<u32>,
}

/// What changed; only the given parts are saved.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", ts(optional_fields))]
pub struct CasePatch {
    /// Another business type.
    #[cfg_attr(feature = "bindings", ts(as = "Option<words::Business>"))]
    pub business: Option<BusinessType>,
    /// Another channel.
    #[cfg_attr(feature = "bindings", ts(as = "Option<words::Channel>"))]
    pub channel: Option<Channel>,
    /// Another certificate kind.
    #[cfg_attr(feature = "bindings", ts(as = "Option<words::CertKind>"))]
    pub kind: Option<CertKind>,
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
    pub payment: Option<PaymentGiven>,
    /// A finding kept as it is: `field:code`.
    pub keep_finding: Option<String>,
    /// The certificates of the register that the case acts on, all of them.
    pub acts_on: Option<Vec<u32>>,
}

/// Saving a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SaveCase {
    /// The case.
    pub id: u32,
    /// The revision that the screen has.
    pub revision: u32,
    /// What changed.
    pub patch: CasePatch,
}
