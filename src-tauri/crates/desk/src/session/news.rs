//! What others did: cheap to ask every second, so that a screen asks for itself again only when there is a reason.

use crate::counter::desk::Desk;
use crate::rim::api::{Nothing, Refusal};
use crate::session::api::News;
use crate::session::signing;

/// Whether another window or program has written, and whether this one can write.
///
/// # Errors
/// `not-signed-in`.
pub fn news(desk: &Desk, _: Nothing) -> Result<News, Refusal> {
    let spool = desk.spool_counts()?;
    desk.read(|open| {
        let mark = open.store.news()?;
        Ok(News {
            mark,
            only_reads: open.store.only_reads().map(|why| signing::only_reads(desk, why)),
            spool,
        })
    })
}
