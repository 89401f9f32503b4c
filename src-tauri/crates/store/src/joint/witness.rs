//! Somebody beside whoever is signed in, who has typed the own password: their key, for as long as the act takes.

use crate::Account;
use crate::acts::signer::Signer;

/// Somebody beside, with the own key, unless they have none yet. Dropped, the key is wiped.
pub struct Witness {
    /// Who it is.
    pub account: Account,
    pub(crate) signer: Option<Signer>,
}

impl Witness {
    /// Their key.
    pub(crate) fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Witness")
            .field("account", &self.account.id)
            .finish_non_exhaustive()
    }
}
