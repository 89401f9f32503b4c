//! Opening the database file: the key first, then the settings that the promises of this crate rest on.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::keys::Keys;
use crate::{Result, StoreError};

/// The database's file name.
pub const DATABASE: &str = "counter.db";
/// Its write-ahead log.
pub(crate) const LOG: &str = "counter.db-wal";

/// How long a write waits for another program's.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the file may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// It must be there.
    Existing,
    /// It is made now.
    Fresh,
}

/// Opens with the key. WAL and `synchronous = FULL`: what was committed survives `kill -9` and power loss
/// (<https://www.sqlite.org/pragma.html#pragma_synchronous>); temporary tables and sorting stay in memory, so
/// that nothing readable reaches the disk beside the encrypted file; deleted rows are overwritten.
pub(crate) fn open(path: &Path, keys: &Keys, opening: Opening) -> Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if opening == Opening::Fresh {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    // An empty file takes any key, and would be filled with an empty store.
    if opening == Opening::Existing && std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Err(StoreError::damaged("数据库文件是空的"));
    }
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    // Damage is answered as an error with its remedy; SQLCipher's own lines on stderr help nobody at a counter.
    conn.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    conn.execute_batch(&keys.pragma())?;
    let cipher: Option<String> = conn
        .query_row("PRAGMA cipher_version", (), |r| r.get(0))
        .map_or_else(
            |e| match e {
                rusqlite::Error::QueryReturnedNoRows => Ok(None),
                other => Err(other),
            },
            |v| Ok(Some(v)),
        )?;
    if cipher.is_none() {
        // A build without SQLCipher would take the key for an unknown pragma and write plain text.
        return Err(StoreError::damaged("本程序缺少加密部件"));
    }
    // The first read tells whether the key fits.
    let _: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", (), |r| r.get(0))?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -16384;",
    )?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}
