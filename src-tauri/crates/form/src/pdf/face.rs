//! The faces of one document: cut to its glyphs, and handed to the library with their measures.
//!
//! A glyph's code on the page is its number in the cut font, so that codes need no map of their own. The map back to
//! characters is written for every glyph: the text can be searched, copied and read aloud. The library is given every
//! measure, so that it never parses a font; all of them are in thousandths of the em.

use std::collections::BTreeMap;

use printpdf::{
    FontId, FontMetrics, FontType, ParsedFont, PdfFont, PdfFontMap, PdfFontMetricsStub as Measures,
};

use crate::cut::cut;
use crate::drawing::Draw;
use crate::error::FormError;
use crate::fonts::{Fonts, Glyph, Slot};

/// The em all measures are given in.
const EM: u16 = 1000;

/// What pages call a face. These six capitals before the font's own name say as well that it is a part of the font
/// (ISO 32000-1, 9.6.4).
pub(super) fn id(slot: Slot) -> FontId {
    let tag = match slot {
        Slot::Song => "CFSONG",
        Slot::Hei => "CFHEIT",
        Slot::Sign => "CFSIGN",
        Slot::Rare => "CFRARE",
    };
    FontId(tag.to_owned())
}

/// The faces of a document, each with its glyphs in the order of their numbers, from 1.
pub(super) struct Faces {
    glyphs: BTreeMap<Slot, Vec<Glyph>>,
    numbers: BTreeMap<(Slot, char), u16>,
}

impl Faces {
    /// Gathers what the pages show.
    pub fn of(pages: &[Vec<Draw>]) -> Self {
        let mut shown: BTreeMap<(Slot, char), Glyph> = BTreeMap::new();
        for draw in pages.iter().flatten() {
            if let Draw::Text { glyphs, .. } = draw {
                shown.extend(glyphs.iter().map(|(_, glyph)| ((glyph.slot, glyph.ch), *glyph)));
            }
        }
        let mut faces = Self {
            glyphs: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        for (key, glyph) in shown {
            let face = faces.glyphs.entry(glyph.slot).or_default();
            face.push(glyph);
            faces.numbers.insert(key, face.len() as u16);
        }
        faces
    }

    /// A glyph's number in its cut font; 0, the font's own sign for nothing, when no page shows it.
    pub fn number(&self, glyph: &Glyph) -> u16 {
        self.numbers.get(&(glyph.slot, glyph.ch)).copied().unwrap_or(0)
    }

    /// Cuts the fonts for the document.
    ///
    /// # Errors
    /// [`FormError::Font`] when a font file cannot be read, [`FormError::Pdf`] when it cannot be cut.
    pub fn cut(&self, fonts: &Fonts) -> Result<PdfFontMap, FormError> {
        let cut = |(slot, glyphs): (&Slot, &Vec<Glyph>)| {
            let font = cut_face(*slot, glyphs, fonts.bytes(*slot)?).ok_or_else(|| FormError::Pdf {
                reason: format!("字库 {} 无法裁剪", slot.postscript_name()),
            })?;
            Ok((id(*slot), PdfFont::new(font)))
        };
        let map = self.glyphs.iter().map(cut).collect::<Result<_, FormError>>()?;
        Ok(PdfFontMap { map })
    }
}

/// One face with its measures, or `None` when the font file lacks a table or is damaged.
fn cut_face(slot: Slot, glyphs: &[Glyph], whole: &[u8]) -> Option<ParsedFont> {
    let wanted: Vec<u16> = glyphs.iter().map(|glyph| glyph.gid).collect();
    let face = ttf_parser::Face::parse(whole, 0).ok()?;
    let scaled =
        |units: i16| (f32::from(units) * f32::from(EM) / f32::from(face.units_per_em())).round() as i16;
    let bounds = face.global_bounding_box();
    Some(ParsedFont {
        original_bytes: cut(whole, &wanted)?,
        font_index: 0,
        font_name: Some(format!("{}+{}", id(slot).0, slot.postscript_name())),
        // Pages show glyphs by number, never characters that would have to be looked up.
        codepoint_to_glyph: BTreeMap::new(),
        glyph_widths: (1..).zip(glyphs.iter().map(|glyph| glyph.advance)).collect(),
        units_per_em: EM,
        font_metrics: FontMetrics {
            ascent: scaled(face.ascender()),
            descent: scaled(face.descender()),
        },
        font_type: FontType::TrueType,
        pdf_font_metrics: Measures {
            units_per_em: EM,
            x_min: scaled(bounds.x_min),
            y_min: scaled(bounds.y_min),
            x_max: scaled(bounds.x_max),
            y_max: scaled(bounds.y_max),
            us_weight_class: face.weight().to_number(),
            ..Measures::default()
        },
    })
}
