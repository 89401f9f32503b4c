//! One dropped file to page pictures.
//!
//! A picture is one page, a TIFF and a PDF of scans are several. Pages come out as files of their own, unchanged where
//! the format allows, so that the original quality is kept and each page can be decoded, or fail, by itself. They come
//! one by one: what was taken out before the time is up is kept.

use std::borrow::Cow;

use crate::decode::guarded;
use crate::pdf_pages::Pdf;
use crate::tiff_pages::Tiff;
use crate::{Limits, ScanError};

/// A file of scans, opened; nothing is taken out of it yet.
pub struct Stack<'a> {
    bytes: &'a [u8],
    kind: Kind<'a>,
    limits: Limits,
    /// Bytes that may still be taken out: pages that all point at the same strips or the same picture cannot grow.
    left: u64,
}

enum Kind<'a> {
    /// The file is the picture of its only page.
    Picture,
    Tiff(Tiff<'a>),
    Pdf(Box<Pdf>),
}

impl<'a> Stack<'a> {
    /// Opens a file and counts its pages.
    ///
    /// # Errors
    /// [`ScanError`] when the file as a whole is empty, over the limits, of an unknown format, or a PDF without scans.
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, ScanError> {
        limits.check_bytes(bytes)?;
        // Some scanners write a few bytes before the header; PDF readers allow a kilobyte.
        let head = &bytes[..bytes.len().min(1024)];
        let kind = if head.windows(5).any(|w| w == b"%PDF-") {
            guarded(|| Pdf::open(bytes, limits)).map(|pdf| Kind::Pdf(Box::new(pdf)))?
        } else {
            match image::guess_format(bytes) {
                Ok(image::ImageFormat::Tiff) => Tiff::open(bytes, limits)?.map_or(Kind::Picture, Kind::Tiff),
                Ok(_) => Kind::Picture,
                Err(_) => return Err(ScanError::UnknownFormat),
            }
        };
        // What a page is repacked into may be larger than it was, but not without end.
        let left = (bytes.len() as u64).saturating_mul(4).saturating_add(16 << 20);
        Ok(Self {
            bytes,
            kind,
            limits,
            left: left.min(limits.bytes.saturating_mul(2)),
        })
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        match &self.kind {
            Kind::Picture => 1,
            Kind::Tiff(tiff) => tiff.pages(),
            Kind::Pdf(pdf) => pdf.pages(),
        }
    }

    /// Whether the file itself is the picture of its only page.
    pub fn is_picture(&self) -> bool {
        matches!(self.kind, Kind::Picture)
    }

    /// Takes a page out, counted from 0. One that cannot be taken out is an empty picture: [`crate::decode`] answers it
    /// with an error of its own, the count stays right, and the rest of the stack goes on.
    ///
    /// # Errors
    /// [`ScanError::TooManyBytes`] when the pages come to be too many bytes together.
    pub fn page(&mut self, at: usize) -> Result<Cow<'a, [u8]>, ScanError> {
        let page = match &self.kind {
            Kind::Picture => return Ok(Cow::Borrowed(self.bytes)),
            Kind::Tiff(tiff) => tiff.page(at, usize::try_from(self.left).unwrap_or(usize::MAX)),
            Kind::Pdf(pdf) => guarded(|| Ok(pdf.page(at, self.limits))).unwrap_or_default(),
        };
        let page = page.unwrap_or_default();
        let bytes = page.len() as u64;
        if bytes > self.left {
            return Err(ScanError::TooManyBytes {
                bytes,
                limit: self.left,
            });
        }
        self.left -= bytes;
        Ok(Cow::Owned(page))
    }
}

/// Splits one file into page pictures in reading order, all at once; see [`Stack`].
///
/// # Errors
/// As [`Stack::open`] and [`Stack::page`].
pub fn split(bytes: &[u8], limits: Limits) -> Result<Vec<Vec<u8>>, ScanError> {
    let mut stack = Stack::open(bytes, limits)?;
    let all = 0..stack.pages();
    all.map(|at| stack.page(at).map(Cow::into_owned)).collect()
}
