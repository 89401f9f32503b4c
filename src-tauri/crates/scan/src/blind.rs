//! A page whose code cannot be read, registered by its squares alone.
//!
//! Coffee on the code leaves four squares: they make a rectangle of known shape, which lies one of two ways round.
//! Which one, the code's own place tells: it is speckled even where it cannot be read. A registered page lets its bar
//! code be read, its code be looked at again, enlarged, and its frames be cut once the clerk has named the page.

use image::RgbImage;
use pagemark::{CODE_QUIET_MM, Corner, Layout, PageMark, RectMm, code_rect, corner_rect};

use crate::fit::{self, Matrix, Pair, Pt};
use crate::luma::Luma;
use crate::registration::{self, Registration};
use crate::squares::{self, Square};
use crate::{codes, cut};

/// More solid squares than this on one page are a pattern, not registration marks.
const MOST_SQUARES: usize = 40;
/// How far the rectangle of squares may be from its designed shape, as a share.
const SHAPE_SLACK: f64 = 0.04;
/// How much more speckled the code's place must be than the opposite one.
const SPECKLE_MARGIN: f64 = 2.0;
/// Pixels per millimetre of the enlarged code.
const CODE_PX_PER_MM: f64 = 18.0;

/// Looks for the page by its squares; answers its mark, too, if the enlarged code can be read.
pub(crate) fn find(
    page: &RgbImage,
    coarse: &Luma,
    factor: usize,
) -> Option<(Registration, Option<PageMark>)> {
    // The page fills most of the picture: A4's long side against the picture's gives the squares' size.
    let side = 4.0 * coarse.width.max(coarse.height) as f64 / pagemark::A4_HEIGHT_MM;
    let seen = squares::all(coarse, side * 0.5..side * 1.3);
    if seen.len() > MOST_SQUARES {
        return None;
    }
    let poses = poses(&seen, factor as f64);
    let registered: Vec<Registration> = poses
        .iter()
        .filter_map(|pose| registration::refine(page, pose, Layout::PRESENT))
        .collect();
    for registration in &registered {
        let place = around_code(registration.clone(), page, CODE_PX_PER_MM);
        if let Some((mark, layout)) = codes::mark_in(&place) {
            // A page of the first layout has its squares elsewhere than was taken for granted.
            let exact = match layout {
                Layout::PRESENT => Some(registration.clone()),
                _ => registration::refine(page, &registration.homography, layout),
            };
            return Some((exact?, Some(mark)));
        }
    }
    let mut speckled: Vec<(f64, Registration)> = registered
        .into_iter()
        .map(|r| (speckle(&around_code(r.clone(), page, 6.0)), r))
        .collect();
    speckled.sort_by(|a, b| b.0.total_cmp(&a.0));
    let runner_up = speckled.get(1).map_or(0.0, |s| s.0);
    let (best, registration) = speckled.into_iter().next()?;
    (best > 0.05 && best > SPECKLE_MARGIN * runner_up).then_some((registration, None))
}

fn around_code(registration: Registration, page: &RgbImage, px_per_mm: f64) -> Luma {
    let code = code_rect();
    let rect = RectMm {
        x: code.x - CODE_QUIET_MM,
        y: code.y - CODE_QUIET_MM,
        w: code.w + 2.0 * CODE_QUIET_MM,
        h: code.h + 2.0 * CODE_QUIET_MM,
    };
    cut::upright_luma(page, &registration, rect, px_per_mm)
}

/// Share of neighbouring pixels that differ by half the picture's contrast.
fn speckle(luma: &Luma) -> f64 {
    let (low, high) = luma
        .data
        .iter()
        .fold((255_u8, 0_u8), |(a, b), v| (a.min(*v), b.max(*v)));
    if high - low < 60 {
        return 0.0;
    }
    let middle = low + (high - low) / 2;
    let changes = luma
        .data
        .chunks_exact(luma.width.max(1))
        .map(|row| {
            row.windows(2)
                .filter(|pair| (pair[0] < middle) != (pair[1] < middle))
                .count()
        })
        .sum::<usize>();
    changes as f64 / luma.data.len() as f64
}

/// Every way three of the squares can be three corners of the page, in page pixels.
fn poses(seen: &[Square], factor: f64) -> Vec<Matrix> {
    let centre = |corner| corner_rect(corner).centre();
    let (top_left, top_right, bottom_left) = (
        centre(Corner::TopLeft),
        centre(Corner::TopRight),
        centre(Corner::BottomLeft),
    );
    let shape = (bottom_left.1 - top_left.1) / (top_right.0 - top_left.0);
    let mut out = Vec::new();
    let vector = |a: &Square, b: &Square| (b.centre.0 - a.centre.0, b.centre.1 - a.centre.1);
    let length = |v: Pt| v.0.hypot(v.1);
    for a in seen {
        for b in seen {
            let across = vector(a, b);
            let px_per_mm = length(across) / (top_right.0 - top_left.0);
            // The squares' own size must agree with their distance.
            if !(0.75..1.25).contains(&(a.side / (4.0 * px_per_mm))) {
                continue;
            }
            for c in seen {
                let down = vector(a, c);
                let turn = across.0 * down.1 - across.1 * down.0;
                let lean = (across.0 * down.0 + across.1 * down.1) / (length(across) * length(down)).max(1.0);
                let off = length(down) / length(across) / shape - 1.0;
                if turn > 0.0 && lean.abs() < SHAPE_SLACK && off.abs() < SHAPE_SLACK {
                    let pair = |from, s: &Square| Pair {
                        from,
                        to: (s.centre.0 * factor, s.centre.1 * factor),
                        weight: 1.0,
                    };
                    out.extend(fit::affine(&[
                        pair(top_left, a),
                        pair(top_right, b),
                        pair(bottom_left, c),
                    ]));
                }
            }
        }
    }
    // Two ways round, each seen from up to two of its corners; anything more is a pattern of squares.
    out.truncate(8);
    out
}
