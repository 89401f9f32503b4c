//! Where the form lies in the picture.
//!
//! The code's finder patterns give a first pose, good enough to look for the nearest registration square; each square
//! found sharpens the pose for the next. Four squares fix a plane seen from anywhere, three fix a flat sheet, two and
//! the code fix a flat sheet without stretch. The code never outweighs the squares: it is small and stands in one
//! corner.

use image::RgbImage;
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, Corner, Layout, LineMm, RectMm};
use serde::{Deserialize, Serialize};

use crate::Page;
use crate::codes::Code;
use crate::fit::{self, Matrix, Pair, Pt, scale_at};
use crate::settle::{Looks, settle};
use crate::squares;

/// How far from its expected place a square is looked for, on a sheet, bent or oddly scaled, and before a camera, in
/// millimetres.
const REACH_MM: [f64; 3] = [7.0, 14.0, 40.0];
/// What one finder pattern of the code counts for beside a registration square.
const CODE_WEIGHT: f64 = 0.02;
/// Unevenness of the squares' own sizes under a map, largest by smallest, above which the map is not taken without a
/// code.
const DOUBT_SIZES: f64 = 1.07;
/// The same where a code is at hand, from which one of four squares is doubted: a stain five millimetres beside its
/// square makes 1.067.
const DOUBT_ONE_OF_FOUR: f64 = 1.06;
/// Disagreement between code and squares, in millimetres, from which one of the squares is doubted.
const DOUBT_MM: f64 = 0.9;

/// How a frame's border is looked at: every two millimetres, a bent sheet's way off, then close by.
const FRAME_LOOKS: Looks = Looks {
    step: 2.0,
    reach: &[1.6, 0.6],
    hold: 0.02,
};
/// Furthest that a frame's own border may move one of its corners, in millimetres.
const FRAME_MOVES_MM: f64 = 2.0;

/// Largest disagreement of the marks, in millimetres, at which four squares are believed: they fit any picture, so
/// only the code's place tells that one of them is a stain.
const SURE_MM: f64 = 2.0;

/// What kind of map the marks allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// Four squares: also right for a camera's perspective.
    Perspective,
    /// Three squares: right for a flat sheet, also one stretched by the feeder.
    Flat,
    /// Two squares and the code: right for a flat sheet without stretch.
    Rigid,
    /// The form's own printed lines: also right for a camera's perspective.
    Lines,
}

/// The map from millimetres on the form to pixels of the picture.
///
/// Millimetres are those of the form as designed: a print reduced to 90 % still has its frames at their designed
/// places. Pixel coordinates run from the picture's top left corner; the middle of the first pixel is (0.5, 0.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// Row-major 3×3 matrix, millimetres to pixels.
    pub homography: Matrix,
    /// Root mean square distance, in millimetres, between the marks seen and where the map puts them.
    pub residual_mm: f64,
    /// Pixels per form millimetre in the middle of the page.
    pub px_per_mm: f64,
    /// Which way the map was fitted.
    pub fit: Fit,
    /// The registration squares that were found.
    pub squares: Vec<Corner>,
}

impl Registration {
    /// False for a page with too few squares: three of them cannot tell a camera's view from a flat sheet, and a view
    /// that is slanted by four degrees puts the fourth corner millimetres off, while the code beside its own square
    /// disagrees by no more than grain does. Its lines, where the form is known, are the surer guide
    /// ([`crate::recognise`]); without them nothing is cut.
    pub fn is_sure(&self) -> bool {
        match self.fit {
            Fit::Lines => true,
            Fit::Perspective => self.residual_mm <= SURE_MM,
            Fit::Flat | Fit::Rigid => false,
        }
    }

    /// Where a point of the form, in millimetres, lies in the picture.
    pub fn to_px(&self, mm: (f64, f64)) -> (f64, f64) {
        fit::apply(&self.homography, mm)
    }

    /// Where a pixel of the picture lies on the form, in millimetres; `None` for a map that has no way back.
    pub fn to_mm(&self, px: (f64, f64)) -> Option<(f64, f64)> {
        fit::inverse(&self.homography).map(|back| fit::apply(&back, px))
    }

    /// The same place made exact around one frame of the form, by the frame's own printed border; as it was when the
    /// border is not to be seen (torn off, covered) or would move the frame further than a sheet can be uneven.
    ///
    /// A sheet curls, a lens bends, a feeder stretches: one map for the page is right to half a millimetre, the
    /// frame's own to a tenth.
    pub fn around_frame(&self, page: &Page, frame: RectMm) -> Self {
        let [a, b, c, d] = corners_of(frame);
        let border = [
            LineMm { from: a, to: b },
            LineMm { from: d, to: c },
            LineMm { from: a, to: d },
            LineMm { from: b, to: c },
        ];
        let Some(settled) = settle(&page.image, &self.homography, &border, frame, &FRAME_LOOKS) else {
            return self.clone();
        };
        let px_per_mm = scale_at(&settled.map, frame.centre());
        let moved = |&p: &Pt| {
            let (old, new) = (self.to_px(p), fit::apply(&settled.map, p));
            (old.0 - new.0).hypot(old.1 - new.1) / px_per_mm
        };
        if [a, b, c, d].iter().map(moved).fold(0.0, f64::max) > FRAME_MOVES_MM {
            return self.clone();
        }
        Self {
            homography: settled.map,
            residual_mm: settled.residual_mm,
            px_per_mm,
            ..self.clone()
        }
    }

    /// How the page stands in the picture: degrees clockwise, −180 to 180.
    pub fn rotation_deg(&self) -> f64 {
        let (left, right) = (
            self.to_px((0.0, A4_HEIGHT_MM / 2.0)),
            self.to_px((A4_WIDTH_MM, A4_HEIGHT_MM / 2.0)),
        );
        (right.1 - left.1).atan2(right.0 - left.0).to_degrees()
    }

    /// True when all four corners of a form rectangle lie inside a picture of this size, give or take `slack_mm`.
    pub fn covers(&self, picture: (u32, u32), rect: RectMm, slack_mm: f64) -> bool {
        let slack = slack_mm * self.px_per_mm;
        let (w, h) = (f64::from(picture.0), f64::from(picture.1));
        corners_of(rect).iter().all(|&p| {
            let (x, y) = self.to_px(p);
            (-slack..=w + slack).contains(&x) && (-slack..=h + slack).contains(&y)
        })
    }
}

fn corners_of(r: RectMm) -> [Pt; 4] {
    [
        (r.x, r.y),
        (r.x + r.w, r.y),
        (r.x + r.w, r.y + r.h),
        (r.x, r.y + r.h),
    ]
}

/// Registers a page by its code and squares; `None` when fewer than two squares can be found.
pub(crate) fn register(page: &RgbImage, code: &Code) -> Option<Registration> {
    let place = code.layout.code_rect();
    let inset = 3.5 * place.w / f64::from(code.modules.max(21));
    let finders = [
        (place.x + inset, place.y + place.h - inset),
        (place.x + inset, place.y + inset),
        (place.x + place.w - inset, place.y + inset),
    ];
    let of_code: Vec<Pair> = finders
        .into_iter()
        .zip(code.finders)
        .map(|(from, to)| Pair {
            from,
            to,
            weight: CODE_WEIGHT,
        })
        .collect();
    let mut found: Vec<Seen> = Vec::with_capacity(4);
    // Nearest to the code first; a second round looks again with the sharper pose, and further.
    for reach in REACH_MM {
        for corner in [
            Corner::TopRight,
            Corner::TopLeft,
            Corner::BottomRight,
            Corner::BottomLeft,
        ] {
            if found.iter().any(|seen| seen.corner == corner) {
                continue;
            }
            let pose = pose(&found, &of_code)?;
            let rect = code.layout.corner_rect(corner);
            let near = fit::apply(&pose, rect.centre());
            let scale = scale_at(&pose, rect.centre());
            if let Some(square) = squares::find(page, near, scale, rect.w, reach) {
                let pair = Pair {
                    from: rect.centre(),
                    to: square.centre,
                    weight: 1.0,
                };
                found.push(Seen {
                    corner,
                    pair,
                    side: square.side,
                });
            }
        }
    }
    conclude(&found, &of_code)
}

/// A square of the page as it was seen.
#[derive(Debug, Clone, Copy)]
struct Seen {
    corner: Corner,
    pair: Pair,
    /// Its side in pixels.
    side: f64,
}

fn pairs(found: &[Seen]) -> Vec<Pair> {
    found.iter().map(|seen| seen.pair).collect()
}

/// The best guess so far: a rigid sheet until three squares are known.
fn pose(found: &[Seen], of_code: &[Pair]) -> Option<Matrix> {
    let all = [&pairs(found), of_code].concat();
    if found.len() >= 3 {
        fit::affine(&all)
    } else {
        fit::similarity(&all)
    }
}

/// Registers a page whose squares are known to within a few millimetres, without a code.
pub(crate) fn refine(page: &RgbImage, coarse: &Matrix, layout: Layout) -> Option<Registration> {
    let seen = |corner: Corner| {
        let rect = layout.corner_rect(corner);
        let near = fit::apply(coarse, rect.centre());
        let square = squares::find(
            page,
            near,
            scale_at(coarse, rect.centre()),
            rect.w,
            REACH_MM[0] / 2.0,
        )?;
        let pair = Pair {
            from: rect.centre(),
            to: square.centre,
            weight: 1.0,
        };
        Some(Seen {
            corner,
            pair,
            side: square.side,
        })
    };
    let found: Vec<Seen> = Corner::ALL.into_iter().filter_map(seen).collect();
    // Without a code two squares fix nothing, and a fourth that distorts the sheet cannot be told from the others.
    fitted(&found, &[]).filter(|r| found.len() >= 3 && unevenness(r, &found) <= DOUBT_SIZES)
}

fn conclude(found: &[Seen], of_code: &[Pair]) -> Option<Registration> {
    let whole = fitted(found, of_code)?;
    if found.len() < 4 || (whole.residual_mm <= DOUBT_MM && unevenness(&whole, found) <= DOUBT_ONE_OF_FOUR) {
        return Some(whole);
    }
    // One of the four may be a stain of the right shape: without it the others must make a sheet that is not distorted.
    (0..found.len())
        .filter_map(|skip| {
            let rest: Vec<Seen> = found
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != skip)
                .map(|(_, seen)| *seen)
                .collect();
            let distortion = rms(&fit::similarity(&pairs(&rest))?, &pairs(&rest)) / whole.px_per_mm;
            Some((distortion, fitted(&rest, of_code)?))
        })
        .filter(|(distortion, flat)| *distortion < 1.0 && flat.residual_mm <= DOUBT_MM)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(Some(whole), |(_, flat)| Some(flat))
}

/// How unlike the squares' sizes are once the map's local scale is taken out: 1 is alike.
fn unevenness(registration: &Registration, found: &[Seen]) -> f64 {
    let sizes = found
        .iter()
        .map(|seen| seen.side / scale_at(&registration.homography, seen.pair.from));
    let (least, most) = sizes.fold((f64::MAX, 0.0_f64), |(a, b), s| (a.min(s), b.max(s)));
    most / least
}

/// Root mean square distance, in pixels, between points and where a map puts them.
fn rms(map: &Matrix, pairs: &[Pair]) -> f64 {
    let square = |p: &Pair| {
        let (x, y) = fit::apply(map, p.from);
        (x - p.to.0).powi(2) + (y - p.to.1).powi(2)
    };
    (pairs.iter().map(square).sum::<f64>() / pairs.len() as f64).sqrt()
}

fn fitted(found: &[Seen], of_code: &[Pair]) -> Option<Registration> {
    let squares = pairs(found);
    let with_code = [&squares, of_code].concat();
    let (homography, fit) = match squares.len() {
        0 | 1 => return None,
        2 => (fit::similarity(&with_code)?, Fit::Rigid),
        3 => (fit::affine(&squares)?, Fit::Flat),
        _ => (fit::projective(&squares)?, Fit::Perspective),
    };
    let px_per_mm = scale_at(&homography, (A4_WIDTH_MM / 2.0, A4_HEIGHT_MM / 2.0));
    if !px_per_mm.is_finite() || px_per_mm <= 0.5 {
        return None;
    }
    let residual_mm = rms(&homography, &with_code) / px_per_mm;
    let squares = found.iter().map(|seen| seen.corner).collect();
    residual_mm.is_finite().then_some(Registration {
        homography,
        residual_mm,
        px_per_mm,
        fit,
        squares,
    })
}
