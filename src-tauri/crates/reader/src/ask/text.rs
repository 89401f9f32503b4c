//! Plain texts.

use serde::{Deserialize, Serialize};

/// Reads the first file as plain text; none when it is no text in an encoding that is known here. Part: the text in
/// UTF-8, as it stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct Text {}

/// In which encoding a text was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// GB 18030, as older systems of the authorities write.
    Gb18030,
}
