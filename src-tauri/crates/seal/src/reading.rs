//! One frame to measures: what is in it, how large, how sharp, how red, on what paper.

use crate::blobs::Parts;
use crate::ink::{Ink, STROKE_DARK};
use crate::judge;
use crate::outline::Outline;
use crate::{
    BoxMm, Cutout, Expectation, Finding, Measures, Reading, SampleKind, Shape, Thresholds, Verdict, double,
    edge, star, strokes,
};
use image::RgbImage;

/// Parts of a sample smaller than this are grain, in mm².
pub(crate) const GRAIN_MM2: f64 = 0.12;
/// Specks smaller than this are the sensor's, in mm².
const SPECK_MM2: f64 = 0.04;
/// Ink this far outside a seal's border still belongs to it, in mm.
pub(crate) const OWN_MM: f64 = 1.0;
/// Distance from the frame's line within which dark pixels are the line itself, in mm.
const LINE_MM: f64 = 1.2;
/// Least darkness of a dry pen's stroke.
const FAINT_DARK: f32 = 0.09;
/// Longest side of a frame picture that is looked at, in pixels.
const LONGEST_PX: u32 = 8192;

/// Reads a frame with the default thresholds.
pub fn read(frame: &RgbImage, px_per_mm: f64, expect: &Expectation) -> (Reading, Vec<Finding>) {
    read_with(frame, px_per_mm, expect, &Thresholds::default())
}

/// Reads a frame with a project's own thresholds.
pub fn read_with(
    frame: &RgbImage,
    px_per_mm: f64,
    expect: &Expectation,
    thresholds: &Thresholds,
) -> (Reading, Vec<Finding>) {
    let (reading, findings, _ink) = read_ink(frame, px_per_mm, expect, thresholds);
    (reading, findings)
}

/// As [`read_with`], with the ink taken out of its paper; none in a frame that shows none.
pub fn read_and_cut(
    frame: &RgbImage,
    px_per_mm: f64,
    expect: &Expectation,
    thresholds: &Thresholds,
) -> (Reading, Vec<Finding>, Option<Cutout>) {
    let (reading, findings, ink) = read_ink(frame, px_per_mm, expect, thresholds);
    let cutout = ink.and_then(|ink| Cutout::of_ink(frame, &ink, px_per_mm, &reading));
    (reading, findings, cutout)
}

/// The reading, and the ink it is of; none in a picture that is no frame.
fn read_ink(
    frame: &RgbImage,
    px_per_mm: f64,
    expect: &Expectation,
    thresholds: &Thresholds,
) -> (Reading, Vec<Finding>, Option<Ink>) {
    let (w, h) = frame.dimensions();
    let usable = px_per_mm.is_finite() && (1.0..=200.0).contains(&px_per_mm);
    if !usable || w < 16 || h < 16 || w > LONGEST_PX || h > LONGEST_PX {
        let nothing = Reading {
            kind: expect.kind,
            verdict: Verdict::Reject,
            measures: Measures::default(),
            ink: None,
        };
        return (nothing, vec![judge::unusable()], None);
    }
    let ink = Ink::of(frame, px_per_mm);
    let frame_line = FrameLine::of(&ink, expect);
    let (measures, place) = match expect.kind {
        SampleKind::Signature => signature(&ink, &frame_line, thresholds),
        _ => seal(&ink, &frame_line, thresholds),
    };
    let findings = judge::findings(&measures, expect.kind, thresholds);
    let verdict = findings
        .iter()
        .map(|f| f.verdict)
        .max()
        .unwrap_or(Verdict::Accept);
    (
        Reading {
            kind: expect.kind,
            verdict,
            measures,
            ink: place,
        },
        findings,
        Some(ink),
    )
}

/// The printed frame in the picture: how far inside its line a pixel lies.
struct FrameLine {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    px_per_mm: f64,
}

impl FrameLine {
    fn of(ink: &Ink, expect: &Expectation) -> Self {
        let side = |mm: f64, px: usize| {
            if mm.is_finite() && mm > 0.0 {
                (mm * ink.px_per_mm).min(px as f64)
            } else {
                px as f64
            }
        };
        let (w, h) = (
            side(expect.width_mm, ink.width),
            side(expect.height_mm, ink.height),
        );
        let (left, top) = ((ink.width as f64 - w) / 2.0, (ink.height as f64 - h) / 2.0);
        Self {
            left,
            top,
            right: left + w,
            bottom: top + h,
            px_per_mm: ink.px_per_mm,
        }
    }

    /// Millimetres inside the line; negative outside.
    fn inside_mm(&self, at: usize, width: usize) -> f64 {
        let (x, y) = ((at % width) as f64 + 0.5, (at / width) as f64 + 0.5);
        (x - self.left)
            .min(self.right - x)
            .min(y - self.top)
            .min(self.bottom - y)
            / self.px_per_mm
    }
}

/// The connected parts where something holds for the darkness and the coverage of a pixel.
fn parts_where(ink: &Ink, holds: impl Fn(f32, f32) -> bool) -> Parts {
    Parts::drawn((ink.width, ink.height), |start, row| {
        let seen = ink.darkness[start..].iter().zip(&ink.coverage[start..]);
        for (to, (darkness, coverage)) in row.iter_mut().zip(seen) {
            *to = holds(*darkness, *coverage);
        }
    })
}

/// Area in mm² of the pixels for which `keep` holds, in parts no smaller than a speck.
fn area_where(ink: &Ink, parts: &Parts, keep: impl Fn(usize) -> bool) -> f64 {
    let pixels = parts.of_at_least(ink.pixels(SPECK_MM2));
    ink.area_mm2(pixels.filter(|at| keep(*at)).count())
}

fn place(ink: &Ink, pixels: impl Iterator<Item = usize>) -> Option<BoxMm> {
    let mut b: Option<(usize, usize, usize, usize)> = None;
    for at in pixels {
        let (x, y) = (at % ink.width, at / ink.width);
        let (x0, y0, x1, y1) = b.unwrap_or((x, y, x, y));
        b = Some((x0.min(x), y0.min(y), x1.max(x), y1.max(y)));
    }
    let mm = |px: usize| px as f64 / ink.px_per_mm;
    b.map(|(x0, y0, x1, y1)| BoxMm {
        x: mm(x0),
        y: mm(y0),
        w: mm(x1 + 1 - x0),
        h: mm(y1 + 1 - y0),
    })
}

fn on_paper(ink: &Ink) -> Measures {
    let [l, a, b] = lab(ink.paper.mean().map(|c| f64::from(c) / 255.0));
    Measures {
        paper_lightness: l,
        paper_chroma: a.hypot(b),
        paper_hue_deg: b.atan2(a).to_degrees(),
        ..Measures::default()
    }
}

fn seal(ink: &Ink, line: &FrameLine, thresholds: &Thresholds) -> (Measures, Option<BoxMm>) {
    let mut m = on_paper(ink);
    let inside = |at: usize| line.inside_mm(at, ink.width);
    // A printed line wears a red hem where a lens bends the colours apart: what never leaves the line is not ink.
    let leaves = |at: usize| inside(at).abs() > LINE_MM;
    let mut parts = ink.red_parts();
    parts.retain(|run| leaves(run.start) || leaves(run.end - 1));
    let (mask, count) = parts.at_least(ink.pixels(GRAIN_MM2));
    m.ink_mm2 = ink.area_mm2(count);
    let dark = parts_where(ink, |darkness, coverage| darkness > 0.25 && coverage < 0.3);
    m.other_ink_mm2 = area_where(ink, &dark, |at| inside(at) > LINE_MM);
    let Some(core) = ink.core.filter(|_| m.ink_mm2 >= thresholds.blank_mm2) else {
        return (m, None);
    };
    let [red, green, blue] = core.density.map(f64::from);
    m.density = Some(green);
    m.red_per_green = Some((red / green).max(0.0));
    m.blue_per_green = Some(blue / green);
    let on_line = |at: &usize| inside(*at) < thresholds.line_reach_mm;
    let inked = || parts.of_at_least(ink.pixels(GRAIN_MM2));
    let Some(outline) = Outline::of(ink, &mask) else {
        m.on_line_mm2 = ink.area_mm2(inked().filter(on_line).count());
        // Without a seal's outline there is no inside: whatever is not its ink is dirt, and may be why none was found.
        m.dirt_mm2 = m.other_ink_mm2;
        return (m, place(ink, inked()));
    };
    of_outline(ink, &outline, thresholds, &mut m);
    let outside_mm = |at: usize| {
        let (x, y) = ((at % ink.width) as f64 + 0.5, (at / ink.width) as f64 + 0.5);
        outline.distance((x, y)) / ink.px_per_mm
    };
    // Ink farther out is another seal's, or a splash: dirt, not this sample on the line.
    let own: Vec<usize> = inked().filter(|at| outside_mm(*at) < OWN_MM).collect();
    m.on_line_mm2 = ink.area_mm2(own.iter().copied().filter(on_line).count());
    let print = Parts::of(&ink.print, ink.width);
    m.beneath_mm2 = area_where(ink, &print, |at| inside(at) > LINE_MM && outside_mm(at) < 0.0);
    m.black_percent = m.beneath_mm2 * 100.0 / area_of(&outline, ink.px_per_mm).max(1.0);
    let marked = parts_where(ink, |darkness, _| darkness > 0.2);
    m.dirt_mm2 = area_where(ink, &marked, |at| inside(at) > LINE_MM && outside_mm(at) > OWN_MM);
    (m, place(ink, own.into_iter()))
}

fn area_of(outline: &Outline, px_per_mm: f64) -> f64 {
    let px = match outline {
        Outline::Round(e) => std::f64::consts::PI * e.long * e.short,
        Outline::Square(b) => b.sides.0 * b.sides.1,
    };
    px / (px_per_mm * px_per_mm)
}

fn of_outline(ink: &Ink, outline: &Outline, thresholds: &Thresholds, m: &mut Measures) {
    let mm = |px: f64| px / ink.px_per_mm;
    let border = edge::border(ink, outline);
    m.coverage_percent = Some(border.coverage_percent);
    m.gap_deg = Some(border.gap_deg);
    m.edge_mm = border.edge_mm;
    m.double = Some(double::ghost(ink, outline));
    match outline {
        Outline::Round(e) => {
            let ratio = e.long / e.short;
            // Half way between a circle and the roundest oval by design.
            let roundest = |r: f64, [a, b]: [f64; 2]| r.min(a.max(b) / a.min(b));
            let oval = thresholds.oval_mm.iter().copied().fold(f64::MAX, roundest);
            m.sides_mm = Some([mm(2.0 * e.long), mm(2.0 * e.short)]);
            m.aspect_ratio = Some(ratio);
            if ratio < (1.0 + oval) / 2.0 {
                m.shape = Some(Shape::Round);
                m.diameter_mm = Some(mm(e.long + e.short));
                m.rotation_deg = star::rotation(ink, e);
            } else {
                m.shape = Some(Shape::Oval);
                let degrees = e.angle.to_degrees();
                m.rotation_deg = Some((degrees + 90.0).rem_euclid(180.0) - 90.0);
            }
        }
        Outline::Square(b) => {
            let (long, short) = (b.sides.0.max(b.sides.1), b.sides.0.min(b.sides.1));
            m.shape = Some(Shape::Square);
            m.sides_mm = Some([mm(b.sides.0), mm(b.sides.1)]);
            m.aspect_ratio = Some(long / short);
            m.rotation_deg = Some(b.angle.to_degrees());
        }
    }
}

fn signature(ink: &Ink, line: &FrameLine, thresholds: &Thresholds) -> (Measures, Option<BoxMm>) {
    let mut m = on_paper(ink);
    let inside = |at: usize| line.inside_mm(at, ink.width);
    // What hugs the frame's line is the line. A dry pen leaves less than paper's grain does elsewhere, so it is looked for
    // only where nothing darker stands.
    let written = |darkness: f32| {
        let within = Parts::drawn((ink.width, ink.height), |start, row| {
            for (at, to) in (start..).zip(row) {
                *to = ink.darkness[at] > darkness && inside(at) > 0.9;
            }
        });
        let (within, count) = within.at_least(ink.pixels(GRAIN_MM2));
        (darkness, within, ink.area_mm2(count))
    };
    let (mut least, mut within, mut area) = written(STROKE_DARK);
    if area < thresholds.blank_mm2 {
        (least, within, area) = written(FAINT_DARK);
    }
    m.ink_mm2 = area;
    if m.ink_mm2 < thresholds.blank_mm2 {
        return (m, None);
    }
    let strokes = parts_where(ink, |darkness, _| darkness > least);
    let reach = thresholds.line_reach_mm;
    let crosses = |at: usize| (inside(at) > reach && inside(at) < 0.9) || inside(at) < -0.9;
    m.on_line_mm2 = area_where(ink, &strokes, crosses);
    let inked = || (0..within.len()).filter(|at| within[*at]);
    let mut full: Vec<f32> = inked().map(|at| ink.darkness[at]).collect();
    let at = full.len() * 3 / 4;
    let full = *full.select_nth_unstable_by(at, f32::total_cmp).1;
    m.density = Some(f64::from(-(1.0 - full).max(0.004).ln()));
    m.breaks = Some(strokes::breaks(&within, ink.width, ink.px_per_mm) as u32);
    let place = place(ink, inked());
    (m, place)
}

/// CIE L*a*b* of an sRGB colour (IEC 61966-2-1, D65).
fn lab(rgb: [f64; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(|c| {
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    let xyz = [
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    ];
    let [x, y, z] = xyz.map(|t| {
        if t > 0.008_856 {
            t.cbrt()
        } else {
            7.787 * t + 16.0 / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lab_of_known_colours() {
        let close = |a: [f64; 3], b: [f64; 3]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.6);
        assert!(close(lab([1.0; 3]), [100.0, 0.0, 0.0]));
        assert!(
            close(lab([1.0, 0.0, 0.0]), [53.2, 80.1, 67.2]),
            "{:?}",
            lab([1.0, 0.0, 0.0])
        );
    }
}
