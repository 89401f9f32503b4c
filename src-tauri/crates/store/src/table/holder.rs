//! Table `holder`: units, persons of a unit and persons, who hold certificates. One row for each, told apart by number
//! and only without one by name; a newer name takes the place of the older one.

use case::{Holder, Party};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, found};
use crate::{HolderId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "holder-1",
    sql: "CREATE TABLE holder(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('unit', 'person')),
            unit_id INTEGER REFERENCES holder(id),
            identity TEXT NOT NULL,
            name TEXT NOT NULL,
            code TEXT
          ) STRICT;
          CREATE UNIQUE INDEX holder_once ON holder(kind, coalesce(unit_id, 0), identity);
          CREATE INDEX holder_of_unit ON holder(unit_id) WHERE unit_id IS NOT NULL;",
}];

/// What a holder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A unit.
    Unit,
    /// A person, of a unit or for nobody else.
    Person,
}

/// A holder on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderRow {
    /// The holder.
    pub id: HolderId,
    /// What it is.
    pub kind: HolderKind,
    /// The unit that the person belongs to.
    pub unit_id: Option<HolderId>,
    /// The newest name.
    pub name: String,
    /// Unified code, identity number or another number.
    pub code: Option<String>,
}

impl FromRow for HolderRow {
    const TABLE: &'static str = "holder";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            kind: f.word("kind")?,
            unit_id: f.get("unit_id")?,
            name: f.get("name")?,
            code: f.get("code")?,
        })
    }
}

impl Tx<'_> {
    /// Puts a holder on record, or brings its name and number up to date. None for a holder of whom nothing is known.
    ///
    /// # Errors
    /// Those of the database.
    pub fn keep_holder(&mut self, holder: &Holder) -> Result<Option<HolderId>> {
        let unit = match &holder.unit {
            Some(unit) => Some(self.keep_party("unit", None, &unit.as_unit(), unit)?),
            None => None,
        };
        match &holder.person {
            Some(person) => Ok(Some(self.keep_party(
                "person",
                unit,
                &person.as_person(),
                person,
            )?)),
            None => Ok(unit),
        }
    }

    fn keep_party(
        &mut self,
        kind: &str,
        unit: Option<HolderId>,
        identity: &str,
        party: &Party,
    ) -> Result<HolderId> {
        if let Some(known) = self.find_party(kind, unit, identity)? {
            self.change(
                "持有人",
                known.0,
                "UPDATE holder SET name = CASE ?2 WHEN '' THEN name ELSE ?2 END, code = coalesce(?3, code)
                  WHERE id = ?1",
                (known, &party.name, &party.code),
            )?;
            return Ok(known);
        }
        self.insert(
            "INSERT INTO holder(kind, unit_id, identity, name, code) VALUES (?1, ?2, ?3, ?4, ?5)",
            (kind, unit, identity, &party.name, &party.code),
        )?;
        HolderId::last(self.conn())
    }

    fn find_party(&self, kind: &str, unit: Option<HolderId>, identity: &str) -> Result<Option<HolderId>> {
        let row: Option<HolderRow> = self.row(
            "SELECT * FROM holder WHERE kind = ?1 AND coalesce(unit_id, 0) = ?2 AND identity = ?3",
            (kind, unit.map_or(0, |id| id.0), identity),
        )?;
        Ok(row.map(|row| row.id))
    }

    /// The holder as these books know it; none when they do not.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn find_holder(&self, holder: &Holder) -> Result<Option<HolderId>> {
        let unit = match &holder.unit {
            Some(unit) => match self.find_party("unit", None, &unit.as_unit())? {
                Some(unit) => Some(unit),
                None => return Ok(None),
            },
            None => None,
        };
        match &holder.person {
            Some(person) => self.find_party("person", unit, &person.as_person()),
            None => Ok(unit),
        }
    }

    /// A holder.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn holder(&self, id: HolderId) -> Result<HolderRow> {
        found(
            self.row("SELECT * FROM holder WHERE id = ?1", [id])?,
            "持有人",
            id.0,
        )
    }

    /// All holders: units with their persons behind them, then persons of no unit, in the order in which they came.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn holders(&self) -> Result<Vec<HolderRow>> {
        self.rows(
            "SELECT * FROM holder ORDER BY coalesce(unit_id, id), unit_id IS NOT NULL, id",
            (),
        )
    }
}
