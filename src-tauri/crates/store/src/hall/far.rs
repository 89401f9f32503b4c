//! What a transaction at a window of a hall asks of it: bytes that its copy does not have, for scans and papers lie on
//! the hall's server until somebody wants to see them, and the window's own name.

use crate::{AttachmentId, Result};

/// The hall, as a transaction at one of its windows sees it.
pub(crate) trait Far {
    /// What this window is called at the counter.
    fn window(&self) -> String;

    /// The bytes of an attachment.
    ///
    /// # Errors
    /// `hall-gone`; `hall-altered`.
    fn bytes(&self, attachment: AttachmentId) -> Result<Vec<u8>>;
}
