//! The scripted double: a token made of software for tests beside the real thing. It counts PIN tries and locks (which
//! SoftHSM2 never does), and on request it fails, lies, hangs, crashes or is pulled out at any call.
//!
//! Never in the shipped program: the feature `double` is off by default. Its keys are software and P-256 only.
//!
//! In a worker process it answers to module paths of the form `double:WORD@CALL`, for example `double:hang@sign`; with
//! [`ONCE_VARIABLE`] set to a file's path the fault happens once over all restarts, and the file remembers it.

pub mod direct;
mod faulty;
mod speak;

pub use faulty::FAULTS_VARIABLE;
pub(crate) use faulty::{Faulty, PREFIX};

pub use crate::piv::played::read_played_card;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use p256::ecdsa::SigningKey;
use secrecy::{ExposeSecret, SecretString};

use crate::encode;
use crate::error::{PinRole, TokenError};
use crate::vocabulary::{Algorithm, KeyId, PinState, PinStatus, PublicKey, StoredCertificate, TokenInfo};

/// Names the file that makes a worker's fault happen only once.
pub const ONCE_VARIABLE: &str = "COUNTERFOIL_DOUBLE_ONCE";

/// Names the folders that a prowling module (`double:prowl`) looks into and writes in.
pub const PROWL_VARIABLE: &str = "COUNTERFOIL_DOUBLE_PROWL";

/// Wrong tries until a PIN locks, as the guide of 广东社保 states for its keys (guide 001).
const TRIES: u8 = 10;

/// What goes wrong at a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call answers with this error and does nothing.
    Fail(TokenError),
    /// The call reports success and does nothing.
    Lie,
    /// The call never returns. In this very process it blocks the caller for ever: use it behind a worker.
    Hang,
    /// The process ends at once, as after a fault in a vendor's code. Use it behind a worker.
    Crash,
    /// The key is pulled out before anything happens.
    PullBefore,
    /// The key is pulled out after the work was done, so that the caller cannot know.
    PullAfter,
    /// The call works, but the module prints to stdout meanwhile.
    Noise,
}

struct Soft {
    serial: String,
    label: String,
    plugged: bool,
    so_pin: Option<SecretString>,
    user_pin: Option<SecretString>,
    so_tries: u8,
    user_tries: u8,
    keys: Vec<(KeyId, SigningKey)>,
    certificates: Vec<StoredCertificate>,
}

#[derive(Default)]
struct State {
    tokens: Vec<Soft>,
    faults: VecDeque<(&'static str, Fault)>,
    calls: Vec<&'static str>,
}

/// The double. All of its methods take `&self`, so that a test can keep a hand on it while the code under test uses it.
#[derive(Default)]
pub struct Double {
    state: Mutex<State>,
}

/// The names of the calls, for [`Double::on`] and [`Double::calls`].
pub const CALLS: [&str; 15] = [
    "list",
    "initialise",
    "set-user-pin",
    "unlock",
    "change-pin",
    "pin-state",
    "check-pin",
    "generate",
    "public-keys",
    "rename-key",
    "sign",
    "write-certificate",
    "read-certificates",
    "delete-objects",
    "delete-certificate",
];

/// How a call goes on after its script was looked at.
enum Course {
    Work,
    Lie,
    PullAfter,
}

/// What a module that prowls got of each folder, in its token's serial number: `r` where it could list it, `w` where it
/// could write, `-` for neither.
fn prowled() -> String {
    let folders = std::env::var_os(PROWL_VARIABLE).unwrap_or_default();
    let got = std::env::split_paths(&folders).map(|folder| {
        let listed = std::fs::read_dir(&folder).is_ok();
        let written = std::fs::write(folder.join("prowled"), b"").is_ok();
        match (listed, written) {
            (true, true) => "rw",
            (true, false) => "r",
            (false, true) => "w",
            (false, false) => "-",
        }
    });
    got.collect::<Vec<_>>().join(",")
}

/// The certificate that the card driver writes beside a pair until the real one comes; `sign` signs with that pair.
///
/// # Errors
/// Those of `sign`.
pub fn placeholder(
    spki_der: &[u8],
    algorithm: Algorithm,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, TokenError>,
) -> Result<Vec<u8>, TokenError> {
    crate::piv::placeholder::make(spki_der, algorithm, sign)
}

impl Double {
    /// Blank tokens of these serial numbers, plugged in.
    pub fn new(serials: &[&str]) -> Self {
        let double = Self::default();
        for serial in serials {
            double.state().tokens.push(Soft {
                serial: (*serial).to_owned(),
                label: String::new(),
                plugged: true,
                so_pin: None,
                user_pin: None,
                so_tries: TRIES,
                user_tries: TRIES,
                keys: Vec::new(),
                certificates: Vec::new(),
            });
        }
        double
    }

    /// The double that a module path names, or nothing when the path names a file.
    pub(crate) fn from_path(path: &Path) -> Option<Self> {
        let script = path.to_str()?.strip_prefix("double:")?;
        let (word, call) = script.split_once('@').unwrap_or((script, "list"));
        let double = match word {
            "two" => Self::new(&["DOUBLE-0001", "DOUBLE-0002"]),
            "prowl" => Self::new(&[&prowled()]),
            _ => Self::new(&["DOUBLE-0001"]),
        };
        let fault = match word {
            "hang" => Fault::Hang,
            "crash" => Fault::Crash,
            "lie" => Fault::Lie,
            "pull" => Fault::PullBefore,
            "noise" => Fault::Noise,
            _ => return Some(double),
        };
        let already = std::env::var_os(ONCE_VARIABLE).is_some_and(|file| {
            std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(file)
                .is_err()
        });
        if !already && let Some(call) = CALLS.into_iter().find(|known| *known == call) {
            double.on(call, fault);
        }
        Some(double)
    }

    /// The next time `call` (one of [`CALLS`]) is made, `fault` happens. Faults of one call happen in the order given.
    pub fn on(&self, call: &'static str, fault: Fault) -> &Self {
        self.state().faults.push_back((call, fault));
        self
    }

    /// Plugs a token in or pulls it out.
    pub fn plug(&self, serial: &str, plugged: bool) {
        for token in &mut self.state().tokens {
            if token.serial == serial {
                token.plugged = plugged;
            }
        }
    }

    /// The calls made so far.
    pub fn calls(&self) -> Vec<&'static str> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, call: &'static str, serial: &str) -> Result<Course, TokenError> {
        let pulled = || TokenError::KeyPulled {
            step: call.to_owned(),
        };
        let mut state = self.state();
        state.calls.push(call);
        let at = state.faults.iter().position(|(name, _)| *name == call);
        let fault = at.and_then(|at| state.faults.remove(at)).map(|(_, fault)| fault);
        drop(state);
        match fault {
            None => Ok(Course::Work),
            Some(Fault::Fail(error)) => Err(error),
            Some(Fault::Lie) => Ok(Course::Lie),
            Some(Fault::Hang) => loop {
                std::thread::park();
            },
            Some(Fault::Crash) => std::process::abort(),
            Some(Fault::PullBefore) => {
                self.plug(serial, false);
                Err(pulled())
            }
            Some(Fault::PullAfter) => Ok(Course::PullAfter),
            Some(Fault::Noise) => {
                print!("vendor debug: slot 0, no line break");
                Ok(Course::Work)
            }
        }
    }

    /// Runs a call on one token along its script; `lie` is what a lying module answers.
    fn run<T>(
        &self,
        call: &'static str,
        serial: &str,
        lie: impl FnOnce(&Soft) -> T,
        work: impl FnOnce(&mut Soft) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let course = self.begin(call, serial)?;
        let mut state = self.state();
        let mut found = state
            .tokens
            .iter_mut()
            .filter(|token| token.plugged && token.serial == serial);
        let Some(token) = found.next() else {
            return Err(TokenError::NoSuchToken {
                serial: serial.to_owned(),
            });
        };
        match course {
            Course::Work => work(token),
            Course::Lie => Ok(lie(token)),
            Course::PullAfter => {
                work(token)?;
                token.plugged = false;
                Err(TokenError::KeyPulled {
                    step: call.to_owned(),
                })
            }
        }
    }
}

impl Soft {
    fn pins(&self) -> PinStatus {
        let state = |set: bool, tries: u8| match tries {
            _ if !set => PinState::NotSet,
            0 => PinState::Locked,
            1 => PinState::FinalTry,
            TRIES => PinState::Set,
            _ => PinState::CountLow,
        };
        PinStatus {
            user: state(self.user_pin.is_some(), self.user_tries),
            officer: state(self.so_pin.is_some(), self.so_tries),
            tries_left: self.user_pin.is_some().then_some(self.user_tries),
            officer_tries_left: self.so_pin.is_some().then_some(self.so_tries),
        }
    }

    fn info(&self, slot: u64) -> TokenInfo {
        let pins = self.pins();
        TokenInfo {
            serial: self.serial.clone(),
            label: self.label.clone(),
            manufacturer: "Counterfoil".to_owned(),
            model: "double".to_owned(),
            module: "double".to_owned(),
            slot,
            initialised: self.so_pin.is_some(),
            user_pin: pins.user,
            officer_pin: pins.officer,
            tries_left: pins.tries_left,
            officer_tries_left: pins.officer_tries_left,
            pin_min: 4,
            pin_max: 32,
            officer_min: 4,
            officer_max: 32,
            certificates: self.certificates.clone(),
            public_keys: self.public_keys(),
            contents_known: true,
            has_private_key: !self.keys.is_empty(),
        }
    }

    fn public_keys(&self) -> Vec<PublicKey> {
        let public = |(key_id, key): &(KeyId, SigningKey)| {
            let spki_der = spki(key).ok()?;
            Some(PublicKey {
                key_id: key_id.clone(),
                label: String::new(),
                algorithm: Algorithm::P256,
                spki_der,
            })
        };
        self.keys.iter().filter_map(public).collect()
    }

    fn sign_in(&mut self, role: PinRole, pin: &SecretString) -> Result<(), TokenError> {
        let (held, tries) = match role {
            PinRole::User => (&self.user_pin, &mut self.user_tries),
            PinRole::Officer => (&self.so_pin, &mut self.so_tries),
        };
        let Some(held) = held else {
            return Err(match role {
                PinRole::User => TokenError::PinNotSet,
                PinRole::Officer => TokenError::NotInitialised {
                    serial: self.serial.clone(),
                },
            });
        };
        if *tries == 0 {
            return Err(TokenError::PinLocked { role });
        }
        if held.expose_secret() == pin.expose_secret() {
            *tries = TRIES;
            return Ok(());
        }
        *tries -= 1;
        match *tries {
            0 => Err(TokenError::PinLocked { role }),
            left => Err(TokenError::WrongPin {
                role,
                tries_left: Some(left),
                final_try: left == 1,
            }),
        }
    }

    fn key(&self, key_id: &KeyId) -> Result<&SigningKey, TokenError> {
        let found = self.keys.iter().find(|(held, _)| held == key_id);
        found.map(|(_, key)| key).ok_or_else(|| TokenError::KeyUnknown {
            key_id: key_id.to_string(),
        })
    }

    fn take_pin(&mut self, new_pin: &SecretString) -> Result<(), TokenError> {
        if !(4..=32).contains(&new_pin.expose_secret().len()) {
            return Err(TokenError::PinRefused {
                role: PinRole::User,
                min: 4,
                max: 32,
            });
        }
        self.user_pin = Some(new_pin.clone());
        self.user_tries = TRIES;
        Ok(())
    }
}

fn spki(key: &SigningKey) -> Result<Vec<u8>, TokenError> {
    let point = key.verifying_key().to_sec1_point(false);
    encode::p256_spki(point.as_bytes()).map_err(|_| TokenError::WroteOtherwise {
        what: "公钥".to_owned(),
    })
}
