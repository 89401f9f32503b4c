//! The bytes of what the store keeps, read to be handed out: never while others wait for a write.

use store::{AttachmentId, Tx};

use crate::rim::api::{Bytes, Refusal};
use crate::rim::writing::{Long, not_inside};

/// The type and the bytes of something stored.
///
/// # Errors
/// `store-not-found`; `store-damaged` when they are not what was stored.
pub(crate) fn read_whole(tx: &Tx<'_>, id: AttachmentId) -> Result<Bytes, Refusal> {
    not_inside(Long::Document);
    Ok((tx.attachment(id)?.mime, tx.attachment_bytes(id)?))
}
