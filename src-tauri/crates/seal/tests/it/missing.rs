//! Characters that are gone from a sound sample: what is wiped off is seen as a hole, and what stands is not.

use image::{Rgb, RgbImage};
use seal::{Finding, MarkKind, Reading, Verdict};

use crate::families::{Family, Layout, Sample, sample};
use crate::support::codes;

fn read(s: &Sample) -> (Reading, Vec<Finding>) {
    seal::read(&s.frame, s.px_per_mm, &s.expect)
}

/// Sound samples of a layout which are accepted as they are.
fn sound(layout: fn(&Family) -> bool, first: u64) -> Vec<(Sample, Reading)> {
    (first..first + 8)
        .map(|seed| sample(seed, None, layout))
        .map(|s| {
            let reading = read(&s).0;
            (s, reading)
        })
        .filter(|(_, reading)| reading.verdict == Verdict::Accept)
        .collect()
}

/// Paints over what lies within, by millimetres right of and below the seal's middle along its own axes.
fn wiped((s, reading): &(Sample, Reading), within: impl Fn((f64, f64)) -> bool, colour: Rgb<u8>) -> RgbImage {
    let place = reading.ink.expect("a seal's place");
    let middle = (place.x + place.w / 2.0, place.y + place.h / 2.0);
    let (sin, cos) = s.turn_deg.to_radians().sin_cos();
    let mut picture = s.frame.clone();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (dx, dy) = (
            f64::from(x) / s.px_per_mm - middle.0,
            f64::from(y) / s.px_per_mm - middle.1,
        );
        if within((dx * cos + dy * sin, dy * cos - dx * sin)) {
            *pixel = colour;
        }
    }
    picture
}

/// The colour that most pixels for which a key is greatest have: the paper by brightness, the ink by redness.
fn usual(frame: &RgbImage, key: fn(&Rgb<u8>) -> i32) -> Rgb<u8> {
    let mut all: Vec<Rgb<u8>> = frame.pixels().copied().collect();
    all.sort_by_key(key);
    all[all.len() * 95 / 100]
}

fn paper(s: &Sample) -> Rgb<u8> {
    usual(&s.frame, |p| p.0.iter().map(|c| i32::from(*c)).sum())
}

fn ink(s: &Sample) -> Rgb<u8> {
    usual(&s.frame, |p| i32::from(p.0[0]) - i32::from(p.0[1]))
}

/// What is wiped off is told as missing and drawn; how many samples that was.
fn seen(all: &[(Sample, Reading)], wipe: impl Fn(&(Sample, Reading)) -> RgbImage) -> usize {
    for one in all {
        let (s, reading) = one;
        let (spoilt, findings) = seal::read(&wipe(one), s.px_per_mm, &s.expect);
        assert_ne!(spoilt.verdict, Verdict::Accept, "{:?}", s.family);
        assert!(
            codes(&findings).contains(&"seal-broken"),
            "{:?} {findings:?} {:?}",
            s.family,
            reading.measures
        );
        assert!(spoilt.marks.iter().any(|m| m.kind == MarkKind::Missing));
    }
    all.len()
}

fn half_sides(reading: &Reading) -> (f64, f64) {
    let [long, short] = reading.measures.sides_mm.expect("a size");
    (long / 2.0, short / 2.0)
}

#[test]
fn a_character_gone_from_the_line_beneath_the_star_is_seen() {
    let all = sound(|f| f.layout == Some(Layout::Special), 4100);
    let wiped = |one: &(Sample, Reading)| {
        let radius = half_sides(&one.1).0;
        let within =
            |(u, v): (f64, f64)| (-0.2..0.14).contains(&(u / radius)) && (0.3..0.67).contains(&(v / radius));
        wiped(one, within, paper(&one.0))
    };
    assert!(seen(&all, wiped) > 4);
}

#[test]
fn characters_gone_from_the_rows_of_an_oblong_are_seen() {
    let all = sound(|f| f.layout == Some(Layout::Oblong), 4200);
    let wiped = |one: &(Sample, Reading)| {
        let (long, short) = half_sides(&one.1);
        let (long, short) = (long.max(short), long.min(short));
        let within = |(u, v): (f64, f64)| (-0.4 * long..-0.05 * long).contains(&u) && v.abs() < short - 1.7;
        wiped(one, within, paper(&one.0))
    };
    assert!(seen(&all, wiped) > 4);
}

#[test]
fn characters_gone_from_an_ovals_word_or_from_its_name_are_seen() {
    let all = sound(|f| f.layout == Some(Layout::Receipt), 4300);
    let word = |one: &(Sample, Reading)| {
        let short = half_sides(&one.1).1;
        let within = |(u, v): (f64, f64)| (-4.6..-0.2).contains(&u) && (0.33..0.67).contains(&(v / short));
        wiped(one, within, paper(&one.0))
    };
    assert!(seen(&all, word) > 4);
    let name = |one: &(Sample, Reading)| {
        let (long, short) = half_sides(&one.1);
        let within = |(u, v): (f64, f64)| {
            let (x, y) = (u / long, v / short);
            (0.5..0.92).contains(&x.hypot(y)) && (15.0..70.0).contains(&x.atan2(-y).to_degrees())
        };
        wiped(one, within, paper(&one.0))
    };
    assert!(seen(&all, name) > 4);
}

#[test]
fn an_empty_corner_of_a_square_name_is_seen_in_red_and_in_white_characters() {
    let corner = |one: &(Sample, Reading), colour| {
        let (a, b) = half_sides(&one.1);
        let behind = a.min(b) - 1.9;
        let within = |(u, v): (f64, f64)| u > 0.0 && v < 0.0 && u < behind && v > -behind;
        wiped(one, within, colour)
    };
    let red = sound(|f| f.layout == Some(Layout::NameRed), 4400);
    assert!(seen(&red, |one| corner(one, paper(&one.0))) > 4);
    let white = sound(|f| f.layout == Some(Layout::NameWhite), 4500);
    assert!(seen(&white, |one| corner(one, ink(&one.0))) > 4);
}

#[test]
fn white_characters_that_closed_up_are_looked_at() {
    let white = sound(|f| f.layout == Some(Layout::NameWhite), 4600);
    for one in &white {
        let (a, b) = half_sides(&one.1);
        let inner = a.min(b) - 1.4;
        // Thin slits are left of every stroke.
        let slit = |v: f64| v.rem_euclid(3.0) < 0.18;
        let closed = |(u, v): (f64, f64)| u.abs() < inner && v.abs() < inner && !slit(u);
        let (spoilt, findings) = seal::read(&wiped(one, closed, ink(&one.0)), one.0.px_per_mm, &one.0.expect);
        assert_ne!(spoilt.verdict, Verdict::Accept, "{:?}", one.0.family);
        assert!(codes(&findings).contains(&"seal-flooded"), "{findings:?}");
    }
    assert!(white.len() > 4);
}

#[test]
fn an_organisations_oblong_on_its_short_side_is_not_upright() {
    for (s, reading) in sound(|f| f.layout == Some(Layout::Oblong), 4700) {
        let aside = image::imageops::rotate90(&s.frame);
        let expect = seal::Expectation {
            width_mm: s.expect.height_mm,
            height_mm: s.expect.width_mm,
            ..s.expect
        };
        let (turned, findings) = seal::read(&aside, s.px_per_mm, &expect);
        let [before, after] = [&reading, &turned].map(|r| r.measures.rotation_deg.expect("a turn"));
        let by = (after - before).rem_euclid(180.0);
        assert!((by - 90.0).abs() < 1.0, "{before} {after}");
        assert!(codes(&findings).contains(&"seal-tilted"), "{findings:?}");
    }
}

/// The oval of a size of its own: sound, but on no list.
#[test]
fn an_even_oval_of_another_size_is_looked_at_and_not_refused() {
    for (s, reading) in sound(|f| f.layout == Some(Layout::Receipt), 4800) {
        let (width, height) = s.frame.dimensions();
        let lower = (f64::from(height) * 0.93) as u32;
        let flat = image::imageops::resize(&s.frame, width, lower, image::imageops::FilterType::Triangle);
        let expect = seal::Expectation {
            height_mm: s.expect.height_mm * 0.93,
            ..s.expect
        };
        let (flat, findings) = seal::read(&flat, s.px_per_mm, &expect);
        assert!(reading.measures.aspect_ratio < flat.measures.aspect_ratio);
        let shape = findings
            .iter()
            .find(|f| f.code == "seal-misshapen")
            .expect("named");
        assert_eq!(shape.verdict, Verdict::Look);
    }
}
