//! What an act says, byte for byte: integers big-endian, variable parts with their length before them, nothing that
//! needs a parser with choices.

use sha2::{Digest as _, Sha256};

use crate::acts::digest::{DIGEST, RowDigest};
use crate::acts::touched::RowKey;

const PURPOSE: &[u8] = b"counterfoil/act/1\0";
/// The same of an act to which somebody agrees beside.
const PURPOSE_OF_TWO: &[u8] = b"counterfoil/act/2\0";
const BESIDE: &[u8] = b"counterfoil/beside/1\0";

/// What an act says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Which store: the beginning of the first certificate's hash.
    pub store: [u8; 16],
    /// Running number from 1.
    pub seq: u64,
    /// Hash of the act before; zeros before the first.
    pub prev: [u8; 32],
    /// Who signs.
    pub account: u32,
    /// Who agrees beside, and signs as well; nobody by default.
    pub beside: Option<u32>,
    /// The newest certificate of the roster.
    pub roster: u32,
    /// Number of schema steps the store has had.
    pub schema: u32,
    /// The newest time on record, in milliseconds since 1970; 0 when nothing was put on record.
    pub at: i64,
    /// Number of the newest audit row.
    pub audit_seq: u64,
    /// Its hash, in hexadecimal.
    pub audit_hash: [u8; 64],
    /// Whether it lists all rows of the store, because it is the first act or the schema changed.
    pub whole: bool,
    /// The rows written, each with its digest.
    pub rows: Vec<(RowKey, RowDigest)>,
}

impl Message {
    /// What the first act follows.
    pub fn before_the_first() -> Self {
        Self {
            store: [0; 16],
            seq: 0,
            prev: [0; 32],
            account: 0,
            beside: None,
            roster: 0,
            schema: 0,
            at: 0,
            audit_seq: 0,
            audit_hash: [b'0'; 64],
            whole: false,
            rows: Vec::new(),
        }
    }

    /// The bytes that are signed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = match self.beside {
            None => PURPOSE.to_vec(),
            Some(beside) => [PURPOSE_OF_TWO, &beside.to_be_bytes()].concat(),
        };
        out.extend(self.store);
        out.extend(self.seq.to_be_bytes());
        out.extend(self.prev);
        out.extend(self.account.to_be_bytes());
        out.extend(self.roster.to_be_bytes());
        out.extend(self.schema.to_be_bytes());
        out.extend(self.at.to_be_bytes());
        out.extend(self.audit_seq.to_be_bytes());
        out.extend(self.audit_hash);
        out.push(u8::from(self.whole));
        out.extend((self.rows.len() as u64).to_be_bytes());
        for ((table, id), digest) in &self.rows {
            out.extend((table.len() as u32).to_be_bytes());
            out.extend(table.as_bytes());
            out.extend(id.to_be_bytes());
            out.extend(digest);
        }
        out
    }

    /// Reads the bytes back; none unless they are exactly an act's.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (mut rest, beside) = match bytes.strip_prefix(PURPOSE_OF_TWO) {
            None => (Rest(bytes.strip_prefix(PURPOSE)?), None),
            Some(rest) => {
                let mut rest = Rest(rest);
                let beside = u32::from_be_bytes(rest.array()?);
                (rest, Some(beside))
            }
        };
        let mut message = Self {
            store: rest.array()?,
            seq: u64::from_be_bytes(rest.array()?),
            prev: rest.array()?,
            account: u32::from_be_bytes(rest.array()?),
            beside,
            roster: u32::from_be_bytes(rest.array()?),
            schema: u32::from_be_bytes(rest.array()?),
            at: i64::from_be_bytes(rest.array()?),
            audit_seq: u64::from_be_bytes(rest.array()?),
            audit_hash: rest.array()?,
            whole: match rest.array()? {
                [0] => false,
                [1] => true,
                _ => return None,
            },
            rows: Vec::new(),
        };
        for _ in 0..u64::from_be_bytes(rest.array()?) {
            let length = u32::from_be_bytes(rest.array()?) as usize;
            let table = std::str::from_utf8(rest.take(length)?).ok()?.to_owned();
            let id = i64::from_be_bytes(rest.array()?);
            message.rows.push(((table, id), rest.array::<DIGEST>()?));
        }
        rest.0.is_empty().then_some(message)
    }
}

/// What somebody beside signs: never what could stand for an act of their own.
pub(crate) fn agreed(message: &[u8]) -> Vec<u8> {
    [BESIDE, Sha256::digest(message).as_slice()].concat()
}

/// The hash that the next act follows; `second` is empty where nobody agreed beside.
pub(crate) fn link(message: &[u8], signature: &[u8], second: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"counterfoil/link/1\0");
    hash.update(message);
    hash.update(signature);
    hash.update(second);
    hash.finalize().into()
}

struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_reads_back_and_nothing_longer_or_shorter_does() {
        let mut message = Message {
            store: [1; 16],
            seq: 7,
            prev: [2; 32],
            account: 3,
            beside: None,
            roster: 4,
            schema: 36,
            at: -5,
            audit_seq: 6,
            audit_hash: [b'a'; 64],
            whole: true,
            rows: vec![(("case_file".to_owned(), 9), [8; DIGEST])],
        };
        let bytes = message.bytes();
        assert_eq!(Message::read(&bytes).as_ref(), Some(&message));
        assert_eq!(Message::read(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Message::read(&[bytes.as_slice(), &[0]].concat()), None);
        message.beside = Some(9);
        let of_two = message.bytes();
        assert_eq!(Message::read(&of_two).as_ref(), Some(&message));
        assert_ne!(agreed(&of_two), of_two);
    }
}
