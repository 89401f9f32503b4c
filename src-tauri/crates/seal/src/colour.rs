//! Colours as people see them: CIE L*a*b*, and what an ink would look like on white paper.

/// Hue of a colour without any is not asked for below this chroma.
const GREY: f64 = 3.0;

/// CIE L*a*b* of an sRGB colour, 0 to 1 (IEC 61966-2-1, D65).
pub(crate) fn lab(rgb: [f64; 3]) -> [f64; 3] {
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

/// Hue in CIE Lab, in degrees from −180 to 180: 0 is crimson, 40 vermilion, 90 yellow, −60 violet; `None` of a grey.
pub(crate) fn hue_deg(rgb: [f64; 3]) -> Option<f64> {
    let [_, a, b] = lab(rgb);
    (a.hypot(b) > GREY).then(|| b.atan2(a).to_degrees())
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

    #[test]
    fn reds_lie_between_pink_and_orange() {
        let hue = |rgb: [u8; 3]| hue_deg(rgb.map(|c| f64::from(c) / 255.0)).unwrap_or(999.0);
        let crimson = hue([220, 20, 60]);
        let vermilion = hue([227, 66, 52]);
        assert!((20.0..32.0).contains(&crimson), "{crimson}");
        assert!((32.0..45.0).contains(&vermilion), "{vermilion}");
        assert!(hue([226, 60, 150]) < 0.0 && hue([232, 140, 40]) > 60.0);
        assert_eq!(hue_deg([0.5; 3]), None);
    }
}
