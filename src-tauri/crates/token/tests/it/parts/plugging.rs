//! A reader service with virtual readers in a corner, cards that are plugged in and pulled out, and the events of both.

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

pub use counterfoil_tests::readers::Plugged;
use counterfoil_tests::readers::ReaderService;
use token::profile::Profile;
use token::{ModuleSpec, Token, TokenInfo, Workers};

use crate::bench::{program, worker};

/// What anything here may take at most.
const LIMIT: Duration = Duration::from_secs(60);

/// A reader service with two virtual readers, and the driver on it.
pub struct Readers(ReaderService);

impl Readers {
    pub fn start() -> Self {
        Self(ReaderService::start())
    }

    /// What leads a program's PC/SC library to this service.
    pub fn env(&self) -> Vec<(String, String)> {
        self.0.env()
    }

    /// The driver on these readers.
    pub fn workers(&self, profiles: Vec<Profile>) -> Workers {
        Workers::new(vec![ModuleSpec::cards()], worker(self.env())).with_profiles(profiles)
    }

    /// A folder for a card's memory.
    pub fn memory(&self, name: &str) -> PathBuf {
        self.0.memory(name)
    }

    /// Plugs a card into the first reader.
    pub fn plug(&self, memory: &Path) -> Plugged {
        self.plug_with(memory, &[])
    }

    /// As [`Self::plug`], with more words for the card.
    pub fn plug_with(&self, memory: &Path, more: &[&str]) -> Plugged {
        self.0.plug(memory, more)
    }

    /// Waits for the cards that the driver sees to be as wanted.
    pub fn wait_for(&self, keys: &Workers, wanted: impl Fn(&[TokenInfo]) -> bool) -> Vec<TokenInfo> {
        let begun = Instant::now();
        loop {
            let seen = keys.list();
            if let Ok(seen) = &seen
                && wanted(seen)
            {
                return seen.clone();
            }
            assert!(begun.elapsed() < LIMIT, "the driver sees {seen:?}");
        }
    }

    /// Plugs a card in and waits until the driver sees it.
    pub fn insert(&self, keys: &Workers, memory: &Path) -> (Plugged, TokenInfo) {
        let card = self.plug(memory);
        let seen = self.wait_for(keys, |seen| seen.len() == 1);
        (card, seen.into_iter().next().unwrap())
    }

    /// A tool of somebody else's on these readers; what it says, and a panic when it fails.
    pub fn run(&self, program: &str, args: &[&str]) -> String {
        let output = Command::new(program).args(args).envs(self.env()).output();
        let output = output.unwrap_or_else(|error| panic!("{program} is missing ({error})"));
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {args:?}: {said}");
        said
    }

    fn watch(&self) -> Watch {
        let mut watcher = Command::new(program("token-readers"))
            .envs(self.env())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(watcher.stdout.take().unwrap()).lines();
        Watch { watcher, lines }
    }
}

/// `token-readers`, line by line.
struct Watch {
    watcher: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watch {
    /// Reads on until a line is as wanted; gives the line and the time until then.
    fn until(&mut self, wanted: impl Fn(&str) -> bool) -> (String, Duration) {
        let begun = Instant::now();
        let line = self.lines.by_ref().map(Result::unwrap).find(|line| wanted(line));
        (line.expect("the watcher goes on"), begun.elapsed())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.watcher.kill();
        let _ = self.watcher.wait();
    }
}

#[test]
fn plugging_in_and_pulling_out_are_events() {
    let readers = Readers::start();
    let mut watch = readers.watch();
    let (line, _) = watch.until(|line| line.contains("Virtual PCD 00 00"));
    assert!(line.contains("Virtual PCD 00 00: empty"), "{line}");
    let memory = readers.memory("card");
    for round in 0..3 {
        let card = readers.plug(&memory);
        let (line, came) = watch.until(|line| !line.contains("00 00: empty"));
        assert!(line.contains("Virtual PCD 00 00: 3B"), "round {round}: {line}");
        drop(card);
        let (line, went) = watch.until(|line| line.contains("00 00: empty"));
        println!("round {round}: seen {came:?} after plugging in, {went:?} after pulling out: {line}");
        assert!(came < LIMIT && went < LIMIT);
    }
}

#[test]
fn a_reader_service_that_goes_away_is_told() {
    let readers = Readers::start();
    let keys = readers.workers(Vec::new());
    readers.wait_for(&keys, <[_]>::is_empty);
    let env = readers.env();
    drop(readers);
    let told = Workers::new(vec![ModuleSpec::cards()], worker(env))
        .list()
        .unwrap_err();
    assert_eq!(told.code(), "reader-service-missing");
    assert!(told.remedy().contains("pcscd"), "{told}");
}
