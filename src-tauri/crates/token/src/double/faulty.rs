//! A fault around any driver: the test names a call in a file, and when it comes the key is pulled, the module hangs, crashes
//! or lies, or everything holds still. The driver inside, and what it keeps, is a real one.
//!
//! In a worker process it answers to module paths of the form `faulty:PATH`. The folder that [`FAULTS_VARIABLE`] names holds
//! `next` (one line, `WORD CALL before|after`, gone once it happened), `reached` while a call is held, and `pulled` while the
//! key is out. Never in the shipped program: the feature `double` is off by default.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::enveloped::{EnvelopedKey, ImportWay};
use crate::error::TokenError;
use crate::vocabulary::{Algorithm, KeyId, PinStatus, PublicKey, StoredCertificate, Token, TokenInfo, Wipe};

/// Names the folder through which the test and the worker speak.
pub const FAULTS_VARIABLE: &str = "COUNTERFOIL_FAULTS";
/// What stands before the path of the module inside.
pub(crate) const PREFIX: &str = "faulty:";

/// A driver with a fault around it.
pub(crate) struct Faulty {
    inside: Box<dyn Token>,
    folder: PathBuf,
}

impl Faulty {
    /// A fault around `inside`; nothing happens when no folder is named.
    pub(crate) fn around(inside: Box<dyn Token>) -> Self {
        Self {
            inside,
            folder: std::env::var_os(FAULTS_VARIABLE)
                .map(PathBuf::from)
                .unwrap_or_default(),
        }
    }

    /// The word of the fault that is due at this call, taken so that it happens once.
    fn due(&self, call: &str, when: &str) -> Option<String> {
        let next = self.folder.join("next");
        let line = fs::read_to_string(&next).ok()?;
        let mut words = line.split_whitespace();
        let word = words.next()?.to_owned();
        if words.next() != Some(call) || words.next() != Some(when) {
            return None;
        }
        fs::remove_file(&next).ok()?;
        Some(word)
    }

    fn pulled(call: &str) -> TokenError {
        TokenError::KeyPulled {
            step: call.to_owned(),
        }
    }

    /// What happens to the process or the key; whether the call goes on.
    fn happen(&self, word: &str, call: &str) -> Result<(), TokenError> {
        match word {
            "hang" => loop {
                std::thread::park();
            },
            "crash" => std::process::abort(),
            "kill" => {
                let pid = std::process::id().to_string();
                let _ = std::process::Command::new("kill").args(["-KILL", &pid]).status();
                loop {
                    std::thread::park();
                }
            }
            "pull" => {
                let _ = fs::write(self.folder.join("pulled"), "");
                Err(Self::pulled(call))
            }
            "hold" => {
                let reached = self.folder.join("reached");
                // Whoever waits reads the process number; a neighbour renamed is there whole or not at all.
                let half = self.folder.join("reached-half");
                let _ = fs::write(&half, std::process::id().to_string());
                let _ = fs::rename(&half, &reached);
                while reached.exists() {
                    std::thread::sleep(Duration::from_millis(2));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn run<T>(
        &self,
        call: &str,
        serial: &str,
        lie: impl FnOnce() -> Result<T, TokenError>,
        work: impl FnOnce(&dyn Token) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        if self.folder.join("pulled").exists() {
            return Err(TokenError::NoSuchToken {
                serial: serial.to_owned(),
            });
        }
        match self.due(call, "before").as_deref() {
            Some("lie") => return lie(),
            Some(word) => self.happen(word, call)?,
            None => {}
        }
        let done = work(self.inside.as_ref())?;
        if let Some(word) = self.due(call, "after") {
            self.happen(&word, call)?;
        }
        Ok(done)
    }
}

impl Token for Faulty {
    fn list(&self) -> Result<Vec<TokenInfo>, TokenError> {
        if self.folder.join("pulled").exists() {
            return Ok(Vec::new());
        }
        self.run("list", "", || Ok(Vec::new()), |token| token.list())
    }

    fn initialise(
        &self,
        serial: &str,
        so_pin: &SecretString,
        label: &str,
        wipe: Wipe,
    ) -> Result<TokenInfo, TokenError> {
        self.run(
            "initialise",
            serial,
            || self.inside.find(serial),
            |token| token.initialise(serial, so_pin, label, wipe),
        )
    }

    fn set_user_pin(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        self.run(
            "set-user-pin",
            serial,
            || Ok(()),
            |token| token.set_user_pin(serial, so_pin, new_pin),
        )
    }

    fn unlock(&self, serial: &str, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        self.run(
            "unlock",
            serial,
            || Ok(()),
            |token| token.unlock(serial, so_pin, new_pin),
        )
    }

    fn change_pin(
        &self,
        serial: &str,
        old_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        self.run(
            "change-pin",
            serial,
            || Ok(()),
            |token| token.change_pin(serial, old_pin, new_pin),
        )
    }

    fn pin_state(&self, serial: &str) -> Result<PinStatus, TokenError> {
        let honest = || self.inside.pin_state(serial);
        self.run("pin-state", serial, honest, |token| token.pin_state(serial))
    }

    fn check_pin(&self, serial: &str, pin: &SecretString) -> Result<(), TokenError> {
        self.run(
            "check-pin",
            serial,
            || Ok(()),
            |token| token.check_pin(serial, pin),
        )
    }

    fn generate_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError> {
        self.run(
            "generate",
            serial,
            || Ok(vec![0x30, 0x00]),
            |token| token.generate_key_pair(serial, pin, algorithm, key_id),
        )
    }

    fn public_keys(&self, serial: &str) -> Result<Vec<PublicKey>, TokenError> {
        self.run(
            "public-keys",
            serial,
            || Ok(Vec::new()),
            |token| token.public_keys(serial),
        )
    }

    fn rename_key(
        &self,
        serial: &str,
        pin: &SecretString,
        from: &KeyId,
        to: &KeyId,
    ) -> Result<(), TokenError> {
        self.run(
            "rename-key",
            serial,
            || Ok(()),
            |token| token.rename_key(serial, pin, from, to),
        )
    }

    fn sign(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        self.run(
            "sign",
            serial,
            || Ok(vec![0x30, 0x00]),
            |token| token.sign(serial, pin, key_id, algorithm, message),
        )
    }

    fn write_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        label: &str,
        der: &[u8],
    ) -> Result<(), TokenError> {
        self.run(
            "write-certificate",
            serial,
            || Ok(()),
            |token| token.write_certificate(serial, pin, key_id, label, der),
        )
    }

    fn read_certificates(&self, serial: &str) -> Result<Vec<StoredCertificate>, TokenError> {
        self.run(
            "read-certificates",
            serial,
            || Ok(Vec::new()),
            |token| token.read_certificates(serial),
        )
    }

    fn delete_objects(&self, serial: &str, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError> {
        self.run(
            "delete-objects",
            serial,
            || Ok(0),
            |token| token.delete_objects(serial, pin, key_id),
        )
    }

    fn delete_certificate(&self, serial: &str, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError> {
        self.run(
            "delete-certificate",
            serial,
            || Ok(true),
            |token| token.delete_certificate(serial, pin, der),
        )
    }

    fn import_enveloped_key(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        spki: &[u8],
        enveloped: &EnvelopedKey,
    ) -> Result<ImportWay, TokenError> {
        self.run(
            "import-enveloped-key",
            serial,
            || Ok(ImportWay::Unwrapped),
            |token| token.import_enveloped_key(serial, pin, signing_key, spki, enveloped),
        )
    }

    fn write_encryption_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        der: &[u8],
    ) -> Result<(), TokenError> {
        self.run(
            "write-encryption-certificate",
            serial,
            || Ok(()),
            |token| token.write_encryption_certificate(serial, pin, signing_key, der),
        )
    }

    fn decrypt(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        self.run(
            "decrypt",
            serial,
            || Ok(Vec::new()),
            |token| token.decrypt(serial, pin, key_id, ciphertext),
        )
    }
}
