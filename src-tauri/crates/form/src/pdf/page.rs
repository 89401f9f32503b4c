//! One page's drawing list as the library's operations.
//!
//! Lines and fills first, then all text in one section, in the order in which it was set: that is the order in which
//! it is read aloud and copied. Everything is black or a shade of grey, so any printer prints it alike;
//! only sample pictures of seals are red.

use printpdf::{
    Codepoint, Color, Greyscale, Line, LineCapStyle, LineJoinStyle, LinePoint, Op, PaintMode, PdfFontHandle,
    Point, Polygon, PolygonRing, Pt, TextItem, WindingOrder, XObjectId, XObjectTransform,
};

use super::face::{self, Faces};
use crate::drawing::{Draw, MM_PER_PT};
use crate::fonts::Glyph;

/// What is to be done on the page, in order.
/// `sketch` is the object that holds the page's shades; it is drawn where the first of them stands.
pub(super) fn operations(draws: &[Draw], faces: &Faces, sketch: XObjectId) -> Vec<Op> {
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
    let mut sketch = Some(sketch);
    for draw in draws {
        match draw {
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
            Draw::Shade { .. } => ops.extend(sketch.take().map(|id| Op::UseXobject {
                id,
                transform: XObjectTransform {
                    no_auto_scale: true,
                    ..Default::default()
                },
            })),
        }
    }
    write(draws, faces, &mut ops);
    ops
}

/// All text of the page, in one section.
fn write(draws: &[Draw], faces: &Faces, ops: &mut Vec<Op>) {
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
            continue;
        };
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
