//! Ink separated from paper and print.
//!
//! The paper divides out; what remains is optical density. Colour only gates (density in green beyond density in red), the
//! edge is taken from brightness at half contrast between paper and ink: colour is smeared by JPEG's subsampling, brightness
//! is not (SCAN_AND_SEAL.md, the table of mask overlaps). Half contrast is meant in light, not in picture values: a sensor
//! adds up light before the picture's tone curve is put on. What is dark in red light is print, not seal ink.

use image::RgbImage;

use crate::grid::{Grid, Map};
use crate::paper::{luma, paper};

/// Least excess of green over red density for a pixel to count as reddish at all.
const LEAST_RED: f32 = 0.09;
/// Least difference of red over green reflectance: in the dark a ratio is all noise.
const LEAST_STEP: f32 = 0.04;
/// Share of the core's excess at which the gate opens. Density is not linear in coverage: half covered is about 0.3,
/// and the gate has to stay open below the half for the edge's tail to be measured.
const GATE_SHARE: f32 = 0.12;
/// Red density beyond the ink's own from which a pixel is print.
const PRINT_EXCESS: f32 = 0.45;
/// Least darkness of a pen's stroke.
pub(crate) const STROKE_DARK: f32 = 0.22;
/// The power that turns a picture value into what adds up at an edge. The lens and the sensor add up light, a power of 2.2
/// (IEC 61966-2-1); sharpening, JPEG and the cutting of the frame add up picture values, a power of 1. Between the two it was
/// set on tuning samples: 2.2 makes a signature's strokes 5 % too large, 1.4 makes them too small.
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
    /// Density in green beyond density in red.
    excess: Vec<f32>,
}

impl<'a> Reflected<'a> {
    /// The paper changes so slowly that one value serves a tile of so many pixels a side.
    const TILE: usize = 8;

    fn of(frame: &'a RgbImage, px_per_mm: f64) -> Self {
        let (width, height) = (frame.width() as usize, frame.height() as usize);
        let paper = paper(frame, px_per_mm);
        let (mut darkness, mut red) = (vec![0.0; width * height], vec![0.0; width * height]);
        let mut excess = vec![0.0; width * height];
        let mut tiles = Vec::new();
        let rows = frame.as_raw().chunks_exact(width * 3).enumerate();
        let out = darkness
            .chunks_exact_mut(width)
            .zip(red.chunks_exact_mut(width))
            .zip(excess.chunks_exact_mut(width));
        for ((y, row), ((darkness, red), excess)) in rows.zip(out) {
            if y % Self::TILE == 0 {
                tiles.clear();
                tiles.extend((0..width).step_by(Self::TILE).map(|x| {
                    let white = paper.at(x + Self::TILE / 2, y + Self::TILE / 2);
                    (white[0].recip(), white[1].recip(), luma(white).recip())
                }));
            }
            let out = darkness
                .chunks_mut(Self::TILE)
                .zip(red.chunks_mut(Self::TILE))
                .zip(excess.chunks_mut(Self::TILE));
            for ((row, by), ((darkness, red), excess)) in row.chunks(Self::TILE * 3).zip(&tiles).zip(out) {
                for (at, p) in row.chunks_exact(3).enumerate() {
                    let seen = [f32::from(p[0]), f32::from(p[1]), f32::from(p[2])];
                    let (r, g) = (seen[0] * by.0, seen[1] * by.1);
                    darkness[at] = (1.0 - luma(seen) * by.2).clamp(0.0, 0.996);
                    red[at] = r;
                    excess[at] = red_excess(r, g);
                }
            }
        }
        Self {
            frame,
            paper,
            darkness,
            red,
            excess,
        }
    }

    /// Reflectance of a pixel in a colour.
    fn colour(&self, at: usize, channel: usize) -> f32 {
        let width = self.frame.width() as usize;
        let white = self.paper.at(at % width, at / width)[channel];
        (f32::from(self.frame.as_raw()[at * 3 + channel]) / white).clamp(0.004, 1.05)
    }
}

impl Ink {
    pub fn of(frame: &RgbImage, px_per_mm: f64) -> Self {
        let size = (frame.width() as usize, frame.height() as usize);
        let seen = Reflected::of(frame, px_per_mm);
        let gate = box_mean(&seen.excess, size.0);
        let core = core_of(&seen, &gate, px_per_mm);
        let dark_red = (-(core.map_or(0.0, |c| c.density[0]) + PRINT_EXCESS)).exp();
        let print: Vec<bool> = seen
            .red
            .iter()
            .zip(&seen.darkness)
            .map(|(r, d)| *r < dark_red && *d > 0.45)
            .collect();
        let coverage = match &core {
            None => vec![0.0; size.0 * size.1],
            Some(core) => covered(&seen.darkness, &gate, &print, core, size, px_per_mm),
        };
        Self {
            width: size.0,
            height: size.1,
            px_per_mm,
            coverage,
            darkness: seen.darkness,
            print,
            core,
            paper: seen.paper,
        }
    }

    /// Coverage by ink of any colour, as a pen leaves it; nothing where the darkest strokes are hardly darker than paper.
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

    /// True where red ink covers more than half.
    pub fn mask(&self) -> Vec<bool> {
        self.coverage.iter().map(|c| *c > 0.5).collect()
    }

    /// Whether print hides a point or one of the two pixels beside it, so that nothing is known of the ink there.
    pub fn is_hidden(&self, x: f64, y: f64) -> bool {
        let near = |v: f64, end: usize| (v as usize).saturating_sub(2)..((v as usize) + 3).min(end);
        near(y, self.height).any(|y| near(x, self.width).any(|x| self.print[y * self.width + x]))
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

fn core_of(seen: &Reflected<'_>, gate: &[f32], px_per_mm: f64) -> Option<Core> {
    let sampled = || gate.iter().copied().enumerate().step_by(SAMPLED);
    let mut reds: Vec<f32> = sampled().map(|(_, g)| g).filter(|g| *g > LEAST_RED).collect();
    // Half a square millimetre of reddish pixels is noise or a fibre, not a sample.
    if ((reds.len() * SAMPLED) as f64) < 0.5 * px_per_mm * px_per_mm {
        return None;
    }
    let at = reds.len() * 85 / 100;
    let full = *reds.select_nth_unstable_by(at, f32::total_cmp).1;
    let inked: Vec<usize> = sampled()
        .filter(|(at, g)| *g > 0.75 * full && seen.darkness[*at] > 0.01)
        .map(|(at, _)| at)
        .collect();
    if inked.is_empty() {
        return None;
    }
    let density = [0, 1, 2].map(|channel| {
        let mut values: Vec<f32> = inked.iter().map(|at| seen.colour(*at, channel)).collect();
        let at = values.len() / 2;
        -values.select_nth_unstable_by(at, f32::total_cmp).1.ln()
    });
    Some(Core { density })
}

/// Coverage by brightness where the gate is open, measured by how full the ink is thereabouts.
fn covered(
    darkness: &[f32],
    gate: &[f32],
    print: &[bool],
    core: &Core,
    size: (usize, usize),
    px_per_mm: f64,
) -> Vec<f32> {
    let least = (GATE_SHARE * (core.density[1] - core.density[0])).max(LEAST_RED);
    let open: Vec<bool> = gate.iter().map(|g| *g > least).collect();
    let open = dilated(&open, size.0);
    let share = ShareOfLight::of(core);
    let mut coverage: Vec<f32> = darkness
        .iter()
        .zip(open.iter().zip(print))
        .map(|(d, (open, print))| if *open && !*print { share.at(*d) } else { 0.0 })
        .collect();
    evened(&mut coverage, size, px_per_mm);
    coverage
}

/// Divides by how full the ink is thereabouts: where the die or the pen pressed less, half contrast is half of what is there.
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
        for (tile, covered) in row.chunks_mut(FULLNESS_TILE).enumerate() {
            if covered.iter().any(|c| *c > 0.0) {
                let by = fullness.at(tile * FULLNESS_TILE + FULLNESS_TILE / 2, y)[0].recip();
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

/// A 3×3 mean; the rim stays as it is.
fn box_mean(values: &[f32], width: usize) -> Vec<f32> {
    let mut across = values.to_vec();
    for (to, from) in across.chunks_exact_mut(width).zip(values.chunks_exact(width)) {
        for (to, w) in to[1..].iter_mut().zip(from.windows(3)) {
            *to = (w[0] + w[1] + w[2]) / 3.0;
        }
    }
    let mut out = across.clone();
    let (above, here, below) = (&across[..], &across[width..], &across[2 * width..]);
    for (to, ((a, b), c)) in out[width..].iter_mut().zip(above.iter().zip(here).zip(below)) {
        *to = (a + b + c) / 3.0;
    }
    out
}

/// One pixel more all round: the gate is smoothed, so its own edge lies inside the ink's.
fn dilated(mask: &[bool], width: usize) -> Vec<bool> {
    let mut across = mask.to_vec();
    for (to, from) in across.chunks_exact_mut(width).zip(mask.chunks_exact(width)) {
        for (to, w) in to[1..].iter_mut().zip(from.windows(3)) {
            *to = w[0] | w[1] | w[2];
        }
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
