//! A file of scans, whose pages are taken out one by one.

use crate::ask::{PageAt, PageTaken};
use crate::error::ReadError;
use crate::picture::Picture;
use crate::readers::Readers;

/// A file of scans that a reader has open.
pub struct Stack {
    picture: Picture,
    pages: u32,
    is_picture: bool,
    /// The first page's file, as it came when the stack was opened.
    first: Option<Vec<u8>>,
}

impl Readers {
    /// Opens a picture, a TIFF or a PDF of scans.
    ///
    /// # Errors
    /// [`ReadError`]; of `scan` for a file as a whole.
    pub fn stack(&self, bytes: &[u8]) -> Result<Stack, ReadError> {
        let mut picture = Picture::of(self.with(&[bytes])?);
        let (PageTaken { pages, is_picture }, parts) =
            picture.worker().ask(PageAt { at: 0, back: true }, 1)?;
        Ok(Stack {
            picture,
            pages,
            is_picture,
            first: parts.into_iter().next(),
        })
    }
}

impl Stack {
    /// How many pages it has.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// Whether the file itself is the picture of its only page.
    pub fn is_picture(&self) -> bool {
        self.is_picture
    }

    /// A page's own file, from 0; empty where it cannot be taken out. Never asked of a file that is itself a picture.
    ///
    /// # Errors
    /// [`ReadError`]; what was taken out before is as good as ever.
    pub fn page(&mut self, at: u32) -> Result<Vec<u8>, ReadError> {
        if at == 0
            && let Some(first) = self.first.take()
        {
            return Ok(first);
        }
        let (_, parts) = self.picture.worker().ask(PageAt { at, back: true }, 1)?;
        Ok(parts.into_iter().next().unwrap_or_default())
    }

    /// Turns to a page, from 0: it is the picture in hand from now on.
    ///
    /// # Errors
    /// As [`Stack::page`].
    pub fn turn_to(&mut self, at: u32) -> Result<&mut Picture, ReadError> {
        // The file was opened at its first page.
        if at > 0 {
            self.picture.worker().ask(PageAt { at, back: false }, 1)?;
        }
        Ok(&mut self.picture)
    }
}
