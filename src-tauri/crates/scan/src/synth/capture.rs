//! A printed sheet on its way to a picture file: the printer, what happened to the paper, the scanner or camera, the
//! JPEG.
//!
//! A [`Capture`] says everything that happens; [`Capture::flatbed`] and [`Capture::camera`] draw one from a seed. The
//! [`Captured`] picture knows where every millimetre of the form lies in it, which is what readings are measured
//! against. Some of what happens here has no counterpart in the reader on purpose: a lens bends straight lines, a
//! sheet curls, a feeder stretches.

use image::{Rgb, RgbImage};
use jpeg_encoder::SamplingFactor;
use numerics::Seeded;
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, Corner, code_rect, corner_rect};

use crate::fit::{self, Matrix, Pt};
use crate::upload::packed;
use crate::warp;

const MM_PER_INCH: f64 = 25.4;

/// A drink spilt on the sheet: a disc a little darker than the paper with a dark rim, opaque in the middle of thick
/// ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stain {
    /// Middle on the form, in millimetres.
    pub centre: (f64, f64),
    /// Radius in millimetres.
    pub radius: f64,
    /// Share of the light it swallows, 0 to 1.
    pub strength: f64,
}

/// How a camera looks at the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Angle between the view and the sheet's normal, in degrees.
    pub tilt_deg: f64,
    /// Towards which side the camera stands, in degrees clockwise from the right.
    pub towards_deg: f64,
    /// Distance from the middle of the sheet in millimetres; nearer is more perspective.
    pub distance: f64,
    /// Radial distortion of the lens at the corner of the picture, as a share (barrel is negative).
    pub lens: f64,
    /// Height in millimetres of a fold's soft wave across the sheet.
    pub curl: f64,
}

/// Everything between the printer's file and the picture's file.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// Size of the print as a share of the design, about the sheet's middle.
    pub print_scale: f64,
    /// How far the printer set it off, in millimetres.
    pub print_shift: (f64, f64),
    /// What stands nearer to the sheet's edge is not printed, in millimetres.
    pub printer_margin: f64,
    /// Clockwise rotation in degrees.
    pub turn_deg: f64,
    /// Stretch along the feed, as a share.
    pub feed_stretch: f64,
    /// A camera, or none: a flatbed.
    pub camera: Option<Camera>,
    /// Pixels per millimetre of the sheet, in the middle.
    pub px_per_mm: f64,
    /// A torn or folded corner and the length of its legs in millimetres.
    pub torn: Option<(Corner, f64)>,
    /// A drink on the sheet.
    pub stain: Option<Stain>,
    /// Colour of the paper.
    pub paper: [f64; 3],
    /// Share by which the light falls off from one side to the other, and its direction in degrees.
    pub shade: (f64, f64),
    /// Deviation of the sensor's brightness in steps.
    pub noise: f64,
    /// Radius of the lens's softness in pixels.
    pub blur: f64,
    /// JPEG quality, 1 to 100; chroma at half resolution both ways (4:2:0).
    pub quality: u8,
    /// Seed of the grain.
    pub seed: u64,
}

/// The one of `count` cases that a seed shows, so that every case is shown equally often.
fn turn_of(seed: u64, count: u64) -> u64 {
    seed % count
}

impl Capture {
    /// A flatbed or a feeder: any quarter turn and ten degrees more, prints of 90 to 105 %, torn corners, coffee on a
    /// mark.
    pub fn flatbed(seed: u64, px_per_mm: f64) -> Self {
        let mut r = Seeded::new(seed ^ 0x5ca1_ab1e);
        let mut between = |low: f64, high: f64| low + (high - low) * r.unit();
        let quarter = [0.0, 180.0, 90.0, 270.0][turn_of(seed, 4) as usize];
        // Scaled prints, torn corners and stains each meet a part of the pages, sometimes together.
        let print_scale = match turn_of(seed / 4, 4) {
            0 => between(0.90, 1.05),
            1 => between(0.965, 1.0),
            _ => 1.0,
        };
        let torn = (turn_of(seed / 16, 4) == 1).then(|| {
            let corner = Corner::ALL[between(0.0, 4.0) as usize];
            (corner, between(14.0, 30.0))
        });
        let stain = (turn_of(seed / 16, 4) == 2).then(|| Stain::on_a_mark(&mut between));
        Self {
            print_scale,
            print_shift: (between(-1.5, 1.5), between(-1.5, 1.5)),
            printer_margin: 4.2,
            turn_deg: quarter + between(-10.0, 10.0),
            feed_stretch: between(-0.004, 0.004),
            camera: None,
            px_per_mm,
            torn,
            stain,
            paper: [
                between(240.0, 252.0),
                between(240.0, 252.0),
                between(232.0, 250.0),
            ],
            shade: (between(0.0, 0.08), between(0.0, 360.0)),
            noise: between(1.0, 6.0),
            blur: between(0.2, 0.7),
            quality: between(55.0, 92.0) as u8,
            seed,
        }
    }

    /// A document camera or a phone above the table: perspective, a lens, uneven light, a sheet that does not lie flat.
    pub fn camera(seed: u64, px_per_mm: f64) -> Self {
        let mut r = Seeded::new(seed ^ 0x00ca_3e7a);
        let mut between = |low: f64, high: f64| low + (high - low) * r.unit();
        let quarter = [0.0, 180.0, 90.0, 270.0][turn_of(seed, 4) as usize];
        let camera = Camera {
            tilt_deg: between(0.0, 22.0),
            towards_deg: between(0.0, 360.0),
            distance: between(380.0, 700.0),
            lens: between(-0.006, 0.003),
            curl: between(0.0, 1.2),
        };
        let stain = (turn_of(seed / 4, 8) == 3).then(|| Stain::on_a_mark(&mut between));
        Self {
            print_scale: if turn_of(seed / 4, 4) == 1 {
                between(0.93, 1.0)
            } else {
                1.0
            },
            print_shift: (between(-1.5, 1.5), between(-1.5, 1.5)),
            printer_margin: 4.2,
            turn_deg: quarter + between(-12.0, 12.0),
            feed_stretch: 0.0,
            camera: Some(camera),
            px_per_mm,
            torn: None,
            stain,
            paper: [
                between(205.0, 245.0),
                between(200.0, 240.0),
                between(180.0, 235.0),
            ],
            shade: (between(0.05, 0.40), between(0.0, 360.0)),
            noise: between(2.0, 7.0),
            blur: between(0.3, 0.9),
            quality: between(60.0, 92.0) as u8,
            seed,
        }
    }

    /// Photographs or scans a rendered page, an A4 sheet edge to edge.
    pub fn take(&self, page: &RgbImage) -> Captured {
        let view = View::of(self);
        let px_of_mm = f64::from(page.width()) / A4_WIDTH_MM;
        let (width, height) = view.size;
        let light = self.shade.1.to_radians().sin_cos();
        let reach = f64::from(width).hypot(f64::from(height)) / 2.0;
        let mut random = Seeded::new(self.seed);
        // A table is darker than the sheet; the lid of a scanner is not.
        let around = if self.camera.is_some() {
            [78.0, 70.0, 62.0]
        } else {
            [230.0, 231.0, 233.0]
        };
        let soft = self.blur.max(0.05);
        let mut near = view.stretch(0, 0);
        let image = RgbImage::from_fn(width, height, |x, y| {
            let at = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            if x % STRETCH == 0 {
                near = view.stretch(x, y);
            }
            let along = f64::from(x % STRETCH);
            let sheet = near.sheet_of(along, 0.0);
            let (dx, dy) = (at.0 - f64::from(width) / 2.0, at.1 - f64::from(height) / 2.0);
            let fall = 1.0 - self.shade.0 * (0.5 + (dx * light.1 + dy * light.0) / reach / 2.0);
            let grain = random.noise().map(|n| f64::from(n) * self.noise);
            let mut out = [0_u8; 3];
            let seen = if self.has_paper(sheet) {
                // Two taps across a softness are about what a lens gives.
                let (a, b) = (
                    near.sheet_of(along - soft, soft * 0.6),
                    near.sheet_of(along + soft, soft * -0.6),
                );
                let (a, b) = (self.print_at(page, px_of_mm, a), self.print_at(page, px_of_mm, b));
                let kept = self.stain.map_or(1.0, |s| s.kept(self.form_of(sheet)));
                // Coffee swallows blue first.
                let kept = if kept < 1.0 {
                    [0.75, 1.0, 1.5].map(|power| kept.powf(power))
                } else {
                    [1.0; 3]
                };
                std::array::from_fn(|c| {
                    // Ink never reaches black under a lamp.
                    let print = f64::from(a[c] + b[c]) / (510.0 * 256.0);
                    (26.0 + print * (self.paper[c] - 26.0)) * kept[c]
                })
            } else {
                around
            };
            for (c, value) in out.iter_mut().enumerate() {
                // A cast saturates: below black is black.
                *value = (seen[c] * fall + grain[3] + grain[c] * 0.4 + 0.5) as u8;
            }
            Rgb(out)
        });
        Captured { image, view }
    }

    /// What the printer put at a point of the sheet, in millimetres; in 256ths of a brightness step.
    fn print_at(&self, page: &RgbImage, px_of_mm: f64, sheet: Pt) -> [u32; 3] {
        let edge = sheet
            .0
            .min(sheet.1)
            .min(A4_WIDTH_MM - sheet.0)
            .min(A4_HEIGHT_MM - sheet.1);
        let (x, y) = self.form_of(sheet);
        if edge < self.printer_margin {
            return [255 << 8; 3];
        }
        warp::colour(page, x * px_of_mm, y * px_of_mm)
    }

    fn has_paper(&self, (x, y): Pt) -> bool {
        if !(x >= 0.0 && y >= 0.0 && x <= A4_WIDTH_MM && y <= A4_HEIGHT_MM) {
            return false;
        }
        self.torn.is_none_or(|(corner, legs)| {
            let (left, top) = match corner {
                Corner::TopLeft => (x, y),
                Corner::TopRight => (A4_WIDTH_MM - x, y),
                Corner::BottomRight => (A4_WIDTH_MM - x, A4_HEIGHT_MM - y),
                Corner::BottomLeft => (x, A4_HEIGHT_MM - y),
            };
            left + top > legs
        })
    }

    /// The form's millimetres at a point of the sheet.
    fn form_of(&self, (x, y): Pt) -> Pt {
        let (cx, cy) = (A4_WIDTH_MM / 2.0, A4_HEIGHT_MM / 2.0);
        (
            (x - cx - self.print_shift.0) / self.print_scale + cx,
            (y - cy - self.print_shift.1) / self.print_scale + cy,
        )
    }

    fn sheet_of_form(&self, (x, y): Pt) -> Pt {
        let (cx, cy) = (A4_WIDTH_MM / 2.0, A4_HEIGHT_MM / 2.0);
        (
            (x - cx) * self.print_scale + cx + self.print_shift.0,
            (y - cy) * self.print_scale + cy + self.print_shift.1,
        )
    }
}

impl Stain {
    /// On the code or on one of the squares, now thin, now thick.
    fn on_a_mark(between: &mut impl FnMut(f64, f64) -> f64) -> Self {
        let which = between(0.0, 5.0) as usize;
        let mark = Corner::ALL.get(which).map_or(code_rect(), |c| corner_rect(*c));
        let (x, y) = mark.centre();
        Self {
            centre: (x + between(-4.0, 4.0), y + between(-4.0, 4.0)),
            radius: between(8.0, 22.0),
            strength: between(0.15, 0.85),
        }
    }

    /// Share of the light that comes back at a point of the form.
    fn kept(&self, (x, y): Pt) -> f64 {
        let r = (x - self.centre.0).hypot(y - self.centre.1) / self.radius;
        let rim = (-((r - 0.97) / 0.03).powi(2)).exp();
        let body = if r < 1.0 { 0.8 } else { 0.0 };
        1.0 - self.strength * (body + 0.3 * rim).min(1.0)
    }
}

/// Where the sheet lies in the picture.
#[derive(Debug, Clone, PartialEq)]
struct View {
    capture: Capture,
    /// Sheet millimetres to ideal pixels, and back.
    map: Matrix,
    back: Matrix,
    size: (u32, u32),
}

impl View {
    fn of(capture: &Capture) -> Self {
        let (sin, cos) = capture.turn_deg.to_radians().sin_cos();
        let scale = capture.px_per_mm;
        let (cx, cy) = (A4_WIDTH_MM / 2.0, A4_HEIGHT_MM / 2.0);
        // A camera tilted by an angle sees w = 1 + (towards · p) sin(tilt)/distance, and the far axis shortened by
        // cos(tilt).
        let (lean, shorten) = capture.camera.map_or(((0.0, 0.0), Matrix::default()), |c| {
            let (s, k) = c.towards_deg.to_radians().sin_cos();
            let (tilt_sin, tilt_cos) = c.tilt_deg.to_radians().sin_cos();
            let short = tilt_cos - 1.0;
            (
                (k * tilt_sin / c.distance, s * tilt_sin / c.distance),
                [
                    [k * k * short, k * s * short, 0.0],
                    [k * s * short, s * s * short, 0.0],
                    [0.0; 3],
                ],
            )
        });
        let stretch = 1.0 + capture.feed_stretch;
        let centred = [[1.0, 0.0, -cx], [0.0, stretch, -cy * stretch], [0.0, 0.0, 1.0]];
        let tilted = [
            [1.0 + shorten[0][0], shorten[0][1], 0.0],
            [shorten[1][0], 1.0 + shorten[1][1], 0.0],
            [lean.0, lean.1, 1.0],
        ];
        let turned = [
            [cos * scale, -sin * scale, 0.0],
            [sin * scale, cos * scale, 0.0],
            [0.0, 0.0, 1.0],
        ];
        let map = fit::multiply(&turned, &fit::multiply(&tilted, &centred));
        let corners = [
            (0.0, 0.0),
            (A4_WIDTH_MM, 0.0),
            (A4_WIDTH_MM, A4_HEIGHT_MM),
            (0.0, A4_HEIGHT_MM),
        ]
        .map(|p| fit::apply(&map, p));
        // The whole sheet is in the picture, a camera's with some table around it.
        let margin = if capture.camera.is_some() {
            12.0 * scale
        } else {
            0.0
        };
        let least = corners
            .iter()
            .fold((f64::MAX, f64::MAX), |m, p| (m.0.min(p.0), m.1.min(p.1)));
        let most = corners
            .iter()
            .fold((f64::MIN, f64::MIN), |m, p| (m.0.max(p.0), m.1.max(p.1)));
        let shift = [
            [1.0, 0.0, margin - least.0],
            [0.0, 1.0, margin - least.1],
            [0.0, 0.0, 1.0],
        ];
        let map = fit::multiply(&shift, &map);
        let side = |low: f64, high: f64| (high - low + 2.0 * margin).round() as u32;
        Self {
            capture: capture.clone(),
            // A turn, a tilt below a right angle and a shift always have a way back.
            back: fit::inverse(&map).unwrap_or_default(),
            map,
            size: (side(least.0, most.0), side(least.1, most.1)),
        }
    }

    /// What the lens and the curl do to a pixel: from the picture to the ideal one.
    fn straightened(&self, (x, y): Pt) -> Pt {
        let Some(camera) = self.capture.camera else {
            return (x, y);
        };
        let (w, h) = (f64::from(self.size.0), f64::from(self.size.1));
        let (dx, dy) = (x - w / 2.0, y - h / 2.0);
        let r2 = (dx * dx + dy * dy) / ((w * w + h * h) / 4.0);
        let k = 1.0 + camera.lens * r2;
        // A sheet that is `curl` millimetres higher along a wave appears shifted away from the lens's foot.
        let wave = (x / w * std::f64::consts::TAU * 1.3 + y / h).sin() * camera.curl / camera.distance;
        (w / 2.0 + dx * (k + wave), h / 2.0 + dy * (k + wave))
    }

    fn sheet_of(&self, px: Pt) -> Pt {
        fit::apply(&self.back, self.straightened(px))
    }

    /// Asks where the pixels from here to the right lie.
    fn stretch(&self, x: u32, y: u32) -> Stretch {
        let at = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        let count = f64::from(STRETCH);
        let from = self.sheet_of(at);
        let (end, below) = (
            self.sheet_of((at.0 + count, at.1)),
            self.sheet_of((at.0, at.1 + 1.0)),
        );
        Stretch {
            from,
            right: ((end.0 - from.0) / count, (end.1 - from.1) / count),
            down: (below.0 - from.0, below.1 - from.1),
        }
    }
}

/// Pixels of a row for which the lens and the curl are asked once; they change by thousandths of a pixel in between.
const STRETCH: u32 = 16;

/// Where a few neighbouring pixels lie on the sheet, in its millimetres.
struct Stretch {
    from: Pt,
    right: Pt,
    down: Pt,
}

impl Stretch {
    fn sheet_of(&self, right: f64, down: f64) -> Pt {
        (
            self.from.0 + self.right.0 * right + self.down.0 * down,
            self.from.1 + self.right.1 * right + self.down.1 * down,
        )
    }
}

/// A picture of a sheet, and the truth about where the form lies in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Captured {
    /// The picture, before it is packed.
    pub image: RgbImage,
    view: View,
}

impl Captured {
    /// Where a point of the form, in millimetres of its design, lies in the picture.
    pub fn forward(&self, mm: (f64, f64)) -> (f64, f64) {
        let ideal = fit::apply(&self.view.map, self.view.capture.sheet_of_form(mm));
        // The lens moves a point by a percent, so a few rounds of asking how far off the guess lands suffice.
        (0..12).fold(ideal, |guess, _| {
            let lands = self.view.straightened(guess);
            (guess.0 + ideal.0 - lands.0, guess.1 + ideal.1 - lands.1)
        })
    }

    /// The picture's file as a scanner or a camera writes it; a camera declares no dots per inch, a scanner its own.
    pub fn jpeg(&self) -> Vec<u8> {
        let capture = &self.view.capture;
        let dpi = capture
            .camera
            .is_none()
            .then_some(capture.px_per_mm * MM_PER_INCH);
        // The encoder refuses only pictures of more than 65,535 pixels a side, which no sheet of paper makes.
        packed(&self.image, dpi, capture.quality, SamplingFactor::R_4_2_0).unwrap_or_default()
    }

    /// Pixels per millimetre of the form in the middle of the page.
    pub fn px_per_mm(&self) -> f64 {
        self.view.capture.px_per_mm * self.view.capture.print_scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_truth_is_where_the_picture_shows_it() {
        // A page that is white but for one dot: its middle in the picture is where the truth says.
        let dot = (150.0, 210.0);
        let page = RgbImage::from_fn(1240, 1754, |x, y| {
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let away = (x / 1240.0 * A4_WIDTH_MM - dot.0).hypot(y / 1754.0 * A4_HEIGHT_MM - dot.1);
            Rgb([if away < 2.0 { 0 } else { 255 }; 3])
        });
        for seed in 0..6 {
            let mut capture = match seed % 2 {
                0 => Capture::flatbed(seed, 6.0),
                _ => Capture::camera(seed, 6.0),
            };
            (capture.torn, capture.stain, capture.noise) = (None, None, 0.0);
            let captured = capture.take(&page);
            let truth = captured.forward(dot);
            let reach = 5.0 * captured.px_per_mm();
            let (mut sum, mut sx, mut sy) = (0.0, 0.0, 0.0);
            for (x, y, p) in captured.image.enumerate_pixels() {
                let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                if (x - truth.0).hypot(y - truth.1) < reach && p.0[1] < 110 {
                    (sum, sx, sy) = (sum + 1.0, sx + x, sy + y);
                }
            }
            let off = (sx / sum - truth.0).hypot(sy / sum - truth.1);
            assert!(
                sum > 50.0 && off < 0.35,
                "seed {seed}: {sum} dark pixels, {off:.2} px off"
            );
        }
    }
}
