//! Several samples of one seal: compared, fused, edited, written in other formats.

use seal::synth::{SealDesign, stamp};
use seal::{Candidate, Cutout, Edit, Format, Reading, SampleKind, Style, TooLarge, Verdict, choose};

use crate::support::{PX_PER_MM, expect, frame, middle, scanned};

/// The same seal, pressed once more: its characters come from one seed, the scan's noise from another.
fn sample(design: &SealDesign, noise: u64) -> (Reading, Option<Cutout>) {
    let mut img = frame();
    let (x, y) = middle(&img);
    let off = noise as f64 * 0.7;
    stamp(&mut img, (x + off, y - off), PX_PER_MM, design, 500);
    let scan = scanned(&img, noise, 80);
    let (reading, _) = seal::read(&scan, PX_PER_MM, &expect(SampleKind::OrgSeal));
    let cutout = Cutout::of(&scan, PX_PER_MM, &reading);
    (reading, cutout)
}

fn chosen(samples: &[(Reading, Option<Cutout>)]) -> seal::Choice {
    let candidates: Vec<Candidate<'_>> = samples
        .iter()
        .map(|(reading, cutout)| Candidate {
            reading,
            cutout: cutout.as_ref(),
        })
        .collect();
    choose(&candidates)
}

fn ink_mm2(cutout: &Cutout) -> f64 {
    let rgba = cutout.rgba(Style::SealRed);
    rgba.pixels().filter(|p| p.0[3] > 127).count() as f64 / (PX_PER_MM * PX_PER_MM)
}

#[test]
fn ink_that_one_sample_lacks_is_its_defect_and_what_all_lack_is_the_design() {
    let turned = |rotation_deg: f64| SealDesign {
        rotation_deg,
        hairlines: 3,
        ..SealDesign::round(40.0)
    };
    let lacking = SealDesign {
        missing: Some((200.0, 30.0)),
        ..turned(2.0)
    };
    let samples = [
        sample(&turned(-4.0), 1),
        sample(&lacking, 2),
        sample(&turned(5.0), 3),
    ];
    let choice = chosen(&samples);
    assert!(choice.suggested.is_some_and(|s| s != 1), "{:?}", choice.beside);
    let beside: Vec<_> = choice.beside.iter().map(|b| b.clone().expect("ink")).collect();
    for (at, b) in beside.iter().enumerate() {
        assert!(b.matches, "{at}: {b:?}");
        assert_eq!(b.missing_mm2 > 3.0, at == 1, "{at}: {b:?}");
        assert!(b.extra_mm2 < 0.5, "hairlines are no extra ink: {at}: {b:?}");
    }
    let base = choice.suggested.unwrap();
    let turn = [-4.0, 2.0, 5.0];
    for (at, b) in beside.iter().enumerate() {
        assert!(
            (b.turn_deg - (turn[at] - turn[base])).abs() < 0.3,
            "{at} over {base}: {b:?}"
        );
    }
    let finding = beside[1].finding().expect("a defect");
    assert_eq!(
        (finding.code, finding.verdict >= Verdict::Look),
        ("seal-broken", true)
    );
    assert_eq!(beside[0].finding(), None);
}

#[test]
fn the_fused_picture_has_what_most_samples_show_and_no_more() {
    let lacking = |start: f64| SealDesign {
        missing: Some((start, 25.0)),
        ..SealDesign::round(40.0)
    };
    let samples = [
        sample(&lacking(10.0), 4),
        sample(&lacking(130.0), 5),
        sample(&lacking(250.0), 6),
    ];
    let choice = chosen(&samples);
    let fused = choice.fused.expect("three that match");
    let whole = sample(&SealDesign::round(40.0), 7).1.unwrap();
    assert!(
        (ink_mm2(&fused) / ink_mm2(&whole) - 1.0).abs() < 0.04,
        "{} of {}",
        ink_mm2(&fused),
        ink_mm2(&whole)
    );
    for (_, one) in &samples {
        assert!(ink_mm2(&fused) > ink_mm2(one.as_ref().unwrap()) * 1.02);
    }
    // Three samples that lack the same: nobody shows it, so nobody paints it.
    let same = [
        sample(&lacking(10.0), 8),
        sample(&lacking(10.0), 9),
        sample(&lacking(10.0), 10),
    ];
    let fused = chosen(&same).fused.unwrap();
    let most = same
        .iter()
        .map(|s| ink_mm2(s.1.as_ref().unwrap()))
        .fold(0.0, f64::max);
    assert!(ink_mm2(&fused) < most * 1.02, "{} of {most}", ink_mm2(&fused));
}

#[test]
fn another_seal_does_not_match_and_blank_frames_are_passed_over() {
    let round = sample(&SealDesign::round(40.0), 11);
    let other = sample(
        &SealDesign {
            border_mm: 1.0,
            ..SealDesign::square(24.0)
        },
        12,
    );
    let blank_scan = scanned(&frame(), 13, 80);
    let (blank, _) = seal::read(&blank_scan, PX_PER_MM, &expect(SampleKind::OrgSeal));
    let choice = chosen(&[round, other, (blank, None)]);
    let suggested = choice.suggested.expect("one of the two");
    let beside = choice.beside;
    assert!(beside[suggested].as_ref().unwrap().matches);
    let other = beside[1 - suggested].as_ref().unwrap();
    assert_eq!(other.finding().map(|f| f.code), Some("seal-differs"), "{other:?}");
    assert_eq!(beside[2], None);
    assert!(choice.fused.is_none());
    assert!(chosen(&[]).suggested.is_none());
}

#[test]
fn turning_by_tenths_and_back_is_the_same_picture_and_trimming_moves_its_edges() {
    let (_, cutout) = sample(&SealDesign::round(40.0), 14);
    let cutout = cutout.unwrap();
    assert_eq!(
        cutout.edited(&Edit::default()).rgba(Style::SealRed).dimensions(),
        cutout.rgba(Style::SealRed).dimensions()
    );
    let there = cutout.edited(&Edit {
        turn_tenths: 37,
        ..Edit::default()
    });
    let back = there.edited(&Edit {
        turn_tenths: -37,
        ..Edit::default()
    });
    let (a, b) = (cutout.rgba(Style::SealRed), back.rgba(Style::SealRed));
    let inked = |p: &image::Rgba<u8>| p.0[3] > 127;
    let differing = a
        .pixels()
        .zip(b.pixels())
        .filter(|(a, b)| inked(a) != inked(b))
        .count();
    let all = a.pixels().filter(|p| inked(p)).count();
    assert!(differing * 40 < all, "{differing} of {all}");
    let trimmed = cutout.edited(&Edit {
        trim_mm: [1.0, 2.0, -3.0, 0.0],
        ..Edit::default()
    });
    let (w, h) = trimmed.rgba(Style::SealRed).dimensions();
    let mm = |px: u32| (f64::from(px) / PX_PER_MM).round();
    assert_eq!((mm(w), mm(h)), (mm(a.width()) + 2.0, mm(a.height()) - 2.0));
}

#[test]
fn every_format_keeps_to_its_limit_and_says_its_size() {
    let (_, cutout) = sample(&SealDesign::round(40.0), 15);
    let cutout = cutout.unwrap();
    for (format, limit) in [
        (Format::Png, 60_000),
        (Format::Jpeg, 20_000),
        (Format::Bmp, 400_000),
        (Format::Gif, 60_000),
    ] {
        let whole = cutout.file(Style::SealRed, format, None).unwrap();
        let small = cutout.file(Style::SealRed, format, Some(limit)).unwrap();
        assert!(small.len() <= limit && small.len() <= whole.len(), "{format:?}");
        let picture = image::load_from_memory(&small).unwrap();
        let mm = match format {
            Format::Gif => continue,
            Format::Jpeg => {
                f64::from(picture.width()) / f64::from(u16::from_be_bytes([small[14], small[15]])) * 25.4
            }
            Format::Bmp => {
                f64::from(picture.width()) / f64::from(i32::from_le_bytes(small[38..42].try_into().unwrap()))
                    * 1e3
            }
            Format::Png => {
                let at = small.windows(4).position(|w| w == b"pHYs").unwrap() + 4;
                f64::from(picture.width())
                    / f64::from(u32::from_be_bytes(small[at..at + 4].try_into().unwrap()))
                    * 1e3
            }
        };
        assert!((mm - 41.0).abs() < 0.4, "{format:?}: {mm} mm");
    }
    let refused = cutout.file(Style::SealRed, Format::Bmp, Some(5_000)).unwrap_err();
    assert!(
        matches!(
            refused,
            TooLarge {
                least: 5_001..,
                limit: 5_000
            }
        ),
        "{refused}"
    );
}
