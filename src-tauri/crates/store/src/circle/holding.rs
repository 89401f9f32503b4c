//! Table `circle_key`: the envelopes, one for each member of a circle, all with the same key, the circle's generation.
//! Every envelope is signed by the member who made it, over everything that it is; one that nobody of the circle made
//! is never opened, so that whoever has only the database key cannot slip a key of their own under a circle.

use rusqlite::Row;

use super::envelope;
use super::membership::Circle;
use crate::acts::roster::Roster;
use crate::acts::signer::{Signer, is_signed};
use crate::keys::Secret32;
use crate::migration::Migration;
use crate::{AccountId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "circle_key-1",
    sql: "CREATE TABLE circle_key(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            circle TEXT NOT NULL CHECK (circle IN ('keys', 'window')),
            generation INTEGER NOT NULL CHECK (generation > 0),
            account_id INTEGER NOT NULL REFERENCES account(id),
            public BLOB NOT NULL,
            envelope BLOB NOT NULL,
            by_account INTEGER NOT NULL REFERENCES account(id),
            roster INTEGER NOT NULL,
            signature BLOB NOT NULL,
            UNIQUE (circle, account_id)
          ) STRICT;",
}];

const PURPOSE: &[u8] = b"counterfoil/circle-key/1\0";

/// The key of a circle, opened.
pub(crate) struct Opened {
    /// Which of the circle's keys: from 1, one more with each.
    pub generation: u32,
    /// The key.
    pub key: Secret32,
}

/// Who has the key of a circle.
pub(crate) enum Held {
    /// Nobody: the circle has none yet.
    NotBegun,
    /// Others than whoever is signed in.
    ByOthers,
    /// Whoever is signed in.
    Opened(Opened),
}

/// An envelope as it lies in the store.
pub(super) struct Envelope {
    pub generation: u32,
    pub account: AccountId,
    /// The public half for which it is closed.
    pub public: Vec<u8>,
    bytes: Vec<u8>,
    by: AccountId,
    /// How many certificates the roster had when it was made.
    roster: u32,
    signature: Vec<u8>,
}

impl Envelope {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            generation: row.get("generation")?,
            account: row.get("account_id")?,
            public: row.get("public")?,
            bytes: row.get("envelope")?,
            by: row.get("by_account")?,
            roster: row.get("roster")?,
            signature: row.get("signature")?,
        })
    }

    /// What its maker signs.
    fn statement(&self, roster: &Roster, circle: Circle) -> Vec<u8> {
        let mut out = [PURPOSE, roster.store.as_slice(), circle.word().as_bytes(), b"\0"].concat();
        for number in [self.generation, self.account.0, self.by.0, self.roster] {
            out.extend(number.to_be_bytes());
        }
        for part in [&self.public, &self.bytes] {
            out.extend((part.len() as u64).to_be_bytes());
            out.extend(part);
        }
        out
    }

    /// Whether a member of the circle made it, as the roster was then, and did not have the right taken since.
    fn is_given(&self, roster: &Roster, circle: Circle) -> bool {
        let key = roster.key_at(self.by, self.roster);
        key.is_some_and(|key| is_signed(&key, &self.statement(roster, circle), &self.signature))
            && roster.may_give(self.by, circle.roles(), self.roster)
    }
}

/// Where an envelope is to lie.
fn place(circle: Circle, generation: u32, account: AccountId) -> Vec<u8> {
    let [generation, account] = [generation, account.0].map(u32::to_be_bytes);
    [circle.word().as_bytes(), b"\0", &generation, &account].concat()
}

impl Tx<'_> {
    /// All envelopes of a circle.
    pub(super) fn envelopes(&self, circle: Circle) -> Result<Vec<Envelope>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT * FROM circle_key WHERE circle = ?1 ORDER BY id")?;
        let rows = statement.query_map([circle.word()], Envelope::of)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The key of a circle, as far as whoever is signed in has it.
    ///
    /// # Errors
    /// `store-damaged` for an envelope that no member made, or that does not open.
    pub(crate) fn circle_key(&self, circle: Circle) -> Result<Held> {
        let there = self.envelopes(circle)?;
        if there.is_empty() {
            return Ok(Held::NotBegun);
        }
        let own = self.own_key_of(&Roster::read(self.conn())?, circle, &there)?;
        Ok(own.map_or(Held::ByOthers, Held::Opened))
    }

    /// The same key out of the envelopes that are there; none when there is none for the key of whoever is signed in.
    pub(super) fn own_key_of(
        &self,
        roster: &Roster,
        circle: Circle,
        there: &[Envelope],
    ) -> Result<Option<Opened>> {
        let Some(signer) = &self.signer else {
            return Ok(None);
        };
        let mut own = there
            .iter()
            .filter(|one| one.account == signer.account && one.public == signer.public());
        let Some(envelope) = own.next() else {
            return Ok(None);
        };
        let broken = || StoreError::damaged("封存口令用的密钥被改动过");
        if !envelope.is_given(roster, circle) {
            return Err(broken());
        }
        let place = place(circle, envelope.generation, signer.account);
        let key = envelope::unclose(signer, &place, &envelope.bytes)?.ok_or_else(broken)?;
        Ok(Some(Opened {
            generation: envelope.generation,
            key,
        }))
    }

    /// Closes the circle's key for an account, in place of the envelope that it had. An account whose key is none gets
    /// none.
    pub(super) fn give(
        &mut self,
        roster: &Roster,
        circle: Circle,
        opened: &Opened,
        (account, public): (AccountId, &[u8; 32]),
    ) -> Result<()> {
        let Some(signer) = self.signer.clone() else {
            return Ok(());
        };
        let place = place(circle, opened.generation, account);
        let Some(bytes) = envelope::close(public, &place, &opened.key)? else {
            return Ok(());
        };
        let made = Envelope {
            generation: opened.generation,
            account,
            public: public.to_vec(),
            bytes,
            by: signer.account,
            roster: roster.newest,
            signature: Vec::new(),
        };
        self.put_envelope(roster, circle, made, &signer)
    }

    fn put_envelope(
        &mut self,
        roster: &Roster,
        circle: Circle,
        made: Envelope,
        signer: &Signer,
    ) -> Result<()> {
        let signature = signer.sign(&made.statement(roster, circle));
        self.insert(
            "INSERT INTO circle_key(circle, generation, account_id, public, envelope, by_account, roster, signature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT(circle, account_id) DO UPDATE SET generation = excluded.generation,
               public = excluded.public, envelope = excluded.envelope, by_account = excluded.by_account,
               roster = excluded.roster, signature = excluded.signature",
            (
                circle.word(),
                made.generation,
                made.account,
                &made.public,
                &made.bytes,
                made.by,
                made.roster,
                signature,
            ),
        )
    }

    /// Takes the envelope of an account away.
    pub(super) fn take_envelope(&mut self, circle: Circle, account: AccountId) -> Result<()> {
        self.insert(
            "DELETE FROM circle_key WHERE circle = ?1 AND account_id = ?2",
            (circle.word(), account),
        )
    }
}
