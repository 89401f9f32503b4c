//! Handwriting of made-up characters: strokes with a pen's width, whole or broken.

use seal::synth::Seeded;

/// What is written and with which pen.
pub struct Hand {
    strokes: Vec<[(f64, f64); 4]>,
    /// Half the pen's width in mm.
    radius_mm: f64,
    /// Gaps: stroke, where along it (0 to 1), length in mm.
    gaps: Vec<(usize, f64, f64)>,
    /// Colour of the ink where it is full.
    pub ink: [u8; 3],
    /// 1 is full, 0.2 is a dry pen.
    pub density: f64,
}

impl Hand {
    /// Two or three characters side by side in a box of so many mm, with so many gaps in the strokes.
    pub fn new(size_mm: (f64, f64), gaps: usize, random: &mut Seeded) -> Self {
        let characters = 2 + (random.bits() % 2) as usize;
        let cell = (size_mm.0 / characters as f64, size_mm.1);
        let mut strokes = Vec::new();
        for character in 0..characters {
            let left = character as f64 * cell.0 - size_mm.0 / 2.0;
            for stroke in 0..4 + random.bits() % 4 {
                // Across, down, falling left, falling right: what characters are made of.
                let (from, to) = match stroke % 4 {
                    0 => ((0.08, 0.3), (0.92, 0.25)),
                    1 => ((0.5, 0.02), (0.48, 0.97)),
                    2 => ((0.6, 0.15), (0.08, 0.92)),
                    _ => ((0.4, 0.35), (0.95, 0.9)),
                };
                let mut place = |at: (f64, f64), spread: f64| {
                    let (dx, dy) = (random.between(-spread, spread), random.between(-spread, spread));
                    (
                        left + (at.0 + dx).clamp(0.0, 1.0) * cell.0 * 0.96,
                        ((at.1 + dy).clamp(0.0, 1.0) - 0.5) * cell.1,
                    )
                };
                let part = |share: f64| (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                strokes.push([
                    place(from, 0.14),
                    place(part(0.33), 0.18),
                    place(part(0.67), 0.18),
                    place(to, 0.14),
                ]);
            }
        }
        let mut hand = Self {
            strokes,
            radius_mm: random.between(0.18, 0.34),
            gaps: Vec::new(),
            ink: random.pick(&[[32, 30, 36], [44, 44, 50], [28, 36, 92], [20, 20, 22]]),
            density: random.between(0.75, 1.1),
        };
        // Only gaps that can be seen count: away from other strokes and from other gaps.
        for _ in 0..400 {
            let stroke = (random.bits() % hand.strokes.len() as u64) as usize;
            let (along, mm) = (random.between(0.25, 0.75), random.between(0.5, 1.0));
            if hand.gaps.len() < gaps && hand.length(stroke) > 5.0 && hand.is_free(stroke, along) {
                hand.gaps.push((stroke, along, mm));
            }
        }
        hand
    }

    /// How far what is written reaches left, up, right and down of its middle, in mm.
    pub fn extent(&self) -> [f64; 4] {
        self.dots().iter().fold([0.0; 4], |e: [f64; 4], (x, y, r)| {
            [e[0].max(r - x), e[1].max(r - y), e[2].max(x + r), e[3].max(y + r)]
        })
    }

    /// Whether no other stroke and no gap is within a millimetre and a half.
    fn is_free(&self, stroke: usize, along: f64) -> bool {
        let (x, y) = self.at(stroke, along);
        let near = |(px, py): (f64, f64)| (px - x).hypot(py - y) < 1.5;
        let others = (0..self.strokes.len()).filter(|other| *other != stroke);
        let mut points = others.flat_map(|other| (0..=40).map(move |i| (other, f64::from(i) / 40.0)));
        !points.any(|(other, t)| near(self.at(other, t)))
            && !self.gaps.iter().any(|(other, t, _)| near(self.at(*other, *t)))
    }

    fn length(&self, stroke: usize) -> f64 {
        let steps: Vec<_> = (0..=32).map(|i| self.at(stroke, f64::from(i) / 32.0)).collect();
        steps
            .windows(2)
            .map(|w| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1))
            .sum()
    }

    fn at(&self, stroke: usize, t: f64) -> (f64, f64) {
        let u = 1.0 - t;
        let share = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
        let points = share.iter().zip(self.strokes[stroke]);
        points.fold((0.0, 0.0), |s, (k, p)| (s.0 + k * p.0, s.1 + k * p.1))
    }

    /// Discs of ink along the strokes: middle and radius in mm.
    pub fn dots(&self) -> Vec<(f64, f64, f64)> {
        let mut out = Vec::new();
        for stroke in 0..self.strokes.len() {
            let length = self.length(stroke);
            let steps = (length / 0.08).ceil().max(1.0) as usize;
            for i in 0..=steps {
                let t = i as f64 / steps as f64;
                let gap = |&&(s, at, mm): &&(usize, f64, f64)| {
                    // The pen's round ends close part of a gap, so the pen lifts earlier.
                    s == stroke && (t - at).abs() * length < mm / 2.0 + self.radius_mm
                };
                if self.gaps.iter().find(gap).is_none() {
                    let (x, y) = self.at(stroke, t);
                    out.push((
                        x,
                        y,
                        self.radius_mm * (0.75 + 0.35 * (t * std::f64::consts::PI).sin()),
                    ));
                }
            }
        }
        out
    }
}
