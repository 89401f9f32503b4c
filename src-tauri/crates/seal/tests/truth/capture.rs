//! What a flatbed or a document camera makes of a sheet, and the frame cut from its picture.
//!
//! In the reader's model: skew, scale, shade, tint, blur, noise. Not in it, on purpose: barrel distortion, colour
//! fringes, sharpening halos, tone curves, more or less saturated colours, an uneven registration, JPEG with halved
//! colour.

use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use seal::synth::{Seeded, blur};

use super::sheet::{PX_PER_MM, Sheet};

/// Pixels per millimetre of the frame that is cut: 300 dpi.
pub const FRAME_PX_PER_MM: f64 = 300.0 / 25.4;

/// Which device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    Flatbed,
    Camera,
}

/// One picture taken of a sheet.
#[derive(Debug, Clone)]
pub struct Capture {
    px_per_mm: f64,
    /// Sine and cosine of the angle at which the sheet lies: every pixel needs them.
    skew: (f64, f64),
    /// Height over width of a millimetre: a feeder that slips.
    stretch: f64,
    /// How the far edge shrinks, per mm across and down.
    perspective: (f64, f64),
    /// Barrel distortion, per mm².
    barrel: f64,
    /// Softness of the lens as a standard deviation in mm.
    blur_mm: f64,
    /// Shift of red against blue in mm.
    fringe_mm: (f64, f64),
    /// Light at one side by the light in the middle, and its direction in degrees.
    shade: (f64, f64),
    tint: [f64; 3],
    gamma: f64,
    saturation: f64,
    sharpen: f64,
    noise: f64,
    quality: u8,
    /// Error of the registration: shift in mm, turn in degrees, scale.
    off: ((f64, f64), f64, f64),
}

impl Capture {
    /// A device with its everyday settings.
    pub fn new(device: Device, random: &mut Seeded) -> Self {
        let flat = device == Device::Flatbed;
        let mut r = |low: f64, high: f64| random.between(low, high);
        let mut out = Self {
            px_per_mm: 0.0,
            skew: r(-4.0, 4.0).to_radians().sin_cos(),
            stretch: r(0.998, 1.002),
            perspective: if flat {
                (0.0, 0.0)
            } else {
                (r(-6e-4, 6e-4), r(-6e-4, 6e-4))
            },
            barrel: if flat { 0.0 } else { r(-1.0e-6, 2.0e-6) },
            blur_mm: if flat { r(0.03, 0.06) } else { r(0.05, 0.09) },
            fringe_mm: if flat {
                (0.0, 0.0)
            } else {
                (r(-0.04, 0.04), r(-0.04, 0.04))
            },
            shade: if flat {
                (r(0.0, 0.03), r(0.0, 360.0))
            } else {
                (r(0.03, 0.2), r(0.0, 360.0))
            },
            tint: if flat {
                [1.0, r(0.985, 1.0), r(0.95, 1.0)]
            } else {
                [1.0, r(0.97, 1.0), r(0.91, 1.0)]
            },
            gamma: if flat { r(0.93, 1.07) } else { r(0.88, 1.12) },
            saturation: if flat { r(0.95, 1.1) } else { r(0.85, 1.2) },
            sharpen: if flat { r(0.0, 0.5) } else { r(0.0, 0.8) },
            noise: if flat { r(1.0, 4.0) } else { r(2.0, 6.0) },
            quality: 0,
            off: ((r(-0.12, 0.12), r(-0.12, 0.12)), r(-0.12, 0.12), r(0.999, 1.001)),
        };
        let dpi: &[f64] = if flat {
            &[200.0, 300.0, 300.0, 300.0, 300.0, 400.0, 600.0]
        } else {
            &[190.0, 220.0, 250.0, 280.0]
        };
        out.px_per_mm = random.pick(dpi) / 25.4;
        out.quality = random.pick(&[60, 70, 75, 80, 85, 90, 95]);
        out
    }

    /// Sensor pixel of a point of the sheet, both from their middles.
    fn sensor(&self, (x, y): (f64, f64), barrel: f64) -> (f64, f64) {
        let (sin, cos) = self.skew;
        let y = y * self.stretch;
        let (x, y) = (x * cos - y * sin, x * sin + y * cos);
        let w = 1.0 + self.perspective.0 * x + self.perspective.1 * y;
        let bend = 1.0 - barrel * (x * x + y * y);
        (x / w * bend * self.px_per_mm, y / w * bend * self.px_per_mm)
    }

    /// The inverse of [`Self::sensor`].
    fn sheet(&self, (px, py): (f64, f64)) -> (f64, f64) {
        let (u, v) = (px / self.px_per_mm, py / self.px_per_mm);
        let bend = 1.0 + self.barrel * (u * u + v * v);
        let (u, v) = (u * bend, v * bend);
        let w = 1.0 / (1.0 - self.perspective.0 * u - self.perspective.1 * v);
        let (x, y) = (u * w, v * w);
        let (sin, cos) = self.skew;
        (x * cos + y * sin, (y * cos - x * sin) / self.stretch)
    }

    /// Takes the picture, cuts `size_mm` about the sheet's middle, and answers it with the truth at the same pixels.
    pub fn take(&self, sheet: &Sheet, size_mm: (f64, f64), random: &mut Seeded) -> (RgbImage, Vec<bool>) {
        let picture = self.exposed(sheet, random);
        let picture = through_jpeg(&picture, self.quality);
        self.cut(&picture, sheet, size_mm)
    }

    fn exposed(&self, sheet: &Sheet, random: &mut Seeded) -> RgbImage {
        let reach = (sheet.width as f64).hypot(sheet.height as f64) / PX_PER_MM / 2.0;
        let side = |px: usize| ((px as f64 / PX_PER_MM + 0.1 * reach) * self.px_per_mm) as usize;
        let (width, height) = (side(sheet.width), side(sheet.height));
        let mut channels = [const { Vec::new() }; 3];
        let (shade_sin, shade_cos) = self.shade.1.to_radians().sin_cos();
        // The tone curve in steps of a thousandth: a power a pixel is what takes time.
        let tone: Vec<f32> = (0..=1000)
            .map(|i| (f64::from(i) / 1000.0).powf(self.gamma / 2.2) as f32)
            .collect();
        for y in 0..height {
            for x in 0..width {
                let middle = (
                    x as f64 + 0.5 - width as f64 / 2.0,
                    y as f64 + 0.5 - height as f64 / 2.0,
                );
                let light = self.seen(sheet, middle);
                let (u, v) = (middle.0 / width as f64, middle.1 / height as f64);
                let lit = 1.0 - self.shade.0 * (0.5 + u * shade_cos + v * shade_sin);
                for (channel, (light, tint)) in channels.iter_mut().zip(light.into_iter().zip(self.tint)) {
                    let step = (light * lit as f32).clamp(0.0, 1.0) * 1000.0;
                    let (low, share) = ((step as usize).min(999), part_of(step));
                    channel.push((tone[low] + (tone[low + 1] - tone[low]) * share) * tint as f32);
                }
            }
        }
        let size = (width, height);
        for channel in &mut channels {
            blur_within(channel, size, self.blur_mm * self.px_per_mm);
            if self.sharpen > 0.0 {
                let mut soft = channel.clone();
                blur_within(&mut soft, size, 0.9);
                for (value, soft) in channel.iter_mut().zip(soft) {
                    *value += self.sharpen as f32 * (*value - soft);
                }
            }
        }
        RgbImage::from_fn(width as u32, height as u32, |x, y| {
            let at = y as usize * width + x as usize;
            let rgb = [0, 1, 2].map(|c: usize| f64::from(channels[c][at]));
            let grey = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
            let bits = random.bits();
            Rgb(std::array::from_fn(|c| {
                let dice = |at: usize| (bits >> (16 * at) & 0xff) as f64 / 255.0 - 0.5;
                let noise = (dice(c) + dice(3) * 0.7 + ((bits >> (16 * c + 8) & 0xff) as f64 / 255.0 - 0.5))
                    * self.noise
                    * 2.1;
                rounded((grey + (rgb[c] - grey) * self.saturation) * 255.0 + noise)
            }))
        })
    }

    /// Light that falls on a pixel: the mean of a few places, each colour a little elsewhere.
    fn seen(&self, sheet: &Sheet, pixel: (f64, f64)) -> [f32; 3] {
        const PLACES: [(f64, f64); 3] = [(-0.3, -0.1), (0.2, -0.3), (0.1, 0.35)];
        let mut sum = [0.0; 3];
        for (dx, dy) in PLACES {
            let (x, y) = self.sheet((pixel.0 + dx, pixel.1 + dy));
            if self.fringe_mm == (0.0, 0.0) {
                let light = bilinear(sheet, (x, y), |i| sheet.light[i]);
                sum = std::array::from_fn(|c| sum[c] + light[c]);
                continue;
            }
            for (channel, (sum, share)) in sum.iter_mut().zip([-0.5, 0.0, 0.5]).enumerate() {
                let at = (x + share * self.fringe_mm.0, y + share * self.fringe_mm.1);
                *sum += bilinear(sheet, at, |i| [sheet.light[i][channel]])[0];
            }
        }
        sum.map(|s| s / PLACES.len() as f32)
    }

    fn cut(&self, picture: &RgbImage, sheet: &Sheet, size_mm: (f64, f64)) -> (RgbImage, Vec<bool>) {
        let side = |mm: f64| (mm * FRAME_PX_PER_MM).round() as u32;
        let (width, height) = (side(size_mm.0), side(size_mm.1));
        let ((off_x, off_y), turn, scale) = self.off;
        let (sin, cos) = turn.to_radians().sin_cos();
        let (mut frame, mut truth) = (RgbImage::new(width, height), Vec::new());
        let middle = (
            f64::from(picture.width()) / 2.0,
            f64::from(picture.height()) / 2.0,
        );
        let taps = (self.px_per_mm / FRAME_PX_PER_MM).round().max(1.0) as u32;
        for y in 0..height {
            for x in 0..width {
                let place = |tx: f64, ty: f64| {
                    let mx = (f64::from(x) + tx - f64::from(width) / 2.0) / FRAME_PX_PER_MM;
                    let my = (f64::from(y) + ty - f64::from(height) / 2.0) / FRAME_PX_PER_MM;
                    let sheet_at = (
                        (mx * cos - my * sin) * scale + off_x,
                        (mx * sin + my * cos) * scale + off_y,
                    );
                    // The registration knows no barrel: it is part of what is seen.
                    self.sensor(sheet_at, 0.0)
                };
                let mut sum = [0.0_f64; 3];
                for t in 0..taps * taps {
                    let part = |i: u32| (f64::from(i) + 0.5) / f64::from(taps);
                    let (px, py) = place(part(t % taps), part(t / taps));
                    for (sum, value) in sum.iter_mut().zip(pixel(picture, px + middle.0, py + middle.1)) {
                        *sum += value / f64::from(taps * taps);
                    }
                }
                frame.put_pixel(x, y, Rgb(sum.map(rounded)));
                let on_sheet = self.sheet(place(0.5, 0.5));
                truth.push(bilinear(sheet, on_sheet, |i| [sheet.ink[i]])[0] > 0.5);
            }
        }
        (frame, truth)
    }
}

fn blur_within(values: &mut [f32], size: (usize, usize), sigma: f64) {
    // Beyond the rim nothing is known: blurring the difference to white keeps the rim as bright as the rest.
    for value in values.iter_mut() {
        *value -= 1.0;
    }
    blur(values, size, sigma);
    for value in values.iter_mut() {
        *value += 1.0;
    }
}

fn bilinear<const N: usize>(
    sheet: &Sheet,
    (x, y): (f64, f64),
    value: impl Fn(usize) -> [f32; N],
) -> [f32; N] {
    let place = |mm: f64, end: usize| {
        let at = (mm * PX_PER_MM + end as f64 / 2.0 - 0.5).clamp(0.0, (end - 1) as f64);
        (
            at as usize,
            (at as usize + 1).min(end - 1),
            (at - (at as usize) as f64) as f32,
        )
    };
    let ((x0, x1, ax), (y0, y1, ay)) = (place(x, sheet.width), place(y, sheet.height));
    let (a, b) = (value(y0 * sheet.width + x0), value(y0 * sheet.width + x1));
    let (c, d) = (value(y1 * sheet.width + x0), value(y1 * sheet.width + x1));
    std::array::from_fn(|i| {
        let (top, bottom) = (a[i] + (b[i] - a[i]) * ax, c[i] + (d[i] - c[i]) * ax);
        top + (bottom - top) * ay
    })
}

fn pixel(picture: &RgbImage, x: f64, y: f64) -> [f64; 3] {
    let place = |v: f64, end: u32| {
        let at = (v - 0.5).clamp(0.0, f64::from(end - 1));
        (at as u32, (at as u32 + 1).min(end - 1), at - f64::from(at as u32))
    };
    let ((x0, x1, ax), (y0, y1, ay)) = (place(x, picture.width()), place(y, picture.height()));
    let at = |x: u32, y: u32| picture.get_pixel(x, y).0;
    let (a, b, c, d) = (at(x0, y0), at(x1, y0), at(x0, y1), at(x1, y1));
    std::array::from_fn(|i| {
        let mix = |p: u8, q: u8| f64::from(p) * (1.0 - ax) + f64::from(q) * ax;
        mix(a[i], b[i]) * (1.0 - ay) + mix(c[i], d[i]) * ay
    })
}

/// What lies behind the point of a value that is not negative; the library's own way is a call a pixel.
fn part_of(value: f32) -> f32 {
    value - (value as usize) as f32
}

/// The nearest picture value, as cheap.
fn rounded(value: f64) -> u8 {
    (value.clamp(0.0, 255.0) + 0.5) as u8
}

/// Out and in again, with the colour at half the resolution both ways (4:2:0), as scanners write it.
fn through_jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(
            picture,
            picture.width() as u16,
            picture.height() as u16,
            ColorType::Rgb,
        )
        .expect("a picture of a frame can be encoded");
    image::load_from_memory(&bytes)
        .expect("what was just encoded")
        .into_rgb8()
}
