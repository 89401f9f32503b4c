//! Which rows a transaction has written, as the database itself tells
//! (<https://www.sqlite.org/c3ref/update_hook.html>). It tells of no row of a table without row ids and of none that
//! REPLACE or a DELETE of a whole table removes; the store has no such table and no such statement.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::Result;

/// A row by its table and number.
pub(crate) type RowKey = (String, i64);

/// The rows written since the last look.
#[derive(Clone, Default)]
pub(crate) struct Touched(Arc<Mutex<Rows>>);

#[derive(Default)]
struct Rows {
    /// Those that acts list.
    bound: BTreeSet<RowKey>,
    /// Those that the other windows of a hall take over: these and more.
    shared: BTreeSet<RowKey>,
}

impl Touched {
    /// Listens on a connection from now on.
    pub fn listen(conn: &mut Connection) -> Result<Self> {
        let touched = Self::default();
        let told = touched.clone();
        conn.update_hook(Some(move |_, _: &str, table: &str, row: i64| {
            if is_shared(table) {
                told.rows().shared.insert((table.to_owned(), row));
            }
            if is_bound(table) {
                told.rows().bound.insert((table.to_owned(), row));
            }
        }))?;
        Ok(touched)
    }

    /// Takes what was written of what acts list.
    pub fn take(&self) -> BTreeSet<RowKey> {
        std::mem::take(&mut self.rows().bound)
    }

    /// Takes what was written of what a hall shares.
    pub fn take_shared(&self) -> BTreeSet<RowKey> {
        std::mem::take(&mut self.rows().shared)
    }

    /// Counts rows among those that a hall shares: they got new salts.
    pub fn share(&self, rows: &BTreeSet<RowKey>) {
        self.rows().shared.extend(rows.iter().cloned());
    }

    /// Begins anew.
    pub fn clear(&self) {
        *self.rows() = Rows::default();
    }

    fn rows(&self) -> std::sync::MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tables whose rows no act lists: the acts' own; the audit, which every act holds by the head of its chain; the bytes
/// of attachments, which their row holds by a hash; and what is worked out from other rows.
const APART: [&str; 8] = [
    "act",
    "act_row",
    "account_certificate",
    "audit",
    "audit_head",
    "attachment_blob",
    "migration",
    "page_thumb",
];

/// Whether acts list the rows of a table.
pub(crate) fn is_bound(table: &str) -> bool {
    !APART.contains(&table) && is_shared(table)
}

/// Whether the rows of a table are the same at every window of a hall: not what is worked out from other rows, and not
/// what a window knows of itself.
pub(crate) fn is_shared(table: &str) -> bool {
    // Salts go with the rows that they are of.
    let is_own = ["migration", "page_thumb", "act_row"].contains(&table) || table.starts_with("hall_");
    !is_own && !table.starts_with("search_") && !table.starts_with("sqlite_")
}

/// The tables whose rows acts list, by name.
pub(crate) fn bound_tables(conn: &Connection) -> Result<Vec<String>> {
    tables(conn, is_bound)
}

/// The tables that a hall shares, by name.
pub(crate) fn shared_tables(conn: &Connection) -> Result<Vec<String>> {
    tables(conn, is_shared)
}

fn tables(conn: &Connection, wanted: fn(&str) -> bool) -> Result<Vec<String>> {
    let mut statement = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names = statement.query_map((), |row| row.get::<_, String>(0))?;
    let mut tables = names.collect::<rusqlite::Result<Vec<_>>>()?;
    tables.retain(|name| wanted(name));
    Ok(tables)
}
