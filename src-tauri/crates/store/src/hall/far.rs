//! Bytes that a window's copy does not have: scans and papers lie on the hall's server until somebody wants to see them.

use crate::{AttachmentId, Result};

/// Gets the bytes of attachments from elsewhere.
pub(crate) trait Far {
    /// The bytes of an attachment.
    ///
    /// # Errors
    /// `hall-gone`; `hall-altered`.
    fn bytes(&self, attachment: AttachmentId) -> Result<Vec<u8>>;
}
