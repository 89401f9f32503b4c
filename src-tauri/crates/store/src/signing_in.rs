//! Signing in, as far as signing is concerned: whoever opens the store signs from then on, with a key that the roster
//! knows. A store from before acts were signed begins its roster here, with everything that it holds.

use crate::acts::proof::Before;
use crate::acts::roster::{NO_KEY, Roster, Vouched};
use crate::acts::sealing;
use crate::acts::signer::Signer;
use crate::keys::{Secret32, SlotKey};
use crate::{Account, Result, Store, StoreError, Tx, known_schema};

impl Store {
    /// From here on an account signs. Its roles are those that are vouched for, whatever its row says.
    ///
    /// # Errors
    /// `store-not-vouched`; `store-wrong-password` for an account that was closed.
    pub(crate) fn sign_as(
        &mut self,
        account: Account,
        slot: &SlotKey,
        seed: Option<&Secret32>,
        before: &Before,
    ) -> Result<Account> {
        let roster = self.read(|tx| Roster::read(tx.conn()))?;
        let Some(said) = roster.of(account.id) else {
            // Only a store that never had a roster may begin one: an emptied roster is no beginning.
            return match before.unsigned && roster.is_empty() {
                true => self.begin_roster(account, slot, before),
                false => Err(StoreError::NotVouched),
            };
        };
        if !said.active {
            return Err(StoreError::WrongPassword);
        }
        let account = Account {
            roles: said.roles.clone(),
            ..account
        };
        let signer = seed.map(|seed| Signer::new(account.id, seed));
        match signer {
            Some(signer) if signer.public() == said.public => self.signer = Some(signer),
            _ if said.public == NO_KEY => self.write(|tx| tx.first_key(&account, slot))?,
            _ => return Err(StoreError::NotVouched),
        }
        let listed = self.read(|tx| sealing::newest(tx.conn()))?;
        if listed.is_none_or(|act| act.message.schema < known_schema()) {
            self.transact(Some(&before.tainted), |_| Ok::<_, StoreError>(()))?;
        }
        Ok(account)
    }

    /// Begins the roster of a former store: its first to sign in vouches for the accounts that are there.
    fn begin_roster(&mut self, account: Account, slot: &SlotKey, before: &Before) -> Result<Account> {
        self.transact(Some(&before.tainted), |tx| {
            let signer = tx.own_key(&account, slot)?;
            let others: Vec<Account> = tx
                .accounts()?
                .into_iter()
                .filter(|a| a.id != account.id)
                .collect();
            let founders = u32::try_from(others.len()).map_err(|_| StoreError::damaged("账号太多"))?;
            let mut roster = Roster::read(tx.conn())?;
            roster.vouch(tx.conn(), &signer, vouched(&account, signer.public()), founders)?;
            for other in &others {
                roster.vouch(tx.conn(), &signer, vouched(other, NO_KEY), 0)?;
            }
            tx.signer = Some(signer);
            Ok(account)
        })
    }
}

impl Tx<'_> {
    /// A new key of one's own, in the slot.
    fn own_key(&mut self, account: &Account, slot: &SlotKey) -> Result<Signer> {
        let seed = Signer::seed()?;
        let keys = self.keys;
        self.keyring()?.add(slot, &keys.db, &seed)?;
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
