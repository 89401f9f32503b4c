//! Whose papers this session may open beyond its rights, because somebody said what for: in memory only, for a while.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use store::{AccountId, CaseId};

/// A purpose that was said, and how long it holds.
struct Said {
    by: AccountId,
    case: CaseId,
    until: DateTime<Utc>,
}

/// The purposes that hold.
#[derive(Default)]
pub struct Unmasked(Mutex<Vec<Said>>);

impl Unmasked {
    /// The papers of a case may be opened by an account until then.
    pub fn allow(&self, by: AccountId, case: CaseId, until: DateTime<Utc>) {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.retain(|one| (one.by, one.case) != (by, case));
        said.push(Said { by, case, until });
    }

    /// Whether an account may open the papers of a case now.
    pub fn holds(&self, by: AccountId, case: CaseId, now: DateTime<Utc>) -> bool {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.retain(|one| one.until > now);
        said.iter().any(|one| (one.by, one.case) == (by, case))
    }

    /// The session ends.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
