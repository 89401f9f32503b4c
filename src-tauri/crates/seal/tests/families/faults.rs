//! What goes wrong with a sample, beyond doubt.

use seal::synth::Seeded;

use super::canvas::{Canvas, PX_PER_MM, Pt};
use super::layouts::{Die, Layout, Up};

/// The reasons for which a sample goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    Colour,
    Pale,
    Blurred,
    Double,
    Broken,
    TextMissing,
    Flooded,
    Tilted,
    Misshapen,
    OnLine,
    PrintBeneath,
    LineBeneath,
    Tinted,
    Spots,
    Blotch,
    Blank,
    SignOnLine,
    SignPale,
    SignBroken,
    SignBlank,
}

impl Fault {
    pub const ALL: [Self; 20] = [
        Self::Colour,
        Self::Pale,
        Self::Blurred,
        Self::Double,
        Self::Broken,
        Self::TextMissing,
        Self::Flooded,
        Self::Tilted,
        Self::Misshapen,
        Self::OnLine,
        Self::PrintBeneath,
        Self::LineBeneath,
        Self::Tinted,
        Self::Spots,
        Self::Blotch,
        Self::Blank,
        Self::SignOnLine,
        Self::SignPale,
        Self::SignBroken,
        Self::SignBlank,
    ];

    /// The finding it must get.
    pub fn code(self) -> &'static str {
        match self {
            Self::Colour => "seal-colour",
            Self::Pale | Self::SignPale => "seal-pale",
            Self::Blurred => "seal-blurred",
            Self::Double => "seal-double",
            Self::Broken | Self::TextMissing => "seal-broken",
            Self::Flooded => "seal-flooded",
            Self::Tilted => "seal-tilted",
            Self::Misshapen => "seal-misshapen",
            Self::OnLine | Self::SignOnLine => "seal-on-line",
            Self::PrintBeneath | Self::LineBeneath => "seal-print-beneath",
            Self::Tinted => "seal-paper-tinted",
            Self::Spots | Self::Blotch => "seal-paper-dirty",
            Self::Blank | Self::SignBlank => "seal-blank",
            Self::SignBroken => "seal-broken-stroke",
        }
    }

    pub fn is_of_signature(self) -> bool {
        matches!(
            self,
            Self::SignOnLine | Self::SignPale | Self::SignBroken | Self::SignBlank
        )
    }

    /// Whether a die of this layout can have it beyond doubt.
    pub fn can_befall(self, layout: Layout) -> bool {
        let small = matches!(layout, Layout::NameRed | Layout::NameWhite | Layout::Gourd);
        let round = matches!(
            layout,
            Layout::RoundStar | Layout::Special | Layout::Starless | Layout::DoubleRing
        );
        match self {
            Self::Misshapen => round,
            Self::TextMissing => round,
            Self::Flooded => !matches!(layout, Layout::NameWhite),
            Self::LineBeneath => !small,
            _ => true,
        }
    }
}

/// How far a die is turned so that everybody sees it.
pub fn tilt(layout: Layout, random: &mut Seeded) -> f64 {
    let quarter = matches!(layout, Layout::NameRed | Layout::NameWhite | Layout::Oblong);
    let sign = random.pick(&[-1.0, 1.0]);
    if quarter || random.bits().is_multiple_of(3) {
        sign * random.between(10.5, 34.0)
    } else if matches!(layout, Layout::RoundStar | Layout::Special | Layout::DoubleRing)
        && random.bits().is_multiple_of(2)
    {
        // The star looks the same again.
        sign * random.pick(&[72.0, 144.0]) + random.between(-3.0, 3.0)
    } else {
        random.between(34.0, 326.0)
    }
}

/// A sector of the border, or a bite out of it, that left no ink.
pub fn break_border(die: &mut Die, random: &mut Seeded) {
    let (cx, cy) = middle(&die.relief);
    let at = random.between(0.0, std::f64::consts::TAU);
    if random.bits().is_multiple_of(2) {
        let half = random.between(8.0, 55.0_f64).to_radians();
        die.relief.each(|(x, y), c| {
            let off = ((y - cy).atan2(x - cx) - at).rem_euclid(std::f64::consts::TAU);
            if off.min(std::f64::consts::TAU - off) < half {
                0.0
            } else {
                c
            }
        });
        return;
    }
    let reach = die.half.0.min(die.half.1);
    let (sin, cos) = at.sin_cos();
    let far = farthest(&die.relief, at);
    let (px, py, radius) = (cx + cos * far, cy + sin * far, reach * random.between(0.3, 0.6));
    die.relief.each(|(x, y), c| {
        let near = (x - px).hypot(y - py) / radius;
        c * ((near - 0.7) / 0.4).clamp(0.0, 1.0) as f32
    });
}

/// The farthest ink of a die in a direction.
fn farthest(die: &Canvas, angle: f64) -> f64 {
    let (cx, cy) = middle(die);
    let (sin, cos) = angle.sin_cos();
    let steps = (die.width as f64 / PX_PER_MM / 2.0 / 0.05) as usize;
    (0..steps)
        .rev()
        .map(|i| i as f64 * 0.05)
        .find(|r| die.at((cx + r * cos, cy + r * sin)) > 0.5)
        .unwrap_or(0.0)
}

/// How far the ink of a die reaches left, up, right and down of its middle, in mm.
pub fn reach(die: &Canvas) -> [f64; 4] {
    let (cx, cy) = middle(die);
    let inked = die.values.iter().enumerate().filter(|(_, c)| **c > 0.5);
    inked.fold([0.0; 4], |e: [f64; 4], (at, _)| {
        let mm = |px: usize| (px as f64 + 0.5) / PX_PER_MM;
        let (x, y) = (mm(at % die.width) - cx, mm(at / die.width) - cy);
        [e[0].max(-x), e[1].max(-y), e[2].max(x), e[3].max(y)]
    })
}

fn middle(die: &Canvas) -> Pt {
    (
        die.width as f64 / PX_PER_MM / 2.0,
        die.height as f64 / PX_PER_MM / 2.0,
    )
}

/// A stretch of the name along the border left no ink; the border itself is whole.
pub fn lose_text(die: &mut Die, turn_deg: f64, random: &mut Seeded) {
    let (cx, cy) = middle(&die.relief);
    let inner = die.half.0.min(die.half.1) - die.border - 0.25;
    // Somewhere in the upper arc, so that letters are lost and not the gap below.
    let up = (turn_deg - 90.0 + random.between(-75.0, 75.0)).to_radians();
    let half = random.between(22.0, 50.0_f64).to_radians();
    let hub = die.half.0 * 0.42;
    die.relief.each(|(x, y), c| {
        let r = (x - cx).hypot(y - cy);
        let off = ((y - cy).atan2(x - cx) - up).rem_euclid(std::f64::consts::TAU);
        let within = off.min(std::f64::consts::TAU - off) < half;
        if within && r < inner && r > hub { 0.0 } else { c }
    });
}

/// Too much ink: strokes run together, the border stays as it is.
pub fn flood(die: &mut Die, random: &mut Seeded) {
    let (cx, cy) = middle(&die.relief);
    let run = random.between(0.28, 0.45);
    let soft = die.relief.softened(run);
    let (a, b) = (die.half.0 - die.border - 0.3, die.half.1 - die.border - 0.3);
    let round = die.round || die.up == Up::Whole;
    let width = die.relief.width;
    let mut at = 0;
    die.relief.each(|(x, y), c| {
        let thick = soft.values[at];
        at += 1;
        let _ = width;
        let (dx, dy) = (x - cx, y - cy);
        let inside = if round {
            (dx / a).hypot(dy / b) < 1.0
        } else {
            dx.hypot(dy) < a.hypot(b)
        };
        if inside {
            c.max(((thick - 0.2) * 8.0).clamp(0.0, 1.0))
        } else {
            c
        }
    });
}
