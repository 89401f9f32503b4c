//! The pages of a multi-page TIFF, each as a TIFF of its own.
//!
//! The directory of a page is copied with the values and the strips or tiles it points to; nothing is decoded, so
//! nothing is lost (TIFF 6.0, sections 2 and 3; BigTIFF is left whole). Every offset is checked, directories are
//! followed once each, and what a page copies is bounded by the byte limit: a file whose pages all point at the same
//! strips cannot grow.

use crate::most_pages::Announced;
use crate::{Limits, ScanError};

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const STRIP_OFFSETS: u16 = 273;
const STRIP_BYTES: u16 = 279;
const TILE_OFFSETS: u16 = 324;
const TILE_BYTES: u16 = 325;
/// Tags pointing to directories of their own (EXIF, GPS, SubIFDs), which a page picture does not need.
const POINTERS: [u16; 3] = [330, 34665, 34853];

struct Source<'a> {
    bytes: &'a [u8],
    little: bool,
}

struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    data: Vec<u8>,
}

impl Source<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        let b: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little {
            u16::from_le_bytes(b)
        } else {
            u16::from_be_bytes(b)
        })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let b: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little {
            u32::from_le_bytes(b)
        } else {
            u32::from_be_bytes(b)
        })
    }

    fn put_u16(&self, out: &mut Vec<u8>, v: u16) {
        out.extend(if self.little {
            v.to_le_bytes()
        } else {
            v.to_be_bytes()
        });
    }

    fn put_u32(&self, out: &mut Vec<u8>, v: u32) {
        out.extend(if self.little {
            v.to_le_bytes()
        } else {
            v.to_be_bytes()
        });
    }

    fn next(&self, directory: usize) -> Option<usize> {
        let entries = usize::from(self.u16(directory)?);
        Some(self.u32(directory.checked_add(2 + entries * 12)?)? as usize)
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let (tag, kind, count) = (self.u16(at)?, self.u16(at + 2)?, self.u32(at + 4)?);
        let size = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = (count as usize).checked_mul(size)?;
        let from = if length <= 4 {
            at + 8
        } else {
            self.u32(at + 8)? as usize
        };
        let data = self.bytes.get(from..from.checked_add(length)?)?.to_vec();
        Some(Entry {
            tag,
            kind,
            count,
            data,
        })
    }

    /// The numbers of a SHORT or LONG entry.
    fn numbers(&self, entry: &Entry) -> Option<Vec<usize>> {
        let values = Source {
            bytes: &entry.data,
            little: self.little,
        };
        (0..entry.count as usize)
            .map(|i| match entry.kind {
                3 => values.u16(i * 2).map(usize::from),
                4 => values.u32(i * 4).map(|v| v as usize),
                _ => None,
            })
            .collect()
    }

    /// Width and height that a directory announces, in pixels.
    fn size(&self, directory: usize) -> Option<(u32, u32)> {
        let count = usize::from(self.u16(directory)?);
        let side = |tag: u16| {
            let at = (0..count)
                .map(|i| directory + 2 + i * 12)
                .find(|at| self.u16(*at) == Some(tag))?;
            let value = *self.numbers(&self.entry(at)?)?.first()?;
            u32::try_from(value).ok()
        };
        Some((side(WIDTH)?, side(HEIGHT)?))
    }

    /// One page as a file of its own.
    fn page(&self, directory: usize, most_bytes: usize) -> Option<Vec<u8>> {
        let count = usize::from(self.u16(directory)?);
        let (mut entries, mut copied) = (Vec::new(), 0_usize);
        for at in (0..count).map(|i| directory + 2 + i * 12) {
            let Some(entry) = self.entry(at).filter(|e| !POINTERS.contains(&e.tag)) else {
                continue;
            };
            // Thousands of entries may each name the whole file as their value.
            copied = copied.checked_add(entry.data.len())?;
            if copied > most_bytes {
                return None;
            }
            entries.push(entry);
        }
        let find = |tag: u16| entries.iter().position(|e| e.tag == tag);
        let (offsets, lengths) = match (find(STRIP_OFFSETS), find(TILE_OFFSETS)) {
            (Some(o), _) => (o, find(STRIP_BYTES)?),
            (None, Some(o)) => (o, find(TILE_BYTES)?),
            _ => return None,
        };
        let from = self.numbers(&entries[offsets])?;
        let sizes = self.numbers(&entries[lengths])?;
        if from.len() != sizes.len() || sizes.iter().try_fold(0_usize, |s, n| s.checked_add(*n))? > most_bytes
        {
            return None;
        }
        let mut out = Vec::new();
        out.extend(if self.little { *b"II\x2a\0" } else { *b"MM\0\x2a" });
        self.put_u32(&mut out, 0);
        let mut places = Vec::with_capacity(from.len() * 4);
        for (&at, &size) in from.iter().zip(&sizes) {
            self.put_u32(&mut places, u32::try_from(out.len()).ok()?);
            out.extend_from_slice(self.bytes.get(at..at.checked_add(size)?)?);
            out.resize(out.len().next_multiple_of(2), 0);
        }
        let moved = &mut entries[offsets];
        (moved.kind, moved.data) = (4, places);
        self.finish(out, &entries)
    }

    /// Writes the values, then the directory, then its place into the header.
    fn finish(&self, mut out: Vec<u8>, entries: &[Entry]) -> Option<Vec<u8>> {
        let mut table = Vec::with_capacity(entries.len() * 12 + 6);
        self.put_u16(&mut table, u16::try_from(entries.len()).ok()?);
        for entry in entries {
            self.put_u16(&mut table, entry.tag);
            self.put_u16(&mut table, entry.kind);
            self.put_u32(&mut table, entry.count);
            if entry.data.len() <= 4 {
                let mut inline = entry.data.clone();
                inline.resize(4, 0);
                table.extend(inline);
            } else {
                self.put_u32(&mut table, u32::try_from(out.len()).ok()?);
                out.extend_from_slice(&entry.data);
                out.resize(out.len().next_multiple_of(2), 0);
            }
        }
        self.put_u32(&mut table, 0);
        let mut place = Vec::new();
        self.put_u32(&mut place, u32::try_from(out.len()).ok()?);
        out[4..8].copy_from_slice(&place);
        out.extend(table);
        Some(out)
    }
}

/// A TIFF of several pages.
pub(crate) struct Tiff<'a> {
    source: Source<'a>,
    directories: Vec<usize>,
}

impl<'a> Tiff<'a> {
    /// Finds its pages; none for a file with one page or one that this reader cannot follow, which stays whole.
    ///
    /// # Errors
    /// [`ScanError::TooManyPages`], [`ScanError::TooManyPixelsInAll`], [`ScanError::NoGrainInAll`].
    pub(crate) fn open(bytes: &'a [u8], limits: Limits) -> Result<Option<Self>, ScanError> {
        let little = bytes.starts_with(b"II");
        let source = Source { bytes, little };
        if source.u16(2) != Some(42) {
            return Ok(None);
        }
        let mut directories = Vec::new();
        let mut announced = Announced::under(limits);
        let mut at = source.u32(4).map(|v| v as usize);
        while let Some(directory) = at.filter(|d| *d != 0 && *d < bytes.len() && !directories.contains(d)) {
            directories.push(directory);
            let (width, height) = source.size(directory).unwrap_or_default();
            announced.add(width, height)?;
            at = source.next(directory);
        }
        announced.check_grain(bytes.len())?;
        Ok((directories.len() > 1).then_some(Self { source, directories }))
    }

    /// How many pages.
    pub(crate) fn pages(&self) -> usize {
        self.directories.len()
    }

    /// A page as a TIFF of its own; none when it cannot be followed or copies more than so many bytes.
    pub(crate) fn page(&self, at: usize, most_bytes: usize) -> Option<Vec<u8>> {
        self.source.page(*self.directories.get(at)?, most_bytes)
    }
}
