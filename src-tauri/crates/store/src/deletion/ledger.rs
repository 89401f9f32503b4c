//! The ledger of deletions: which cases were deleted, by whom and with whose consent, in a file beside the store and in
//! every backup. A backup that is older than a deletion still has the case; when it is restored the ledger says so, and
//! the case goes again before anybody signs in.
//!
//! The ledger holds no personal data: numbers of cases and accounts, public keys, signatures. Each line is signed by
//! two, and the certificates of accounts that prove it come with it; what is not signed so counts for nothing. That a
//! line was left out nobody can tell: every ledger that is found counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::acts::roster::Roster;
use crate::acts::written;
use crate::canonical::{hex, unhex};
use crate::deletion::proof::{self, Stored};
use crate::deletion::statement::{Deletion, Statement, Traces, store_word};
use crate::deletion::sweep::{Signed, store_of};
use crate::keyring::write_atomically;
use crate::row::stamp;
use crate::{CaseId, CaseRow, Result, Store, StoreError, Tx, plain_file};

/// The file's name, beside the store and in backups.
pub const DELETIONS: &str = "deletions.json";

/// Largest ledger that is read, in bytes: a million lines are two thirds of it.
const LIMIT: u64 = 1 << 30;

/// A ledger as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Ledger {
    /// Version of this description.
    format: u32,
    /// Of which store.
    store: String,
    /// The certificates of its accounts, as text: more than one where a store that came back from a backup went
    /// another way.
    certificates: Vec<String>,
    /// One for each case that was deleted.
    deletions: Vec<Line>,
}

/// A deletion as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    /// What both signed.
    statement: String,
    by_signature: String,
    beside_signature: String,
    /// How many certificates the roster had then.
    roster: u32,
    /// Which certificates prove it, from 0.
    certificates: usize,
}

/// Cases that a ledger has deleted again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The numbers of the cases.
    pub numbers: Vec<String>,
}

/// A line that two have signed, with the certificates that prove it where this store lacks them.
struct Proven {
    line: Line,
    said: Statement,
    certificates: Option<String>,
}

/// Finds what is of a case without saying so, in a store that is about to lose it.
pub type FindTraces<'f> = &'f dyn Fn(&Tx<'_>, &CaseRow) -> Result<Traces>;

impl Line {
    fn of(one: &Stored, certificates: usize) -> Self {
        Self {
            certificates,
            statement: one.text.clone(),
            by_signature: hex(&one.by_signature),
            beside_signature: hex(&one.beside_signature),
            roster: one.roster,
        }
    }

    fn stored(&self, said: &Statement) -> Option<Stored> {
        Some(Stored {
            id: 0,
            case: said.case,
            text: self.statement.clone(),
            by: said.by,
            beside: said.beside,
            by_signature: unhex(&self.by_signature)?,
            beside_signature: unhex(&self.beside_signature)?,
            roster: self.roster,
            certificates: None,
            gone: String::new(),
            at: String::new(),
        })
    }
}

/// A ledger in a folder; none where there is none, or none that can be read.
fn read(folder: &Path) -> Option<Ledger> {
    let text = plain_file::read(&folder.join(DELETIONS), LIMIT).ok()?;
    serde_json::from_slice::<Ledger>(&text)
        .ok()
        .filter(|ledger| ledger.format == 1)
}

/// Where certificates stand among others, those of which go on from others in their place.
fn place(chains: &mut Vec<String>, text: &str) -> usize {
    for (at, chain) in chains.iter_mut().enumerate() {
        if written::goes_on(text, chain) {
            text.clone_into(chain);
            return at;
        }
        if written::goes_on(chain, text) {
            return at;
        }
    }
    chains.push(text.to_owned());
    chains.len() - 1
}

impl Tx<'_> {
    /// The ledger of this store with the lines that other ledgers of it have beside, as text; none while there is
    /// nothing in it.
    fn ledger(&self, others: &[Ledger]) -> Result<Option<String>> {
        let own = written::text(self.conn())?;
        let mut chains = Vec::new();
        let mut lines = Vec::new();
        for one in proof::stored(self.conn())? {
            let certificates = place(&mut chains, one.certificates.as_ref().unwrap_or(&own));
            lines.push(Line::of(&one, certificates));
        }
        for other in others {
            for one in self.proven(other)? {
                // A case that this store never had: it came back from a backup that is older than the case.
                if !lines.iter().any(|line| line.statement == one.line.statement) {
                    let certificates = place(&mut chains, &other.certificates[one.line.certificates]);
                    lines.push(Line {
                        certificates,
                        ..one.line
                    });
                }
            }
        }
        if lines.is_empty() {
            return Ok(None);
        }
        let ledger = Ledger {
            format: 1,
            store: store_word(&store_of(self)?),
            certificates: chains,
            deletions: lines,
        };
        let text = serde_json::to_string_pretty(&ledger).map_err(|e| StoreError::Invalid {
            what: format!("删除台账无法写出（{e}）"),
        })?;
        Ok(Some(text))
    }

    /// Every deletion, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn deletions(&self) -> Result<Vec<Deletion>> {
        let all = proof::stored(self.conn())?.into_iter().rev();
        all.map(|one| {
            let statement: Statement =
                serde_json::from_str(&one.text).map_err(|_| StoreError::damaged("删除记录读不出来"))?;
            Ok(Deletion {
                id: u32::try_from(one.id).unwrap_or(u32::MAX),
                repeated: one.at != stamp(statement.at),
                statement,
            })
        })
        .collect()
    }
}

/// Writes the ledger of a store into a folder, with what the ledgers in that folder and in others have beside.
pub(crate) fn write(tx: &Tx<'_>, folder: &Path, others: &[&Path]) -> Result<()> {
    let found = [folder].into_iter().chain(others.iter().copied());
    let others: Vec<Ledger> = found.filter_map(read).collect();
    let Some(text) = tx.ledger(&others)? else {
        return Ok(());
    };
    let path = folder.join(DELETIONS);
    if std::fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    write_atomically(&path, text.as_bytes())
}

impl Store {
    /// Writes the ledger of deletions beside the store, and into the folders named; one that is not there is left out.
    ///
    /// # Errors
    /// `store-file`, `store-disk-full` for the ledger beside the store.
    pub fn write_ledger(&self, also: &[PathBuf]) -> Result<()> {
        self.read(|tx| {
            write(tx, self.folder(), &[])?;
            for folder in also.iter().filter(|folder| folder.is_dir()) {
                // A removable disk may be gone by now: its ledger is written with its next backup.
                let _ = write(tx, folder, &[self.folder()]);
            }
            Ok(())
        })
    }

    /// Deletes again what ledgers in these folders say was deleted and this store still has: it came back from a backup
    /// that is older.
    ///
    /// # Errors
    /// Those of the database.
    pub fn replay_deletions(
        &mut self,
        folders: &[PathBuf],
        traces: FindTraces<'_>,
        now: DateTime<Utc>,
    ) -> Result<Replayed> {
        let mut found: BTreeMap<CaseId, Proven> = BTreeMap::new();
        for ledger in folders.iter().filter_map(|folder| read(folder)) {
            for one in self.read(|tx| tx.proven(&ledger))? {
                found.entry(one.said.case).or_insert(one);
            }
        }
        let mut replayed = Replayed::default();
        for (case, one) in found {
            if self.write(|tx| tx.delete_again(case, &one, traces, now))? {
                replayed.numbers.push(one.said.number);
            }
        }
        if !replayed.numbers.is_empty() {
            self.forget_deleted()?;
        }
        Ok(replayed)
    }
}

impl Tx<'_> {
    /// The lines of a ledger that two have signed, with keys of this store's roster or of one that began as it did.
    fn proven(&self, ledger: &Ledger) -> Result<Vec<Proven>> {
        let (own, text) = (Roster::read(self.conn())?, written::text(self.conn())?);
        if ledger.store != store_word(&own.store) {
            return Ok(Vec::new());
        }
        let chains: Vec<Option<Roster>> = ledger
            .certificates
            .iter()
            .map(|chain| written::of_same_store(&own, chain))
            .collect();
        let prove = |line: &Line| {
            let said: Statement = serde_json::from_str(&line.statement).ok()?;
            let one = line.stored(&said)?;
            let roster = chains.get(line.certificates)?.as_ref()?;
            let chain = &ledger.certificates[line.certificates];
            let is_own = written::begin_alike(chain, &text, line.roster);
            let holds = said.store == ledger.store && proof::signed(roster, &said, &one).is_none();
            holds.then(|| Proven {
                line: line.clone(),
                said,
                certificates: (!is_own).then(|| chain.clone()),
            })
        };
        Ok(ledger.deletions.iter().filter_map(prove).collect())
    }

    /// Deletes a case that a ledger names; false where this store has no such case, or has deleted it.
    fn delete_again(
        &mut self,
        case: CaseId,
        one: &Proven,
        traces: FindTraces<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let row = match self.case(case) {
            Ok(row) => row,
            Err(StoreError::NotFound { .. } | StoreError::CaseDeleted { .. }) => return Ok(false),
            Err(error) => return Err(error),
        };
        let is_it = row.number == one.said.number && row.created == one.said.opened;
        let Some(stored) = one.line.stored(&one.said).filter(|_| is_it) else {
            return Ok(false);
        };
        let traces = traces(self, &row)?;
        self.take_doubles(case)?;
        let of_case = self.rows_of(case)?;
        let signed = Signed {
            text: &one.line.statement,
            statement: &one.said,
            by_signature: &stored.by_signature,
            beside_signature: &stored.beside_signature,
            roster: one.line.roster,
            certificates: one.certificates.as_deref(),
        };
        self.sweep(&row, of_case, &signed, &traces, now)?;
        Ok(true)
    }
}
