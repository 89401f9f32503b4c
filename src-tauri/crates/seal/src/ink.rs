//! Ink separated from paper and print.
//!
//! The paper divides out; what remains is optical density. Colour only gates (density in green beyond density in
//! red), the edge is taken from brightness at half contrast between paper and ink: colour is smeared by JPEG's
//! subsampling, brightness is not. Half contrast is meant in light,
//! not in picture values: a sensor adds up light before the picture's tone curve is put on. What is dark in red light
//! is print, not seal ink.

use image::RgbImage;

use crate::blobs::Parts;
use crate::grid::{Grid, Map};
use crate::paper::{luma, paper};

/// Least excess of green over red density for a pixel to count as reddish at all.
const LEAST_RED: f32 = 0.09;
/// Least difference of red over green reflectance: in the dark a ratio is all noise.
const LEAST_STEP: f32 = 0.04;
/// Share of the core's excess at which the gate opens. Density is not linear in coverage: half covered is about 0.3,
/// and the gate has to stay open below the half for the edge's tail to be measured.
const GATE_SHARE: f32 = 0.12;
/// Share of the core's excess that the reddest pixel of a part must reach to be the seal's ink.
const STAIN_SHARE: f32 = 0.45;
/// Red density beyond the ink's own from which a pixel is print.
const PRINT_EXCESS: f32 = 0.45;
/// Density in red per density in green from which a pixel is print and no dense ink.
const NEUTRAL: f32 = 0.5;
/// Share of the red light of the least print from which it is print whatever its colour: seal ink on toner.
const BLACK: f32 = 0.66;
/// Least darkness of a pen's stroke.
pub(crate) const STROKE_DARK: f32 = 0.22;
/// Least darkness of a letter's stroke whose colour is lost.
const LETTER_DARK: f32 = 0.35;
/// The power that turns a picture value into what adds up at an edge. The lens and the sensor add up light, a power
/// of 2.2 (IEC 61966-2-1); sharpening, JPEG and the cutting of the frame add up picture values, a power of 1. Between
/// the two it was set on tuning samples: 2.2 makes a signature's strokes 5 % too large, 1.4 makes them too small.
const GAMMA: f32 = 1.75;
/// Side of the blocks in which the ink's fullness is looked at, in mm.
const FULLNESS_MM: f64 = 1.5;
/// One value of the fullness serves so many pixels of a row.
const FULLNESS_TILE: usize = 4;
/// How far the fullness of a block may be from that of the whole sample.
const FULLNESS: [f32; 2] = [0.55, 1.15];
/// Most that a pixel can be covered: fresh ink is darker than the median of it.
const MOST_COVERED: f32 = 1.3;

/// One picture taken apart.
pub(crate) struct Ink {
    pub width: usize,
    pub height: usize,
    pub px_per_mm: f64,
    /// Coverage of red ink by brightness, 0 to about 1.3, zero where the gate is shut.
    pub coverage: Vec<f32>,
    /// Darkness of any ink, 1 − reflectance in brightness.
    pub darkness: Vec<f32>,
    /// Dark print: what is dark in red light, too.
    pub print: Vec<bool>,
    /// The red ink, when there is any.
    pub core: Option<Core>,
    /// Density in green beyond density in red, as a mean over three by three pixels.
    pub redness: Vec<f32>,
    /// The paper's colour in picture values.
    pub paper: Map<3>,
}

/// The ink where it is fullest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Core {
    /// Optical densities in red, green and blue.
    pub density: [f32; 3],
}

/// Every pixel by its paper.
struct Reflected<'a> {
    frame: &'a RgbImage,
    paper: Map<3>,
    /// 1 − reflectance in brightness.
    darkness: Vec<f32>,
    /// Reflectance in red light.
    red: Vec<f32>,
    /// Density in green beyond density in red, as a mean over three by three pixels.
    gate: Vec<f32>,
}

impl<'a> Reflected<'a> {
    /// The paper changes so slowly that one value serves a tile of so many pixels a side.
    const TILE: usize = 8;

    fn of(frame: &'a RgbImage, px_per_mm: f64) -> Self {
        let (width, height) = (frame.width() as usize, frame.height() as usize);
        let paper = paper(frame, px_per_mm);
        let (mut darkness, mut red) = (vec![0.0; width * height], vec![0.0; width * height]);
        let mut gate = vec![0.0; width * height];
        let (mut tiles, mut excess) = (Vec::new(), vec![0.0; width]);
        let rows = frame.as_raw().chunks_exact(width * 3).enumerate();
        let out = darkness.chunks_exact_mut(width).zip(red.chunks_exact_mut(width));
        for ((y, row), (darkness, red)) in rows.zip(out) {
            if y % Self::TILE == 0 {
                tiles.clear();
                let whites = paper.along(y + Self::TILE / 2, width, Self::TILE);
                tiles.extend(whites.map(|w| (w[0].recip(), w[1].recip(), luma(w).recip())));
            }
            let out = darkness
                .chunks_mut(Self::TILE)
                .zip(red.chunks_mut(Self::TILE))
                .zip(excess.chunks_mut(Self::TILE));
            for ((row, by), ((darkness, red), excess)) in row.chunks(Self::TILE * 3).zip(&tiles).zip(out) {
                let out = darkness.iter_mut().zip(red).zip(excess);
                for (p, ((darkness, red), excess)) in row.chunks_exact(3).zip(out) {
                    let seen = [f32::from(p[0]), f32::from(p[1]), f32::from(p[2])];
                    let (r, g) = (seen[0] * by.0, seen[1] * by.1);
                    *darkness = (1.0 - luma(seen) * by.2).clamp(0.0, 0.996);
                    *red = r;
                    *excess = red_excess(r, g);
                }
            }
            // A row counts for itself and for both beside it.
            let near = y.saturating_sub(1)..(y + 2).min(height);
            let across: Vec<f32> = averaged(&excess);
            for to in gate[near.start * width..near.end * width].chunks_exact_mut(width) {
                to.iter_mut().zip(&across).for_each(|(to, from)| *to += from);
            }
        }
        for (y, row) in gate.chunks_exact_mut(width).enumerate() {
            let rows = if y == 0 || y + 1 == height { 2.0 } else { 3.0_f32 };
            row.iter_mut().for_each(|v| *v *= rows.recip());
        }
        Self {
            frame,
            paper,
            darkness,
            red,
            gate,
        }
    }

    /// Reflectance of a pixel in red, green and blue.
    fn colour(&self, at: usize) -> [f32; 3] {
        let width = self.frame.width() as usize;
        let white = self.paper.at(at % width, at / width);
        let seen = &self.frame.as_raw()[at * 3..at * 3 + 3];
        std::array::from_fn(|c| (f32::from(seen[c]) / white[c]).clamp(0.004, 1.05))
    }
}

impl Ink {
    pub fn of(frame: &RgbImage, px_per_mm: f64) -> Self {
        let size = (frame.width() as usize, frame.height() as usize);
        let seen = Reflected::of(frame, px_per_mm);
        let core = core_of(&seen, px_per_mm);
        let dark_red = (-(core.map_or(0.0, |c| c.density[0]) + PRINT_EXCESS)).exp();
        let print = printed(&seen, dark_red);
        let coverage = match &core {
            None => vec![0.0; size.0 * size.1],
            Some(core) => covered(&seen, &print, core, size, px_per_mm),
        };
        Self {
            width: size.0,
            height: size.1,
            px_per_mm,
            coverage,
            darkness: seen.darkness,
            print,
            core,
            redness: seen.gate,
            paper: seen.paper,
        }
    }

    /// Coverage by ink of any colour, as a pen leaves it; nothing where the darkest strokes are hardly darker than
    /// paper.
    pub fn strokes(&self) -> Vec<f32> {
        let mut dark: Vec<f32> = self
            .darkness
            .iter()
            .copied()
            .filter(|d| *d > STROKE_DARK)
            .collect();
        if dark.is_empty() {
            return vec![0.0; self.darkness.len()];
        }
        let at = dark.len() * 3 / 4;
        let full = *dark.select_nth_unstable_by(at, f32::total_cmp).1;
        let share = ShareOfLight::of(&Core {
            density: [-(1.0 - full).max(0.004).ln(); 3],
        });
        let mut coverage: Vec<f32> = self.darkness.iter().map(|d| share.at(*d)).collect();
        evened(&mut coverage, (self.width, self.height), self.px_per_mm);
        coverage
    }

    /// The connected parts that red ink covers by more than half. What is nowhere nearly as red as the ink is a stain.
    pub fn red_parts(&self) -> Parts {
        let mut parts = Parts::drawn((self.width, self.height), |start, row| {
            let covered = row.iter_mut().zip(&self.coverage[start..]);
            covered.for_each(|(inked, c)| *inked = *c > 0.5);
        });
        let least = self
            .core
            .map_or(0.0, |c| STAIN_SHARE * (c.density[1] - c.density[0]));
        parts.retain(|run| self.redness[run].iter().any(|r| *r >= least));
        parts
    }

    /// Whether print hides a point or one of the two pixels beside it, so that nothing is known of the ink there.
    pub fn is_hidden(&self, x: f64, y: f64) -> bool {
        let near = |v: f64, end: usize| (v as usize).saturating_sub(2)..((v as usize) + 3).min(end);
        near(y, self.height).any(|y| near(x, self.width).any(|x| self.print[y * self.width + x]))
    }

    /// Whether a point is as dark as a stroke, whatever its colour: that of thin strokes is lost in small JPEG files.
    pub fn is_dark(&self, x: f64, y: f64) -> bool {
        self.darkness_at(x, y) > LETTER_DARK
    }

    /// Darkness of the pixel at a point; nothing outside.
    pub fn darkness_at(&self, x: f64, y: f64) -> f32 {
        let (x, y) = (x.max(0.0) as usize, y.max(0.0) as usize);
        if x < self.width && y < self.height {
            self.darkness[y * self.width + x]
        } else {
            0.0
        }
    }

    /// Bilinear coverage at a point (pixel middles at .5); nothing outside.
    pub fn coverage_at(&self, x: f64, y: f64) -> f32 {
        let (fx, fy) = (x - 0.5, y - 0.5);
        if !(fx >= 0.0 && fy >= 0.0 && fx < (self.width - 1) as f64 && fy < (self.height - 1) as f64) {
            return 0.0;
        }
        let (x0, y0) = (fx as usize, fy as usize);
        let (ax, ay) = ((fx - x0 as f64) as f32, (fy - y0 as f64) as f32);
        let at = y0 * self.width + x0;
        let top = self.coverage[at] * (1.0 - ax) + self.coverage[at + 1] * ax;
        let bottom = self.coverage[at + self.width] * (1.0 - ax) + self.coverage[at + self.width + 1] * ax;
        top * (1.0 - ay) + bottom * ay
    }

    /// An area in mm² as a number of pixels.
    pub fn pixels(&self, mm2: f64) -> f64 {
        mm2 * self.px_per_mm * self.px_per_mm
    }

    /// Number of pixels as an area in mm².
    pub fn area_mm2(&self, pixels: usize) -> f64 {
        pixels as f64 / (self.px_per_mm * self.px_per_mm)
    }
}

/// Where it is dark in red light, too, and nearly as dark as in green: sharpening and colours that lie beside each
/// other darken the rims of thin red strokes in red light, but never as much as in green.
fn printed(seen: &Reflected<'_>, dark_red: f32) -> Vec<bool> {
    let lights = seen.red.iter().zip(&seen.darkness).zip(&seen.gate);
    lights
        .map(|((r, d), gate)| {
            *r < dark_red && *d > 0.45 && {
                let density = -r.max(0.004).ln();
                *r < dark_red * BLACK || density > NEUTRAL * (density + gate)
            }
        })
        .collect()
}

/// Density in green beyond density in red, `ln(r/g)`, by the first two terms of its series in `(r−g)/(r+g)`.
fn red_excess(r: f32, g: f32) -> f32 {
    if r - g <= LEAST_STEP {
        return 0.0;
    }
    let part = (r - g) / (r + g);
    2.0 * part * (1.0 + part * part / 3.0)
}

/// Every so many pixels are enough to tell a median.
const SAMPLED: usize = 7;

fn core_of(seen: &Reflected<'_>, px_per_mm: f64) -> Option<Core> {
    let sampled = || seen.gate.iter().copied().enumerate().step_by(SAMPLED);
    let mut reds: Vec<f32> = sampled().map(|(_, g)| g).filter(|g| *g > LEAST_RED).collect();
    // Half a square millimetre of reddish pixels is noise or a fibre, not a sample.
    if ((reds.len() * SAMPLED) as f64) < 0.5 * px_per_mm * px_per_mm {
        return None;
    }
    let at = reds.len() * 85 / 100;
    let full = *reds.select_nth_unstable_by(at, f32::total_cmp).1;
    let mut inked: [Vec<f32>; 3] = Default::default();
    for (at, _) in sampled().filter(|(at, g)| *g > 0.75 * full && seen.darkness[*at] > 0.01) {
        for (values, value) in inked.iter_mut().zip(seen.colour(at)) {
            values.push(value);
        }
    }
    if inked[0].is_empty() {
        return None;
    }
    let density = inked.map(|mut values| {
        let at = values.len() / 2;
        -values.select_nth_unstable_by(at, f32::total_cmp).1.ln()
    });
    Some(Core { density })
}

/// Coverage by brightness where the gate is open, measured by how full the ink is thereabouts.
fn covered(
    seen: &Reflected<'_>,
    print: &[bool],
    core: &Core,
    size: (usize, usize),
    px_per_mm: f64,
) -> Vec<f32> {
    let least = (GATE_SHARE * (core.density[1] - core.density[0])).max(LEAST_RED);
    let open: Vec<bool> = seen.gate.iter().map(|g| *g > least).collect();
    let open = dilated(&open, size.0);
    let share = ShareOfLight::of(core);
    let mut coverage: Vec<f32> = seen
        .darkness
        .iter()
        .zip(open.iter().zip(print))
        .map(|(d, (open, print))| if *open && !*print { share.at(*d) } else { 0.0 })
        .collect();
    evened(&mut coverage, size, px_per_mm);
    coverage
}

/// Divides by how full the ink is thereabouts: where the die or the pen pressed less, half contrast is half of what
/// is there.
fn evened(coverage: &mut [f32], size: (usize, usize), px_per_mm: f64) {
    let block = (FULLNESS_MM * px_per_mm).round() as usize;
    let fullness = Grid::of(size, block, |[left, top, right, bottom]| {
        let mut inked: Vec<f32> = (top..bottom)
            .flat_map(|y| coverage[y * size.0 + left..y * size.0 + right].iter().copied())
            .filter(|c| *c > 0.35)
            .collect();
        if inked.len() < 24 {
            return None;
        }
        let at = inked.len() * 7 / 10;
        let level = *inked.select_nth_unstable_by(at, f32::total_cmp).1;
        Some([level.clamp(FULLNESS[0], FULLNESS[1])])
    });
    let fullness = fullness.filled([1.0]);
    for (y, row) in coverage.chunks_exact_mut(size.0).enumerate() {
        let level = fullness.along(y, size.0, FULLNESS_TILE);
        for (covered, [level]) in row.chunks_mut(FULLNESS_TILE).zip(level) {
            if covered.iter().any(|c| *c > 0.0) {
                let by = level.recip();
                covered.iter_mut().for_each(|c| *c = (*c * by).min(MOST_COVERED));
            }
        }
    }
}

/// Darkness to coverage: a pixel half covered by ink sends the mean of both lights, and only then comes the tone curve.
struct ShareOfLight(Vec<f32>);

impl ShareOfLight {
    const STEPS: usize = 512;

    fn of(core: &Core) -> Self {
        let light = core.density.map(|d| (-GAMMA * d).exp());
        let dark = |covered: f32| 1.0 - luma(light.map(|l| (1.0 - covered * (1.0 - l)).powf(1.0 / GAMMA)));
        let full = dark(1.0).max(0.02);
        let mut covered = 0.0_f32;
        let table = (0..=Self::STEPS).map(|step| {
            let seen = step as f32 / Self::STEPS as f32;
            if seen > full {
                // Denser than the median ink: by how much darker it is.
                return (seen / full).min(MOST_COVERED);
            }
            while covered < 1.0 && dark(covered) < seen {
                covered += 1.0 / Self::STEPS as f32;
            }
            covered
        });
        Self(table.collect())
    }

    fn at(&self, darkness: f32) -> f32 {
        let step = darkness.clamp(0.0, 1.0) * Self::STEPS as f32;
        let low = (step as usize).min(Self::STEPS - 1);
        self.0[low] + (self.0[low + 1] - self.0[low]) * (step - low as f32)
    }
}

/// Every value and its two neighbours as a mean; both ends stay as they are.
fn averaged(values: &[f32]) -> Vec<f32> {
    let mut out = values.to_vec();
    let beside = values.iter().zip(&values[1..]).zip(&values[2..]);
    for (to, ((a, b), c)) in out[1..].iter_mut().zip(beside) {
        *to = (a + b + c) * (1.0 / 3.0);
    }
    out
}

/// One pixel more all round: the gate is smoothed, so its own edge lies inside the ink's.
fn dilated(mask: &[bool], width: usize) -> Vec<bool> {
    let mut across = mask.to_vec();
    for (to, from) in across.chunks_exact_mut(width).zip(mask.chunks_exact(width)) {
        to[1..].iter_mut().zip(from).for_each(|(to, from)| *to |= from);
        to.iter_mut().zip(&from[1..]).for_each(|(to, from)| *to |= from);
    }
    let mut out = across.clone();
    for (to, from) in out[width..].iter_mut().zip(&across) {
        *to |= *from;
    }
    for (to, from) in out.iter_mut().zip(&across[width..]) {
        *to |= *from;
    }
    out
}
