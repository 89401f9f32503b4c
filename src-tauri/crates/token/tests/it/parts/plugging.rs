//! A reader service with virtual readers in a corner, cards that are plugged in and pulled out, and the events of both.

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use counterfoil_tests::corner::Corner;
use tempfile::TempDir;
use token::profile::Profile;
use token::{ModuleSpec, Token, TokenInfo, Workers};

use crate::bench::{program, worker};

/// Port of the first virtual reader, in the corner's own network.
const PORT: u16 = 35963;
/// What anything here may take at most.
const LIMIT: Duration = Duration::from_secs(60);

/// A reader service with two virtual readers.
pub struct Readers {
    corner: Corner,
    home: TempDir,
}

impl Readers {
    pub fn start() -> Self {
        let home = TempDir::new().unwrap();
        let (run, conf) = (home.path().join("run"), home.path().join("conf"));
        std::fs::create_dir_all(&run).unwrap();
        std::fs::create_dir_all(&conf).unwrap();
        let driver = Path::new("/usr/lib/pcsc/drivers/serial/libifdvpcd.so");
        assert!(
            driver.is_file() && Path::new("/usr/sbin/pcscd").is_file(),
            "the virtual reader is missing: apt install pcscd vsmartcard-vpcd"
        );
        let reader = format!(
            "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x{PORT:X}\nLIBPATH {}\nCHANNELID 0x{PORT:X}\n",
            driver.display()
        );
        std::fs::write(conf.join("vpcd"), reader).unwrap();
        let corner = Corner::new(&format!(
            "ip link set lo up\n\
             mount -t tmpfs none /run\n\
             mkdir /run/pcscd\n\
             mount --bind {} /run/pcscd\n\
             /usr/sbin/pcscd -f -c {} >{}/log 2>&1 &\n\
             while ! [ -S /run/pcscd/pcscd.comm ]; do :; done",
            run.display(),
            conf.display(),
            home.path().display()
        ));
        Self { corner, home }
    }

    /// What leads a program's PC/SC library to this service. The socket is a file: no corner keeps it in.
    pub fn env(&self) -> Vec<(String, String)> {
        let socket = self.home.path().join("run/pcscd.comm");
        vec![("PCSCLITE_CSOCK_NAME".into(), socket.to_str().unwrap().into())]
    }

    /// The driver on these readers.
    pub fn workers(&self, profiles: Vec<Profile>) -> Workers {
        Workers::new(vec![ModuleSpec::cards()], worker(self.env())).with_profiles(profiles)
    }

    /// A folder for a card's memory.
    pub fn memory(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Plugs a card into the first reader.
    pub fn plug(&self, memory: &Path) -> Plugged {
        self.plug_with(memory, &[])
    }

    /// As [`Self::plug`], with more words for the card.
    pub fn plug_with(&self, memory: &Path, more: &[&str]) -> Plugged {
        let card = self
            .corner
            .command(&program("virtual-card"))
            .arg(memory)
            .args(more)
            .spawn()
            .unwrap();
        Plugged(card)
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

/// A card in a reader; pulled out when it is dropped.
pub struct Plugged(Child);

impl Drop for Plugged {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
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
