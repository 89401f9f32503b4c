//! Everything that the hall has, at one PC: for a backup that opens without any server, and for leaving the hall.

use crate::{AttachmentId, Result, Store, StoreError};

/// Attachments whose bytes are put into the copy at once.
const AT_ONCE: u32 = 20;

impl Store {
    /// Brings the bytes of some attachments into this window's copy that are not there, and tells how many came:
    /// none when everything is there. Nothing is written to the hall. Asked again and again, between the work of
    /// others, it brings all of them.
    ///
    /// # Errors
    /// `hall-gone`, `hall-altered`; `store-disk-full`.
    pub fn bring_some_home(&self) -> Result<usize> {
        let Some(hall) = self.hall() else {
            return Ok(0);
        };
        let missing = self.read(|tx| -> Result<Vec<u32>> {
            let mut statement = tx.conn().prepare_cached(
                "SELECT a.id FROM attachment a LEFT JOIN attachment_blob b ON b.id = a.id
                  WHERE b.id IS NULL ORDER BY a.id LIMIT ?1",
            )?;
            let ids = statement.query_map([AT_ONCE], |row| row.get(0))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })?;
        let mut fetched = Vec::with_capacity(missing.len());
        for id in missing {
            fetched.push((id, hall.bytes(AttachmentId(id))?));
        }
        self.local(|tx| {
            for (id, bytes) in &fetched {
                tx.insert(
                    "INSERT INTO attachment_blob(id, data) VALUES (?1, ?2)",
                    (id, bytes),
                )?;
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(fetched.len())
    }
}
