//! What is known of a key model before one is plugged in: data under `assets/keys/`, one file per model.
//!
//! A profile tells which driver speaks to the model, how long its PINs may be, what it leaves the factory with.
//! Adding a model means adding a file; no code names one. Never here: a secret of a customer's key. Factory PINs are
//! printed in manuals.
//!
//! Facts: assets/keys/README.md. The ATR is that of ISO 7816-3 §8.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::hex::{from_hex, to_hex};
use crate::module::ModuleSpec;
use crate::piv::cipher::Cipher;
use crate::vocabulary::{Algorithm, TokenInfo};

/// Longest PIN that any profile may name, in bytes.
const PIN_MAX: usize = 255;

/// One key model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The stable word for settings and records; the file is named after it.
    pub id: String,
    /// What the screen calls it.
    pub name: String,
    /// Who makes it.
    pub maker: String,
    /// Key pair algorithms that it makes, by [`Algorithm::name`].
    pub algorithms: Vec<String>,
    /// The driver that speaks to it.
    pub driver: DriverProfile,
    /// The holder's PIN.
    pub pin: PinRule,
    /// The SO PIN, or what stands in its place.
    pub officer: PinRule,
}

/// How a driver finds and treats the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum DriverProfile {
    /// Through the maker's PKCS #11 module.
    Pkcs11(Pkcs11Profile),
    /// By APDU over PC/SC, as NIST SP 800-73 says.
    Piv(PivProfile),
}

/// A model behind a PKCS #11 module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pkcs11Profile {
    /// Where the module may lie; the first that is there is used.
    pub modules: Vec<PathBuf>,
    /// What the token calls its maker (manufacturerID); empty for any.
    #[serde(default)]
    pub manufacturer: String,
    /// What the token calls its model; empty for any.
    #[serde(default)]
    pub model: String,
    /// The SO PIN that a token demands before it was ever given one of its own; empty when it takes any.
    #[serde(default)]
    pub factory_so_pin: String,
    /// Folders of the module's own that it writes in, beyond the system's: `~/` for the home of whoever runs it.
    #[serde(default)]
    pub folders: Vec<String>,
}

/// A model with the PIV application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PivProfile {
    /// Answers to reset by which it is known.
    pub atrs: Vec<AtrPattern>,
    /// Tries that it gives a PIN; 3 when it is not named.
    #[serde(default)]
    pub tries: Option<u8>,
    /// Shortest PIN that it takes; 6 when it is not named.
    #[serde(default)]
    pub pin_min: Option<usize>,
    /// The PUK that it leaves the factory with.
    pub factory_puk: String,
    /// The management key that it leaves the factory with, hexadecimal.
    pub factory_management_key: String,
    /// Ciphers that its management key may have, the one to be set first.
    pub management_ciphers: Vec<Cipher>,
}

impl Default for PivProfile {
    /// What nearly every PIV card leaves the factory with (Yubico PIV "Default values", taken over by other makers).
    fn default() -> Self {
        Self {
            atrs: Vec::new(),
            tries: None,
            pin_min: None,
            factory_puk: "12345678".to_owned(),
            factory_management_key: "010203040506070801020304050607080102030405060708".to_owned(),
            management_ciphers: vec![Cipher::TripleDes, Cipher::Aes192],
        }
    }
}

impl PivProfile {
    /// The factory's management key under each cipher that it fits.
    pub(crate) fn factory_keys(&self) -> Vec<(Cipher, Vec<u8>)> {
        let bytes = from_hex(&self.factory_management_key).unwrap_or_default();
        let fitting = self.management_ciphers.iter();
        fitting
            .filter(|cipher| cipher.key_bytes() == bytes.len())
            .map(|cipher| (*cipher, bytes.clone()))
            .collect()
    }
}

/// Lengths and characters of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinRule {
    /// Shortest, in bytes.
    pub min: usize,
    /// Longest, in bytes.
    pub max: usize,
    /// What it may be made of.
    pub characters: Characters,
    /// Wrong tries until it locks; not named when it never locks or nobody knows.
    #[serde(default)]
    pub tries: Option<u8>,
}

impl PinRule {
    /// Whether a PIN of this text keeps the rule.
    pub fn allows(&self, pin: &str) -> bool {
        (self.min..=self.max).contains(&pin.len())
            && match self.characters {
                Characters::Digits => pin.bytes().all(|byte| byte.is_ascii_digit()),
                Characters::Ascii => pin.bytes().all(|byte| byte.is_ascii_graphic()),
                Characters::Any => true,
            }
    }
}

/// What a PIN may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Characters {
    /// 0 to 9.
    Digits,
    /// Printable ASCII without the space.
    Ascii,
    /// Anything, in UTF-8.
    Any,
}

/// An answer to reset, hexadecimal, with dots for half bytes that differ from card to card.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AtrPattern(String);

impl AtrPattern {
    fn knows(&self, atr: &[u8]) -> bool {
        let digits = to_hex(atr);
        self.0.len() == digits.len()
            && self
                .0
                .bytes()
                .zip(digits.bytes())
                .all(|(pattern, digit)| pattern == b'.' || pattern == digit)
    }
}

impl TryFrom<String> for AtrPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let pattern: String = text.chars().filter(|one| !one.is_whitespace()).collect();
        let pattern = pattern.to_ascii_lowercase();
        let is_made_of_digits = pattern.bytes().all(|one| one.is_ascii_hexdigit() || one == b'.');
        // ISO 7816-3 §8.1: two to 33 bytes.
        if is_made_of_digits && pattern.len().is_multiple_of(2) && (4..=66).contains(&pattern.len()) {
            Ok(Self(pattern))
        } else {
            Err(format!("“{text}” is no answer to reset"))
        }
    }
}

impl From<AtrPattern> for String {
    fn from(pattern: AtrPattern) -> Self {
        pattern.0
    }
}

impl fmt::Debug for AtrPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a profile file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("UKey 型号文件 {} 有误：{reason}", file.display())]
pub struct ProfileProblem {
    /// Which file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

impl ProfileProblem {
    /// The stable word by which programs decide.
    pub fn code(&self) -> &'static str {
        "key-profile-damaged"
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        "请由管理员改正或移走这个文件；其他型号不受影响。".to_owned()
    }
}

impl Profile {
    /// Reads a profile; `id` is what its file is named after.
    ///
    /// # Errors
    /// A sentence that says what is wrong, for the one who writes profiles.
    pub fn parse(id: &str, text: &str) -> Result<Self, String> {
        let profile: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        profile.check(id).map(|()| profile)
    }

    fn check(&self, id: &str) -> Result<(), String> {
        if self.id != id {
            return Err(format!("id is “{}”, the file is named “{id}”", self.id));
        }
        if self.name.is_empty() || self.maker.is_empty() {
            return Err("name and maker must say something".to_owned());
        }
        if self.algorithms.is_empty() {
            return Err("algorithms names none".to_owned());
        }
        if let Some(unknown) = self
            .algorithms
            .iter()
            .find(|name| Algorithm::from_name(name).is_none())
        {
            return Err(format!("algorithms names “{unknown}”, which no driver makes"));
        }
        for (name, rule) in [("pin", self.pin), ("officer", self.officer)] {
            if rule.min == 0 || rule.min > rule.max || rule.max > PIN_MAX {
                return Err(format!("{name}: {} to {} is no length", rule.min, rule.max));
            }
            if rule.tries == Some(0) {
                return Err(format!("{name}: a PIN has at least one try"));
            }
        }
        match &self.driver {
            DriverProfile::Pkcs11(pkcs11) if pkcs11.modules.is_empty() => {
                Err("driver: modules names none".to_owned())
            }
            DriverProfile::Piv(piv) if piv.atrs.is_empty() => Err("driver: atrs names none".to_owned()),
            DriverProfile::Piv(piv) if piv.factory_keys().is_empty() => {
                Err("driver: factory_management_key fits none of management_ciphers".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// What the `piv` driver needs, when it speaks to this model.
    pub fn piv(&self) -> Option<&PivProfile> {
        match &self.driver {
            DriverProfile::Piv(piv) => Some(piv),
            DriverProfile::Pkcs11(_) => None,
        }
    }

    /// What the `pkcs11` driver needs, when it speaks to this model.
    pub fn pkcs11(&self) -> Option<&Pkcs11Profile> {
        match &self.driver {
            DriverProfile::Pkcs11(pkcs11) => Some(pkcs11),
            DriverProfile::Piv(_) => None,
        }
    }

    /// Whether a private key that was made elsewhere can be put onto keys of this model: PIV has no standard command
    /// for it (NIST SP 800-73-4, part 2, GENERATE ASYMMETRIC KEY PAIR alone makes keys).
    pub fn imports_keys(&self) -> bool {
        self.pkcs11().is_some()
    }

    /// Whether a card with this answer to reset is of this model.
    pub fn knows_atr(&self, atr: &[u8]) -> bool {
        self.piv()
            .is_some_and(|piv| piv.atrs.iter().any(|pattern| pattern.knows(atr)))
    }

    /// Whether a token that was found is of this model: by what a PKCS #11 token calls itself, by the name that the PIV
    /// driver gave a card whose answer to reset it knew.
    pub fn knows(&self, token: &TokenInfo) -> bool {
        match &self.driver {
            DriverProfile::Pkcs11(_) => self.knows_token(&token.manufacturer, &token.model),
            DriverProfile::Piv(_) => token.manufacturer == self.maker && token.model == self.name,
        }
    }

    /// The driver that is at hand for this model: the first of its modules that lies on this machine, or the one over
    /// PC/SC. Nothing while it is still to be installed.
    pub fn module(&self) -> Option<ModuleSpec> {
        match &self.driver {
            DriverProfile::Pkcs11(known) => {
                known
                    .modules
                    .iter()
                    .find(|path| path.is_file())
                    .map(|path| ModuleSpec {
                        name: self.id.clone(),
                        path: path.clone(),
                    })
            }
            DriverProfile::Piv(_) => Some(ModuleSpec::cards()),
        }
    }

    /// The folders that its module writes in beyond the system's; those of the home only where there is one.
    pub fn folders(&self, home: Option<&Path>) -> Vec<PathBuf> {
        let DriverProfile::Pkcs11(known) = &self.driver else {
            return Vec::new();
        };
        let folders = known.folders.iter();
        folders
            .filter_map(|folder| match folder.strip_prefix("~/") {
                Some(below) => Some(home?.join(below)),
                None => Some(PathBuf::from(folder)),
            })
            .collect()
    }

    /// Whether a PKCS #11 token that calls itself so is of this model.
    pub fn knows_token(&self, manufacturer: &str, model: &str) -> bool {
        let same = |named: &str, told: &str| named.is_empty() || named == told;
        self.pkcs11()
            .is_some_and(|known| same(&known.manufacturer, manufacturer) && same(&known.model, model))
    }
}

/// All profiles of a folder in the order of their names, and the files that cannot be used.
pub fn load(folder: &Path) -> (Vec<Profile>, Vec<ProfileProblem>) {
    let (mut profiles, mut problems) = (Vec::new(), Vec::new());
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let problem = ProfileProblem {
                file: folder.to_owned(),
                reason: error.to_string(),
            };
            return (profiles, vec![problem]);
        }
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for file in files {
        if file.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let id = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let text = std::fs::read_to_string(&file).map_err(|error| error.to_string());
        match text.and_then(|text| Profile::parse(&id.unwrap_or_default(), &text)) {
            Ok(profile) => profiles.push(profile),
            Err(reason) => problems.push(ProfileProblem { file, reason }),
        }
    }
    (profiles, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        id = "card"
        name = "卡"
        maker = "M"
        algorithms = ["p-256"]
        [driver]
        kind = "piv"
        atrs = ["3b95 13.. 80"]
        factory_puk = "12345678"
        factory_management_key = "010203040506070801020304050607080102030405060708"
        management_ciphers = ["3des"]
        [pin]
        min = 6
        max = 8
        characters = "digits"
        [officer]
        min = 16
        max = 32
        characters = "digits"
    "#;

    #[test]
    fn a_model_is_known_by_its_answer_to_reset() {
        let profile = Profile::parse("card", GOOD).unwrap();
        for (atr, known) in [
            (&[0x3B, 0x95, 0x13, 0x81, 0x80][..], true),
            (&[0x3B, 0x95, 0x14, 0x81, 0x80], false),
            (&[0x3B, 0x95, 0x13, 0x81], false),
            (&[], false),
        ] {
            assert_eq!(profile.knows_atr(atr), known, "{atr:x?}");
        }
        assert!(
            profile.pin.allows("123456") && !profile.pin.allows("12345a") && !profile.pin.allows("12345")
        );
        assert!(!profile.knows_token("", ""), "it is no PKCS #11 token");
        assert!(!profile.imports_keys(), "PIV makes its keys itself");
    }

    #[test]
    fn what_is_wrong_in_a_file_is_said() {
        for (from, to, expected) in [
            ("id = \"card\"", "id = \"other\"", "the file is named"),
            ("p-256", "p-257", "p-257"),
            ("min = 6", "min = 9", "9 to 8"),
            ("3b95 13.. 80", "3b9", "no answer to reset"),
            ("[\"3des\"]", "[\"aes-256\"]", "factory_management_key"),
            ("kind = \"piv\"", "kind = \"skf\"", "skf"),
            ("maker", "meker", "meker"),
        ] {
            let told = Profile::parse("card", &GOOD.replace(from, to)).unwrap_err();
            assert!(told.contains(expected), "{to}: {told}");
        }
    }
}
