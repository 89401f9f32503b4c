//! One fault at a time, and the word the guide has for it.

use image::Rgb;
use seal::synth::{Form, Ghost, SealDesign, sign, stamp};
use seal::{Expectation, SampleKind, Shape, Thresholds, Verdict};

use crate::support::{
    FRAME_MM, MARGIN_MM, PX_PER_MM, brief, codes, expect, frame, hash, middle, read, read_at, scanned,
};

fn round() -> SealDesign {
    SealDesign::round(40.0)
}

#[test]
fn good_round_seals_are_accepted_with_their_size() {
    for seed in 1..=12 {
        let diameter = [38.0, 40.0, 42.0, 45.0][seed as usize % 4];
        let off = ((hash(seed, 1) - 0.5) * 4.0, (hash(seed, 2) - 0.5) * 2.0);
        let turn = (hash(seed, 3) - 0.5) * 10.0;
        let design = SealDesign {
            rotation_deg: turn,
            grain: 0.1 + 0.2 * hash(seed, 4),
            ..SealDesign::round(diameter)
        };
        let (reading, findings) = read_at(&design, SampleKind::OrgSeal, off, seed);
        assert_eq!(
            reading.verdict,
            Verdict::Accept,
            "seed {seed}: {findings:#?} {}",
            brief(&reading)
        );
        let measured = reading.measures.diameter_mm.unwrap();
        assert!(
            (measured - diameter).abs() <= 0.3,
            "seed {seed}: {measured} for {diameter}"
        );
        let rotation = reading.measures.rotation_deg.unwrap();
        assert!(
            (rotation - turn).abs() <= 1.0,
            "seed {seed}: {rotation} for {turn}"
        );
        assert_eq!(reading.measures.shape, Some(Shape::Round));
    }
}

#[test]
fn good_square_seals_are_accepted_with_their_sides() {
    for seed in 1..=8 {
        let turn = (hash(seed, 3) - 0.5) * 8.0;
        let design = SealDesign {
            rotation_deg: turn,
            ..SealDesign::square(20.0)
        };
        let (reading, findings) = read(&design, SampleKind::LegalRepSeal, seed);
        assert_eq!(
            reading.verdict,
            Verdict::Accept,
            "seed {seed}: {findings:#?} {}",
            brief(&reading)
        );
        assert_eq!(reading.measures.shape, Some(Shape::Square));
        let [a, b] = reading.measures.sides_mm.unwrap();
        assert!(
            (a - 20.0).abs() <= 0.3 && (b - 20.0).abs() <= 0.3,
            "seed {seed}: {a} × {b}"
        );
        let rotation = reading.measures.rotation_deg.unwrap();
        assert!(
            (rotation - turn).abs() <= 0.5,
            "seed {seed}: {rotation} for {turn}"
        );
    }
}

#[test]
fn an_oval_seal_is_oval_and_not_misshapen() {
    for (seed, (width_mm, height_mm)) in [(15, (45.0, 30.0)), (16, (40.0, 30.0))] {
        let design = SealDesign {
            form: Form::Oval { width_mm, height_mm },
            rotation_deg: 2.0,
            ..round()
        };
        let (reading, findings) = read(&design, SampleKind::OrgSeal, seed);
        assert_eq!(
            reading.verdict,
            Verdict::Accept,
            "{findings:#?} {}",
            brief(&reading)
        );
        assert_eq!(reading.measures.shape, Some(Shape::Oval));
        let [long, short] = reading.measures.sides_mm.unwrap();
        assert!(
            (long - width_mm).abs() <= 0.3 && (short - height_mm).abs() <= 0.3,
            "{long} × {short}"
        );
        assert!((reading.measures.rotation_deg.unwrap() - 2.0).abs() < 0.5);
    }
}

/// One fault, the code it must get, the verdict, and no word of any other fault among these.
fn check(name: &str, design: &SealDesign, code: &str, verdict: Verdict) {
    for seed in 20..24 {
        let (reading, findings) = read(design, SampleKind::OrgSeal, seed);
        let found = findings.iter().find(|f| f.code == code);
        let found = found.unwrap_or_else(|| {
            panic!(
                "{name}, seed {seed}: no {code} in {findings:#?} {}",
                brief(&reading)
            )
        });
        assert_eq!(found.verdict, verdict, "{name}, seed {seed}: {found:?}");
        assert!(!found.remedy.is_empty());
        assert_eq!(
            codes(&findings),
            [code],
            "{name}, seed {seed}: {findings:#?} {}",
            brief(&reading)
        );
    }
}

#[test]
fn each_fault_gets_its_own_word_and_no_other() {
    let reject = Verdict::Reject;
    check(
        "pale",
        &SealDesign {
            density: 0.25,
            ..round()
        },
        "seal-pale",
        reject,
    );
    check(
        "rather pale",
        &SealDesign {
            density: 0.42,
            ..round()
        },
        "seal-pale",
        Verdict::Look,
    );
    check(
        "blurred",
        &SealDesign {
            blur_mm: 0.35,
            ..round()
        },
        "seal-blurred",
        reject,
    );
    check(
        "broken",
        &SealDesign {
            missing: Some((30.0, 40.0)),
            ..round()
        },
        "seal-broken",
        reject,
    );
    check(
        "chipped",
        &SealDesign {
            missing: Some((200.0, 9.0)),
            ..round()
        },
        "seal-broken",
        Verdict::Look,
    );
    check(
        "tilted",
        &SealDesign {
            rotation_deg: 25.0,
            ..round()
        },
        "seal-tilted",
        reject,
    );
    check(
        "a little tilted",
        &SealDesign {
            rotation_deg: -12.0,
            ..round()
        },
        "seal-tilted",
        Verdict::Look,
    );
    check(
        "stretched",
        &SealDesign {
            stretch: 1.09,
            ..round()
        },
        "seal-misshapen",
        reject,
    );
    check(
        "purple",
        &SealDesign {
            ink: [150, 40, 140],
            ..round()
        },
        "seal-colour",
        Verdict::Look,
    );
    check("small", &SealDesign::round(30.0), "seal-size", Verdict::Look);
}

#[test]
fn a_double_impression_is_called_so() {
    for (seed, shift) in [(30, (1.4, 0.3)), (31, (-1.0, 1.2)), (32, (0.2, 2.0))] {
        let ghost = Some(Ghost {
            shift_mm: shift,
            strength: 0.9,
        });
        let (reading, findings) = read(&SealDesign { ghost, ..round() }, SampleKind::OrgSeal, seed);
        assert!(
            codes(&findings).contains(&"seal-double"),
            "{shift:?}: {findings:#?} {}",
            brief(&reading)
        );
        assert_eq!(reading.verdict, Verdict::Reject);
    }
}

#[test]
fn an_empty_frame_is_blank_and_a_black_seal_is_no_seal() {
    let (reading, findings) = seal::read(&scanned(&frame(), 1, 80), PX_PER_MM, &expect(SampleKind::OrgSeal));
    assert_eq!(codes(&findings), ["seal-blank"], "{}", brief(&reading));
    assert_eq!(findings[0].message, "空白");
    assert_eq!(reading.verdict, Verdict::Reject);
    for ink in [[35, 35, 38], [40, 60, 170]] {
        let (_, findings) = read(&SealDesign { ink, ..round() }, SampleKind::OrgSeal, 2);
        assert_eq!(codes(&findings), ["seal-colour"], "{ink:?}");
    }
}

#[test]
fn a_seal_on_the_frame_line_is_pressed_on_it() {
    let touching = FRAME_MM.0 / 2.0 - 20.0;
    for (off, verdict) in [
        (touching - 0.1, Verdict::Reject),
        (touching + 3.0, Verdict::Reject),
    ] {
        let (reading, findings) = read_at(&round(), SampleKind::OrgSeal, (off, 0.0), 5);
        assert!(
            codes(&findings).contains(&"seal-on-line"),
            "{off}: {findings:#?} {}",
            brief(&reading)
        );
        assert_eq!(reading.verdict, verdict);
    }
    let (reading, findings) = read_at(&round(), SampleKind::OrgSeal, (touching - 1.5, 0.0), 5);
    assert_eq!(reading.verdict, Verdict::Accept, "{findings:#?}");
}

#[test]
fn print_beneath_the_seal_is_seen_and_print_beside_it_is_dirt() {
    let printed = |at_mm: (f64, f64), seed| {
        let mut img = frame();
        // Three lines of made-up print, 12 mm wide.
        for line in 0..3 {
            for x in 0..(12.0 * PX_PER_MM) as u32 {
                for y in 0..(2.4 * PX_PER_MM) as u32 {
                    let cell = u64::from(x / 6) << 16 | u64::from(y / 4) << 8 | line;
                    if hash(seed, cell) < 0.5 {
                        let px = ((MARGIN_MM + at_mm.0) * PX_PER_MM) as u32 + x;
                        let py = ((MARGIN_MM + at_mm.1 + line as f64 * 4.0) * PX_PER_MM) as u32 + y;
                        img.put_pixel(px, py, Rgb([28, 28, 30]));
                    }
                }
            }
        }
        let centre = middle(&img);
        stamp(&mut img, centre, PX_PER_MM, &round(), seed);
        seal::read(&scanned(&img, seed, 80), PX_PER_MM, &expect(SampleKind::OrgSeal))
    };
    for seed in 40..44 {
        let (reading, findings) = printed((20.0, 12.0), seed);
        assert_eq!(
            codes(&findings),
            ["seal-print-beneath"],
            "seed {seed}: {findings:#?} {}",
            brief(&reading)
        );
        assert_eq!(reading.verdict, Verdict::Reject);
    }
    let mut img = frame();
    for (x, y) in [(4.0, 4.0), (48.0, 46.0), (5.0, 46.0)] {
        for dx in 0..14 {
            for dy in 0..14 {
                img.put_pixel(
                    ((x + MARGIN_MM) * PX_PER_MM) as u32 + dx,
                    ((y + MARGIN_MM) * PX_PER_MM) as u32 + dy,
                    Rgb([90, 80, 60]),
                );
            }
        }
    }
    let centre = middle(&img);
    stamp(&mut img, centre, PX_PER_MM, &round(), 45);
    let (reading, findings) = seal::read(&scanned(&img, 45, 80), PX_PER_MM, &expect(SampleKind::OrgSeal));
    assert_eq!(
        codes(&findings),
        ["seal-paper-dirty"],
        "{findings:#?} {}",
        brief(&reading)
    );
}

#[test]
fn a_neighbours_seal_that_sticks_into_the_frame_is_dirt_not_pressing() {
    for seed in [46, 47] {
        let mut img = frame();
        let (x, y) = middle(&img);
        stamp(&mut img, (x, y), PX_PER_MM, &round(), seed);
        // Its lower edge reaches 3 mm into the frame, as a seal beside a signature line above would.
        let above = y - (FRAME_MM.1 / 2.0 + 20.0 - 3.0) * PX_PER_MM;
        stamp(
            &mut img,
            (x - 6.0 * PX_PER_MM, above),
            PX_PER_MM,
            &round(),
            seed + 100,
        );
        let (reading, findings) =
            seal::read(&scanned(&img, seed, 80), PX_PER_MM, &expect(SampleKind::OrgSeal));
        assert_eq!(
            codes(&findings),
            ["seal-paper-dirty"],
            "{findings:#?} {}",
            brief(&reading)
        );
        assert!((reading.measures.diameter_mm.unwrap() - 40.0).abs() < 0.3);
        assert!(
            reading.ink.unwrap().h < 41.0,
            "the neighbour's ink is not part of the sample"
        );
    }
}

#[test]
fn yellow_paper_is_not_white_but_warm_light_is_no_fault() {
    let tinted = |tint: [f64; 3], seed| {
        let mut img = frame();
        for p in img.pixels_mut() {
            for (value, tint) in p.0.iter_mut().zip(tint) {
                *value = (f64::from(*value) * tint) as u8;
            }
        }
        let centre = middle(&img);
        stamp(&mut img, centre, PX_PER_MM, &round(), seed);
        seal::read(&scanned(&img, seed, 80), PX_PER_MM, &expect(SampleKind::OrgSeal))
    };
    let (reading, findings) = tinted([1.0, 0.96, 0.72], 50);
    assert_eq!(
        codes(&findings),
        ["seal-paper-tinted"],
        "{findings:#?} {}",
        brief(&reading)
    );
    let (reading, findings) = tinted([0.98, 0.965, 0.93], 51);
    assert_eq!(
        reading.verdict,
        Verdict::Accept,
        "{findings:#?} {}",
        brief(&reading)
    );
}

#[test]
fn signatures_are_found_and_may_not_cross_the_line() {
    let signed = |off_mm: f64, seed| {
        let mut img = frame();
        let (x, y) = middle(&img);
        sign(
            &mut img,
            (x + off_mm * PX_PER_MM, y),
            PX_PER_MM,
            (34.0, 16.0),
            seed,
        );
        seal::read(
            &scanned(&img, seed, 80),
            PX_PER_MM,
            &expect(SampleKind::Signature),
        )
    };
    for seed in 60..66 {
        let (reading, findings) = signed(0.0, seed);
        assert_eq!(
            reading.verdict,
            Verdict::Accept,
            "seed {seed}: {findings:#?} {}",
            brief(&reading)
        );
        assert!(reading.ink.unwrap().w > 10.0);
        let (_, findings) = signed(14.0, seed);
        assert_eq!(codes(&findings), ["seal-on-line"], "seed {seed}");
    }
    let (_, findings) = seal::read(
        &scanned(&frame(), 3, 80),
        PX_PER_MM,
        &expect(SampleKind::Signature),
    );
    assert_eq!(codes(&findings), ["seal-blank"]);
}

#[test]
fn thresholds_are_data_and_nonsense_pictures_are_findings() {
    let mild: Thresholds = serde_json::from_str(r#"{"density":{"look":0.1,"reject":0.05}}"#).unwrap();
    let mut img = frame();
    let centre = middle(&img);
    stamp(
        &mut img,
        centre,
        PX_PER_MM,
        &SealDesign {
            density: 0.42,
            ..round()
        },
        70,
    );
    let (reading, findings) = seal::read_with(
        &scanned(&img, 70, 80),
        PX_PER_MM,
        &expect(SampleKind::OrgSeal),
        &mild,
    );
    assert_eq!(reading.verdict, Verdict::Accept, "{findings:#?}");
    assert!(
        serde_json::from_str::<Thresholds>(r#"{"densty":1}"#).is_err(),
        "a misspelt figure must not pass in silence"
    );
    let strange = Expectation {
        width_mm: f64::NAN,
        height_mm: -4.0,
        kind: SampleKind::OrgSeal,
    };
    for (w, h) in [(0, 0), (1, 1), (16, 16), (300, 17)] {
        for px_per_mm in [0.0, f64::NAN, -3.0, 11.8, 200.0] {
            let (reading, findings) = seal::read(&image::RgbImage::new(w, h), px_per_mm, &strange);
            assert!(reading.verdict == Verdict::Reject && !findings.is_empty());
        }
    }
}
