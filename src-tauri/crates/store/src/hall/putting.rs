//! Putting rows into a window's copy as another window left them.

use std::collections::BTreeMap;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _};

use crate::Result;
use crate::hall::cells;
use crate::hall::sealing::{HallKeys, KEYRING, SALT, SEQUENCES, altered_row};
use crate::hall::server::SealedRow;

/// Puts rows into a copy, and remembers what it found out about their tables.
pub(crate) struct Putting<'c> {
    conn: &'c Connection,
    keys: &'c HallKeys,
    /// By table the column that is the row number itself, where there is one.
    aliases: BTreeMap<String, Option<String>>,
}

impl<'c> Putting<'c> {
    pub fn new(conn: &'c Connection, keys: &'c HallKeys) -> Self {
        Self {
            conn,
            keys,
            aliases: BTreeMap::new(),
        }
    }

    /// Puts a row there that is not there. A row that is gone, and the keyring, which lies beside the copy, put
    /// nothing.
    pub fn put(&mut self, row: &SealedRow) -> Result<()> {
        let conn = self.conn;
        let Some(plain) = self.keys.open_row(row)? else {
            return Ok(());
        };
        if row.table == KEYRING {
            return Ok(());
        }
        let cells = cells::read(&plain).ok_or_else(|| altered_row(&row.table, row.id))?;
        if row.table == SEQUENCES {
            return cells.iter().try_for_each(|(name, seq)| count_up(conn, name, seq));
        }
        if !self.aliases.contains_key(&row.table) {
            self.aliases.insert(row.table.clone(), alias(conn, &row.table)?);
        }
        let alias = self.aliases.get(&row.table).and_then(Option::as_deref);
        let mut names = vec!["rowid".to_owned()];
        let mut values = vec![Value::Integer(row.id)];
        for (name, value) in cells {
            if name == SALT {
                conn.prepare_cached("INSERT INTO act_row(name, id, salt) VALUES (?1, ?2, ?3)")?
                    .execute((&row.table, row.id, value))?;
            } else if alias != Some(name.as_str()) {
                names.push(format!("\"{name}\""));
                values.push(value);
            }
        }
        let places = vec!["?"; names.len()].join(", ");
        let sql = format!(
            "INSERT INTO \"{}\"({}) VALUES ({places})",
            row.table,
            names.join(", ")
        );
        conn.prepare_cached(&sql)?
            .execute(rusqlite::params_from_iter(values))?;
        Ok(())
    }
}

/// Takes a row away, with the salt of its digest.
pub(crate) fn take_away(conn: &Connection, row: &SealedRow) -> Result<()> {
    conn.prepare_cached(&format!("DELETE FROM \"{}\" WHERE rowid = ?1", row.table))?
        .execute([row.id])?;
    conn.prepare_cached("DELETE FROM act_row WHERE name = ?1 AND id = ?2")?
        .execute((&row.table, row.id))?;
    Ok(())
}

/// Row numbers go up only: a number that was given once is not given again, also where its row is gone.
fn count_up(conn: &Connection, name: &str, seq: &Value) -> Result<()> {
    let changed = conn
        .prepare_cached("UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1")?
        .execute((name, seq))?;
    if changed == 0 {
        conn.prepare_cached("INSERT INTO sqlite_sequence(name, seq) VALUES (?1, ?2)")?
            .execute((name, seq))?;
    }
    Ok(())
}

/// The column of a table that is the row number itself.
fn alias(conn: &Connection, table: &str) -> Result<Option<String>> {
    let sql = "SELECT name FROM pragma_table_info(?1) WHERE pk = 1 AND upper(type) = 'INTEGER'
                AND (SELECT count(*) FROM pragma_table_info(?1) WHERE pk > 0) = 1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row([table], |row| row.get(0))
        .optional()?)
}

/// Triggers and references rest while rows are put as they are: the window that wrote them kept the rules, and what the
/// rules did came along.
pub(crate) struct Unruled;

impl Unruled {
    const RULES: [DbConfig; 2] = [
        DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY,
    ];

    /// Does some work without them.
    pub fn on(conn: &Connection, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let set = |on: bool| -> Result<()> {
            for rule in Self::RULES {
                conn.set_db_config(rule, on)?;
            }
            Ok(())
        };
        set(false)?;
        let done = work();
        set(true)?;
        done
    }
}
