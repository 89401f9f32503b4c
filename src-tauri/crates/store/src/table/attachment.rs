//! Tables `attachment` and `attachment_blob`: scans, PDFs, requests, certificates, inside the encrypted file.
//!
//! The bytes lie in a table of their own, so that no query drags them along by accident. They are
//! written once, never changed, never deleted, and checked against their hash whenever they are read.

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;

use crate::canonical::sha256_hex;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp};
use crate::{AttachmentId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "attachment-1",
    sql: "CREATE TABLE attachment(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sha256 TEXT NOT NULL,
            mime TEXT NOT NULL,
            name TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            created TEXT NOT NULL
          ) STRICT;
          CREATE INDEX attachment_by_hash ON attachment(sha256);
          CREATE TABLE attachment_blob(id INTEGER PRIMARY KEY REFERENCES attachment(id), data BLOB NOT NULL) STRICT;
          CREATE TRIGGER attachment_blob_never_changes BEFORE UPDATE ON attachment_blob
            BEGIN SELECT RAISE(ABORT, 'attachments are never changed'); END;",
}];

/// Largest attachment in bytes: a 600-dpi colour page as TIFF, with room to spare.
pub const ATTACHMENT_LIMIT: usize = 128 * 1024 * 1024;

/// Stored bytes, without the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The attachment.
    pub id: AttachmentId,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Media type.
    pub mime: String,
    /// File name to offer.
    pub name: String,
    /// Length in bytes.
    pub bytes: u32,
    /// Stored when.
    pub created: DateTime<Utc>,
}

impl FromRow for Attachment {
    const TABLE: &'static str = "attachment";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            sha256: f.get("sha256")?,
            mime: f.get("mime")?,
            name: f.get("name")?,
            bytes: f.get("bytes")?,
            created: f.at("created")?,
        })
    }
}

impl Tx<'_> {
    /// Stores bytes.
    ///
    /// # Errors
    /// `store-too-large` beyond [`ATTACHMENT_LIMIT`]; `store-disk-full`.
    pub fn add_attachment(
        &mut self,
        mime: &str,
        name: &str,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Result<AttachmentId> {
        if bytes.len() > ATTACHMENT_LIMIT {
            return Err(StoreError::TooLarge {
                what: "附件",
                bytes: bytes.len() as u64,
                limit: ATTACHMENT_LIMIT as u64,
            });
        }
        self.insert(
            "INSERT INTO attachment(sha256, mime, name, bytes, created) VALUES (?1, ?2, ?3, ?4, ?5)",
            (sha256_hex(bytes), mime, name, bytes.len() as i64, stamp(now)),
        )?;
        let id = AttachmentId::last(self.conn())?;
        self.insert(
            "INSERT INTO attachment_blob(id, data) VALUES (?1, ?2)",
            (id, bytes),
        )?;
        Ok(id)
    }

    /// What is known of an attachment.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn attachment(&self, id: AttachmentId) -> Result<Attachment> {
        found(
            self.row("SELECT * FROM attachment WHERE id = ?1", [id])?,
            "附件",
            id.0,
        )
    }

    /// The bytes of an attachment, checked.
    ///
    /// # Errors
    /// `store-not-found`; `store-damaged` when they are not what was stored.
    pub fn attachment_bytes(&self, id: AttachmentId) -> Result<Vec<u8>> {
        let sha256 = self.attachment(id)?.sha256;
        let here: Option<Vec<u8>> = self
            .conn()
            .prepare_cached("SELECT data FROM attachment_blob WHERE id = ?1")?
            .query_row([id], |r| r.get(0))
            .optional()?;
        let bytes = match (here, self.far) {
            (Some(bytes), _) => bytes,
            (None, Some(far)) => far.bytes(id)?,
            (None, None) => return Err(StoreError::damaged(format!("附件 {id} 的内容不见了"))),
        };
        if sha256_hex(&bytes) == sha256 {
            Ok(bytes)
        } else {
            Err(StoreError::damaged(format!("附件 {id} 的内容与校验值不符")))
        }
    }

    /// Attachments with these very bytes (a scan that arrives twice).
    ///
    /// # Errors
    /// Those of the database.
    pub fn attachments_with_hash(&self, sha256: &str) -> Result<Vec<Attachment>> {
        self.rows("SELECT * FROM attachment WHERE sha256 = ?1 ORDER BY id", [sha256])
    }

    pub(crate) fn attachments(&self) -> Result<Vec<Attachment>> {
        self.rows("SELECT * FROM attachment ORDER BY id", ())
    }
}
