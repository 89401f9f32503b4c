//! The key desk.

use case::BusinessType;
use serde::{Deserialize, Serialize};
use token::KeyStep;
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::case_view::api::{CaseRow, CaseView, Kept};
use crate::counter::api::Beside;
use crate::paper::api::DocumentLine;
use crate::rim::api::{Finding, Gate};
use crate::rim::secret::{SecretText, ToldOnce};
#[cfg(feature = "bindings")]
use crate::rim::words;

/// Whose a plugged-in key is by the counter's own books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum KeyPresence {
    /// Nothing is on it.
    Blank,
    /// Another case's.
    Ours,
    /// Something is on it that these books do not know.
    Foreign,
    /// What is on it cannot be read.
    Unreadable,
    /// The case's on screen.
    ThisCase,
}

/// A plugged-in key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenLine {
    /// Serial number; of a key without one the place in which it is plugged, which is for programs only.
    pub serial: String,
    /// Whether the key has a serial number of its own.
    pub numbered: bool,
    /// Label.
    pub label: String,
    /// Its model by the profile; what the key calls itself when none knows it.
    pub model: String,
    /// Whether a profile knows the model.
    pub known_model: bool,
    /// Driver.
    pub module: String,
    /// Whose it is.
    pub presence: KeyPresence,
    /// 空白 UKey, 本案 UKey, 他案 UKey …
    pub word: String,
    /// What to do with it; empty when nothing is the matter.
    pub remedy: String,
    /// How its PIN stands.
    pub pin: PinStanding,
    /// PIN in words: 正常, 余 1 次, 已锁 …
    pub pin_word: String,
    /// Tries left when the driver tells.
    pub pin_tries: Option<u32>,
    /// How its SO PIN or PUK stands.
    pub puk: PinStanding,
    /// SO PIN or PUK in words.
    pub puk_word: String,
    /// Its tries left when the driver tells.
    pub puk_tries: Option<u32>,
    /// Its SO PIN or PUK is used up: nobody can unlock it any more.
    pub is_dead: bool,
    /// The next wrong PIN locks it.
    pub pin_final: bool,
    /// The next wrong SO PIN or PUK makes it useless for good.
    pub puk_final: bool,
    /// This store has its SO PIN or PUK.
    pub so_pin_kept: bool,
    /// What the stock says of it; none when it is not registered.
    pub stock: Option<String>,
    /// Certificates on it.
    pub certificates: Vec<TokenCertificate>,
    /// Case it belongs to by our books.
    pub case_id: Option<u32>,
    /// Number of that case.
    pub case_number: Option<String>,
    /// The unit or person of that case.
    pub holder: Option<String>,
    /// Whether it may be decided now that this key is wiped for the case on screen.
    pub may_decide: Gate,
    /// The decision that it may be wiped for the case on screen: who and why.
    pub decision: Option<String>,
}

/// How a PIN of a plugged-in key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PinStanding {
    /// Never set.
    NotSet,
    /// Set, and no wrong try that the key tells of.
    Sound,
    /// Some tries are used up.
    Used,
    /// The next wrong try locks it.
    Last,
    /// Locked.
    Locked,
}

/// A certificate on a plugged-in key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenCertificate {
    /// Common name of the subject.
    pub subject: String,
    /// The subject's organisation, when it is another name.
    pub unit: Option<String>,
    /// Common name of the issuer.
    pub issuer: String,
    /// Valid until, `YYYY-MM-DD`.
    pub not_after: String,
    /// It has run out.
    pub expired: bool,
}

/// The wish to see the SO PIN or PUK of a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ShowSoPin {
    /// The key.
    pub serial: String,
    /// Why.
    pub reason: String,
    /// The administrator who agrees.
    pub beside: Beside,
}

/// An SO PIN or PUK, told once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SoPinShown {
    /// The key.
    pub serial: String,
    /// The SO PIN; of a PIV card the PUK is its first eight characters.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub so_pin: ToldOnce,
    /// Seconds after which the screen forgets it.
    pub seconds: u32,
}

/// The decision that a key with something on it may be wiped for a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DecideKey {
    /// The case.
    pub case_id: u32,
    /// The key.
    pub serial: String,
    /// Why.
    pub reason: String,
    /// The reviewer who agrees.
    pub beside: Beside,
}

/// How it stands where keys are plugged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PluggedIn {
    /// No driver is installed.
    NoModule,
    /// The driver does not work.
    ModuleFails,
    /// No reader is there.
    NoReader,
    /// Something is there that no driver knows.
    Unknown,
    /// No key is there.
    NoToken,
    /// One key.
    One,
    /// More than one: which is meant has to be chosen.
    Several,
}

/// What is plugged in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// How it stands there.
    pub state: PluggedIn,
    /// In words: 缺少驱动, 没有接读卡器, 没有插 UKey, 已插 1 把, 插了 2 把，请选定一把.
    pub word: String,
    /// What to do.
    pub remedy: String,
    /// The keys.
    pub tokens: Vec<TokenLine>,
}

/// The card readers as they were seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Readers {
    /// In the order of the reader service.
    pub readers: Vec<ReaderLine>,
}

/// A card reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ReaderLine {
    /// Its name.
    pub name: String,
    /// Whether a card is in it.
    pub card: bool,
}

/// A step of a key job (see `token::KeyStep`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "kebab-case")]
pub enum KeyStepName {
    /// 核对序列号
    MatchSerial,
    /// 初始化
    Initialise,
    /// 设置 PIN 码
    SetUserPin,
    /// 验证可解锁
    ProveUnlock,
    /// 生成密钥对
    GenerateKeyPair,
    /// 生成证书请求
    Request,
    /// 导出请求
    Export,
    /// 导入证书
    Import,
    /// 写入证书
    WriteCertificate,
    /// 读回比对
    ReadBack,
    /// 签名验证
    Prove,
    /// 导入加密私钥
    ImportEncryptionKey,
    /// 写入加密证书
    WriteEncryptionCertificate,
    /// 解密验证
    ProveEncryption,
    /// 贴标签
    Label,
    /// 交付
    HandOver,
}

impl From<KeyStep> for KeyStepName {
    fn from(step: KeyStep) -> Self {
        match step {
            KeyStep::MatchSerial => Self::MatchSerial,
            KeyStep::Initialise => Self::Initialise,
            KeyStep::SetUserPin => Self::SetUserPin,
            KeyStep::ProveUnlock => Self::ProveUnlock,
            KeyStep::GenerateKeyPair => Self::GenerateKeyPair,
            KeyStep::Request => Self::Request,
            KeyStep::Export => Self::Export,
            KeyStep::Import => Self::Import,
            KeyStep::WriteCertificate => Self::WriteCertificate,
            KeyStep::ReadBack => Self::ReadBack,
            KeyStep::Prove => Self::Prove,
            KeyStep::ImportEncryptionKey => Self::ImportEncryptionKey,
            KeyStep::WriteEncryptionCertificate => Self::WriteEncryptionCertificate,
            KeyStep::ProveEncryption => Self::ProveEncryption,
            KeyStep::Label => Self::Label,
            KeyStep::HandOver => Self::HandOver,
        }
    }
}

/// Where a step of a key job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Done.
    Done,
    /// Begun and not finished; it may be taken again.
    Failed,
    /// It comes next.
    Next,
    /// It comes next, and the CA's answer is waited for.
    Waiting,
    /// Not yet.
    Todo,
}

/// A step of the journal of a key job.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyStepLine {
    /// Which.
    pub step: KeyStepName,
    /// 在 UKey 内生成密钥对
    pub word: String,
    /// Where it stands.
    pub state: StepState,
    /// When it was done.
    pub at: Option<String>,
    /// What came of it.
    pub detail: String,
    /// What happens when the key is pulled now.
    pub if_pulled: String,
    /// Whether its key must be plugged in; of any other step the key may be pulled.
    pub needs_key: bool,
}

/// A PIN that a customer has typed, to be looked at before it is set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct NewPin {
    /// As typed.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub new_pin: SecretText,
}

/// One certificate to make (or key to unlock) of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyJob {
    /// Job id.
    pub id: u32,
    /// Whose: the unit's name, or the employee's.
    pub holder: String,
    /// What is applied for at this one: the business type.
    #[cfg_attr(feature = "bindings", ts(as = "words::Business"))]
    pub business: BusinessType,
    /// The same in the project's words: 更新 贰年.
    pub what: String,
    /// That it belongs to the first key of the case (副证, 副锁), in words.
    pub link: Option<String>,
    /// Serial of the key it is bound to.
    pub serial: Option<String>,
    /// The journal.
    pub steps: Vec<KeyStepLine>,
    /// The step that comes next; none when done.
    pub next: Option<KeyStepName>,
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
    /// The next step needs the SO PIN that this store opens to two people only, and nobody else has agreed yet.
    pub asks_beside: bool,
    /// What the certificate that came cannot be compared with, or why it is shorter, in words: the key clerk confirms
    /// it before it is written. None where nothing is to be confirmed.
    pub term_to_confirm: Option<String>,
    /// How often its PIN letter was printed; none where there is no first PIN to tell.
    pub letters: Option<u32>,
    /// The other window of the hall where it is worked on; it may be taken over from there.
    pub elsewhere: Option<JobElsewhere>,
    /// All steps are done.
    pub done: bool,
}

/// Where a job is worked on that is not worked on here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct JobElsewhere {
    /// What the window is called at the counter.
    pub window: String,
    /// Who works there.
    pub name: String,
    /// When last, `HH:MM`, local time.
    pub at: String,
    /// A step was begun there and may still be going on.
    pub under_way: bool,
}

/// A job that is taken over from another window of the hall.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TakeOverJob {
    /// The job.
    pub job_id: u32,
    /// Why.
    pub reason: String,
}

/// A case on the key desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyQueue {
    /// Cases, with the step each stands at in `note`.
    pub cases: Vec<CaseRow>,
}

/// Where a key of the tray stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum TrayState {
    /// It can be worked on.
    Ready,
    /// It waits for the CA.
    Waits,
    /// It stopped in the middle of a step.
    Stopped,
    /// It was left for later.
    Skipped,
    /// It is worked on at another window of the hall.
    Elsewhere,
    /// It was finished today.
    Done,
}

/// A key of the tray.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TrayLine {
    /// Its case.
    pub case_id: u32,
    /// Number of the case.
    pub case_number: String,
    /// Its job.
    pub job_id: u32,
    /// Whose: the unit's name, or the employee's.
    pub holder: String,
    /// 单位法人数字证书 · 新申请 叁年
    pub what: String,
    /// Serial of the key it is bound to.
    pub serial: Option<String>,
    /// Where it stands.
    pub state: TrayState,
    /// The next step, or why not, in words.
    pub note: String,
}

/// All keys waiting to be made, and what was finished today.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyTray {
    /// The keys in their order.
    pub lines: Vec<TrayLine>,
    /// How many can be worked on now.
    pub ready: u32,
    /// How many wait for the CA.
    pub waits: u32,
    /// How many stopped in the middle of a step.
    pub stopped: u32,
    /// How many were left for later.
    pub skipped: u32,
    /// How many were finished today.
    pub done: u32,
}

/// A key left for later.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SkipJob {
    /// The job.
    pub job_id: u32,
    /// Why.
    pub reason: String,
}

/// The next step of a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyGo {
    /// The job.
    pub job_id: u32,
    /// The step that the screen shows as next; another one is refused, so that nothing is done unseen.
    pub step: Option<KeyStepName>,
    /// The chosen key; may be empty when exactly one is plugged in.
    pub serial: String,
    /// New PIN (unlock), typed by the customer; drawn at random when empty.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    #[serde(default)]
    pub new_pin: SecretText,
    /// The present PIN of the customer's own key, when asked for.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    #[serde(default)]
    pub pin: SecretText,
    /// SO PIN, when asked for.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    #[serde(default)]
    pub so_pin: SecretText,
    /// The clerk has said once more that a last try may be taken.
    #[serde(default)]
    pub confirm_last_try: bool,
}

/// Somebody beside agrees to the use of the SO PIN that a job's next step needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AgreeBeside {
    /// The job.
    pub job_id: u32,
    /// Who agrees.
    pub beside: Beside,
}

/// What came of a step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyWent {
    /// The desk after it.
    pub desk: KeyDesk,
    /// In words.
    pub message: String,
    /// Where it is put down what was done on the key.
    pub kept: Kept,
    /// A random PIN, told once.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub pin_once: Option<ToldOnce>,
    /// A file written (request package).
    pub file: Option<String>,
    /// What the checks say (foreign certificate …); then nothing was written.
    pub findings: Vec<Finding>,
}

/// The PIN letter of a new key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PinLetter {
    /// The job.
    pub job_id: u32,
    /// Why it is printed again; empty the first time.
    #[serde(default)]
    pub reason: String,
    /// The administrator beside, when it is printed again.
    #[serde(default)]
    pub beside: Option<Beside>,
}
