//! What the judge once said wrong of seals it had never seen, one test for each cause, on samples of the second
//! generator.

use seal::{Finding, MarkKind, Measures, Reading, SampleKind, Verdict};

use image::Rgb;

use crate::families::{Device, Family, Fault, Layout, Sample, Up, sample};
use crate::support::{FRAME_MM, MARGIN_MM, PX_PER_MM, codes, expect, frame, middle, scanned};

fn read(s: &Sample) -> (Reading, Vec<Finding>) {
    seal::read(&s.frame, s.px_per_mm, &s.expect)
}

/// Samples of a layout and device, and what is read of them.
fn of(
    fault: Option<Fault>,
    seeds: std::ops::Range<u64>,
    only: fn(&Family) -> bool,
) -> Vec<(Sample, Reading, Vec<Finding>)> {
    seeds
        .map(|seed| {
            let s = sample(seed, fault, only);
            let (reading, findings) = read(&s);
            (s, reading, findings)
        })
        .collect()
}

fn off_turn(s: &Sample, m: &Measures) -> f64 {
    let period = if s.up == Up::Quarter { 90.0 } else { 360.0 };
    let off = (m.rotation_deg.unwrap_or(999.0) - s.turn_deg).rem_euclid(period);
    off.min(period - off)
}

/// Cells beside a signature's frame share its lines: they were taken for ink that runs over the line.
#[test]
fn lines_of_neighbouring_cells_are_no_ink_on_the_line_and_crossing_strokes_are() {
    for (s, _, findings) in of(None, 3000..3006, |f| f.layout.is_none()) {
        assert!(
            !codes(&findings).contains(&"seal-on-line"),
            "{:?} {findings:?}",
            s.family
        );
    }
    for (s, reading, findings) in of(Some(Fault::SignOnLine), 3010..3013, |_| true) {
        assert!(
            codes(&findings).contains(&"seal-on-line"),
            "{:?} {findings:?}",
            s.family
        );
        assert!(reading.marks.iter().any(|m| m.kind == MarkKind::OnLine));
        assert_ne!(reading.verdict, Verdict::Accept);
    }
}

/// A stroke that lies wholly beyond the line was nobody's; what comes in from the picture's rim is a neighbour's, and
/// a second line around the frame is the form's.
#[test]
fn a_stroke_beyond_the_line_is_looked_at_and_a_neighbours_is_not() {
    let signed = |beyond_mm: &[[f64; 4]]| {
        let mut img = frame();
        let (x, y) = middle(&img);
        seal::synth::sign(&mut img, (x, y), PX_PER_MM, (34.0, 16.0), 60);
        for [left, top, right, bottom] in beyond_mm {
            let px = |mm: &f64| ((mm + MARGIN_MM) * PX_PER_MM).max(0.0) as u32;
            for y in px(top)..px(bottom).min(img.height()) {
                for x in px(left)..px(right).min(img.width()) {
                    img.put_pixel(x, y, Rgb([40, 38, 46]));
                }
            }
        }
        let (_, findings) = seal::read(&scanned(&img, 60, 80), PX_PER_MM, &expect(SampleKind::Signature));
        findings.iter().map(|f| (f.code, f.verdict)).collect::<Vec<_>>()
    };
    let (w, h) = FRAME_MM;
    let alone = [[w + 1.0, 20.0, w + 1.6, 23.0]];
    assert_eq!(signed(&alone), [("seal-on-line", Verdict::Look)]);
    let neighbours = [[w + 1.0, 20.0, w + 1.6, 23.0], [w + 1.8, 21.0, w + 9.0, 21.5]];
    assert_eq!(signed(&neighbours), []);
    let second_line = [[-1.3, -1.3, w + 1.3, -1.0], [w + 1.0, -1.3, w + 1.3, h + 1.3]];
    assert_eq!(signed(&second_line), []);
}

/// A star looks the same again after 72°, and it need not stand in the ring's middle.
#[test]
fn any_turn_is_measured_by_the_star_and_the_gap_of_the_name() {
    let starred = |f: &Family| matches!(f.layout, Some(Layout::RoundStar | Layout::Special));
    for (s, reading, findings) in of(Some(Fault::Tilted), 3100..3108, starred) {
        let off = off_turn(&s, &reading.measures);
        assert!(
            off < 1.0,
            "{:?} turn {} read {:?}",
            s.family,
            s.turn_deg,
            reading.measures.rotation_deg
        );
        assert!(
            codes(&findings).contains(&"seal-tilted"),
            "{:?} {findings:?}",
            s.family
        );
    }
}

/// Strokes that ran together while the border stayed sharp were not seen.
#[test]
fn flooded_text_is_seen_and_bold_text_is_none() {
    let round = |f: &Family| {
        matches!(
            f.layout,
            Some(Layout::RoundStar | Layout::Special | Layout::NameRed)
        )
    };
    for (s, reading, findings) in of(Some(Fault::Flooded), 3200..3204, round) {
        assert!(
            codes(&findings).contains(&"seal-flooded"),
            "{:?} {findings:?} {:?}",
            s.family,
            reading.measures
        );
    }
    for (s, _, findings) in of(None, 3210..3214, round) {
        assert!(
            !codes(&findings).contains(&"seal-flooded"),
            "{:?} {findings:?}",
            s.family
        );
    }
}

/// A pale blotch with soft edges was taken for shade of the paper, in the ring it was not looked for at all.
#[test]
fn a_pale_blotch_is_dirt_wherever_it_lies() {
    let round = |f: &Family| matches!(f.layout, Some(Layout::RoundStar | Layout::Starless));
    for (s, reading, findings) in of(Some(Fault::Blotch), 3300..3304, round) {
        assert!(
            codes(&findings).contains(&"seal-paper-dirty"),
            "{:?} {findings:?}",
            s.family
        );
        assert!(reading.marks.iter().any(|m| m.kind == MarkKind::Dirt));
    }
}

/// Characters that left no ink while the border is whole.
#[test]
fn a_hole_in_the_name_is_seen_in_a_single_sample() {
    for (s, reading, findings) in of(Some(Fault::TextMissing), 3400..3404, |_| true) {
        assert!(
            codes(&findings).contains(&"seal-broken"),
            "{:?} {findings:?} {:?}",
            s.family,
            reading.measures
        );
    }
}

/// The score of a second border saturated on solid ground: sound 白文 seals were called double.
#[test]
fn white_characters_in_solid_ground_are_not_double() {
    for (s, reading, findings) in of(None, 3500..3504, |f| f.layout == Some(Layout::NameWhite)) {
        assert!(reading.measures.solid, "{:?}", s.family);
        assert!(
            !codes(&findings).contains(&"seal-double"),
            "{:?} {findings:?}",
            s.family
        );
        assert_eq!(reading.kind, SampleKind::LegalRepSeal);
    }
}

/// A contact sensor's colours lie beside each other and are sharpened: thin strokes were taken for print beneath.
#[test]
fn overshoot_on_thin_strokes_is_no_print() {
    let thin =
        |f: &Family| f.device == Device::Cis && matches!(f.layout, Some(Layout::RoundStar | Layout::Special));
    for (s, _, findings) in of(None, 3600..3605, thin) {
        assert!(
            !codes(&findings).contains(&"seal-print-beneath"),
            "{:?} {findings:?}",
            s.family
        );
    }
}

/// Colour is for a person to judge, whatever it is; every red of the paste passes.
#[test]
fn another_colour_is_looked_at_and_every_red_is_red() {
    let round = |f: &Family| f.layout == Some(Layout::RoundStar);
    for (s, _, findings) in of(Some(Fault::Colour), 3700..3704, round) {
        let colour = findings.iter().find(|f| f.code == "seal-colour");
        assert_eq!(
            colour.map(|f| f.verdict),
            Some(Verdict::Look),
            "{:?} {findings:?}",
            s.family
        );
    }
    for (s, _, findings) in of(None, 3710..3716, round) {
        assert!(
            !codes(&findings).contains(&"seal-colour"),
            "{:?} {findings:?}",
            s.family
        );
    }
}

/// Cream, green, blue and grey paper, on scanners whose own white is known as before cameras.
#[test]
fn paper_that_is_not_white_is_named_on_every_device() {
    let round = |f: &Family| f.layout == Some(Layout::RoundStar);
    for (s, reading, findings) in of(Some(Fault::Tinted), 3800..3805, round) {
        assert!(
            codes(&findings).contains(&"seal-paper-tinted"),
            "{:?} {:?}",
            s.family,
            reading.measures
        );
    }
}

/// Small JPEG files smear the colour of thin figures over the paper around them: they were taken for dirt.
#[test]
fn pale_figures_along_the_border_are_no_dirt() {
    for seed in [31_000_014, 32_000_036, 32_000_038] {
        let s = sample(seed, None, |_| true);
        let (reading, findings) = read(&s);
        assert_eq!(codes(&findings), [] as [&str; 0], "{seed} {:?}", reading.measures);
    }
}

/// In a small name seal nothing of the paper between the strokes lies far from ink: a blotch there was not looked for.
#[test]
fn a_blotch_between_the_strokes_of_a_name_is_seen() {
    for seed in [9_200_013, 9_200_024] {
        let s = sample(seed, Some(Fault::Blotch), |_| true);
        let (reading, findings) = read(&s);
        assert_eq!(s.family.layout, Some(Layout::NameRed));
        assert!(
            codes(&findings).contains(&"seal-paper-dirty"),
            "{seed} {findings:?} {:?}",
            reading.measures
        );
    }
}

/// A hand that slips drags the ink one way: across the drag the border stays sharp, and the mean of all sides did not
/// say so.
#[test]
fn a_seal_that_was_dragged_is_blurred() {
    let mut s = sample(3810, None, |f| {
        f.layout == Some(Layout::Oblong) && f.device == Device::Ccd
    });
    assert_ne!(read(&s).0.verdict, Verdict::Reject);
    let (width, reach) = (s.frame.width(), (0.8 * s.px_per_mm) as u32);
    s.frame = image::RgbImage::from_fn(width, s.frame.height(), |x, y| {
        let from = x.saturating_sub(reach)..(x + reach + 1).min(width);
        let n = from.len() as u32;
        let sum = from.fold([0_u32; 3], |sum, x| {
            let p = s.frame.get_pixel(x, y).0;
            [0, 1, 2].map(|c| sum[c] + u32::from(p[c]))
        });
        Rgb(sum.map(|v| (v / n) as u8))
    });
    let (reading, findings) = read(&s);
    assert!(
        codes(&findings).contains(&"seal-blurred"),
        "{findings:?} {:?}",
        reading.measures
    );
}

/// Where one side was hardly pressed its ink was measured against itself, and thought to be full.
#[test]
fn a_side_that_was_hardly_pressed_is_pale() {
    let mut s = sample(3820, None, |f| f.layout == Some(Layout::Receipt));
    assert!(!codes(&read(&s).1).contains(&"seal-pale"));
    let half = f64::from(s.frame.height()) / 2.0;
    for (_, y, p) in s.frame.enumerate_pixels_mut() {
        let [r, g, b] = p.0.map(f64::from);
        if f64::from(y) < half && r - g > 12.0 {
            let paler = |v: f64| (r + 20.0).min(255.0) - ((r - v) * 0.4);
            *p = Rgb([(r + 20.0).min(255.0) as u8, paler(g) as u8, paler(b) as u8]);
        }
    }
    let (reading, findings) = read(&s);
    assert!(
        codes(&findings).contains(&"seal-pale"),
        "{findings:?} {:?}",
        reading.measures
    );
}

/// A person's name in a ring does not run along the border: what is open there is no missing character.
#[test]
fn no_character_is_missed_along_the_ring_of_a_persons_seal() {
    let mut s = sample(3830, None, |f| f.layout == Some(Layout::Starless));
    s.expect.kind = SampleKind::LegalRepSeal;
    let (reading, findings) = read(&s);
    assert_eq!(reading.measures.name_hole_deg, None);
    assert!(!codes(&findings).contains(&"seal-broken"), "{findings:?}");
    // A turn by more than a quarter cannot be seen there, so none is claimed.
    assert_ne!(reading.measures.turn_period_deg, Some(360.0));
}

/// On solid ground little of what is wrong is to be seen: black letters, a blotch at its edge, a second impression
/// beside it.
#[test]
fn faults_of_solid_ground_are_seen() {
    for (seed, fault, code) in [
        (31_000_003, Fault::PrintBeneath, "seal-print-beneath"),
        (31_000_009, Fault::Blotch, "seal-paper-dirty"),
        (32_000_003, Fault::Double, "seal-misshapen"),
    ] {
        let s = sample(seed, Some(fault), |_| true);
        let (reading, findings) = read(&s);
        assert_eq!(s.family.layout, Some(Layout::NameWhite));
        assert!(
            codes(&findings).contains(&code),
            "{seed} {findings:?} {:?}",
            reading.measures
        );
    }
}

/// A line's red hem beyond the frame's corner is no ink, magenta is no red.
#[test]
fn a_hem_is_no_ink_and_magenta_is_no_red() {
    let s = sample(31_000_005, Some(Fault::Blank), |_| true);
    assert_eq!(codes(&read(&s).1), ["seal-blank"], "{:?}", s.family);
    let s = sample(31_000_017, Some(Fault::Colour), |_| true);
    assert_eq!(codes(&read(&s).1), ["seal-colour"], "{:?}", s.family);
}

/// A star alone looks the same after a fifth: such a seal was accepted as upright.
#[test]
fn a_turn_that_cannot_be_told_is_never_accepted() {
    let mut s = sample(3900, None, |f| {
        f.layout == Some(Layout::RoundStar) && f.device == Device::Ccd
    });
    let (whole, _) = read(&s);
    assert_eq!(whole.measures.turn_period_deg, Some(360.0));
    let ink = whole.ink.unwrap();
    let middle = (
        (ink.x + ink.w / 2.0) * s.px_per_mm,
        (ink.y + ink.h / 2.0) * s.px_per_mm,
    );
    let radius = ink.w / 2.0 * s.px_per_mm;
    for (x, y, p) in s.frame.enumerate_pixels_mut() {
        let level = (f64::from(x) - middle.0).hypot(f64::from(y) - middle.1) / radius;
        if (0.45..0.88).contains(&level) {
            *p = Rgb([250, 250, 248]);
        }
    }
    let (reading, findings) = read(&s);
    assert!(
        codes(&findings).contains(&"seal-turn-unknown"),
        "{findings:?} {:?}",
        reading.measures
    );
    assert_ne!(reading.verdict, Verdict::Accept);
    assert_ne!(reading.measures.turn_period_deg, Some(360.0));
}

/// Every gourd was looked at, whatever was measured on it.
#[test]
fn a_gourd_that_tells_everything_is_accepted() {
    let good = of(None, 4200..4208, |f| f.layout == Some(Layout::Gourd));
    let said: Vec<_> = good.iter().map(|(_, _, findings)| codes(findings)).collect();
    assert!(
        said.iter().filter(|codes| codes.is_empty()).count() >= 6,
        "{said:?}"
    );
}

/// A leaf is nearly an ellipse, and its pointed ends were taken for a second border.
#[test]
fn a_leaf_is_looked_at_and_not_rejected() {
    let mut img = frame();
    let (cx, cy) = middle(&img);
    let outside = |x: f64, y: f64, inset: f64| {
        (x / (7.0 - inset)).abs().powi(2) + (y / (10.0 - inset)).abs().powf(1.35) > 1.0
    };
    for (px, py, pixel) in img.enumerate_pixels_mut() {
        let (x, y) = (
            (f64::from(px) + 0.5 - cx) / PX_PER_MM,
            (f64::from(py) + 0.5 - cy) / PX_PER_MM,
        );
        let border = !outside(x, y, 0.0) && outside(x, y, 0.8);
        // Two characters of three level strokes and an upright one.
        let stroke = |v: f64| (v.abs() - 1.0).abs() < 0.25 || v.abs() < 0.25;
        let text =
            x.abs() < 2.2 && y.abs() > 0.8 && y.abs() < 5.4 && (stroke(y.abs() - 3.1) || x.abs() < 0.3);
        if border || text {
            *pixel = Rgb([205, 40, 44]);
        }
    }
    let (reading, findings) = seal::read(
        &scanned(&img, 60, 85),
        PX_PER_MM,
        &expect(SampleKind::LegalRepSeal),
    );
    assert_eq!(
        reading.verdict,
        Verdict::Look,
        "{findings:?} {:?}",
        reading.measures
    );
}

/// A dot or two belong to the writing; a handful of specks away from it is dirt.
#[test]
fn specks_away_from_a_signature_are_dirt_and_two_dots_are_none() {
    let speckled = |specks: u32| {
        let mut img = frame();
        let (x, y) = middle(&img);
        seal::synth::sign(&mut img, (x, y), PX_PER_MM, (34.0, 16.0), 60);
        let side = (0.5 * PX_PER_MM) as u32;
        for i in 0..specks {
            let left = ((MARGIN_MM + 4.0 + 5.0 * f64::from(i)) * PX_PER_MM) as u32;
            let top = ((MARGIN_MM + 4.0 + f64::from(i % 3)) * PX_PER_MM) as u32;
            for (dx, dy) in (0..side).flat_map(|dx| (0..side).map(move |dy| (dx, dy))) {
                img.put_pixel(left + dx, top + dy, Rgb([60, 56, 50]));
            }
        }
        let (reading, findings) =
            seal::read(&scanned(&img, 60, 80), PX_PER_MM, &expect(SampleKind::Signature));
        let drawn = reading.marks.iter().filter(|m| m.kind == MarkKind::Dirt).count();
        (
            findings.iter().map(|f| (f.code, f.verdict)).collect::<Vec<_>>(),
            drawn > 0,
        )
    };
    assert_eq!(speckled(8), (vec![("seal-paper-dirty", Verdict::Look)], true));
    assert_eq!(speckled(2), (vec![], false));
}
