//! A hall that its books have left: no window writes in it any more.

use serde::{Deserialize, Serialize};

use crate::hall::following::Hall;
use crate::{Result, StoreError, Tx};

/// The setting that closes a hall.
pub(super) const CLOSED: &str = "hall-closed";

/// Where the books of a hall went on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Closed {
    /// The hall, told from every other that these books may move into later.
    pub hall: String,
    /// The window whose PC has them.
    pub window: String,
}

/// Refuses a write in a hall that was closed.
///
/// # Errors
/// `hall-other`.
pub(super) fn refuse(hall: &Hall, tx: &Tx<'_>) -> Result<()> {
    match tx
        .setting::<Closed>(CLOSED)?
        .filter(|closed| closed.hall == hall.id)
    {
        None => Ok(()),
        Some(closed) => Err(StoreError::HallOther {
            what: format!("大厅的数据已搬到“{}”的电脑上，大厅不再办理", closed.window),
        }),
    }
}
