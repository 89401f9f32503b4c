//! A counter moves into a hall, and windows join it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rusqlite::TransactionBehavior;
use secrecy::SecretString;

use crate::acts::touched::shared_tables;
use crate::hall::following::{Hall, is_of_table};
use crate::hall::gathering::{BLOBS, Gathering};
use crate::hall::opener::{Connected, HALL, by_ticket, take_ticket};
use crate::hall::putting::{Putting, Unruled};
use crate::hall::sealing::{KEYRING, altered_link, altered_row, listed, open_ring, read_listing};
use crate::hall::seen::Seen;
use crate::hall::sending::send;
use crate::hall::server::{Fed, Link, Links, SealedRow, new_op};
use crate::keyring::{self, Keyring};
use crate::keys::Keys;
use crate::mark::Mark;
use crate::open::{DATABASE, Opening, open};
use crate::store::make_private_folder;
use crate::{Result, Store, StoreError, Tx, schema};

/// Rows that go to the server at once.
const AT_ONCE: usize = 500;

/// What moved, or was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Rows.
    pub rows: u64,
    /// Attachments whose bytes came along: none where they are fetched when they are wanted.
    pub attachments: u64,
}

impl Store {
    /// Moves this store's books into a hall that is empty; an answer that did not come is asked for by doing it
    /// again. Its [`crate::hall::HALL`] file lies in the folder by then, so that nobody goes on beside the hall: as
    /// long as the move is not done a window writes nothing.
    ///
    /// # Errors
    /// `hall-other` when the hall has books already, or this store is a window; `hall-gone`, `hall-not-saved`.
    pub fn move_into_hall(&mut self, connected: Connected) -> Result<Moved> {
        let other = |what: &str| StoreError::HallOther {
            what: what.to_owned(),
        };
        if self.local(|tx| Seen::read(tx.conn()))?.seq > 0 {
            return Err(other("这里已经是大厅的窗口"));
        }
        let hall = Hall::new(connected, &self.keys)?;
        let mut hall = hall.borrow_mut();
        let Hall { server, keys, .. } = &mut *hall;
        let mut moved = Moved::default();
        self.local(|tx| {
            if let Some(head) = server.lock()? {
                server.release();
                // An answer that did not come: these very books are there, and nobody has written since.
                return match head.seq == 1 && keys.mac(&head) == head.mac {
                    true => begins_with(tx, &head),
                    false => Err(other("大厅里已有数据，只能加入，不能再搬入")),
                };
            }
            let gathering = Gathering {
                conn: tx.conn(),
                keys,
                seq: 1,
            };
            let mut rows = vec![
                gathering.ring(&Keyring::read(tx.folder)?)?,
                gathering.sequences()?,
            ];
            for table in shared_tables(tx.conn())? {
                let mut statement = tx
                    .conn()
                    .prepare(&format!("SELECT rowid FROM \"{table}\" ORDER BY rowid"))?;
                let mut ids = statement.query(())?;
                while let Some(id) = ids.next()? {
                    let id: i64 = id.get(0)?;
                    if table == BLOBS {
                        gathering.send_bytes(id, server.as_mut())?;
                        moved.attachments += 1;
                        continue;
                    }
                    rows.push(gathering.row(&(table.clone(), id))?);
                    moved.rows += 1;
                    if rows.len() == AT_ONCE {
                        server.put_rows(&std::mem::take(&mut rows))?;
                    }
                }
            }
            server.put_rows(&rows)?;
            // Windows that join begin with the rows; the first link names none of them.
            let mut link = Link {
                seq: 1,
                op: new_op()?,
                schema: schema::version(tx.conn())?,
                listing: Vec::new(),
                prev: [0; 32],
                mac: [0; 32],
            };
            link.mac = keys.mac(&link);
            begins_with(tx, &link)?;
            // Where nobody knows, the move is done again, and finds what is there.
            send(server.as_mut(), &link, &[], |gone| gone)
        })?;
        Ok(moved)
    }

    /// Makes a folder without a store the window of the hall that a ticket leads to, and its copy. The ticket lies
    /// there before anything else does, so that nothing is ever written beside the hall.
    ///
    /// # Errors
    /// Those of [`Store::join_hall`]; `store-file`.
    pub fn join_by_ticket(
        folder: &Path,
        ticket: &Path,
        login: &str,
        password: &SecretString,
    ) -> Result<Moved> {
        absent(folder)?;
        let connected = by_ticket(ticket)?;
        make_private_folder(folder)?;
        take_ticket(ticket, folder)?;
        let joined = Self::join_hall(folder, connected, login, password);
        if joined.is_err() {
            let _ = fs::remove_file(folder.join(HALL));
        }
        joined
    }

    /// Makes a window's copy in a folder that has none, with the password of somebody whom the hall knows.
    ///
    /// What came is proven by its links from here on; what was there before is proven by its signed acts: whoever joins
    /// verifies the store ([`Store::verify`]) before working with it.
    ///
    /// # Errors
    /// `store-exists`; `store-wrong-password`; `hall-other` when nobody moved in yet; `hall-gone`, `hall-altered`,
    /// `store-newer-schema`.
    pub fn join_hall(
        folder: &Path,
        connected: Connected,
        login: &str,
        password: &SecretString,
    ) -> Result<Moved> {
        absent(folder)?;
        make_private_folder(folder)?;
        let made = join(folder, connected, login, password);
        if made.is_err() {
            Self::remove_half_made(folder);
        }
        made
    }
}

/// That no store lies in a folder.
fn absent(folder: &Path) -> Result<()> {
    match Store::exists(folder) {
        false => Ok(()),
        true => Err(StoreError::Exists {
            folder: folder.to_owned(),
        }),
    }
}

/// From the first link on this PC follows the hall; what was set at it stays set here.
fn begins_with(tx: &Tx<'_>, link: &Link) -> Result<()> {
    tx.conn().execute(
        "INSERT INTO hall_setting(key, value) SELECT key, value FROM setting WHERE 1",
        (),
    )?;
    Seen::of(link).keep(tx.conn())
}

fn join(folder: &Path, mut connected: Connected, login: &str, password: &SecretString) -> Result<Moved> {
    let empty = || StoreError::HallOther {
        what: "大厅里还没有数据，请先由第一个窗口搬入".to_owned(),
    };
    let ring = connected.server.row(KEYRING, 0)?.ok_or_else(empty)?;
    let text = open_ring(&connected.secret, &ring)?.ok_or_else(empty)?;
    let ring = Keyring::of_text(&text)?;
    let slot = ring.find(login, password)?.ok_or(StoreError::WrongPassword)?;
    let db = ring
        .open(&slot)?
        .into_iter()
        .next()
        .ok_or(StoreError::WrongPassword)?;
    ring.write(folder)?;
    let keys = Keys::new(db)?;
    let path = folder.join(DATABASE);
    drop(keyring::create_private(&path).map_err(|e| StoreError::file(&path, &e))?);
    let mut conn = open(&path, &keys, Opening::Fresh)?;
    schema::make(&mut conn)?;
    let hall = Hall::new(connected, &keys)?;
    let mut hall = hall.borrow_mut();
    let mut moved = Moved::default();
    {
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tx = Tx::new(transaction, &keys, folder);
        fill(&tx, &mut hall, &mut moved)?;
        Mark::of(&tx)?.keep(folder, &keys)?;
        tx.commit()?;
    }
    keyring::sync_folder(folder).map_err(|e| StoreError::file(folder, &e))?;
    Ok(moved)
}

/// Takes over everything that the hall holds.
fn fill(tx: &Tx<'_>, hall: &mut Hall, moved: &mut Moved) -> Result<()> {
    let Hall { server, keys, .. } = hall;
    let known = schema::known_schema();
    let mut waiting: Vec<SealedRow> = Vec::new();
    let mut newest: Option<Link> = None;
    let mut of_newest = BTreeSet::new();
    let mut putting = Putting::new(tx.conn(), keys);
    Unruled::on(tx.conn(), || {
        // What a new store begins with is not this one's.
        for table in shared_tables(tx.conn())? {
            tx.conn()
                .execute(&format!("DELETE FROM \"{table}\" WHERE 1"), ())?;
        }
        server.feed(0, Links::Newest, &mut |fed| {
            let (row, newest) = match (fed, &newest) {
                (Fed::Row(row), Some(newest)) => (row, newest),
                (Fed::Link(link), None) => {
                    of_newest.extend(read_listing(&link.listing).ok_or_else(|| altered_link(link.seq))?);
                    newest = Some(link);
                    return Ok(());
                }
                _ => return Err(altered_link(1)),
            };
            // What the newest link wrote is there as it wrote it, so that no older state passes under its number. The
            // first link, which brought everything, names nothing.
            let is_newest = row.seq == newest.seq && newest.seq > 1;
            if row.seq > newest.seq || is_newest && !of_newest.remove(&listed(&row)) {
                return Err(altered_row(&row.table, row.id));
            }
            moved.rows += u64::from(is_of_table(&row));
            waiting.push(row);
            match waiting.len() < AT_ONCE {
                true => Ok(()),
                false => put_all(&mut putting, &mut waiting),
            }
        })?;
        put_all(&mut putting, &mut waiting)
    })?;
    let newest = newest.ok_or_else(|| altered_link(1))?;
    if let Some(missing) = of_newest.first() {
        return Err(altered_row(&missing.table, missing.id));
    }
    if newest.schema != known {
        return Err(StoreError::HallOther {
            what: format!("大厅的数据是第 {} 版结构，本程序是第 {known} 版", newest.schema),
        });
    }
    if keys.mac(&newest) != newest.mac {
        return Err(altered_link(newest.seq));
    }
    tx.index_all_again()?;
    Seen::of(&newest).keep(tx.conn())
}

fn put_all(putting: &mut Putting<'_>, rows: &mut Vec<SealedRow>) -> Result<()> {
    rows.drain(..).try_for_each(|row| putting.put(&row))
}
