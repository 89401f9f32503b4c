//! Signing in, as far as signing is concerned: whoever opens the store signs from then on, with a key that the roster
//! knows. A store from before acts were signed begins its roster here, with everything that it holds.

use crate::acts::proof::Before;
use crate::acts::roster::{LISTERS, NO_KEY, Roster, Vouched};
use crate::acts::sealing;
use crate::acts::signer::Signer;
use crate::keys::{Secret32, SlotKey};
use crate::reading::OnlyReads;
use crate::{Account, Result, Store, StoreError, Tx, schema};

impl Store {
    /// From here on the account of a slot signs. Its roles are those that are vouched for, whatever its row says. A
    /// store that was `before` this program's schema is brought up to date in the same transaction, by an
    /// administrator or the key from the safe.
    ///
    /// # Errors
    /// `store-needs-administrator` for anybody else at such a store; `store-not-vouched`; `store-wrong-password` for an
    /// account that was closed.
    pub(crate) fn sign_as(
        &mut self,
        slot: &SlotKey,
        seed: Option<&Secret32>,
        before: Option<&Before>,
    ) -> Result<Account> {
        if let Some(before) = before {
            return self.transact(Some(&before.tainted), |tx| {
                // At a window of a hall another one may have done it: that came with the lock.
                let is_former = schema::is_former(tx.conn())? || sealing::is_listing_due(tx.conn())?;
                schema::migrate(tx.conn())?;
                let account = match tx.who(slot, seed, before.unsigned)? {
                    Who::Signs(account, signer) => {
                        tx.signer = Some(*signer);
                        account
                    }
                    Who::HasNoKey(account) => tx.first_key(&account, slot).map(|()| account)?,
                    Who::Begins(account) => tx.begin_roster(&account, slot).map(|()| account)?,
                };
                if is_former {
                    may_list(&account)?;
                }
                tx.keep_circles()?;
                Ok(account)
            });
        }
        let account = match self.read(|tx| tx.who(slot, seed, false))? {
            Who::Signs(account, signer) => {
                self.signer = Some(*signer);
                account
            }
            Who::HasNoKey(account) => self.write(|tx| tx.first_key(&account, slot).map(|()| account))?,
            Who::Begins(_) => return Err(StoreError::NotVouched),
        };
        // The steps and the listing are one transaction. Where the listing alone is lacking somebody took the steps
        // beside the program, and may have changed rows with them.
        if self.read(|tx| sealing::is_listing_due(tx.conn()))? {
            may_list(&account)?;
            let tainted = self.read(|tx| Before::of(tx.conn(), schema::RULES))?.tainted;
            self.transact(Some(&tainted), |_| Ok::<_, StoreError>(()))?;
        }
        self.keep_circles()?;
        Ok(account)
    }

    /// What the circles and the keys of two lack is done by whoever of them comes next.
    fn keep_circles(&mut self) -> Result<()> {
        if !self.read(|tx| Ok::<_, StoreError>(tx.are_circles_due()? || tx.are_joint_keys_due()?))? {
            return Ok(());
        }
        self.see_to(|tx| {
            tx.keep_circles()?;
            tx.keep_joint_keys()
        })
    }

    /// Moves an account to a slot that costs more to try, with the seed that it has.
    pub(crate) fn raise_cost(&mut self, account: &Account, from: &SlotKey, to: &SlotKey) -> Result<()> {
        let id = account.id;
        self.see_to(|tx| {
            let keys = tx.keys;
            let ring = tx.keyring()?;
            // Another window may have moved it meanwhile; a former account without a key gets one first.
            let Some(seed) = ring.seed(from) else {
                return Ok(());
            };
            ring.add(to, &keys.db, &seed)?;
            tx.change(
                "账号",
                id.0,
                "UPDATE account SET slot_id = ?2 WHERE id = ?1",
                (id, &to.id),
            )
        })
    }

    /// Writes what may as well be written another day: where nothing can be written it keeps nobody from reading, or
    /// from mending what stands in the way.
    fn see_to(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<()>) -> Result<()> {
        match self.write(work) {
            Err(StoreError::TablesChanged) => Ok(()),
            Err(error) if OnlyReads::told_by(&error).is_some() => Ok(()),
            done => done,
        }
    }
}

/// Who lists all rows anew says that they are right: only those do whom `verify` takes it from.
fn may_list(account: &Account) -> Result<()> {
    match LISTERS.iter().any(|role| account.roles.has(*role)) {
        true => Ok(()),
        false => Err(StoreError::NeedsAdministrator),
    }
}

/// Whom a slot lets in.
enum Who {
    /// An account with the key that the roster knows.
    Signs(Account, Box<Signer>),
    /// One that is vouched for and has no key yet.
    HasNoKey(Account),
    /// The first to come to a store that never had a roster.
    Begins(Account),
}

impl Tx<'_> {
    /// Whom a slot lets in; `unsigned` of a store from before acts were signed.
    fn who(&self, slot: &SlotKey, seed: Option<&Secret32>, unsigned: bool) -> Result<Who> {
        let account = self.account_of_slot(&slot.id)?.filter(|account| account.active);
        let account = account.ok_or(StoreError::WrongPassword)?;
        let roster = Roster::read(self.conn())?;
        let Some(said) = roster.of(account.id) else {
            // Only a store that never had a roster may begin one: an emptied roster is no beginning.
            return match unsigned && roster.is_empty() {
                true => Ok(Who::Begins(account)),
                false => Err(StoreError::NotVouched),
            };
        };
        if !said.active {
            return Err(StoreError::WrongPassword);
        }
        let roles = said.roles.clone();
        let account = Account { roles, ..account };
        match seed.map(|seed| Signer::new(account.id, seed)) {
            Some(signer) if signer.public() == said.public => Ok(Who::Signs(account, Box::new(signer))),
            _ if said.public == NO_KEY => Ok(Who::HasNoKey(account)),
            _ => Err(StoreError::NotVouched),
        }
    }

    /// Begins the roster of a former store: its first to sign in vouches for the accounts that are there.
    fn begin_roster(&mut self, account: &Account, slot: &SlotKey) -> Result<()> {
        let signer = self.own_key(account, slot)?;
        let mut others = self.accounts()?;
        others.retain(|other| other.id != account.id);
        let founders = u32::try_from(others.len()).map_err(|_| StoreError::damaged("账号太多"))?;
        let mut roster = Roster::read(self.conn())?;
        roster.vouch(
            self.conn(),
            &signer,
            vouched(account, signer.public()),
            founders,
            None,
        )?;
        for other in &others {
            roster.vouch(self.conn(), &signer, vouched(other, NO_KEY), 0, None)?;
        }
        self.signer = Some(signer);
        Ok(())
    }

    /// A new key of one's own, in the slot.
    fn own_key(&mut self, account: &Account, slot: &SlotKey) -> Result<Signer> {
        let keys = self.keys;
        let ring = self.keyring()?;
        let seed = ring.seed_for(slot)?;
        ring.add(slot, &keys.db, &seed)?;
        Ok(Signer::new(account.id, &seed))
    }

    /// The first key of an account that had none: it vouches for itself, gaining nothing.
    fn first_key(&mut self, account: &Account, slot: &SlotKey) -> Result<()> {
        let signer = self.own_key(account, slot)?;
        let said = vouched(account, signer.public());
        self.signer = Some(signer);
        self.vouch(said)
    }
}

fn vouched(account: &Account, public: [u8; 32]) -> Vouched {
    Vouched {
        account: account.id,
        public,
        roles: account.roles.clone(),
        active: account.active,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use case::{Role, Roles};
    use chrono::Utc;
    use secrecy::SecretString;

    use super::*;
    use crate::canonical::unhex;
    use crate::keyring::Keyring;
    use crate::{CounterInfo, KEYRING, KdfCost, NewAccount, NewStore};

    const LOGIN: &str = "zhouwen";
    const FORMER: KdfCost = KdfCost {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    #[test]
    fn the_cost_of_a_former_password_is_raised_at_the_next_sign_in() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("store");
        let password = SecretString::from("counter-Window-7");
        let new = NewStore {
            counter: CounterInfo::default(),
            admin: NewAccount::new(LOGIN, "周雯", Roles::new([Role::Admin])),
            password: password.clone(),
        };
        let mut store = Store::create(&folder, new, FORMER, Utc::now()).unwrap();
        let ring = || -> serde_json::Value {
            serde_json::from_slice(&fs::read(folder.join(KEYRING)).unwrap()).unwrap()
        };
        let costs = || ring()["slots"].as_array().unwrap().clone();
        // As it was written by a program that knew no other cost.
        let salt = unhex(ring()["salt"].as_str().unwrap()).unwrap();
        let slot = SlotKey::derive(&salt, FORMER, LOGIN, &password).unwrap();
        let dear = Keyring::read(&folder)
            .unwrap()
            .slot_key(LOGIN, &password)
            .unwrap();
        let admin = store.read(|tx| tx.accounts()).unwrap().remove(0);
        store.raise_cost(&admin, &dear, &slot).unwrap();
        assert_eq!(costs()[0]["kdf"]["memory_kib"], FORMER.memory_kib);
        drop(store);

        for _ in 0..2 {
            let (store, account) = Store::unlock(&folder, LOGIN, &password).unwrap();
            let slots = costs();
            assert_eq!(
                (slots.len(), slots[0]["kdf"]["memory_kib"].as_u64()),
                (1, Some(64 * 1024))
            );
            assert_ne!(slots[0]["id"], slot.id.as_str());
            store.check_password(&account, &password).unwrap();
            let report = store.verify().unwrap();
            assert!(report.is_sound(), "{report:?}");
        }
        let wrong = Store::unlock(&folder, LOGIN, &SecretString::from("counter-window-7"));
        assert_eq!(wrong.unwrap_err().code(), "store-wrong-password");
    }
}
