//! The end of a write: it is sent, and an answer that does not come is asked about.

use crate::hall::server::{Link, Pushed, SealedRow, Server};
use crate::{Result, StoreError};

/// Sends the rows and the link of the write that holds the lock. When it returns, the server has them.
///
/// # Errors
/// `hall-not-saved`: nothing is kept. What `unknown` makes of the reason where nobody can say what became of it.
pub(crate) fn send(
    server: &mut dyn Server,
    link: &Link,
    rows: &[SealedRow],
    unknown: impl FnOnce(StoreError) -> StoreError,
) -> Result<()> {
    match server.push(link, rows)? {
        Pushed::Saved => Ok(()),
        Pushed::InDoubt => match server.settle(&link.op).map_err(unknown)? {
            true => Ok(()),
            false => Err(StoreError::HallNotSaved {
                reason: "连接断了".to_owned(),
            }),
        },
    }
}
