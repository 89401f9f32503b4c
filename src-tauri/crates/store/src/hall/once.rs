//! A write that a window does under an operation drawn beforehand, so that whoever lost its answer, or was killed
//! before putting it down, can ask for it by name.

use crate::hall::server::Op;
use crate::spool::Spool;
use crate::{Result, Store, StoreError, Tx};

impl Store {
    /// As [`Store::write`], under an operation that the hall takes once at the most. At a PC alone it is a write like
    /// any other.
    ///
    /// # Errors
    /// Those of [`Store::write`]; `hall-not-saved` also where the hall has this operation already.
    pub fn write_as<T, E: From<StoreError>>(
        &mut self,
        op: Op,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.op = Some(op);
        self.write(work)
    }

    /// Whether the hall has an operation; whatever was under way with it is over by then.
    ///
    /// # Errors
    /// `hall-gone`; `hall-other` at a PC alone, which knows no operations.
    pub fn settle(&self, op: &Op) -> Result<bool> {
        match &self.hall {
            Some(hall) => hall.borrow_mut().server.settle(op),
            None => Err(StoreError::HallOther {
                what: "这台电脑不是大厅的窗口".to_owned(),
            }),
        }
    }

    /// The spool of this window; none at a PC alone.
    ///
    /// # Errors
    /// `store-disk-full`, `store-read-only`, `store-newer-schema`, `store-file`.
    pub fn spool(&self) -> Result<Option<Spool>> {
        match self.is_window() {
            true => Spool::open(&self.folder, &self.keys).map(Some),
            false => Ok(None),
        }
    }
}
