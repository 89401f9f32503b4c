//! Somebody stands beside whoever is signed in, and types the own password.

use secrecy::SecretString;

use crate::acts::roster::{NO_KEY, Roster};
use crate::acts::signer::Signer;
use crate::keyring::Keyring;
use crate::{Result, Store, StoreError, Tx, Witness};

impl Store {
    /// Somebody beside, by the own password.
    ///
    /// # Errors
    /// `store-wrong-password` alike for an unknown login, a wrong password and a closed account; `store-not-vouched`
    /// for a key that no administrator vouches for.
    pub fn witness(&self, login: &str, password: &SecretString) -> Result<Witness> {
        let ring = Keyring::read(&self.folder)?;
        let slot = ring.find(login, password)?.ok_or(StoreError::WrongPassword)?;
        let found = self.read(|tx| tx.account_of_slot(&slot.id))?;
        let account = found
            .filter(|account| account.active)
            .ok_or(StoreError::WrongPassword)?;
        let signer = ring.seed(&slot).map(|seed| Signer::new(account.id, &seed));
        let roster = self.read(|tx| Roster::read(tx.conn()))?;
        let said = roster.of(account.id).filter(|said| said.active);
        let public = signer.as_ref().map_or(NO_KEY, Signer::public);
        match said {
            Some(said) if said.public == public => Ok(Witness { account, signer }),
            // From before acts were signed, and not signed in since: somebody, but with no key of their own.
            Some(said) if said.public == NO_KEY => Ok(Witness {
                account,
                signer: None,
            }),
            _ => Err(StoreError::NotVouched),
        }
    }
}

impl Tx<'_> {
    /// Somebody beside agrees to what this transaction puts on record, and signs it as well.
    pub fn agreed_by(&mut self, witness: &Witness) {
        self.second = witness.signer().cloned();
    }
}
