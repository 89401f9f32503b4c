//! The judge on the second generator, family by family: every family is judged by thresholds that were set on the
//! others.
//!
//! `cargo bench -p seal --bench families -- [N] [FIRST NUMBER] [FAULT|Good]`: N good samples of every five, and N
//! spoilt ones of every fault. What counts is what counts in the bench `samples`: *named* means that the fault's own
//! finding is there, *accepted* that the verdict is 合格. Figures that were set by looking at samples of this generator
//! ([`Figure`]) are set anew for each family that is left out, half way between the good and the spoilt samples of
//! all others; the row beside it says what the figures that are shipped make of the same samples. Run by `cargo xtask
//! bench seal`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/families/mod.rs"]
mod families;

use std::collections::BTreeMap;

use families::{Fault, Up, sample};
use seal::{Measures, Reading, Shape, Thresholds, Verdict};

/// A figure that was set on this generator: the fault that it tells, what it is measured by, and where it is kept.
struct Figure {
    fault: Fault,
    measure: fn(&Measures) -> Option<f64>,
    set: fn(&mut Thresholds, f64),
    name: &'static str,
}

/// What is the worse the smaller it is has its sign turned.
const FIGURES: [Figure; 10] = [
    Figure {
        fault: Fault::Blurred,
        measure: |m| m.edge_mm,
        set: |t, v| t.edge_mm.look = v,
        name: "edge_mm",
    },
    Figure {
        fault: Fault::Flooded,
        measure: |m| m.flooded_percent,
        set: |t, v| t.flooded_percent.look = v,
        name: "flooded_percent",
    },
    Figure {
        fault: Fault::Blotch,
        measure: |m| Some(m.stain_mm2),
        set: |t, v| t.stain_mm2 = v,
        name: "stain_mm2",
    },
    Figure {
        fault: Fault::SignOnLine,
        measure: |m| Some(m.on_line_mm2),
        set: |t, v| t.sign_on_line_mm2.look = v,
        name: "sign_on_line_mm2",
    },
    Figure {
        fault: Fault::OnLine,
        measure: |m| Some(m.on_line_mm2),
        set: |t, v| t.on_line_mm2.look = v,
        name: "on_line_mm2",
    },
    Figure {
        fault: Fault::PrintBeneath,
        measure: |m| Some(m.beneath_mm2),
        set: |t, v| t.beneath_mm2.look = v,
        name: "beneath_mm2",
    },
    Figure {
        fault: Fault::Spots,
        measure: |m| Some(m.dirt_mm2),
        set: |t, v| t.dirt_mm2.look = v,
        name: "dirt_mm2",
    },
    Figure {
        fault: Fault::Tilted,
        measure: |m| m.rotation_deg.map(f64::abs),
        set: |t, v| t.rotation_deg.look = v,
        name: "rotation_deg",
    },
    Figure {
        fault: Fault::Misshapen,
        measure: |m| m.aspect_ratio.filter(|_| m.shape == Some(Shape::Round)),
        set: |t, v| t.aspect_ratio.look = v,
        name: "aspect_ratio",
    },
    Figure {
        fault: Fault::Pale,
        measure: |m| m.density.map(|d| -d),
        set: |t, v| t.density.look = -v,
        name: "-density",
    },
];

/// A sample as it was read, and where it comes from.
struct Read {
    fault: Option<Fault>,
    seed: u64,
    parts: [String; 4],
    reading: Reading,
    off_turn: Option<f64>,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let mut numbers = words.iter().filter_map(|a| a.parse::<u64>().ok());
    let (count, first) = (numbers.next().unwrap_or(160), numbers.next().unwrap_or(7_000_000));
    let only = words.iter().find(|a| a.parse::<u64>().is_err());
    let mut all = Vec::new();
    for fault in std::iter::once(None).chain(Fault::ALL.map(Some)) {
        let name = fault.map_or("Good".to_owned(), |f| format!("{f:?}"));
        if only.is_some_and(|o| *o != name) {
            continue;
        }
        let count = if fault.is_none() { count * 5 } else { count };
        let read: Vec<Read> = (first..first + count)
            .map(|number| read(spread(number), fault))
            .collect();
        by_fault(&name, &read);
        all.extend(read);
    }
    if only.is_none() {
        left_out(&all);
    }
}

/// The seed of a number: of numbers in a row the first draw, which is the layout, would be the same for most.
fn spread(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 8
}

fn read(seed: u64, fault: Option<Fault>) -> Read {
    let s = sample(seed, fault, |_| true);
    let (reading, _) = seal::read(&s.frame, s.px_per_mm, &s.expect);
    let period = if s.up == Up::Quarter { 90.0 } else { 360.0 };
    let turn = reading
        .measures
        .rotation_deg
        .filter(|_| s.family.layout.is_some());
    let off_turn = turn.map(|turn| {
        let off = (turn - s.turn_deg).rem_euclid(period);
        off.min(period - off)
    });
    let f = s.family;
    Read {
        fault,
        seed,
        parts: [
            f.layout.map_or("Signature".to_owned(), |l| format!("{l:?}")),
            format!("{:?}", f.inking),
            format!("{:?}", f.paper),
            format!("{:?}", f.device),
        ],
        reading,
        off_turn,
    }
}

fn verdict(read: &Read, thresholds: &Thresholds) -> (Verdict, bool) {
    let findings = read.reading.findings(thresholds);
    let worst = findings
        .iter()
        .map(|f| f.verdict)
        .max()
        .unwrap_or(Verdict::Accept);
    let named = read
        .fault
        .is_some_and(|f| findings.iter().any(|g| g.code == f.code()));
    (worst, named)
}

fn by_fault(name: &str, read: &[Read]) {
    let shipped = Thresholds::default();
    let mut why: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut verdicts, mut named) = ([0; 3], 0);
    for one in read {
        let (verdict, hit) = verdict(one, &shipped);
        verdicts[verdict as usize] += 1;
        named += u32::from(hit);
        for f in one.reading.findings(&shipped) {
            *why.entry(f.code).or_default() += 1;
        }
        let missed = match one.fault {
            None => verdict == Verdict::Reject,
            Some(_) => verdict == Verdict::Accept,
        };
        if missed {
            println!(
                "  miss: {name} seed {} {:?} {:?}",
                one.seed, one.parts, one.reading.measures
            );
        }
    }
    let mut turns: Vec<f64> = read.iter().filter_map(|r| r.off_turn).collect();
    turns.sort_by(f64::total_cmp);
    let turn = |share: f64| {
        let at = ((turns.len() as f64 * share) as usize).min(turns.len().saturating_sub(1));
        turns.get(at).copied().unwrap_or(f64::NAN)
    };
    println!(
        "{name}: {} samples, accepted {}, looked at {}, rejected {}, named {named}; turn off p95 {:.2} max {:.2} of {}; {why:?}",
        read.len(),
        verdicts[0],
        verdicts[1],
        verdicts[2],
        turn(0.95),
        turn(1.0),
        turns.len(),
    );
}

/// Thresholds half way between the good and the spoilt samples for which `keep` holds.
fn set_on(all: &[Read], keep: impl Fn(&Read) -> bool) -> (Thresholds, String) {
    let mut thresholds = Thresholds::default();
    let mut said = String::new();
    for figure in &FIGURES {
        let of = |fault: Option<Fault>| -> Vec<f64> {
            let fits =
                |r: &&Read| r.fault == fault && figure.fault.is_of_signature() == (r.parts[0] == "Signature");
            let mut values: Vec<f64> = all
                .iter()
                .filter(|r| keep(r))
                .filter(fits)
                .filter_map(|r| (figure.measure)(&r.reading.measures))
                .collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let (good, bad) = (of(None), of(Some(figure.fault)));
        if good.len() < 20 || bad.len() < 10 {
            continue;
        }
        let high = good[(good.len() * 199 / 200).min(good.len() - 1)];
        let low = bad[bad.len() / 50];
        if high < low {
            (figure.set)(&mut thresholds, (high + low) / 2.0);
            said += &format!(" {} {:.2}", figure.name, (high + low) / 2.0);
        }
    }
    (thresholds, said)
}

fn left_out(all: &[Read]) {
    println!(
        "left out | good: n, looked at, rejected | spoilt: n, accepted, named | with the shipped figures | set on the others"
    );
    for part in 0..4 {
        let mut names: Vec<&str> = all.iter().map(|r| r.parts[part].as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (thresholds, said) = set_on(all, |r| r.parts[part] != name);
            let own: Vec<&Read> = all.iter().filter(|r| r.parts[part] == name).collect();
            let row = |t: &Thresholds| {
                let (mut good, mut looked, mut rejected) = (0, 0, 0);
                let (mut spoilt, mut accepted, mut named) = (0, 0, 0);
                for one in &own {
                    let (verdict, hit) = verdict(one, t);
                    if one.fault.is_none() {
                        good += 1;
                        looked += u32::from(verdict == Verdict::Look);
                        rejected += u32::from(verdict == Verdict::Reject);
                    } else {
                        spoilt += 1;
                        accepted += u32::from(verdict == Verdict::Accept);
                        named += u32::from(hit);
                    }
                }
                format!("{good}, {looked}, {rejected} | {spoilt}, {accepted}, {named}")
            };
            println!(
                "{name:11} | {} | {} |{said}",
                row(&thresholds),
                row(&Thresholds::default())
            );
        }
    }
}
