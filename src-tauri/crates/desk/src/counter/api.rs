//! What crosses the rim about the counter itself: who works there, its data, its devices.

use serde::{Deserialize, Serialize};
use store::CounterInfo;
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::rim::secret::SecretText;

/// A second person beside the one signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Beside {
    /// Login name of the second person.
    pub login: String,
    /// That person's password.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub password: SecretText,
}

/// Devices and folders of this window.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Devices {
    /// CUPS printer; the default one when empty.
    pub printer: String,
    /// SANE device; asked each time when empty.
    pub scanner: String,
    /// Resolution in dpi.
    pub scan_dpi: u32,
    /// Folder that is watched for new scans; none when empty.
    pub watch_folder: String,
    /// Folder into which PDFs are saved.
    pub print_folder: String,
    /// Folder for packages to and from the CA.
    pub exchange_folder: String,
    /// PKCS #11 modules, a path each.
    pub modules: Vec<String>,
    /// Minutes until the screen locks.
    pub lock_after_minutes: u32,
}

impl Default for Devices {
    fn default() -> Self {
        Self {
            printer: String::new(),
            scanner: String::new(),
            scan_dpi: 300,
            watch_folder: String::new(),
            print_folder: String::new(),
            exchange_folder: String::new(),
            modules: Vec::new(),
            lock_after_minutes: 10,
        }
    }
}

/// A role, as the window names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", ts(rename = "RoleName"))]
pub enum Role {
    /// 受理员
    Clerk,
    /// 复核员
    Reviewer,
    /// 制证员
    KeyClerk,
    /// 管理员
    Admin,
}

/// The counter's own data, printed on slips and sheets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Counter {
    /// Name of the acceptance point, for instance 广州海珠受理点.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// This window, for instance 3号窗.
    pub window: String,
}

/// A practice account, told on the sign-in screen of a training store only.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeAccount {
    /// Login name.
    pub login: String,
    /// The made-up person's name and roles in words.
    pub words: String,
    /// The password.
    pub password: String,
}

/// What kind of record is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum LookOf {
    /// A stored document: a print, a sheet, a request, a certificate, a package.
    Document,
    /// A scanned page.
    Page,
    /// A seal or signature sample: cleaned, and as it was scanned.
    Sample,
}

/// A record to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LookAt {
    /// What it is.
    pub of: LookOf,
    /// Its id.
    pub id: u32,
}

impl From<CounterInfo> for Counter {
    fn from(c: CounterInfo) -> Self {
        Self {
            name: c.name,
            address: c.address,
            phone: c.phone,
            window: c.window,
        }
    }
}

impl From<Counter> for CounterInfo {
    fn from(c: Counter) -> Self {
        Self {
            name: c.name,
            address: c.address,
            phone: c.phone,
            window: c.window,
        }
    }
}

impl Role {
    /// A role as the window knows it; none for what no person can be.
    pub(crate) fn of(role: case::Role) -> Option<Self> {
        match role {
            case::Role::Clerk => Some(Self::Clerk),
            case::Role::Reviewer => Some(Self::Reviewer),
            case::Role::KeyClerk => Some(Self::KeyClerk),
            case::Role::Admin => Some(Self::Admin),
            case::Role::Recovery => None,
        }
    }
}

impl From<Role> for case::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Clerk => Self::Clerk,
            Role::Reviewer => Self::Reviewer,
            Role::KeyClerk => Self::KeyClerk,
            Role::Admin => Self::Admin,
        }
    }
}

/// What a window keeps while its hall's server is away, and what of it has come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SpoolCounts {
    /// Items of whoever is signed in, which come in by themselves.
    pub waiting: u32,
    /// Items of whoever is signed in that could not come in, and wait for a decision.
    pub refused: u32,
    /// Items of others who worked at this window.
    pub of_others: u32,
    /// Items that came in since the session began.
    pub came: u32,
}
