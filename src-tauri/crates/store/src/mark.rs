//! What the store remembers of itself outside the database: the number and the hash of its newest audit row and the
//! case numbers it gave last, in a sealed file beside it.
//!
//! A database that lost its write-ahead log, or that was put back to an older copy, is sound in itself; only something
//! outside can tell that acts are gone, and which case numbers were given before. The mark is written after each commit
//! and not forced to the disk: after a power cut it may be behind the store, never before it, for the store itself is
//! forced first. The file has two places that are written in turn, each within one sector of a disk, so that a torn
//! write costs the older of the two at the most. A mark that the chain does not hold is never written over: it stays as
//! the evidence until somebody restores a backup. It holds nothing against an insider who also makes a new one.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::params;

use crate::canonical::{hex, unhex};
use crate::keyring;
use crate::keys::Keys;
use crate::{Result, StoreError, Tx, plain_file};

/// The file beside the database.
pub(crate) const FILE: &str = "counter.mark";
/// What the sealed bytes are, so that no other sealed thing can stand in for them.
const PURPOSE: &str = "counterfoil/mark/2";
/// The same of a mark that filled its file.
const FORMER: &str = "counterfoil/mark/1";

/// Largest mark that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// Bytes from one place to the other.
const PLACE: usize = 4096;
/// Bytes of a place that are written: one sector, which a disk writes whole or not at all.
const SECTOR: usize = 512;
/// Bytes before the case numbers: of the row's number and of its hash.
const HEAD: usize = 40;
/// Bytes of the case numbers at the most: a sector less its length, what sealing adds, and the head.
const NUMBERS: usize = SECTOR - 2 - 40 - HEAD;
/// Most series of case numbers that are asked for: more never fit.
const SERIES: u32 = 40;

/// The newest audit row of a store and its last case numbers, as they were remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    seq: i64,
    hash: String,
    given: Vec<Given>,
}

/// The last number of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    prefix: String,
    day: String,
    last: i64,
}

/// Acts that were done and are not in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Number of the last audit row that was remembered.
    pub known: i64,
    /// Number of the last audit row that is there.
    pub found: i64,
}

/// Why a store may lack what was done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Its mark knows of acts that are not there.
    RolledBack(Loss),
    /// It has no mark, or none that its key opens; whether anything is gone cannot be told.
    NoMark,
}

impl Doubt {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::RolledBack(_) => "store-rolled-back",
            Self::NoMark => "store-mark-missing",
        }
    }

    /// In Chinese.
    pub fn words(self) -> String {
        match self {
            Self::RolledBack(Loss { known, found }) => {
                format!("审计记录曾写到第 {known} 行，现在只到第 {found} 行：之后办的事不在库里")
            }
            Self::NoMark => {
                format!("数据库旁的标记文件 {FILE} 不见了或读不出来：库有没有被换成旧的，无从核对")
            }
        }
    }

    /// What to do next, in Chinese.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::RolledBack(_) => {
                "请马上告诉管理员：先停下新办的业务，用最近的备份核对；数据库旁的日志文件若还在，原样放回去"
            }
            Self::NoMark => {
                "请告诉管理员：找回这个文件原样放回去；找不回就拿库外留存的印记（日结单、备份）检验数据库，对得上即重新建立"
            }
        }
    }
}

impl Mark {
    /// The mark beside a store; none where there is none that these keys sealed.
    pub(crate) fn read(folder: &Path, keys: &Keys) -> Option<Self> {
        let bytes = plain_file::read(&folder.join(FILE), LARGEST).ok()?;
        match places(&bytes, keys) {
            Some(places) => places.into_iter().flatten().max_by_key(|mark| mark.seq),
            None => Self::former(&keys.open(FORMER, &bytes)?),
        }
    }

    /// The newest row of a store, and the series of case numbers begun last.
    pub(crate) fn of(tx: &Tx<'_>) -> Result<Self> {
        let (seq, hash) = tx.audit_head()?;
        let sql = "SELECT prefix, day, last FROM number_series ORDER BY rowid DESC LIMIT ?1";
        let mut statement = tx.conn().prepare_cached(sql)?;
        let rows = statement.query_map([SERIES], |row| {
            Ok(Given {
                prefix: row.get(0)?,
                day: row.get(1)?,
                last: row.get(2)?,
            })
        })?;
        Ok(Self {
            seq,
            hash,
            given: rows.collect::<rusqlite::Result<_>>()?,
        })
    }

    /// Keeps the mark beside the store, in the place of the older one; a newer one, of another window, stays.
    pub(crate) fn keep(&self, folder: &Path, keys: &Keys) -> Result<()> {
        let path = folder.join(FILE);
        let place = self.sealed(keys)?;
        let there = plain_file::read(&path, LARGEST)
            .ok()
            .and_then(|bytes| places(&bytes, keys));
        let Some(there) = there else {
            return keyring::write_atomically(&path, &[place.as_slice(), &[0; PLACE]].concat());
        };
        let [first, second] = there.map(|mark| mark.map_or(-1, |mark| mark.seq));
        if first.max(second) > self.seq {
            return Ok(());
        }
        let older = if first < second { 0 } else { PLACE as u64 };
        let written = File::options().write(true).open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(older))?;
            file.write_all(&place[..SECTOR])
        });
        written.map_err(|e| StoreError::file(&path, &e))
    }

    /// What is missing of a store whose chain does not hold this mark.
    pub(crate) fn missing_in(&self, tx: &Tx<'_>) -> Result<Option<Loss>> {
        let (found, _) = tx.audit_head()?;
        let held = self.seq == 0 || tx.audit_hash(self.seq)?.is_some_and(|hash| hash == self.hash);
        Ok((!held).then_some(Loss {
            known: self.seq,
            found,
        }))
    }

    /// The case numbers that were given.
    pub(crate) fn given(&self) -> &[Given] {
        &self.given
    }

    /// A place as it is written.
    fn sealed(&self, keys: &Keys) -> Result<Vec<u8>> {
        let hash = unhex(&self.hash).ok_or_else(|| StoreError::damaged("审计记录的末尾读不出来"))?;
        let mut plain = [&self.seq.to_be_bytes()[..], &hash].concat();
        for Given { prefix, day, last } in &self.given {
            let line = format!("{prefix}-{day}-{last}\n");
            if plain.len() + line.len() > HEAD + NUMBERS {
                break;
            }
            plain.extend(line.bytes());
        }
        let sealed = keys.seal(PURPOSE, &plain)?;
        let length = u16::try_from(sealed.len()).map_err(|_| StoreError::damaged("标记太长"))?;
        let mut place = [&length.to_be_bytes()[..], &sealed].concat();
        place.resize(PLACE, 0);
        Ok(place)
    }

    /// A place as it was written.
    fn unsealed(place: &[u8], keys: &Keys) -> Option<Self> {
        let (length, sealed) = place.split_first_chunk::<2>()?;
        let sealed = sealed.get(..usize::from(u16::from_be_bytes(*length)))?;
        let plain = keys.open(PURPOSE, sealed)?;
        let (seq, rest) = plain.split_first_chunk::<8>()?;
        let (hash, numbers) = rest.split_first_chunk::<32>()?;
        let given = std::str::from_utf8(numbers).ok()?.lines().map(|line| {
            let mut parts = line.splitn(3, '-').map(str::to_owned);
            Some(Given {
                prefix: parts.next()?,
                day: parts.next()?,
                last: parts.next()?.parse().ok()?,
            })
        });
        Some(Self {
            seq: i64::from_be_bytes(*seq),
            hash: hex(hash),
            given: given.collect::<Option<_>>()?,
        })
    }

    /// A mark from before it had two places.
    fn former(plain: &[u8]) -> Option<Self> {
        let (seq, hash) = plain.split_first_chunk::<8>()?;
        Some(Self {
            seq: i64::from_be_bytes(*seq),
            hash: String::from_utf8(hash.to_vec()).ok()?,
            given: Vec::new(),
        })
    }
}

/// What stands in the two places; none of a file that has no places.
fn places(bytes: &[u8], keys: &Keys) -> Option<[Option<Mark>; 2]> {
    let (first, second) = bytes.split_at_checked(PLACE)?;
    (second.len() == PLACE).then(|| [first, second].map(|place| Mark::unsealed(place, keys)))
}

impl Tx<'_> {
    /// Lets no case number be given again that a lost state of the store had given.
    pub(crate) fn never_again(&mut self, given: &[Given]) -> Result<()> {
        for Given { prefix, day, last } in given {
            self.insert(
                "INSERT INTO number_series(prefix, day, last) VALUES (?1, ?2, ?3)
                 ON CONFLICT(prefix, day) DO UPDATE SET last = excluded.last WHERE excluded.last > last",
                params![prefix, day, last],
            )?;
        }
        Ok(())
    }
}
