//! How much one file may hold, all its pages together.

use crate::{Limits, ScanError};

/// Most pages taken from one file.
pub(crate) const MOST_PAGES: usize = 200;
/// Most pixels that the pages of one file announce together: 200 A4 pages at 300 dpi have 1,740 million.
const MOST_PIXELS: u64 = 2_000_000_000;
/// From so many pixels on a file has grain, all pages together: no more than so many to a byte. The densest fax of
/// blank A4 sheets has some 7,000.
const GRAIN: (u64, u64) = (40_000_000, 20_000);

/// What the pages of a file announce, added up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Announced {
    pages: usize,
    pixels: u64,
    /// Most pixels of one page.
    of_a_page: u64,
}

impl Announced {
    /// Nothing yet.
    pub(crate) fn under(limits: Limits) -> Self {
        Self {
            pages: 0,
            pixels: 0,
            of_a_page: limits.pixels,
        }
    }

    /// Adds a page; its size is nothing where it could not be told. A page that announces more than a page may is
    /// refused by itself, and costs nothing.
    ///
    /// # Errors
    /// [`ScanError::TooManyPages`], [`ScanError::TooManyPixelsInAll`].
    pub(crate) fn add(&mut self, width: u32, height: u32) -> Result<(), ScanError> {
        self.pages += 1;
        let pixels = u64::from(width) * u64::from(height);
        if pixels <= self.of_a_page {
            self.pixels = self.pixels.saturating_add(pixels);
        }
        if self.pages > MOST_PAGES {
            return Err(ScanError::TooManyPages { limit: MOST_PAGES });
        }
        if self.pixels > MOST_PIXELS {
            return Err(ScanError::TooManyPixelsInAll {
                pages: self.pages,
                limit: MOST_PIXELS,
            });
        }
        Ok(())
    }

    /// Refuses a small file whose pages announce more together than was ever scanned: each of them may point at the
    /// same few bytes.
    ///
    /// # Errors
    /// [`ScanError::NoGrainInAll`].
    pub(crate) fn check_grain(&self, bytes: usize) -> Result<(), ScanError> {
        let (from, most) = GRAIN;
        if self.pages > 1 && self.pixels > from && self.pixels / (bytes as u64).max(1) > most {
            return Err(ScanError::NoGrainInAll {
                bytes: bytes as u64,
                pages: self.pages,
                pixels: self.pixels,
            });
        }
        Ok(())
    }
}
