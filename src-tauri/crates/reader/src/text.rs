//! Plain texts.

use crate::ask::{Encoding, Text};
use crate::error::ReadError;
use crate::readers::Readers;

impl Readers {
    /// A file as plain text, with the encoding that it was written in; none when it is no text.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn text(&self, bytes: &[u8]) -> Result<Option<(String, Encoding)>, ReadError> {
        let (encoding, parts) = self.with(&[bytes])?.ask(Text {}, 1)?;
        let text = parts
            .into_iter()
            .next()
            .and_then(|text| String::from_utf8(text).ok());
        Ok(text.zip(encoding))
    }
}
