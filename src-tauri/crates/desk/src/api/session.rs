//! Set-up, signing in, who is there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A role, as the window names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RoleName")]
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

/// Where the store stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StoreState {
    /// There is none yet: show the set-up screen.
    Absent,
    /// Nobody has signed in.
    Locked,
    /// Somebody is signed in.
    Open,
}

/// The counter's own data, printed on slips and sheets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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

/// Who is signed in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Session {
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

/// A practice account, told on the sign-in screen of a training store only.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeAccount {
    /// Login name.
    pub login: String,
    /// The made-up person's name and roles in words.
    pub words: String,
    /// The password.
    pub password: String,
}

/// What the window asks first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
    /// Program version.
    pub version: String,
    /// Folder in which the store lies.
    pub folder: String,
    /// Minutes without a key press after which the screen locks.
    pub lock_after_minutes: u32,
    /// Parts that are missing or damaged (a broken project folder, no fonts …), each with its remedy.
    pub problems: Vec<super::Finding>,
    /// Long agreements whose current text is not installed yet, in words; none are told while a store is locked.
    pub agreements_missing: Vec<String>,
}

/// First start: counter and first administrator.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetUp {
    /// The counter's own data.
    pub counter: Counter,
    /// Login name of the first administrator.
    pub login: String,
    /// The administrator's name.
    pub name: String,
    /// Password, at least ten characters.
    #[ts(type = "string")]
    pub password: secrecy_text::SecretText,
    /// Further roles of the same person.
    pub roles: Vec<Role>,
}

/// Signing in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// Login name.
    pub login: String,
    /// Password.
    #[ts(type = "string")]
    pub password: secrecy_text::SecretText,
}

/// Changing one's own password.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangePassword {
    /// The password so far.
    #[ts(type = "string")]
    pub old: secrecy_text::SecretText,
    /// The new one.
    #[ts(type = "string")]
    pub new: secrecy_text::SecretText,
}

/// Text that is a secret: wiped after use, never printed. On its way in it is never serialised out again; what is to be told once
/// has a type of its own.
pub mod secrecy_text {
    use std::fmt;

    use secrecy::{ExposeSecret as _, SecretString};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// A password or PIN as it came from the screen.
    #[derive(Clone, Default)]
    pub struct SecretText(SecretString);

    impl SecretText {
        /// The secret, for the one call that needs it.
        pub fn expose(&self) -> &str {
            self.0.expose_secret()
        }

        /// The secret as the domain crates take it.
        pub fn secret(&self) -> SecretString {
            self.0.clone()
        }
    }

    impl From<&str> for SecretText {
        fn from(text: &str) -> Self {
            Self(SecretString::from(text.to_owned()))
        }
    }

    impl fmt::Debug for SecretText {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("SecretText(…)")
        }
    }

    impl<'de> Deserialize<'de> for SecretText {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            String::deserialize(d).map(|s| Self(SecretString::from(s)))
        }
    }

    impl Serialize for SecretText {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            s.serialize_str("")
        }
    }

    /// A PIN on its way out, to be shown once: the one secret that an answer carries.
    #[derive(Clone)]
    pub struct ToldOnce(SecretText);

    impl ToldOnce {
        /// The secret, for the one place that shows it.
        pub fn expose(&self) -> &str {
            self.0.expose()
        }
    }

    impl From<SecretText> for ToldOnce {
        fn from(secret: SecretText) -> Self {
            Self(secret)
        }
    }

    impl From<SecretString> for ToldOnce {
        fn from(secret: SecretString) -> Self {
            Self(SecretText(secret))
        }
    }

    impl fmt::Debug for ToldOnce {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("ToldOnce(…)")
        }
    }

    impl<'de> Deserialize<'de> for ToldOnce {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            SecretText::deserialize(d).map(Self)
        }
    }

    impl Serialize for ToldOnce {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            s.serialize_str(self.expose())
        }
    }
}
