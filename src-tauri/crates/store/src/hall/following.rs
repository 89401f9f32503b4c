//! A window's copy follows its hall: what other windows wrote is proven by its links and put into the copy.
//!
//! Nothing is taken on trust: links follow one another under the windows' key, every row opens at its own place, and
//! exactly those rows come that the links name.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};

use crate::hall::far::Far;
use crate::hall::opener::Connected;
use crate::hall::putting::{Putting, Unruled, take_away};
use crate::hall::sealing::{
    HallKeys, KEYRING, Listed, SEQUENCES, altered_link, altered_row, hall_id, listed, read_listing,
};
use crate::hall::seen::Seen;
use crate::hall::server::{Fed, Link, Links, SealedRow, Server};
use crate::keyring::Keyring;
use crate::keys::Keys;
use crate::{AttachmentId, CaseId, CustomerId, Result, StoreError, Tx, schema};

/// A window's way to its hall, with the keys that open what comes.
pub(crate) struct Hall {
    pub server: Box<dyn Server>,
    pub keys: HallKeys,
    /// Tells this hall from every other, and tells nothing of its secret.
    pub id: String,
    window: String,
}

impl Hall {
    /// A way that was opened, for a store with these keys.
    pub fn new(connected: Connected, keys: &Keys) -> Result<RefCell<Self>> {
        Ok(RefCell::new(Self {
            keys: HallKeys::new(keys, &connected.secret)?,
            id: hall_id(&connected.secret)?,
            server: connected.server,
            window: connected.window,
        }))
    }

    /// Whether a link is newer than what a copy has seen.
    ///
    /// # Errors
    /// `hall-rolled-back` when it is older; `hall-altered` when it is another than the one that was seen.
    pub fn is_news(&self, seen: Seen, head: Option<&Link>) -> Result<bool> {
        let found = head.map_or(0, |link| link.seq);
        if found < seen.seq {
            return Err(StoreError::HallRolledBack {
                seen: seen.seq,
                found,
            });
        }
        match head {
            // A window that did not finish moving in has nothing to follow from.
            _ if seen.seq == 0 => Ok(false),
            Some(head) if found == seen.seq && head.mac != seen.mac => Err(altered_link(found)),
            _ => Ok(found > seen.seq),
        }
    }

    /// Brings a copy up to the newest link, in the transaction that is given.
    ///
    /// # Errors
    /// `hall-altered`, `hall-rolled-back`, `hall-gone`, `store-newer-schema`.
    pub fn follow(&mut self, tx: &Tx<'_>) -> Result<()> {
        let Self { server, keys, .. } = self;
        let mut news = News::after(Seen::read(tx.conn())?, keys);
        let seq = news.last.seq;
        server.feed(seq, Links::All, &mut |fed| news.take(fed))?;
        let Some((newest, rows)) = news.whole()? else {
            return Ok(());
        };
        bring_up_to(tx.conn(), newest.schema)?;
        self.take_over(tx, &rows)?;
        Seen::of(&newest).keep(tx.conn())
    }

    /// Puts rows into the copy as they are, without what the tables' own rules would do on top: the window that wrote
    /// them has kept the rules, and what they did came along.
    pub fn take_over(&mut self, tx: &Tx<'_>, rows: &[SealedRow]) -> Result<()> {
        let conn = tx.conn();
        let mut concerned = Concerned::default();
        Unruled::on(conn, || {
            for row in rows.iter().filter(|row| is_of_table(row)) {
                concerned.look(conn, row)?;
                take_away(conn, row)?;
            }
            let mut putting = Putting::new(conn, &self.keys);
            rows.iter().try_for_each(|row| putting.put(row))?;
            rows.iter()
                .filter(|row| is_of_table(row))
                .try_for_each(|row| concerned.look(conn, row))
        })?;
        self.take_ring(tx.folder, rows)?;
        concerned.index(tx)
    }

    /// Writes the keyring beside the copy, when it came.
    pub fn take_ring(&self, folder: &Path, rows: &[SealedRow]) -> Result<()> {
        let ring = rows.iter().find(|row| row.table == KEYRING);
        match ring.map(|row| self.keys.open_row(row)).transpose()?.flatten() {
            Some(text) => Keyring::of_text(&text)?.write(folder),
            None => Ok(()),
        }
    }
}

impl Far for RefCell<Hall> {
    fn window(&self) -> String {
        self.borrow().window.clone()
    }

    fn bytes(&self, attachment: AttachmentId) -> Result<Vec<u8>> {
        let mut hall = self.borrow_mut();
        let Hall { server, keys, .. } = &mut *hall;
        let (mut bytes, mut at) = (Vec::new(), 0);
        server.parts(attachment.0, &mut |part| {
            bytes.extend_from_slice(&keys.open_part(attachment.0, at, &part)?);
            at += 1;
            Ok(())
        })?;
        Ok(bytes)
    }
}

/// What is new, as it comes: held to the links at once, so that a server that makes something up is stopped by the
/// first of it.
struct News<'k> {
    keys: &'k HallKeys,
    last: Seen,
    newest: Option<Link>,
    /// Rows that links name and that did not come yet, by the newest link that names them.
    named: BTreeMap<(String, i64), (u64, Listed)>,
    rows: Vec<SealedRow>,
}

impl<'k> News<'k> {
    fn after(last: Seen, keys: &'k HallKeys) -> Self {
        Self {
            keys,
            last,
            newest: None,
            named: BTreeMap::new(),
            rows: Vec::new(),
        }
    }

    fn take(&mut self, fed: Fed) -> Result<()> {
        match fed {
            Fed::Link(link) => self.take_link(link),
            Fed::Row(row) => self.take_row(row),
        }
    }

    /// Links follow what was seen, without a gap, each bound by the windows' key.
    fn take_link(&mut self, link: Link) -> Result<()> {
        let follows = (link.seq, link.prev) == (self.last.seq + 1, self.last.mac);
        if !follows || self.keys.mac(&link) != link.mac {
            return Err(altered_link(self.last.seq + 1));
        }
        let all = read_listing(&link.listing).ok_or_else(|| altered_link(link.seq))?;
        for one in all {
            self.named.insert((one.table.clone(), one.id), (link.seq, one));
        }
        self.last = Seen::of(&link);
        self.newest = Some(link);
        Ok(())
    }

    /// No row comes that no link names.
    fn take_row(&mut self, row: SealedRow) -> Result<()> {
        let said = self.named.remove(&(row.table.clone(), row.id));
        if said != Some((row.seq, listed(&row))) {
            return Err(altered_row(&row.table, row.id));
        }
        self.rows.push(row);
        Ok(())
    }

    /// The newest link with all rows, none missing; nothing where nothing is new.
    fn whole(self) -> Result<Option<(Link, Vec<SealedRow>)>> {
        match self.named.into_keys().next() {
            None => Ok(self.newest.map(|newest| (newest, self.rows))),
            Some((table, id)) => Err(altered_row(&table, id)),
        }
    }
}

/// Brings a copy to the structure of what comes, when this program knows it.
fn bring_up_to(conn: &Connection, wanted: u32) -> Result<()> {
    let known = schema::known_schema();
    if wanted > known {
        return Err(StoreError::NewerSchema { found: wanted, known });
    }
    match schema::version(conn)? < wanted {
        true => schema::migrate(conn),
        false => Ok(()),
    }
}

/// Whether a row is one of a table: not the keyring, and not the counters of row numbers.
pub(crate) fn is_of_table(row: &SealedRow) -> bool {
    row.table != KEYRING && row.table != SEQUENCES
}

/// Cases and customers whose look-up text has to be made anew.
#[derive(Default)]
pub(crate) struct Concerned {
    cases: BTreeSet<u32>,
    customers: BTreeSet<u32>,
}

impl Concerned {
    /// Whose text a row is part of, as it stands in the copy now.
    fn look(&mut self, conn: &Connection, row: &SealedRow) -> Result<()> {
        let id = u32::try_from(row.id).ok();
        match row.table.as_str() {
            "case_file" => self.cases.extend(id),
            "customer" => self.customers.extend(id),
            "key_job" | "certificate" => {
                let sql = format!("SELECT case_id FROM \"{}\" WHERE id = ?1", row.table);
                let case: Option<Option<u32>> = conn
                    .prepare_cached(&sql)?
                    .query_row([row.id], |row| row.get(0))
                    .optional()?;
                self.cases.extend(case.flatten());
            }
            _ => {}
        }
        Ok(())
    }

    /// Makes it anew.
    fn index(self, tx: &Tx<'_>) -> Result<()> {
        for case in self.cases {
            tx.index_case_again(CaseId(case))?;
        }
        for customer in self.customers {
            tx.index_customer_again(CustomerId(customer))?;
        }
        Ok(())
    }
}
