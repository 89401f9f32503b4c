//! PINs that a customer typed for the customer's own key, kept in memory for the running job only.
//!
//! A further certificate on an existing key needs the PIN at several steps; asking each time would make the
//! customer type it four times. Wiped at the end of the job, at sign-out, and never written anywhere.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;

/// PINs by job id.
#[derive(Default)]
pub struct KeyPins(Mutex<HashMap<u32, SecretString>>);

impl KeyPins {
    /// Keeps a PIN for a job.
    pub fn keep(&self, job: u32, pin: SecretString) {
        self.lock().insert(job, pin);
    }

    /// The PIN of a job, if it was typed.
    pub fn get(&self, job: u32) -> Option<SecretString> {
        self.lock().get(&job).cloned()
    }

    /// Forgets a job's PIN.
    pub fn forget(&self, job: u32) {
        self.lock().remove(&job);
    }

    /// Forgets all.
    pub fn wipe(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u32, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
