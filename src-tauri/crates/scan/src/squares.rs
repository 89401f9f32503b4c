//! The registration squares, found near where they should be.
//!
//! A square is a dark blob of the right area whose second moments are those of a solid square; turning it changes
//! neither, so no angle is needed. Its centre is the centroid of its darkness, which is good to a few hundredths of
//! a pixel. A blob that runs into the edge of the window or of the picture is cut and says nothing about its centre.

use image::RgbImage;

use crate::fit::Pt;
use crate::luma::{Luma, brightness};

/// Least difference between paper and ink, in brightness steps, for anything to count as printed.
const LEAST_CONTRAST: f64 = 50.0;

/// A square that was found: its middle and its side, in page pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Square {
    pub centre: Pt,
    pub side: f64,
}

/// Looks for a solid square of `side_mm` within `reach_mm` of `near` (page pixels).
pub(crate) fn find(page: &RgbImage, near: Pt, px_per_mm: f64, side_mm: f64, reach_mm: f64) -> Option<Square> {
    let side = side_mm * px_per_mm;
    let window = Window::around(page, near, (reach_mm + side_mm) * px_per_mm, side)?;
    window
        .blobs()
        .into_iter()
        .filter(|blob| blob.is_solid_square(side))
        .map(|blob| Square {
            centre: window.centroid(&blob, side),
            side: blob.area.sqrt(),
        })
        .map(|square| ((square.centre.0 - near.0).hypot(square.centre.1 - near.1), square))
        .filter(|(distance, _)| *distance <= reach_mm * px_per_mm)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, square)| square)
}

/// Every solid square of a brightness picture whose side, in its pixels, lies in a range.
pub(crate) fn all(picture: &Luma, sides: std::ops::Range<f64>) -> Vec<Square> {
    let dark = dark_share(sides.start, picture.data.len());
    let Some(window) = Window::levelled((0, 0), picture.width, picture.height, picture.data.clone(), dark)
    else {
        return Vec::new();
    };
    let square = |blob: &Blob| {
        let side = blob.area.sqrt();
        (sides.contains(&side) && blob.is_solid_square(side))
            .then(|| window.centroid(blob, side))
            .map(|centre| Square { centre, side })
    };
    window.blobs().iter().filter_map(square).collect()
}

/// A square is in there or nothing is: a quarter of its area is surely as dark as its ink.
fn dark_share(side: f64, pixels: usize) -> f64 {
    side * side / 4.0 / (pixels.max(1) as f64)
}

/// A part of the page as brightness, with its paper and ink levels.
struct Window {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    data: Vec<u8>,
    paper: f64,
    ink: f64,
}

/// Moments of one dark blob, in window pixels.
struct Blob {
    area: f64,
    sum: Pt,
    squares: (f64, f64, f64),
    bounds: (usize, usize, usize, usize),
    touches_edge: bool,
}

impl Blob {
    fn is_solid_square(&self, side: f64) -> bool {
        if self.touches_edge || !(0.6..1.5).contains(&(self.area / (side * side))) {
            return false;
        }
        let (mx, my) = (self.sum.0 / self.area, self.sum.1 / self.area);
        let xx = self.squares.0 / self.area - mx * mx;
        let yy = self.squares.1 / self.area - my * my;
        let xy = self.squares.2 / self.area - mx * my;
        let spread = ((xx - yy) / 2.0).hypot(xy);
        let (long, short) = ((xx + yy) / 2.0 + spread, (xx + yy) / 2.0 - spread);
        if short <= 0.0 {
            return false;
        }
        // A solid square of side s has both second moments s²/12: then twelve times their mean is the area.
        let solid = self.area / (12.0 * (long * short).sqrt());
        (long / short).sqrt() < 1.35 && (0.9..1.04).contains(&solid)
    }
}

impl Window {
    fn around(page: &RgbImage, near: Pt, half: f64, side: f64) -> Option<Self> {
        let (w, h) = (f64::from(page.width()), f64::from(page.height()));
        if !near.0.is_finite() || !near.1.is_finite() || !half.is_finite() {
            return None;
        }
        let range = |at: f64, end: f64| {
            (
                (at - half).clamp(0.0, end) as usize,
                (at + half).clamp(0.0, end) as usize,
            )
        };
        let ((left, right), (top, bottom)) = (range(near.0, w), range(near.1, h));
        let (width, height) = (right - left, bottom - top);
        if width < 4 || height < 4 {
            return None;
        }
        let stride = page.width() as usize * 3;
        let mut data = Vec::with_capacity(width * height);
        for row in page.as_raw().chunks_exact(stride).skip(top).take(height) {
            data.extend(
                row[left * 3..right * 3]
                    .chunks_exact(3)
                    .map(|p| brightness(p) as u8),
            );
        }
        Self::levelled((left, top), width, height, data, dark_share(side, width * height))
    }

    /// Finds the paper and ink levels, the latter at the share of pixels that is dark at least; `None` without
    /// contrast.
    fn levelled(
        (left, top): (usize, usize),
        width: usize,
        height: usize,
        data: Vec<u8>,
        dark: f64,
    ) -> Option<Self> {
        let mut histogram = [0_usize; 256];
        for value in &data {
            histogram[usize::from(*value)] += 1;
        }
        let level = |share: f64| {
            let mut left = (data.len() as f64 * share) as usize;
            histogram.iter().position(|&n| {
                let here = left < n;
                left = left.saturating_sub(n);
                here
            })
        };
        // Half of the window is paper even where a dark scanner lid shows beside the sheet.
        let (ink, paper) = (level(dark)? as f64, level(0.8)? as f64);
        (paper - ink >= LEAST_CONTRAST).then_some(Self {
            left,
            top,
            width,
            height,
            data,
            paper,
            ink,
        })
    }

    fn blobs(&self) -> Vec<Blob> {
        let threshold = ((self.paper + self.ink) / 2.0) as u8;
        let mut dark: Vec<bool> = self.data.iter().map(|&v| v < threshold).collect();
        let mut blobs = Vec::new();
        let mut stack = Vec::new();
        for start in 0..dark.len() {
            if !dark[start] {
                continue;
            }
            dark[start] = false;
            stack.push(start);
            let mut blob = Blob {
                area: 0.0,
                sum: (0.0, 0.0),
                squares: (0.0, 0.0, 0.0),
                bounds: (usize::MAX, usize::MAX, 0, 0),
                touches_edge: false,
            };
            while let Some(at) = stack.pop() {
                let (x, y) = (at % self.width, at / self.width);
                let (fx, fy) = (x as f64 + 0.5, y as f64 + 0.5);
                blob.area += 1.0;
                blob.sum = (blob.sum.0 + fx, blob.sum.1 + fy);
                blob.squares = (
                    blob.squares.0 + fx * fx,
                    blob.squares.1 + fy * fy,
                    blob.squares.2 + fx * fy,
                );
                let b = blob.bounds;
                blob.bounds = (b.0.min(x), b.1.min(y), b.2.max(x), b.3.max(y));
                blob.touches_edge |= x == 0 || y == 0 || x + 1 == self.width || y + 1 == self.height;
                let mut visit = |next: usize| {
                    if dark[next] {
                        dark[next] = false;
                        stack.push(next);
                    }
                };
                if x > 0 {
                    visit(at - 1);
                }
                if x + 1 < self.width {
                    visit(at + 1);
                }
                if y > 0 {
                    visit(at - self.width);
                }
                if y + 1 < self.height {
                    visit(at + self.width);
                }
            }
            if blob.area >= 9.0 {
                blobs.push(blob);
            }
        }
        blobs
    }

    /// The centroid of darkness around a blob, in page pixels.
    fn centroid(&self, blob: &Blob, side: f64) -> Pt {
        let grow = (side * 0.15).ceil() as usize + 1;
        let (x0, y0) = (
            blob.bounds.0.saturating_sub(grow),
            blob.bounds.1.saturating_sub(grow),
        );
        let (x1, y1) = (
            (blob.bounds.2 + grow).min(self.width - 1),
            (blob.bounds.3 + grow).min(self.height - 1),
        );
        let (mut total, mut sx, mut sy) = (0.0, 0.0, 0.0);
        for y in y0..=y1 {
            for x in x0..=x1 {
                let value = f64::from(self.data[y * self.width + x]);
                let dark = ((self.paper - value) / (self.paper - self.ink)).clamp(0.0, 1.0);
                // Paper noise would pull the centre towards the middle of the box.
                if dark > 0.15 {
                    total += dark;
                    sx += dark * (x as f64 + 0.5);
                    sy += dark * (y as f64 + 0.5);
                }
            }
        }
        (sx / total + self.left as f64, sy / total + self.top as f64)
    }
}
