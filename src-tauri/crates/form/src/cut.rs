//! Cuts a small TrueType font out of a large one of 15–30 MB.
//!
//! A cut font holds the asked glyphs under new numbers 1, 2, 3 … in the asked order (a glyph asked for twice, for
//! two characters, appears twice, so that both extract right), the pieces that composite glyphs are built of, and
//! of all tables only those that a font embedded by glyph number needs (ISO 32000-1, 9.9). Table layouts:
//! OpenType 1.9.

use std::collections::BTreeMap;

/// The cut font, or `None` when the large one lacks a table or is damaged.
pub(crate) fn cut(font: &[u8], wanted: &[u16]) -> Option<Vec<u8>> {
    let source = Source::read(font)?;
    let mut gids: Vec<u16> = std::iter::once(0).chain(wanted.iter().copied()).collect();
    let mut added = BTreeMap::new();
    let (mut glyf, mut loca, mut hmtx) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    // The list grows while it is walked: composites append their parts.
    while at < gids.len() {
        loca.extend_from_slice(&u32::try_from(glyf.len()).ok()?.to_be_bytes());
        hmtx.extend_from_slice(&source.metrics(gids[at])?);
        let outline = source.outline(gids[at])?;
        let start = glyf.len();
        glyf.extend_from_slice(outline);
        for place in component_places(outline)? {
            let part = read_u16(outline, place)?;
            let new = match added.get(&part) {
                Some(new) => *new,
                None => {
                    let new = u16::try_from(gids.len()).ok()?;
                    gids.push(part);
                    added.insert(part, new);
                    new
                }
            };
            glyf.get_mut(start + place..start + place + 2)?
                .copy_from_slice(&new.to_be_bytes());
        }
        while !glyf.len().is_multiple_of(4) {
            glyf.push(0);
        }
        at += 1;
    }
    loca.extend_from_slice(&u32::try_from(glyf.len()).ok()?.to_be_bytes());
    let count = u16::try_from(gids.len()).ok()?;

    let mut head = source.table(b"head")?.to_vec();
    head.get_mut(8..12)?.fill(0);
    head.get_mut(50..52)?.copy_from_slice(&1_u16.to_be_bytes());
    let mut hhea = source.table(b"hhea")?.to_vec();
    hhea.get_mut(34..36)?.copy_from_slice(&count.to_be_bytes());
    let mut maxp = source.table(b"maxp")?.to_vec();
    maxp.get_mut(4..6)?.copy_from_slice(&count.to_be_bytes());

    let mut tables: BTreeMap<[u8; 4], Vec<u8>> = BTreeMap::from([
        (*b"glyf", glyf),
        (*b"head", head),
        (*b"hhea", hhea),
        (*b"hmtx", hmtx),
        (*b"loca", loca),
        (*b"maxp", maxp),
    ]);
    for tag in [b"cvt ", b"fpgm", b"prep"] {
        if let Some(table) = source.table(tag) {
            tables.insert(*tag, table.to_vec());
        }
    }
    Some(assemble(&tables))
}

struct Source<'a> {
    font: &'a [u8],
    tables: BTreeMap<[u8; 4], (usize, usize)>,
    long_loca: bool,
    metrics_count: u16,
}

impl<'a> Source<'a> {
    fn read(font: &'a [u8]) -> Option<Self> {
        let mut tables = BTreeMap::new();
        for n in 0..usize::from(read_u16(font, 4)?) {
            let record = font.get(12 + n * 16..28 + n * 16)?;
            let tag: [u8; 4] = record.get(..4)?.try_into().ok()?;
            tables.insert(tag, (read_u32(record, 8)?, read_u32(record, 12)?));
        }
        let mut source = Self {
            font,
            tables,
            long_loca: false,
            metrics_count: 0,
        };
        source.long_loca = read_u16(source.table(b"head")?, 50)? != 0;
        source.metrics_count = read_u16(source.table(b"hhea")?, 34)?;
        Some(source)
    }

    fn table(&self, tag: &[u8; 4]) -> Option<&'a [u8]> {
        let (offset, length) = *self.tables.get(tag)?;
        self.font.get(offset..offset.checked_add(length)?)
    }

    fn outline(&self, gid: u16) -> Option<&'a [u8]> {
        let (loca, at) = (self.table(b"loca")?, usize::from(gid));
        let (from, to) = if self.long_loca {
            (read_u32(loca, at * 4)?, read_u32(loca, at * 4 + 4)?)
        } else {
            (
                usize::from(read_u16(loca, at * 2)?) * 2,
                usize::from(read_u16(loca, at * 2 + 2)?) * 2,
            )
        };
        self.table(b"glyf")?.get(from..to)
    }

    /// Advance and left side bearing; glyphs past the last metric share its advance.
    fn metrics(&self, gid: u16) -> Option<[u8; 4]> {
        let hmtx = self.table(b"hmtx")?;
        let last = self.metrics_count.checked_sub(1)?;
        if gid <= last {
            return hmtx
                .get(usize::from(gid) * 4..usize::from(gid) * 4 + 4)?
                .try_into()
                .ok();
        }
        let advance = hmtx.get(usize::from(last) * 4..usize::from(last) * 4 + 2)?;
        let place = usize::from(self.metrics_count) * 4 + usize::from(gid - self.metrics_count) * 2;
        let bearing = hmtx.get(place..place + 2)?;
        [advance, bearing].concat().try_into().ok()
    }
}

/// Where in a composite glyph the numbers of its parts stand; empty for a simple glyph.
fn component_places(outline: &[u8]) -> Option<Vec<usize>> {
    const WORDS: u16 = 0x0001;
    const SCALE: u16 = 0x0008;
    const MORE: u16 = 0x0020;
    const TWO_SCALES: u16 = 0x0040;
    const MATRIX: u16 = 0x0080;
    let mut places = Vec::new();
    if outline.is_empty() || read_u16(outline, 0)? < 0x8000 {
        return Some(places);
    }
    let mut at = 10;
    loop {
        let flags = read_u16(outline, at)?;
        places.push(at + 2);
        at += 4 + if flags & WORDS != 0 { 4 } else { 2 };
        at += match flags {
            f if f & SCALE != 0 => 2,
            f if f & TWO_SCALES != 0 => 4,
            f if f & MATRIX != 0 => 8,
            _ => 0,
        };
        if flags & MORE == 0 {
            return Some(places);
        }
    }
}

fn assemble(tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = 15 - count.leading_zeros() as u16;
    let range = (1_u16 << power) * 16;
    let mut out = Vec::new();
    out.extend_from_slice(&0x0001_0000_u32.to_be_bytes());
    for word in [count, range, power, count * 16 - range] {
        out.extend_from_slice(&word.to_be_bytes());
    }
    let mut offset = 12 + tables.len() * 16;
    let mut head_at = 0;
    for (tag, table) in tables {
        if tag == b"head" {
            head_at = offset;
        }
        out.extend_from_slice(tag);
        for long in [checksum(table), offset as u32, table.len() as u32] {
            out.extend_from_slice(&long.to_be_bytes());
        }
        offset += table.len().next_multiple_of(4);
    }
    for table in tables.values() {
        out.extend_from_slice(table);
        while !out.len().is_multiple_of(4) {
            out.push(0);
        }
    }
    let whole = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
    if let Some(place) = out.get_mut(head_at + 8..head_at + 12) {
        place.copy_from_slice(&whole.to_be_bytes());
    }
    out
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0_u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(
        bytes.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

fn read_u32(bytes: &[u8], at: usize) -> Option<usize> {
    let word = u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?);
    usize::try_from(word).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A damaged font is `None`, never a panic: a made-up directory points anywhere.
    #[test]
    fn damaged_fonts_are_refused() {
        let wanted = [7];
        let mut state = 0x9E37_79B9_u32;
        for length in [0, 3, 12, 28, 200, 1000] {
            for _ in 0..200 {
                let mut font: Vec<u8> = (0..length)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (state >> 24) as u8
                    })
                    .collect();
                for (at, tag) in [b"head", b"hhea", b"maxp", b"hmtx", b"loca", b"glyf"]
                    .iter()
                    .enumerate()
                {
                    if let Some(place) = font.get_mut(12 + at * 16..24 + at * 16) {
                        place[..4].copy_from_slice(*tag);
                        place[8..12].fill(0);
                    }
                }
                let _ = cut(&font, &wanted);
            }
        }
        assert_eq!(cut(b"", &wanted), None);
    }
}
