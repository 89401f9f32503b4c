//! A page recognised and registered by its own printed lines, when its marks are gone or never were there.
//!
//! The long lines of the picture are straightened, then matched with a known page's lines: heights with heights and
//! places with places, each by shift and scale alone, in all four ways a sheet can lie. What agrees on both axes is
//! judged by how much line it explains, the best is settled on the lines at full resolution. A page of which another
//! known page explains as much is told to be unclear, never guessed.

use image::RgbImage;
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, LineMm, RectMm};
use serde::{Deserialize, Serialize};

use crate::Page;
use crate::codes;
use crate::fit::scale_at;
use crate::fit::{self, Matrix};
use crate::luma::Luma;
use crate::registration::{Fit, Registration};
use crate::segments;
use crate::settle::{Looks, settle};
use crate::upright::{Stretch, Upright, straighten};

/// Shortest line looked for, in millimetres of a sheet that fills the picture.
const SHORTEST_MM: f64 = 11.0;
/// How near a line must be to where another should be, in millimetres.
const NEAR_MM: f64 = 1.6;
/// Longest lines of each axis that make guesses; all of them judge.
const GUESSING: usize = 12;
/// Guesses of one axis that are tried with those of the other.
const KEPT: usize = 6;
/// A page fills this share of the picture's longer side at least, and at most (its edges may be cut off).
const FILLS: (f64, f64) = (0.5, 1.25);
/// How unlike the two axes' scales may be: perspective that the lines did not tell.
const UNEVEN: std::ops::Range<f64> = 0.8..1.25;
/// Least agreement, 0 to 1, for a page to count as recognised.
const LEAST_AGREEMENT: f64 = 0.62;
/// How much better than any other known page, and than any other way to lie, it must be.
const CLEARLY: f64 = 0.05;

const LOOKS: Looks = Looks {
    step: 4.0,
    reach: &[2.4, 1.2, 0.7],
    hold: 0.05,
};

/// A known page found in a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recognised {
    /// Which of the known pages, counted from 0.
    pub page: usize,
    /// Where it lies.
    pub registration: Registration,
    /// How much line of page and picture is explained, 0 to 1.
    pub agreement: f64,
}

/// Finds the known page that a picture shows, by its printed lines alone, and where it lies.
///
/// `None` when no known page explains enough of the lines, or when two explain them equally well; pages with the same
/// lines (the copies of one form) should be handed in once. The picture may be turned by any quarter and twenty
/// degrees more.
pub fn recognise(page: &Page, known: &[&[LineMm]]) -> Option<Recognised> {
    let coarse = Luma::shrunk(&page.image, codes::coarse_factor(&page.image));
    let factor = f64::from(page.image.width()) / coarse.width as f64;
    let long = coarse.width.max(coarse.height) as f64;
    let (across, down) = segments::find(&coarse, SHORTEST_MM * long / A4_HEIGHT_MM * FILLS.0);
    let seen = straighten((coarse.width, coarse.height), &across, &down)?;
    let unit = (coarse.width as f64).hypot(coarse.height as f64);
    let mm_per_unit = A4_HEIGHT_MM * unit / long;
    let mut guesses: Vec<(usize, Guess)> = known
        .iter()
        .enumerate()
        .flat_map(|(index, lines)| {
            let ways = (0..4).flat_map(|quarter| seen.turned(quarter).matches(lines, mm_per_unit));
            ways.map(move |guess| (index, guess)).collect::<Vec<_>>()
        })
        .collect();
    guesses.sort_by(|a, b| b.1.agreement.total_cmp(&a.1.agreement));
    let (index, best) = guesses.first().filter(|g| g.1.agreement >= LEAST_AGREEMENT)?;
    let rival = |(other, guess): &&(usize, Guess)| other != index || guess.quarter != best.quarter;
    let second = guesses.iter().find(rival).map_or(0.0, |g| g.1.agreement);
    if best.agreement < second + CLEARLY {
        return None;
    }
    // Straightened coordinates are of the coarse picture.
    let enlarge = [[factor, 0.0, 0.0], [0.0, factor, 0.0], [0.0, 0.0, 1.0]];
    let start = fit::multiply(&enlarge, &fit::multiply(&fit::inverse(&seen.map)?, &best.back()?));
    Some(Recognised {
        page: *index,
        registration: by_lines(&page.image, &start, known.get(*index)?)?,
        agreement: best.agreement,
    })
}

/// Registers a page on lines near which a map already brings it.
fn by_lines(page: &RgbImage, start: &Matrix, lines: &[LineMm]) -> Option<Registration> {
    let sheet = RectMm {
        x: 0.0,
        y: 0.0,
        w: A4_WIDTH_MM,
        h: A4_HEIGHT_MM,
    };
    let settled = settle(page, start, lines, sheet, &LOOKS)?;
    Some(Registration {
        homography: settled.map,
        residual_mm: settled.residual_mm,
        px_per_mm: scale_at(&settled.map, sheet.centre()),
        fit: Fit::Lines,
        squares: Vec::new(),
    })
}

/// One axis matched: form millimetres = scale · straightened + shift.
#[derive(Debug, Clone, Copy)]
struct Axis {
    scale: f64,
    shift: f64,
    score: f64,
}

impl Axis {
    fn mm(&self, at: f64) -> f64 {
        self.scale * at + self.shift
    }
}

/// One way to lay a known page over the picture.
#[derive(Debug, Clone, Copy)]
struct Guess {
    quarter: usize,
    x: Axis,
    y: Axis,
    agreement: f64,
}

impl Guess {
    /// Form millimetres to straightened coordinates of the picture as it lies.
    fn back(&self) -> Option<Matrix> {
        let to_mm = [
            [self.x.scale, 0.0, self.x.shift],
            [0.0, self.y.scale, self.y.shift],
            [0.0, 0.0, 1.0],
        ];
        fit::inverse(&fit::multiply(&to_mm, &quarter_turn(self.quarter)))
    }
}

/// Turns straightened coordinates so that a sheet lying `quarter` quarters clockwise stands upright.
fn quarter_turn(quarter: usize) -> Matrix {
    let (cos, sin) = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)][quarter % 4];
    [[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]]
}

/// The lines of a picture, turned.
struct Turned {
    quarter: usize,
    level: Vec<Stretch>,
    upright: Vec<Stretch>,
}

impl Upright {
    fn turned(&self, quarter: usize) -> Turned {
        let same = |(at, from, to): &Stretch| (*at, *from, *to);
        let against = |(at, from, to): &Stretch| (-at, *from, *to);
        let reversed = |(at, from, to): Stretch| (at, -to, -from);
        // After a quarter turn x is y and y is −x; see `quarter_turn`.
        let (level, upright): (Vec<Stretch>, Vec<Stretch>) = match quarter {
            0 => (
                self.level.iter().map(same).collect(),
                self.upright.iter().map(same).collect(),
            ),
            1 => (
                self.upright.iter().map(against).collect(),
                self.level.iter().map(same).map(reversed).collect(),
            ),
            2 => (
                self.level.iter().map(against).map(reversed).collect(),
                self.upright.iter().map(against).map(reversed).collect(),
            ),
            _ => (
                self.upright.iter().map(same).map(reversed).collect(),
                self.level.iter().map(against).collect(),
            ),
        };
        Turned {
            quarter,
            level,
            upright,
        }
    }
}

impl Turned {
    /// The best ways to lay known lines over these.
    fn matches(&self, lines: &[LineMm], mm_per_unit: f64) -> Vec<Guess> {
        let level: Vec<Stretch> = lines
            .iter()
            .filter(|l| l.is_level())
            .map(|l| (l.from.1, l.from.0, l.to.0))
            .collect();
        let upright: Vec<Stretch> = lines
            .iter()
            .filter(|l| !l.is_level())
            .map(|l| (l.from.0, l.from.1, l.to.1))
            .collect();
        let (xs, ys) = (
            axis_guesses(&self.upright, &upright, mm_per_unit),
            axis_guesses(&self.level, &level, mm_per_unit),
        );
        let best = xs
            .iter()
            .flat_map(|x| ys.iter().map(move |y| (*x, *y)))
            .filter(|(x, y)| UNEVEN.contains(&(x.scale / y.scale)))
            .map(|(x, y)| Guess {
                quarter: self.quarter,
                x,
                y,
                agreement: self.agreement(&level, &upright, &x, &y),
            })
            .max_by(|a, b| a.agreement.total_cmp(&b.agreement));
        best.into_iter().collect()
    }

    /// How much of both sides' line length lies on the other's, as the harmonic mean of the two shares.
    fn agreement(&self, level: &[Stretch], upright: &[Stretch], x: &Axis, y: &Axis) -> f64 {
        let placed = |lines: &[Stretch], at: &Axis, along: &Axis| -> Vec<Stretch> {
            let place = |s: &Stretch| (at.mm(s.0), along.mm(s.1), along.mm(s.2));
            lines.iter().map(place).collect()
        };
        let (seen_level, seen_upright) = (placed(&self.level, y, x), placed(&self.upright, x, y));
        let length = |lines: &[Stretch]| lines.iter().map(|s| s.2 - s.1).sum::<f64>();
        let known = length(level) + length(upright);
        // What lies beside the sheet is not the page's matter.
        let on_sheet = |lines: &[Stretch], wide: f64, high: f64| -> Vec<Stretch> {
            let inside = |s: &&Stretch| (10.0..high - 10.0).contains(&s.0) && s.2 > 5.0 && s.1 < wide - 5.0;
            lines.iter().filter(inside).copied().collect()
        };
        let (seen_level, seen_upright) = (
            on_sheet(&seen_level, A4_WIDTH_MM, A4_HEIGHT_MM),
            on_sheet(&seen_upright, A4_HEIGHT_MM, A4_WIDTH_MM),
        );
        let seen = length(&seen_level) + length(&seen_upright);
        if known <= 0.0 || seen <= 0.0 {
            return 0.0;
        }
        let recall = (covered(level, &seen_level) + covered(upright, &seen_upright)) / known;
        let precision = (covered(&seen_level, level) + covered(&seen_upright, upright)) / seen;
        2.0 * recall * precision / (recall + precision).max(1e-9)
    }
}

/// Length of the lines that lies on lines of the other side.
fn covered(lines: &[Stretch], by: &[Stretch]) -> f64 {
    let overlap = |line: &Stretch| -> f64 {
        by.iter()
            .filter(|other| (other.0 - line.0).abs() <= NEAR_MM)
            .map(|other| (other.2.min(line.2) - other.1.max(line.1)).max(0.0))
            .sum::<f64>()
            .min(line.2 - line.1)
    };
    lines.iter().map(overlap).sum()
}

/// Shifts and scales that bring seen lines onto known ones, best first. One axis without known lines fixes nothing.
fn axis_guesses(seen: &[Stretch], known: &[Stretch], mm_per_unit: f64) -> Vec<Axis> {
    let longest = |lines: &[Stretch]| {
        let mut sorted = lines.to_vec();
        sorted.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)));
        sorted.truncate(GUESSING);
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        sorted
    };
    let mut places: Vec<f64> = seen.iter().map(|s| s.0).collect();
    places.sort_by(f64::total_cmp);
    let (seen, guessing) = (longest(seen), longest(known));
    let scales = mm_per_unit / FILLS.1..mm_per_unit / FILLS.0;
    let mut guesses: Vec<Axis> = Vec::new();
    for (i, a) in seen.iter().enumerate() {
        for b in &seen[i + 1..] {
            for (k, c) in guessing.iter().enumerate() {
                for d in &guessing[k + 1..] {
                    let scale = (d.0 - c.0) / (b.0 - a.0);
                    // Two lines close together say little about the scale.
                    if d.0 - c.0 < 25.0 || !scales.contains(&scale) {
                        continue;
                    }
                    let mut axis = Axis {
                        scale,
                        shift: c.0 - scale * a.0,
                        score: 0.0,
                    };
                    axis.score = axis_score(&axis, &places, known);
                    guesses.push(axis);
                }
            }
        }
    }
    guesses.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Axis> = Vec::new();
    for guess in guesses {
        let alike =
            |k: &Axis| (k.scale / guess.scale - 1.0).abs() < 0.01 && (k.shift - guess.shift).abs() < 2.0;
        if !kept.iter().any(alike) {
            kept.push(guess);
        }
        if kept.len() == KEPT {
            break;
        }
    }
    kept
}

/// How much known length has a seen line where it should be, nearer ones counting more.
fn axis_score(axis: &Axis, places: &[f64], known: &[Stretch]) -> f64 {
    known
        .iter()
        .map(|line| {
            let at = (line.0 - axis.shift) / axis.scale;
            let after = places.partition_point(|p| *p < at);
            let near = [after.wrapping_sub(1), after]
                .into_iter()
                .filter_map(|i| places.get(i))
                .map(|p| (p - at).abs() * axis.scale)
                .fold(f64::MAX, f64::min);
            (line.2 - line.1) * (1.0 - near / NEAR_MM).max(0.0)
        })
        .sum()
}
