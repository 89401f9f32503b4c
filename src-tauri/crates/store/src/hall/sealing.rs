//! What goes to a hall's server: rows and parts sealed under keys made from the store's own, links bound under another.
//!
//! XChaCha20-Poly1305 binds a row to its table, number and link, and a part to its attachment and place, so that none
//! stands in for another. A link is bound by HMAC-SHA-256 (RFC 2104; it is what HKDF, RFC 5869, extracts with).

use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};

use crate::canonical::sha256_hex;
use crate::hall::server::{Link, SealedRow};
use crate::keys::{self, Keys, Secret32, derive};
use crate::{Result, StoreError};

/// The name under which the keyring goes to the server. No table is called so.
pub(crate) const KEYRING: &str = "keyring";
/// The name under which the counters of row numbers go to the server.
pub(crate) const SEQUENCES: &str = "sqlite_sequence";

/// The name under which the salt of a row's digest goes with the row. No column is called so.
pub(crate) const SALT: &str = "act_row.salt";

/// Length of the hash by which a link names a row.
const SHORT: usize = 16;
/// The same for a row that is gone.
const GONE: [u8; SHORT] = [0; SHORT];

/// Bytes of an attachment in one part.
pub(crate) const PART: usize = 256 * 1024;

/// The keys that a hall's windows share.
pub(crate) struct HallKeys {
    row: Secret32,
    part: Secret32,
    link: Secret32,
    ring: Secret32,
}

/// A row that a link names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    pub table: String,
    pub id: i64,
    pub hash: [u8; SHORT],
}

impl HallKeys {
    /// From the store's key and the secret of the windows.
    pub fn new(keys: &Keys, secret: &Secret32) -> Result<Self> {
        Ok(Self {
            row: derive(&keys.db, b"hall/row")?,
            part: derive(&keys.db, b"hall/part")?,
            link: derive(&keys.db, b"hall/link")?,
            ring: ring_key(secret)?,
        })
    }

    /// Seals a row that a link writes.
    pub fn seal_row(&self, table: &str, id: i64, seq: u64, plain: &[u8]) -> Result<SealedRow> {
        let key = if table == KEYRING { &self.ring } else { &self.row };
        Ok(SealedRow {
            table: table.to_owned(),
            id,
            seq,
            body: Some(keys::seal(key, &bound(table, id, seq), plain)?),
        })
    }

    /// What a row says; none for a row that is gone.
    ///
    /// # Errors
    /// `hall-altered` when it is not what a window sealed at this place.
    pub fn open_row(&self, row: &SealedRow) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>> {
        let key = if row.table == KEYRING {
            &self.ring
        } else {
            &self.row
        };
        let Some(body) = &row.body else { return Ok(None) };
        match keys::open(key, &bound(&row.table, row.id, row.seq), body) {
            Some(plain) => Ok(Some(plain)),
            None => Err(altered_row(&row.table, row.id)),
        }
    }

    /// Seals a part of an attachment.
    pub fn seal_part(&self, attachment: u32, part: u32, plain: &[u8]) -> Result<Vec<u8>> {
        keys::seal(&self.part, &place(attachment, part), plain)
    }

    /// Opens one.
    pub fn open_part(
        &self,
        attachment: u32,
        part: u32,
        sealed: &[u8],
    ) -> Result<zeroize::Zeroizing<Vec<u8>>> {
        keys::open(&self.part, &place(attachment, part), sealed)
            .ok_or_else(|| altered_row("attachment_part", attachment.into()))
    }

    /// The mac of a link.
    pub fn mac(&self, link: &Link) -> [u8; 32] {
        let said = [
            b"counterfoil/hall/link/1\0".as_slice(),
            &link.seq.to_be_bytes(),
            &link.op,
            &link.schema.to_be_bytes(),
            &link.prev,
            &Sha256::digest(&link.listing),
        ]
        .concat();
        Hkdf::<Sha256>::extract(Some(self.link.as_ref()), &said).0.into()
    }
}

fn ring_key(secret: &Secret32) -> Result<Secret32> {
    derive(secret, b"hall/keyring")
}

/// The name of the hall whose windows share a secret: it tells the hall from others and nothing of the secret.
pub(crate) fn hall_id(secret: &Secret32) -> Result<String> {
    Ok(sha256_hex(derive(secret, b"hall/name")?.as_slice()))
}

/// The keyring as the server has it, opened by whoever has the secret of the windows, before anybody signs in.
///
/// # Errors
/// `hall-altered`.
pub(crate) fn open_ring(secret: &Secret32, row: &SealedRow) -> Result<Option<Vec<u8>>> {
    let Some(body) = &row.body else { return Ok(None) };
    let opened = keys::open(&ring_key(secret)?, &bound(&row.table, row.id, row.seq), body);
    let opened = opened.ok_or_else(|| altered_row(KEYRING, row.id))?;
    Ok(Some(opened.to_vec()))
}

fn bound(table: &str, id: i64, seq: u64) -> Vec<u8> {
    [
        b"counterfoil/hall/row/1\0".as_slice(),
        &seq.to_be_bytes(),
        &id.to_be_bytes(),
        table.as_bytes(),
    ]
    .concat()
}

fn place(attachment: u32, part: u32) -> Vec<u8> {
    [
        b"counterfoil/hall/part/1\0".as_slice(),
        &attachment.to_be_bytes(),
        &part.to_be_bytes(),
    ]
    .concat()
}

pub(crate) fn altered_row(table: &str, id: i64) -> StoreError {
    StoreError::HallAltered {
        what: format!("表 {table} 第 {id} 行"),
    }
}

pub(crate) fn altered_link(seq: u64) -> StoreError {
    StoreError::HallAltered {
        what: format!("第 {seq} 次保存"),
    }
}

/// What a link says of a row.
pub(crate) fn listed(row: &SealedRow) -> Listed {
    let hash = row.body.as_ref().map_or(GONE, |body| {
        let hash: [u8; 32] = Sha256::digest(body).into();
        let mut short = GONE;
        short.copy_from_slice(&hash[..SHORT]);
        short
    });
    Listed {
        table: row.table.clone(),
        id: row.id,
        hash,
    }
}

/// The rows that a link names, as bytes.
pub(crate) fn listing(rows: &[SealedRow]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for row in rows {
        let one = listed(row);
        let name = u8::try_from(one.table.len()).map_err(|_| StoreError::damaged("表名太长"))?;
        bytes.push(name);
        bytes.extend(one.table.as_bytes());
        bytes.extend(one.id.to_be_bytes());
        bytes.extend(one.hash);
    }
    Ok(bytes)
}

/// Reads what [`listing`] writes.
pub(crate) fn read_listing(bytes: &[u8]) -> Option<Vec<Listed>> {
    let (mut rest, mut all) = (bytes, Vec::new());
    while let Some((length, tail)) = rest.split_first() {
        let (name, tail) = tail.split_at_checked(usize::from(*length))?;
        let (id, tail) = tail.split_first_chunk::<8>()?;
        let (hash, tail) = tail.split_first_chunk::<SHORT>()?;
        all.push(Listed {
            table: String::from_utf8(name.to_vec()).ok()?,
            id: i64::from_be_bytes(*id),
            hash: *hash,
        });
        rest = tail;
    }
    Some(all)
}
