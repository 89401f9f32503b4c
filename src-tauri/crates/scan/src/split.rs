//! One dropped file to page pictures.
//!
//! A picture is one page, a TIFF and a PDF of scans are several. Pages come out as files of their own, unchanged where
//! the format allows, so that the original quality is kept and each page can be decoded, or fail, by itself.

use crate::decode::guarded;
use crate::{Limits, ScanError, pdf_pages, tiff_pages};

/// Splits one file into page pictures in reading order.
///
/// A page that cannot be taken out stands in its place as an empty picture: [`crate::decode`] answers it with an
/// error of its own, the count stays right, and the rest of the stack goes on.
///
/// # Errors
/// [`ScanError`] when the file as a whole is empty, over the limits, of an unknown format, or a PDF without scans.
pub fn split(bytes: &[u8], limits: Limits) -> Result<Vec<Vec<u8>>, ScanError> {
    limits.check_bytes(bytes)?;
    // Some scanners write a few bytes before the header; PDF readers allow a kilobyte.
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return guarded(|| pdf_pages::pages(bytes, limits));
    }
    match image::guess_format(bytes) {
        Ok(image::ImageFormat::Tiff) => tiff_pages::pages(bytes, limits),
        Ok(_) => Ok(vec![bytes.to_vec()]),
        Err(_) => Err(ScanError::UnknownFormat),
    }
}
