//! A program killed by force in the middle of its work: what it had acknowledged stands in the store, and the store
//! is sound.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use desk::counter::practice;
use secrecy::SecretString;
use store::{CaseId, Store};

use super::acts::Act;
use super::counter::Counter;
use super::run::{self, Broken};
use super::telling::{self, Told};

/// Lines that a program tells before it is killed, at most; the seed says how many.
const LINES: u64 = 60;

/// The program that will be killed: does a seed's acts over a store in `place` and tells what it saves.
pub fn work(seed: u64, place: &Path) -> ExitCode {
    telling::start();
    let mut counter = Counter::at(place.join("store"), None, false);
    for act in run::acts_of(seed) {
        run::one(&mut counter, &act);
    }
    ExitCode::SUCCESS
}

/// Starts such a program, kills it after as many lines as the seed says, and holds the store to them. Gives how many
/// fields had been acknowledged.
pub fn kill(seed: u64) -> Result<usize, Broken> {
    let place = tempfile::tempdir().expect("a folder");
    let mut program = Command::new(std::env::current_exe().expect("this program"));
    program.args(["--killed", &seed.to_string()]).arg(place.path());
    let mut child = program
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program once more");
    let lines = BufReader::new(child.stdout.take().expect("its voice")).lines();
    let mut told = Told::default();
    let last = usize::try_from(seed * 7 % LINES).unwrap_or(0);
    for (at, line) in lines.map_while(Result::ok).enumerate() {
        told.hear(&line);
        if at == last {
            child.kill().expect("it can be killed");
        }
    }
    child.wait().expect("it is gone");
    let broken = |what: String| Broken {
        seed,
        what,
        acts: Vec::<Act>::new(),
    };
    let store = place.path().join("store");
    let password = SecretString::from(practice::PASSWORD);
    let (books, _) =
        Store::unlock(&store, "admin", &password).map_err(|e| broken(format!("after a kill: {e}")))?;
    let there = |case: u32, field: &str| {
        let row = books.read(|tx| tx.case(CaseId(case)));
        row.ok()
            .and_then(|row| row.content.fields.get(field).cloned())
            .unwrap_or_default()
    };
    let lost = told.lost(there);
    let report = books.verify().map_err(|e| broken(format!("after a kill: {e}")))?;
    if !lost.is_empty() || !report.is_sound() {
        return Err(broken(format!("after a kill: {lost:?} {:?}", report.problems)));
    }
    Ok(told.taken())
}
