//! A fault around any driver: the test names a call in a file, and when it comes the key is pulled, the module hangs,
//! crashes or lies, or everything holds still. The driver inside, and what it keeps, is a real one.
//!
//! In a worker process it answers to module paths of the form `faulty:PATH`. The folder that [`FAULTS_VARIABLE`]
//! names holds `next` (one line, `WORD CALL before|after`, gone once it happened), `reached` while a call is held,
//! and `pulled` while the key is out. Never in the shipped program: the feature `double` is off by default.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::enveloped::ImportWay;
use crate::error::TokenError;
use crate::vocabulary::{Act, Driver, Op, Said, Token as _};

/// Names the folder through which the test and the worker speak.
pub const FAULTS_VARIABLE: &str = "COUNTERFOIL_FAULTS";
/// What stands before the path of the module inside.
pub(crate) const PREFIX: &str = "faulty:";

/// A driver with a fault around it.
pub(crate) struct Faulty {
    inside: Box<dyn Driver>,
    folder: PathBuf,
}

impl Faulty {
    /// A fault around `inside`; nothing happens when no folder is named.
    pub(crate) fn around(inside: Box<dyn Driver>) -> Self {
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

    /// What a module that lies answers in the place of the truth.
    fn lie(&self, op: &Op) -> Result<Said, TokenError> {
        let Op::On { serial, act } = op else {
            return Ok(Said::Tokens(Vec::new()));
        };
        Ok(match act {
            Act::Initialise { .. } => Said::Token(Box::new(self.inside.find(serial)?)),
            Act::PinState => Said::Pins(self.inside.pin_state(serial)?),
            Act::Generate { .. } | Act::Sign { .. } => Said::Bytes(vec![0x30, 0x00]),
            Act::Decrypt { .. } => Said::Bytes(Vec::new()),
            Act::PublicKeys => Said::PublicKeys(Vec::new()),
            Act::ReadCertificates => Said::Certificates(Vec::new()),
            Act::DeleteObjects { .. } => Said::Count(0),
            Act::DeleteCertificate { .. } => Said::Flag(true),
            Act::ImportEnvelopedKey { .. } => Said::Imported(ImportWay::Unwrapped),
            Act::SetUserPin { .. }
            | Act::Unlock { .. }
            | Act::ChangePin { .. }
            | Act::CheckPin { .. }
            | Act::RenameKey { .. }
            | Act::WriteCertificate { .. }
            | Act::WriteEncryptionCertificate { .. } => Said::Done(()),
        })
    }
}

impl Driver for Faulty {
    fn perform(&self, op: Op) -> Result<Said, TokenError> {
        if self.folder.join("pulled").exists() {
            return match op {
                Op::List => Ok(Said::Tokens(Vec::new())),
                Op::Readers => Ok(Said::Readers(Vec::new())),
                Op::On { serial, .. } => Err(TokenError::NoSuchToken { serial }),
            };
        }
        let call = op.traits().name;
        match self.due(call, "before").as_deref() {
            Some("lie") => return self.lie(&op),
            Some(word) => self.happen(word, call)?,
            None => {}
        }
        let said = self.inside.perform(op)?;
        if let Some(word) = self.due(call, "after") {
            self.happen(&word, call)?;
        }
        Ok(said)
    }
}
