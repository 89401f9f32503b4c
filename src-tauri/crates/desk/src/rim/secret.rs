//! Text that is a secret: wiped after use, never printed. On its way in it is never serialised out again; what is to
//! be told once has a type of its own.

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
