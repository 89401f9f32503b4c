//! The scanned look of a rendered page, for practice and for tests.
//!
//! Made-up scans must be reproducible: everything random comes from the seed. This is not a model of a scanner, only
//! enough of one (skew, scale, paper tint, noise, a softened edge) that a page that went through it is no longer a
//! rendering. Never used on a real page.

use image::{Rgb, RgbImage};

/// A small generator with a good spread (SplitMix64, public domain), so that tests need no other crate.
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Sixty-four random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About normal: mean 0, deviation 1 (sum of four uniform numbers).
    pub fn normal(&mut self) -> f64 {
        let bits = self.bits();
        let sum: u64 = (0..4).map(|i| bits >> (16 * i) & 0xffff).sum();
        (sum as f64 / 65536.0 - 2.0) * 1.732
    }
}

/// How a page lies on the scanner: picture pixels of a rendered page's pixel, for checking a reading against the truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    turn: (f64, f64),
    scale: f64,
    from: (f64, f64),
    to: (f64, f64),
}

impl Pose {
    /// A page of this size turned clockwise by `rotate_deg` and scaled about its middle, on a picture just as large as
    /// the nearest quarter turn asks: what sticks out of the glass is lost, as on a real scanner.
    pub fn new(size: (u32, u32), rotate_deg: f64, scale: f64) -> (Self, (u32, u32)) {
        let quarter = ((rotate_deg / 90.0).round() as i64).rem_euclid(2) == 1;
        let out = if quarter { (size.1, size.0) } else { size };
        let (sin, cos) = rotate_deg.to_radians().sin_cos();
        let middle = |s: (u32, u32)| (f64::from(s.0) / 2.0, f64::from(s.1) / 2.0);
        (
            Self {
                turn: (cos, sin),
                scale,
                from: middle(size),
                to: middle(out),
            },
            out,
        )
    }

    /// Where a point of the rendered page lies in the scan.
    pub fn forward(&self, p: (f64, f64)) -> (f64, f64) {
        let (x, y) = ((p.0 - self.from.0) * self.scale, (p.1 - self.from.1) * self.scale);
        (
            x * self.turn.0 - y * self.turn.1 + self.to.0,
            x * self.turn.1 + y * self.turn.0 + self.to.1,
        )
    }

    fn back(&self, p: (f64, f64)) -> (f64, f64) {
        let (x, y) = ((p.0 - self.to.0) / self.scale, (p.1 - self.to.1) / self.scale);
        (
            x * self.turn.0 + y * self.turn.1 + self.from.0,
            -x * self.turn.1 + y * self.turn.0 + self.from.1,
        )
    }
}

/// Gives a rendered A4 page the look of a scan.
///
/// `rotate_deg` turns it clockwise, `scale` shrinks or enlarges the print (0.9 is a print at 90 %), `noise` is the sensor's
/// deviation in brightness steps, and a triangle of `corner_crop_mm` at the top left corner of the paper is folded away.
pub fn age(
    page: &RgbImage,
    rotate_deg: f64,
    scale: f64,
    noise: f64,
    seed: u64,
    corner_crop_mm: f64,
) -> RgbImage {
    let mut random = Seeded::new(seed);
    let (pose, (width, height)) = Pose::new(page.dimensions(), rotate_deg, scale);
    let px_per_mm = f64::from(page.width().min(page.height())) / 210.0;
    let crop = corner_crop_mm * px_per_mm;
    // Office paper under a scanner lamp: not quite white, a touch warm, a little darker towards one side.
    let tint = [
        250.0 - random.unit() * 4.0,
        249.0 - random.unit() * 4.0,
        244.0 - random.unit() * 6.0,
    ];
    let shade = (random.unit() - 0.5) * 10.0;
    let lid = [232.0, 233.0, 235.0];
    RgbImage::from_fn(width, height, |x, y| {
        let at = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        let from = pose.back(at);
        let fall = shade * (at.0 / f64::from(width) - 0.5);
        let grain = random.normal() * noise;
        let outside = from.0 < 0.0
            || from.1 < 0.0
            || from.0 > f64::from(page.width())
            || from.1 > f64::from(page.height());
        let mut out = [0_u8; 3];
        let print = if outside || from.0 + from.1 < crop {
            None
        } else {
            Some(soft(page, from))
        };
        for (c, value) in out.iter_mut().enumerate() {
            // Ink never reaches black under a lamp: 28 of 255 stays.
            let clean = print.map_or(lid[c], |p| 28.0 + f64::from(p[c]) / 255.0 * (tint[c] - 28.0));
            *value = (clean + fall + grain + random.normal() * noise * 0.4)
                .round()
                .clamp(0.0, 255.0) as u8;
        }
        Rgb(out)
    })
}

/// A slightly softened sample: the mean of four bilinear taps, as a lens would give.
fn soft(page: &RgbImage, (x, y): (f64, f64)) -> [f32; 3] {
    let mut sum = [0.0; 3];
    for (dx, dy) in [(-0.3, -0.3), (0.3, -0.3), (-0.3, 0.3), (0.3, 0.3)] {
        let value = crate::cut::bilinear(page, x + dx, y + dy);
        for (s, v) in sum.iter_mut().zip(value) {
            *s += v / 4.0;
        }
    }
    sum
}
