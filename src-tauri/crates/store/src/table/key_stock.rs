//! Tables `key_stock` and `key_move`: the register of blank keys by serial number, and every way in and out of it.
//! The register tells what is there now; the moves tell how it came so, and are only added.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp, word_of};
use crate::{AccountId, CaseId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "key_stock-1",
    sql: "CREATE TABLE key_stock(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            serial TEXT NOT NULL UNIQUE,
            box TEXT NOT NULL,
            model TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('in', 'issued', 'damaged', 'destroyed')),
            at TEXT NOT NULL
          ) STRICT;
          CREATE INDEX key_stock_by_box ON key_stock(box, state);
          CREATE TABLE key_move(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            stock_id INTEGER NOT NULL REFERENCES key_stock(id),
            state TEXT NOT NULL,
            case_id INTEGER REFERENCES case_file(id),
            reason TEXT NOT NULL,
            by INTEGER NOT NULL REFERENCES account(id),
            at TEXT NOT NULL
          ) STRICT;
          CREATE INDEX key_move_of_key ON key_move(stock_id);
          CREATE INDEX key_move_by_time ON key_move(at);
          CREATE TRIGGER key_move_never_changes BEFORE UPDATE ON key_move
            BEGIN SELECT RAISE(ABORT, 'a move is only added'); END;
          CREATE TRIGGER key_move_never_deleted BEFORE DELETE ON key_move
            BEGIN SELECT RAISE(ABORT, 'a move is only added'); END;",
}];

/// Where a key of the register is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockState {
    /// In its box, blank.
    In,
    /// Made for a case.
    Issued,
    /// Does not work; put aside.
    Damaged,
    /// Destroyed under four eyes.
    Destroyed,
}

impl StockState {
    /// Whether a key may go from this state to `next`. A destroyed one stays destroyed; an issued one comes back as
    /// damaged or is taken back into stock once it was wiped.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::In => matches!(next, Self::Issued | Self::Damaged | Self::Destroyed),
            Self::Issued | Self::Damaged => {
                matches!(next, Self::In | Self::Damaged | Self::Destroyed) && self != next
            }
            Self::Destroyed => false,
        }
    }
}

/// A key of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockKey {
    /// Row number.
    pub id: u32,
    /// The serial number on its case and in its chip.
    pub serial: String,
    /// The box it came in.
    pub box_no: String,
    /// Its model, as the box says.
    pub model: String,
    /// Where it is.
    pub state: StockState,
    /// Since when.
    pub at: DateTime<Utc>,
}

impl FromRow for StockKey {
    const TABLE: &'static str = "key_stock";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            serial: f.get("serial")?,
            box_no: f.get("box")?,
            model: f.get("model")?,
            state: f.word("state")?,
            at: f.at("at")?,
        })
    }
}

/// One way in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockMove {
    /// The key's serial number.
    pub serial: String,
    /// Its box.
    pub box_no: String,
    /// What it became.
    pub state: StockState,
    /// The case it was made for.
    pub case_id: Option<CaseId>,
    /// Why, in words.
    pub reason: String,
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

impl FromRow for StockMove {
    const TABLE: &'static str = "key_move";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            serial: f.get("serial")?,
            box_no: f.get("box")?,
            state: f.word("state")?,
            case_id: f.get("case_id")?,
            reason: f.get("reason")?,
            by: f.get("by")?,
            at: f.at("at")?,
        })
    }
}

/// What moves a key.
#[derive(Debug, Clone)]
pub struct NewMove<'a> {
    /// What it becomes.
    pub state: StockState,
    /// The case it was made for.
    pub case_id: Option<CaseId>,
    /// Why, in words.
    pub reason: &'a str,
    /// Who.
    pub by: AccountId,
}

fn not_so(what: String) -> StoreError {
    StoreError::Invalid { what }
}

impl Tx<'_> {
    /// Takes a blank key into the register. Gives whether it was new: one that is registered stays as it is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_stock_key(
        &mut self,
        serial: &str,
        box_no: &str,
        model: &str,
        by: AccountId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        if self.stock_key(serial)?.is_some() {
            return Ok(false);
        }
        self.insert(
            "INSERT INTO key_stock(serial, box, model, state, at) VALUES (?1, ?2, ?3, 'in', ?4)",
            (serial, box_no, model, stamp(now)),
        )?;
        let new = NewMove {
            state: StockState::In,
            case_id: None,
            reason: "入库",
            by,
        };
        self.add_move(serial, &new, now)?;
        Ok(true)
    }

    /// Moves a key of the register.
    ///
    /// # Errors
    /// `store-invalid` when it is not registered or may not become that.
    pub fn move_stock_key(&mut self, serial: &str, new: &NewMove<'_>, now: DateTime<Utc>) -> Result<()> {
        let key = self
            .stock_key(serial)?
            .ok_or_else(|| not_so(format!("UKey {serial} 不在库存登记里")))?;
        if !key.state.may_become(new.state) {
            return Err(not_so(format!("UKey {serial} 的库存状态不能这样改")));
        }
        self.change(
            "库存",
            key.id,
            "UPDATE key_stock SET state = ?2, at = ?3 WHERE id = ?1",
            (key.id, word_of(&new.state)?, stamp(now)),
        )?;
        self.add_move(serial, new, now)
    }

    fn add_move(&mut self, serial: &str, new: &NewMove<'_>, now: DateTime<Utc>) -> Result<()> {
        self.insert(
            "INSERT INTO key_move(stock_id, state, case_id, reason, by, at)
             SELECT id, ?2, ?3, ?4, ?5, ?6 FROM key_stock WHERE serial = ?1",
            (
                serial,
                word_of(&new.state)?,
                new.case_id,
                new.reason,
                new.by,
                stamp(now),
            ),
        )
    }

    /// A key of the register by its serial number.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn stock_key(&self, serial: &str) -> Result<Option<StockKey>> {
        self.row("SELECT * FROM key_stock WHERE serial = ?1", [serial])
    }

    /// The register, box by box in the order of serial numbers.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn stock_keys(&self) -> Result<Vec<StockKey>> {
        self.rows("SELECT * FROM key_stock ORDER BY box, serial", ())
    }

    /// The moves since an instant, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn stock_moves_since(&self, since: DateTime<Utc>) -> Result<Vec<StockMove>> {
        self.rows(
            "SELECT m.*, k.serial, k.box FROM key_move m JOIN key_stock k ON k.id = m.stock_id
             WHERE m.at >= ?1 ORDER BY m.id",
            [stamp(since)],
        )
    }
}
