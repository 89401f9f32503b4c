//! The frame in cells of about a fifth of a millimetre: what is too soft or too wide for single pixels.
//!
//! Pale blotches with soft edges, dirt between the letters, strokes that ran together. Red ink and what lies close to
//! it is kept out of what is said of the paper: colour is smeared there.

use image::RgbImage;
use numerics::solve;

use crate::blobs::Parts;
use crate::chamfer::distances;
use crate::geometry::Pt;
use crate::ink::Ink;
use crate::paper::luma;

/// Side of a cell in mm.
const CELL_MM: f64 = 0.2;
/// Cells around ink that say nothing of the paper.
const NEAR: usize = 2;
/// Coverage by red ink from which a pixel says nothing of the paper: thin figures cover little.
const FAINT: f32 = 0.08;
/// Loss of light against the paper round about from which a place is stained: print that shines through from behind
/// is less.
const STAINED: f64 = 0.05;
/// Cells to every side within a part that is wider than a stroke, and than any pale figure.
const STROKE: usize = 2;
const BLOTCH: usize = 5;
/// Cells along a window's side in which stains between strokes are looked for.
const WINDOW: usize = 9;
/// Cells of a window without ink that are enough to tell.
const SEEN_CELLS: usize = 12;
/// As [`STAINED`], where every cell lies beside ink.
const STAINED_BESIDE: f64 = 0.09;
/// Red density of ink from which red light sees it as well as any stain.
const RED_INK: f32 = 0.7;
/// Least redness of ink beside its own usual one at the same darkness: below it a mark is no seal ink.
const FOREIGN_SHARE: f32 = 0.3;

/// Loss of light from which a cell of a signature's frame may be part of a blot: around strokes it is less.
const BLOTTED: f64 = 0.15;
/// Loss of light from which a pen that hardly writes has left something, and the least part of that, in mm².
const FAINTLY: f64 = 0.022;
const FAINT_PART_MM2: f64 = 1.2;
/// Darkness below which a cell of a signature's frame is paper.
const BARE: f32 = 0.25;
/// Depth from which a mark is wider than a pen writes, and wider than strokes that cross each other, in mm.
const BLOT_MM: [f64; 2] = [0.7, 1.6];
/// Differences of darkness within a blot.
const EVEN: f64 = 0.25;
/// A mark that is paler than the pen by this factor was not written.
const PALER: f64 = 0.8;

/// Share of the ink's own colour from which a dark place is ink of the seal, and from which pale strokes are.
pub(crate) const OWN_INK: f32 = 0.45;
const OWN_STROKE: f32 = 0.32;
/// The same outside of the seal, where none of its strokes is.
const OWN_SMEAR: f32 = 0.6;
/// How much more red than green light a place sends back that some red ink took colour on.
const PINK: f32 = 0.03;
/// Red density of print beneath ink: this many times the ink's own and so much more.
const BENEATH: [f32; 2] = [1.6, 0.2];

/// A mark is long from here on, in mm.
const LONG_MM: f64 = 3.5;
/// A long mark is thin when it is longer than wide by this factor at least.
const THIN: usize = 5;

/// A frame by cells.
pub(crate) struct Coarse {
    pub width: usize,
    pub height: usize,
    /// Pixels along a cell's side.
    step: usize,
    px_per_mm: f64,
    /// Brightness as it is seen, 0 to 255.
    level: Vec<f32>,
    darkness: Vec<f32>,
    /// Reflectance in red and in green light.
    lights: Vec<[f32; 2]>,
    /// Share that red ink covers by more than half.
    pub inked: Vec<f32>,
    /// Density in green beyond red.
    redness: Vec<f32>,
    /// Light in red as it is seen, 0 to 255.
    red: Vec<f32>,
    /// Whether dark print or any strong ink lies in the cell.
    strong: Vec<bool>,
    /// The same in the cell or near it.
    near_ink: Vec<bool>,
    /// Usual redness of the ink.
    core: f32,
    /// Its density in red light, and how much more light it leaves in red than in green for what it takes of both.
    core_red: f32,
    core_step: f32,
}

/// What is said of the paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Light {
    /// How much darker the darkest end of the frame is lit than the brightest, 0 to 1.
    pub fall: f64,
}

impl Coarse {
    pub fn of(frame: &RgbImage, ink: &Ink) -> Self {
        let step = ((CELL_MM * ink.px_per_mm).round() as usize).max(1);
        let (width, height) = (ink.width / step, ink.height / step);
        let cells = width * height;
        let (mut level, mut darkness) = (vec![0.0_f32; cells], vec![0.0_f32; cells]);
        let (mut inked, mut redness) = (vec![0.0_f32; cells], vec![0.0_f32; cells]);
        let mut strong = vec![false; cells];
        let mut lights = vec![[0.0_f32; 2]; cells];
        let raw = frame.as_raw();
        for y in 0..height * step {
            let (row, cell_row) = (y * ink.width, y / step * width);
            for (cell, x) in
                (0..width).flat_map(|cell| (cell * step..(cell + 1) * step).map(move |x| (cell, x)))
            {
                let (at, to) = (row + x, cell_row + cell);
                let p = &raw[at * 3..at * 3 + 3];
                level[to] += luma([f32::from(p[0]), f32::from(p[1]), f32::from(p[2])]);
                lights[to][0] += f32::from(p[0]);
                lights[to][1] += f32::from(p[1]);
                darkness[to] += ink.darkness[at];
                redness[to] += ink.redness[at];
                let covered = ink.coverage[at];
                inked[to] += f32::from(u8::from(covered > 0.5));
                strong[to] |= covered > FAINT || ink.print[at];
            }
        }
        let each = 1.0 / (step * step) as f32;
        for values in [&mut level, &mut darkness, &mut inked, &mut redness] {
            values.iter_mut().for_each(|v| *v *= each);
        }
        let red = lights.iter().map(|light| light[0] * each).collect();
        for (at, light) in lights.iter_mut().enumerate() {
            let middle = |cell: usize| cell * step + step / 2;
            let white = ink.paper.at(middle(at % width), middle(at / width));
            *light = [0, 1].map(|c| light[c] * each / white[c].max(1.0));
        }
        let core = ink.core.map_or(0.0, |c| c.density[1] - c.density[0]);
        let left = ink.core.map_or([1.0; 3], |c| c.density.map(|d| (-d).exp()));
        let mut out = Self {
            width,
            height,
            step,
            px_per_mm: ink.px_per_mm,
            level,
            darkness,
            inked,
            redness,
            lights,
            near_ink: Vec::new(),
            red,
            strong,
            core,
            core_red: ink.core.map_or(0.0, |c| c.density[0]),
            core_step: (left[0] - left[1]) / (1.0 - luma(left)).max(0.05),
        };
        out.near_ink = out.grown(&out.strong, NEAR);
        out
    }

    /// The middle of a cell in pixels of the frame.
    pub fn middle(&self, at: usize) -> Pt {
        let px = |cell: usize| (cell as f64 + 0.5) * self.step as f64;
        (px(at % self.width), px(at / self.width))
    }

    /// Side of a cell in pixels of the frame.
    pub fn step_px(&self) -> f64 {
        self.step as f64
    }

    /// Number of cells as an area in mm².
    pub fn area_mm2(&self, cells: usize) -> f64 {
        let side = self.side_mm();
        cells as f64 * side * side
    }

    pub fn side_mm(&self) -> f64 {
        self.step as f64 / self.px_per_mm
    }

    fn grown(&self, mask: &[bool], by: usize) -> Vec<bool> {
        let mut out = mask.to_vec();
        for _ in 0..by {
            let from = out.clone();
            for y in 0..self.height {
                let row = y * self.width;
                for x in 0..self.width {
                    if from[row + x] {
                        for ny in y.saturating_sub(1)..(y + 2).min(self.height) {
                            let near = ny * self.width;
                            out[near + x.saturating_sub(1)..near + (x + 2).min(self.width)].fill(true);
                        }
                    }
                }
            }
        }
        out
    }

    /// Cells of the paper that are stained, softly or not, within a part of the frame; and how evenly the frame is lit.
    /// Outside of the seal none of its figures excuses a reddish stain.
    ///
    /// Light from a lamp or through a lens changes slowly all over the frame: a curved plane through the bare paper
    /// takes it away.
    pub fn stains(&self, within: impl Fn(Pt) -> bool, outside: impl Fn(Pt) -> bool) -> (Vec<usize>, Light) {
        let bare: Vec<usize> = (0..self.level.len())
            .filter(|at| !self.near_ink[*at] && self.darkness[*at] < 0.3 && within(self.middle(*at)))
            .collect();
        let Some(light) = self.lit(&bare) else {
            return (Vec::new(), Light { fall: 0.0 });
        };
        let mut mask = vec![false; self.level.len()];
        for at in &bare {
            let usual = light.at(self.own(*at));
            // A mean over the cells around it: grain is no stain.
            mask[*at] = 1.0 - self.mean_level(*at) / usual > STAINED;
        }
        let least = 0.6 / (self.side_mm() * self.side_mm());
        let mut parts = Parts::of(&mask, self.width);
        parts.retain_parts(|cells| {
            // No figure is as wide as that, whatever its colour.
            if self.is_wide(cells, BLOTCH) {
                return true;
            }
            let share = if cells.iter().all(|at| outside(self.middle(*at))) {
                OWN_SMEAR
            } else if self.is_wide(cells, STROKE) {
                OWN_INK
            } else {
                OWN_STROKE
            };
            !self.is_own_ink(cells, share, |at| !self.near_ink[at])
        });
        let (mut mask, _) = parts.at_least(least);
        self.between_strokes(&bare, &light, &within, &mut mask);
        let stains = (0..mask.len()).filter(|at| mask[*at]).collect();
        (stains, self.fall(&bare, &light))
    }

    /// Marks that are wider than a pen writes, and paler than it or much wider: no stroke of a signature is. And how
    /// evenly the frame is lit.
    pub fn blots(&self, pen: f64, within: impl Fn(Pt) -> bool) -> (Vec<usize>, Light) {
        let bare: Vec<usize> = (0..self.level.len())
            .filter(|at| self.darkness[*at] < BARE && within(self.middle(*at)))
            .collect();
        let Some(light) = self.lit_by(&bare, |at| f64::from(self.level[at])) else {
            return (Vec::new(), Light { fall: 0.0 });
        };
        let fall = self.fall(&bare, &light);
        let lost = |at: usize| 1.0 - f64::from(self.level[at]) / light.at(self.own(at));
        let marked: Vec<bool> = (0..self.level.len())
            .map(|at| lost(at) > BLOTTED && within(self.middle(at)))
            .collect();
        let paper: Vec<bool> = marked.iter().map(|m| !m).collect();
        let depth = distances(&paper, self.width);
        let [wide, widest] = BLOT_MM.map(|mm| (mm / self.side_mm()) as f32);
        // Strokes that lie side by side are dark and light by turns, a blot is of one darkness.
        let reach = wide as usize;
        let is_even = |at: usize| {
            let (x, y) = (at % self.width, at / self.width);
            let (mut least, mut most) = (f64::MAX, 0.0_f64);
            for ny in y.saturating_sub(reach)..(y + reach + 1).min(self.height) {
                for nx in x.saturating_sub(reach)..(x + reach + 1).min(self.width) {
                    let (dx, dy) = (nx.abs_diff(x), ny.abs_diff(y));
                    if dx * dx + dy * dy <= reach * reach {
                        let lost = lost(ny * self.width + nx);
                        (least, most) = (least.min(lost), most.max(lost));
                    }
                }
            }
            most - least < EVEN && most < PALER * pen
        };
        let core: Vec<bool> = (0..marked.len())
            .map(|at| depth[at] > widest || (depth[at] > wide && is_even(at)))
            .collect();
        if !core.contains(&true) {
            return (Vec::new(), fall);
        }
        let off_core = distances(&core, self.width);
        let blots = (0..marked.len()).filter(|at| marked[*at] && off_core[*at] <= wide);
        (blots.collect(), fall)
    }

    /// Area in mm² that is a little darker than the paper in lines or figures, within a part of the frame: what a pen
    /// leaves that hardly writes.
    pub fn faint_mm2(&self, within: impl Fn(Pt) -> bool) -> f64 {
        let bare: Vec<usize> = (0..self.level.len())
            .filter(|at| self.darkness[*at] < BARE && within(self.middle(*at)))
            .collect();
        let Some(light) = self.lit_by(&bare, |at| f64::from(self.level[at])) else {
            return 0.0;
        };
        let lost = |at: usize| 1.0 - f64::from(self.level[at]) / light.at(self.own(at));
        let marked: Vec<bool> = (0..self.level.len())
            .map(|at| lost(at) > FAINTLY && within(self.middle(at)))
            .collect();
        let least = FAINT_PART_MM2 / (self.side_mm() * self.side_mm());
        self.area_mm2(Parts::of(&marked, self.width).at_least(least).1)
    }

    /// How much darker the darkest end of the paper is lit than the brightest.
    fn fall(&self, bare: &[usize], light: &Plane) -> Light {
        let (low, high) = bare.iter().fold((f64::MAX, f64::MIN), |(low, high), at| {
            let usual = light.at(self.own(*at));
            (low.min(usual), high.max(usual))
        });
        let fall = if high > low { 1.0 - low / high } else { 0.0 };
        Light { fall }
    }

    /// Stains among strokes that stand so close that no paper between them is bare.
    ///
    /// Red light hardly sees red ink, and least of all what little of it lies beside a stroke; nearly every stain
    /// darkens it. But small JPEG files take red from where ink is none, so all light together has to be less as well.
    /// A window is stained when most of its cells without ink are: one cell says nothing so close to ink.
    fn between_strokes(
        &self,
        bare: &[usize],
        light: &Plane,
        within: &impl Fn(Pt) -> bool,
        mask: &mut [bool],
    ) {
        let red = |at: usize| f64::from(self.red[at]) / light.at(self.own(at));
        let mut whites: Vec<f64> = bare.iter().map(|at| red(*at)).collect();
        if whites.is_empty() || self.core_red > RED_INK {
            return;
        }
        let middle = whites.len() / 2;
        let white = *whites.select_nth_unstable_by(middle, f64::total_cmp).1;
        let lost = |at: usize| {
            let all = 1.0 - f64::from(self.level[at]) / light.at(self.own(at));
            all.min(1.0 - red(at) / white)
        };
        let beside_ink = self.grown(&self.strong, 1);
        for top in (0..self.height.saturating_sub(WINDOW)).step_by(WINDOW / 3) {
            for left in (0..self.width.saturating_sub(WINDOW)).step_by(WINDOW / 3) {
                let corners =
                    [top, top + WINDOW - 1].map(|y| [left, left + WINDOW - 1].map(|x| y * self.width + x));
                if corners.iter().flatten().any(|at| !within(self.middle(*at))) {
                    continue;
                }
                let rows = (top..top + WINDOW).map(|y| y * self.width + left);
                let cells: Vec<usize> = rows.flat_map(|row| row..row + WINDOW).collect();
                let without =
                    |ink: &[bool]| -> Vec<usize> { cells.iter().copied().filter(|at| !ink[*at]).collect() };
                // Where all of it is bare the paper itself has been looked at.
                if cells.iter().all(|at| !self.near_ink[*at]) {
                    continue;
                }
                let clear = without(&beside_ink);
                let enough = clear.len() >= SEEN_CELLS;
                let (seen, least) = if enough {
                    (clear, STAINED)
                } else {
                    (without(&self.strong), STAINED_BESIDE)
                };
                if seen.len() < SEEN_CELLS {
                    continue;
                }
                let mut losses: Vec<f64> = seen.iter().map(|at| lost(*at)).collect();
                let middle = losses.len() / 2;
                let stained = *losses.select_nth_unstable_by(middle, f64::total_cmp).1 > least;
                if stained && !self.is_own_ink(&seen, OWN_STROKE, |at| !self.strong[at]) {
                    let stained = seen.into_iter().filter(|at| lost(*at) > STAINED);
                    stained.for_each(|at| mask[at] = true);
                }
            }
        }
    }

    /// Whether cells are darkened by the seal's own ink. JPEG smears the colour of thin strokes over their
    /// surroundings, until nothing of them is red enough; but what it takes from one place it gives to the next, so
    /// together with those they are red.
    pub fn is_own_ink(&self, cells: &[usize], share: f32, counts: impl Fn(usize) -> bool) -> bool {
        let mut near: Vec<usize> = Vec::with_capacity(cells.len() * 8);
        for at in cells {
            let (x, y) = (at % self.width, at / self.width);
            for ny in y.saturating_sub(NEAR)..(y + NEAR + 1).min(self.height) {
                near.extend(
                    (x.saturating_sub(NEAR)..(x + NEAR + 1).min(self.width)).map(|nx| ny * self.width + nx),
                );
            }
        }
        near.sort_unstable();
        near.dedup();
        let (mut step, mut dark) = (0.0_f32, 0.0_f32);
        for at in near.into_iter().filter(|at| counts(*at)) {
            step += self.lights[at][0] - self.lights[at][1];
            dark += self.darkness[at];
        }
        step > share * self.core_step * dark
    }

    /// The cell of a pixel of the frame, when it lies in one.
    pub fn cell(&self, pixel: usize, frame_width: usize) -> Option<usize> {
        let (x, y) = (pixel % frame_width / self.step, pixel / frame_width / self.step);
        (x < self.width && y < self.height).then(|| y * self.width + x)
    }

    /// Area in mm² that is pinkish beyond doubt, however pale, within a part of the frame.
    pub fn pinkish_mm2(&self, within: impl Fn(Pt) -> bool) -> f64 {
        let pink = |at: usize| {
            let (x, y) = (at % self.width, at / self.width);
            if x == 0 || y == 0 || x + 1 == self.width || y + 1 == self.height || !within(self.middle(at)) {
                return false;
            }
            let near = [at - self.width, at - 1, at, at + 1, at + self.width];
            let step: f32 = near.iter().map(|n| self.lights[*n][0] - self.lights[*n][1]).sum();
            step > 5.0 * PINK
        };
        self.area_mm2((0..self.level.len()).filter(|at| pink(*at)).count())
    }

    /// Whether a part reaches so many cells to every side of one of its cells.
    fn is_wide(&self, cells: &[usize], reach: usize) -> bool {
        let has = |at: Option<usize>| at.is_some_and(|at| cells.binary_search(&at).is_ok());
        let [row, column] = [reach * self.width, reach];
        let around = [row, column, row + column, row - column];
        cells.iter().any(|at| {
            around
                .iter()
                .all(|off| has(at.checked_sub(*off)) && has(Some(at + off)))
        })
    }

    /// Cells that ink covers wholly and that are darker in red light than it makes them: print lies beneath.
    pub fn beneath(&self, within: impl Fn(Pt) -> bool) -> Vec<usize> {
        let open: Vec<bool> = self.inked.iter().map(|i| *i < 0.8).collect();
        let open = self.grown(&open, 1);
        let least = (-(BENEATH[0] * self.core_red + BENEATH[1])).exp();
        let mask: Vec<bool> = (0..open.len())
            .map(|at| !open[at] && self.lights[at][0] < least && within(self.middle(at)))
            .collect();
        let least = 0.3 / (self.side_mm() * self.side_mm());
        let (mask, _) = Parts::of(&mask, self.width).at_least(least);
        (0..mask.len()).filter(|at| mask[*at]).collect()
    }

    fn own(&self, at: usize) -> Pt {
        (
            (at % self.width) as f64 / self.width as f64 - 0.5,
            (at / self.width) as f64 / self.height as f64 - 0.5,
        )
    }

    /// Mean over the bare cells among nine.
    fn mean_level(&self, at: usize) -> f64 {
        let (x, y) = (at % self.width, at / self.width);
        let (mut sum, mut n) = (0.0, 0.0);
        for ny in y.saturating_sub(1)..(y + 2).min(self.height) {
            for nx in x.saturating_sub(1)..(x + 2).min(self.width) {
                let near = ny * self.width + nx;
                if !self.near_ink[near] {
                    sum += f64::from(self.level[near]);
                    n += 1.0;
                }
            }
        }
        if n > 0.0 {
            sum / n
        } else {
            f64::from(self.level[at])
        }
    }

    /// A curved plane through the brightness of bare cells; what is far below it is left out.
    fn lit(&self, bare: &[usize]) -> Option<Plane> {
        self.lit_by(bare, |at| self.mean_level(at))
    }

    /// The same by another measure of a cell's brightness.
    fn lit_by(&self, bare: &[usize], level: impl Fn(usize) -> f64) -> Option<Plane> {
        let step = (bare.len() / 1500).max(1);
        let mut chosen: Vec<usize> = bare.iter().copied().step_by(step).collect();
        let mut plane = Plane::through(chosen.iter().map(|at| (self.own(*at), level(*at))))?;
        for share in [0.96, 0.975, 0.98] {
            let fits = |at: &usize| level(*at) > share * plane.at(self.own(*at));
            let kept: Vec<usize> = chosen.iter().copied().filter(fits).collect();
            if kept.len() < 60 {
                return Some(plane);
            }
            chosen = kept;
            plane = Plane::through(chosen.iter().map(|at| (self.own(*at), level(*at))))?;
        }
        Some(plane)
    }

    /// Cells of dark marks that are no seal ink, away from where colour is smeared, within a part of the frame: those
    /// that are long and thin, as only print is, and the others.
    pub fn foreign(&self, within: impl Fn(Pt) -> bool) -> (Vec<usize>, Vec<usize>) {
        let is_red = |at: usize| self.inked[at] > 0.1 || self.redness[at] > 0.5 * self.core.max(0.2);
        let red: Vec<bool> = (0..self.level.len()).map(is_red).collect();
        let red = self.grown(&red, 1);
        let mask: Vec<bool> = (0..red.len())
            .map(|at| {
                let dark = self.darkness[at];
                !red[at]
                    && dark > 0.16
                    && self.redness[at] < FOREIGN_SHARE * self.core.max(0.3) * dark.min(0.6)
                    && within(self.middle(at))
            })
            .collect();
        let least = 0.2 / (self.side_mm() * self.side_mm());
        let mut parts = Parts::of(&mask, self.width);
        parts.retain_parts(|cells| !self.is_own_ink(cells, OWN_INK, |at| self.inked[at] < 0.1));
        let (all, _) = parts.at_least(least);
        parts.retain_long((LONG_MM / self.side_mm()) as usize, THIN);
        let (long, _) = parts.at_least(least);
        let cells = |long_ones: bool| {
            (0..all.len())
                .filter(|at| all[*at] && long[*at] == long_ones)
                .collect()
        };
        (cells(true), cells(false))
    }
}

/// `a + bx + cy + dx² + exy + fy²`.
struct Plane([f64; 6]);

impl Plane {
    fn through(values: impl Iterator<Item = (Pt, f64)>) -> Option<Self> {
        let (mut a, mut b) = ([[0.0; 6]; 6], [0.0; 6]);
        for ((x, y), value) in values {
            let row = [1.0, x, y, x * x, x * y, y * y];
            for i in 0..6 {
                for j in 0..6 {
                    a[i][j] += row[i] * row[j];
                }
                b[i] += row[i] * value;
            }
        }
        solve(a, b).map(Self)
    }

    fn at(&self, (x, y): Pt) -> f64 {
        let [a, b, c, d, e, f] = self.0;
        (a + b * x + c * y + d * x * x + e * x * y + f * y * y).max(1.0)
    }
}
