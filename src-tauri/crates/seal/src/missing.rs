//! Characters that are missing where others stand: a hole in a line of text, an empty corner of a square name.
//!
//! A sample alone cannot tell that a whole line was never pressed. What it can tell is a hole in what is there: within
//! a line characters stand at equal distances, and a square name fills its square.

use crate::geometry::Pt;
use crate::ink::Ink;
use crate::level::{CELL_MM, Level};
use crate::mark::{MarkKind, Marks};
use crate::outline::Outline;
use crate::{Measures, Shape, shape};

/// What lies this far behind the border's inner edge is text, in mm.
const OFF_BORDER_MM: f64 = 0.35;
/// Lowest line of text in mm, and the highest in a round seal and in an oblong one: what is higher in a ring is a star,
/// or a line with one.
const LOW_MM: f64 = 1.4;
const HIGH_MM: [f64; 2] = [8.0, 15.0];
/// A hole is so wide at least, by the height of its line, and so much wider than the next wide gap.
const WIDE: f64 = 0.65;
const BEYOND: f64 = 0.45;
const TIMES: f64 = 1.9;
/// Characters on the longer side of a hole take this room at least, by the line's height: more than one does.
const BESIDE: f64 = 1.25;
/// Share of the radius in steps of which a seal is looked at for the inner end of the name along its border.
const RING: f64 = 0.02;
/// A ring of the upper part holds paper alone below this share of ink.
const PAPER: f64 = 0.04;
/// How far from the top the name along the border is surely written, in degrees.
const UPPER_DEG: f64 = 60.0;
/// Where the name along the border is looked for, and where a second ring may lie, as shares of the radius.
const NAME_FROM: f64 = 0.82;
const RINGS: [f64; 2] = [0.4, 0.74];
/// Share of all directions in which a ring is inked.
const ROUND: f64 = 0.96;
/// Directions are told apart by so many degrees.
const SECTOR_DEG: f64 = 5.0;
const SECTORS: usize = 72;
/// Lines of text end here, and the name and a code along the lower border do not, as a share of the radius; a code
/// stands straight down, in so many sectors to either side at least.
const LINES_TO: f64 = 0.78;
const OUTER: [f64; 2] = [0.8, 0.86];
const CODE_SECTORS: usize = 4;
/// How far from the name a line of text stands, in degrees.
const BESIDE_NAME_DEG: f64 = 6.0;
/// Characters in solid ground begin this far behind its edge, in mm.
const SOLID_BORDER_MM: f64 = 1.2;
/// Share of the room in a shape of its own, from end to end, that a column of characters never leaves empty.
const STRETCH: f64 = 0.29;
/// A corner of a square name is empty below this share of what the other three hold.
const EMPTY: f64 = 0.15;

/// Looks for what is missing between characters. Where the turn is not known there is nothing to go by.
pub(crate) fn measure(ink: &Ink, outline: &Outline, m: &mut Measures, marks: &mut Marks) {
    let (Some(turn), Some([long, short])) = (m.rotation_deg, m.sides_mm) else {
        return;
    };
    let border = m.border_mm.unwrap_or(1.0) + OFF_BORDER_MM;
    let is_upright = m.turn_period_deg == Some(360.0);
    match (outline, m.shape) {
        (Outline::Round(_), Some(Shape::Round | Shape::Oval)) if is_upright => {
            let level = Level::of(ink, outline, turn, [long, short]);
            let within = |room: Room| widest_hole(&level, HIGH_MM[0], |at| room.holds(&level, at));
            told(Room::of(&level).and_then(within), m, marks);
        }
        (Outline::Square(b), _) if shape::is_oblong([long, short]) && !m.solid => {
            // Lines run along the longer side.
            let along = b.angle.to_degrees() + if b.sides.1 > b.sides.0 { 90.0 } else { 0.0 };
            let level = Level::of(ink, outline, along, [long.max(short), long.min(short)]);
            told(widest_hole(&level, HIGH_MM[1], inside(&level, border)), m, marks);
        }
        (Outline::Square(_), _) if !shape::is_oblong([long, short]) => {
            let level = Level::of(ink, outline, turn, [long, short]);
            if m.solid {
                m.white_percent = Some(white_percent(&level));
            }
            let corner = empty_corner(&level, border, m.solid);
            m.empty_corner = corner.is_some();
            corner
                .into_iter()
                .for_each(|corner| marks.outline(MarkKind::Missing, corner));
        }
        (Outline::Free(_), _) if is_upright => {
            let level = Level::of(ink, outline, turn, [short, long]);
            let within = |at: usize| {
                let (x, y) = ((at % level.width) as f64 + 0.5, (at / level.width) as f64 + 0.5);
                outline.distance(level.place(x, y)) < -border * ink.px_per_mm
            };
            told(blank_stretch(&level, within), m, marks);
        }
        _ => {}
    }
}

fn told(hole: Option<(f64, [Pt; 4])>, m: &mut Measures, marks: &mut Marks) {
    if let Some((mm, corners)) = hole {
        m.line_hole_mm = Some(mm);
        marks.outline(MarkKind::Missing, corners);
    }
}

/// Whether a cell lies so far within the sides, in mm.
fn inside(level: &Level, border_mm: f64) -> impl Fn(usize) -> bool {
    let (width, height) = (level.width, level.height);
    let behind = (border_mm / CELL_MM).ceil() as usize;
    move |at| {
        let (x, y) = (at % width, at / width);
        let within = |v: usize, end: usize| v >= behind && v + behind < end;
        within(x, width) && within(y, height)
    }
}

/// Where a round seal's lines of text can stand: within the name along the border, and below between its ends.
struct Room {
    /// Where the name ends towards the middle, as a share of the radius.
    end: f64,
    /// How far from straight down nothing of the name stands, to the left and to the right, in degrees.
    open_deg: [f64; 2],
}

impl Room {
    /// None where the name does not end towards the middle.
    fn of(level: &Level) -> Option<Self> {
        let rings = Rings::of(level);
        let of = |share: f64| (share / RING) as usize;
        if let Some(ring) = (of(RINGS[0])..of(RINGS[1])).find(|step| rings.is_whole(*step)) {
            return Some(Self {
                end: (ring as f64 - 1.0) * RING,
                open_deg: [0.0; 2],
            });
        }
        let name = (0..of(NAME_FROM))
            .rev()
            .find(|step| rings.upper(*step) >= PAPER)?;
        let paper = (0..name).rev().find(|step| rings.upper(*step) < PAPER)?;
        Some(Self {
            end: paper as f64 * RING,
            open_deg: rings.open_deg(of(OUTER[0])..of(OUTER[1])),
        })
    }

    fn holds(&self, level: &Level, at: usize) -> bool {
        let (share, aside) = (level.share(at), level.aside_deg(at));
        let open_deg = self.open_deg[usize::from(aside > 0.0)];
        share < self.end || (share < LINES_TO && 180.0 - aside.abs() < open_deg)
    }
}

/// The ink of a round seal by its distance from the middle.
struct Rings {
    /// Inked cells and all cells of the upper part.
    upper: Vec<(u32, u32)>,
    /// Directions in which there is ink, clockwise from straight down.
    around: Vec<[bool; SECTORS]>,
}

impl Rings {
    fn of(level: &Level) -> Self {
        let steps = (1.0 / RING) as usize;
        let mut rings = Self {
            upper: vec![(0, 0); steps],
            around: vec![[false; SECTORS]; steps],
        };
        for (at, inked) in level.inked.iter().enumerate() {
            let step = (level.share(at) / RING) as usize;
            if step >= steps {
                continue;
            }
            let aside = level.aside_deg(at);
            if *inked {
                rings.around[step][((aside + 180.0) / SECTOR_DEG) as usize % SECTORS] = true;
            }
            if aside.abs() < UPPER_DEG {
                rings.upper[step].0 += u32::from(*inked);
                rings.upper[step].1 += 1;
            }
        }
        rings
    }

    /// Share of ink in the upper part.
    fn upper(&self, step: usize) -> f64 {
        let (inked, all) = self.upper[step];
        f64::from(inked) / f64::from(all.max(1))
    }

    /// Whether ink goes all the way around.
    fn is_whole(&self, step: usize) -> bool {
        let inked = self.around[step].iter().filter(|inked| **inked).count();
        inked as f64 >= ROUND * SECTORS as f64
    }

    /// How far to the left and to the right of straight down nothing of the name stands at these distances, less what
    /// it keeps off a line of text, in degrees. A code along the lower border is passed over.
    fn open_deg(&self, steps: std::ops::Range<usize>) -> [f64; 2] {
        let half = SECTORS / 2;
        let [left, right] = [|at| at, |at| SECTORS - 1 - at].map(|sector: fn(usize) -> usize| {
            let is_inked = |at: usize| steps.clone().any(|step| self.around[step][sector(at)]);
            let mut at = 0;
            if (0..CODE_SECTORS).any(is_inked) {
                let ends = |at: &usize| !is_inked(*at) && !is_inked(at + 1);
                at = (CODE_SECTORS..half - 1).find(ends).unwrap_or(0);
            }
            let open = (at..half).find(|at| is_inked(*at)).unwrap_or(half);
            open as f64 * SECTOR_DEG - BESIDE_NAME_DEG
        });
        [left, right]
    }
}

/// The widest hole in any line of text no higher than this among the cells for which `within` holds: its width in mm
/// and its corners.
fn widest_hole(level: &Level, highest_mm: f64, within: impl Fn(usize) -> bool) -> Option<(f64, [Pt; 4])> {
    let is_inked = |at: usize| level.inked[at] && within(at);
    let rows: Vec<usize> = (0..level.height)
        .map(|y| (0..level.width).filter(|x| is_inked(y * level.width + x)).count())
        .collect();
    let lines = runs(&rows, 2);
    let holes = lines.into_iter().filter_map(|(top, bottom)| {
        let high = (bottom - top) as f64 * CELL_MM;
        if !(LOW_MM..highest_mm).contains(&high) {
            return None;
        }
        let columns: Vec<usize> = (0..level.width)
            .map(|x| (top..bottom).filter(|y| is_inked(y * level.width + x)).count())
            .collect();
        let (from, to) = hole(&runs(&columns, 1), high / CELL_MM)?;
        let [left, right, top, bottom] = [from, to, top, bottom].map(|cell| cell as f64);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        Some((
            (to - from) as f64 * CELL_MM,
            corners.map(|(x, y)| level.place(x, y)),
        ))
    });
    holes.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// The hole in a line of so high characters whose ink stands in these stretches.
fn hole(inked: &[(usize, usize)], high: f64) -> Option<(usize, usize)> {
    let gap = |at: usize| inked[at + 1].0 - inked[at].1;
    let mut widths: Vec<usize> = (0..inked.len().checked_sub(1)?).map(gap).collect();
    let at = (0..widths.len()).max_by_key(|at| widths[*at])?;
    let (from, to) = (inked[at].1, inked[at + 1].0);
    widths.sort_unstable();
    let (wide, next) = (*widths.last()? as f64, *widths.iter().rev().nth(1)? as f64);
    let beside = (from - inked[0].0).max(inked[inked.len() - 1].1 - to) as f64;
    let is_hole = wide >= WIDE * high
        && wide >= TIMES * next
        && wide - next >= BEYOND * high
        && beside >= BESIDE * high;
    is_hole.then_some((from, to))
}

/// The stretch of a column of characters in a shape of its own that is empty for too long: its length in mm and its
/// corners.
fn blank_stretch(level: &Level, within: impl Fn(usize) -> bool) -> Option<(f64, [Pt; 4])> {
    let row = |y: usize| (0..level.width).map(move |x| y * level.width + x);
    let rows: Vec<usize> = (0..level.height).filter(|y| row(*y).any(&within)).collect();
    let (top, bottom) = (*rows.first()?, *rows.last()? + 1);
    let inked: Vec<usize> = (top..bottom)
        .map(|y| row(y).filter(|at| level.inked[*at] && within(*at)).count())
        .collect();
    let mut last = 0;
    let mut blanks = Vec::new();
    for (from, to) in runs(&inked, 1) {
        blanks.push((last, from));
        last = to;
    }
    blanks.push((last, inked.len()));
    let (from, to) = blanks.into_iter().max_by_key(|(from, to)| to - from)?;
    let is_hole = (to - from) as f64 >= STRETCH * inked.len() as f64;
    let [from, to] = [from, to].map(|y| (y + top) as f64);
    let (left, right) = (level.width as f64 * 0.25, level.width as f64 * 0.75);
    let corners = [(left, from), (right, from), (right, to), (left, to)];
    is_hole.then(|| ((to - from) * CELL_MM, corners.map(|(x, y)| level.place(x, y))))
}

/// Stretches of a profile that hold so much at least: from and to, the end excluded.
fn runs(profile: &[usize], least: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, held) in profile.iter().enumerate() {
        if *held < least {
            continue;
        }
        match runs.last_mut() {
            Some((_, to)) if *to == at => *to = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

/// Share of a square of solid ground that is white, in per cent: its characters.
fn white_percent(level: &Level) -> f64 {
    let within = inside(level, SOLID_BORDER_MM);
    let room: Vec<usize> = (0..level.inked.len()).filter(|at| within(*at)).collect();
    let white = room.iter().filter(|at| !level.inked[**at]).count();
    white as f64 * 100.0 / room.len().max(1) as f64
}

/// The quarter of a square name that is empty while the other three are not.
fn empty_corner(level: &Level, border_mm: f64, solid: bool) -> Option<[Pt; 4]> {
    let within = inside(level, border_mm);
    let (half_width, half_height) = (level.width / 2, level.height / 2);
    let mut held = [0_u32; 4];
    for (at, inked) in level.inked.iter().enumerate() {
        // White characters are what is not inked.
        if *inked != solid && within(at) {
            let right = usize::from(at % level.width >= half_width);
            let below = usize::from(at / level.width >= half_height);
            held[2 * below + right] += 1;
        }
    }
    let least = (0..4).min_by_key(|quarter| held[*quarter])?;
    let others = (0..4)
        .filter(|quarter| *quarter != least)
        .map(|quarter| f64::from(held[quarter]));
    let is_empty = f64::from(held[least]) < EMPTY * others.sum::<f64>() / 3.0;
    let (right, below) = ((least % 2) as f64, (least / 2) as f64);
    let (w, h) = (half_width as f64, half_height as f64);
    let (x, y) = (right * w, below * h);
    is_empty.then(|| [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| level.place(x, y)))
}
