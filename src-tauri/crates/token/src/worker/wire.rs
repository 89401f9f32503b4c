//! The conversation between the program and a worker: one line of JSON per question, one per answer.
//!
//! Secrets cross here and nowhere else. A question is written into a buffer that is wiped and never grows (growing
//! would leave an unwiped copy behind); it has no `Debug`. An answer never holds a secret. Answers carry a mark,
//! because vendors' modules print to stdout when they please.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::error::TokenError;
use crate::profile::Profile;
use crate::vocabulary::{Op, Said};

/// Longest line either side reads, in bytes.
pub(super) const LINE_MAX: usize = 4 << 20;

/// What stands before every answer.
pub(super) const MARK: &[u8] = b"@token ";

/// A question.
#[derive(Serialize, Deserialize)]
pub(super) struct Question {
    pub id: u64,
    pub ask: Ask,
}

/// What is asked of a worker.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Ask {
    /// Load the module.
    Open {
        name: String,
        path: std::path::PathBuf,
        profiles: Vec<Profile>,
    },
    /// Perform an operation.
    Op(Op),
}

impl Ask {
    /// What the worker is doing meanwhile, for the message when it hangs.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Open { .. } => "加载驱动",
            Self::Op(op) => op.traits().words,
        }
    }
}

/// An answer.
#[derive(Serialize, Deserialize)]
pub(super) struct Answer {
    pub id: u64,
    pub said: Result<Said, TokenError>,
}

/// Writes a question as one line into a buffer that is wiped when it is dropped. It is counted first, so that the
/// buffer has its size from the start.
pub(super) fn write_question(question: &Question) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut size = Counted(0);
    serde_json::to_writer(&mut size, question)?;
    let mut line = Zeroizing::new(Vec::with_capacity(size.0 + 1));
    serde_json::to_writer(&mut *line, question)?;
    line.push(b'\n');
    Ok(line)
}

/// Counts what is written and keeps none of it.
struct Counted(usize);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads lines under a limit, through buffers that are wiped.
pub(super) struct Lines<R> {
    from: R,
    /// What was read and is no whole line yet.
    held: Zeroizing<Vec<u8>>,
    /// What one reading brings; only what it brought is wiped.
    chunk: [u8; 8 << 10],
}

impl<R: Read> Lines<R> {
    pub fn new(from: R) -> Self {
        Self {
            from,
            held: Zeroizing::new(Vec::with_capacity(64 << 10)),
            chunk: [0; 8 << 10],
        }
    }

    pub fn source(&self) -> &R {
        &self.from
    }

    pub fn source_mut(&mut self) -> &mut R {
        &mut self.from
    }

    /// The next line without its line break; nothing at the end of the stream.
    ///
    /// # Errors
    /// What the stream says, and `InvalidData` when a line is longer than [`LINE_MAX`].
    pub fn next(&mut self) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let mut searched = 0;
        loop {
            if let Some(at) = self.held[searched..].iter().position(|byte| *byte == b'\n') {
                return Ok(Some(self.take(searched + at)));
            }
            searched = self.held.len();
            if searched > LINE_MAX {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "line too long"));
            }
            match self.from.read(&mut self.chunk) {
                Ok(0) => return Ok(None),
                Ok(count) => self.append(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The line that ends here; the rest moves to the front.
    fn take(&mut self, end: usize) -> Zeroizing<Vec<u8>> {
        let line = Zeroizing::new(self.held[..end].to_vec());
        let rest = self.held.len() - (end + 1);
        self.held.copy_within(end + 1.., 0);
        self.held[rest..].zeroize();
        self.held.truncate(rest);
        line
    }

    /// Appends what was read without letting the buffer grow by itself, which would leave an unwiped copy.
    fn append(&mut self, count: usize) {
        let wanted = self.held.len() + count;
        if wanted > self.held.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(wanted * 2));
            larger.extend_from_slice(&self.held);
            self.held = larger;
        }
        self.held.extend_from_slice(&self.chunk[..count]);
        self.chunk[..count].zeroize();
    }
}

#[cfg(test)]
mod tests {
    use secrecy::{ExposeSecret, SecretString};

    use super::*;
    use crate::vocabulary::{Act, Pin};

    #[test]
    fn lines_come_apart_wherever_the_stream_breaks() {
        struct Drip<'a>(&'a [u8], usize);
        impl Read for Drip<'_> {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                let count = self.1.min(self.0.len()).min(to.len());
                to[..count].copy_from_slice(&self.0[..count]);
                self.0 = &self.0[count..];
                Ok(count)
            }
        }
        for step in [1, 3, 4, 100] {
            let mut lines = Lines::new(Drip(b"one\n\nthree\nrest", step));
            for expected in [&b"one"[..], b"", b"three"] {
                assert_eq!(lines.next().unwrap().unwrap().as_slice(), expected, "step {step}");
            }
            assert!(lines.next().unwrap().is_none(), "an unfinished line is none");
        }
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut lines = Lines::new(io::repeat(b'x'));
        assert_eq!(lines.next().unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_question_survives_the_pipe_and_keeps_its_secret_exactly() {
        let pin = SecretString::from("密\"码\\12345678");
        let ask = Ask::Op(Op::On {
            serial: "S".into(),
            act: Act::CheckPin { pin: Pin::from(&pin) },
        });
        let line = write_question(&Question { id: 7, ask }).unwrap();
        assert_eq!(line.last(), Some(&b'\n'));
        assert_eq!(line.capacity(), line.len(), "the buffer never grew");
        let back: Question = serde_json::from_slice(&line).unwrap();
        let Ask::Op(Op::On {
            act: Act::CheckPin { pin: read },
            ..
        }) = back.ask
        else {
            panic!("another question")
        };
        assert_eq!(read.secret().expose_secret(), pin.expose_secret());
    }
}
