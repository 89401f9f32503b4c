//! Table `queue_ticket`: the numbers that people draw at the entrance, one series a day for all windows, and which
//! window called them. A number says nothing of who drew it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp, word_of};
use crate::{AccountId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "queue_ticket-1",
    sql: "CREATE TABLE queue_ticket(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            day TEXT NOT NULL,
            number INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'called', 'missed', 'served')),
            window TEXT NOT NULL,
            called_by INTEGER REFERENCES account(id),
            -- When it was drawn, called, missed or served.
            at TEXT NOT NULL,
            UNIQUE(day, number)
          ) STRICT;",
}];

/// Where a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Drawn, nobody has called it.
    Waiting,
    /// Called to a window; whoever has it is there or on the way.
    Called,
    /// Called, and nobody came.
    Missed,
    /// The window has called the next one since.
    Served,
}

/// A number of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueTicket {
    /// Row number.
    pub id: u32,
    /// The number, from 1 each day.
    pub number: u32,
    /// Where it stands.
    pub state: TicketState,
    /// What the window that called it is called at the counter; empty before.
    pub window: String,
    /// Who called it.
    pub called_by: Option<AccountId>,
    /// When it came to stand there.
    pub at: DateTime<Utc>,
}

impl FromRow for QueueTicket {
    const TABLE: &'static str = "queue_ticket";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            number: f.get("number")?,
            state: f.word("state")?,
            window: f.get("window")?,
            called_by: f.get("called_by")?,
            at: f.at("at")?,
        })
    }
}

impl Tx<'_> {
    /// Draws the next number of a day.
    ///
    /// # Errors
    /// Those of the database.
    pub fn draw_ticket(&mut self, day: NaiveDate, now: DateTime<Utc>) -> Result<QueueTicket> {
        let day = day.to_string();
        self.insert(
            "INSERT INTO queue_ticket(day, number, state, window, at)
             SELECT ?1, 1 + coalesce(max(number), 0), 'waiting', '', ?2 FROM queue_ticket WHERE day = ?1",
            (&day, stamp(now)),
        )?;
        let drawn = self.row(
            "SELECT * FROM queue_ticket WHERE day = ?1 ORDER BY number DESC LIMIT 1",
            [&day],
        )?;
        crate::row::found(drawn, "排队号", 0)
    }

    /// The numbers of a day, in their order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn tickets_of(&self, day: NaiveDate) -> Result<Vec<QueueTicket>> {
        self.rows(
            "SELECT * FROM queue_ticket WHERE day = ?1 ORDER BY number",
            [day.to_string()],
        )
    }

    /// Keeps where a number stands now.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn save_ticket(&mut self, ticket: &QueueTicket) -> Result<()> {
        self.change(
            "排队号",
            ticket.id,
            "UPDATE queue_ticket SET state = ?2, window = ?3, called_by = ?4, at = ?5 WHERE id = ?1",
            (
                ticket.id,
                word_of(&ticket.state)?,
                &ticket.window,
                ticket.called_by,
                stamp(ticket.at),
            ),
        )
    }
}
