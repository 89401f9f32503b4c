//! Which act listed each row last. The rows are taken in parts, by their numbers, so that a store of many years is
//! proven within the memory of an office machine: the acts are read once more for each part.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::Result;
use crate::acts::digest::{GONE, RowDigest, SCHEMA};
use crate::acts::message::Message;
use crate::acts::touched::bound_tables;

/// Rows that are held at a time, more or less: some hundred megabytes.
const AT_A_TIME: i64 = 1_500_000;

/// Which act listed a row last, and as what.
#[derive(Clone, Copy)]
pub(super) struct Listed {
    pub seq: u64,
    /// Who wrote it, and how many certificates the roster had; none when that was before acts were signed.
    pub by: Option<(u32, u32)>,
    pub digest: RowDigest,
}

/// The rows whose number leaves a certain rest.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub of: i64,
    pub number: i64,
}

impl Part {
    /// All parts of a store.
    pub fn all(conn: &Connection) -> Result<impl Iterator<Item = Self>> {
        let mut rows = 0;
        for table in bound_tables(conn)? {
            rows += conn.query_row(&format!("SELECT count(*) FROM \"{table}\""), (), |row| {
                row.get::<_, i64>(0)
            })?;
        }
        let of = rows / AT_A_TIME + 1;
        Ok((0..of).map(move |number| Self { of, number }))
    }

    fn has(self, id: i64) -> bool {
        id.rem_euclid(self.of) == self.number
    }
}

/// The rows of a part as acts listed them last.
pub(super) struct Listing {
    pub part: Part,
    /// Each with the highest number that a row of it ever had.
    tables: Vec<(String, i64)>,
    rows: HashMap<(usize, i64), Listed>,
}

impl Listing {
    /// Reads the acts, up to the first that cannot be read: it is named where they are proven.
    pub fn of(conn: &Connection, part: Part) -> Result<Self> {
        let mut listing = Self {
            part,
            tables: Vec::new(),
            rows: HashMap::new(),
        };
        let mut statement = conn.prepare("SELECT message FROM act ORDER BY seq")?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let Some(act) = Message::read(row.get_ref(0)?.as_blob().unwrap_or_default()) else {
                break;
            };
            listing.take(&act);
        }
        Ok(listing)
    }

    fn take(&mut self, act: &Message) {
        let former = match act.whole {
            true => std::mem::take(&mut self.rows),
            false => HashMap::new(),
        };
        for ((table, id), digest) in &act.rows {
            if table == SCHEMA || !self.part.has(*id) {
                continue;
            }
            let key = (self.number_of(table), *id);
            let highest = &mut self.tables[key.0].1;
            *highest = (*highest).max(*id);
            // Listing all rows anew makes nobody their writer.
            let by = match act.whole {
                true => former.get(&key).and_then(|entry| entry.by),
                false => Some((act.account, act.roster)),
            };
            let entry = Listed {
                seq: act.seq,
                by,
                digest: *digest,
            };
            self.rows.insert(key, entry);
        }
    }

    fn number_of(&mut self, table: &str) -> usize {
        self.known(table).unwrap_or_else(|| {
            self.tables.push((table.to_owned(), 0));
            self.tables.len() - 1
        })
    }

    fn known(&self, table: &str) -> Option<usize> {
        self.tables.iter().position(|(name, _)| name == table)
    }

    /// The tables whose rows were listed, each with the highest number that a row of this part ever had.
    pub fn highest(&self) -> &[(String, i64)] {
        &self.tables
    }

    /// How a row was listed last.
    pub fn get(&self, table: &str, id: i64) -> Option<Listed> {
        let number = self.known(table)?;
        self.rows.get(&(number, id)).copied()
    }

    /// The same, which is then looked at.
    pub fn remove(&mut self, table: &str, id: i64) -> Option<Listed> {
        let number = self.known(table)?;
        self.rows.remove(&(number, id))
    }

    /// The rows that were to be there and were not looked at, table by table.
    pub fn left(self) -> Vec<(String, i64, Listed)> {
        let mut left: Vec<_> = self
            .rows
            .into_iter()
            .filter(|(_, entry)| entry.digest != GONE)
            .collect();
        left.sort_unstable_by_key(|((table, id), _)| (*table, *id));
        let told = left.into_iter();
        told.map(|((table, id), entry)| (self.tables[table].0.clone(), id, entry))
            .collect()
    }
}

/// How the tables themselves were listed last.
pub(super) fn of_schema(conn: &Connection) -> Result<Option<RowDigest>> {
    let mut statement = conn.prepare("SELECT message FROM act ORDER BY seq DESC")?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let Some(act) = Message::read(row.get_ref(0)?.as_blob().unwrap_or_default()) else {
            continue;
        };
        if let Some((_, digest)) = act.rows.iter().find(|((table, _), _)| table == SCHEMA) {
            return Ok(Some(*digest));
        }
    }
    Ok(None)
}
