//! The hand-over: what leaves the counter, the ways it may leave, what must be seen before it does, and what was done.
//!
//! The plan is the desk's: the window shows these types and never works out by itself which ways, checks or PINs a
//! case has.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::case_view::api::CaseView;
use crate::paper::api::DocumentLine;
use crate::prints::api::PrintState;
use crate::rim::api::{Finding, Gate};
use crate::rim::secret::{SecretText, ToldOnce};

/// A way in which a case leaves the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum LeavingWay {
    /// The person who applied stands at the window.
    Applicant,
    /// Somebody else does, with the unit's authorisation.
    Other,
    /// By courier; nobody stands at the window.
    Posted,
    /// No key is handed over and nobody need come.
    Nothing,
}

/// Who pays the courier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Postage {
    /// 到付: the receiver pays.
    Collect,
    /// 寄付: paid when it is sent.
    Prepaid,
}

/// How a case leaves, with what was typed about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(tag = "way", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Leaving {
    /// See [`LeavingWay::Applicant`].
    Applicant {
        /// Name on the document shown.
        name: String,
        /// Its number.
        id_no: String,
    },
    /// See [`LeavingWay::Other`].
    Other {
        /// Name on the document shown.
        name: String,
        /// Its number.
        id_no: String,
        /// First day of the authorisation.
        authorised_from: String,
        /// Its last day.
        authorised_until: String,
    },
    /// See [`LeavingWay::Posted`].
    Posted {
        /// To whom.
        recipient: String,
        /// That person's telephone.
        phone: String,
        /// Where to.
        address: String,
        /// With whom it is sent.
        courier: String,
        /// The courier's number of the parcel.
        tracking: String,
        /// Who pays.
        postage: Option<Postage>,
    },
    /// See [`LeavingWay::Nothing`].
    Nothing,
}

/// The customer's own PIN for one key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyPin {
    /// The key's job.
    pub job_id: u32,
    /// As typed, twice the same; empty leaves the key with the PIN it has.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    #[serde(default)]
    pub new_pin: SecretText,
}

/// Handing over, and the question what still stands in its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOver {
    /// The case.
    pub id: u32,
    /// How it leaves.
    pub leaving: Leaving,
    /// PINs that the customer typed; none where the keys keep theirs.
    #[serde(default)]
    pub pins: Vec<KeyPin>,
    /// Ids of the checks that were ticked.
    #[serde(default)]
    pub seen: Vec<String>,
}

/// How the customer comes to know the PIN of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PinState {
    /// The customer's own key keeps the PIN it had.
    Kept,
    /// The customer has set it, at an unlocking or at this counter.
    SetByCustomer,
    /// It stands in the printed PIN letter.
    Letter,
    /// Drawn at random; told once at the hand-over.
    Drawn,
    /// The one that the guide names, which everybody knows.
    Named,
}

/// A certificate on a key that is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverCertificate {
    /// 证书, or 加密证书 of a recovered encryption key.
    pub word: String,
    /// Subject.
    pub subject: String,
    /// Serial number.
    pub serial: String,
    /// Issuer.
    pub issuer: String,
    /// First day.
    pub not_before: String,
    /// Last day.
    pub not_after: String,
}

/// A key that is handed over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverKey {
    /// Its job.
    pub job_id: u32,
    /// Whose it is.
    pub holder: String,
    /// 副锁 1，主锁 …0A7F: how it hangs on the first.
    pub link: Option<String>,
    /// Serial number of the key.
    pub serial: String,
    /// What it is handed over for where no certificate was written: 已解锁并验证.
    pub note: String,
    /// Certificates written by this case.
    pub certificates: Vec<HandOverCertificate>,
    /// How its PIN is known.
    pub pin: PinState,
    /// The same in words.
    pub pin_word: String,
}

/// Something that must be seen before the case leaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverTick {
    /// What to send back when it was seen.
    pub id: String,
    /// What must be seen, in words.
    pub words: String,
}

/// One of the ways open to a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverWay {
    /// Which.
    pub way: LeavingWay,
    /// 经办人本人领, 他人代领, 邮寄, 直接办结.
    pub word: String,
    /// What must be seen first.
    pub ticks: Vec<HandOverTick>,
    /// Jobs for whose keys the customer may set a PIN now; none where no PIN is asked.
    pub pins_of: Vec<u32>,
    /// What becomes of PINs that the customer does not set; empty where there is none.
    pub pin_note: String,
}

/// Whom the case knows as the one to fetch.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverApplicant {
    /// 经办人, 申请人.
    pub role: String,
    /// Name; empty when the form asked for none.
    pub name: String,
    /// The number in the case, masked; empty when the form asked for none.
    pub id_no: String,
    /// Telephone.
    pub phone: String,
}

/// What is known about posting.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Posting {
    /// To whom.
    pub recipient: String,
    /// That person's telephone.
    pub phone: String,
    /// Where to; empty when the case knows no address.
    pub address: String,
    /// The guide allows this address only.
    pub address_only: bool,
    /// Couriers that the guide names; any where it names none.
    pub couriers: Vec<String>,
    /// Who pays, where the guide says so.
    pub postage: Option<Postage>,
    /// What the guide says about it; empty when it says nothing.
    pub note: String,
    /// Where that stands; shown under 依据.
    pub source: String,
}

/// What is handed over and how it may be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverPlan {
    /// The keys that go over the counter.
    pub keys: Vec<HandOverKey>,
    /// Why there is none, where there is none.
    pub nothing: Option<String>,
    /// The ways, the usual one first.
    pub ways: Vec<HandOverWay>,
    /// Who is expected.
    pub applicant: HandOverApplicant,
    /// What is known about posting.
    pub posting: Posting,
}

/// What a hand-over as filled in so far still lacks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverChecked {
    /// Whether it may be done, and the first thing in its way.
    pub may: Gate,
    /// Where that is: `name`, `id-no`, `tick-person`, `pin:12` …; none where it lies elsewhere.
    pub at: Option<String>,
    /// What is wrong with what was filled in, by field; empty fields are told by the gate alone.
    pub findings: Vec<Finding>,
}

/// One line of what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandedOverLine {
    /// 领取人, 证件号码, 快递单号 …
    pub what: String,
    /// The words.
    pub words: String,
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandedOver {
    /// 已交付 2 把 UKey; 已邮寄 1 把 UKey; 已办结，本件没有 UKey.
    pub title: String,
    /// How it left.
    pub lines: Vec<HandedOverLine>,
    /// When.
    pub at: String,
}

/// The hand-over as prepared, and as done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct HandOverView {
    /// The case.
    pub case: CaseView,
    /// What is handed over and how.
    pub plan: HandOverPlan,
    /// Whether this account may hand it over now.
    pub may_hand_over: Gate,
    /// Warns that a key would leave with the PIN that the guide names.
    pub default_pin: Option<String>,
    /// What was done, once it was.
    pub done: Option<HandedOver>,
    /// PINs drawn at random, told once after the hand-over.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub pin_once: Option<ToldOnce>,
    /// The sheet.
    pub sheet: Option<DocumentLine>,
    /// What became of its print.
    pub sheet_state: Option<PrintState>,
    /// What went wrong with the sheet's printing, with the remedy.
    pub note: Option<String>,
}
