//! The scanned look of a rendered page, for practice and for tests.
//!
//! Made-up scans must be reproducible: everything random comes from the seed. This is not a model of a scanner, only
//! enough of one (skew, scale, paper tint, noise, a softened edge) that a page that went through it is no longer a
//! rendering. Never used on a real page.

mod capture;

use image::{Rgb, RgbImage};

pub use capture::{Camera, Capture, Captured, Stain};
pub use numerics::Seeded;

/// How a page lies on the scanner: picture pixels of a rendered page's pixel, for checking a reading against the truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    turn: (f64, f64),
    scale: f64,
    from: (f64, f64),
    to: (f64, f64),
}

impl Pose {
    /// A page of this size turned clockwise by `rotate_deg`, its print scaled about its middle, on a picture that
    /// holds the whole sheet of paper.
    pub fn new(size: (u32, u32), rotate_deg: f64, scale: f64) -> (Self, (u32, u32)) {
        let (sin, cos) = rotate_deg.to_radians().sin_cos();
        let (w, h) = (f64::from(size.0), f64::from(size.1));
        let side = |a: f64, b: f64| (a * cos.abs() + b * sin.abs()).round().max(1.0) as u32;
        // Turned by quarters, sine and cosine leave a speck of the other side: rounding takes it away.
        let out = (side(w, h), side(h, w));
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

    fn on_sheet(&self, print: f64, axis: usize) -> f64 {
        let middle = [self.from.0, self.from.1][axis];
        (print - middle) * self.scale + middle
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
/// `rotate_deg` turns it clockwise, `scale` shrinks or enlarges the print on its sheet (0.9 is a print at 90 %),
/// `noise` is the sensor's deviation in brightness steps, and a triangle of `corner_crop_mm` at the sheet's top left
/// corner is torn off.
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
    let size = (f64::from(page.width()), f64::from(page.height()));
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
        let grain = random.noise().map(|n| f64::from(n) * noise);
        // The sheet keeps its size whatever the scale of its print.
        let sheet = (pose.on_sheet(from.0, 0), pose.on_sheet(from.1, 1));
        let outside = sheet.0 < 0.0
            || sheet.1 < 0.0
            || sheet.0 > size.0
            || sheet.1 > size.1
            || sheet.0 + sheet.1 < crop;
        let mut out = [0_u8; 3];
        let print = if outside || from.0 + from.1 < crop {
            None
        } else {
            Some(soft(page, from))
        };
        for (c, value) in out.iter_mut().enumerate() {
            // Ink never reaches black under a lamp: 28 of 255 stays.
            let clean = print.map_or(lid[c], |p| 28.0 + f64::from(p[c]) / 255.0 * (tint[c] - 28.0));
            // A cast saturates: below black is black.
            *value = (clean + fall + grain[3] + grain[c] * 0.4 + 0.5) as u8;
        }
        Rgb(out)
    })
}

/// A slightly softened sample: the mean of two bilinear taps, about what a lens would give.
fn soft(page: &RgbImage, (x, y): (f64, f64)) -> [f32; 3] {
    let (a, b) = (
        crate::taps::bilinear(page, x - 0.3, y + 0.3),
        crate::taps::bilinear(page, x + 0.3, y - 0.3),
    );
    std::array::from_fn(|c| (a[c] + b[c]) / 2.0)
}
