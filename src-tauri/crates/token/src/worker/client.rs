//! The program's side: one worker process per module, every question with a time limit, a hung or crashed worker
//! replaced at the next question.
//!
//! Never here: a second try of the same question. What a hung module did to the key is unknown; the caller looks again
//! before it acts.

mod speak;

use std::collections::HashMap;
use std::io;
use std::process::Child;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::command::{Timeouts, WorkerCommand};
use super::pipes::Pipes;
use super::wire::{Answer, Ask, Question, write_question};

use crate::error::TokenError;
use crate::module::ModuleSpec;
use crate::profile::Profile;
use crate::readers::Reader;
use crate::vocabulary::{Op, Said, TokenInfo};

/// What all modules together see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The tokens plugged in.
    pub tokens: Vec<TokenInfo>,
    /// The modules that could not answer.
    pub failures: Vec<TokenError>,
    /// How many modules were asked.
    pub modules: usize,
    /// The card readers, where one of the modules speaks over PC/SC and the reader service runs.
    pub readers: Option<Vec<Reader>>,
    /// Whether every key of this counter sits in a reader: no module but the one over PC/SC.
    pub only_cards: bool,
}

/// The modules of this counter, each behind its worker process. Share it freely: it is `Sync`, and questions to one
/// module wait for each other.
pub struct Workers {
    command: WorkerCommand,
    timeouts: Timeouts,
    profiles: Vec<Profile>,
    places: Vec<Place>,
    /// Which module last showed which serial number.
    seen: Mutex<HashMap<String, usize>>,
}

struct Place {
    spec: ModuleSpec,
    worker: Mutex<Option<Worker>>,
}

struct Worker {
    /// Taken when the worker ends.
    child: Option<Child>,
    /// Their end asks the worker to go.
    pipes: Pipes,
    last_id: u64,
}

/// Why a question got no answer.
enum Silence {
    Died,
    Hung,
    Garbled,
}

impl Worker {
    fn start(command: &WorkerCommand, module: &ModuleSpec) -> io::Result<Self> {
        let mut child = command.process(Some(module)).spawn()?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the worker has no pipe"));
        };
        Ok(Self {
            child: Some(child),
            pipes: Pipes::new(stdin, stdout),
            last_id: 0,
        })
    }

    fn is_alive(&mut self) -> bool {
        self.pipes.is_open() && matches!(self.child.as_mut().map(Child::try_wait), Some(Ok(None)))
    }

    fn ask(&mut self, ask: Ask, limit: Duration) -> Result<Result<Said, TokenError>, Silence> {
        let until = Instant::now() + limit;
        self.last_id += 1;
        let line = write_question(&Question {
            id: self.last_id,
            ask,
        })
        .map_err(|_| Silence::Garbled)?;
        self.pipes.send(&line, until)?;
        let line = self.pipes.answer(until)?;
        match serde_json::from_slice::<Answer>(&line) {
            Ok(answer) if answer.id == self.last_id => Ok(answer.said),
            _ => Err(Silence::Garbled),
        }
    }
}

impl From<io::Error> for Silence {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Self::Hung,
            io::ErrorKind::InvalidData => Self::Garbled,
            _ => Self::Died,
        }
    }
}

impl Worker {
    /// Ends a worker that does not answer. It may linger in the kernel while a driver holds it: nobody waits for it
    /// here.
    fn kill(mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            thread::spawn(move || child.wait());
        }
    }
}

impl Drop for Worker {
    /// A worker that answers is let go: its stdin closes with `pipes`, the module shuts down properly, and the worker
    /// sees to its own end should the module hang now.
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            thread::spawn(move || child.wait());
        }
    }
}

impl Workers {
    /// Workers for these modules; nothing is started before the first question.
    pub fn new(modules: Vec<ModuleSpec>, command: WorkerCommand) -> Self {
        let places = modules
            .into_iter()
            .map(|spec| Place {
                spec,
                worker: Mutex::new(None),
            })
            .collect();
        Self {
            timeouts: command.timeouts,
            command,
            profiles: Vec::new(),
            places,
            seen: Mutex::new(HashMap::new()),
        }
    }

    /// The same with other time limits.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The same with what is known of key models; a worker that is running keeps what it was told.
    #[must_use]
    pub fn with_profiles(mut self, profiles: Vec<Profile>) -> Self {
        self.profiles = profiles;
        self
    }

    /// The model of a token, where a profile knows it.
    pub fn profile_of(&self, token: &TokenInfo) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.knows(token))
    }

    /// The modules.
    pub fn modules(&self) -> impl Iterator<Item = &ModuleSpec> {
        self.places.iter().map(|place| &place.spec)
    }

    /// Asks every module. One that fails does not hide what the others see.
    pub fn survey(&self) -> Survey {
        let mut survey = Survey {
            modules: self.places.len(),
            only_cards: self.places.iter().all(|place| place.spec.is_cards()),
            ..Survey::default()
        };
        let mut seen: HashMap<String, Option<usize>> = HashMap::new();
        for (at, place) in self.places.iter().enumerate() {
            match self.ask_place(place, Ask::Op(Op::List)) {
                Ok(Said::Tokens(tokens)) => {
                    for token in &tokens {
                        // A serial number that two tokens share names neither of them.
                        let place = if seen.contains_key(&token.serial) {
                            None
                        } else {
                            Some(at)
                        };
                        seen.insert(token.serial.clone(), place);
                    }
                    survey.tokens.extend(tokens);
                    if place.spec.is_cards()
                        && let Ok(Said::Readers(readers)) = self.ask_place(place, Ask::Op(Op::Readers))
                    {
                        survey.readers = Some(readers);
                    }
                }
                Ok(_) => survey.failures.push(garbled(Op::List.traits().words)),
                Err(failure) => survey.failures.push(failure),
            }
        }
        *lock(&self.seen) = seen
            .into_iter()
            .filter_map(|(serial, at)| at.map(|at| (serial, at)))
            .collect();
        survey
    }

    /// Ends all worker processes; the next question starts them anew. For modules that only look at start-up what is
    /// plugged in.
    pub fn restart(&self) {
        for place in &self.places {
            lock(&place.worker).take();
        }
        lock(&self.seen).clear();
    }

    /// The process number of the worker of this module while it runs, for the fault tests.
    pub fn worker_pid(&self, module: &str) -> Option<u32> {
        let place = self.places.iter().find(|place| place.spec.name == module)?;
        lock(&place.worker)
            .as_ref()
            .and_then(|worker| worker.child.as_ref())
            .map(Child::id)
    }

    fn ask_place(&self, place: &Place, ask: Ask) -> Result<Said, TokenError> {
        let mut held = lock(&place.worker);
        if held.as_mut().is_some_and(|worker| !worker.is_alive()) {
            // It died while idle: nothing was asked of it, so a fresh one may simply take its place.
            if let Some(worker) = held.take() {
                worker.kill();
            }
        }
        if held.is_none() {
            let mut fresh =
                Worker::start(&self.command, &place.spec).map_err(|error| TokenError::WorkerUnavailable {
                    reason: error.to_string(),
                })?;
            let open = Ask::Open {
                name: place.spec.name.clone(),
                path: place.spec.path.clone(),
                profiles: self.profiles.clone(),
            };
            let (words, limit) = (open.words(), self.timeouts.of(&open));
            match fresh.ask(open, limit) {
                Ok(opened) => opened?,
                Err(silence) => {
                    fresh.kill();
                    return Err(explain(silence, place, words, limit));
                }
            };
            *held = Some(fresh);
        }
        let Some(worker) = held.as_mut() else {
            return Err(garbled(ask.words()));
        };
        let (words, limit) = (ask.words(), self.timeouts.of(&ask));
        match worker.ask(ask, limit) {
            Ok(said) => said,
            Err(silence) => {
                if let Some(worker) = held.take() {
                    worker.kill();
                }
                Err(explain(silence, place, words, limit))
            }
        }
    }

    /// Asks the module that holds this token.
    fn ask_token(&self, serial: &str, ask: Ask) -> Result<Said, TokenError> {
        let known = lock(&self.seen).get(serial).copied();
        let at = match known {
            Some(at) => at,
            None => self.locate(serial)?,
        };
        let place = self.places.get(at).ok_or_else(|| no_such(serial))?;
        let said = self.ask_place(place, ask);
        if let Err(error) = &said
            && (error.leaves_unknown_state() || matches!(error, TokenError::NoSuchToken { .. }))
        {
            // Moved, pulled, re-initialised: look again next time.
            lock(&self.seen).remove(serial);
        }
        said
    }

    fn locate(&self, serial: &str) -> Result<usize, TokenError> {
        let survey = self.survey();
        match survey
            .tokens
            .iter()
            .filter(|token| token.serial == serial)
            .count()
        {
            1 => lock(&self.seen)
                .get(serial)
                .copied()
                .ok_or_else(|| no_such(serial)),
            0 => Err(survey
                .failures
                .into_iter()
                .next()
                .unwrap_or_else(|| no_such(serial))),
            count => Err(TokenError::SameSerial {
                serial: serial.to_owned(),
                count,
            }),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_such(serial: &str) -> TokenError {
    TokenError::NoSuchToken {
        serial: serial.to_owned(),
    }
}

fn garbled(step: &str) -> TokenError {
    TokenError::WorkerGarbled {
        step: step.to_owned(),
    }
}

fn explain(silence: Silence, place: &Place, words: &str, limit: Duration) -> TokenError {
    let (module, step) = (place.spec.name.clone(), words.to_owned());
    match silence {
        Silence::Hung => TokenError::WorkerHung {
            module,
            step,
            seconds: limit.as_secs(),
        },
        Silence::Died => TokenError::WorkerDied { module, step },
        Silence::Garbled => TokenError::WorkerGarbled { step },
    }
}
