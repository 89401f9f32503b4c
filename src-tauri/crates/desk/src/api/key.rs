//! The key desk and the hand-over.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CaseRow, CaseView, DocumentLine, Finding, Gate};
use crate::api::secrecy_text::SecretText;

/// A plugged-in key.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TokenLine {
    /// Serial number; of a blank key the slot's.
    pub serial: String,
    /// Label.
    pub label: String,
    /// Maker and model.
    pub model: String,
    /// Driver.
    pub module: String,
    /// `blank`, `ours`, `foreign`, `this_case`
    pub presence: String,
    /// 空白 UKey, 本案 UKey, 他案 UKey …
    pub word: String,
    /// PIN in words: 正常, 余 1 次, 已锁 …
    pub pin_word: String,
    /// Tries left when the driver tells.
    pub pin_tries: Option<u32>,
    /// Certificates on it: subject and expiry.
    pub certificates: Vec<String>,
    /// Case it belongs to.
    pub case_number: Option<String>,
}

/// What is plugged in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// `no_module`, `no_token`, `one`, `several`
    pub state: String,
    /// In words: 缺驱动, 没有插 UKey, 已插 1 把, 插了 2 把，请选定一把.
    pub word: String,
    /// What to do.
    pub remedy: String,
    /// The keys.
    pub tokens: Vec<TokenLine>,
}

/// A step of the journal of a key job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyStepLine {
    /// Step code.
    pub step: String,
    /// 在 UKey 内生成密钥对
    pub word: String,
    /// `done`, `running`, `failed`, `next`, `todo`, `waiting`
    pub state: String,
    /// When it was done.
    pub at: Option<String>,
    /// What came of it.
    pub detail: String,
    /// What happens when the key is pulled now.
    pub if_pulled: String,
}

/// One certificate to make (or key to unlock) of a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyJob {
    /// Job id.
    pub id: u32,
    /// Whose: the unit's name, or the employee's.
    pub holder: String,
    /// Serial of the key it is bound to.
    pub serial: Option<String>,
    /// The journal.
    pub steps: Vec<KeyStepLine>,
    /// The step that comes next; none when done.
    pub next: Option<String>,
    /// What the primary button says: 下一步：…
    pub next_word: String,
    /// Whether it can be taken now (waits for the CA, no key …).
    pub may_go_on: Gate,
    /// The next step needs a CA's answer file.
    pub waits_for_file: bool,
    /// The next step needs a new PIN from the customer (unlock).
    pub asks_new_pin: bool,
    /// The next step needs the present PIN from the customer (a further certificate on the customer's own key).
    pub asks_pin: bool,
    /// The next step needs the SO PIN typed, because this store has none for the key.
    pub asks_so_pin: bool,
    /// All steps are done.
    pub done: bool,
}

/// A case on the key desk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyDesk {
    /// The case.
    pub case: CaseView,
    /// Its jobs.
    pub jobs: Vec<KeyJob>,
    /// Requests, certificates and packages.
    pub documents: Vec<DocumentLine>,
    /// Whether this account may work on it.
    pub may_work: Gate,
    /// Practice store: the training CA may answer.
    pub training_ca: bool,
}

/// The queue of the key desk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyQueue {
    /// Cases, with the step each stands at in `note`.
    pub cases: Vec<CaseRow>,
}

/// The next step of a job.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyGo {
    /// The job.
    pub job_id: u32,
    /// The step that the screen shows as next; another one is refused, so that nothing is done unseen.
    pub step: String,
    /// The chosen key; may be empty when exactly one is plugged in.
    pub serial: String,
    /// New PIN (unlock), typed by the customer; drawn at random when empty.
    #[ts(type = "string")]
    #[serde(default)]
    pub new_pin: SecretText,
    /// The present PIN of the customer's own key, when asked for.
    #[ts(type = "string")]
    #[serde(default)]
    pub pin: SecretText,
    /// SO PIN, when asked for.
    #[ts(type = "string")]
    #[serde(default)]
    pub so_pin: SecretText,
}

/// What came of a step.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyWent {
    /// The desk after it.
    pub desk: KeyDesk,
    /// In words.
    pub message: String,
    /// A random PIN, told once.
    pub pin_once: Option<String>,
    /// A file written (request package).
    pub file: Option<String>,
    /// What the checks say (foreign certificate …); then nothing was written.
    pub findings: Vec<Finding>,
}

/// Handing over.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandOver {
    /// The case.
    pub id: u32,
    /// Who fetches it; must be the 经办人 unless a reason is given.
    pub fetched_by: String,
    /// Id number shown, checked against the case.
    pub id_no: String,
    /// PIN that the customer typed, twice the same; drawn at random when empty.
    #[ts(type = "string")]
    #[serde(default)]
    pub new_pin: SecretText,
}

/// The hand-over as prepared.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandOverView {
    /// The case.
    pub case: CaseView,
    /// What is handed over, a line each: holder, key serial, certificate serial, validity.
    pub items: Vec<String>,
    /// The person who applied.
    pub operator: String,
    /// Whether it may be handed over.
    pub may_hand_over: Gate,
    /// The PIN drawn at random, told once after the hand-over.
    pub pin_once: Option<String>,
    /// The printed sheet.
    pub sheet: Option<DocumentLine>,
    /// What went wrong after the hand-over was recorded (the sheet could not be printed …), with the remedy.
    pub note: Option<String>,
}
