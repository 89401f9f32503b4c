//! Settings: accounts, counter, devices, CA certificates, backup.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::{Beside, Counter, Devices, Role};
use crate::rim::api::{Finding, Gate, Refusal};
use crate::rim::secret::{SecretText, ToldOnce};

/// An account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AccountLine {
    /// The account.
    pub id: u32,
    /// Login name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// May sign in.
    pub active: bool,
    /// Somebody else gave the password that it has: it was not changed by its owner yet.
    pub password_given: bool,
}

/// A new account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AddAccount {
    /// Login name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// First password, at least ten characters; its owner changes it at the first sign-in.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: SecretText,
    /// Who agrees, where it takes two.
    #[serde(default)]
    pub beside: Option<Beside>,
}

/// A changed account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct EditAccount {
    /// The account.
    pub id: u32,
    /// The person's name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// May sign in.
    pub active: bool,
    /// A new password; unchanged when empty. Its owner changes it at the next sign-in.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    #[serde(default)]
    pub password: SecretText,
    /// Who agrees, where it takes two.
    #[serde(default)]
    pub beside: Option<Beside>,
}

/// An installed CA certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CaCertificate {
    /// Project it counts for.
    pub project: String,
    /// Subject.
    pub subject: String,
    /// Valid until.
    pub not_after: String,
    /// SHA-256 fingerprint.
    pub fingerprint: String,
    /// A training root without legal force.
    pub training: bool,
}

/// The certificate that packages of a project are encrypted for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CaEncryption {
    /// Project whose packages are encrypted for it.
    pub project: String,
    /// Subject.
    pub subject: String,
    /// Issuer.
    pub issuer: String,
    /// An installed CA certificate of the project signed it.
    pub is_signed_by_installed: bool,
    /// Valid from.
    pub not_before: String,
    /// Valid until.
    pub not_after: String,
    /// SHA-256 fingerprint.
    pub fingerprint: String,
    /// Packages can be written for it now; why not, where its time is over.
    pub may: Gate,
}

/// A project is meant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OfProject {
    /// Project id.
    pub project: String,
}

/// A key model that is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyModel {
    /// Its name.
    pub name: String,
    /// Who makes it.
    pub maker: String,
    /// The driver as it stands in the list of modules; none while it is still to be installed.
    pub module: Option<String>,
    /// PIN in words: 6 到 8 位数字，输错 3 次锁死.
    pub pin: String,
}

/// Everything on the settings screen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The counter's own data.
    pub counter: Counter,
    /// Accounts.
    pub accounts: Vec<AccountLine>,
    /// Devices and folders.
    pub devices: Devices,
    /// Printers that CUPS knows.
    pub printers: Vec<String>,
    /// The key models that are known.
    pub key_models: Vec<KeyModel>,
    /// Files about key models that cannot be used.
    pub key_problems: Vec<Finding>,
    /// What holds around the processes that read files from outside.
    pub isolation: Isolation,
    /// CA certificates.
    pub ca_certificates: Vec<CaCertificate>,
    /// Certificates that packages for the CA are encrypted for.
    pub ca_encryption: Vec<CaEncryption>,
    /// Last backup, in words; empty when there has been none.
    pub last_backup: String,
    /// Where backups go, and whether they are made by themselves.
    pub backup_plan: BackUp,
    /// The folder of the store.
    pub folder: String,
    /// There is somebody who could be the second person: rights over others' work and new passwords take two.
    pub takes_two: bool,
    /// What keeps the store safe over the years.
    pub safety: Safety,
}

/// What holds on this machine around the processes that read files from outside, as one of them found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Isolation {
    /// The part that reads files starts; without it no file is read.
    pub reader: bool,
    /// Memory, time and files are bounded (内存/时间).
    pub limits: bool,
    /// Nothing on the disk can be reached (文件): landlock.
    pub files: bool,
    /// What may be asked of the system is a short list (系统调用): seccomp.
    pub calls: bool,
    /// 隔离：内存/时间 · 文件 · 系统调用
    pub word: String,
    /// What is missing, and what that means; empty when everything holds.
    pub remedy: String,
    /// What holds around the drivers of keys.
    pub drivers: DriverWalls,
}

/// What holds on this machine around the processes that load a vendor's module, as one of them found out. System calls
/// are not held back there: nobody knows which a driver needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DriverWalls {
    /// Memory and files are bounded (内存).
    pub limits: bool,
    /// The store and the clerk's own folders cannot be reached (文件): landlock.
    pub files: bool,
    /// 驱动隔离：内存 · 文件
    pub word: String,
}

/// A check of the store.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct VerifyStore {
    /// Heads that were kept outside, to hold the store against.
    #[serde(default)]
    pub against: Vec<String>,
}

/// A backup into a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct BackUp {
    /// The folder; made when missing.
    pub folder: String,
    /// Once a day from now on, without being asked.
    #[serde(default)]
    pub daily: bool,
    /// Old backups of this store are let go by the rule.
    #[serde(default)]
    pub thin: bool,
}

/// How far a backup is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct BackupState {
    /// One is being made.
    pub is_under_way: bool,
    /// How much is copied, in hundredths; at a hundred the copy is being proven.
    pub percent: u8,
}

/// What became of today's backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TodaysBackup {
    /// It was made now; false where none is planned or it was made before.
    pub made: bool,
    /// What there is to say of it; empty where there is nothing.
    pub message: String,
}

/// What keeps the store safe over the years.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Safety {
    /// The day from which on the database key is in use; none since the store was made.
    pub database_key_since: Option<String>,
    /// Who knew it and has left since, by name.
    pub left: Vec<String>,
    /// SO PINs open to two people together, and to nobody alone.
    pub is_sealed_for_two: bool,
    /// So many of them open to two people of a former time only.
    pub sealed_for_former: u32,
    /// The day on which the key that lies in the safe was made; none where there is none that opens anything.
    pub recovery_key_since: Option<String>,
}

/// The database key is to be renewed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RenewDatabaseKey {
    /// The administrator's own password.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: SecretText,
}

/// What two people of a former time open is to be sealed for those of today.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SealAnew {
    /// The other one of the two.
    pub beside: Beside,
}

/// A key for the safe is to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct MakeRecoveryKey {
    /// Who agrees, where it takes two.
    #[serde(default)]
    pub beside: Option<Beside>,
    /// The administrator's own password.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: SecretText,
    /// In two halves, for two people.
    pub in_halves: bool,
    /// Printed as well, on the chosen printer.
    pub print: bool,
}

/// The key for the safe, told once.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RecoverySheets {
    /// What stands on each sheet.
    #[cfg_attr(feature = "bindings", ts(type = "string[]"))]
    pub sheets: Vec<ToldOnce>,
    /// Why it was not printed.
    pub trouble: Option<Refusal>,
    /// How the store stands with it.
    pub safety: Safety,
}

/// What came of the check of the day.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct TodaysCheck {
    /// One was made now.
    pub made: bool,
    /// What it found wrong.
    pub findings: Vec<Finding>,
}
