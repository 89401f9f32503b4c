//! What crosses the rim about the ledger of holders, keys and certificates.

use case::{BusinessType, CertKind};
use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::Beside;
use crate::keys::api::TokenLine;
use crate::rim::api::Gate;
#[cfg(feature = "bindings")]
use crate::rim::words;

/// What is looked for in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LedgerAsked {
    /// Words, each of them part of a name, pinyin initials, a code, a serial number or a case number; everybody when
    /// empty.
    pub text: String,
}

/// The state of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum CertificateState {
    /// The CA was asked for it.
    Requested,
    /// In use.
    Current,
    /// Its last day is past.
    Expired,
    /// On hold.
    Suspended,
    /// Another one took its place.
    Superseded,
    /// Its revocation was asked for.
    RevokedPending,
    /// Revoked.
    Revoked,
    /// Issued with a fault.
    Wrong,
}

/// Where a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum KeyWhere {
    /// Back in its box.
    Stock,
    /// At the counter.
    Window,
    /// With its holder, fetched.
    HandedOver,
    /// With its holder, posted.
    Posted,
    /// Handed in again.
    Returned,
    /// Destroyed.
    Destroyed,
}

/// A certificate in the ledger, as a line of its holder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    /// Its number in the register; none for one that the CA was only asked for.
    pub id: Option<u32>,
    /// The case that asks for it, where it is not there yet.
    pub case_id: Option<u32>,
    /// Serial number; that of the case where it is not there yet.
    pub serial: String,
    /// Its last characters, by which people tell certificates apart.
    pub tail: String,
    /// 网证通 × 广东养老保险
    pub project_name: String,
    /// 单位法人数字证书
    pub kind_word: String,
    /// First day; empty where it is not there yet.
    pub not_before: String,
    /// Last day; empty where it is not there yet.
    pub not_after: String,
    /// How much of its life is over, in percent.
    pub lived: u32,
    /// Its state.
    pub state: CertificateState,
    /// 在用, 已注销 …
    pub state_word: String,
    /// It came from another counter, or from before.
    pub foreign: bool,
}

/// A key with the certificates on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LedgerKey {
    /// Serial number; none for what lies on no key that these books know.
    pub serial: Option<String>,
    /// Model; empty where nobody knows.
    pub model: String,
    /// Where it is.
    pub place: Option<KeyWhere>,
    /// 已面交客户, 已交回 …
    pub place_word: String,
    /// Since when; empty where nobody knows.
    pub since: String,
    /// The certificates, newest first.
    pub certificates: Vec<LedgerLine>,
}

/// A holder with keys and certificates.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LedgerHolder {
    /// Its number in the register.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Unified code; a person's number with its ends only.
    pub code: String,
    /// The unit of a person.
    pub unit: Option<String>,
    /// The keys; what lies on none comes last.
    pub keys: Vec<LedgerKey>,
}

/// The ledger as far as it was looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    /// Units with their people behind them.
    pub holders: Vec<LedgerHolder>,
    /// How many holders were found in all.
    pub found: u32,
}

/// A line of the life of a certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LifeLine {
    /// When.
    pub at: String,
    /// What happened, in words.
    pub words: String,
    /// The case.
    pub case_id: Option<u32>,
    /// Its number.
    pub case_number: Option<String>,
}

/// A business that the project offers for a certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LedgerAct {
    /// Which.
    #[cfg_attr(feature = "bindings", ts(as = "words::Business"))]
    pub business: BusinessType,
    /// The project's word.
    pub word: String,
    /// Whether it may be begun now.
    pub may: Gate,
}

/// A certificate of the ledger, opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// Its line.
    pub line: LedgerLine,
    /// The project.
    pub project: String,
    /// Which kind of certificate.
    #[cfg_attr(feature = "bindings", ts(as = "words::CertKind"))]
    pub kind: CertKind,
    /// Whose it is.
    pub holder: String,
    /// Unified code; a person's number with its ends only.
    pub holder_code: String,
    /// The holder to be named in `unmask`, where the number is covered.
    pub holder_covered: Option<u32>,
    /// The unit of a person.
    pub unit: Option<String>,
    /// The name in it.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Serial number of the key that it is on.
    pub key: Option<String>,
    /// Model of the key; empty where nobody knows.
    pub key_model: String,
    /// Where the key is; none where nobody knows.
    pub key_place: Option<KeyWhere>,
    /// The same in words.
    pub key_place_word: String,
    /// Where the key may be put down to be: value and word.
    pub key_places: Vec<KeyPlaceChoice>,
    /// What may be begun from here, in the project's words.
    pub acts: Vec<LedgerAct>,
    /// It may be asked for to count again.
    pub may_resume: Gate,
    /// It may be put down that the CA has revoked it of its own accord.
    pub may_record_revoked: Gate,
    /// What happened to it, oldest first.
    pub life: Vec<LifeLine>,
}

/// Where a key may be put down to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyPlaceChoice {
    /// Where.
    pub place: KeyWhere,
    /// 收回旧 UKey …
    pub word: String,
    /// A reviewer stands beside.
    pub beside: bool,
}

/// Putting down where a key is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PlaceKey {
    /// Serial number.
    pub serial: String,
    /// Where it is now.
    pub place: KeyWhere,
    /// Why, or from whom.
    pub reason: String,
    /// The reviewer beside, where one is asked for.
    pub beside: Option<Beside>,
}

/// A certificate as it was read from a file or a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CertificateRead {
    /// The certificate, DER in hexadecimal.
    pub der: String,
    /// Serial number.
    pub serial: String,
    /// The name in it.
    pub subject: String,
    /// The unit in it.
    pub unit: Option<String>,
    /// The number in it.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// First day.
    pub not_before: String,
    /// Last day.
    pub not_after: String,
    /// Its last day is past.
    pub expired: bool,
    /// The project whose installed CA issued it; none where none did.
    pub project: Option<String>,
    /// Its number in the register, when it is there already.
    pub known: Option<u32>,
}

/// A certificate that came from elsewhere, to be entered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase", default)]
pub struct EnterCertificate {
    /// The project.
    pub project: String,
    /// Which kind of certificate; none as long as nobody has said.
    #[cfg_attr(feature = "bindings", ts(as = "Option<words::CertKind>"))]
    pub kind: Option<CertKind>,
    /// The certificate itself, DER in hexadecimal; empty where only its paper is at hand. What stands in it goes
    /// before what was typed.
    pub der: String,
    /// Name of the unit.
    pub unit_name: String,
    /// The unit's unified code, or its organisation code.
    pub unit_code: String,
    /// Name of the person.
    pub person_name: String,
    /// The person's number.
    pub person_code: String,
    /// Serial number, hexadecimal.
    pub serial: String,
    /// The issuer's name.
    pub issuer: String,
    /// First day.
    pub not_before: String,
    /// Last day.
    pub not_after: String,
    /// Serial number of the key that it is on.
    pub key: String,
    /// Model of the key.
    pub key_model: String,
    /// How it came to these books, in words: from which counter, on whose word.
    pub origin: String,
}

/// A plugged-in key with what the books know of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyAtHand {
    /// Its record.
    pub token: TokenLine,
    /// Certificates of the register that lie on it, newest first.
    pub known: Vec<KnownOnKey>,
    /// Certificates on it that the register does not know.
    pub strangers: Vec<CertificateRead>,
}

/// A certificate of the register that lies on a plugged-in key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KnownOnKey {
    /// Whose it is, the person and the unit.
    pub holder: String,
    /// Its line.
    pub line: LedgerLine,
}

/// The keys that are plugged in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeysAtHand {
    /// The state of the place where keys are plugged in, in words.
    pub word: String,
    /// What to do about it; empty when nothing is.
    pub remedy: String,
    /// The keys.
    pub keys: Vec<KeyAtHand>,
}

/// Choosing what a case acts on by the key that is plugged in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PickByKey {
    /// The case.
    pub id: u32,
    /// The revision that the screen has.
    pub revision: u32,
    /// Serial number of the key.
    pub serial: String,
}
