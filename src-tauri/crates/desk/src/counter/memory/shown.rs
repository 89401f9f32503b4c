//! What this window shows of cases: their content as it was told last, in memory only.
//!
//! Two windows may stand on one store. What is decided on a screen is decided about what stood there; so an act on a
//! case that was changed elsewhere meanwhile can be told from one on the present content. It ends with the session.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use case::CaseContent;
use store::{CaseId, CaseRow};

/// A case as a screen has it.
#[derive(Debug, Clone)]
pub struct Told {
    /// The revision that was told.
    pub revision: u32,
    /// The content of that revision.
    pub content: CaseContent,
}

/// The cases as the screens have them.
#[derive(Default)]
pub struct Shown(Mutex<BTreeMap<CaseId, Told>>);

impl Shown {
    /// The screen is told of a case.
    pub fn tell(&self, row: &CaseRow) {
        let told = Told {
            revision: row.revision,
            content: row.content.clone(),
        };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(row.id, told);
    }

    /// What the screen was told of a case; none where it was told nothing.
    pub fn of(&self, id: CaseId) -> Option<Told> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }

    /// The session ends.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
