//! A sample taken out of its paper: opacity and colour of its ink, and nothing else.
//!
//! Opacity is the measured ink. Where the sample has no ink, nothing is painted.

use image::{RgbImage, Rgba, RgbaImage};
use serde::{Deserialize, Serialize};

use crate::counting::{GRAIN_MM2, OWN_MM};
use crate::geometry::Pt;
use crate::ink::Ink;
use crate::outline::Outline;
use crate::{BoxMm, Reading, SampleKind, Style};

/// White kept around the ink, in mm.
const MARGIN_MM: f64 = 0.5;
/// The red of a seal on screen and in documents.
const SEAL_RED: [u8; 3] = [214, 20, 28];
/// Coverage below this is paper grain.
const FAINTEST: f32 = 0.12;

/// What a clerk may still change: always applied to the sample as it was taken out, so undoing is giving the edit
/// before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Edit {
    /// Turn clockwise in tenths of a degree.
    pub turn_tenths: i32,
    /// What is cut off at the left, top, right and bottom in mm; less than nothing adds white.
    pub trim_mm: [f64; 4],
}

/// The ink of one sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Cutout {
    pub(crate) kind: SampleKind,
    pub(crate) px_per_mm: f64,
    /// Where its top left pixel stands in the frame picture.
    pub(crate) origin: (usize, usize),
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// How much ink there is, 0 to 1.
    pub(crate) opacity: Vec<f32>,
    /// What the ink alone reflects, 0 to 1.
    pub(crate) colour: Vec<[f32; 3]>,
}

impl Cutout {
    /// Takes a sample out of its frame; `None` when the reading found no ink or the picture cannot be measured.
    pub fn of(frame: &RgbImage, px_per_mm: f64, reading: &Reading) -> Option<Self> {
        if !px_per_mm.is_finite() || px_per_mm <= 0.0 || frame.width() < 4 || frame.height() < 4 {
            return None;
        }
        Self::of_ink(frame, &Ink::of(frame, px_per_mm), px_per_mm, reading)
    }

    /// Where in the frame's picture the top left corner of a cut-out stands whose ink stands there, in mm.
    pub fn corner_mm(ink: &BoxMm) -> (f64, f64) {
        ((ink.x - MARGIN_MM).max(0.0), (ink.y - MARGIN_MM).max(0.0))
    }

    /// The same of the frame's ink, where that is at hand.
    pub(crate) fn of_ink(frame: &RgbImage, ink: &Ink, px_per_mm: f64, reading: &Reading) -> Option<Self> {
        let place = reading.ink?;
        let pixel = |mm: f64, end: usize| ((mm * px_per_mm).round().max(0.0) as usize).min(end);
        let (left, top) = (
            pixel(place.x - MARGIN_MM, ink.width),
            pixel(place.y - MARGIN_MM, ink.height),
        );
        let right = pixel(place.x + place.w + MARGIN_MM, ink.width);
        let bottom = pixel(place.y + place.h + MARGIN_MM, ink.height);
        if right <= left || bottom <= top {
            return None;
        }
        let all = opacity(ink, reading.kind);
        let (width, height) = (right - left, bottom - top);
        let opacity: Vec<f32> = (0..width * height)
            .map(|at| all[(top + at / width) * ink.width + left + at % width])
            .collect();
        let mut colour = Vec::with_capacity(width * height);
        for (y, row) in opacity.chunks_exact(width).enumerate() {
            for (x, alpha) in row.iter().enumerate() {
                let seen = frame.get_pixel((left + x) as u32, (top + y) as u32).0;
                let alpha = alpha.max(FAINTEST);
                let white = ink.paper.at(left + x, top + y);
                // The paper's share is taken out of what is seen.
                colour.push([0, 1, 2].map(|c| {
                    let reflected = f32::from(seen[c]) / white[c];
                    ((reflected - (1.0 - alpha)) / alpha).clamp(0.0, 1.0)
                }));
            }
        }
        Some(Self {
            kind: reading.kind,
            px_per_mm,
            origin: (left, top),
            width,
            height,
            opacity,
            colour,
        })
    }

    /// Whether ink covers more than half of a pixel of the frame picture it was taken from.
    pub fn covers(&self, x: usize, y: usize) -> bool {
        let (Some(x), Some(y)) = (x.checked_sub(self.origin.0), y.checked_sub(self.origin.1)) else {
            return false;
        };
        x < self.width && y < self.height && self.opacity[y * self.width + x] > 0.5
    }

    /// Millimetres about the middle of a pixel, by its index.
    pub(crate) fn mm_of(&self, at: usize) -> Pt {
        let mm = |px: usize, end: usize| (px as f64 + 0.5 - end as f64 / 2.0) / self.px_per_mm;
        (mm(at % self.width, self.width), mm(at / self.width, self.height))
    }

    /// Half the longer side, in mm.
    pub(crate) fn reach_mm(&self) -> f64 {
        self.width.max(self.height) as f64 / 2.0 / self.px_per_mm
    }

    /// Opacity at a point in mm about the middle, between pixels straight; nothing outside.
    pub(crate) fn opacity_at(&self, p: Pt) -> f32 {
        self.weights(p)
            .into_iter()
            .map(|(at, share)| self.opacity[at] * share)
            .sum()
    }

    /// Colour at a point in mm about the middle; where there is no ink, white.
    pub(crate) fn colour_at(&self, p: Pt) -> [f32; 3] {
        let (mut sum, mut all) = ([0.0; 3], 0.0);
        for (at, share) in self.weights(p) {
            let share = share * self.opacity[at];
            sum = [0, 1, 2].map(|c| sum[c] + self.colour[at][c] * share);
            all += share;
        }
        if all > 0.0 { sum.map(|s| s / all) } else { [1.0; 3] }
    }

    /// The four pixels about a point and their shares; shares of nothing outside.
    fn weights(&self, (x, y): Pt) -> [(usize, f32); 4] {
        let place = |mm: f64, end: usize| mm * self.px_per_mm + end as f64 / 2.0 - 0.5;
        let (fx, fy) = (place(x, self.width), place(y, self.height));
        if !(fx >= 0.0 && fy >= 0.0 && fx < (self.width - 1) as f64 && fy < (self.height - 1) as f64) {
            return [(0, 0.0); 4];
        }
        let (ax, ay) = (fx.fract() as f32, fy.fract() as f32);
        let at = fy as usize * self.width + fx as usize;
        [
            (at, (1.0 - ax) * (1.0 - ay)),
            (at + 1, ax * (1.0 - ay)),
            (at + self.width, (1.0 - ax) * ay),
            (at + self.width + 1, ax * ay),
        ]
    }

    /// The sample turned and its margins moved; opacity is only ever interpolated, so no ink is added.
    pub fn edited(&self, edit: &Edit) -> Self {
        let grown = |side: usize, trim: f64| {
            let px = side as f64 - trim * self.px_per_mm;
            px.round().clamp(8.0, 4.0 * side as f64) as usize
        };
        let [left, top, right, bottom] = edit.trim_mm.map(|mm| if mm.is_finite() { mm } else { 0.0 });
        let mut out = Self {
            width: grown(self.width, left + right),
            height: grown(self.height, top + bottom),
            opacity: Vec::new(),
            colour: Vec::new(),
            ..*self
        };
        // Turning the picture clockwise looks up each of its points counter-clockwise.
        let (sin, cos) = (-f64::from(edit.turn_tenths) / 10.0).to_radians().sin_cos();
        for at in 0..out.width * out.height {
            let (x, y) = out.mm_of(at);
            let (x, y) = (x + (left - right) / 2.0, y + (top - bottom) / 2.0);
            let p = (x * cos - y * sin, x * sin + y * cos);
            out.opacity.push(self.opacity_at(p));
            out.colour.push(self.colour_at(p));
        }
        out
    }

    /// The picture in red, green, blue and opacity.
    pub fn rgba(&self, style: Style) -> RgbaImage {
        let one_red = style == Style::SealRed && self.kind != SampleKind::Signature;
        RgbaImage::from_fn(self.width as u32, self.height as u32, |x, y| {
            let at = y as usize * self.width + x as usize;
            let alpha = self.opacity[at];
            if alpha <= 0.0 {
                return Rgba([255, 255, 255, 0]);
            }
            let [r, g, b] = if one_red {
                SEAL_RED
            } else {
                self.colour[at].map(|c| (c * 255.0) as u8)
            };
            Rgba([r, g, b, (alpha * 255.0).round() as u8])
        })
    }
}

fn opacity(ink: &Ink, kind: SampleKind) -> Vec<f32> {
    let firm = |c: f32| if c < FAINTEST { 0.0 } else { c.min(1.0) };
    if kind != SampleKind::Signature {
        let (mask, _) = ink.red_parts().at_least(ink.pixels(GRAIN_MM2));
        let outline = Outline::of(ink, &mask);
        // A neighbour's seal that sticks into the picture is not part of this one.
        let own = |at: usize| {
            let p = ((at % ink.width) as f64 + 0.5, (at / ink.width) as f64 + 0.5);
            outline
                .as_ref()
                .is_none_or(|o| o.distance(p) < OWN_MM * ink.px_per_mm)
        };
        let paint = |(at, c): (usize, &f32)| if own(at) { firm(*c) } else { 0.0 };
        return ink.coverage.iter().enumerate().map(paint).collect();
    }
    ink.strokes().into_iter().map(firm).collect()
}
