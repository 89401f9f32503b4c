//! One page's drawing list as the library's operations.
//!
//! Lines and fills first, then all text in one section, in the order in which it was set: that is the order in which
//! it is copied. Each stretch is marked with the part that it is of (see `tags`). Everything is black or a shade of
//! grey, so any printer prints it alike; only sample pictures of seals are red.

use printpdf::{
    Codepoint, Color, DictItem, Greyscale, Line, LineCapStyle, LineJoinStyle, LinePoint, Op, PaintMode,
    PdfFontHandle, Point, Polygon, PolygonRing, Pt, TextItem, WindingOrder, XObjectTransform,
};

use super::face::{self, Faces};
use super::sketch;
use super::tags::Tags;
use crate::drawing::{Draw, MM_PER_PT, Part};
use crate::fonts::Glyph;

/// The present part of the page, and the mark that is open.
struct Marks<'a> {
    tags: Option<&'a Tags<'a>>,
    part: Part,
    open: Option<Mark>,
}

/// What stands around a stretch of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// No part of the form; with whether it is repeated on each page.
    Artifact {
        surrounds: bool,
    },
    Stretch(&'static str, i64),
}

impl<'a> Marks<'a> {
    fn new(tags: Option<&'a Tags<'a>>) -> Self {
        Self {
            tags,
            part: Part::Decoration,
            open: None,
        }
    }

    /// Opens what a drawing is marked as, where it is not open yet.
    fn before(&mut self, draw: &Draw, ops: &mut Vec<Op>) {
        let Some(tags) = self.tags else { return };
        let mark = match tags.mark(draw, self.part) {
            Some((name, number)) => Mark::Stretch(name, number),
            None => Mark::Artifact {
                surrounds: self.part == Part::Surroundings,
            },
        };
        if self.open == Some(mark) {
            return;
        }
        self.close(ops);
        let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
        let (tag, key, value) = match mark {
            Mark::Stretch(tag, number) => (tag, "MCID", DictItem::Int(number)),
            Mark::Artifact { surrounds: true } => ("Artifact", "Type", name("Pagination")),
            Mark::Artifact { surrounds: false } => ("Artifact", "Type", name("Layout")),
        };
        ops.push(Op::BeginMarkedContentWithProperties {
            tag: tag.to_owned(),
            properties: DictItem::Dict {
                map: [(key.to_owned(), value)].into(),
            },
        });
        self.open = Some(mark);
    }

    fn close(&mut self, ops: &mut Vec<Op>) {
        if self.open.take().is_some() {
            ops.push(Op::EndMarkedContent);
        }
    }
}

/// What is to be done on the page with this number, in order.
pub(super) fn operations(draws: &[Draw], faces: &Faces, page: usize, tags: Option<&Tags<'_>>) -> Vec<Op> {
    let mut ops = vec![
        Op::SetFillColor { col: grey(0.0) },
        Op::SetOutlineColor { col: grey(0.0) },
        Op::SetLineCapStyle {
            cap: LineCapStyle::ProjectingSquare,
        },
        Op::SetLineJoinStyle {
            join: LineJoinStyle::Miter,
        },
    ];
    let mut thickness = None;
    let mut pictures = 0;
    let mut before = None;
    let mut marks = Marks::new(tags);
    for draw in draws {
        if !matches!(draw, Draw::Part(_) | Draw::Text { .. }) {
            marks.before(draw, &mut ops);
        }
        match draw {
            Draw::Part(part) => marks.part = *part,
            Draw::Text { .. } => {}
            Draw::Line { points, width } => {
                if thickness != Some(*width) {
                    ops.push(Op::SetOutlineThickness { pt: on_paper(*width) });
                    thickness = Some(*width);
                }
                ops.push(Op::DrawLine {
                    line: Line {
                        points: corners(points),
                        is_closed: false,
                    },
                });
            }
            Draw::Fill { rings } => ops.push(fill(rings)),
            Draw::Shade { .. } if sketch::goes_on(before, draw) => {}
            Draw::Shade { .. } => {
                ops.push(Op::UseXobject {
                    id: sketch::id(page, pictures),
                    transform: XObjectTransform {
                        no_auto_scale: true,
                        ..Default::default()
                    },
                });
                pictures += 1;
            }
        }
        before = Some(draw);
    }
    marks.close(&mut ops);
    write(draws, faces, Marks::new(tags), &mut ops);
    ops
}

/// All text of the page, in one section.
fn write(draws: &[Draw], faces: &Faces, mut marks: Marks<'_>, ops: &mut Vec<Op>) {
    ops.push(Op::StartTextSection);
    let mut font = None;
    let mut at = Point {
        x: Pt(0.0),
        y: Pt(0.0),
    };
    for draw in draws {
        let Draw::Text {
            size_pt,
            baseline,
            glyphs,
        } = draw
        else {
            if let Draw::Part(part) = draw {
                marks.part = *part;
            }
            continue;
        };
        marks.before(draw, ops);
        for run in glyphs.chunk_by(|a, b| a.1.slot == b.1.slot) {
            let slot = run[0].1.slot;
            if font != Some((slot, *size_pt)) {
                ops.push(Op::SetFont {
                    font: PdfFontHandle::External(face::id(slot)),
                    size: rounded(*size_pt),
                });
                font = Some((slot, *size_pt));
            }
            // Moves from the last line's start: an absolute matrix makes the library measure every glyph again.
            let start = corner(&(run[0].0, *baseline));
            let step = |to: Pt, from: Pt| rounded(f64::from(to.0) - f64::from(from.0));
            ops.push(Op::SetTextCursor {
                pos: Point {
                    x: step(start.x, at.x),
                    y: step(start.y, at.y),
                },
            });
            at = start;
            ops.push(Op::ShowText {
                items: vec![TextItem::GlyphIds(placed(run, *size_pt, faces))],
            });
        }
    }
    marks.close(ops);
    ops.push(Op::EndTextSection);
}

/// Glyph numbers with the kerning that puts each glyph where the layout wants it.
fn placed(run: &[(f64, Glyph)], size_pt: f64, faces: &Faces) -> Vec<Codepoint> {
    let em = size_pt * MM_PER_PT;
    let origin = run[0].0;
    // Where the viewer's pen stands, in thousandths of the em from the run's start.
    let mut pen = 0.0;
    let glyphs = run.iter().enumerate().map(|(at, (_, glyph))| {
        pen += f64::from(glyph.advance);
        let kern = run
            .get(at + 1)
            .map_or(0.0, |(x, _)| (pen - (x - origin) / em * 1000.0).round());
        pen -= kern;
        Codepoint::with_cid(faces.number(glyph), kern as f32, glyph.ch.to_string())
    });
    glyphs.collect()
}

/// A shade, from 0 for black to 1 for white.
fn grey(shade: f64) -> Color {
    Color::Greyscale(Greyscale::new(shade as f32, None))
}

fn fill(rings: &[Vec<(f64, f64)>]) -> Op {
    let polygon = Polygon {
        rings: rings
            .iter()
            .map(|ring| PolygonRing {
                points: corners(ring),
            })
            .collect(),
        mode: PaintMode::Fill,
        winding_order: WindingOrder::NonZero,
    };
    Op::DrawPolygon { polygon }
}

fn corners(points: &[(f64, f64)]) -> Vec<LinePoint> {
    let straight = |p| LinePoint {
        p: corner(p),
        bezier: false,
    };
    points.iter().map(straight).collect()
}

/// A PDF counts from the lower edge.
fn corner((x, y): &(f64, f64)) -> Point {
    Point {
        x: on_paper(*x),
        y: on_paper(pagemark::A4_HEIGHT_MM - y),
    }
}

/// Millimetres as points.
fn on_paper(mm: f64) -> Pt {
    rounded(mm / MM_PER_PT)
}

/// Thousandths of a point are finer than any printer; fewer digits make smaller files.
fn rounded(pt: f64) -> Pt {
    Pt(((pt * 1000.0).round() / 1000.0) as f32)
}
