//! The end of a write transaction: the rows it wrote are listed, and the list is signed.

use std::collections::BTreeSet;

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::acts::digest::{self, GONE, RowDigest, SALT, SCHEMA, TAINTED};
use crate::acts::message::{Message, agreed, link};
use crate::acts::roster::Roster;
use crate::acts::signer::Signer;
use crate::acts::touched::{RowKey, bound_tables};
use crate::keys::random;
use crate::{Result, StoreError};

/// The newest act: its number, its hash and what it says.
pub(crate) struct Newest {
    pub seq: u64,
    pub hash: [u8; 32],
    pub message: Message,
}

/// An act as it is stored: what it says, its signature, and that of whoever agreed beside, empty where nobody did. The
/// last is not there in a store that is about to be brought up to date.
pub(crate) fn signed(row: &Row<'_>) -> rusqlite::Result<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    let second = match row.as_ref().column_count() {
        3 => None,
        _ => row.get::<_, Option<Vec<u8>>>("second")?,
    };
    Ok((
        row.get("message")?,
        row.get("signature")?,
        second.unwrap_or_default(),
    ))
}

/// The newest act of a store, when there is one.
pub(crate) fn newest(conn: &Connection) -> Result<Option<Newest>> {
    let found = conn
        .prepare_cached("SELECT * FROM act ORDER BY seq DESC LIMIT 1")?
        .query_row((), signed)
        .optional()?;
    found
        .map(|(bytes, signature, second)| {
            let message =
                Message::read(&bytes).ok_or_else(|| StoreError::damaged("签名记录的末尾读不出来"))?;
            Ok(Newest {
                seq: message.seq,
                hash: link(&bytes, &signature, &second),
                message,
            })
        })
        .transpose()
}

/// Every row that acts list, for an act that lists all.
pub(crate) fn every_row(conn: &Connection) -> Result<BTreeSet<RowKey>> {
    let mut rows = BTreeSet::new();
    for table in bound_tables(conn)? {
        let mut statement = conn.prepare(&format!("SELECT rowid FROM \"{table}\""))?;
        let ids = statement.query_map((), |row| row.get::<_, i64>(0))?;
        for id in ids {
            rows.insert((table.clone(), id?));
        }
    }
    Ok(rows)
}

/// Whether the rows were listed under fewer steps of the schema than the store has had. Where there is no act at all
/// they were cut off: nobody lists anew what they held.
pub(crate) fn is_listing_due(conn: &Connection) -> Result<bool> {
    let there = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'act'";
    if conn.query_row(there, (), |row| row.get::<_, i64>(0))? == 0 {
        return Ok(false);
    }
    let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(newest(conn)?.is_some_and(|act| act.message.schema < version))
}

/// Lists the rows in an act of a signer. Nothing written is no act.
///
/// `whole` is given for an act that lists all; it holds the rows that had been changed beside the program and stay so.
pub(crate) fn seal(
    conn: &Connection,
    signer: &Signer,
    beside: Option<&Signer>,
    written: &BTreeSet<RowKey>,
    whole: Option<&BTreeSet<RowKey>>,
) -> Result<()> {
    let last = newest(conn)?;
    let roster: u32 = conn
        .prepare_cached("SELECT coalesce(max(id), 0) FROM account_certificate")?
        .query_row((), |row| row.get(0))?;
    let store = match &last {
        Some(act) => act.message.store,
        None => Roster::read(conn)?.store,
    };
    let (audit_seq, audit_hash, audited) = audit_head(conn)?;
    let before = last
        .as_ref()
        .map(|act| (act.message.audit_seq, act.message.roster));
    if written.is_empty() && before == Some((audit_seq, roster)) {
        return Ok(());
    }
    let mut rows = Vec::with_capacity(written.len() + 1);
    for key in written {
        let tainted = whole.is_some_and(|tainted| tainted.contains(key));
        let listed = if tainted { Some(TAINTED) } else { list(conn, key)? };
        rows.extend(listed.map(|digest| (key.clone(), digest)));
    }
    if whole.is_some() {
        rows.push(((SCHEMA.to_owned(), 0), digest::of_schema(conn)?));
    }
    let message = Message {
        store,
        seq: last.as_ref().map_or(0, |act| act.seq) + 1,
        prev: last.as_ref().map_or([0; 32], |act| act.hash),
        account: signer.account.0,
        beside: beside.map(|beside| beside.account.0),
        roster,
        schema: conn.pragma_query_value(None, "user_version", |row| row.get(0))?,
        at: audited,
        audit_seq,
        audit_hash,
        whole: whole.is_some(),
        rows,
    };
    let bytes = message.bytes();
    let signature = signer.sign(&bytes);
    let second = beside.map(|beside| beside.sign(&agreed(&bytes)));
    let second = second.as_ref().map(|second| second.as_slice());
    conn.prepare_cached("INSERT INTO act(seq, message, signature, second) VALUES (?1, ?2, ?3, ?4)")?
        .execute((message.seq.cast_signed(), bytes, signature.as_slice(), second))?;
    Ok(())
}

/// Salts and digests a row; none for a row that came and went within the transaction.
fn list(conn: &Connection, (table, id): &RowKey) -> Result<Option<RowDigest>> {
    let salt = random::<SALT>()?;
    match digest::of_row(conn, table, *id, &salt)? {
        Some(digest) => {
            conn.prepare_cached(
                "INSERT INTO act_row(name, id, salt) VALUES (?1, ?2, ?3)
                 ON CONFLICT(name, id) DO UPDATE SET salt = excluded.salt",
            )?
            .execute((table, id, salt.as_slice()))?;
            Ok(Some(digest))
        }
        None => {
            let known = conn
                .prepare_cached("DELETE FROM act_row WHERE name = ?1 AND id = ?2")?
                .execute((table, id))?;
            Ok((known > 0).then_some(GONE))
        }
    }
}

/// Number, hash and time of the newest audit row.
fn audit_head(conn: &Connection) -> Result<(u64, [u8; 64], i64)> {
    let found = conn
        .prepare_cached(
            "SELECT h.seq, h.hash, a.at FROM audit_head h LEFT JOIN audit a ON a.seq = h.seq WHERE h.one = 1",
        )?
        .query_row((), |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<String>>(2)?,
            ))
        })
        .optional()?;
    let Some((seq, hash, at)) = found else {
        return Ok((0, [b'0'; 64], 0));
    };
    let damaged = || StoreError::damaged("审计记录的末尾读不出来");
    let hash = hash.into_bytes().try_into().map_err(|_| damaged())?;
    let at = at.and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
    let at = at.ok_or_else(damaged)?.timestamp_millis();
    Ok((u64::try_from(seq).map_err(|_| damaged())?, hash, at))
}
