//! Connected parts of a frame's picture, by what their pixels are.

use crate::blobs::Parts;
use crate::counting::SPECK_MM2;
use crate::ink::Ink;

/// Distance from the frame's line within which dark pixels are the line itself, in mm.
pub(crate) const LINE_MM: f64 = 1.2;

/// Whether a pixel of this darkness and coverage by red ink is dark by something else.
pub(crate) fn is_other(darkness: f32, coverage: f32) -> bool {
    darkness > 0.25 && coverage < 0.3
}

/// The connected parts where something holds for the darkness and the coverage of a pixel.
pub(crate) fn parts_where(ink: &Ink, holds: impl Fn(f32, f32) -> bool) -> Parts {
    Parts::drawn((ink.width, ink.height), |start, row| {
        let seen = ink.darkness[start..].iter().zip(&ink.coverage[start..]);
        for (to, (darkness, coverage)) in row.iter_mut().zip(seen) {
            *to = holds(*darkness, *coverage);
        }
    })
}

/// The pixels for which `keep` holds, in parts no smaller than a speck.
pub(crate) fn pixels_where(ink: &Ink, parts: &Parts, keep: impl Fn(usize) -> bool) -> Vec<usize> {
    let pixels = parts.of_at_least(ink.pixels(SPECK_MM2));
    pixels.filter(|at| keep(*at)).collect()
}
