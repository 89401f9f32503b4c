//! Made-up samples with their truth: seals and signatures on frames, captured by a flatbed or a camera.
//!
//! Everything comes from a seed. Thresholds may be set by looking at [`TUNING`] seeds; what is reported is measured on
//! [`REPORT`] seeds, which nobody tunes on. Shared by the tests and by the benchmark.

// The tests and the benchmark each use their part of it.
#![allow(dead_code)]

mod capture;
mod faults;
mod hand;
pub mod score;
mod sheet;

pub use capture::{Capture, Device, FRAME_PX_PER_MM};
pub use faults::Fault;

use image::RgbImage;
use seal::synth::{Form, SealDesign, Seeded};
use seal::{Expectation, SampleKind};

use hand::Hand;
use sheet::{Press, Sheet};

/// First seed of those that thresholds may be set on.
pub const TUNING: u64 = 10_000;
/// First seed of those that are reported.
pub const REPORT: u64 = 9_000_000;

/// What stands in the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Seal,
    Signature,
    Nothing,
}

/// Everything of a sample before it is drawn.
#[derive(Debug, Clone)]
pub struct Scene {
    pub kind: SampleKind,
    pub subject: Subject,
    pub frame_mm: (f64, f64),
    pub design: SealDesign,
    pub press: Press,
    pub paper: [u8; 3],
    /// How far the sample stands from the frame's middle, in mm.
    pub off_mm: (f64, f64),
    /// Instead of standing in the middle the sample reaches this far beyond a side of the frame: side and mm.
    pub beyond_mm: Option<(u64, f64)>,
    pub text_beneath: bool,
    pub spots: usize,
    pub hand_density: f64,
    pub hand_gaps: usize,
    pub show_through: f64,
}

/// A frame picture with what is true of it.
pub struct Sample {
    pub scene: Scene,
    pub frame: RgbImage,
    pub expect: Expectation,
    /// Where the sample's ink is.
    pub truth: Vec<bool>,
}

impl Scene {
    /// A good sample of a kind under everyday conditions.
    pub fn good(kind: SampleKind, random: &mut Seeded) -> Self {
        let design = design(kind, random);
        let reach = design.reach_mm();
        let (form_w, form_h) = match design.form {
            Form::Oval { width_mm, height_mm } => (width_mm, height_mm),
            Form::Square { side_mm } => (side_mm, side_mm),
            Form::Round { .. } => (2.0 * reach, 2.0 * reach),
        };
        let frame_mm = match kind {
            SampleKind::Signature => (random.between(42.0, 56.0), random.between(22.0, 45.0)),
            _ => (
                (form_w + random.between(7.0, 14.0)).max(36.0),
                (form_h + random.between(6.0, 12.0)).max(30.0),
            ),
        };
        Self {
            kind,
            subject: if kind == SampleKind::Signature {
                Subject::Signature
            } else {
                Subject::Seal
            },
            frame_mm,
            design,
            press: Press {
                specks: random.between(0.0, 0.22),
                ragged_mm: random.between(0.0, 0.05),
                leaning: (random.between(0.0, 360.0), random.between(0.0, 0.25)),
                patches: Vec::new(),
            },
            paper: random.pick(&[[253, 253, 252], [248, 248, 246], [251, 250, 244], [244, 246, 248]]),
            off_mm: (random.between(-1.5, 1.5), random.between(-1.2, 1.2)),
            beyond_mm: None,
            text_beneath: false,
            spots: 0,
            hand_density: random.between(0.8, 1.2),
            hand_gaps: 0,
            show_through: random.pick(&[0.0, 0.0, 0.02, 0.04]),
        }
    }

    /// Where the middle of a sample stands that reaches so far left, up, right and down, in mm from the frame's middle.
    fn middle(&self, extent: [f64; 4]) -> (f64, f64) {
        let Some((side, deep)) = self.beyond_mm else {
            return self.off_mm;
        };
        let (half_w, half_h) = (self.frame_mm.0 / 2.0 + deep, self.frame_mm.1 / 2.0 + deep);
        match side {
            0 => (extent[0] - half_w, self.off_mm.1),
            1 => (self.off_mm.0, extent[1] - half_h),
            2 => (half_w - extent[2], self.off_mm.1),
            _ => (self.off_mm.0, half_h - extent[3]),
        }
    }

    /// Draws it and takes its picture.
    pub fn taken(self, device: Device, seed: u64, random: &mut Seeded) -> Sample {
        // The margins at which the desk cuts frames.
        let margin = if self.kind == SampleKind::Signature {
            1.0
        } else {
            3.0
        };
        let size = (self.frame_mm.0 + 2.0 * margin, self.frame_mm.1 + 2.0 * margin);
        let around = (size.0 + 6.0, size.1 + 6.0);
        let mut sheet = Sheet::new(around, self.paper, seed);
        let middle = (around.0 / 2.0, around.1 / 2.0);
        if self.show_through > 0.0 {
            sheet.show_through(self.show_through, random);
        }
        self.print(&mut sheet, middle, random);
        for _ in 0..self.spots {
            let side = random.pick(&[-1.0, 1.0]);
            let corner = |half: f64, random: &mut Seeded| {
                (half - random.between(2.5, 4.0)) * random.pick(&[-1.0, 1.0])
            };
            let at = if random.bits().is_multiple_of(2) {
                (
                    corner(self.frame_mm.0 / 2.0, random),
                    side * random.between(0.3, 0.42) * self.frame_mm.1,
                )
            } else {
                (
                    side * random.between(0.3, 0.42) * self.frame_mm.0,
                    corner(self.frame_mm.1 / 2.0, random),
                )
            };
            let colour = random.pick(&[[110, 90, 60], [70, 70, 72], [160, 130, 90], [120, 120, 130]]);
            sheet.spot(
                (middle.0 + at.0, middle.1 + at.1),
                random.between(0.75, 1.4),
                colour,
            );
        }
        self.ink(&mut sheet, middle, random);
        let sheet = sheet.finished();
        let (frame, truth) = Capture::new(device, random).take(&sheet, size, random);
        Sample {
            expect: Expectation {
                width_mm: self.frame_mm.0,
                height_mm: self.frame_mm.1,
                kind: self.kind,
            },
            scene: self,
            frame,
            truth,
        }
    }

    fn print(&self, sheet: &mut Sheet, middle: (f64, f64), random: &mut Seeded) {
        let (w, h) = self.frame_mm;
        let (left, top) = (middle.0 - w / 2.0, middle.1 - h / 2.0);
        sheet.frame([left, top, left + w, top + h], random.between(0.15, 0.35));
        if self.text_beneath {
            let (rows, height) = (2 + (random.bits() % 3) as usize, random.between(2.6, 4.0));
            let columns = (random.between(10.0, 22.0) / height) as usize;
            let wide = columns as f64 * 1.08 * height;
            let at = (
                middle.0 + self.off_mm.0 - wide / 2.0 + random.between(-3.0, 3.0),
                middle.1 + self.off_mm.1 - rows as f64 * 0.8 * height + random.between(-3.0, 3.0),
            );
            sheet.text(at, (columns, rows), height, random);
        }
    }

    fn ink(&self, sheet: &mut Sheet, middle: (f64, f64), random: &mut Seeded) {
        match self.subject {
            Subject::Nothing => {}
            Subject::Seal => {
                let half = match self.design.form {
                    Form::Oval { width_mm, height_mm } => (width_mm / 2.0, height_mm / 2.0),
                    Form::Square { side_mm } => (side_mm / 2.0, side_mm / 2.0),
                    Form::Round { diameter_mm, .. } => (diameter_mm / 2.0, diameter_mm / 2.0),
                };
                let off = self.middle([half.0, half.1, half.0, half.1]);
                sheet.stamp((middle.0 + off.0, middle.1 + off.1), &self.design, &self.press);
            }
            Subject::Signature => {
                let size = (
                    (self.frame_mm.0 - 10.0).min(38.0),
                    (self.frame_mm.1 - 9.0).min(17.0),
                );
                let mut hand = Hand::new(size, self.hand_gaps, random);
                hand.density *= self.hand_density;
                let off = self.middle(hand.extent());
                sheet.write((middle.0 + off.0, middle.1 + off.1), &hand);
            }
        }
    }
}

/// A good design of a kind.
fn design(kind: SampleKind, random: &mut Seeded) -> SealDesign {
    let base = if kind == SampleKind::LegalRepSeal {
        SealDesign {
            border_mm: random.between(0.6, 1.0),
            ..SealDesign::square(random.between(16.0, 22.0))
        }
    } else if random.bits().is_multiple_of(6) {
        let (width_mm, height_mm) = random.pick(&[(45.0, 30.0), (40.0, 30.0)]);
        SealDesign {
            form: Form::Oval { width_mm, height_mm },
            ..SealDesign::round(40.0)
        }
    } else {
        let mut seal = SealDesign::round(random.pick(&[38.0, 40.0, 40.0, 42.0, 45.0]));
        seal.code_ring = random.bits().is_multiple_of(2);
        seal.hairlines = (random.bits() % 4) as u8;
        seal
    };
    SealDesign {
        rotation_deg: random.between(-6.0, 6.0),
        grain: random.between(0.05, 0.4),
        density: random.between(0.8, 1.3),
        blur_mm: random.between(0.02, 0.08),
        stretch: random.between(0.994, 1.006),
        border_mm: if kind == SampleKind::LegalRepSeal {
            base.border_mm
        } else {
            random.between(1.0, 1.4)
        },
        ink: random.pick(&[
            [214, 44, 52],
            [196, 30, 40],
            [226, 52, 44],
            [205, 36, 66],
            [188, 40, 46],
        ]),
        ..base
    }
}

/// The sample of a seed: of every kind, by every device; spoilt when a fault is named.
pub fn sample(seed: u64, fault: Option<Fault>) -> Sample {
    let mut random = Seeded::new(seed);
    let device = if random.bits() % 10 < 7 {
        Device::Flatbed
    } else {
        Device::Camera
    };
    let kind = match fault {
        Some(fault) if fault.is_of_signature() => SampleKind::Signature,
        Some(Fault::Misshapen | Fault::Double) => SampleKind::OrgSeal,
        Some(_) => random.pick(&[SampleKind::OrgSeal, SampleKind::OrgSeal, SampleKind::LegalRepSeal]),
        None => random.pick(&[
            SampleKind::OrgSeal,
            SampleKind::OrgSeal,
            SampleKind::LegalRepSeal,
            SampleKind::Signature,
        ]),
    };
    of(kind, device, fault, seed)
}

/// The sample of a seed, of this kind and by this device.
pub fn of(kind: SampleKind, device: Device, fault: Option<Fault>, seed: u64) -> Sample {
    let mut random = Seeded::new(seed ^ 0x5ca1e);
    let mut scene = Scene::good(kind, &mut random);
    if let Some(fault) = fault {
        fault.spoil(&mut scene, &mut random);
    }
    scene.taken(device, seed, &mut random)
}
