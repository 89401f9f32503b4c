//! Set-up, signing in, who is there.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::{Counter, PracticeAccount, Role, SpoolCounts};
use crate::rim::api::Gate;
use crate::rim::secret;

/// Where the store stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum StoreState {
    /// There is none yet: show the set-up screen.
    Absent,
    /// Nobody has signed in.
    Locked,
    /// Somebody is signed in.
    Open,
}

/// Who is signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Somebody else gave the password: it has to be changed before anything else is done.
    pub password_given: bool,
    /// The account.
    pub account_id: u32,
    /// Login name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the account may be.
    pub roles: Vec<Role>,
    /// Signed in since.
    pub since: String,
}

/// Why nothing can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum WhyOnlyReads {
    /// The disk is full.
    Full,
    /// The folder of the store, or its disk, is read-only.
    ReadOnly,
    /// The server of the hall does not answer.
    HallGone,
    /// What the hall's server holds is not what the windows wrote.
    HallAltered,
}

/// A session that can read and not write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OnlyReads {
    /// Why.
    pub why: WhyOnlyReads,
    /// In words.
    pub message: String,
    /// What to free or to mend.
    pub remedy: String,
}

/// What the window asks first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Where the store stands.
    pub store: StoreState,
    /// Known once somebody is signed in.
    pub counter: Option<Counter>,
    /// Who is signed in.
    pub session: Option<Session>,
    /// A store for practice: made-up people, training CA.
    pub training: bool,
    /// Practice accounts of a training store.
    pub practice_accounts: Vec<PracticeAccount>,
    /// Whether this program can make the PC a window of a hall.
    pub joins_halls: bool,
    /// Whether the store belongs to a hall: other windows work on the same books.
    pub in_hall: bool,
    /// Program version.
    pub version: String,
    /// Folder in which the store lies.
    pub folder: String,
    /// Minutes without a key press after which the screen locks.
    pub lock_after_minutes: u32,
    /// Set as long as the session can only read.
    pub only_reads: Option<OnlyReads>,
    /// Parts that are missing or damaged (a broken project folder, no fonts …), each with its remedy.
    pub problems: Vec<crate::rim::api::Finding>,
    /// Long agreements whose current text is not installed yet, in words; none are told while a store is locked.
    pub agreements_missing: Vec<String>,
}

/// What others did meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct News {
    /// Another text whenever another window of the hall, or another program on this store, has written.
    pub mark: String,
    /// Set as long as nothing can be written.
    pub only_reads: Option<OnlyReads>,
    /// What this window keeps until it is in the books.
    pub spool: SpoolCounts,
}

/// A ticket that was found on a stick.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TicketLine {
    /// Its folder.
    pub folder: String,
}

/// Joining a hall.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct JoinHall {
    /// The folder of this window's ticket.
    pub ticket: String,
    /// Login name of somebody whom the hall knows.
    pub login: String,
    /// Password.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: secret::SecretText,
}

/// First start: counter and first administrator.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SetUp {
    /// The counter's own data.
    pub counter: Counter,
    /// Login name of the first administrator.
    pub login: String,
    /// The administrator's name.
    pub name: String,
    /// Password, at least ten characters.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: secret::SecretText,
    /// Further roles of the same person.
    pub roles: Vec<Role>,
}

/// Where backups are looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FindBackups {
    /// A backup, or a folder that holds some.
    pub folder: String,
}

/// A backup that was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct BackupLine {
    /// Its folder.
    pub folder: String,
    /// When it was made.
    pub made: String,
    /// Its size in MB.
    pub megabytes: f64,
    /// Whether it can be tried at all.
    pub may: Gate,
}

/// A backup to be tried or restored, with the password of an administrator of that time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OfBackup {
    /// Its folder.
    pub folder: String,
    /// Login name.
    pub login: String,
    /// Password.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: secret::SecretText,
}

/// A store that came back from a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RestoredStore {
    /// What came back, what is missing of it, and where the one before lies.
    pub message: String,
    /// Where the store stands now.
    pub status: Status,
}

/// Signing in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// Login name.
    pub login: String,
    /// Password.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: secret::SecretText,
}

/// Changing one's own password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ChangePassword {
    /// The password so far.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub old: secret::SecretText,
    /// The new one.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub new: secret::SecretText,
}

/// The key from the safe gives an administrator a new password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Recover {
    /// What stands on each sheet.
    #[cfg_attr(feature = "bindings", ts(type = "string[]"))]
    pub sheets: Vec<secret::SecretText>,
    /// Login of the administrator.
    pub login: String,
    /// The new password.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: secret::SecretText,
}
