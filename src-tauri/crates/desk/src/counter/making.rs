//! What takes long is made before the write, from what was read; the write itself only looks whether that still stands,
//! and records it. So nobody waits while a sheet is laid out or a package is sealed.
//!
//! What was read may be changed by another window before the write begins: then nothing of it is kept and it is made
//! anew. The making must therefore change nothing by itself: it draws no PIN, gives no number and counts no copies.

use std::panic::Location;

use case::Role;
use store::{Account, StoreError, Tx};

use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::rim::api::Refusal;
use crate::rim::refusal;

/// How often something is made anew because other windows go on changing what it is made from. Every round that is
/// lost is a round that another window finished: it has to be outrun this often in a row before it is refused.
const TRIES: usize = 16;

/// Why a write ends without anything being kept.
#[derive(Debug)]
pub enum Stop {
    /// What was made is not of what stands now.
    Stale,
    /// The use case is refused.
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refused: Refusal) -> Self {
        Self::Refused(refused)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl Desk {
    /// Makes something, then keeps it in one short write, which answers [`Stop::Stale`] where it was made from what
    /// does not stand any more.
    ///
    /// # Errors
    /// `not-signed-in`, `role-missing`; whatever either of the two refuses; `case-changed-elsewhere` when it changes
    /// faster than it can be made.
    #[track_caller]
    pub(crate) fn write_made<M, T>(
        &self,
        role: Option<Role>,
        mut make: impl FnMut() -> Result<M, Refusal>,
        keep: impl Fn(&mut Tx<'_>, &Account, M) -> Result<T, Stop>,
    ) -> Result<T, Refusal> {
        let place = Location::caller();
        if let Some(role) = role {
            self.read(|open| require(open, role))?;
        }
        for _ in 0..TRIES {
            let made = make()?;
            match self.write_at(place, role, |tx, me| keep(tx, me, made)) {
                Ok(kept) => return Ok(kept),
                Err(Stop::Refused(refused)) => return Err(refused),
                Err(Stop::Stale) => {}
            }
        }
        Err(refusal::changed_meanwhile())
    }

    /// Reads with whoever is signed in, from one state of the store.
    ///
    /// # Errors
    /// `not-signed-in`; whatever the job refuses.
    pub(crate) fn look<T>(
        &self,
        job: impl FnOnce(&Tx<'_>, &Account) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.read(|open| open.store.read(|tx| job(tx, &open.account)))
    }
}
