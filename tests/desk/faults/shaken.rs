//! A practice counter whose key module does what the test says at the call the test names.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ::practice::training;
use counterfoil_tests::program;
use desk::api::{CaseState, CaseView, KeyGo, KeyJob, KeyPresence, KeyWent, Nothing, Refusal};
use serde_json::json;
use tempfile::TempDir;
use token::double::FAULTS_VARIABLE;
use token::{SecretString, Timeouts, Token as _, WorkerCommand, Workers};

use super::power::{Disk, copy};
use super::secrets;
use crate::counter::{Counter, Folder, Given, YLBX, by_id, desk_with, done, next};

/// How long a module may hang here. Everything that it does here takes far less.
const HANGS: Duration = Duration::from_secs(4);
/// What anything here may take at most.
const LIMIT: Duration = Duration::from_secs(120);

/// What goes wrong, and on which side of the call.
#[derive(Debug)]
pub struct Fault {
    word: &'static str,
    when: &'static str,
}

impl Fault {
    pub fn of(word: &'static str, when: &'static str) -> Self {
        Self { word, when }
    }
}

/// A counter with one approved case, whose one job is taken to its end under faults.
pub struct Shaken {
    counter: Counter,
    case: CaseView,
    /// The token's files and the folder of the faults: they outlive a death of the program.
    home: TempDir,
    deaths: u32,
    /// Key pairs, each with its certificate, that the finished key holds.
    pairs: usize,
    /// Everything that was told when something went wrong.
    told: RefCell<String>,
}

impl Shaken {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = home.path().join("store");
        Self::with(home, store, "new")
    }

    /// With a case that brings an encryption key back.
    pub fn recovering() -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = home.path().join("store");
        let pairs = 2;
        Self {
            pairs,
            ..Self::with(home, store, "key_recovery")
        }
    }

    /// With its store on another disk.
    pub fn on(store: PathBuf) -> Self {
        Self::with(tempfile::tempdir().unwrap(), store, "new")
    }

    fn with(home: TempDir, store: PathBuf, business: &str) -> Self {
        let tokens = home.path().join("token");
        fs::create_dir_all(&tokens).unwrap();
        fs::create_dir_all(home.path().join("faults")).unwrap();
        training::make(&store, Some(&tokens), &[YLBX], store::KdfCost::QUICK_FOR_TESTS).unwrap();
        let counter = Counter {
            desk: desk_with(store.clone(), worker(home.path())),
            folder: Folder::at(store),
        };
        counter.sign_in("admin");
        let mut devices = done(counter.commands().settings(Nothing {})).devices;
        let module = token::softhsm::module().path;
        devices.modules = vec![format!("faulty:{}", module.display())];
        done(counter.commands().save_devices(devices));
        let case = counter.approved(YLBX, "org", business, 0);
        Self {
            counter,
            case,
            home,
            deaths: 0,
            pairs: 1,
            told: RefCell::default(),
        }
    }

    fn faults(&self, name: &str) -> PathBuf {
        self.home.path().join("faults").join(name)
    }

    fn job(&self) -> KeyJob {
        self.counter.job(&self.case)
    }

    /// The step that is next, by its code. Nothing when the job is done.
    pub fn next_step(&self) -> Option<String> {
        let step = self.job().next?;
        json!(step).as_str().map(str::to_owned)
    }

    /// The arguments of the next step as the screen sends them.
    pub fn next_args(&self) -> KeyGo {
        let job = self.job();
        match job.serial {
            Some(_) => next(&job, Given::Nothing),
            None => next(
                &job,
                Given::Key(&self.counter.keys(&self.case, KeyPresence::Blank).remove(0)),
            ),
        }
    }

    /// Takes the next step.
    pub fn step(&self) -> Result<KeyWent, Refusal> {
        self.go(self.next_args())
    }

    /// Takes a step that was read off the screen before.
    pub fn go(&self, args: KeyGo) -> Result<KeyWent, Refusal> {
        self.counter.commands().key_go(args)
    }

    /// Takes the next step, which must go through.
    pub fn go_on(&self) {
        if self.job().waits_for_file {
            done(self.counter.commands().training_issue(by_id(&self.job())));
            return;
        }
        self.step().unwrap();
    }

    /// Whether this step is still to be taken.
    pub fn stands_at(&self, step: &str) -> bool {
        self.next_step().as_deref() == Some(step)
    }

    /// Takes the next step with a fault at this call, and puts the key back in. Whether the fault stopped it: a call
    /// that an earlier interruption left done is not made again.
    pub fn interrupt(&self, fault: &Fault, call: &str) -> bool {
        let next = self.faults("next");
        fs::write(&next, format!("{} {call} {}", fault.word, fault.when)).unwrap();
        let told = self.step();
        let happened = fs::remove_file(&next).is_err();
        let _ = fs::remove_file(self.faults("pulled"));
        let Err(refused) = told else {
            return false;
        };
        assert!(
            happened,
            "{fault:?} at {call} did not happen, and still: {refused}"
        );
        assert!(
            !refused.message.is_empty() && !refused.remedy.is_empty(),
            "{refused:?}"
        );
        true
    }

    /// Takes the next step, holds it at this call and does something meanwhile. Gives what the step came to; nothing
    /// when the call was not made.
    fn held(&self, call: &str, when: &str, meanwhile: impl FnOnce()) -> Option<Result<KeyWent, Refusal>> {
        let (next, reached) = (self.faults("next"), self.faults("reached"));
        fs::write(&next, format!("hold {call} {when}")).unwrap();
        std::thread::scope(|scope| {
            let counter = &self.counter;
            let args = self.next_args();
            let step = scope.spawn(move || counter.commands().key_go(args));
            let begun = Instant::now();
            while !reached.exists() {
                assert!(begun.elapsed() < LIMIT, "{call} is never reached");
                if step.is_finished() && !reached.exists() {
                    fs::remove_file(&next).unwrap();
                    step.join()
                        .unwrap()
                        .unwrap_or_else(|refused| panic!("{call}: {refused}"));
                    return None;
                }
                std::thread::yield_now();
            }
            meanwhile();
            let _ = fs::remove_file(&reached);
            Some(step.join().unwrap())
        })
    }

    /// The program dies at this call and is started again. Whether the call was made at all.
    pub fn die_at(&mut self, call: &str, when: &str) -> bool {
        let step = self.next_step();
        self.deaths += 1;
        let after_death = self.home.path().join(format!("store-{}", self.deaths));
        let (reached, alive) = (self.faults("reached"), self.counter.folder.path().to_owned());
        let held = self.held(call, when, || {
            // What the disk holds now is all that is left; the worker goes with the program.
            copy(&alive, &after_death);
            let worker = fs::read_to_string(&reached).unwrap();
            let killed = Command::new("kill").args(["-KILL", &worker]).status().unwrap();
            assert!(killed.success());
        });
        if held.is_none() {
            return false;
        }
        self.counter = Counter {
            desk: desk_with(after_death.clone(), worker(self.home.path())),
            folder: Folder::at(after_death),
        };
        fs::remove_dir_all(alive).unwrap();
        self.counter.sign_in("luoyi");
        assert_eq!(self.next_step(), step, "the step was begun and not finished");
        true
    }

    /// The disk is full when the step's end is to be recorded. Whether the call was made and that was noticed.
    pub fn full_at(&self, call: &str, disk: &Disk) -> bool {
        let told = self.held(call, "after", || disk.fill());
        if told.is_some() {
            disk.make_room();
        }
        matches!(told, Some(Err(_)))
    }

    /// The token, looked at from outside the desk.
    fn outside(&self) -> Workers {
        let conf = self.home.path().join("token/softhsm2.conf").display().to_string();
        let command =
            WorkerCommand::program(program("token-worker"), vec![("SOFTHSM2_CONF".to_owned(), conf)]);
        Workers::new(vec![token::softhsm::module()], command)
    }

    /// The case is ready, and there is one key: initialised once, each pair and each certificate once, and the
    /// customer's PIN opens it. No PIN was left anywhere on the way.
    pub fn is_one_proven_key(&self) {
        assert_eq!(self.counter.get(&self.case).state, CaseState::Ready);
        let serial = self.job().serial.unwrap();
        let keys = self.outside();
        let initialised: Vec<_> = keys
            .list()
            .unwrap()
            .into_iter()
            .filter(|token| token.initialised)
            .collect();
        assert_eq!(
            initialised.len(),
            1,
            "no key was initialised in vain: {initialised:#?}"
        );
        let token = &initialised[0];
        assert_eq!(
            (&token.serial, token.public_keys.len(), token.certificates.len()),
            (&serial, self.pairs, self.pairs)
        );
        for held in &token.certificates {
            let certificate = pki::Certificate::from_der(&held.der).unwrap();
            let mut keys = token.public_keys.iter();
            let own = keys.find(|key| key.key_id == held.key_id).unwrap();
            assert_eq!(certificate.spki_der(), own.spki_der);
        }

        let store = self.counter.folder.path();
        let case = self.case.id;
        let mut pins = secrets::sealed(store, case, &serial);
        let chosen = SecretString::from("28461937");
        self.counter.sign_in("linxy");
        let person = &desk::casework::people::PERSONS[0];
        let args = self
            .counter
            .fetched(&self.case, person.name, person.id_no, "28461937");
        done(self.counter.commands().hand_over(args));
        keys.restart();
        keys.check_pin(&serial, &chosen).unwrap();

        pins.push(chosen);
        let told = self.told.borrow().clone() + &secrets::rows(store, case);
        let papers = store.with_file_name("store-papers");
        let here = std::env::current_dir().unwrap();
        secrets::stand_nowhere(&pins, &told, &[self.home.path(), store, &papers]);
        let dumps = fs::read_dir(here).unwrap().filter(|entry| {
            let entry = entry.as_ref().unwrap();
            entry.path().is_file() && entry.file_name().to_string_lossy().starts_with("core")
        });
        assert_eq!(dumps.count(), 0, "a worker that crashed left its memory behind");
    }
}

/// The worker with the fault's folder, and little patience.
fn worker(home: &Path) -> WorkerCommand {
    let faults = home.join("faults").display().to_string();
    let mut command = WorkerCommand::program(
        program("token-worker"),
        vec![(FAULTS_VARIABLE.to_owned(), faults)],
    );
    command.timeouts = Timeouts::all(HANGS);
    command
}
