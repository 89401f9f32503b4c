//! One reader and the file that it has: handing over, asking, and what its end means.

use std::io::{self, PipeReader, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use fence::Held;
use rustix::process::Signal;

use crate::ask::{Answer, Asked, Question};
use crate::command::ReaderCommand;
use crate::error::{ReadError, Refused, Why};
use crate::frame::{self, Broken, Kind};
use crate::said;

/// Most bytes that a reader may answer with, all its answers together.
const MOST_SAID: u64 = 160 << 20;
/// Most bytes of one answer without its parts.
const MOST_JSON: u64 = 16 << 20;
/// What is read of what a reader complains about, in bytes.
const COMPLAINT: u64 = 4 << 10;
/// What a further page adds to the time for an answer.
const FOR_A_PAGE: Duration = Duration::from_secs(4);
/// Longest time for one file, all questions together.
const MOST_TIME: Duration = Duration::from_secs(120);

/// A process that reads, with what was found out about it.
pub(crate) struct Worker {
    child: Option<Child>,
    pipe: UnixStream,
    /// Where it complains.
    complaints: Option<PipeReader>,
    patience: Duration,
    /// How it was started: one that is waited for is counted by whoever measures this program.
    wait: bool,
    /// Which walls stand, once it has said so.
    held: Option<Held>,
    /// Bytes that it may still answer with.
    left: u64,
    /// Bytes that it was handed.
    handed: u64,
    /// When its time is up, counted from the first question.
    until: Option<Instant>,
    /// Why it answers no more.
    ended: Option<ReadError>,
}

impl Worker {
    /// Starts one; it waits for its file.
    pub(crate) fn start(command: &ReaderCommand) -> Result<Self, ReadError> {
        let unavailable = |error: io::Error| ReadError::Unavailable {
            reason: match error.kind() {
                io::ErrorKind::NotFound => format!("找不到 {}", command.program.display()),
                _ => error.to_string(),
            },
        };
        let (pipe, other) = UnixStream::pair().map_err(unavailable)?;
        let (complaints, to) = io::pipe().map_err(unavailable)?;
        let child = Command::new(&command.program)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(other)))
            .stdout(Stdio::null())
            .stderr(Stdio::from(to))
            .spawn()
            .map_err(unavailable)?;
        Ok(Self {
            child: Some(child),
            pipe,
            complaints: Some(complaints),
            patience: command.patience,
            wait: !command.ahead,
            held: None,
            left: MOST_SAID,
            handed: 0,
            until: None,
            ended: None,
        })
    }

    /// The same, unless it ended while it waited.
    pub(crate) fn if_alive(mut self) -> Option<Self> {
        matches!(self.child.as_mut().map(Child::try_wait), Some(Ok(None))).then_some(self)
    }

    /// Its process number, for the tests that look at it from outside.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Which walls stand around it.
    pub(crate) fn held(&mut self) -> Result<Held, ReadError> {
        if let Some(held) = self.held {
            return Ok(held);
        }
        let until = Instant::now() + self.patience;
        let came = self.frame(until, MOST_JSON);
        let held = match &came {
            Ok((Kind::Ready, json)) => serde_json::from_slice(json).ok(),
            _ => None,
        };
        self.held = held;
        held.ok_or_else(|| {
            // It has no file yet, so none is to blame.
            let reason = match self.end() {
                Some(status) => status.to_string(),
                None => "没有应答".to_owned(),
            };
            let error = ReadError::Unavailable { reason };
            self.ended = Some(error.clone());
            error
        })
    }

    /// Hands it a file.
    pub(crate) fn hand(&mut self, file: &[u8]) -> Result<(), ReadError> {
        self.may_go_on()?;
        self.held()?;
        self.handed = self.handed.saturating_add(file.len() as u64);
        if self.handed > frame::MOST_FILES {
            return Err(self.broken(Why::TooMuch));
        }
        let until = self.until(0);
        self.put(Kind::File, file, until)
    }

    /// Asks about what it was handed; `pages` is how many pages are to be worked on for the answer.
    pub(crate) fn ask<Q: Question>(
        &mut self,
        question: Q,
        pages: u32,
    ) -> Result<(Q::Said, Vec<Vec<u8>>), ReadError> {
        self.may_go_on()?;
        self.held()?;
        let until = self.until(pages);
        let asked = Asked {
            pages,
            ask: question.into(),
        };
        let json = serde_json::to_vec(&asked).map_err(|_| self.broken(Why::Broken))?;
        self.put(Kind::Ask, &json, until)?;
        let answer: Answer<Q::Said> = match self.frame(until, MOST_JSON) {
            Ok((Kind::Said, json)) => self.parsed(&json)?,
            Ok((Kind::Refused, json)) => {
                let refused: Refused = self.parsed(&json)?;
                let refused = said::refused(&refused).ok_or_else(|| self.broken(Why::Broken))?;
                return Err(ReadError::Refused(refused));
            }
            Ok(_) => return Err(self.broken(Why::Broken)),
            Err(broken) => return Err(self.ended_by(broken, until)),
        };
        let mut parts = Vec::new();
        for _ in 0..answer.parts {
            match self.frame(until, MOST_SAID) {
                Ok((Kind::Part, bytes)) => parts.push(bytes),
                Ok(_) => return Err(self.broken(Why::Broken)),
                Err(broken) => return Err(self.ended_by(broken, until)),
            }
        }
        Ok((answer.said, parts))
    }

    /// The moment until which an answer is waited for.
    fn until(&mut self, pages: u32) -> Instant {
        let now = Instant::now();
        let last = *self.until.get_or_insert(now + self.patience.max(MOST_TIME));
        last.min(now + self.patience + FOR_A_PAGE * pages.saturating_sub(1))
    }

    fn may_go_on(&self) -> Result<(), ReadError> {
        match &self.ended {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    fn parsed<T: serde::de::DeserializeOwned>(&mut self, json: &[u8]) -> Result<T, ReadError> {
        serde_json::from_slice(json).map_err(|_| self.broken(Why::Broken))
    }

    fn put(&mut self, kind: Kind, bytes: &[u8], until: Instant) -> Result<(), ReadError> {
        let mut timed = Timed {
            pipe: &self.pipe,
            until,
        };
        let put = frame::put(&mut timed, kind, bytes);
        put.map_err(|error| self.ended_by(error.into(), until))
    }

    fn frame(&mut self, until: Instant, most: u64) -> Result<(Kind, Vec<u8>), Broken> {
        let mut allowed = self.left.min(most);
        let before = allowed;
        let mut timed = Timed {
            pipe: &self.pipe,
            until,
        };
        let came = frame::take(&mut timed, &mut allowed);
        self.left -= before - allowed;
        came
    }

    /// Ends it for an answer that nobody can use.
    fn broken(&mut self, why: Why) -> ReadError {
        self.end();
        self.set_aside(why)
    }

    fn set_aside(&mut self, why: Why) -> ReadError {
        let error = ReadError::SetAside {
            why,
            bytes: self.handed,
        };
        self.ended = Some(error.clone());
        error
    }

    /// What it means that no frame came.
    fn ended_by(&mut self, broken: Broken, until: Instant) -> ReadError {
        let why = match broken {
            Broken::TooMuch => {
                self.end();
                Why::TooMuch
            }
            Broken::Garbled => {
                self.end();
                Why::Broken
            }
            Broken::Pipe(error) => {
                let late = matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
                    || Instant::now() >= until;
                match late {
                    true => {
                        self.end();
                        Why::Time(self.patience)
                    }
                    false => self.own_end(),
                }
            }
        };
        self.set_aside(why)
    }

    /// Why it ended by itself.
    fn own_end(&mut self) -> Why {
        let status = self.child.as_mut().and_then(|child| child.wait().ok());
        let complaint = self.complaint();
        self.child = None;
        let Some(status) = status else { return Why::Broken };
        let signal = status.signal().and_then(Signal::from_named_raw);
        match signal {
            Some(Signal::SYS) => Why::Forbidden,
            // The kernel's limit of processor time.
            Some(Signal::XCPU) => Why::Time(self.patience),
            Some(Signal::SEGV | Signal::BUS) => Why::Depth,
            Some(Signal::ABORT) if complaint.contains("memory allocation of") => Why::Memory,
            Some(Signal::ABORT) if complaint.contains("has overflowed its stack") => Why::Depth,
            _ => Why::Broken,
        }
    }

    /// What it complained about before its end, as far as that is read.
    fn complaint(&mut self) -> String {
        let mut said = Vec::new();
        if let Some(pipe) = self.complaints.take() {
            let _ = pipe.take(COMPLAINT).read_to_end(&mut said);
        }
        String::from_utf8_lossy(&said).into_owned()
    }

    /// Ends it by force; how it ended.
    fn end(&mut self) -> Option<ExitStatus> {
        let mut child = self.child.take()?;
        let _ = child.kill();
        child.wait().ok()
    }
}

impl Drop for Worker {
    /// One that answers is let go: its pipe closes, and it ends. Nobody waits for that but a program that does one
    /// thing.
    fn drop(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        let _ = self.pipe.shutdown(std::net::Shutdown::Both);
        if self.wait {
            let _ = child.wait();
            return;
        }
        std::thread::spawn(move || child.wait());
    }
}

/// The pipe, read and written until a moment.
struct Timed<'a> {
    pipe: &'a UnixStream,
    until: Instant,
}

impl Timed<'_> {
    /// The time left. One that takes or sends byte after byte is ready for ever, so it is looked at before each.
    fn left(&self) -> io::Result<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        match left.is_zero() {
            true => Err(io::ErrorKind::TimedOut.into()),
            false => Ok(left.max(Duration::from_millis(1))),
        }
    }
}

impl io::Read for Timed<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.pipe.set_read_timeout(Some(self.left()?))?;
        self.pipe.read(to)
    }
}

impl io::Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pipe.set_write_timeout(Some(self.left()?))?;
        self.pipe.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
