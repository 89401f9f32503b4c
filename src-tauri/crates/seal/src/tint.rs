//! How much colour paper may have for it to be called white.
//!
//! A lamp's colour and the paper's own look alike in a single frame: ink and print are seen on and by the same. Only
//! two things tell them apart a little. A scanner brings its own light, so there a colour is the paper's. And what
//! dyes paper takes light as well, while a camera sets its white by the lamp: white paper in coloured light stays
//! nearly as light as the picture can show. Colour and lost light therefore count together, by their squares.

use crate::thresholds::Band;
use crate::{Measures, Thresholds};

/// White paper is this light at least where no light is lost, in CIE Lab.
const WHITE_LIGHTNESS: f64 = 97.0;
/// Hues of pink paper in CIE Lab, in degrees, and the part of a scanner's limit that it may reach: the glass and age
/// make paper yellow, green or blue, and never pink.
const PINK_HUE_DEG: [f64; 2] = [-40.0, 50.0];
const PINK: f64 = 0.55;
/// Chroma below which nobody sees a colour, and by how much lightness a camera's exposure may err.
const NEARLY_GREY: f64 = 3.2;
const TOO_DARK: f64 = 2.0;
/// Share of the least fall of light before a camera from which the picture may be a camera's.
const MAYBE_CAMERA: f64 = 0.5;

/// Chroma from which the paper of a frame is looked at and rejected, as light as it is.
pub(crate) fn allowed(m: &Measures, t: &Thresholds) -> Band {
    let hue = m.paper_hue_deg;
    let lies = |[from, to]: [f64; 2]| [hue, hue - 360.0].iter().any(|h| (from..to).contains(h));
    let (scanner, camera) = match (lies(t.cool_hue_deg), lies(t.warm_hue_deg)) {
        (true, _) => (stricter(t.scanner_chroma, t.cool_chroma), t.cool_chroma),
        (false, true) => (t.scanner_chroma, t.warm_chroma),
        (false, false) => (t.scanner_chroma, t.paper_chroma),
    };
    let scanner = if lies(PINK_HUE_DEG) {
        pink(scanner)
    } else {
        scanner
    };
    let between = |a: f64, b: f64| a + (b - a) * is_camera(m, t);
    let look = between(scanner.look, camera.look) * left_by_light(m, t);
    Band {
        look: look.max(NEARLY_GREY),
        reject: between(scanner.reject, camera.reject),
    }
}

/// Lightness below which the paper of a frame is looked at and rejected: a camera may have taken a white sheet too
/// dark, a scanner never does.
pub(crate) fn lightness(m: &Measures, t: &Thresholds) -> Band {
    Band {
        look: t.paper_lightness.look - TOO_DARK * is_camera(m, t),
        ..t.paper_lightness
    }
}

/// How surely a picture is a camera's, 0 to 1. Below even light one may be lit as evenly as a scanner's glass, nearly:
/// there is no sharp line between.
fn is_camera(m: &Measures, t: &Thresholds) -> f64 {
    let from = MAYBE_CAMERA * t.camera_fall;
    ((m.light_fall - from) / (t.camera_fall - from).max(1e-9)).clamp(0.0, 1.0)
}

/// The part of a limit that pink paper may reach.
fn pink(band: Band) -> Band {
    Band {
        look: PINK * band.look,
        ..band
    }
}

/// What the light that paper lacks leaves of the colour that it may have, as a share.
fn left_by_light(m: &Measures, t: &Thresholds) -> f64 {
    let room = (WHITE_LIGHTNESS - t.paper_lightness.look).max(1.0);
    let lost = ((WHITE_LIGHTNESS - m.paper_lightness) / room).clamp(0.0, 1.0);
    (1.0 - lost * lost).sqrt()
}

/// The smaller of two limits each.
fn stricter(a: Band, b: Band) -> Band {
    Band {
        look: a.look.min(b.look),
        reject: a.reject.min(b.reject),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paper of a lightness, chroma and hue, lit as unevenly as that.
    fn is_looked_at([lightness, chroma, hue]: [f64; 3], fall: f64) -> bool {
        let t = Thresholds::default();
        let m = Measures {
            paper_lightness: lightness,
            paper_chroma: chroma,
            paper_hue_deg: hue,
            light_fall: fall,
            ..Measures::default()
        };
        chroma >= allowed(&m, &t).look
    }

    #[test]
    fn colour_that_took_light_along_is_the_papers_before_a_camera() {
        // Manila, cream and green paper in cool light, beside white paper in warm light and in fluorescent light.
        for dyed in [
            [90.1, 9.1, 95.0],
            [89.6, 7.0, 67.0],
            [88.9, 10.1, 132.0],
            [89.1, 7.1, 132.0],
        ] {
            assert!(is_looked_at(dyed, 0.04), "{dyed:?}");
        }
        for lit in [
            [96.6, 11.3, 113.0],
            [95.7, 10.8, 105.0],
            [94.8, 10.8, 115.0],
            [93.3, 7.8, -74.0],
        ] {
            assert!(!is_looked_at(lit, 0.04), "{lit:?}");
        }
    }

    #[test]
    fn what_lamps_excuse_on_a_scanner_they_do_not() {
        let cream = [95.5, 9.5, 97.0];
        assert!(is_looked_at(cream, 0.005));
        assert!(!is_looked_at(cream, 0.03));
        // Half way between both limits where nobody knows.
        assert!(!is_looked_at(cream, 0.016));
        assert!(is_looked_at([95.5, 10.5, 97.0], 0.015));
    }

    #[test]
    fn pink_paper_on_a_scanner_is_told_by_less_colour_than_yellowed_paper() {
        assert!(is_looked_at([96.2, 5.0, 18.0], 0.0));
        assert!(!is_looked_at([96.2, 5.0, 95.0], 0.0));
        assert!(!is_looked_at([96.2, 5.0, 18.0], 0.03));
    }

    #[test]
    fn a_white_sheet_that_a_camera_took_too_dark_is_no_grey_paper() {
        let t = Thresholds::default();
        let taken = |fall: f64| Measures {
            paper_lightness: 88.0,
            paper_chroma: 2.5,
            paper_hue_deg: 90.0,
            light_fall: fall,
            ..Measures::default()
        };
        for (fall, is_grey) in [(0.05, false), (0.0, true)] {
            let m = taken(fall);
            assert!(m.paper_chroma < allowed(&m, &t).look);
            assert_eq!(m.paper_lightness < lightness(&m, &t).look, is_grey, "{fall}");
        }
        // What is as dark and has a colour as well is dyed.
        assert!(is_looked_at([88.0, 3.5, 90.0], 0.05));
    }
}
