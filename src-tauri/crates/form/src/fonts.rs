//! The faces a form is set in, opened once and shared.
//!
//! 宋体 for text and values, 黑体 for titles, a face for letters and signs that these lack, and a wide face for rare
//! characters; the last two are opened only when a character needs them. A face is looked up character by character,
//! so that a missing glyph is an error with the character's name and never a crossed box. Coverage and sources:
//! assets/fonts/print/README.md.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use unicode_normalization::UnicodeNormalization;

use crate::error::{FormError, is_private_use};

/// The faces a description can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Face {
    /// 宋体.
    Song,
    /// 黑体.
    Hei,
}

/// The files behind the faces, in the order of their use as a fallback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Slot {
    Song = 0,
    Hei = 1,
    /// Letters of other languages and signs.
    Sign = 2,
    /// Rare Chinese characters.
    Rare = 3,
}

impl Slot {
    pub const ALL: [Self; 4] = [Self::Song, Self::Hei, Self::Sign, Self::Rare];

    fn file(self) -> &'static str {
        match self {
            Self::Song => "NotoSerifSC-Regular.ttf.zst",
            Self::Hei => "NotoSansSC-Bold.ttf.zst",
            Self::Sign => "DejaVuSerif.ttf.zst",
            Self::Rare => "HanaMinB.ttf.zst",
        }
    }

    /// The font's own name for PDF, without the subset tag.
    pub fn postscript_name(self) -> &'static str {
        match self {
            Self::Song => "NotoSerifSC-Regular",
            Self::Hei => "NotoSansSC-Bold",
            Self::Sign => "DejaVuSerif",
            Self::Rare => "HanaMinB",
        }
    }
}

/// One glyph of one font, standing for one character.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub slot: Slot,
    pub gid: u16,
    pub ch: char,
    /// Advance in thousandths of the em.
    pub advance: u16,
}

/// No font of ours unpacks to more.
const MAX_FONT_BYTES: usize = 64 * 1024 * 1024;

/// The fonts for printing: opened on first use, then shared by every render.
pub struct Fonts {
    folder: PathBuf,
    slots: [OnceLock<Result<Vec<u8>, String>>; Slot::ALL.len()],
    /// Characters already resolved; a form's wording repeats the same few hundred.
    known: Mutex<BTreeMap<(Face, char), Option<Glyph>>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Fonts {
    /// Takes the fonts from a folder of `*.ttf.zst` files (`assets/fonts/print`).
    ///
    /// # Errors
    /// [`FormError::Font`] when a file is missing. A damaged one is noticed when it is first used.
    pub fn load(folder: &Path) -> Result<Self, FormError> {
        for slot in Slot::ALL {
            let path = folder.join(slot.file());
            if !path.is_file() {
                return Err(FormError::Font {
                    path,
                    reason: "文件不存在".into(),
                });
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            slots: [const { OnceLock::new() }; Slot::ALL.len()],
            known: Mutex::new(BTreeMap::new()),
        })
    }

    /// The bytes of a face, unpacked on first use.
    pub(crate) fn bytes(&self, slot: Slot) -> Result<&[u8], FormError> {
        let opened = self.slots[slot as usize].get_or_init(|| self.open(slot));
        match opened {
            Ok(bytes) => Ok(bytes),
            Err(reason) => Err(FormError::Font {
                path: self.folder.join(slot.file()),
                reason: reason.clone(),
            }),
        }
    }

    fn open(&self, slot: Slot) -> Result<Vec<u8>, String> {
        let packed = std::fs::read(self.folder.join(slot.file())).map_err(|e| e.to_string())?;
        let mut bytes = zstd::bulk::decompress(&packed, MAX_FONT_BYTES).map_err(|e| e.to_string())?;
        bytes.shrink_to_fit();
        ttf_parser::Face::parse(&bytes, 0).map_err(|e| e.to_string())?;
        Ok(bytes)
    }

    /// The glyph for a character in a face, or in the faces that stand in for it.
    ///
    /// # Errors
    /// [`FormError::NoGlyph`] when no font has it or it is private use; whoever sets a value adds its field.
    pub(crate) fn glyph(&self, face: Face, ch: char) -> Result<Glyph, FormError> {
        let unknown = || FormError::NoGlyph {
            characters: vec![ch],
            field: "#form".to_owned(),
            label: "表单文字".to_owned(),
        };
        if is_private_use(ch) {
            return Err(unknown());
        }
        let seen = self
            .known
            .lock()
            .ok()
            .and_then(|known| known.get(&(face, ch)).copied());
        if let Some(known) = seen {
            return known.ok_or_else(unknown);
        }
        let order = match face {
            Face::Song => [Slot::Song, Slot::Hei, Slot::Sign, Slot::Rare],
            Face::Hei => [Slot::Hei, Slot::Song, Slot::Sign, Slot::Rare],
        };
        let mut found = None;
        for slot in order {
            found = self.look_up(slot, ch)?;
            if found.is_some() {
                break;
            }
        }
        if let Ok(mut known) = self.known.lock() {
            known.insert((face, ch), found);
        }
        found.ok_or_else(unknown)
    }

    /// The glyphs of a text in a face. A word of letters stays in one font: where the face lacks one of its letters,
    /// the whole word is set in the font that has all of them.
    ///
    /// # Errors
    /// As [`Fonts::glyph`].
    pub(crate) fn glyphs(&self, face: Face, text: &str) -> Result<Vec<Glyph>, FormError> {
        let mut glyphs = text
            .chars()
            .map(|ch| self.glyph(face, ch))
            .collect::<Result<Vec<_>, _>>()?;
        for word in glyphs.chunk_by_mut(|a, b| is_letter(a.ch) && is_letter(b.ch)) {
            let one = word.iter().all(|glyph| glyph.slot == word[0].slot);
            if !one && let Some(whole) = self.whole_word(word)? {
                word.copy_from_slice(&whole);
            }
        }
        Ok(glyphs)
    }

    /// A word's glyphs out of one font, the first that has all its letters.
    fn whole_word(&self, word: &[Glyph]) -> Result<Option<Vec<Glyph>>, FormError> {
        for slot in Slot::ALL {
            let found = word.iter().map(|glyph| self.look_up(slot, glyph.ch));
            let found = found.collect::<Result<Option<Vec<Glyph>>, _>>()?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The characters of a text that cannot be printed, each once.
    pub(crate) fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for ch in text.chars() {
            if !missing.contains(&ch) && self.glyph(Face::Song, ch).is_err() {
                missing.push(ch);
            }
        }
        missing
    }

    fn look_up(&self, slot: Slot, ch: char) -> Result<Option<Glyph>, FormError> {
        let bytes = self.bytes(slot)?;
        let face = ttf_parser::Face::parse(bytes, 0).map_err(|e| FormError::Font {
            path: self.folder.join(slot.file()),
            reason: e.to_string(),
        })?;
        let Some(gid) = face.glyph_index(ch).filter(|gid| gid.0 != 0) else {
            return Ok(None);
        };
        let advance = u32::from(face.glyph_hor_advance(gid).unwrap_or(0)) * 1000;
        let advance = advance / u32::from(face.units_per_em());
        Ok(Some(Glyph {
            slot,
            gid: gid.0,
            ch,
            advance: advance.min(4000) as u16,
        }))
    }
}

/// A letter of a word that is written without blanks inside: Latin, Greek, Cyrillic with their marks, no Chinese
/// character.
pub(crate) fn is_letter(ch: char) -> bool {
    matches!(ch, '\u{0300}'..='\u{036F}') || (ch.is_alphabetic() && ch < '\u{2E80}')
}

/// A value's characters as they are printed: Kangxi radicals (U+2F00–2FD5), which look like the characters they
/// are radicals of, become those characters, a letter and its accent become one; everything else, compatibility
/// ideographs above all, stays as it was entered.
pub(crate) fn printable(text: &str) -> String {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    for ch in text.chars() {
        let joined = match (ch, out.last()) {
            ('\u{0300}'..='\u{036F}', Some(letter)) => unicode_normalization::char::compose(*letter, ch),
            _ => None,
        };
        match (ch, joined) {
            (_, Some(joined)) => {
                out.pop();
                out.push(joined);
            }
            ('\u{2F00}'..='\u{2FD5}', _) => out.extend(std::iter::once(ch).nfkc()),
            _ => out.push(ch),
        }
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kangxi_radicals_become_characters_and_nothing_else_changes() {
        assert_eq!(printable("⽇期 Ａ1 豈"), "日期 Ａ1 豈");
        assert_eq!(printable("e\u{301}\u{301}"), "é\u{301}");
    }
}
