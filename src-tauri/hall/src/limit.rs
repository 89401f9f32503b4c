//! No message of the server is taken in that is longer than any a window ever made: whoever speaks in the server's
//! place fills nobody's memory.
//!
//! A message is a byte for its kind, and four for its length, which counts these four (PostgreSQL 15, 55.7 "Message
//! Formats"). The length is looked at before anything of the message is kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

/// The longest message in bytes: the link of a write that lists five million rows. A row or a part is far shorter.
pub(crate) const LONGEST: usize = 256 << 20;
/// What stands beside the bytes of a row or a listing in their message, and more.
const BESIDE: usize = 64 << 10;

/// That these bytes can be read again by whoever keeps the limit.
pub(crate) fn fits(bytes: &[u8]) -> Result<(), Failure> {
    match bytes.len() <= LONGEST - BESIDE {
        true => Ok(()),
        false => Err(Failure::Refused("一行太长".to_owned())),
    }
}

/// Whether a connection kept to the limit: it is over when it did not, and those who asked are told why.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limit(Arc<AtomicBool>);

impl Limit {
    /// Why a question failed.
    pub fn judge(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Cut(_) if self.0.load(Ordering::SeqCst) => Failure::Endless,
            other => other,
        }
    }
}

/// Where in its messages a connection is.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    limit: Limit,
    header: [u8; 5],
    /// How much of the header is there.
    have: usize,
    /// How much of the message is still to come.
    left: usize,
}

impl Framing {
    pub fn under(limit: Limit) -> Self {
        Self {
            limit,
            ..Self::default()
        }
    }

    /// Whether what came next keeps to the limit.
    pub fn keeps(&mut self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            if self.left > 0 {
                let some = self.left.min(bytes.len());
                (self.left, bytes) = (self.left - some, &bytes[some..]);
                continue;
            }
            let some = (self.header.len() - self.have).min(bytes.len());
            self.header[self.have..self.have + some].copy_from_slice(&bytes[..some]);
            (self.have, bytes) = (self.have + some, &bytes[some..]);
            if self.have < self.header.len() {
                break;
            }
            let [_, length @ ..] = self.header;
            let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            if !(4..=LONGEST).contains(&length) {
                self.limit.0.store(true, Ordering::SeqCst);
                return false;
            }
            (self.have, self.left) = (0, length - 4);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, length: u32, body: usize) -> Vec<u8> {
        [&[kind][..], &length.to_be_bytes(), &vec![7; body]].concat()
    }

    #[test]
    fn messages_are_measured_wherever_they_are_split() {
        let said = [
            message(b'R', 8, 4),
            message(b'Z', 4, 0),
            message(b'D', 504, 500),
            message(b'Z', 5, 1),
        ]
        .concat();
        for split in [1, 2, 3, 5, 7, 64, 10_000] {
            let mut framing = Framing::under(Limit::default());
            assert!(said.chunks(split).all(|some| framing.keeps(some)), "{split}");
            assert_eq!((framing.have, framing.left), (0, 0), "{split}");
        }
    }

    #[test]
    fn the_first_message_beyond_the_limit_is_refused_by_its_length_alone() {
        let longest = u32::try_from(LONGEST).unwrap();
        let lengths = [
            (longest, true),
            (longest + 1, false),
            (u32::MAX, false),
            (2 << 30, false),
            (3, false),
            (0, false),
        ];
        for (length, kept) in lengths {
            for before in [vec![], message(b'D', 40, 36)] {
                let limit = Limit::default();
                let mut framing = Framing::under(limit.clone());
                let said = [before, message(b'D', length, 0)].concat();
                assert_eq!(framing.keeps(&said), kept, "{length}");
                let judged = limit.judge(Failure::Cut(String::new()));
                assert_eq!(matches!(judged, Failure::Endless), !kept, "{length}");
            }
        }
    }
}
