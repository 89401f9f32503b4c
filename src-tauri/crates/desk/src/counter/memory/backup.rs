//! The backup that is being made: one at a time, watched and cancelled from beside.

use std::sync::{Mutex, PoisonError};

use store::Watch;

use crate::rim::api::Refusal;

/// The backup that is being made, if one is.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<Option<Watch>>);

impl UnderWay {
    /// How far it is, if there is one.
    pub fn watch(&self) -> Option<Watch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the one place there is; it is free again when the answer is dropped.
    ///
    /// # Errors
    /// `backup-under-way`.
    pub fn begin(&self) -> Result<Place<'_>, Refusal> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.is_some() {
            return Err(Refusal::new(
                "backup-under-way",
                "正在备份",
                "请等这一份备份做完，或先取消它",
            ));
        }
        let watch = Watch::default();
        *slot = Some(watch.clone());
        Ok(Place { of: self, watch })
    }
}

/// The one place for a backup, taken.
pub(crate) struct Place<'u> {
    of: &'u UnderWay,
    /// How far it is.
    pub watch: Watch,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.of.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
