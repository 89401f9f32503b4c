//! What the check of the day found wrong with the store: told over every screen as long as the program runs, whoever
//! signs in.

use std::sync::{Mutex, PoisonError};

use crate::rim::api::Finding;

/// Most findings that are told over the screens; all of them stand in the check that an administrator makes.
const TOLD: usize = 3;

/// What was found.
#[derive(Default)]
pub struct Unsound(Mutex<Vec<Finding>>);

impl Unsound {
    /// A check has found this.
    pub fn tell(&self, findings: Vec<Finding>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = findings;
    }

    /// What is to be told.
    pub fn told(&self) -> Vec<Finding> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.iter().take(TOLD).cloned().collect()
    }
}
