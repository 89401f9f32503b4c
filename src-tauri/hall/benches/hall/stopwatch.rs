//! A window's way to its server with a stopwatch on it: where the time of a save goes, question by question.

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use chrono::TimeDelta;
use hall::Windows;
use store::Result;
use store::hall::{Connected, Fed, Link, Links, Op, Opener, Pushed, SealedRow, Server};

use crate::journal::now;

/// The questions of one save. Times are microseconds, `locked` and `given_back` moments.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// What was asked before the lock: for the newest link, and for what is new.
    pub before: u64,
    /// Waiting for the lock.
    pub lock: u64,
    /// Getting what is new while the lock was held.
    pub feed: u64,
    /// Sending the parts of a scan.
    pub parts: u64,
    /// Sending rows and link, until the server and its standby have kept them.
    pub push: u64,
    /// Asking what became of an answer that did not come.
    pub settle: u64,
    /// When the lock was there; 0 before.
    pub locked: u64,
    /// When it was given back, or the write was over.
    pub given_back: u64,
}

static ASKED: Mutex<Option<Asked>> = Mutex::new(None);

/// Begins to time a save.
pub fn begin() {
    *ASKED.lock().unwrap() = Some(Asked::default());
}

/// What was timed since.
pub fn end() -> Asked {
    ASKED.lock().unwrap().take().unwrap_or_default()
}

fn timed<T>(question: impl FnOnce() -> T, to: impl FnOnce(&mut Asked, u64)) -> T {
    let began = Instant::now();
    let answer = question();
    let took = u64::try_from(began.elapsed().as_micros()).unwrap();
    if let Some(asked) = ASKED.lock().unwrap().as_mut() {
        to(asked, took);
    }
    answer
}

/// Connects windows by their files, with the stopwatch.
pub struct Timed;

impl Opener for Timed {
    fn open(&self, folder: &Path) -> Result<Connected> {
        let connected = Windows.open(folder)?;
        Ok(Connected {
            server: Box::new(TimedServer(connected.server)),
            ..connected
        })
    }
}

struct TimedServer(Box<dyn Server>);

impl Server for TimedServer {
    fn clock(&self) -> Option<TimeDelta> {
        self.0.clock()
    }

    fn head(&mut self) -> Result<Option<Link>> {
        timed(|| self.0.head(), |asked, took| asked.before += took)
    }

    fn lock(&mut self) -> Result<Option<Link>> {
        timed(
            || self.0.lock(),
            |asked, took| (asked.lock, asked.locked) = (asked.lock + took, now()),
        )
    }

    fn feed(&mut self, seq: u64, links: Links, each: &mut dyn FnMut(Fed) -> Result<()>) -> Result<()> {
        timed(
            || self.0.feed(seq, links, each),
            |asked, took| match asked.locked {
                0 => asked.before += took,
                _ => asked.feed += took,
            },
        )
    }

    fn row(&mut self, table: &str, id: i64) -> Result<Option<SealedRow>> {
        self.0.row(table, id)
    }

    fn put_rows(&mut self, rows: &[SealedRow]) -> Result<()> {
        self.0.put_rows(rows)
    }

    fn put_part(&mut self, attachment: u32, part: u32, body: &[u8]) -> Result<()> {
        timed(
            || self.0.put_part(attachment, part, body),
            |asked, took| asked.parts += took,
        )
    }

    fn parts(&mut self, attachment: u32, each: &mut dyn FnMut(Vec<u8>) -> Result<()>) -> Result<()> {
        self.0.parts(attachment, each)
    }

    fn drop_parts(&mut self, attachment: u32) -> Result<()> {
        self.0.drop_parts(attachment)
    }

    fn push(&mut self, link: &Link, rows: &[SealedRow]) -> Result<Pushed> {
        timed(
            || self.0.push(link, rows),
            |asked, took| (asked.push, asked.given_back) = (took, now()),
        )
    }

    fn release(&mut self) {
        timed(|| self.0.release(), |asked, _| asked.given_back = now());
    }

    fn settle(&mut self, op: &Op) -> Result<bool> {
        timed(|| self.0.settle(op), |asked, took| asked.settle += took)
    }
}
