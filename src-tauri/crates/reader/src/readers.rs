//! The readers of a program: one for each file, the next one started ahead.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use fence::Held;
use sha2::{Digest as _, Sha256};

use crate::command::ReaderCommand;
use crate::error::ReadError;
use crate::worker::Worker;

/// Where files from outside are read. Cheap to clone; files are read beside each other.
#[derive(Clone)]
pub struct Readers {
    shared: Arc<Shared>,
}

struct Shared {
    command: ReaderCommand,
    next: Mutex<Option<Worker>>,
    /// Certificates that were read before, by their hash, and whether that was harmless.
    known: Mutex<BTreeMap<[u8; 32], bool>>,
}

/// Most certificates that are remembered; those on keys that are plugged in are asked about every second.
const MOST_KNOWN: usize = 4096;

impl Readers {
    /// Readers that are started like this; none is started before the first file.
    pub fn new(command: ReaderCommand) -> Self {
        Self {
            shared: Arc::new(Shared {
                command,
                next: Mutex::new(None),
                known: Mutex::default(),
            }),
        }
    }

    /// Which walls stand around what reads files here, as a reader found out that was started for the question.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`].
    pub fn held(&self) -> Result<Held, ReadError> {
        Worker::start(&self.shared.command)?.held()
    }

    /// Whether a certificate can be read without harm, or be refused as unreadable. Each is read once, however often it
    /// is asked about.
    pub fn is_harmless_certificate(&self, der: &[u8]) -> bool {
        let hash: [u8; 32] = Sha256::digest(der).into();
        let known = || self.shared.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(harmless) = known().get(&hash) {
            return *harmless;
        }
        let harmless = match self.certificate(der) {
            Ok(_) | Err(ReadError::Refused(_)) => true,
            Err(ReadError::SetAside { .. }) => false,
            // It may be asked again when there is a reader.
            Err(_) => return false,
        };
        let mut known = known();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(hash, harmless);
        harmless
    }

    /// Starts the next one, unless it waits already: for a program that stays, when there is time.
    pub fn start_next(&self) {
        if !self.shared.command.ahead {
            return;
        }
        let mut next = self.next();
        if next.is_none() {
            // The next file starts one again, and is told of the error.
            *next = Worker::start(&self.shared.command).ok();
        }
    }

    /// The process number of the one that waits, for the tests that look at it from outside.
    pub fn waiting(&self) -> Option<u32> {
        self.next().as_ref().and_then(Worker::id)
    }

    /// A reader with these files in hand.
    pub(crate) fn with(&self, files: &[&[u8]]) -> Result<Worker, ReadError> {
        let ahead = self.next().take();
        let mut worker = match ahead.map(Worker::if_alive) {
            Some(Some(worker)) => worker,
            _ => Worker::start(&self.shared.command)?,
        };
        for file in files {
            worker.hand(file)?;
        }
        // While it is busy with its file.
        self.start_next();
        Ok(worker)
    }

    fn next(&self) -> std::sync::MutexGuard<'_, Option<Worker>> {
        self.shared.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
