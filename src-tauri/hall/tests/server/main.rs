//! Windows against a real server: everything the store asks, two windows at once, and what happens when it breaks.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod asking;
mod broken;
mod joining;
mod lying;
mod proxy;
mod rights;
mod together;

use store::Result;
use store::hall::{Fed, Link, Links, Pushed, SealedRow, Server};

/// A link with a name of its own.
fn link(seq: u64, name: u64) -> Link {
    let mut op = [0; 16];
    op[..8].copy_from_slice(&name.to_be_bytes());
    Link {
        seq,
        op,
        schema: 42,
        listing: format!("listing of {name}").into_bytes(),
        prev: [3; 32],
        mac: [seq as u8; 32],
    }
}

fn row(table: &str, id: i64, seq: u64, body: &[u8]) -> SealedRow {
    SealedRow {
        table: table.to_owned(),
        id,
        seq,
        body: Some(body.to_vec()),
    }
}

/// Takes the lock and sends a link with rows, whatever is the newest.
fn write(server: &mut dyn Server, name: u64, rows: &[(&str, i64, &[u8])]) -> Result<(Link, Pushed)> {
    let seq = server.lock()?.map_or(0, |link| link.seq) + 1;
    let link = link(seq, name);
    let rows: Vec<_> = rows
        .iter()
        .map(|(table, id, body)| row(table, *id, seq, body))
        .collect();
    let pushed = server.push(&link, &rows)?;
    Ok((link, pushed))
}

/// Everything that is fed.
fn fed(server: &mut dyn Server, seq: u64, links: Links) -> (Vec<Link>, Vec<SealedRow>) {
    let (mut all, mut rows) = (Vec::new(), Vec::new());
    server
        .feed(seq, links, &mut |fed| {
            match fed {
                Fed::Link(link) => {
                    assert!(rows.is_empty(), "a link behind a row");
                    all.push(link);
                }
                Fed::Row(row) => rows.push(row),
            }
            Ok(())
        })
        .unwrap();
    (all, rows)
}

/// The parts of an attachment.
fn parts(server: &mut dyn Server, attachment: u32) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    server
        .parts(attachment, &mut |part| {
            parts.push(part);
            Ok(())
        })
        .unwrap();
    parts
}
