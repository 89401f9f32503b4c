//! The head of the acts as people carry it outside: the number of an act and fifty bits of its hash, in ten letters
//! that are not mistaken for each other (Crockford's base 32). On paper it is a witness that whoever has the disk
//! cannot reach.

use std::fmt;

use rusqlite::{Connection, OptionalExtension as _};

use crate::acts::message::link;
use crate::acts::sealing;
use crate::{Result, StoreError};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An act by its number and the beginning of its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of the act.
    pub seq: u64,
    letters: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.seq, self.letters)
    }
}

impl std::str::FromStr for Head {
    type Err = StoreError;

    /// As it was printed; lower case, spaces and letters that look like digits are forgiven.
    ///
    /// # Errors
    /// `store-invalid` for a text that is no head.
    fn from_str(text: &str) -> Result<Self> {
        let invalid = || StoreError::Invalid {
            what: "这不是库的印记：印记是一个序号、一横和十个字母数字".to_owned(),
        };
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (seq, letters) = text.split_once('-').ok_or_else(invalid)?;
        let plain = |c: char| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let letters: String = letters.chars().map(plain).collect();
        let known = letters.bytes().all(|byte| LETTERS.contains(&byte));
        match seq.parse() {
            Ok(seq) if known && letters.len() == 10 => Ok(Self { seq, letters }),
            _ => Err(invalid()),
        }
    }
}

impl Head {
    pub(crate) fn of(seq: u64, hash: [u8; 32]) -> Self {
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        let bits = u64::from_be_bytes(first) >> 14;
        let letter = |i: u32| LETTERS[usize::try_from(bits >> (5 * (9 - i)) & 31).unwrap_or(0)];
        Self {
            seq,
            letters: (0..10).map(|i| char::from(letter(i))).collect(),
        }
    }
}

/// The newest act of a store.
pub(crate) fn newest(conn: &Connection) -> Result<Option<Head>> {
    Ok(sealing::newest(conn)?.map(|act| Head::of(act.seq, act.hash)))
}

/// Whether a store still holds an act that was seen outside.
pub(crate) fn holds(conn: &Connection, seen: &Head) -> Result<bool> {
    let Ok(seq) = i64::try_from(seen.seq) else {
        return Ok(false);
    };
    let found = conn
        .prepare_cached("SELECT * FROM act WHERE seq = ?1")?
        .query_row([seq], sealing::signed)
        .optional()?;
    Ok(found.is_some_and(|(message, signature, second)| {
        Head::of(seen.seq, link(&message, &signature, &second)) == *seen
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_as_people_write_it() {
        let head = Head::of(128, [0x5a; 32]);
        assert_eq!(head.to_string().parse::<Head>().unwrap(), head);
        let written = head
            .to_string()
            .to_lowercase()
            .replace('-', " - ")
            .replace('1', "l");
        let digits = written.replacen('l', "1", 1);
        assert_eq!(digits.parse::<Head>().unwrap(), head);
        for wrong in [
            "",
            "128",
            "128-",
            "128-7QK3M0ZXN",
            "x-7QK3M0ZXNA",
            "128-7QK3M0ZXNU",
        ] {
            assert_eq!(
                wrong.parse::<Head>().unwrap_err().code(),
                "store-invalid",
                "{wrong}"
            );
        }
    }
}
