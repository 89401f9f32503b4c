//! A sample taken out of its paper: opacity and colour of its ink, and nothing else.
//!
//! Opacity is the measured ink. Where the sample has no ink, nothing is painted.

use image::{RgbImage, Rgba, RgbaImage};

use crate::ink::Ink;
use crate::outline::Outline;
use crate::reading::OWN_MM;
use crate::{Reading, SampleKind, Style};

/// White kept around the ink, in mm.
const MARGIN_MM: f64 = 0.5;
/// The red of a seal on screen and in documents.
const SEAL_RED: [u8; 3] = [214, 20, 28];
/// Coverage below this is paper grain.
const FAINTEST: f32 = 0.12;

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
        let place = reading.ink?;
        if !px_per_mm.is_finite() || px_per_mm <= 0.0 || frame.width() < 4 || frame.height() < 4 {
            return None;
        }
        let ink = Ink::of(frame, px_per_mm);
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
        let all = opacity(&ink, reading.kind);
        let (width, height) = (right - left, bottom - top);
        let within = (0..width * height).map(|at| (top + at / width) * ink.width + left + at % width);
        let opacity: Vec<f32> = within.clone().map(|at| all[at]).collect();
        // The paper's share is taken out of what is seen.
        let alone = |(at, alpha): (usize, &f32)| {
            let alpha = alpha.max(FAINTEST);
            ink.reflectance[at].map(|r| ((r - (1.0 - alpha)) / alpha).clamp(0.0, 1.0))
        };
        let colour = within.zip(&opacity).map(alone).collect();
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
        let outline = Outline::of(ink, &ink.mask());
        // A neighbour's seal that sticks into the picture is not part of this one.
        let own = |at: usize| {
            let p = ((at % ink.width) as f64 + 0.5, (at / ink.width) as f64 + 0.5);
            outline.is_none_or(|o| o.distance(p) < OWN_MM * ink.px_per_mm)
        };
        let paint = |(at, c): (usize, &f32)| if own(at) { firm(*c) } else { 0.0 };
        return ink.coverage.iter().enumerate().map(paint).collect();
    }
    let mut dark: Vec<f32> = ink.darkness.iter().copied().filter(|d| *d > 0.22).collect();
    if dark.is_empty() {
        return vec![0.0; ink.darkness.len()];
    }
    let at = dark.len() * 3 / 4;
    let full = dark.select_nth_unstable_by(at, f32::total_cmp).1.max(0.2);
    ink.darkness.iter().map(|d| firm(d / full)).collect()
}
