//! The marks of the seal reader, measured on made-up samples and printed as a table.
//!
//! `cargo bench -p seal --bench samples -- [tuning] [N]`: the report seeds unless `tuning` is said; N samples a row
//! in place of the full numbers. What counts: a spoilt sample is *named* when the finding of its fault stands among
//! the findings, as 需人看 or as 不合格; it is *wrongly accepted* when the verdict is 合格. 需人看 is no acceptance: a person
//! looks before anything is taken. A good sample is *wrongly rejected* when the verdict is 不合格; how many go to a
//! person is printed beside it. Run by `cargo xtask bench seal`, which names a Python with OpenCV
//! (`COUNTERFOIL_PYTHON`): its usual threshold is measured on the same frames.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/truth/mod.rs"]
mod truth;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use image::GrayImage;
use seal::synth::Form;
use seal::{Cutout, SampleKind, Thresholds, Verdict};
use truth::score::{Fit, fit};
use truth::{Device, FRAME_PX_PER_MM, Fault, Sample};

/// What is asked for on the command line.
struct Run {
    first_seed: u64,
    count: Option<u64>,
    only: Option<String>,
    talk: bool,
}

impl Run {
    fn seeds(&self, row: u64, full: u64) -> std::ops::Range<u64> {
        let first = self.first_seed + row * 10_000;
        first..first + self.count.unwrap_or(full)
    }
}

fn main() {
    let mut run = Run {
        first_seed: truth::REPORT,
        count: None,
        only: None,
        talk: false,
    };
    for arg in std::env::args().skip(1).filter(|a| a != "--bench") {
        match arg.as_str() {
            "tuning" => run.first_seed = truth::TUNING,
            "talk" => run.talk = true,
            number if number.parse::<u64>().is_ok() => run.count = number.parse().ok(),
            word => run.only = Some(word.to_owned()),
        }
    }
    let wanted = |part: &str| run.only.as_deref().is_none_or(|o| o == part);
    if wanted("masks") {
        masks(&run);
    }
    if wanted("good") {
        good(&run);
    }
    if wanted("spoilt") || Fault::ALL.iter().any(|f| run.only.as_deref() == Some(f.code().0)) {
        spoilt(&run);
    }
    if wanted("speed") {
        speed(&run);
    }
}

/// Time this thread has had on a processor, in milliseconds (Linux: `/proc/thread-self/schedstat`).
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = stat.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
    nanoseconds / 1e6
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The value below which this share of the values lies.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() as f64 * share) as usize;
    sorted
        .get(at.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

fn mask_fit(sample: &Sample, reading: &seal::Reading) -> Fit {
    let (width, height) = (sample.frame.width() as usize, sample.frame.height() as usize);
    let mask = match Cutout::of(&sample.frame, FRAME_PX_PER_MM, reading) {
        Some(cutout) => (0..width * height)
            .map(|at| cutout.covers(at % width, at / width))
            .collect(),
        None => vec![false; width * height],
    };
    fit(&mask, &sample.truth, width)
}

fn masks(run: &Run) {
    println!("masks, diameter, rotation");
    let rows = [
        ("flatbed", SampleKind::OrgSeal, Device::Flatbed, None, 300),
        (
            "flatbed, name seal",
            SampleKind::LegalRepSeal,
            Device::Flatbed,
            None,
            100,
        ),
        (
            "flatbed, signature",
            SampleKind::Signature,
            Device::Flatbed,
            None,
            100,
        ),
        ("camera", SampleKind::OrgSeal, Device::Camera, None, 300),
        (
            "flatbed, text beneath",
            SampleKind::OrgSeal,
            Device::Flatbed,
            Some(Fault::PrintBeneath),
            100,
        ),
        (
            "camera, text beneath",
            SampleKind::OrgSeal,
            Device::Camera,
            Some(Fault::PrintBeneath),
            100,
        ),
    ];
    for (row, (name, kind, device, fault, full)) in (0..).zip(rows) {
        let (mut ious, mut precisions, mut recalls) = (Vec::new(), Vec::new(), Vec::new());
        let (mut sizes, mut turns) = (Vec::new(), Vec::new());
        let rival = Rival::new(row);
        for seed in run.seeds(row, full) {
            let sample = truth::of(kind, device, fault, seed);
            let (reading, _) = seal::read(&sample.frame, FRAME_PX_PER_MM, &sample.expect);
            let f = mask_fit(&sample, &reading);
            if let Some(rival) = &rival {
                rival.show(seed, &sample);
            }
            if run.talk {
                println!("  {seed} {f:?} {:?}", sample.scene);
            }
            ious.push(f.iou);
            precisions.push(f.precision);
            recalls.push(f.recall);
            let (design, m) = (&sample.scene.design, &reading.measures);
            if kind != SampleKind::Signature {
                sizes.push(size_off(design, m));
                if design.hairlines < 9 {
                    turns.push(m.rotation_deg.map_or(99.0, |r| (r - design.rotation_deg).abs()));
                }
            }
        }
        println!(
            "{name:24} n {:4} iou mean {:.4} p5 {:.4} min {:.4} | precision {:.4} recall {:.4} | size off p95 {:.3} max {:.3} mm | rotation off p95 {:.2} max {:.2}",
            ious.len(),
            mean(&ious),
            quantile(&ious, 0.05),
            quantile(&ious, 0.0),
            mean(&precisions),
            mean(&recalls),
            quantile(&sizes, 0.95),
            quantile(&sizes, 1.0),
            quantile(&turns, 0.95),
            quantile(&turns, 1.0),
        );
        if let Some(ious) = rival.and_then(|r| r.ious()) {
            println!(
                "{:24} hue, saturation, value: iou mean {:.4} p5 {:.4}",
                "",
                mean(&ious),
                quantile(&ious, 0.05)
            );
        }
    }
}

/// The usual threshold of OpenCV on the same frames, in another program.
struct Rival {
    python: PathBuf,
    folder: PathBuf,
}

impl Rival {
    /// An empty folder for the frames of a row; none when no Python is named.
    fn new(row: u64) -> Option<Self> {
        let python = std::env::var_os("COUNTERFOIL_PYTHON")?.into();
        let folder = std::env::temp_dir().join(format!("seal-frames-{}-{row}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the rival's frames");
        Some(Self { python, folder })
    }

    fn show(&self, seed: u64, sample: &Sample) {
        let (width, height) = sample.frame.dimensions();
        let ink = |at: &bool| if *at { 255 } else { 0 };
        let truth =
            GrayImage::from_raw(width, height, sample.truth.iter().map(ink).collect()).expect("a pixel each");
        let name = |ending: &str| self.folder.join(format!("{seed}{ending}"));
        sample.frame.save(name(".png")).expect("a frame for the rival");
        truth.save(name(".truth.png")).expect("a truth for the rival");
    }

    /// Intersections over unions; none when the program fails.
    fn ious(self) -> Option<Vec<f64>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hsv_mask.py");
        let out = std::process::Command::new(&self.python)
            .arg(script)
            .arg(&self.folder)
            .output()
            .ok()?;
        std::fs::remove_dir_all(&self.folder).ok()?;
        let text = String::from_utf8(out.stdout).ok()?;
        let ious: Vec<f64> = text
            .lines()
            .filter_map(|l| l.split(' ').nth(1)?.parse().ok())
            .collect();
        (!ious.is_empty()).then_some(ious)
    }
}

/// How far the measured size is off, in mm: the diameter of a round seal, else the worse of two sides.
fn size_off(design: &seal::synth::SealDesign, m: &seal::Measures) -> f64 {
    let sides = |a: f64, b: f64| {
        m.sides_mm
            .map_or(99.0, |s| (s[0] - a).abs().max((s[1] - b).abs()))
    };
    match design.form {
        Form::Round { diameter_mm, .. } => {
            let truth = diameter_mm * (1.0 + design.stretch) / 2.0;
            m.diameter_mm.map_or(99.0, |d| (d - truth).abs())
        }
        Form::Oval { width_mm, height_mm } => sides(width_mm, height_mm * design.stretch),
        Form::Square { side_mm } => sides(side_mm, side_mm * design.stretch),
    }
}

fn good(run: &Run) {
    let (mut rejected, mut looked, mut n) = (0, 0, 0);
    let mut why: BTreeMap<String, u32> = BTreeMap::new();
    for seed in run.seeds(10, 1000) {
        let sample = truth::sample(seed, None);
        let (reading, findings) = seal::read(&sample.frame, FRAME_PX_PER_MM, &sample.expect);
        n += 1;
        rejected += u32::from(reading.verdict == Verdict::Reject);
        looked += u32::from(reading.verdict == Verdict::Look);
        for f in &findings {
            *why.entry(format!("{:?} {:?} {}", sample.expect.kind, f.verdict, f.code))
                .or_default() += 1;
        }
        if run.talk && reading.verdict != Verdict::Accept {
            println!(
                "  {seed} {:?} {findings:?}\n {:?}",
                sample.scene, reading.measures
            );
        }
    }
    println!("good samples: {n}, rejected {rejected} (mark: 1 %), to be looked at {looked}; {why:?}");
}

fn spoilt(run: &Run) {
    println!("spoilt samples: named by the fault's own word (mark: 99 % of each), accepted (mark: none)");
    let (mut wrong, mut all) = (0, 0);
    for (row, fault) in (20..).zip(Fault::ALL) {
        let (code, word) = fault.code();
        if run.only.as_deref().is_some_and(|o| o != code && o != "spoilt") {
            continue;
        }
        let (mut named, mut verdicts, mut n) = (0, BTreeMap::new(), 0);
        let mut instead: BTreeMap<&str, u32> = BTreeMap::new();
        for seed in run.seeds(row, 188) {
            let sample = truth::sample(seed, Some(fault));
            let (reading, findings) = seal::read(&sample.frame, FRAME_PX_PER_MM, &sample.expect);
            n += 1;
            let hit = findings.iter().any(|f| f.code == code);
            named += u32::from(hit);
            *verdicts.entry(reading.verdict).or_insert(0) += 1;
            if !hit {
                for f in &findings {
                    *instead.entry(f.code).or_default() += 1;
                }
                if run.talk {
                    println!(
                        "  {seed} {:?} {findings:?}\n {:?}",
                        sample.scene, reading.measures
                    );
                }
            }
        }
        let of = |verdict| verdicts.get(&verdict).copied().unwrap_or(0);
        println!(
            "{word} ({code}): named {named} of {n}, rejected {}, to be looked at {}, accepted {}; instead {instead:?}",
            of(Verdict::Reject),
            of(Verdict::Look),
            of(Verdict::Accept)
        );
        wrong += of(Verdict::Accept);
        all += n;
    }
    println!("wrong accepts {wrong} of {all}");
}

/// Time on one processor to read a frame, and to read it and take its sample out in one.
fn speed(run: &Run) {
    let (mut nine, mut nine_least) = (0.0, 0.0);
    for (row, kind) in (40..).zip([
        SampleKind::OrgSeal,
        SampleKind::LegalRepSeal,
        SampleKind::Signature,
    ]) {
        let (mut reads, mut cuts, mut megapixels) = (Vec::new(), Vec::new(), Vec::new());
        for seed in run.seeds(row, 20) {
            let sample = truth::of(kind, Device::Flatbed, None, seed);
            megapixels.push(f64::from(sample.frame.width() * sample.frame.height()) / 1e6);
            for _ in 0..10 {
                let start = cpu_ms();
                std::hint::black_box(seal::read(&sample.frame, FRAME_PX_PER_MM, &sample.expect));
                let middle = cpu_ms();
                let thresholds = Thresholds::default();
                let both = seal::read_and_cut(&sample.frame, FRAME_PX_PER_MM, &sample.expect, &thresholds);
                std::hint::black_box(both);
                reads.push(middle - start);
                cuts.push(cpu_ms() - middle);
            }
        }
        println!(
            "speed, {kind:?}: {:.2} megapixels read in {:.1} ms (least {:.1}), read and taken out in {:.1} ms",
            mean(&megapixels),
            quantile(&reads, 0.5),
            quantile(&reads, 0.0),
            quantile(&cuts, 0.5)
        );
        nine += 3.0 * quantile(&reads, 0.5);
        nine_least += 3.0 * quantile(&reads, 0.0);
    }
    println!("speed, nine frames (three of each): read in {nine:.0} ms (least {nine_least:.0})");
}
