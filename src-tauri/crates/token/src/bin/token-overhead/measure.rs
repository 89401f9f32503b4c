//! The same work three ways, in turns: the module's own calls and nothing else, the driver in this process, the driver in its
//! worker process.
//!
//! "Bare" makes the very calls into the module that the driver makes, in the same order, and nothing else: what is left is what
//! the driver and the pipe cost by themselves. That the calls are the same is counted, not claimed: run behind OpenSC's
//! pkcs11-spy, each way leaves its calls in a log.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use cryptoki::context::Pkcs11;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass};
use cryptoki::session::{Session, UserType};
use sha2::{Digest as _, Sha256};
use token::{
    Algorithm, KeyId, ModuleSpec, SecretString, Token, TokenInfo, Wipe, WorkerCommand, Workers, softhsm,
};

use super::Failed;

/// One piece of work, with the lower quartile of each way in seconds.
pub struct Line {
    pub work: &'static str,
    pub bare: f64,
    pub driver: f64,
    pub worker: f64,
}

/// What is signed: as long as the part of a request that is signed.
const MESSAGE: &[u8] = &[0x5A; 300];

/// How many calls into the module each piece of work makes, bare and through the driver, by the log of pkcs11-spy.
pub fn calls(spy: &Path, log: &Path) -> Result<Vec<(&'static str, usize, usize)>, Failed> {
    let ways = Ways::open(ModuleSpec {
        name: softhsm::MODULE_NAME.to_owned(),
        path: spy.to_owned(),
    })?;
    let written = || -> Result<usize, Failed> {
        let said = std::fs::read_to_string(log)?;
        Ok(said.lines().filter(|line| line.contains(": C_")).count())
    };
    let mut counted = Vec::new();
    for piece in ways.pieces()? {
        let before = written()?;
        (piece.bare)()?;
        let between = written()?;
        (piece.ours)(ways.driver.as_ref())?;
        counted.push((piece.work, between - before, written()? - between));
    }
    Ok(counted)
}

/// Work in the words of the vocabulary, on whichever way to the token.
type Ours<'w> = Box<dyn Fn(&dyn Token) -> Result<(), Failed> + 'w>;

/// One piece of work, bare and in the words of the vocabulary.
struct Piece<'w> {
    work: &'static str,
    bare: Box<dyn Fn() -> Result<(), Failed> + 'w>,
    ours: Ours<'w>,
}

/// The token, and the three ways to it.
struct Ways {
    module: Pkcs11,
    driver: Box<dyn Token>,
    worker: Workers,
    serial: String,
    pin: SecretString,
}

/// Measures every piece of work `rounds` times each way, on a new token.
pub fn all(rounds: usize) -> Result<Vec<Line>, Failed> {
    let ways = Ways::open(softhsm::module())?;
    ways.pieces()?
        .iter()
        .map(|piece| ways.line(rounds, piece))
        .collect()
}

impl Ways {
    fn pieces(&self) -> Result<Vec<Piece<'_>>, Failed> {
        let (rsa, curve) = (KeyId::new(b"rsa")?, KeyId::new(b"curve")?);
        for (algorithm, key_id) in [(Algorithm::Rsa2048, &rsa), (Algorithm::P256, &curve)] {
            self.driver
                .ensure_key_pair(&self.serial, &self.pin, algorithm, key_id)?;
        }
        let sign = |token: &dyn Token, algorithm, key_id: &KeyId| -> Result<(), Failed> {
            black_box(token.sign(&self.serial, &self.pin, key_id, algorithm, MESSAGE)?);
            Ok(())
        };
        let (rsa_bare, curve_bare) = (rsa.clone(), curve.clone());
        Ok(vec![
            Piece {
                work: "check a PIN",
                bare: Box::new(|| self.signed_in(|_| Ok(()))),
                ours: Box::new(|token| Ok(token.check_pin(&self.serial, &self.pin)?)),
            },
            Piece {
                work: "sign, RSA-2048",
                bare: Box::new(move || {
                    self.bare_signature(&Mechanism::Sha256RsaPkcs, KeyType::RSA, &rsa_bare, MESSAGE)
                }),
                ours: Box::new(move |token| sign(token, Algorithm::Rsa2048, &rsa)),
            },
            Piece {
                work: "sign, P-256",
                bare: Box::new(move || {
                    let digest = Sha256::digest(MESSAGE);
                    self.bare_signature(&Mechanism::Ecdsa, KeyType::EC, &curve_bare, &digest)
                }),
                ours: Box::new(move |token| sign(token, Algorithm::P256, &curve)),
            },
            Piece {
                work: "make a pair, P-256, remove it",
                bare: Box::new(|| self.bare_pair()),
                ours: Box::new(|token| {
                    let key_id = KeyId::new(b"bare")?;
                    token.generate_key_pair(&self.serial, &self.pin, Algorithm::P256, &key_id)?;
                    token.delete_objects(&self.serial, &self.pin, &key_id)?;
                    Ok(())
                }),
            },
        ])
    }

    fn open(spec: ModuleSpec) -> Result<Self, Failed> {
        let driver = token::double::direct(&spec)?;
        let (so_pin, pin) = (SecretString::from("so-87654321"), SecretString::from("12345678"));
        let blank = driver
            .list()?
            .into_iter()
            .find(TokenInfo::is_blank)
            .ok_or("SoftHSM2 shows no free slot")?;
        let token = driver.initialise(&blank.serial, &so_pin, "overhead", Wipe::Refuse)?;
        driver.set_user_pin(&token.serial, &so_pin, &pin)?;
        let module = Pkcs11::new(&spec.path)?;
        let worker = Workers::new(vec![spec], WorkerCommand::this_program(Vec::new())?);
        worker.check_pin(&token.serial, &pin)?;
        Ok(Self {
            module,
            driver,
            worker,
            serial: token.serial,
            pin,
        })
    }

    /// The three ways in turns, so that what else the machine does falls on all of them.
    fn line(&self, rounds: usize, piece: &Piece<'_>) -> Result<Line, Failed> {
        let mut took = [Vec::new(), Vec::new(), Vec::new()];
        for round in 0..rounds.max(1) {
            // Another one goes first each time: the scheduler favours whoever has just waited for the worker.
            for turn in 0..took.len() {
                let way = (round + turn) % took.len();
                took[way].push(match way {
                    0 => timed(&piece.bare)?,
                    1 => timed(|| (piece.ours)(self.driver.as_ref()))?,
                    _ => timed(|| (piece.ours)(&self.worker))?,
                });
            }
        }
        let [bare, driver, worker] = took.map(lower_quartile);
        Ok(Line {
            work: piece.work,
            bare,
            driver,
            worker,
        })
    }

    /// The slot of the token, found by its serial number as the driver finds it, and a session that is signed in.
    fn signed_in(&self, work: impl FnOnce(&Session) -> Result<(), Failed>) -> Result<(), Failed> {
        let mut found = None;
        for slot in self.module.get_slots_with_token()? {
            if self.module.get_token_info(slot)?.serial_number().trim_end() == self.serial {
                found = Some(slot);
            }
        }
        let session = self.module.open_rw_session(found.ok_or("the token is gone")?)?;
        session.login(UserType::User, Some(&self.pin))?;
        work(&session)?;
        session.logout()?;
        Ok(())
    }

    fn bare_signature(
        &self,
        mechanism: &Mechanism<'_>,
        kind: KeyType,
        key_id: &KeyId,
        message: &[u8],
    ) -> Result<(), Failed> {
        self.signed_in(|session| {
            let template = [
                Attribute::Class(ObjectClass::PRIVATE_KEY),
                Attribute::KeyType(kind),
                Attribute::Id(key_id.as_bytes().to_vec()),
            ];
            let keys = session.find_objects(&template)?;
            let key = keys.first().ok_or("the pair is gone")?;
            black_box(session.sign(mechanism, *key, message)?);
            Ok(())
        })
    }

    /// Two sessions, as the driver has them: one that makes sure that the number is free, makes the pair and reads back what
    /// was made; one that finds its objects class by class, removes them and looks that they are gone.
    fn bare_pair(&self) -> Result<(), Failed> {
        // prime256v1 as CKA_EC_PARAMS has it (RFC 5480 §2.1.1.1).
        let curve = vec![0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
        let id = || Attribute::Id(b"bare".to_vec());
        let label = || Attribute::Label(b"counterfoil-62617265".to_vec());
        let of = |session: &Session, class| session.find_objects(&[Attribute::Class(class), id()]);
        self.signed_in(|session| {
            for class in [
                ObjectClass::PUBLIC_KEY,
                ObjectClass::PRIVATE_KEY,
                ObjectClass::CERTIFICATE,
            ] {
                of(session, class)?;
            }
            let public = [
                Attribute::Token(true),
                Attribute::Private(false),
                Attribute::Verify(true),
                id(),
                label(),
                Attribute::EcParams(curve),
            ];
            let private = [
                Attribute::Token(true),
                Attribute::Private(true),
                Attribute::Sensitive(true),
                Attribute::Extractable(false),
                Attribute::Sign(true),
                id(),
                label(),
            ];
            let (public, private) =
                session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)?;
            black_box(session.get_attributes(private, &PROTECTION)?);
            black_box(session.get_attributes(public, &PUBLIC_KEY)?);
            Ok(())
        })?;
        self.signed_in(|session| {
            for class in [
                ObjectClass::CERTIFICATE,
                ObjectClass::PUBLIC_KEY,
                ObjectClass::PRIVATE_KEY,
            ] {
                for object in of(session, class)? {
                    session.destroy_object(object)?;
                }
            }
            session.find_objects(&[id()])?;
            Ok(())
        })
    }
}

/// What the driver reads of a new private key, and of its public key.
const PROTECTION: [AttributeType; 3] = [
    AttributeType::Sensitive,
    AttributeType::Extractable,
    AttributeType::Local,
];
const PUBLIC_KEY: [AttributeType; 7] = [
    AttributeType::KeyType,
    AttributeType::Id,
    AttributeType::Label,
    AttributeType::Modulus,
    AttributeType::PublicExponent,
    AttributeType::EcParams,
    AttributeType::EcPoint,
];

fn timed(work: impl FnOnce() -> Result<(), Failed>) -> Result<f64, Failed> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64())
}

/// A quarter of the rounds were faster. What else the machine does only ever adds, so the median tells more of the neighbours.
fn lower_quartile(mut took: Vec<f64>) -> f64 {
    took.sort_by(f64::total_cmp);
    took[took.len() / 4]
}
