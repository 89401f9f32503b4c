//! Settings: accounts, counter, devices, CA certificates, backup.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::{Counter, Devices, Role};
use crate::rim::api::Finding;
use crate::rim::secret::SecretText;

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
    /// First password, at least ten characters.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: SecretText,
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
    /// A new password; unchanged when empty.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    #[serde(default)]
    pub password: SecretText,
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
    /// CA certificates.
    pub ca_certificates: Vec<CaCertificate>,
    /// Last backup, in words; empty when there has been none.
    pub last_backup: String,
    /// Where backups go, and whether they are made by themselves.
    pub backup_plan: BackUp,
    /// The folder of the store.
    pub folder: String,
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
