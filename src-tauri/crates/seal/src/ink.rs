//! Ink separated from paper and print.
//!
//! The paper divides out; what remains is optical density. Colour only gates (density in green beyond density in red), the
//! edge is taken from brightness at half contrast between paper and ink: colour is smeared by JPEG's subsampling, brightness
//! is not (SCAN_AND_SEAL.md, the table of mask overlaps). What is dark in red light is print, not seal ink.

use image::RgbImage;

use crate::paper::Paper;

/// Least excess of green over red density for a pixel to count as reddish at all.
const LEAST_RED: f32 = 0.09;
/// Least difference of red over green reflectance: in the dark a ratio is all noise.
const LEAST_STEP: f32 = 0.04;
/// Share of the core's excess at which the gate opens. Density is not linear in coverage: half covered is about 0.3,
/// and the gate has to stay open below the half for the edge's tail to be measured.
const GATE_SHARE: f32 = 0.12;
/// Red density beyond the ink's own from which a pixel is print.
const PRINT_EXCESS: f32 = 0.45;

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
    /// Reflectance of each pixel, 0 to 1 per channel.
    pub reflectance: Vec<[f32; 3]>,
    /// The red ink, when there is any.
    pub core: Option<Core>,
    pub paper_rgb: [f32; 3],
}

/// The ink where it is fullest: optical densities in red, green and blue, and its brightness.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Core {
    pub density: [f32; 3],
    pub brightness: f32,
}

impl Ink {
    pub fn of(frame: &RgbImage, px_per_mm: f64) -> Self {
        let (width, height) = (frame.width() as usize, frame.height() as usize);
        let paper = Paper::of(frame, px_per_mm);
        let mut reflectance = Vec::with_capacity(width * height);
        for (i, p) in frame.as_raw().chunks_exact(3).enumerate() {
            let white = paper.at(i % width, i / width);
            reflectance.push([0, 1, 2].map(|c| (f32::from(p[c]) / white[c]).clamp(0.004, 1.05)));
        }
        let bright: Vec<f32> = reflectance
            .iter()
            .map(|r| 0.299 * r[0] + 0.587 * r[1] + 0.114 * r[2])
            .collect();
        let reddish = |r: &[f32; 3]| {
            if r[0] - r[1] > LEAST_STEP {
                (r[0] / r[1]).ln()
            } else {
                0.0
            }
        };
        let excess: Vec<f32> = reflectance.iter().map(reddish).collect();
        let gate = box_mean(&excess, width, height);
        let core = core_of(&reflectance, &bright, &gate, px_per_mm);
        let own_red = core.map_or(0.0, |c| c.density[0]);
        let dark_red = (-(own_red + PRINT_EXCESS)).exp();
        let print: Vec<bool> = reflectance
            .iter()
            .zip(&bright)
            .map(|(r, b)| r[0] < dark_red && *b < 0.55)
            .collect();
        let coverage = match &core {
            None => vec![0.0; width * height],
            Some(core) => {
                let least = (GATE_SHARE * (core.density[1] - core.density[0])).max(LEAST_RED);
                let open = dilated(
                    &gate.iter().map(|g| *g > least).collect::<Vec<_>>(),
                    width,
                    height,
                );
                let depth = (1.0 - core.brightness).max(0.05);
                let covered = bright.iter().zip(open).zip(&print);
                covered
                    .map(|((b, open), print)| {
                        if open && !print {
                            ((1.0 - b) / depth).clamp(0.0, 1.3)
                        } else {
                            0.0
                        }
                    })
                    .collect()
            }
        };
        let darkness = bright.iter().map(|b| (1.0 - b).max(0.0)).collect();
        Self {
            width,
            height,
            px_per_mm,
            coverage,
            darkness,
            print,
            reflectance,
            core,
            paper_rgb: paper.mean(),
        }
    }

    /// True where red ink covers more than half.
    pub fn mask(&self) -> Vec<bool> {
        self.coverage.iter().map(|c| *c > 0.5).collect()
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

    /// Number of pixels as an area in mm².
    pub fn area_mm2(&self, pixels: usize) -> f64 {
        pixels as f64 / (self.px_per_mm * self.px_per_mm)
    }
}

fn core_of(reflectance: &[[f32; 3]], bright: &[f32], gate: &[f32], px_per_mm: f64) -> Option<Core> {
    let mut reds: Vec<f32> = gate.iter().copied().filter(|g| *g > LEAST_RED).collect();
    // Half a square millimetre of reddish pixels is noise or a fibre, not a sample.
    if (reds.len() as f64) < 0.5 * px_per_mm * px_per_mm {
        return None;
    }
    let at = reds.len() * 85 / 100;
    let full = *reds.select_nth_unstable_by(at, f32::total_cmp).1;
    let mut inked: Vec<usize> = (0..gate.len())
        .filter(|&i| gate[i] > 0.75 * full && bright[i] < 0.99)
        .collect();
    if inked.is_empty() {
        return None;
    }
    let mut middle = |value: &dyn Fn(usize) -> f32| {
        let at = inked.len() / 2;
        let (_, i, _) = inked.select_nth_unstable_by(at, |&a, &b| value(a).total_cmp(&value(b)));
        value(*i)
    };
    let density = [0, 1, 2].map(|c| -middle(&|i| reflectance[i][c]).ln());
    let brightness = middle(&|i| bright[i]);
    Some(Core { density, brightness })
}

/// A 3×3 mean.
fn box_mean(values: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut across = values.to_vec();
    for (to, from) in across.chunks_exact_mut(width).zip(values.chunks_exact(width)) {
        for x in 1..width.saturating_sub(1) {
            to[x] = (from[x - 1] + from[x] + from[x + 1]) / 3.0;
        }
    }
    let mut out = across.clone();
    for y in 1..height.saturating_sub(1) {
        for x in 0..width {
            let at = y * width + x;
            out[at] = (across[at - width] + across[at] + across[at + width]) / 3.0;
        }
    }
    out
}

/// One pixel more all round: the gate is smoothed, so its own edge lies inside the ink's.
fn dilated(mask: &[bool], width: usize, height: usize) -> Vec<bool> {
    let mut out = mask.to_vec();
    for y in 0..height {
        for x in 0..width {
            if mask[y * width + x] {
                for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                    for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                        out[ny * width + nx] = true;
                    }
                }
            }
        }
    }
    out
}
