//! One transaction: what a use case sees of the store.
//!
//! Reading needs `&Tx`, writing `&mut Tx`, so that what only reads cannot write. Changes to the keyring are staged
//! here and reach the disk together with the rows they belong to.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::acts::roster::{Roster, Vouched};
use crate::acts::sealing;
use crate::acts::signer::Signer;
use crate::acts::touched::{RowKey, Touched};
use crate::hall::Far;
use crate::keyring::Keyring;
use crate::keys::Keys;
use crate::{Result, StoreError};

/// A running transaction. Dropped without commit, everything in it is undone.
pub struct Tx<'s> {
    transaction: Transaction<'s>,
    pub(crate) keys: &'s Keys,
    pub(crate) folder: &'s Path,
    /// The keyring with all old and all new slots, when a slot was added or dropped.
    pub(crate) staged: Option<Keyring>,
    /// Who signs what this transaction writes.
    pub(crate) signer: Option<Signer>,
    /// Who agrees beside to what nobody does alone.
    pub(crate) second: Option<Signer>,
    /// Where bytes are got that this window's copy does not have.
    pub(crate) far: Option<&'s dyn Far>,
}

impl<'s> Tx<'s> {
    pub(crate) fn new(transaction: Transaction<'s>, keys: &'s Keys, folder: &'s Path) -> Self {
        Self {
            transaction,
            keys,
            folder,
            staged: None,
            signer: None,
            second: None,
            far: None,
        }
    }

    /// The same, at a window of a hall.
    pub(crate) fn reaching(self, far: Option<&'s dyn Far>) -> Self {
        Self { far, ..self }
    }

    /// The same, signed by an account when it writes.
    pub(crate) fn signed_by(self, signer: Option<Signer>) -> Self {
        Self { signer, ..self }
    }

    pub(crate) fn conn(&self) -> &Connection {
        &self.transaction
    }

    /// The keyring as staged, else as it lies on disk. Other programs cannot change it meanwhile: they too do it
    /// under the database's write lock.
    pub(crate) fn keyring(&mut self) -> Result<&mut Keyring> {
        if self.staged.is_none() {
            self.staged = Some(Keyring::read(self.folder)?);
        }
        self.staged
            .as_mut()
            .ok_or_else(|| StoreError::damaged("密钥文件无法读取"))
    }

    /// Vouches for an account, in the name of whoever signs.
    pub(crate) fn vouch(&mut self, said: Vouched) -> Result<()> {
        let by = self.signer.clone().ok_or_else(nobody_signs)?;
        let mut roster = Roster::read(self.conn())?;
        let is_known = roster.of(by.account).is_some_and(|own| own.public == by.public());
        // Whoever gives a right away has it for the last time here.
        if is_known {
            self.keep_circles_by(&roster, Some(&said))?;
            self.keep_own_shares(&roster, &said)?;
        }
        roster.vouch(self.conn(), &by, said, 0, self.second.as_ref())?;
        match is_known {
            true => Ok(()),
            false => self.keep_circles_by(&roster, None),
        }
    }

    /// Signs what was written so far; with `whole` every row of the store, but for those that were found changed.
    pub(crate) fn seal(&self, touched: &Touched, whole: Option<&BTreeSet<RowKey>>) -> Result<()> {
        // Another window may have listed them meanwhile; where there is no act the first one lists all.
        let is_first = || sealing::newest(self.conn()).map(|act| act.is_none());
        let whole = match whole {
            Some(tainted) if sealing::is_listing_due(self.conn())? || is_first()? => Some(tainted),
            _ => None,
        };
        let written = match whole {
            Some(_) => {
                let every = sealing::every_row(self.conn())?;
                touched.share(&every);
                every
            }
            None => touched.take(),
        };
        match &self.signer {
            Some(signer) => {
                sealing::seal(self.conn(), signer, self.second.as_ref(), &written, whole)?;
                self.is_still_in(signer)
            }
            None if written.is_empty() => Ok(()),
            None => Err(nobody_signs()),
        }
    }

    /// Nothing is signed for an account that was closed meanwhile, unless it just left by itself.
    fn is_still_in(&self, signer: &Signer) -> Result<()> {
        let sql = "SELECT active OR by_account = account_id FROM account_certificate
                    WHERE account_id = ?1 ORDER BY id DESC LIMIT 1";
        let found = self
            .conn()
            .prepare_cached(sql)?
            .query_row([signer.account], |row| row.get(0))
            .optional()?;
        // One without a certificate is told by the roster, wherever it is read.
        match found.unwrap_or(true) {
            true => Ok(()),
            false => Err(StoreError::WrongPassword),
        }
    }

    /// Commits. New slots reach the disk before the rows that own them, dropped ones leave it after: whenever the
    /// power fails, every account on record finds its slot, and a slot without an account opens nothing. Both stay when
    /// the commit is refused, too: what was written of it may come to count once the log is read again.
    pub(crate) fn commit(self) -> Result<()> {
        let to_come = self.ring_to_come()?;
        let (Some(ring), Some(to_come)) = (&self.staged, to_come) else {
            return Ok(self.transaction.commit()?);
        };
        ring.write(self.folder)?;
        self.transaction.commit()?;
        to_come.write(self.folder)
    }

    /// The keyring as it will lie there after the commit: the staged one with the slots that accounts own. None when
    /// none was staged.
    pub(crate) fn ring_to_come(&self) -> Result<Option<Keyring>> {
        let Some(mut ring) = self.staged.clone() else {
            return Ok(None);
        };
        let mut statement = self
            .transaction
            .prepare("SELECT slot_id FROM account WHERE slot_id IS NOT NULL")?;
        let ids = statement.query_map((), |r| r.get(0))?;
        ring.retain(&ids.collect::<rusqlite::Result<Vec<String>>>()?);
        Ok(Some(ring))
    }
}

/// Every change is signed by somebody who is signed in.
fn nobody_signs() -> StoreError {
    StoreError::damaged("没有登录的账号，不能写入")
}
