//! A spread of conditions, drawn from seeds: good samples must not be refused, spoilt ones must not pass.

use image::RgbImage;
use image::imageops::{FilterType, resize};
use seal::synth::{Form, Ghost, SealDesign, stamp};
use seal::{Expectation, Finding, Reading, SampleKind, Verdict};

use crate::support::{brief, codes, frame_at, hash, middle, scanned_with};

/// Numbers of one sample, always the same for a seed.
struct Dice(u64, u64);

impl Dice {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.1 += 1;
        low + (high - low) * hash(self.0, self.1)
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.between(0.0, of.len() as f64) as usize % of.len()]
    }
}

/// How many samples: few by default, as many as asked for when somebody tunes a threshold.
fn studied(few: u64) -> u64 {
    std::env::var("SEAL_STUDY")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(few)
}

/// A good design under everyday conditions.
fn good(dice: &mut Dice) -> SealDesign {
    SealDesign {
        rotation_deg: dice.between(-6.0, 6.0),
        grain: dice.between(0.05, 0.4),
        density: dice.between(0.75, 1.2),
        blur_mm: dice.between(0.02, 0.09),
        stretch: dice.between(0.992, 1.008),
        border_mm: dice.between(1.0, 1.4),
        ink: dice.pick(&[
            [214, 44, 52],
            [196, 30, 40],
            [226, 52, 44],
            [205, 36, 66],
            [188, 40, 46],
        ]),
        ..SealDesign::round(dice.pick(&[38.0, 40.0, 42.0, 45.0]))
    }
}

/// Stamps, scans at some resolution and quality, brings to 12 pixels per mm as a cut does, reads.
fn through(
    design: &SealDesign,
    kind: SampleKind,
    dice: &mut Dice,
    seed: u64,
) -> (Reading, Vec<Finding>, String) {
    let dpi = dice.pick(&[150.0, 200.0, 300.0, 300.0, 600.0]);
    let px_per_mm = dpi / 25.4;
    let frame_mm = (57.0, 53.0);
    let mut img = frame_at(frame_mm, px_per_mm);
    let warm = dice.between(0.95, 1.0);
    for p in img.pixels_mut() {
        p.0[2] = (f64::from(p.0[2]) * warm) as u8;
    }
    let (x, y) = middle(&img);
    let at = (
        x + dice.between(-2.0, 2.0) * px_per_mm,
        y + dice.between(-1.5, 1.5) * px_per_mm,
    );
    stamp(&mut img, at, px_per_mm, design, seed);
    let (noise, quality) = (dice.between(2.0, 9.0), dice.between(60.0, 92.0) as u8);
    let scan: RgbImage = scanned_with(&img, seed, quality, noise);
    let scale = 12.0 / px_per_mm;
    let side = |n: u32| (f64::from(n) * scale).round() as u32;
    let cut = resize(
        &scan,
        side(scan.width()),
        side(scan.height()),
        FilterType::Triangle,
    );
    let expect = Expectation {
        width_mm: frame_mm.0,
        height_mm: frame_mm.1,
        kind,
    };
    let (reading, findings) = seal::read(&cut, 12.0, &expect);
    let words = format!(
        "seed {seed}, {dpi} dpi, q{quality}, noise {noise:.0}, {design:?}\n  {} {:?}",
        brief(&reading),
        codes(&findings)
    );
    (reading, findings, words)
}

#[test]
fn good_samples_are_accepted_under_everyday_conditions() {
    let n = studied(24);
    let mut wrong = Vec::new();
    let mut off: Vec<f64> = Vec::new();
    for seed in 1000..1000 + n {
        let mut dice = Dice(seed, 0);
        let design = good(&mut dice);
        let (reading, _, words) = through(&design, SampleKind::OrgSeal, &mut dice, seed);
        if let (Some(d), Form::Round { diameter_mm, .. }) = (reading.measures.diameter_mm, design.form) {
            off.push((d - diameter_mm * (1.0 + design.stretch) / 2.0).abs());
        }
        if reading.verdict != Verdict::Accept {
            wrong.push(words);
        }
    }
    let worst = off.iter().copied().fold(0.0, f64::max);
    println!(
        "{} of {n} good samples not accepted; diameter off by at most {worst:.3} mm",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(worst <= 0.3, "{worst}");
}

#[test]
fn good_name_seals_are_accepted_under_everyday_conditions() {
    let mut wrong = Vec::new();
    for seed in 2000..2000 + studied(13) {
        let mut dice = Dice(seed, 0);
        let side = dice.between(16.0, 22.0);
        let design = SealDesign {
            border_mm: dice.between(0.6, 1.0),
            stretch: 1.0,
            form: Form::Square { side_mm: side },
            ..good(&mut dice)
        };
        let (reading, _, words) = through(&design, SampleKind::LegalRepSeal, &mut dice, seed);
        let sides = reading.measures.sides_mm.unwrap_or_default();
        if reading.verdict != Verdict::Accept || sides.iter().any(|s| (s - side).abs() > 0.3) {
            wrong.push(words);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spoilt_samples_are_never_accepted() {
    let n = studied(28);
    let mut wrong = Vec::new();
    for seed in 3000..3000 + n {
        let mut dice = Dice(seed, 0);
        let base = good(&mut dice);
        let (code, design) = match seed % 7 {
            0 => (
                "seal-pale",
                SealDesign {
                    density: dice.between(0.1, 0.33),
                    ..base
                },
            ),
            1 => (
                "seal-blurred",
                SealDesign {
                    blur_mm: dice.between(0.22, 0.45),
                    ..base
                },
            ),
            2 => {
                let missing = Some((dice.between(0.0, 360.0), dice.between(12.0, 120.0)));
                ("seal-broken", SealDesign { missing, ..base })
            }
            3 => {
                let (angle, length) = (dice.between(0.0, std::f64::consts::TAU), dice.between(0.7, 3.5));
                let shift_mm = (angle.cos() * length, angle.sin() * length);
                let ghost = Some(Ghost {
                    shift_mm,
                    strength: dice.between(0.6, 1.0),
                });
                ("seal-double", SealDesign { ghost, ..base })
            }
            4 => (
                "seal-tilted",
                SealDesign {
                    rotation_deg: dice.pick(&[-1.0, 1.0]) * dice.between(10.0, 34.0),
                    ..base
                },
            ),
            5 => (
                "seal-misshapen",
                SealDesign {
                    stretch: dice.between(1.045, 1.12),
                    ..base
                },
            ),
            _ => (
                "seal-colour",
                SealDesign {
                    ink: dice.pick(&[[150, 40, 140], [40, 60, 170], [50, 50, 52], [225, 120, 40]]),
                    ..base
                },
            ),
        };
        let (reading, findings, words) = through(&design, SampleKind::OrgSeal, &mut dice, seed);
        if reading.verdict == Verdict::Accept || !codes(&findings).contains(&code) {
            wrong.push(format!("{code}: {words}"));
        }
    }
    println!("{} of {n} spoilt samples missed", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
