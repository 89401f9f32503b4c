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
    // A camera below even light may be lit as evenly as a scanner's glass, nearly: there is no sharp line between.
    let from = MAYBE_CAMERA * t.camera_fall;
    let is_camera = ((m.light_fall - from) / (t.camera_fall - from).max(1e-9)).clamp(0.0, 1.0);
    let between = |a: f64, b: f64| a + (b - a) * is_camera;
    Band {
        look: between(scanner.look, camera.look) * left_by_light(m, t),
        reject: between(scanner.reject, camera.reject),
    }
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
    fn grey_paper_may_have_no_colour_at_all() {
        let t = Thresholds::default();
        let m = Measures {
            paper_lightness: t.paper_lightness.look,
            paper_hue_deg: 90.0,
            light_fall: 0.05,
            ..Measures::default()
        };
        assert!(allowed(&m, &t).look < 1e-9);
    }
}
