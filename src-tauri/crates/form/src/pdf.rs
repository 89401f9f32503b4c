//! The drawing list as PDF bytes: the only place that knows printpdf and lopdf.
//!
//! Identical drawings give identical bytes: font ids and the file's `/ID` are our own, dates are the PDF epoch of
//! the description and no clock is read. Fonts are cut before the library sees them (see `cut`). It never
//! decides where anything stands.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{
    Color, FontId, Greyscale, Line, LineCapStyle, LineJoinStyle, LinePoint, Mm, Op, PaintMode, ParsedFont,
    PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, TextItem,
    WindingOrder,
};

use crate::cut::{Wanted, cut};
use crate::drawing::{Draw, MM_PER_PT};
use crate::error::FormError;
use crate::fonts::{Fonts, Slot};

/// What the document says about itself.
pub(crate) struct About<'a> {
    pub title: &'a str,
    pub subject: &'a str,
}

/// Writes the pages.
pub(crate) fn write(pages: &[Vec<Draw>], about: &About<'_>, fonts: &Fonts) -> Result<Vec<u8>, FormError> {
    let faces = Faces::cut(pages, fonts)?;
    let mut document = PdfDocument::new(about.title);
    document.metadata.info.subject = about.subject.to_owned();
    document.metadata.info.creator = "Counterfoil".to_owned();
    document.metadata.info.producer = "Counterfoil · printpdf".to_owned();
    for (slot, parsed) in faces.parsed {
        document
            .resources
            .fonts
            .map
            .insert(font_id(slot), PdfFont::new(parsed));
    }
    document.pages = pages
        .iter()
        .map(|draws| {
            let ops = operations(draws, &faces.numbers);
            PdfPage::new(
                Mm(pagemark::A4_WIDTH_MM as f32),
                Mm(pagemark::A4_HEIGHT_MM as f32),
                ops,
            )
        })
        .collect();
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let mut warnings = Vec::new();
    let mut pdf = printpdf::serialize::to_lopdf_doc(&document, &options, &mut warnings);
    finish(&mut pdf)?;
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(|e| FormError::Pdf {
        reason: e.to_string(),
    })?;
    Ok(bytes)
}

/// The page's furniture that printpdf cannot say, and everything that would differ from run to run.
fn finish(pdf: &mut lopdf::Document) -> Result<(), FormError> {
    pdf.version = "1.7".into();
    let failed = |e: lopdf::Error| FormError::Pdf {
        reason: e.to_string(),
    };
    let root = pdf
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .map_err(failed)?;
    let catalog = pdf
        .get_object_mut(root)
        .and_then(Object::as_dict_mut)
        .map_err(failed)?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    catalog.set("PageLayout", Object::Name(b"SinglePage".to_vec()));
    catalog.set(
        "ViewerPreferences",
        Dictionary::from_iter([
            ("PrintScaling", Object::Name(b"None".to_vec())),
            ("Duplex", Object::Name(b"Simplex".to_vec())),
            ("PickTrayByPDFSize", Object::Boolean(true)),
            ("DisplayDocTitle", Object::Boolean(true)),
        ]),
    );
    if let Ok(info) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        let info = pdf
            .get_object_mut(info)
            .and_then(Object::as_dict_mut)
            .map_err(failed)?;
        for key in [
            "CreationDate",
            "ModDate",
            "GTS_PDFXVersion",
            "Identifier",
            "Trapped",
            "Keywords",
            "Author",
        ] {
            info.remove(key.as_bytes());
        }
    }
    compress(pdf).map_err(|e| FormError::Pdf {
        reason: e.to_string(),
    })?;
    let id = fingerprint(pdf);
    let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    Ok(())
}

/// Deflates every stream at the usual level: the library's own way is the slowest level for two per cent less.
fn compress(pdf: &mut lopdf::Document) -> std::io::Result<()> {
    for object in pdf.objects.values_mut() {
        if let Object::Stream(stream) = object
            && !stream.dict.has(b"Filter")
        {
            let mut packer =
                ZlibEncoder::new(Vec::with_capacity(stream.content.len()), Compression::default());
            packer.write_all(&stream.content)?;
            stream.set_content(packer.finish()?);
            stream.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
        }
    }
    Ok(())
}

/// Sixteen bytes that depend on the content only (two FNV-1a hashes over all streams).
fn fingerprint(pdf: &lopdf::Document) -> [u8; 16] {
    let mut sums = [0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15];
    for object in pdf.objects.values() {
        if let Object::Stream(stream) = object {
            for chunk in stream.content.chunks(8) {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                let word = u64::from_le_bytes(word);
                sums[0] = (sums[0] ^ word).wrapping_mul(0x0100_0000_01b3);
                sums[1] = (sums[1].rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            }
        }
    }
    let mut id = [0; 16];
    id[..8].copy_from_slice(&sums[0].to_be_bytes());
    id[8..].copy_from_slice(&sums[1].to_be_bytes());
    id
}

fn font_id(slot: Slot) -> FontId {
    FontId(["CFSONG", "CFHEIT", "CFRARE"][slot as usize].to_owned())
}

/// The fonts of one document and the numbers their glyphs have in it.
struct Faces {
    parsed: Vec<(Slot, ParsedFont)>,
    numbers: BTreeMap<(Slot, char), u16>,
}

impl Faces {
    fn cut(pages: &[Vec<Draw>], fonts: &Fonts) -> Result<Self, FormError> {
        let mut wanted: BTreeMap<Slot, BTreeSet<Wanted>> = BTreeMap::new();
        for draw in pages.iter().flatten() {
            if let Draw::Text { glyphs, .. } = draw {
                for (_, glyph) in glyphs {
                    wanted.entry(glyph.slot).or_default().insert(Wanted {
                        ch: glyph.ch,
                        gid: glyph.gid,
                    });
                }
            }
        }
        let mut faces = Self {
            parsed: Vec::new(),
            numbers: BTreeMap::new(),
        };
        for (slot, wanted) in wanted {
            let wanted: Vec<Wanted> = wanted.into_iter().collect();
            for (at, w) in wanted.iter().enumerate() {
                faces.numbers.insert((slot, w.ch), at as u16 + 1);
            }
            // The tag before the plus sign says that this is a part of the font (ISO 32000-1, 9.6.4).
            let name = format!("{}+{}", font_id(slot).0, slot.postscript_name());
            let damaged = || FormError::Pdf {
                reason: format!("字库 {} 无法裁剪", slot.postscript_name()),
            };
            let bytes = cut(fonts.bytes(slot)?, &wanted, &name).ok_or_else(damaged)?;
            let parsed = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new()).ok_or_else(damaged)?;
            faces.parsed.push((slot, parsed));
        }
        Ok(faces)
    }
}

fn point(x: f64, y: f64) -> Point {
    let y = pagemark::A4_HEIGHT_MM - y;
    Point {
        x: Pt(round(x / MM_PER_PT)),
        y: Pt(round(y / MM_PER_PT)),
    }
}

/// Thousandths of a point are finer than any printer; fewer digits make smaller files.
fn round(pt: f64) -> f32 {
    ((pt * 1000.0).round() / 1000.0) as f32
}

fn ring(points: &[(f64, f64)]) -> Vec<LinePoint> {
    points
        .iter()
        .map(|(x, y)| LinePoint {
            p: point(*x, *y),
            bezier: false,
        })
        .collect()
}

fn operations(draws: &[Draw], numbers: &BTreeMap<(Slot, char), u16>) -> Vec<Op> {
    let black = || Color::Greyscale(Greyscale::new(0.0, None));
    let mut ops = vec![
        Op::SetFillColor { col: black() },
        Op::SetOutlineColor { col: black() },
        Op::SetLineCapStyle {
            cap: LineCapStyle::ProjectingSquare,
        },
        Op::SetLineJoinStyle {
            join: LineJoinStyle::Miter,
        },
    ];
    let mut thickness = None;
    for draw in draws {
        match draw {
            Draw::Text { .. } => {}
            Draw::Line { points, width } => {
                if thickness != Some(*width) {
                    ops.push(Op::SetOutlineThickness {
                        pt: Pt(round(width / MM_PER_PT)),
                    });
                    thickness = Some(*width);
                }
                ops.push(Op::DrawLine {
                    line: Line {
                        points: ring(points),
                        is_closed: false,
                    },
                });
            }
            Draw::Fill { rings } => {
                let polygon = Polygon {
                    rings: rings.iter().map(|r| PolygonRing { points: ring(r) }).collect(),
                    mode: PaintMode::Fill,
                    winding_order: WindingOrder::NonZero,
                };
                ops.push(Op::DrawPolygon { polygon });
            }
        }
    }
    ops.push(Op::StartTextSection);
    let mut font = None;
    let mut at = Point {
        x: Pt(0.0),
        y: Pt(0.0),
    };
    for draw in draws {
        if let Draw::Text {
            size_pt,
            baseline,
            glyphs,
        } = draw
        {
            for run in glyphs.chunk_by(|a, b| a.1.slot == b.1.slot) {
                let slot = run[0].1.slot;
                if font != Some((slot, *size_pt)) {
                    let handle = PdfFontHandle::External(font_id(slot));
                    ops.push(Op::SetFont {
                        font: handle,
                        size: Pt(round(*size_pt)),
                    });
                    font = Some((slot, *size_pt));
                }
                let start = point(run[0].0, *baseline);
                // Moves from the last line's start: an absolute matrix makes the library measure every glyph again.
                let step = |to: Pt, from: Pt| Pt(round(f64::from(to.0) - f64::from(from.0)));
                let pos = Point {
                    x: step(start.x, at.x),
                    y: step(start.y, at.y),
                };
                ops.push(Op::SetTextCursor { pos });
                at = start;
                ops.push(Op::ShowText {
                    items: vec![TextItem::GlyphIds(codepoints(run, *size_pt, numbers))],
                });
            }
        }
    }
    ops.push(Op::EndTextSection);
    ops
}

/// Glyph numbers with the kerning that puts each glyph where the layout wants it.
fn codepoints(
    run: &[(f64, crate::fonts::Glyph)],
    size_pt: f64,
    numbers: &BTreeMap<(Slot, char), u16>,
) -> Vec<printpdf::Codepoint> {
    let em = size_pt * MM_PER_PT;
    let origin = run[0].0;
    // Where the viewer's pen stands, in thousandths of the em from the run's start.
    let mut pen = 0.0;
    let mut out = Vec::with_capacity(run.len());
    for (at, (_, glyph)) in run.iter().enumerate() {
        let number = numbers.get(&(glyph.slot, glyph.ch)).copied().unwrap_or(0);
        pen += f64::from(glyph.advance);
        let mut offset = 0.0;
        if let Some((x, _)) = run.get(at + 1) {
            offset = (pen - (x - origin) / em * 1000.0).round();
            pen -= offset;
        }
        out.push(printpdf::Codepoint::with_cid(
            number,
            offset as f32,
            glyph.ch.to_string(),
        ));
    }
    out
}

/// Fonts are shared between threads that print at the same time.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Arc<Fonts>>();
};
