//! What a write sends: the rows that it touched, sealed, and the bytes of the attachments that it added.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _};

use crate::acts::touched::{RowKey, Touched};
use crate::hall::cells::{self, Cells};
use crate::hall::sealing::{HallKeys, KEYRING, PART, SALT, SEQUENCES};
use crate::hall::server::{SealedRow, Server};
use crate::keyring::Keyring;
use crate::{Result, StoreError};

/// The table of the bytes of attachments, which go in parts of their own and are fetched when they are wanted.
pub(crate) const BLOBS: &str = "attachment_blob";

/// The counters of row numbers, by table.
pub(crate) fn sequences(conn: &Connection) -> Result<BTreeMap<String, i64>> {
    let mut statement = conn.prepare_cached("SELECT name, seq FROM sqlite_sequence")?;
    let all = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(all.collect::<rusqlite::Result<_>>()?)
}

/// A write under way, as far as what it sends is concerned.
pub(crate) struct Gathering<'g> {
    pub conn: &'g Connection,
    pub keys: &'g HallKeys,
    /// The number of its link.
    pub seq: u64,
}

impl Gathering<'_> {
    /// The rows that were written, sealed, in order; the bytes of attachments go to the server at once.
    pub fn rows(&self, touched: &Touched, server: &mut dyn Server) -> Result<Vec<SealedRow>> {
        let mut rows = Vec::new();
        for (table, id) in touched.take_shared() {
            match table.as_str() {
                BLOBS => self.send_bytes(id, server)?,
                _ => rows.push(self.row(&(table, id))?),
            }
        }
        Ok(rows)
    }

    /// A row as it stands now.
    pub fn row(&self, (table, id): &RowKey) -> Result<SealedRow> {
        match cells::of_row(self.conn, table, *id)? {
            Some(mut cells) => {
                cells.extend(self.salt(table, *id)?);
                self.keys.seal_row(table, *id, self.seq, &cells::written(&cells)?)
            }
            None => Ok(SealedRow {
                table: table.clone(),
                id: *id,
                seq: self.seq,
                body: None,
            }),
        }
    }

    /// The salt of a row that acts list.
    fn salt(&self, table: &str, id: i64) -> Result<Option<(String, Value)>> {
        let salt: Option<Value> = self
            .conn
            .prepare_cached("SELECT salt FROM act_row WHERE name = ?1 AND id = ?2")?
            .query_row((table, id), |row| row.get(0))
            .optional()?;
        Ok(salt.map(|salt| (SALT.to_owned(), salt)))
    }

    /// The counters of row numbers.
    pub fn sequences(&self) -> Result<SealedRow> {
        let counters = sequences(self.conn)?.into_iter();
        let cells: Cells = counters.map(|(name, seq)| (name, Value::Integer(seq))).collect();
        self.keys
            .seal_row(SEQUENCES, 0, self.seq, &cells::written(&cells)?)
    }

    /// The keyring.
    pub fn ring(&self, ring: &Keyring) -> Result<SealedRow> {
        self.keys.seal_row(KEYRING, 0, self.seq, &ring.text()?)
    }

    /// The bytes of an attachment in parts, or that they are gone.
    pub fn send_bytes(&self, id: i64, server: &mut dyn Server) -> Result<()> {
        let attachment = u32::try_from(id).map_err(|_| StoreError::damaged("行号超出范围"))?;
        if !self
            .conn
            .prepare_cached("SELECT 1 FROM attachment_blob WHERE id = ?1")?
            .exists([id])?
        {
            return server.drop_parts(attachment);
        }
        let blob = self.conn.blob_open("main", BLOBS, "data", id, true)?;
        let (mut at, mut part) = (0, 0);
        loop {
            let left = blob.len() - at;
            let mut bytes = zeroize::Zeroizing::new(vec![0; left.min(PART)]);
            blob.read_at_exact(&mut bytes, at)?;
            server.put_part(attachment, part, &self.keys.seal_part(attachment, part, &bytes)?)?;
            at += bytes.len();
            part += 1;
            if at == blob.len() {
                return Ok(());
            }
        }
    }
}
