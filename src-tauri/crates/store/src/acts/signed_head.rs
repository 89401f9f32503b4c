//! The head of the acts as it stands in a code on paper: whole, with the store that it is of, when it was written down,
//! and the signature of whoever did. So a sheet of the day tells by itself whose word it is, and a store that was put
//! together anew has none that fits.

use std::fmt;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _};

use crate::acts::head::Head;
use crate::acts::message::link;
use crate::acts::roster::Roster;
use crate::acts::sealing;
use crate::acts::signer::is_signed;
use crate::canonical::{hex, unhex};
use crate::{AccountId, Result, StoreError, Tx};

/// What the code begins with.
const BEGINS: &str = "CG1";
const PURPOSE: &[u8] = b"counterfoil/head/1\0";
/// Bytes that are signed, without their purpose: store, number, time, hash, account, certificates of the roster.
const SAID: usize = 16 + 8 + 8 + 32 + 4 + 4;
/// Bytes of the signature.
const SIGNATURE: usize = 64;

/// The newest act of a store, signed by whoever wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    store: [u8; 16],
    seq: u64,
    /// Milliseconds since 1970.
    at: i64,
    hash: [u8; 32],
    account: AccountId,
    /// How many certificates the roster had.
    roster: u32,
    signature: [u8; SIGNATURE],
}

impl SignedHead {
    /// The same in short, as it is typed.
    pub fn short(&self) -> Head {
        Head::of(self.seq, self.hash)
    }

    /// The whole hash of the act, in hexadecimal.
    pub fn hash_in_hex(&self) -> String {
        hex(&self.hash)
    }

    /// When it was written down.
    pub fn at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.at)
    }

    fn said(&self) -> Vec<u8> {
        [
            &self.store[..],
            &self.seq.to_be_bytes(),
            &self.at.to_be_bytes(),
            &self.hash,
            &self.account.0.to_be_bytes(),
            &self.roster.to_be_bytes(),
        ]
        .concat()
    }

    fn signs(&self) -> Vec<u8> {
        [PURPOSE, &self.said()].concat()
    }
}

/// In capitals and digits alone: a code of these is half as large, and a scanner types it in any layout of the keys.
impl fmt::Display for SignedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.said().as_slice(), &self.signature].concat();
        write!(f, "{BEGINS}{}", hex(&bytes).to_uppercase())
    }
}

impl std::str::FromStr for SignedHead {
    type Err = StoreError;

    /// # Errors
    /// `store-invalid` for a text that is no such code.
    fn from_str(text: &str) -> Result<Self> {
        let invalid = || StoreError::Invalid {
            what: "日结单上的码不完整，请重新扫描".to_owned(),
        };
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.to_ascii_uppercase();
        let bytes = text.strip_prefix(BEGINS).ok_or_else(invalid)?;
        let bytes = unhex(&bytes.to_ascii_lowercase()).ok_or_else(invalid)?;
        if bytes.len() != SAID + SIGNATURE {
            return Err(invalid());
        }
        let mut rest = bytes.as_slice();
        Ok(Self {
            store: take(&mut rest).ok_or_else(invalid)?,
            seq: u64::from_be_bytes(take(&mut rest).ok_or_else(invalid)?),
            at: i64::from_be_bytes(take(&mut rest).ok_or_else(invalid)?),
            hash: take(&mut rest).ok_or_else(invalid)?,
            account: AccountId(u32::from_be_bytes(take(&mut rest).ok_or_else(invalid)?)),
            roster: u32::from_be_bytes(take(&mut rest).ok_or_else(invalid)?),
            signature: take(&mut rest).ok_or_else(invalid)?,
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

/// A head that was seen outside: typed, or scanned from a sheet of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// As it is typed.
    Short(Head),
    /// From the code of a sheet.
    Signed(Box<SignedHead>),
}

impl std::str::FromStr for Seen {
    type Err = StoreError;

    /// # Errors
    /// `store-invalid` for a text that is neither.
    fn from_str(text: &str) -> Result<Self> {
        match text.trim().to_ascii_uppercase().starts_with(BEGINS) {
            true => Ok(Self::Signed(Box::new(text.parse()?))),
            false => Ok(Self::Short(text.parse()?)),
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short(head) => head.fmt(f),
            Self::Signed(head) => head.short().fmt(f),
        }
    }
}

/// Why a store is not the one of which a sheet tells: a stable code and a Chinese sentence; none when it is.
pub(crate) fn differs(conn: &Connection, seen: &SignedHead) -> Result<Option<(&'static str, String)>> {
    let roster = Roster::read(conn)?;
    let short = seen.short();
    if seen.store != roster.store {
        let words = format!("印记 {short} 出自另一个库：这不是打出日结单的那个库");
        return Ok(Some(("genesis-differs", words)));
    }
    let key = roster.key_at(seen.account, seen.roster);
    if !key.is_some_and(|key| is_signed(&key, &seen.signs(), &seen.signature)) {
        let words = format!("日结单上印记 {short} 的签名，对不上库里这个账号的钥匙");
        return Ok(Some(("head-signature", words)));
    }
    let held = seen.seq == 0 || hash_of(conn, seen.seq)? == Some(seen.hash);
    Ok((!held).then(|| {
        let words = format!("库里没有印记 {short} 所指的记录：之后的记录被换掉或退回过");
        ("head-missing", words)
    }))
}

fn hash_of(conn: &Connection, seq: u64) -> Result<Option<[u8; 32]>> {
    let Ok(seq) = i64::try_from(seq) else {
        return Ok(None);
    };
    let found = conn
        .prepare_cached("SELECT * FROM act WHERE seq = ?1")?
        .query_row([seq], sealing::signed)
        .optional()?;
    Ok(found.map(|(message, signature, second)| link(&message, &signature, &second)))
}

impl Tx<'_> {
    /// The newest act before this transaction's own, signed by whoever is signed in, for a sheet of paper.
    ///
    /// # Errors
    /// Those of the database; `store-damaged` where nobody is signed in or nothing was ever signed.
    pub fn sign_head(&self, now: DateTime<Utc>) -> Result<SignedHead> {
        let nobody = || StoreError::damaged("没有登录的账号，不能签印记");
        let signer = self.signer.as_ref().ok_or_else(nobody)?;
        let newest = sealing::newest(self.conn())?.ok_or_else(nobody)?;
        let mut head = SignedHead {
            store: newest.message.store,
            seq: newest.seq,
            at: now.timestamp_millis(),
            hash: newest.hash,
            account: signer.account,
            roster: Roster::read(self.conn())?.newest,
            signature: [0; SIGNATURE],
        };
        head.signature = signer.sign(&head.signs());
        Ok(head)
    }

    /// The store's name: the beginning of the first certificate's hash, in hexadecimal.
    ///
    /// # Errors
    /// Those of the database.
    pub fn store_name(&self) -> Result<String> {
        Ok(hex(&Roster::read(self.conn())?.store))
    }
}
