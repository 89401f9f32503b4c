//! Table `page_thumb`: a small picture of each scanned page, made once, so that a list of fifty pages never opens fifty
//! scans. It can be made again from the scan at any time and is no evidence of anything.

use rusqlite::OptionalExtension as _;

use crate::migration::Migration;
use crate::{PageId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "page_thumb-1",
    sql: "CREATE TABLE page_thumb(page_id INTEGER PRIMARY KEY REFERENCES page(id), jpeg BLOB NOT NULL) STRICT;",
}];

impl Tx<'_> {
    /// Keeps the small picture (JPEG) of a page in place of the one there may be.
    ///
    /// # Errors
    /// Those of the database; a picture needs its page.
    pub fn put_thumb(&mut self, page: PageId, jpeg: &[u8]) -> Result<()> {
        self.insert(
            "INSERT INTO page_thumb(page_id, jpeg) VALUES (?1, ?2)
             ON CONFLICT(page_id) DO UPDATE SET jpeg = excluded.jpeg",
            (page, jpeg),
        )
    }

    /// The small picture (JPEG) of a page; none when it has not been made yet.
    ///
    /// # Errors
    /// Those of the database.
    pub fn thumb(&self, page: PageId) -> Result<Option<Vec<u8>>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT jpeg FROM page_thumb WHERE page_id = ?1")?;
        Ok(statement.query_row([page], |row| row.get(0)).optional()?)
    }
}
