//! Everything that the hall has, at one PC: for a backup that opens without any server, and for leaving the hall.

use crate::{AttachmentId, Result, Store};

/// Attachments whose bytes are put into the copy at once.
const AT_ONCE: u32 = 20;

impl Store {
    /// Brings the bytes of all attachments into this window's copy, and tells how many came. Nothing is written to the
    /// hall; asked again it goes on where it stopped.
    ///
    /// # Errors
    /// `hall-gone`, `hall-altered`; `store-disk-full`.
    pub fn bring_home(&mut self) -> Result<u64> {
        let mut came = 0;
        loop {
            let missing: Vec<u32> = self.read(|tx| {
                let mut statement = tx.conn().prepare_cached(
                    "SELECT a.id FROM attachment a LEFT JOIN attachment_blob b ON b.id = a.id
                      WHERE b.id IS NULL ORDER BY a.id LIMIT ?1",
                )?;
                let ids = statement.query_map([AT_ONCE], |row| row.get(0))?;
                Ok::<_, crate::StoreError>(ids.collect::<rusqlite::Result<_>>()?)
            })?;
            let Some(hall) = self.hall().filter(|_| !missing.is_empty()) else {
                return Ok(came);
            };
            let mut fetched = Vec::with_capacity(missing.len());
            for id in &missing {
                fetched.push((*id, hall.bytes(AttachmentId(*id))?));
            }
            self.local(|tx| {
                for (id, bytes) in &fetched {
                    tx.insert(
                        "INSERT INTO attachment_blob(id, data) VALUES (?1, ?2)",
                        (id, bytes),
                    )?;
                }
                Ok(())
            })?;
            came += missing.len() as u64;
        }
    }
}
