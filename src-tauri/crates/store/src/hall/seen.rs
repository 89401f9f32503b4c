//! Tables `hall_seen` and `hall_setting`: up to which link a window's copy has followed its hall, and what is set at
//! this PC alone. They are the window's own and go nowhere.

use rusqlite::{Connection, OptionalExtension as _};

use crate::hall::server::Link;
use crate::migration::Migration;
use crate::{Result, StoreError};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "hall-1",
    sql: "CREATE TABLE hall_seen(
            one INTEGER PRIMARY KEY CHECK (one = 1),
            -- Negative once the copy went on without its hall.
            seq INTEGER NOT NULL,
            mac BLOB NOT NULL CHECK (length(mac) = 32)
          ) STRICT;
          CREATE TABLE hall_setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;",
}];

/// The newest link whose rows a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// Its number; 0 before the first.
    pub seq: u64,
    /// Its mac; zeros before the first.
    pub mac: [u8; 32],
}

impl Seen {
    /// What this copy has seen.
    pub fn read(conn: &Connection) -> Result<Self> {
        let found: Option<(i64, [u8; 32])> = conn
            .prepare_cached("SELECT seq, mac FROM hall_seen WHERE one = 1")?
            .query_row((), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((seq, mac)) = found else {
            return Ok(Self::default());
        };
        let seq = u64::try_from(seq).map_err(|_| StoreError::HallOther {
            what: "这份数据离开大厅后又单独用过，不能再接回去".to_owned(),
        })?;
        Ok(Self { seq, mac })
    }

    /// Puts down that the copy goes on without its hall, for good: it would speak of other things under the same
    /// numbers.
    pub fn leave(conn: &Connection) -> Result<()> {
        conn.prepare_cached("UPDATE hall_seen SET seq = -1 WHERE seq > 0")?
            .execute(())?;
        Ok(())
    }

    /// What a copy has seen that holds the rows of a link and of all before it.
    pub fn of(link: &Link) -> Self {
        Self {
            seq: link.seq,
            mac: link.mac,
        }
    }

    /// Puts it down, in the transaction that brought the rows.
    pub fn keep(self, conn: &Connection) -> Result<()> {
        conn.prepare_cached(
            "INSERT INTO hall_seen(one, seq, mac) VALUES (1, ?1, ?2)
             ON CONFLICT(one) DO UPDATE SET seq = excluded.seq, mac = excluded.mac",
        )?
        .execute((self.seq.cast_signed(), self.mac))?;
        Ok(())
    }
}
