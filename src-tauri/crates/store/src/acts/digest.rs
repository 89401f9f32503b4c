//! The digest of a row: every column by name, kind and value, after a salt that stands beside the act.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Statement};
use sha2::{Digest as _, Sha256};

use crate::Result;

/// Length of a digest in bytes.
pub(crate) const DIGEST: usize = 16;
/// Length of a salt in bytes.
pub(crate) const SALT: usize = 16;

/// What a row comes to.
pub(crate) type RowDigest = [u8; DIGEST];

/// Stands for a row that is gone.
pub(crate) const GONE: RowDigest = [0; DIGEST];
/// Stands for a row that had been changed beside the program before it was listed anew.
pub(crate) const TAINTED: RowDigest = [0xff; DIGEST];

/// The name under which the description of the tables is listed.
pub(crate) const SCHEMA: &str = "sqlite_schema";

/// All that describes the tables, but for SQLite's own notes.
pub(crate) const OF_SCHEMA: &str = "FROM sqlite_schema
          WHERE NOT (name LIKE 'sqlite\\_%' ESCAPE '\\' AND (type = 'index' AND sql IS NULL
            OR type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')))
          ORDER BY type, name";

/// The digest of a row that is there; none when it is not.
pub(crate) fn of_row(conn: &Connection, table: &str, id: i64, salt: &[u8]) -> Result<Option<RowDigest>> {
    let mut statement = conn.prepare_cached(&format!("SELECT * FROM \"{table}\" WHERE rowid = ?1"))?;
    let columns = columns(&statement);
    let mut rows = statement.query([id])?;
    Ok(match rows.next()? {
        Some(row) => Some(of(row, 0, &columns, salt)?),
        None => None,
    })
}

/// The names of a statement's columns.
pub(crate) fn columns(statement: &Statement<'_>) -> Vec<String> {
    statement.column_names().map(str::to_owned).collect()
}

/// The digest of a row under reading, whose columns begin at `first`.
pub(crate) fn of(row: &Row<'_>, first: usize, columns: &[String], salt: &[u8]) -> Result<RowDigest> {
    let mut hash = Sha256::new();
    hash.update(b"counterfoil/row/1\0");
    hash.update(salt);
    for (i, name) in columns.iter().enumerate() {
        part(&mut hash, b'n', name.as_bytes());
        match row.get_ref(first + i)? {
            ValueRef::Null => part(&mut hash, b'0', &[]),
            ValueRef::Integer(number) => part(&mut hash, b'i', &number.to_be_bytes()),
            ValueRef::Real(number) => part(&mut hash, b'r', &number.to_be_bytes()),
            ValueRef::Text(text) => part(&mut hash, b't', text),
            ValueRef::Blob(bytes) => part(&mut hash, b'b', bytes),
        }
    }
    Ok(cut(hash))
}

/// The digest of all that describes the tables: their columns, indexes and triggers, also under a name that SQLite
/// keeps for itself. Its own notes are left out
/// (<https://www.sqlite.org/fileformat2.html#internal_schema_objects>).
pub(crate) fn of_schema(conn: &Connection) -> Result<RowDigest> {
    let mut statement = conn.prepare(&format!("SELECT type, name, coalesce(sql, '') {OF_SCHEMA}"))?;
    let mut rows = statement.query(())?;
    let mut hash = Sha256::new();
    hash.update(b"counterfoil/schema/1\0");
    while let Some(row) = rows.next()? {
        for i in 0..3 {
            part(&mut hash, b't', row.get::<_, String>(i)?.as_bytes());
        }
    }
    Ok(cut(hash))
}

/// Every part is preceded by its kind and length, so that no two rows read alike.
fn part(hash: &mut Sha256, kind: u8, bytes: &[u8]) {
    hash.update([kind]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

fn cut(hash: Sha256) -> RowDigest {
    let whole = hash.finalize();
    let mut digest = [0; DIGEST];
    digest.copy_from_slice(&whole[..DIGEST]);
    digest
}
