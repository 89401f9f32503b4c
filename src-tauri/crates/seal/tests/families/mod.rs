//! A second generator of samples, by families: layouts of dies × ways of inking × papers × devices × faults.
//!
//! It shares no drawing with the first one (`truth`): dies are outlines with real characters filled by area, ink is
//! pressed by a model of contact and thickness, devices spoil thin strokes each in its own way. What is set by
//! looking at some families is measured on others.

// The tests and the benchmark each use their part of it.
#![allow(dead_code)]

mod canvas;
mod device;
mod engraver;
mod faults;
mod field;
mod glyphs;
mod hand;
mod ink;
mod layouts;
mod sheet;

pub use device::Device;
pub use faults::Fault;
pub use ink::Inking;
pub use layouts::{Layout, Up};
pub use sheet::Paper;

use image::RgbImage;
use seal::synth::Seeded;
use seal::{Expectation, SampleKind};

use canvas::{Canvas, Pt};
use hand::Hand;
use ink::Pressing;
use layouts::Order;
use sheet::{Sheet, line, write_rows};

/// Where a sample comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The die; none for a signature.
    pub layout: Option<Layout>,
    pub inking: Inking,
    pub paper: Paper,
    pub device: Device,
}

/// A frame's picture with what is true of it.
pub struct Sample {
    pub family: Family,
    pub frame: RgbImage,
    pub px_per_mm: f64,
    pub expect: Expectation,
    /// Clockwise turn in degrees.
    pub turn_deg: f64,
    pub up: Up,
    /// Millimetres of the picture around the frame.
    pub margin: f64,
}

/// Reds that a clerk calls 正红: crimson, vermilion, orange-red, scarlet, the dark paste.
const REDS: [[u8; 3]; 7] = [
    [196, 26, 54],
    [226, 58, 40],
    [230, 74, 44],
    [212, 38, 44],
    [178, 28, 38],
    [222, 40, 64],
    [205, 50, 50],
];
/// What is no red.
const NOT_RED: [[u8; 3]; 6] = [
    [140, 40, 140],
    [36, 56, 160],
    [46, 46, 48],
    [232, 140, 40],
    [104, 50, 36],
    [226, 60, 150],
];
/// Papers that are not white: cream, green, blue, grey, pink, manila.
const TINTS: [[u8; 3]; 7] = [
    [250, 241, 205],
    [222, 242, 218],
    [212, 230, 248],
    [205, 205, 203],
    [250, 220, 226],
    [238, 224, 192],
    [252, 246, 222],
];

/// The sample of a seed: of every family; of one part of a family when it is given.
pub fn sample(seed: u64, fault: Option<Fault>, only: impl Fn(&Family) -> bool) -> Sample {
    let mut random = Seeded::new(seed ^ 0xfa_3117);
    let family = loop {
        let seal = match fault {
            Some(fault) => !fault.is_of_signature(),
            None => !random.bits().is_multiple_of(5),
        };
        let family = Family {
            layout: seal.then(|| random.pick(&Layout::ALL)),
            inking: random.pick(&Inking::ALL),
            paper: random.pick(&Paper::ALL),
            device: random.pick(&Device::ALL),
        };
        let fits = family
            .layout
            .is_none_or(|l| fault.is_none_or(|f| f.can_befall(l)));
        if fits && only(&family) {
            break family;
        }
    };
    draw(family, fault, &mut random)
}

fn draw(family: Family, fault: Option<Fault>, random: &mut Seeded) -> Sample {
    match family.layout {
        Some(layout) => sealed(family, layout, fault, random),
        None => signed(family, fault, random),
    }
}

fn sealed(family: Family, layout: Layout, fault: Option<Fault>, random: &mut Seeded) -> Sample {
    let turn_deg = match fault {
        Some(Fault::Tilted) => faults::tilt(layout, random),
        _ => random.between(-5.5, 5.5),
    };
    let stretch = match fault {
        Some(Fault::Misshapen) => random.between(1.055, 1.14),
        _ => random.between(0.995, 1.005),
    };
    let mut die = layout.cut(&Order { turn_deg, stretch }, random);
    match fault {
        Some(Fault::Broken) => faults::break_border(&mut die, random),
        Some(Fault::TextMissing) => faults::lose_text(&mut die, turn_deg, random),
        Some(Fault::Flooded) => faults::flood(&mut die, random),
        _ => {}
    }
    let (sin, cos) = turn_deg.to_radians().sin_cos();
    let (a, b) = (die.half.0, die.half.1 * stretch);
    let half = if die.round {
        (a, b)
    } else {
        (
            (a * cos).abs() + (b * sin).abs(),
            (a * sin).abs() + (b * cos).abs(),
        )
    };
    let frame = (
        (2.0 * half.0 + random.between(6.0, 12.0)).max(26.0),
        (2.0 * half.1 + random.between(6.0, 11.0)).max(26.0),
    );
    let room = (
        (frame.0 / 2.0 - half.0 - 1.3).max(0.0),
        (frame.1 / 2.0 - half.1 - 1.3).max(0.0),
    );
    let mut off = (
        random.between(-1.0, 1.0) * room.0.min(2.0),
        random.between(-1.0, 1.0) * room.1.min(2.0),
    );
    if fault == Some(Fault::OnLine) {
        let deep = random.between(0.3, 4.0);
        let [left, up, right, down] = faults::reach(&die.relief);
        match random.bits() % 2 {
            0 if layout != Layout::Gourd && die.half.0 == die.half.1 && die.round => {
                let left_side = random.bits().is_multiple_of(2);
                off.0 = if left_side {
                    left - frame.0 / 2.0 - deep
                } else {
                    frame.0 / 2.0 - right + deep
                };
            }
            _ if random.bits().is_multiple_of(2) => off.1 = up - frame.1 / 2.0 - deep - 0.2,
            _ => off.1 = frame.1 / 2.0 - down + deep + 0.2,
        }
    }
    let margin = random.pick(&[3.0, 3.0, 3.0, 2.0, 1.0, 0.0]);
    let bed = Bed::new(frame, margin, family, fault, random);
    let centre = (bed.centre.0 + off.0, bed.centre.1 + off.1);
    let mut sheet = bed.sheet;
    let beneath = matches!(fault, Some(Fault::PrintBeneath | Fault::LineBeneath));
    if beneath {
        let mut print = Canvas::new(sheet.size);
        if fault == Some(Fault::PrintBeneath) {
            let high = random.between(2.4, 4.0);
            let wide = random.between(10.0, 16.0).min(1.6 * half.0);
            let from = (
                centre.0 - wide / 2.0 + random.between(-0.15, 0.15) * half.0,
                centre.1 - high * 1.4 + random.between(-0.2, 0.2) * half.1,
            );
            write_rows(&mut print, from, (wide, high * 2.9), high, random);
        } else {
            let at = random.between(-0.6, 0.6);
            let thick = random.between(0.2, 0.4);
            if random.bits().is_multiple_of(2) {
                let y = centre.1 + at * half.1;
                line(
                    &mut print,
                    (bed.centre.0 - frame.0 / 2.0, y),
                    (bed.centre.0 + frame.0 / 2.0, y),
                    thick,
                );
            } else {
                let x = centre.0 + at * half.0;
                line(
                    &mut print,
                    (x, bed.centre.1 - frame.1 / 2.0),
                    (x, bed.centre.1 + frame.1 / 2.0),
                    thick,
                );
            }
        }
        sheet.print(&print);
    }
    match fault {
        Some(Fault::Spots) => stains(&mut sheet, bed.centre, frame, half, off, random),
        Some(Fault::Blotch) => blotch(&mut sheet, centre, half, layout == Layout::NameWhite, random),
        _ => {}
    }
    let how = Pressing {
        density: match fault {
            Some(Fault::Pale) => random.between(0.1, 0.24),
            _ => random.between(0.85, 1.25),
        },
        smear_mm: match fault {
            Some(Fault::Blurred) => random.between(0.26, 0.45),
            _ => 0.0,
        },
        again: (fault == Some(Fault::Double)).then(|| {
            let (angle, far) = (
                random.between(0.0, std::f64::consts::TAU),
                random.between(0.8, 3.0),
            );
            (
                (far * angle.cos(), far * angle.sin()),
                random.between(-1.5, 1.5),
                random.between(0.6, 1.0) as f32,
            )
        }),
    };
    let colour = random.pick(if fault == Some(Fault::Colour) {
        &NOT_RED
    } else {
        &REDS
    });
    if fault != Some(Fault::Blank) {
        let impression = family.inking.press(&die.relief, sheet.size, centre, &how, random);
        sheet.ink(&impression, colour);
    }
    if margin > 0.0 && !beneath && random.bits().is_multiple_of(3) {
        neighbour(&mut sheet, bed.centre, frame, margin, colour, random);
    }
    let (picture, px_per_mm) = family.device.take(&sheet, bed.size, random);
    Sample {
        family,
        frame: picture,
        px_per_mm,
        expect: Expectation {
            width_mm: frame.0,
            height_mm: frame.1,
            kind: die.kind,
        },
        turn_deg: (turn_deg + 180.0).rem_euclid(360.0) - 180.0,
        up: die.up,
        margin,
    }
}

fn signed(family: Family, fault: Option<Fault>, random: &mut Seeded) -> Sample {
    let frame = (random.between(38.0, 60.0), random.between(14.0, 34.0));
    let margin = random.pick(&[1.0, 1.0, 1.0, 3.0, 0.0]);
    let size = ((frame.0 - 8.0).min(36.0), (frame.1 - 5.0).min(15.0));
    let mut hand = Hand::new(size, random);
    if fault == Some(Fault::SignBroken) {
        let gaps = 4 + (random.bits() % 4) as usize;
        // Where strokes lie too close for a gap to be seen, somebody else writes.
        while hand.lift(gaps, random) < 2 {
            hand = Hand::new(size, random);
        }
    }
    let bed = Bed::new(frame, margin, family, fault, random);
    let reach = hand.reach();
    let mut centre = bed.centre;
    // The middle of what is written stands in the middle of the frame.
    centre.0 += (reach[0] - reach[2]) / 2.0;
    centre.1 += (reach[1] - reach[3]) / 2.0;
    if fault == Some(Fault::SignOnLine) {
        let deep = random.between(1.0, 4.0);
        match random.bits() % 4 {
            0 => centre.0 = bed.centre.0 - frame.0 / 2.0 + reach[0] - deep,
            1 => centre.0 = bed.centre.0 + frame.0 / 2.0 - reach[2] + deep,
            2 => centre.1 = bed.centre.1 - frame.1 / 2.0 + reach[1] - deep,
            _ => centre.1 = bed.centre.1 + frame.1 / 2.0 - reach[3] + deep,
        }
    }
    let mut sheet = bed.sheet;
    if fault != Some(Fault::SignBlank) {
        let density = match fault {
            Some(Fault::SignPale) => random.between(0.06, 0.14),
            _ => random.between(0.8, 1.2),
        };
        let impression = hand.written(sheet.size, centre, density, random);
        sheet.ink(&impression, hand.ink);
    }
    let (picture, px_per_mm) = family.device.take(&sheet, bed.size, random);
    Sample {
        family,
        frame: picture,
        px_per_mm,
        expect: Expectation {
            width_mm: frame.0,
            height_mm: frame.1,
            kind: SampleKind::Signature,
        },
        turn_deg: 0.0,
        up: Up::Whole,
        margin,
    }
}

/// The form around a frame: paper and the table's lines, which neighbours share.
struct Bed {
    sheet: Sheet,
    /// The frame's middle on the sheet.
    centre: Pt,
    /// Of the picture.
    size: Pt,
}

impl Bed {
    fn new(frame: Pt, margin: f64, family: Family, fault: Option<Fault>, random: &mut Seeded) -> Self {
        let size = (frame.0 + 2.0 * margin, frame.1 + 2.0 * margin);
        let around = (size.0 + 4.0, size.1 + 4.0);
        let tint = (fault == Some(Fault::Tinted)).then(|| random.pick(&TINTS));
        let mut sheet = Sheet::new(around, family.paper, tint, random);
        let centre = (around.0 / 2.0, around.1 / 2.0);
        let (l, t) = (centre.0 - frame.0 / 2.0, centre.1 - frame.1 / 2.0);
        let (r, b) = (l + frame.0, t + frame.1);
        let mut print = Canvas::new(around);
        let thick = random.between(0.12, 0.35);
        for (from, to) in [
            ((l, t), (r, t)),
            ((l, b), (r, b)),
            ((l, t), (l, b)),
            ((r, t), (r, b)),
        ] {
            line(&mut print, from, to, thick);
        }
        // Cells beside share these lines and have their own.
        let beyond = |random: &mut Seeded| random.bits().is_multiple_of(2);
        if beyond(random) {
            line(&mut print, (0.0, t), (around.0, t), thick);
            line(&mut print, (0.0, b), (around.0, b), thick);
        }
        if beyond(random) {
            line(&mut print, (l, 0.0), (l, around.1), thick);
            line(&mut print, (r, 0.0), (r, around.1), thick);
        }
        if beyond(random) {
            let x = random.between(l + 2.0, r - 2.0);
            line(&mut print, (x, 0.0), (x, t), thick);
            let x = random.between(l + 2.0, r - 2.0);
            line(&mut print, (x, b), (x, around.1), thick);
        }
        if beyond(random) {
            let y = random.between(t + 2.0, b - 2.0);
            line(&mut print, (0.0, y), (l, y), thick);
            let y = random.between(t + 2.0, b - 2.0);
            line(&mut print, (r, y), (around.0, y), thick);
        }
        sheet.print(&print);
        Self { sheet, centre, size }
    }
}

/// A neighbour's seal or pen reaches into the margin.
fn neighbour(sheet: &mut Sheet, centre: Pt, frame: Pt, margin: f64, colour: [u8; 3], random: &mut Seeded) {
    let mut cover = Canvas::new(sheet.size);
    let deep = random.between(0.3, 0.8) * margin;
    let side = random.pick(&[-1.0, 1.0]);
    let ring = |c: Pt, r: f64| -> Vec<Pt> {
        (0..200)
            .map(|i| {
                let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / 200.0).sin_cos();
                (c.0 + r * cos, c.1 + r * sin)
            })
            .collect()
    };
    let far = frame.0 / 2.0 + margin - deep + 20.0;
    let middle = (centre.0 + side * far, centre.1 + random.between(-8.0, 8.0));
    let mut inner = ring(middle, 18.8);
    inner.reverse();
    cover.fill(&[ring(middle, 20.0), inner]);
    let mut load = Canvas::new(sheet.size);
    load.each(|_, _| 1.0);
    sheet.ink(&ink::Impression { cover, load }, colour);
}

/// A few dark spots beside the seal.
fn stains(sheet: &mut Sheet, centre: Pt, frame: Pt, half: Pt, off: Pt, random: &mut Seeded) {
    let mut spots = Canvas::new(sheet.size);
    let (mut done, mut tries) = (0, 0);
    while done < 4 && tries < 400 {
        tries += 1;
        let at = (
            random.between(-0.5, 0.5) * (frame.0 - 4.0),
            random.between(-0.5, 0.5) * (frame.1 - 4.0),
        );
        let level = ((at.0 - off.0) / (half.0 + 2.3)).hypot((at.1 - off.1) / (half.1 + 2.3));
        if level < 1.0 {
            continue;
        }
        done += 1;
        let radius = random.between(0.7, 1.3);
        let wobble: Vec<f64> = (0..12).map(|_| radius * random.between(0.75, 1.2)).collect();
        let point = |i: usize| {
            let (sin, cos) = (i as f64 * std::f64::consts::TAU / 12.0).sin_cos();
            (
                centre.0 + at.0 + wobble[i] * cos,
                centre.1 + at.1 + wobble[i] * sin,
            )
        };
        spots.fill(&[(0..12).map(point).collect()]);
    }
    sheet.shade(
        &spots,
        random.pick(&[[0.7, 0.78, 0.9], [0.85, 0.85, 0.85], [0.5, 0.6, 0.75]]),
    );
}

/// A pale blotch with soft edges, anywhere, also in the ring.
fn blotch(sheet: &mut Sheet, centre: Pt, half: Pt, solid: bool, random: &mut Seeded) {
    let radius = random.between(2.2, 4.5).min(half.0 * 0.6);
    let at = random.between(0.0, std::f64::consts::TAU);
    // Beneath solid ground nobody would see it.
    let far = random.between(if solid { 1.0 } else { 0.1 }, 1.1);
    let middle = (
        centre.0 + far * half.0 * at.cos(),
        centre.1 + far * half.1 * at.sin(),
    );
    let edge = random.between(0.3, 1.2);
    let wander = field::Field::new(sheet.size.0.max(sheet.size.1), 1.5, random);
    let mut stain = Canvas::new(sheet.size);
    stain.each(|(x, y), _| {
        let r = (x - middle.0).hypot(y - middle.1) + 0.4 * f64::from(wander.at(x, y));
        ((radius - r) / edge + 0.5).clamp(0.0, 1.0) as f32
    });
    let strength = random.between(0.24, 0.42) as f32;
    let colour = random.pick(&[[0.5, 0.7, 1.0], [1.0, 1.0, 1.0], [0.75, 0.85, 1.0]]);
    sheet.shade(&stain, colour.map(|c: f32| c * strength));
}
