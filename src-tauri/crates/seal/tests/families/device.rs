//! Four devices and what each makes of a sheet, each with its own way of spoiling thin strokes.

use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use seal::synth::Seeded;

use super::canvas::{PX_PER_MM, Pt, soften};
use super::sheet::Sheet;

/// A kind of device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// A flatbed with a lens: even light, three lines of sensors at once.
    Ccd,
    /// A contact sensor: colours one after the other, dust that leaves streaks, hard sharpening.
    Cis,
    /// A document camera under a lamp.
    Overhead,
    /// A telephone: denoised, sharpened, more colourful than life.
    Phone,
}

/// What one device does in one picture.
struct Way {
    px_per_mm: f64,
    blur_mm: f64,
    /// Where each colour looks beside the place, in mm.
    apart: [Pt; 3],
    white: [f32; 3],
    /// How much of the grey each colour is mixed away from: above 1 is more colourful.
    colourful: f32,
    gamma: f32,
    shade: (f64, f64),
    /// Light in a bell about the middle, as a camera's lens leaves it.
    vignette: f64,
    sharpen: (f32, f64),
    denoise: f64,
    noise: f64,
    quality: u8,
    full_colour: bool,
    skew_deg: f64,
    off: Pt,
    scale: f64,
    streak: Option<(f64, f32)>,
    perspective: Pt,
}

impl Device {
    pub const ALL: [Self; 4] = [Self::Ccd, Self::Cis, Self::Overhead, Self::Phone];

    pub fn is_camera(self) -> bool {
        matches!(self, Self::Overhead | Self::Phone)
    }

    fn way(self, random: &mut Seeded) -> Way {
        let dpi = match self {
            Self::Ccd => random.pick(&[150.0, 200.0, 300.0, 300.0, 400.0, 600.0]),
            Self::Cis => random.pick(&[150.0, 200.0, 200.0, 300.0, 300.0, 600.0]),
            Self::Overhead => random.pick(&[170.0, 200.0, 230.0, 260.0]),
            Self::Phone => random.pick(&[200.0, 250.0, 300.0, 350.0]),
        };
        let px_per_mm: f64 = dpi / 25.4;
        let pixel = 1.0 / px_per_mm;
        let mut r = |a: f64, b: f64| random.between(a, b);
        let still = [(0.0, 0.0); 3];
        let mut way = match self {
            Self::Ccd => Way {
                px_per_mm,
                blur_mm: pixel * 0.45 + r(0.01, 0.03),
                apart: still,
                white: [r(0.985, 1.0) as f32, r(0.985, 1.0) as f32, r(0.965, 1.0) as f32],
                colourful: r(0.95, 1.12) as f32,
                gamma: r(0.95, 1.06) as f32,
                shade: (r(0.0, 0.02), r(0.0, 6.3)),
                vignette: 0.0,
                sharpen: (r(0.0, 0.5) as f32, 0.8),
                denoise: 0.0,
                noise: r(0.8, 3.0),
                quality: 0,
                full_colour: false,
                skew_deg: r(-0.3, 0.3),
                off: (r(-0.15, 0.15), r(-0.15, 0.15)),
                scale: r(0.998, 1.002),
                streak: None,
                perspective: (0.0, 0.0),
            },
            Self::Cis => {
                let late = r(-0.5, 0.5) * pixel;
                Way {
                    px_per_mm,
                    blur_mm: pixel * 0.35 + r(0.015, 0.04),
                    apart: [(0.0, -late), (0.0, 0.0), (0.0, late)],
                    white: [r(0.97, 1.0) as f32, r(0.98, 1.0) as f32, r(0.97, 1.0) as f32],
                    colourful: r(0.9, 1.1) as f32,
                    gamma: r(0.9, 1.05) as f32,
                    shade: (r(0.0, 0.02), 0.0),
                    vignette: 0.0,
                    sharpen: (r(0.3, 1.1) as f32, 1.0),
                    denoise: 0.0,
                    noise: r(1.5, 4.0),
                    quality: 0,
                    full_colour: false,
                    skew_deg: r(-0.3, 0.3),
                    off: (r(-0.15, 0.15), r(-0.15, 0.15)),
                    scale: r(0.998, 1.002),
                    streak: (r(0.0, 1.0) < 0.4).then(|| (r(0.0, 1.0), r(0.01, 0.035) as f32)),
                    perspective: (0.0, 0.0),
                }
            }
            Self::Overhead => {
                let fringe = (r(-0.03, 0.03), r(-0.03, 0.03));
                Way {
                    px_per_mm,
                    blur_mm: pixel * 0.5 + r(0.02, 0.05),
                    apart: [(-fringe.0, -fringe.1), (0.0, 0.0), fringe],
                    white: [r(0.94, 1.0) as f32, r(0.94, 0.99) as f32, r(0.9, 0.99) as f32],
                    colourful: r(0.85, 1.15) as f32,
                    gamma: r(0.88, 1.1) as f32,
                    shade: (r(0.03, 0.15), r(0.0, 6.3)),
                    vignette: r(0.0, 0.04),
                    sharpen: (r(0.2, 0.8) as f32, 1.0),
                    denoise: 0.0,
                    noise: r(1.5, 4.5),
                    quality: 0,
                    full_colour: false,
                    skew_deg: r(-0.4, 0.4),
                    off: (r(-0.25, 0.25), r(-0.25, 0.25)),
                    scale: r(0.996, 1.004),
                    streak: None,
                    perspective: (r(-4e-4, 4e-4), r(-4e-4, 4e-4)),
                }
            }
            Self::Phone => Way {
                px_per_mm,
                blur_mm: pixel * 0.5 + r(0.02, 0.04),
                apart: still,
                white: [r(0.95, 1.0) as f32, r(0.94, 0.99) as f32, r(0.9, 1.0) as f32],
                colourful: r(1.0, 1.3) as f32,
                gamma: r(0.85, 1.0) as f32,
                shade: (r(0.02, 0.12), r(0.0, 6.3)),
                vignette: r(0.0, 0.06),
                sharpen: (r(0.5, 1.2) as f32, 1.3),
                denoise: r(0.3, 0.6),
                noise: r(0.5, 2.0),
                quality: 0,
                full_colour: false,
                skew_deg: r(-0.4, 0.4),
                off: (r(-0.25, 0.25), r(-0.25, 0.25)),
                scale: r(0.996, 1.004),
                streak: None,
                perspective: (r(-4e-4, 4e-4), r(-4e-4, 4e-4)),
            },
        };
        way.quality = random.pick(&[55, 65, 75, 80, 85, 90, 95]);
        way.full_colour = random.bits().is_multiple_of(5);
        way
    }

    /// The picture of `size` mm about the sheet's middle, cut at 300 dpi as the desk does or left as it was taken; with
    /// its resolution.
    pub fn take(self, sheet: &Sheet, size: Pt, random: &mut Seeded) -> (RgbImage, f64) {
        let way = self.way(random);
        let (width, height) = (
            (size.0 * way.px_per_mm).round() as usize,
            (size.1 * way.px_per_mm).round() as usize,
        );
        let mut channels = way.exposed(sheet, size, (width, height));
        for channel in &mut channels {
            soften(channel, width, way.blur_mm * way.px_per_mm);
            let mut soft = channel.clone();
            soften(&mut soft, width, way.sharpen.1);
            for (value, soft) in channel.iter_mut().zip(&soft) {
                *value += way.sharpen.0 * (*value - soft);
            }
        }
        let mut picture = RgbImage::new(width as u32, height as u32);
        for (at, pixel) in picture.pixels_mut().enumerate() {
            let rgb = [0, 1, 2].map(|c: usize| channels[c][at]);
            let grey = 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2];
            let shared = random.unit() - random.unit();
            *pixel = Rgb(std::array::from_fn(|c| {
                let noise = (shared + random.unit() - random.unit()) * way.noise * 1.5;
                let value = (grey + (rgb[c] - grey) * way.colourful) * 255.0 + noise as f32;
                value.round().clamp(0.0, 255.0) as u8
            }));
        }
        let picture = way.written(&picture);
        if random.bits().is_multiple_of(2) {
            let px = 300.0 / 25.4;
            let (w, h) = ((size.0 * px).round() as u32, (size.1 * px).round() as u32);
            return (
                image::imageops::resize(&picture, w, h, image::imageops::FilterType::Triangle),
                px,
            );
        }
        let px = f64::from(picture.width()) / size.0;
        (picture, px)
    }
}

impl Way {
    /// Picture values, 0 to 1, before lens and sharpening.
    fn exposed(&self, sheet: &Sheet, size: Pt, (width, height): (usize, usize)) -> [Vec<f32>; 3] {
        let (sin, cos) = self.skew_deg.to_radians().sin_cos();
        let (shade_sin, shade_cos) = self.shade.1.sin_cos();
        let mut out = [const { Vec::new() }; 3];
        let taps = ((PX_PER_MM / self.px_per_mm).round() as usize).clamp(1, 2);
        let tone: Vec<f32> = (0..=2048)
            .map(|i| (i as f32 / 2048.0).powf(self.gamma / 2.2))
            .collect();
        for at in 0..width * height {
            let (px, py) = ((at % width) as f64, (at / width) as f64);
            let u = (px / width as f64 - 0.5, py / height as f64 - 0.5);
            let lit = 1.0
                - self.shade.0 * (0.5 + u.0 * shade_cos + u.1 * shade_sin)
                - self.vignette * 2.0 * (u.0 * u.0 + u.1 * u.1);
            let streak = self
                .streak
                .filter(|s| (px / width as f64 - s.0).abs() * size.0 < 0.12)
                .map_or(1.0, |s| 1.0 - s.1);
            for (c, channel) in out.iter_mut().enumerate() {
                let mut sum = 0.0;
                for tap in 0..taps * taps {
                    let part = |i: usize| (i as f64 + 0.5) / taps as f64;
                    let x = (px + part(tap % taps)) / self.px_per_mm - size.0 / 2.0;
                    let y = (py + part(tap / taps)) / self.px_per_mm - size.1 / 2.0;
                    let w = 1.0 + self.perspective.0 * x + self.perspective.1 * y;
                    let (x, y) = (x * self.scale / w, y * self.scale / w);
                    let (x, y) = (x * cos - y * sin, x * sin + y * cos);
                    let mm = (
                        x + sheet.size.0 / 2.0 + self.off.0 + self.apart[c].0,
                        y + sheet.size.1 / 2.0 + self.off.1 + self.apart[c].1,
                    );
                    let place = |v: f64, end: usize| (v * PX_PER_MM).clamp(0.0, end as f64 - 1.0) as usize;
                    sum += sheet.light[place(mm.1, sheet.height) * sheet.width + place(mm.0, sheet.width)][c];
                }
                let light = sum / (taps * taps) as f32 * lit as f32 * streak;
                channel.push(tone[(light.clamp(0.0, 1.0) * 2048.0) as usize] * self.white[c]);
            }
        }
        if self.denoise > 0.0 {
            out.iter_mut().for_each(|c| soften(c, width, self.denoise));
        }
        out
    }

    fn written(&self, picture: &RgbImage) -> RgbImage {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.quality);
        encoder.set_sampling_factor(if self.full_colour {
            SamplingFactor::F_1_1
        } else {
            SamplingFactor::F_2_2
        });
        encoder
            .encode(
                picture,
                picture.width() as u16,
                picture.height() as u16,
                ColorType::Rgb,
            )
            .expect("a frame can be encoded");
        image::load_from_memory(&bytes)
            .expect("what was just encoded")
            .into_rgb8()
    }
}
