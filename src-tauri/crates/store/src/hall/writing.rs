//! One write of a window: under the server's lock, over a copy that has seen everything, sent before it counts here.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::acts::touched::Touched;
use crate::hall::clock;
use crate::hall::closed;
use crate::hall::following::Hall;
use crate::hall::gathering::{Gathering, sequences};
use crate::hall::sealing::listing;
use crate::hall::seen::Seen;
use crate::hall::sending::send;
use crate::hall::server::{Link, Op, new_op};
use crate::schema::version;
use crate::{Result, StoreError, Tx};

/// A write that holds the server's lock. Dropped, the lock is given back and nothing is kept.
pub(crate) struct Begun<'h> {
    hall: &'h RefCell<Hall>,
    seen: Seen,
    counters: BTreeMap<String, i64>,
    sent: bool,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if !self.sent {
            self.hall.borrow_mut().server.release();
        }
    }
}

impl<'h> Begun<'h> {
    /// Takes the lock and brings the copy up to date, in the transaction that will write.
    ///
    /// # Errors
    /// `hall-gone`, `hall-busy`, `hall-clock`, `hall-rolled-back`, `hall-altered`.
    pub fn take(hall: &'h RefCell<Hall>, tx: &Tx<'_>) -> Result<Self> {
        let head = hall.borrow_mut().server.lock()?;
        let mut begun = Self {
            hall,
            seen: Seen::default(),
            counters: BTreeMap::new(),
            sent: false,
        };
        clock::hold(hall.borrow().server.clock())?;
        let seen = Seen::read(tx.conn())?;
        // Books begin in a hall by moving in, whole.
        if seen.seq == 0 {
            return Err(StoreError::HallOther {
                what: "搬进大厅没有做完，请管理员再搬一次".to_owned(),
            });
        }
        let is_news = hall.borrow().is_news(seen, head.as_ref())?;
        if is_news {
            hall.borrow_mut().follow(tx)?;
        }
        closed::refuse(&hall.borrow(), tx)?;
        begun.seen = Seen::read(tx.conn())?;
        begun.counters = sequences(tx.conn())?;
        Ok(begun)
    }

    /// Sends what was written. When it returns, the server has it, and the transaction is to be committed. False where
    /// there was nothing to send.
    ///
    /// # Errors
    /// `hall-not-saved`, `hall-gone`: nothing is kept anywhere. `hall-in-doubt`: it comes back with what is new, if the
    /// server has it.
    pub fn send(mut self, tx: &Tx<'_>, touched: &Touched, op: Option<Op>) -> Result<bool> {
        let mut hall = self.hall.borrow_mut();
        let Hall { server, keys, .. } = &mut *hall;
        let gathering = Gathering {
            conn: tx.conn(),
            keys,
            seq: self.seen.seq + 1,
        };
        let mut rows = gathering.rows(touched, server.as_mut())?;
        if let Some(ring) = tx.ring_to_come()? {
            rows.push(gathering.ring(&ring)?);
        }
        if rows.is_empty() {
            return Ok(false);
        }
        if sequences(tx.conn())? != self.counters {
            rows.push(gathering.sequences()?);
        }
        let mut link = Link {
            seq: gathering.seq,
            op: op.map_or_else(new_op, Ok)?,
            schema: version(tx.conn())?,
            listing: listing(&rows)?,
            prev: self.seen.mac,
            mac: [0; 32],
        };
        link.mac = keys.mac(&link);
        Seen::of(&link).keep(tx.conn())?;
        self.sent = true;
        send(server.as_mut(), &link, &rows, |_| StoreError::HallInDoubt)?;
        Ok(true)
    }
}
