//! The same work three ways, in turns: the module's own calls and nothing else, the driver in this process, the driver in its
//! worker process.
//!
//! "Bare" is what a program would call that knows its slot from before and trusts every answer. The driver also looks for
//! its token by its serial number, each time, and reads back what it wrote: that is counted as its cost.

use std::hint::black_box;
use std::time::Instant;

use cryptoki::context::Pkcs11;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use sha2::{Digest as _, Sha256};
use token::{Algorithm, KeyId, SecretString, Token, TokenInfo, Wipe, WorkerCommand, Workers, softhsm};

use super::Failed;

/// One piece of work, with the median of each way in seconds.
pub struct Line {
    pub work: &'static str,
    pub bare: f64,
    pub driver: f64,
    pub worker: f64,
}

/// What is signed: as long as the part of a request that is signed.
const MESSAGE: &[u8] = &[0x5A; 300];

/// The token, and the three ways to it.
struct Ways {
    module: Pkcs11,
    slot: Slot,
    driver: Box<dyn Token>,
    worker: Workers,
    serial: String,
    pin: SecretString,
}

/// Measures every piece of work `rounds` times each way, on a new token.
pub fn all(rounds: usize) -> Result<Vec<Line>, Failed> {
    let ways = Ways::open()?;
    let (rsa, curve) = (KeyId::new(b"rsa")?, KeyId::new(b"curve")?);
    for (algorithm, key_id) in [(Algorithm::Rsa2048, &rsa), (Algorithm::P256, &curve)] {
        ways.driver
            .ensure_key_pair(&ways.serial, &ways.pin, algorithm, key_id)?;
    }
    let sign = |token: &dyn Token, algorithm, key_id: &KeyId| -> Result<(), Failed> {
        black_box(token.sign(&ways.serial, &ways.pin, key_id, algorithm, MESSAGE)?);
        Ok(())
    };
    Ok(vec![
        ways.line(
            rounds,
            "check a PIN",
            || ways.signed_in(|_| Ok(())),
            |token| Ok(token.check_pin(&ways.serial, &ways.pin)?),
        )?,
        ways.line(
            rounds,
            "sign, RSA-2048",
            || ways.bare_signature(&Mechanism::Sha256RsaPkcs, &rsa, MESSAGE),
            |token| sign(token, Algorithm::Rsa2048, &rsa),
        )?,
        ways.line(
            rounds,
            "sign, P-256",
            || ways.bare_signature(&Mechanism::Ecdsa, &curve, &Sha256::digest(MESSAGE)),
            |token| sign(token, Algorithm::P256, &curve),
        )?,
        ways.line(
            rounds,
            "make a pair, P-256, remove it",
            || ways.bare_pair(),
            |token| {
                let key_id = KeyId::new(b"short-lived")?;
                token.generate_key_pair(&ways.serial, &ways.pin, Algorithm::P256, &key_id)?;
                token.delete_objects(&ways.serial, &ways.pin, &key_id)?;
                Ok(())
            },
        )?,
    ])
}

impl Ways {
    fn open() -> Result<Self, Failed> {
        let spec = softhsm::module();
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
        let slot = Slot::try_from(token.slot)?;
        let worker = Workers::new(vec![spec], WorkerCommand::this_program(Vec::new())?);
        worker.check_pin(&token.serial, &pin)?;
        Ok(Self {
            module,
            slot,
            driver,
            worker,
            serial: token.serial,
            pin,
        })
    }

    /// The three ways in turns, so that what else the machine does falls on all of them.
    fn line(
        &self,
        rounds: usize,
        work: &'static str,
        bare: impl Fn() -> Result<(), Failed>,
        ours: impl Fn(&dyn Token) -> Result<(), Failed>,
    ) -> Result<Line, Failed> {
        let mut took = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..rounds.max(1) {
            took[0].push(timed(&bare)?);
            took[1].push(timed(|| ours(self.driver.as_ref()))?);
            took[2].push(timed(|| ours(&self.worker))?);
        }
        let [bare, driver, worker] = took.map(median);
        Ok(Line {
            work,
            bare,
            driver,
            worker,
        })
    }

    fn signed_in(&self, work: impl FnOnce(&Session) -> Result<(), Failed>) -> Result<(), Failed> {
        let session = self.module.open_rw_session(self.slot)?;
        session.login(UserType::User, Some(&self.pin))?;
        work(&session)?;
        session.logout()?;
        Ok(())
    }

    fn bare_signature(
        &self,
        mechanism: &Mechanism<'_>,
        key_id: &KeyId,
        message: &[u8],
    ) -> Result<(), Failed> {
        self.signed_in(|session| {
            let template = [
                Attribute::Class(ObjectClass::PRIVATE_KEY),
                Attribute::Id(key_id.as_bytes().to_vec()),
            ];
            let keys = session.find_objects(&template)?;
            let key = keys.first().ok_or("the pair is gone")?;
            black_box(session.sign(mechanism, *key, message)?);
            Ok(())
        })
    }

    /// Two sessions, as the driver has them: one that makes, one that finds and removes.
    fn bare_pair(&self) -> Result<(), Failed> {
        // prime256v1 as CKA_EC_PARAMS has it (RFC 5480 §2.1.1.1).
        let curve = vec![0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
        let id = Attribute::Id(b"bare".to_vec());
        self.signed_in(|session| {
            let public = [
                Attribute::Token(true),
                Attribute::Private(false),
                Attribute::EcParams(curve),
                id.clone(),
            ];
            let private = [
                Attribute::Token(true),
                Attribute::Sensitive(true),
                Attribute::Extractable(false),
                id.clone(),
            ];
            session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)?;
            Ok(())
        })?;
        self.signed_in(|session| {
            for object in session.find_objects(std::slice::from_ref(&id))? {
                session.destroy_object(object)?;
            }
            Ok(())
        })
    }
}

fn timed(work: impl FnOnce() -> Result<(), Failed>) -> Result<f64, Failed> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64())
}

fn median(mut took: Vec<f64>) -> f64 {
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}
