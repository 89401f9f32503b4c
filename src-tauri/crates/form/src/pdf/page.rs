//! One page's drawing list as PDF operators.
//!
//! Lines and fills first, then all text in one section, in the order in which it was set: that is the order in which
//! it is read aloud and copied. Everything is black or a shade of grey, so any printer prints it alike.

use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Buf, Content, Settings, Str};

use super::face::{self, Faces};
use super::{points, rounded};
use crate::drawing::{Draw, MM_PER_PT};
use crate::fonts::Glyph;

/// The page's content stream, not yet deflated.
pub(super) fn operations(draws: &[Draw], faces: &Faces) -> Buf {
    let mut content = Content::with_settings(Settings { pretty: false });
    content
        .set_fill_gray(0.0)
        .set_stroke_gray(0.0)
        .set_line_cap(LineCapStyle::ProjectingSquareCap)
        .set_line_join(LineJoinStyle::MiterJoin);
    let mut thickness = None;
    for draw in draws {
        match draw {
            Draw::Text { .. } => {}
            Draw::Line {
                points: corners,
                width,
            } => {
                if thickness != Some(*width) {
                    content.set_line_width(points(*width));
                    thickness = Some(*width);
                }
                path(&mut content, corners);
                content.stroke();
            }
            Draw::Fill { rings } => fill(&mut content, rings),
            Draw::Shade { rings, grey } => {
                content.set_fill_gray(*grey as f32);
                fill(&mut content, rings);
                content.set_fill_gray(0.0);
            }
        }
    }
    content.begin_text();
    let mut font = None;
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
                    content.set_font(face::name(slot), rounded(*size_pt));
                    font = Some((slot, *size_pt));
                }
                let (x, y) = on_paper(&(run[0].0, *baseline));
                content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
                show(&mut content, run, *size_pt, faces);
            }
        }
    }
    content.end_text();
    content.finish()
}

/// PDF counts from the lower edge, in points.
fn on_paper((x, y): &(f64, f64)) -> (f32, f32) {
    (points(*x), points(pagemark::A4_HEIGHT_MM - y))
}

fn path(content: &mut Content, corners: &[(f64, f64)]) {
    for (at, corner) in corners.iter().enumerate() {
        let (x, y) = on_paper(corner);
        if at == 0 {
            content.move_to(x, y);
        } else {
            content.line_to(x, y);
        }
    }
}

fn fill(content: &mut Content, rings: &[Vec<(f64, f64)>]) {
    for ring in rings {
        path(content, ring);
        content.close_path();
    }
    content.fill_nonzero();
}

/// Shows glyphs of one face, with the kerning that puts each glyph where the layout wants it.
fn show(content: &mut Content, run: &[(f64, Glyph)], size_pt: f64, faces: &Faces) {
    let em = size_pt * MM_PER_PT;
    let origin = run[0].0;
    let mut positioned = content.show_positioned();
    let mut items = positioned.items();
    let mut codes = Vec::with_capacity(run.len() * 2);
    // Where the viewer's pen stands, in thousandths of the em from the run's start.
    let mut pen = 0.0;
    for (at, (_, glyph)) in run.iter().enumerate() {
        codes.extend_from_slice(&faces.number(glyph).to_be_bytes());
        pen += f64::from(glyph.advance);
        if let Some((x, _)) = run.get(at + 1) {
            let kern = (pen - (x - origin) / em * 1000.0).round();
            if kern != 0.0 {
                items.show(Str(&codes)).adjust(kern as f32);
                codes.clear();
                pen -= kern;
            }
        }
    }
    items.show(Str(&codes));
}
