//! Tables `joint_secret` and `joint_release`: what is sealed for two, and to what the second person has agreed ahead of
//! time. As long as a store has no two people who may open together, such a secret lies under the key of the circle of
//! those who work on keys, and is sealed for two by the first of them who signs in when it can be.

use case::Role;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::curve::Closed;
use super::dealing::{Held, JointKey, Pair, broken};
use super::witness::Witness;
use crate::acts::roster::Roster;
use crate::acts::signer::Signer;
use crate::circle::{Circle, envelope};
use crate::keys::Secret32;
use crate::row::stamp;
use crate::{AccountId, Result, StoreError, Tx};

/// A secret as it lies in the store.
struct Stored {
    name: String,
    generation: u32,
    closed: Closed,
}

impl Stored {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            name: row.get("name")?,
            generation: row.get("generation")?,
            closed: Closed {
                ephemeral: row.get::<_, [u8; 32]>("ephemeral")?,
                body: row.get("body")?,
                signature: row.get("signature")?,
            },
        })
    }

    fn bound(&self, roster: &Roster) -> Vec<u8> {
        bound(roster, self.generation, &self.name)
    }
}

/// What a sealed value is bound to: it opens under no other name, in no other store.
fn bound(roster: &Roster, generation: u32, name: &str) -> Vec<u8> {
    let generation = generation.to_be_bytes();
    [roster.store.as_slice(), &generation, name.as_bytes()].concat()
}

/// Where what somebody agreed to is to lie.
fn agreed(stored: &Stored, pair: Pair, to: AccountId) -> Vec<u8> {
    let numbers = [pair.one.0, pair.other.0, to.0].map(u32::to_be_bytes);
    [
        b"release\0",
        stored.closed.ephemeral.as_slice(),
        numbers.as_flattened(),
        stored.name.as_bytes(),
    ]
    .concat()
}

impl Tx<'_> {
    /// Seals a secret under a name so that two people open it; the one before, and what was agreed to for it, is gone.
    ///
    /// # Errors
    /// `store-secret-closed` where there are no two people yet and whoever is signed in does not work on keys;
    /// `store-no-random`.
    pub fn put_secret_of_two(&mut self, name: &str, value: &SecretString, now: DateTime<Utc>) -> Result<()> {
        let roster = Roster::read(self.conn())?;
        self.withdraw_secret_of_two(name)?;
        let Some(key) = self.newest_joint_key(&roster)? else {
            self.put_secret(Circle::Keys, name, value, now)?;
            return self.insert("UPDATE secret SET for_two = 1 WHERE name = ?1", [name]);
        };
        self.drop_secret(name)?;
        self.seal_for_two(&roster, &key, name, value.expose_secret().as_bytes(), now)
    }

    fn seal_for_two(
        &mut self,
        roster: &Roster,
        key: &JointKey,
        name: &str,
        plain: &[u8],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let bound = bound(roster, key.generation, name);
        let closed = Closed::seal(&key.public, &bound, plain)?.ok_or_else(broken)?;
        self.insert(
            "INSERT INTO joint_secret(name, generation, ephemeral, body, signature, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT(name) DO UPDATE SET generation = excluded.generation, ephemeral = excluded.ephemeral,
               body = excluded.body, signature = excluded.signature, at = excluded.at",
            (
                name,
                key.generation,
                closed.ephemeral.as_slice(),
                closed.body,
                closed.signature,
                stamp(now),
            ),
        )
    }

    /// Whether there is a secret of that name, for whichever two.
    ///
    /// # Errors
    /// Those of the database.
    pub fn has_secret_of_two(&self, name: &str) -> Result<bool> {
        Ok(self.stored_for_two(name)?.is_some() || self.has_secret(name)?)
    }

    /// Opens a secret of two: with somebody beside, or by what another person agreed to before. None when there is none
    /// of that name.
    ///
    /// # Errors
    /// `store-secret-needs-two` when nobody else agreed, or who did has no share with whoever is signed in;
    /// `store-damaged` when it was tampered with or moved from another name.
    pub fn secret_of_two(&self, name: &str, beside: Option<&Witness>) -> Result<Option<SecretString>> {
        let Some(stored) = self.stored_for_two(name)? else {
            return self.secret(Circle::Keys, name);
        };
        let roster = Roster::read(self.conn())?;
        let Some((key, signer)) = self
            .joint_key(&roster, stored.generation)?
            .zip(self.signer.as_ref())
        else {
            return Err(broken());
        };
        let bound = stored.bound(&roster);
        if !stored.closed.is_of(&bound) {
            return Err(broken());
        }
        let own = self.shares_of(&key, signer)?;
        let with = match beside.and_then(|witness| witness.signer.as_ref()) {
            Some(theirs) => with_another(&own, &self.shares_of(&key, theirs)?, &stored, &bound),
            None => None,
        };
        let with = match with {
            Some(factors) => Some(factors),
            None => self.with_release(&own, signer, &stored, &bound)?,
        };
        let [one, other] = with.ok_or_else(|| self.needs_two(&roster, &key))?;
        let plain = stored.closed.open(&key.public, &bound, &one, &other)?;
        let plain = plain.ok_or_else(broken)?;
        let text = std::str::from_utf8(&plain).map_err(|_| broken())?;
        Ok(Some(SecretString::from(text)))
    }

    /// The two factors where the other person agreed before.
    fn with_release(
        &self,
        own: &[Held],
        signer: &Signer,
        stored: &Stored,
        bound: &[u8],
    ) -> Result<Option<[Secret32; 2]>> {
        let mut statement = self.conn().prepare_cached(
            "SELECT one, other, envelope FROM joint_release
              WHERE name = ?1 AND ephemeral = ?2 AND to_account = ?3 AND by_account <> ?3 ORDER BY id",
        )?;
        let mut rows = statement.query((&stored.name, stored.closed.ephemeral.as_slice(), signer.account))?;
        while let Some(row) = rows.next()? {
            let pair = Pair {
                one: row.get(0)?,
                other: row.get(1)?,
            };
            let place = agreed(stored, pair, signer.account);
            let theirs = envelope::unclose(signer, &place, &row.get::<_, Vec<u8>>(2)?)?;
            let mine = own.iter().find(|held| held.pair == pair);
            let mine = mine.and_then(|held| stored.closed.factor(bound, &held.share));
            if let Some(factors) = mine.zip(theirs) {
                return Ok(Some(factors.into()));
            }
        }
        Ok(None)
    }

    /// Agrees to the opening of one secret, in the name of whoever is signed in or stands beside, by those who work on
    /// keys and have a share with them. Whether anybody can open it by that.
    ///
    /// # Errors
    /// `store-damaged` when it was tampered with or moved from another name: nothing is agreed to then.
    pub fn release_secret_of_two(&mut self, name: &str, beside: Option<&Witness>) -> Result<bool> {
        let Some(stored) = self.stored_for_two(name)? else {
            return Ok(false);
        };
        let by = match beside {
            Some(witness) => witness.signer.clone(),
            None => self.signer.clone(),
        };
        let Some(by) = by else {
            return Ok(false);
        };
        let roster = Roster::read(self.conn())?;
        let Some(key) = self.joint_key(&roster, stored.generation)? else {
            return Err(broken());
        };
        let bound = stored.bound(&roster);
        let mut is_released = false;
        for held in self.shares_of(&key, &by)? {
            let factor = stored.closed.factor(&bound, &held.share).ok_or_else(broken)?;
            for (to, public) in self.share_holders(&key, held.pair, 3 - held.side)? {
                let said = roster.of(to);
                let works_on_keys = said.is_some_and(|said| Circle::Keys.has(said) && said.public == public);
                if to == by.account || !works_on_keys {
                    continue;
                }
                let place = agreed(&stored, held.pair, to);
                let Some(bytes) = envelope::close(&public, &place, &factor)? else {
                    continue;
                };
                self.insert(
                    "INSERT INTO joint_release(name, ephemeral, one, other, to_account, by_account, envelope)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT(name, to_account, by_account) DO UPDATE SET ephemeral = excluded.ephemeral,
                       one = excluded.one, other = excluded.other, envelope = excluded.envelope",
                    (
                        name,
                        stored.closed.ephemeral.as_slice(),
                        held.pair.one,
                        held.pair.other,
                        to,
                        by.account,
                        bytes,
                    ),
                )?;
                is_released = true;
            }
        }
        Ok(is_released)
    }

    /// Whether a secret of two is there and nobody else has agreed yet that whoever is signed in opens it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn wants_another_for(&self, name: &str) -> Result<bool> {
        let Some(stored) = self.stored_for_two(name)? else {
            return Ok(false);
        };
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM joint_release
                    WHERE name = ?1 AND ephemeral = ?2 AND to_account = ?3)";
        let own = self.signer.as_ref().map(|signer| signer.account);
        let mut statement = self.conn().prepare_cached(sql)?;
        let params = (name, stored.closed.ephemeral.as_slice(), own);
        Ok(statement.query_row(params, |row| row.get(0))?)
    }

    /// Takes back what was agreed to for a secret: it was used, or is not wanted any more.
    ///
    /// # Errors
    /// Those of the database.
    pub fn withdraw_secret_of_two(&mut self, name: &str) -> Result<()> {
        self.insert("DELETE FROM joint_release WHERE name = ?1", [name])
    }

    /// Whether there are two people who open what is sealed for two.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_sealed_for_two(&self) -> Result<bool> {
        Ok(self.newest_joint_key(&Roster::read(self.conn())?)?.is_some())
    }

    /// How many secrets are sealed for two people of a former roster.
    ///
    /// # Errors
    /// Those of the database.
    pub fn former_secrets_of_two(&self) -> Result<u32> {
        let roster = Roster::read(self.conn())?;
        let newest = self.newest_joint_key(&roster)?.map_or(0, |key| key.generation);
        let sql = "SELECT count(*) FROM joint_secret WHERE generation <> ?1";
        Ok(self.conn().query_row(sql, [newest], |row| row.get(0))?)
    }

    /// Seals anew for the people of today what two who are here can open. How many could be, and how many not.
    ///
    /// # Errors
    /// Those of the database; `store-no-random`.
    pub fn renew_secrets_of_two(&mut self, beside: &Witness, now: DateTime<Utc>) -> Result<(u32, u32)> {
        let roster = Roster::read(self.conn())?;
        let Some(newest) = self.newest_joint_key(&roster)? else {
            return Ok((0, 0));
        };
        let (mut sealed, mut left) = (0, 0);
        for name in self.names_of_former(newest.generation)? {
            match self.secret_of_two(&name, Some(beside)) {
                Ok(Some(plain)) => {
                    self.withdraw_secret_of_two(&name)?;
                    self.seal_for_two(&roster, &newest, &name, plain.expose_secret().as_bytes(), now)?;
                    sealed += 1;
                }
                Ok(None) | Err(StoreError::SecretNeedsTwo { .. } | StoreError::Damaged { .. }) => left += 1,
                Err(error) => return Err(error),
            }
        }
        Ok((sealed, left))
    }

    fn names_of_former(&self, newest: u32) -> Result<Vec<String>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT name FROM joint_secret WHERE generation <> ?1 ORDER BY id")?;
        let rows = statement.query_map([newest], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn stored_for_two(&self, name: &str) -> Result<Option<Stored>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT * FROM joint_secret WHERE name = ?1")?;
        Ok(statement.query_row([name], Stored::of).optional()?)
    }

    /// Whether anything is sealed for a circle that two are to open.
    pub(super) fn has_secrets_of_circle(&self) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM secret WHERE for_two = 1)";
        Ok(self.conn().prepare_cached(sql)?.query_row((), |row| row.get(0))?)
    }

    /// Seals for two what lies under the key of the circle, where whoever is signed in is of it. What does not open
    /// stays: it was tampered with, and is named when it is wanted.
    pub(super) fn move_secrets_of_circle(&mut self, roster: &Roster) -> Result<()> {
        let Some(key) = self.newest_joint_key(roster)? else {
            return Ok(());
        };
        let waiting = {
            let mut statement = self
                .conn()
                .prepare_cached("SELECT name, at FROM secret WHERE for_two = 1 ORDER BY id")?;
            let rows = statement.query_map((), |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<(String, String)>>>()?
        };
        for (name, at) in waiting {
            let Ok(Some(plain)) = self.secret(Circle::Keys, &name) else {
                continue;
            };
            let at = DateTime::parse_from_rfc3339(&at).map_err(|_| broken())?.to_utc();
            let plain = Zeroizing::new(plain.expose_secret().as_bytes().to_vec());
            self.drop_secret(&name)?;
            self.seal_for_two(roster, &key, &name, &plain, at)?;
        }
        Ok(())
    }

    fn needs_two(&self, roster: &Roster, key: &JointKey) -> StoreError {
        let own = self.signer.as_ref().map(|signer| signer.account);
        let others = key.members.iter().filter(|id| Some(**id) != own);
        let is_here = |id: &&AccountId| {
            let said = roster.of(**id).filter(|said| said.active);
            said.is_some_and(|said| Role::ALL.iter().any(|role| said.roles.has(*role)))
        };
        let here = others.filter(is_here);
        let names = here.filter_map(|id| self.account(*id).ok().map(|account| account.name));
        StoreError::SecretNeedsTwo {
            others: names.collect(),
        }
    }
}

/// The two factors of two people who are both here.
fn with_another(own: &[Held], theirs: &[Held], stored: &Stored, bound: &[u8]) -> Option<[Secret32; 2]> {
    let mut both = own
        .iter()
        .flat_map(|mine| theirs.iter().map(move |held| (mine, held)));
    let (mine, held) = both.find(|(mine, held)| mine.pair == held.pair && mine.side != held.side)?;
    let factor = |held: &Held| stored.closed.factor(bound, &held.share);
    Some([factor(mine)?, factor(held)?])
}
