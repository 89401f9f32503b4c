//! The spool of a window: what was typed and scanned while its hall's server was away, until it is in the books.
//!
//! One encrypted file beside the window's copy, under a key of its own made from the store's. It is never sent and
//! never replaced by following, and a window that joins anew in the same folder finds it again. Every item carries the
//! operation under which it goes to the hall, drawn before the first try: whether it is there is asked by that name, so
//! that it comes in once whatever was killed in between. What an item holds is the business of whoever put it there.
//!
//! A file that does not open is set aside under a name that tells so, never deleted, and never keeps anybody from
//! working.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior};

use crate::hall::Op;
use crate::keyring::create_private;
use crate::keys::Keys;
use crate::open::{Opening, open};
use crate::row::{parse_stamp, stamp};
use crate::{AccountId, CaseId, Result, StoreError};

/// The spool's file name.
pub const SPOOL: &str = "spool.db";
/// How the name of a spool begins that did not open.
const ASIDE: &str = "spool-damaged-";
/// What lies beside the file while it is open.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// The steps of the file's structure that this program knows.
const KNOWN: u32 = 1;
const TABLES: &str = "CREATE TABLE item(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        op BLOB NOT NULL UNIQUE CHECK (length(op) = 16),
        account INTEGER NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        case_id INTEGER,
        body TEXT NOT NULL,
        -- It may have been sent: it is not written any more, and asked for before it is sent again.
        tried INTEGER NOT NULL,
        refused TEXT
      ) STRICT;
      CREATE TABLE part(
        item INTEGER NOT NULL REFERENCES item(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (item, seq)
      ) STRICT;";

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpoolKind {
    /// What was typed into a case.
    Patch,
    /// Pages that arrived.
    Pages,
    /// How a step on a key ended.
    KeyStep,
}

impl SpoolKind {
    const ALL: [Self; 3] = [Self::Patch, Self::Pages, Self::KeyStep];

    fn word(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Pages => "pages",
            Self::KeyStep => "key-step",
        }
    }
}

/// Whether an item may have been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Nobody has tried.
    Never,
    /// It may be in the books: they are asked first.
    Perhaps,
}

/// Something to be kept.
#[derive(Debug)]
pub struct NewSpooled<'a> {
    /// The operation under which it goes to the hall, once.
    pub op: Op,
    /// Whose it is.
    pub account: AccountId,
    /// Done when.
    pub at: DateTime<Utc>,
    /// What it is.
    pub kind: SpoolKind,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// What it says.
    pub body: String,
    /// Bytes that belong to it.
    pub parts: Vec<&'a [u8]>,
    /// Whether the operation was sent before it came here.
    pub sent: Sent,
}

/// Something that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spooled {
    /// Its number in this spool; later ones have higher numbers.
    pub id: u32,
    /// The operation under which it goes to the hall, once.
    pub op: Op,
    /// Whose it is.
    pub account: AccountId,
    /// Done when.
    pub at: DateTime<Utc>,
    /// What it is.
    pub kind: SpoolKind,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// What it says.
    pub body: String,
    /// Whether it may be in the books.
    pub sent: Sent,
    /// Why it did not go in, in the words of whoever tried; then somebody has to decide.
    pub refused: Option<String>,
}

/// An open spool.
#[derive(Debug)]
pub struct Spool {
    conn: Connection,
}

impl Spool {
    /// Opens the spool of a folder, made where there is none. One that is damaged is set aside ([`Spool::set_aside`]).
    ///
    /// # Errors
    /// `store-disk-full`, `store-read-only`, `store-newer-schema`, `store-file`.
    pub(crate) fn open(folder: &Path, keys: &Keys) -> Result<Self> {
        let path = folder.join(SPOOL);
        match Self::open_file(&path, keys) {
            Err(StoreError::Damaged { .. } | StoreError::CorruptRow { .. }) => {
                put_aside(folder)?;
                Self::open_file(&path, keys)
            }
            opened => opened,
        }
    }

    fn open_file(path: &Path, keys: &Keys) -> Result<Self> {
        // An empty file is one whose making was cut short: nothing was ever in it.
        let is_new = fs::metadata(path).map_or(true, |file| file.len() == 0);
        if is_new && !path.exists() {
            drop(create_private(path).map_err(|e| StoreError::file(path, &e))?);
        }
        let opening = if is_new { Opening::Fresh } else { Opening::Existing };
        let mut conn = open(path, &keys.of_spool()?, opening)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match found {
            0 => {
                tx.execute_batch(TABLES)?;
                tx.pragma_update(None, "user_version", KNOWN)?;
            }
            KNOWN => {}
            found => return Err(StoreError::NewerSchema { found, known: KNOWN }),
        }
        tx.commit()?;
        let spool = Self { conn };
        spool.is_whole()?;
        Ok(spool)
    }

    /// Every page of the file is read once, so that damage is met before something is laid beside it.
    fn is_whole(&self) -> Result<()> {
        let said: String = self
            .conn
            .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
        if said != "ok" {
            return Err(StoreError::damaged("断网暂存的文件"));
        }
        self.items().map(drop)
    }

    /// Keeps something. When this returns it outlives a killed program and a power cut. What is kept under the same
    /// operation is kept once.
    ///
    /// # Errors
    /// `store-disk-full`, `store-locked-by-other`.
    pub fn keep(&mut self, new: &NewSpooled<'_>) -> Result<()> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let kept = tx.execute(
            "INSERT INTO item(op, account, at, kind, case_id, body, tried) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT(op) DO NOTHING",
            (
                new.op,
                new.account,
                stamp(new.at),
                new.kind.word(),
                new.case,
                &new.body,
                new.sent == Sent::Perhaps,
            ),
        )?;
        if kept > 0 {
            let item = tx.last_insert_rowid();
            for (at, data) in (0_i64..).zip(&new.parts) {
                tx.execute(
                    "INSERT INTO part(item, seq, data) VALUES (?1, ?2, ?3)",
                    (item, at, data),
                )?;
            }
        }
        Ok(tx.commit()?)
    }

    /// Writes more into an item that was never sent. False where it was, or is gone: then it is a new item.
    ///
    /// # Errors
    /// `store-disk-full`, `store-locked-by-other`.
    pub fn add_to(&mut self, id: u32, body: &str, at: DateTime<Utc>) -> Result<bool> {
        let written = self.conn.execute(
            "UPDATE item SET body = ?2, at = ?3 WHERE id = ?1 AND tried = 0 AND refused IS NULL",
            (id, body, stamp(at)),
        )?;
        Ok(written == 1)
    }

    /// Everything that is kept, in the order in which it came.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn items(&self) -> Result<Vec<Spooled>> {
        let mut statement = self.conn.prepare_cached("SELECT * FROM item ORDER BY id")?;
        let mut rows = statement.query(())?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(item(row)?);
        }
        Ok(all)
    }

    /// One item; none when it is gone.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn item(&self, id: u32) -> Result<Option<Spooled>> {
        let mut statement = self.conn.prepare_cached("SELECT * FROM item WHERE id = ?1")?;
        let mut rows = statement.query([id])?;
        rows.next()?.map(item).transpose()
    }

    /// The bytes of an item, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn parts(&self, id: u32) -> Result<Vec<Vec<u8>>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT data FROM part WHERE item = ?1 ORDER BY seq")?;
        let all = statement.query_map([id], |row| row.get(0))?;
        Ok(all.collect::<rusqlite::Result<_>>()?)
    }

    /// Puts down that an item is going to be sent, and gives it as it is from then on: until now more may have been
    /// written into it. None when it is gone.
    ///
    /// # Errors
    /// `store-disk-full`, `store-locked-by-other`.
    pub fn sends(&mut self, id: u32) -> Result<Option<Spooled>> {
        self.conn
            .execute("UPDATE item SET tried = 1 WHERE id = ?1", [id])?;
        self.item(id)
    }

    /// Puts down why an item did not go in.
    ///
    /// # Errors
    /// `store-disk-full`, `store-locked-by-other`.
    pub fn refuse(&mut self, id: u32, why: &str) -> Result<()> {
        self.conn
            .execute("UPDATE item SET refused = ?2 WHERE id = ?1", (id, why))?;
        Ok(())
    }

    /// Forgets an item that is in the books, or whose discard is.
    ///
    /// # Errors
    /// `store-disk-full`, `store-locked-by-other`.
    pub fn forget(&mut self, id: u32) -> Result<()> {
        self.conn.execute("DELETE FROM item WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Whether an operation is kept.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn has(&self, op: &Op) -> Result<bool> {
        let found: Option<u32> = self
            .conn
            .prepare_cached("SELECT id FROM item WHERE op = ?1")?
            .query_row([op], |row| row.get(0))
            .optional()?;
        Ok(found.is_some())
    }

    /// The spools of a folder that did not open and were set aside.
    pub fn set_aside(folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut all: Vec<PathBuf> = entries
            .filter_map(std::result::Result::ok)
            .filter(|one| {
                let name = one.file_name().to_string_lossy().into_owned();
                name.starts_with(ASIDE) && name.ends_with(".db")
            })
            .map(|one| one.path())
            .collect();
        all.sort();
        all
    }

    /// Limits the file to so many pages of 4096 bytes: a quota, answered like a full disk.
    ///
    /// # Errors
    /// `store-database`.
    pub fn limit_pages(&self, pages: u32) -> Result<()> {
        self.conn
            .query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()))?;
        Ok(())
    }
}

fn item(row: &Row<'_>) -> Result<Spooled> {
    let id: u32 = row.get("id")?;
    let corrupt = |column: &'static str| StoreError::CorruptRow {
        table: "item",
        id: id.into(),
        column,
    };
    let word: String = row.get("kind")?;
    let kind = SpoolKind::ALL.into_iter().find(|kind| kind.word() == word);
    let at: String = row.get("at")?;
    let tried: bool = row.get("tried")?;
    Ok(Spooled {
        id,
        op: row.get("op")?,
        account: row.get("account")?,
        at: parse_stamp(&at).ok_or_else(|| corrupt("at"))?,
        kind: kind.ok_or_else(|| corrupt("kind"))?,
        case: row.get("case_id")?,
        body: row.get("body")?,
        sent: if tried { Sent::Perhaps } else { Sent::Never },
        refused: row.get("refused")?,
    })
}

/// Moves a spool that does not open out of the way, with what lies beside it, under the next free name.
fn put_aside(folder: &Path) -> Result<()> {
    let name = |n: u32| format!("{ASIDE}{n}.db");
    let free = (1..)
        .find(|n| !folder.join(name(*n)).exists())
        .map_or_else(|| name(0), name);
    for end in BESIDE {
        let from = folder.join(format!("{SPOOL}{end}"));
        if from.exists() {
            fs::rename(&from, folder.join(format!("{free}{end}")))
                .map_err(|e| StoreError::file(&from, &e))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt as _;

    use chrono::TimeZone as _;

    use super::*;

    const TYPED: &str = "木棉湾小学";

    fn new(op: u8, body: &str) -> NewSpooled<'_> {
        NewSpooled {
            op: [op; 16],
            account: AccountId(3),
            at: Utc.with_ymd_and_hms(2026, 11, 25, 1, 30, 0).unwrap(),
            kind: SpoolKind::Pages,
            case: Some(CaseId(7)),
            body: body.to_owned(),
            parts: vec![b"page one", b""],
            sent: Sent::Never,
        }
    }

    #[test]
    fn what_was_kept_is_there_in_order_and_once_when_it_is_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::random().unwrap();
        let mut spool = Spool::open(dir.path(), &keys).unwrap();
        spool.keep(&new(1, TYPED)).unwrap();
        spool.keep(&new(2, "第二项")).unwrap();
        spool.keep(&new(1, "又一次")).unwrap();
        // Nothing is closed: as after a kill.
        std::mem::forget(spool);
        let mut spool = Spool::open(dir.path(), &keys).unwrap();
        let items = spool.items().unwrap();
        let bodies: Vec<&str> = items.iter().map(|one| one.body.as_str()).collect();
        assert_eq!(bodies, [TYPED, "第二项"]);
        assert_eq!(
            (items[0].account, items[0].case, items[0].at),
            (AccountId(3), Some(CaseId(7)), new(1, "").at)
        );
        assert_eq!(
            spool.parts(items[0].id).unwrap(),
            [b"page one".to_vec(), Vec::new()]
        );
        // What may have been sent is not written any more.
        assert!(spool.add_to(items[0].id, "改过", new(1, "").at).unwrap());
        let sends = spool.sends(items[0].id).unwrap().unwrap();
        assert_eq!(
            sends.body, "改过",
            "what was written into it after it was listed goes with it"
        );
        assert!(!spool.add_to(items[0].id, "又改", new(1, "").at).unwrap());
        let sent = spool.item(items[0].id).unwrap().unwrap();
        assert_eq!((sent.body.as_str(), sent.sent), ("改过", Sent::Perhaps));
        assert_eq!(spool.sends(99).unwrap(), None);
        spool.forget(items[0].id).unwrap();
        assert!(!spool.has(&[1; 16]).unwrap() && spool.has(&[2; 16]).unwrap());
        // A number is not given again.
        spool.keep(&new(3, "")).unwrap();
        assert!(spool.items().unwrap()[1].id > items[1].id);
        assert!(Spool::set_aside(dir.path()).is_empty());
    }

    #[test]
    fn nothing_readable_lies_on_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let mut spool = Spool::open(dir.path(), &Keys::random().unwrap()).unwrap();
        spool.keep(&new(1, TYPED)).unwrap();
        for entry in fs::read_dir(dir.path()).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            for word in [TYPED.as_bytes(), b"page one", b"CREATE TABLE", b"SQLite format"] {
                assert!(!bytes.windows(word.len()).any(|at| at == word));
            }
        }
    }

    #[test]
    fn a_damaged_file_is_set_aside_whole_and_a_new_one_begun() {
        for at in [0, 4096 + 100, 2 * 4096 + 7] {
            let dir = tempfile::tempdir().unwrap();
            let keys = Keys::random().unwrap();
            let mut spool = Spool::open(dir.path(), &keys).unwrap();
            spool.keep(&new(1, TYPED)).unwrap();
            drop(spool);
            let path = dir.path().join(SPOOL);
            let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
            file.write_all_at(&[0xa5; 32], at).unwrap();
            let damaged = fs::read(&path).unwrap();
            let mut spool = Spool::open(dir.path(), &keys).unwrap();
            assert_eq!(spool.items().unwrap(), Vec::new());
            spool.keep(&new(1, "接着用")).unwrap();
            let aside = Spool::set_aside(dir.path());
            assert_eq!(aside.len(), 1, "{at}");
            assert_eq!(fs::read(&aside[0]).unwrap(), damaged);
        }
        // One of another hall is not opened either, and is not lost.
        let dir = tempfile::tempdir().unwrap();
        drop(Spool::open(dir.path(), &Keys::random().unwrap()).unwrap());
        drop(Spool::open(dir.path(), &Keys::random().unwrap()).unwrap());
        assert_eq!(Spool::set_aside(dir.path()).len(), 1);
    }

    #[test]
    fn a_file_whose_making_was_cut_short_is_made() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(SPOOL), b"").unwrap();
        let keys = Keys::random().unwrap();
        Spool::open(dir.path(), &keys)
            .unwrap()
            .keep(&new(1, TYPED))
            .unwrap();
        assert_eq!(Spool::open(dir.path(), &keys).unwrap().items().unwrap().len(), 1);
        assert!(Spool::set_aside(dir.path()).is_empty());
    }

    #[test]
    fn a_full_disk_keeps_what_was_there_and_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::random().unwrap();
        let mut spool = Spool::open(dir.path(), &keys).unwrap();
        spool.keep(&new(1, TYPED)).unwrap();
        spool.limit_pages(16).unwrap();
        let page = vec![7; 1 << 20];
        let mut large = new(2, "");
        large.parts = vec![&page];
        assert_eq!(spool.keep(&large).unwrap_err().code(), "store-disk-full");
        assert_eq!(spool.items().unwrap().len(), 1);
        drop(spool);
        assert_eq!(Spool::open(dir.path(), &keys).unwrap().items().unwrap().len(), 1);
        assert!(Spool::set_aside(dir.path()).is_empty());
    }
}
