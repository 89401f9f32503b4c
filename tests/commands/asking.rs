//! A practice counter that is asked everything, by everybody who works there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ::practice::training;
use counterfoil_tests::program;
use desk::api::{Nothing, Refusal, SignIn};
use desk::counter::places::Places;
use desk::counter::practice;
use desk::{Config, Desk};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;
use token::WorkerCommand;

use super::shapes::Shapes;

/// Not asked: they take a path to work on from the caller, start devices and wait for them, or change who may sign in,
/// after which the rest would be asked of nobody. Each has tests of its own with hostile arguments.
const LEFT_OUT: &[&str] = &[
    "back_up",
    "backups",
    "try_backup",
    "restore_backup",
    "set_up",
    "sign_in",
    "sign_out",
    "recover",
    "join_hall",
    "hall_tickets",
    "change_password",
    "edit_account",
    "renew_database_key",
    "save_devices",
    "import_folder",
    "next_scanned",
    "plugged",
    "start_scan",
    "open_camera",
    "scanners",
    "scanner_options",
];

/// Largest message that a refusal may have, in characters: it stands on a screen.
const MESSAGE: usize = 801;
/// After so many commands somebody else sits down.
const AT_A_TIME: u64 = 40;

/// What was asked and answered.
#[derive(Debug, Default)]
pub struct Told {
    /// Commands that were given.
    pub asked: u64,
    /// Commands that were done.
    pub done: u64,
    /// Refusals by their code.
    pub refused: BTreeMap<String, u64>,
}

/// The counter.
pub struct Counter {
    _home: TempDir,
    store: PathBuf,
    desk: Desk,
    shapes: Shapes,
    chance: SmallRng,
    pub told: Told,
}

impl Counter {
    /// A fresh one; the seed says what it is asked.
    pub fn new(seed: u64) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let store = home.path().join("store");
        training::make(
            &store,
            None,
            &["netca-gd-ylbx", "netca-ln-ukey"],
            store::KdfCost::QUICK_FOR_TESTS,
        )
        .expect("a practice store");
        // No printer and no scanner: programs of the system are looked for in an empty folder.
        let tools = home.path().join("tools");
        std::fs::create_dir(&tools).expect("a folder");
        let mut places = Places::find(&[]).expect("forms and fonts above the test program");
        places.tools = Some(tools);
        let desk = Desk::new(Config {
            store_dir: store.clone(),
            places,
            worker: WorkerCommand::program(program("token-worker"), Vec::new()),
            cost: store::KdfCost::QUICK_FOR_TESTS,
        });
        Self {
            _home: home,
            store,
            desk,
            shapes: Shapes::read(),
            chance: SmallRng::seed_from_u64(seed),
            told: Told::default(),
        }
    }

    /// The commands that are asked.
    pub fn commands(&self) -> Vec<String> {
        let all = self.shapes.commands().filter(|one| !LEFT_OUT.contains(one));
        all.map(str::to_owned).collect()
    }

    /// Gives so many commands. Whatever is asked, the desk answers with what it was asked for or with a refusal that
    /// can be shown, and it goes on answering.
    pub fn ask(&mut self, rounds: u64) {
        let commands = self.commands();
        for round in 0..rounds {
            if round % AT_A_TIME == 0 {
                self.seat();
            }
            let command = &commands[self.chance.random_range(0..commands.len())];
            let arguments = match self.chance.random_range(0..8) {
                // A case that is there, so that what follows has something to work on.
                0 => json!({ "id": self.chance.random_range(1..8) }),
                _ => self.shapes.arguments(command, &mut self.chance),
            };
            self.one(command, arguments);
        }
        self.holds();
    }

    /// One command, as the window would hand it over.
    fn one(&mut self, command: &str, arguments: Value) {
        self.told.asked += 1;
        let shown = arguments.to_string();
        let said = self.desk.call(command, arguments.clone()).map(drop);
        let said = match said {
            Err(refused) if refused.code == "unknown-command" => {
                self.desk.bytes(command, arguments).map(drop)
            }
            other => other,
        };
        match said {
            Ok(()) => self.told.done += 1,
            Err(refused) => {
                let about = format!("{command} {}", shown.chars().take(400).collect::<String>());
                can_be_shown(&refused, &about);
                *self.told.refused.entry(refused.code).or_default() += 1;
            }
        }
    }

    /// Somebody signs in; the last one is gone.
    fn seat(&mut self) {
        let at = self.chance.random_range(0..practice::ACCOUNTS.len());
        let (login, ..) = practice::ACCOUNTS[at];
        let _ = self.desk.commands().sign_out(Nothing {});
        let asked = SignIn {
            login: login.to_owned(),
            password: practice::PASSWORD.into(),
        };
        self.desk
            .commands()
            .sign_in(asked)
            .expect("who works here may sign in");
    }

    /// The desk still answers, and the books are whole.
    fn holds(&mut self) {
        self.seat();
        let status = self.desk.commands().status(Nothing {}).expect("a status");
        drop(status);
        let password = SecretString::from(practice::PASSWORD);
        Store::unlock(&self.store, "admin", &password).expect("the books open");
    }
}

/// A refusal has a code, words and a remedy, and fits a screen.
fn can_be_shown(refused: &Refusal, about: &str) {
    assert!(
        !refused.code.is_empty() && !refused.message.is_empty() && !refused.remedy.is_empty(),
        "{about}: {refused:?}"
    );
    assert!(
        refused.message.chars().count() <= MESSAGE,
        "{about}: a message of {} characters",
        refused.message.chars().count()
    );
    let hidden = |one: char| one.is_control() && one != '\n';
    assert!(
        !refused.message.contains(hidden),
        "{about}: {:?}",
        refused.message
    );
}
