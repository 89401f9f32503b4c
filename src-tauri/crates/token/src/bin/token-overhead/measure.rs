//! The same work two ways, in turns: the driver in this process, and in its worker process. Each time it is asked of
//! the timed module how long the module's own calls took of it; the rest is what the house costs.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use token::{
    Algorithm, Driver, KeyId, ModuleSpec, SecretString, Token, TokenError, TokenInfo, Wipe, WorkerCommand,
    Workers, double, softhsm,
};

/// Whatever ends a measurement.
pub type Failed = Box<dyn std::error::Error>;

/// What is signed: as long as the part of a request that is signed.
const MESSAGE: &[u8] = &[0x5A; 300];

/// One way of doing a piece of work: the whole, and the module's own calls in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Took {
    pub whole: Duration,
    pub inside: Duration,
    pub calls: u64,
}

impl Took {
    /// What the house costs on top of the module's own calls, as a part of them.
    pub fn overhead(&self) -> f64 {
        self.whole.as_secs_f64() / self.inside.as_secs_f64() - 1.0
    }
}

/// One piece of work as it was done both ways: of each the round a quarter of the way from the cheapest overhead.
pub struct Line {
    pub work: &'static str,
    /// Whether the budget is for this one.
    pub is_whole_life: bool,
    pub driver: Took,
    pub worker: Took,
}

/// What is done to a token.
type Work = fn(&Key<'_>) -> Result<(), TokenError>;

/// A piece of work that is measured.
struct Piece {
    work: &'static str,
    does: Work,
    /// Whether the budget is for this one.
    is_whole_life: bool,
    /// How much seldomer it is done than the short ones.
    seldom: usize,
}

impl Piece {
    const fn call(work: &'static str, does: Work) -> Self {
        Self {
            work,
            does,
            is_whole_life: false,
            seldom: 1,
        }
    }

    const fn life(work: &'static str, does: Work, seldom: usize) -> Self {
        Self {
            work,
            does,
            is_whole_life: true,
            seldom,
        }
    }
}

const PIECES: [Piece; 5] = [
    Piece::call("check a PIN", |key| key.token.check_pin(key.serial, key.pin)),
    Piece::call("sign, RSA-2048", |key| key.sign(Algorithm::Rsa2048)),
    Piece::call("sign, P-256", |key| key.sign(Algorithm::P256)),
    Piece::life("a key's whole life, P-256", |key| key.life(Algorithm::P256), 4),
    Piece::life(
        "a key's whole life, RSA-2048",
        |key| key.life(Algorithm::Rsa2048),
        10,
    ),
];

/// A token on one of the ways to it.
struct Key<'a> {
    token: &'a dyn Driver,
    serial: &'a str,
    so_pin: &'a SecretString,
    pin: &'a SecretString,
}

impl Key<'_> {
    fn sign(&self, algorithm: Algorithm) -> Result<(), TokenError> {
        let key_id = KeyId::new(algorithm.name().as_bytes())?;
        black_box(
            self.token
                .sign(self.serial, self.pin, &key_id, algorithm, MESSAGE)?,
        );
        Ok(())
    }

    /// All that a key clerk's job does to a key: initialise, PIN, pair, request, certificate, read back, prove, unlock.
    fn life(&self, algorithm: Algorithm) -> Result<(), TokenError> {
        let (token, serial, pin) = (self.token, self.serial, self.pin);
        token.initialise(serial, self.so_pin, "overhead", Wipe::Allow)?;
        token.set_user_pin(serial, self.so_pin, pin)?;
        let key_id = KeyId::new(algorithm.name().as_bytes())?;
        let (spki, _) = token.ensure_key_pair(serial, pin, algorithm, &key_id)?;
        let sign = |message: &[u8]| token.sign(serial, pin, &key_id, algorithm, message);
        let certificate = double::placeholder(&spki, algorithm, sign)?;
        token.write_certificate(serial, pin, &key_id, "overhead", &certificate)?;
        black_box(token.read_certificates(serial)?);
        sign(MESSAGE)?;
        token.unlock(serial, self.so_pin, pin)
    }
}

/// Measures every piece of work on a new token; `rounds`: how often the short ones are done each way.
pub fn all(timed: PathBuf, calls: &Path, rounds: usize) -> Result<Vec<Line>, Failed> {
    let spec = ModuleSpec {
        name: softhsm::MODULE_NAME.to_owned(),
        path: timed,
    };
    let driver = double::direct::direct(&spec)?;
    let (so_pin, pin) = (SecretString::from("so-87654321"), SecretString::from("12345678"));
    let tokens = driver.list()?;
    let blank = tokens.iter().find(|token| token.is_blank());
    let blank = blank.ok_or("SoftHSM2 shows no free slot")?;
    let TokenInfo { serial, .. } = driver.initialise(&blank.serial, &so_pin, "overhead", Wipe::Refuse)?;
    driver.set_user_pin(&serial, &so_pin, &pin)?;
    // The worker adds up its own calls, in a file of its own.
    let of_worker = calls.with_extension("worker");
    let mut command = WorkerCommand::this_program(Vec::new())?;
    command
        .env
        .push((CALLS.to_owned(), of_worker.to_string_lossy().into_owned()));
    let worker = Workers::new(vec![spec], command);
    worker.check_pin(&serial, &pin)?;
    let ways: [(&dyn Driver, &Path); 2] = [(driver.as_ref(), calls), (&worker, &of_worker)];
    let key = |token| Key {
        token,
        serial: &serial,
        so_pin: &so_pin,
        pin: &pin,
    };
    for algorithm in [Algorithm::Rsa2048, Algorithm::P256] {
        let key_id = KeyId::new(algorithm.name().as_bytes())?;
        driver.ensure_key_pair(&serial, &pin, algorithm, &key_id)?;
    }
    let mut lines = Vec::new();
    for piece in PIECES {
        let mut took = [Vec::new(), Vec::new()];
        for round in 0..(rounds / piece.seldom).max(1) {
            // Another one goes first each time: the scheduler favours whoever has just waited for the worker.
            for turn in 0..ways.len() {
                let way = (round + turn) % ways.len();
                let (token, calls) = ways[way];
                took[way].push(measured(calls, || (piece.does)(&key(token)))?);
            }
        }
        let [driver, worker] = took.map(lower_quartile);
        lines.push(Line {
            work: piece.work,
            is_whole_life: piece.is_whole_life,
            driver,
            worker,
        });
    }
    Ok(lines)
}

/// The variable that names the timed module's file.
pub const CALLS: &str = "TIMED_CALLS";

fn measured(calls: &Path, work: impl FnOnce() -> Result<(), TokenError>) -> Result<Took, Failed> {
    let before = Inside::read(calls)?;
    let begun = Instant::now();
    work()?;
    let whole = begun.elapsed();
    let after = Inside::read(calls)?;
    Ok(Took {
        whole,
        inside: Duration::from_nanos(after.nanoseconds - before.nanoseconds),
        calls: after.calls - before.calls,
    })
}

/// What the timed module has added up.
struct Inside {
    nanoseconds: u64,
    calls: u64,
}

impl Inside {
    fn read(calls: &Path) -> Result<Self, Failed> {
        let numbers: [u8; 16] = std::fs::read(calls)?
            .try_into()
            .map_err(|_| "the timed module has not told its calls")?;
        let at = |from: usize| numbers[from..from + 8].try_into().map(u64::from_ne_bytes);
        Ok(Self {
            nanoseconds: at(0)?,
            calls: at(8)?,
        })
    }
}

/// A quarter of the rounds cost less. What else the machine does only ever adds, so the median tells more of the
/// neighbours.
fn lower_quartile(mut took: Vec<Took>) -> Took {
    took.sort_by(|a, b| a.overhead().total_cmp(&b.overhead()));
    took.get(took.len() / 4).copied().unwrap_or_default()
}
