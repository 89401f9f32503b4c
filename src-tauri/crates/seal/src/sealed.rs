//! Measures of a seal: its outline and turn, its border and text, what lies on the line, beneath it and around it.

use image::RgbImage;

use crate::coarse::Coarse;
use crate::colour::hue_deg;
use crate::counting::{GRAIN_MM2, OWN_MM, on_paper, place};
use crate::geometry::Pt;
use crate::ink::Ink;
use crate::line::{FrameLine, Inked};
use crate::mark::{MarkKind, Marks};
use crate::outline::Outline;
use crate::parts::{LINE_MM, is_other, parts_where, pixels_where};
use crate::{BoxMm, Measures, SampleKind, Thresholds, beneath, double, missing, shape, text};

/// Two impressions beside each other are no larger than this many times one of them; a round part of another shape is
/// smaller.
const TWICE_AREA: f64 = 1.6;
/// Least share of a part's ink inside the frame for it to be this frame's and no neighbour's.
const OWN_SHARE: f64 = 0.25;
/// Pale stains are looked for this far from the ink of the frame's line, in mm.
const STAIN_CLEAR_MM: f64 = 0.5;
/// From so far outside of the outline on, in mm, no stroke of the seal is near.
const STAIN_OUTSIDE_MM: f64 = 0.3;
/// What is pinkish where no ink was found is looked for this far from the place of the frame's line, in mm.
const STAIN_LINE_MM: f64 = 1.5;

/// What is measured, and where it stands.
pub(crate) fn seal(
    frame: &RgbImage,
    ink: &Ink,
    (line, kind): (&FrameLine, SampleKind),
    thresholds: &Thresholds,
    marks: &mut Marks,
) -> (Measures, Option<BoxMm>) {
    let mut m = on_paper(ink);
    let inside = |at: usize| line.inside_mm(at, ink.width);
    let coarse = Coarse::of(frame, ink);
    // A printed line wears a red hem where a lens bends the colours apart: what never leaves the line is not ink. What
    // stands beyond it for the most part is a neighbour's.
    let leaves = |at: usize| line.off_lines_mm(at, ink.width) > LINE_MM;
    let mut parts = ink.red_parts();
    parts.retain(|run| leaves(run.start) || leaves(run.end - 1));
    parts.retain_mostly(OWN_SHARE, |at| inside(at) > -0.3);
    let (mask, count) = parts.at_least(ink.pixels(GRAIN_MM2));
    m.ink_mm2 = ink.area_mm2(count);
    let dark = parts_where(ink, is_other);
    let other = pixels_where(ink, &dark, |at| inside(at) > LINE_MM);
    m.other_ink_mm2 = ink.area_mm2(other.len());
    let Some(core) = ink.core.filter(|_| m.ink_mm2 >= thresholds.blank_mm2) else {
        stains(&coarse, (line, None), ink, &mut m, marks);
        m.faint_mm2 = coarse.pinkish_mm2(|p| line.inside_mm(pixel(ink, p), ink.width) > STAIN_LINE_MM);
        return (m, None);
    };
    let [red, green, blue] = core.density.map(f64::from);
    m.density = Some(green);
    m.red_per_green = Some((red / green).max(0.0));
    m.blue_per_green = Some(blue / green);
    m.ink_hue_deg = hue_deg(core.density.map(|d| f64::from((-d).exp()).min(1.0)));
    let on_line = |at: &usize| inside(*at) < thresholds.line_reach_mm;
    let inked = || parts.of_at_least(ink.pixels(GRAIN_MM2));
    let outline = outline(ink, &mask, (thresholds, kind));
    stains(&coarse, (line, outline.as_ref()), ink, &mut m, marks);
    let Some(outline) = outline else {
        let pressed: Vec<usize> = inked().filter(on_line).collect();
        m.on_line_mm2 = ink.area_mm2(pressed.len());
        marks.cells(MarkKind::OnLine, &pressed, ink.width, mask.len(), 1.0);
        // Without a seal's outline there is no inside: whatever is not its ink is dirt, and may be why none was found.
        m.dirt_mm2 = m.other_ink_mm2;
        marks.cells(MarkKind::Dirt, &other, ink.width, mask.len(), 1.0);
        return (m, place(ink, inked()));
    };
    shape::measure(ink, &outline, (thresholds, kind), &mut m, marks);
    missing::measure(ink, &outline, &mut m, marks);
    // A seal stands beside the form that it is pressed on, however that lies in the picture.
    let skew = line.skew_deg(ink);
    m.rotation_deg = m.rotation_deg.map(|deg| deg - skew);
    m.device_edge_mm = line.sharpness_mm(ink).or(Some(1.0 / ink.px_per_mm));
    let outside_mm = |at: usize| {
        let p = ((at % ink.width) as f64 + 0.5, (at / ink.width) as f64 + 0.5);
        outline.distance(p) / ink.px_per_mm
    };
    // Ink farther out is another seal's, or a splash: dirt, not this sample on the line.
    let own: Vec<usize> = inked().filter(|at| outside_mm(*at) < OWN_MM).collect();
    let pressed: Vec<usize> = own.iter().copied().filter(on_line).collect();
    m.on_line_mm2 = ink.area_mm2(pressed.len());
    marks.cells(MarkKind::OnLine, &pressed, ink.width, mask.len(), 1.0);
    beneath::measure(ink, &coarse, (line, &outline), &mut m, marks);
    text::flooded(&coarse, ink, &outline, &mut m, marks);
    (m, place(ink, own.into_iter()))
}

/// The outline of the ink; where the ink lies on a known shape twice, that of one of the two. A person's seal may have
/// any shape, one that is nearly an ellipse as well.
fn outline(ink: &Ink, mask: &[bool], (thresholds, kind): (&Thresholds, SampleKind)) -> Option<Outline> {
    let outline = Outline::of(ink, mask)?;
    let is_twice = |known: &Outline| {
        double::ghost_within(ink, known) >= thresholds.double.look && double::runs_on_within(ink, known)
    };
    match &outline {
        Outline::Free(_) => {
            let whole = shape::area_mm2(&outline, ink.px_per_mm);
            let holds_most = |known: &Outline| whole < TWICE_AREA * shape::area_mm2(known, ink.px_per_mm);
            let known = Outline::known(ink, mask).filter(|known| holds_most(known) && is_twice(known));
            known.or(Some(outline))
        }
        Outline::Round(_) if kind == SampleKind::LegalRepSeal => {
            let own = Outline::beside(&outline, ink, mask).filter(|_| !is_twice(&outline));
            own.or(Some(outline))
        }
        _ => Some(outline),
    }
}

/// The pixel at a place.
fn pixel(ink: &Ink, (x, y): Pt) -> usize {
    (y as usize).min(ink.height - 1) * ink.width + (x as usize).min(ink.width - 1)
}

fn stains(
    coarse: &Coarse,
    (line, outline): (&FrameLine, Option<&Outline>),
    ink: &Ink,
    m: &mut Measures,
    marks: &mut Marks,
) {
    let outside = |p: Pt| outline.is_some_and(|o| o.distance(p) > STAIN_OUTSIDE_MM * ink.px_per_mm);
    let inked = Inked::of(line, ink);
    let within = |p: Pt| inked.clear_mm(pixel(ink, p)) > STAIN_CLEAR_MM;
    let (stains, light) = coarse.stains(within, outside);
    m.stain_mm2 = coarse.area_mm2(stains.len());
    m.light_fall = light.fall;
    let step = coarse.step_px();
    marks.cells(MarkKind::Dirt, &stains, coarse.width, coarse.inked.len(), step);
}
