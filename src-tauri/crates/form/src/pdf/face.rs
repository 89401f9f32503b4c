//! The faces of one document: cut to its glyphs, embedded as composite fonts (ISO 32000-1, 9.7).
//!
//! A glyph's code on the page is its number in the cut font, so that codes need no map of their own. The map back to
//! characters is written for every glyph: the text can be searched, copied and read aloud.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::pressed;
use crate::cut::cut;
use crate::drawing::Draw;
use crate::error::FormError;
use crate::fonts::{Fonts, Glyph, Slot};

/// Codes that are glyph numbers of the font itself.
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
/// The width of most glyphs in thousandths of the em: a Chinese character is as wide as it is high.
const USUAL_WIDTH: u16 = 1000;

/// What a page calls a face.
pub(super) fn name(slot: Slot) -> Name<'static> {
    Name(match slot {
        Slot::Song => b"Song",
        Slot::Hei => b"Hei",
        Slot::Sign => b"Sign",
        Slot::Rare => b"Rare",
    })
}

/// Six capitals before the font's own name say that this is a part of the font (ISO 32000-1, 9.6.4).
fn tag(slot: Slot) -> &'static str {
    match slot {
        Slot::Song => "CFSONG",
        Slot::Hei => "CFHEIT",
        Slot::Sign => "CFSIGN",
        Slot::Rare => "CFRARE",
    }
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

    /// Writes the fonts; what a page's resources refer to comes back with its slot.
    ///
    /// # Errors
    /// [`FormError::Font`] when a font file cannot be read, [`FormError::Pdf`] when it cannot be cut.
    pub fn embed(&self, pdf: &mut Pdf, next: &mut Ref, fonts: &Fonts) -> Result<Vec<(Slot, Ref)>, FormError> {
        let embed = |(slot, glyphs): (&Slot, &Vec<Glyph>)| {
            let font = embed(pdf, next, *slot, glyphs, fonts.bytes(*slot)?)?;
            Ok((*slot, font))
        };
        self.glyphs.iter().map(embed).collect()
    }
}

/// Writes one face: the composite font, its one descendant, its measures, its outlines, its characters.
fn embed(
    pdf: &mut Pdf,
    next: &mut Ref,
    slot: Slot,
    glyphs: &[Glyph],
    whole: &[u8],
) -> Result<Ref, FormError> {
    let damaged = || FormError::Pdf {
        reason: format!("字库 {} 无法裁剪", slot.postscript_name()),
    };
    let [font, descendant, measures, outlines, characters] = std::array::from_fn(|_| next.bump());
    let own_name = format!("{}+{}", tag(slot), slot.postscript_name());
    let own_name = Name(own_name.as_bytes());
    pdf.type0_font(font)
        .base_font(own_name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(descendant)
        .to_unicode(characters);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2)
        .base_font(own_name)
        .system_info(IDENTITY)
        .font_descriptor(measures)
        .default_width(f32::from(USUAL_WIDTH))
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid.widths();
    let numbered = (1_u16..).zip(glyphs);
    for (number, glyph) in numbered.filter(|(_, glyph)| glyph.advance != USUAL_WIDTH) {
        widths.same(number, number, f32::from(glyph.advance));
    }
    widths.finish();
    cid.finish();
    describe(
        pdf,
        measures,
        outlines,
        own_name,
        &ttf_parser::Face::parse(whole, 0).map_err(|_| damaged())?,
    );
    let wanted: Vec<u16> = glyphs.iter().map(|glyph| glyph.gid).collect();
    let cut = cut(whole, &wanted).ok_or_else(damaged)?;
    let packed = pressed(&cut)?;
    let mut stream = pdf.stream(outlines, &packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), cut.len() as i32);
    stream.finish();
    let mut map = UnicodeCmap::new(Name(b"Characters"), IDENTITY);
    for (number, glyph) in (1_u16..).zip(glyphs) {
        map.pair(number, glyph.ch);
    }
    let packed = pressed(&map.finish())?;
    pdf.cmap(characters, &packed).filter(Filter::FlateDecode);
    Ok(font)
}

/// The measures a reader sets a stand-in by, in thousandths of the em.
fn describe(pdf: &mut Pdf, id: Ref, outlines: Ref, own_name: Name<'_>, face: &ttf_parser::Face<'_>) {
    let scaled = |units: i16| f32::from(units) * 1000.0 / f32::from(face.units_per_em());
    let bounds = face.global_bounding_box();
    // No table has the width of the stems: readers and writers estimate it from the weight.
    let weight = f32::from(face.weight().to_number());
    pdf.font_descriptor(id)
        .name(own_name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(
            scaled(bounds.x_min),
            scaled(bounds.y_min),
            scaled(bounds.x_max),
            scaled(bounds.y_max),
        ))
        .italic_angle(face.italic_angle())
        .ascent(scaled(face.ascender()))
        .descent(scaled(face.descender()))
        .cap_height(scaled(face.capital_height().unwrap_or(face.ascender())))
        .stem_v((50.0 + (weight / 65.0).powi(2)).round())
        .font_file2(outlines);
}
