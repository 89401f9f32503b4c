//! A mask against the truth.

/// How well a mask fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Intersection over union.
    pub iou: f64,
    /// Share of the mask that lies within one pixel of true ink.
    pub precision: f64,
    /// Share of the true ink that lies within one pixel of the mask.
    pub recall: f64,
}

/// Compares two masks of the same width.
pub fn fit(mask: &[bool], truth: &[bool], width: usize) -> Fit {
    let count = |it: &mut dyn Iterator<Item = bool>| it.filter(|b| *b).count() as f64;
    let both = count(&mut mask.iter().zip(truth).map(|(m, t)| *m && *t));
    let either = count(&mut mask.iter().zip(truth).map(|(m, t)| *m || *t));
    let within = |some: &[bool], of: &[bool]| {
        let near = grown(of, width);
        let all = count(&mut some.iter().copied());
        count(&mut some.iter().zip(near).map(|(s, n)| *s && n)) / all.max(1.0)
    };
    Fit {
        iou: both / either.max(1.0),
        precision: within(mask, truth),
        recall: within(truth, mask),
    }
}

/// One pixel more all round.
fn grown(mask: &[bool], width: usize) -> Vec<bool> {
    let height = mask.len() / width;
    let mut out = mask.to_vec();
    for (at, _) in mask.iter().enumerate().filter(|(_, m)| **m) {
        let (x, y) = (at % width, at / width);
        for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
            for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                out[ny * width + nx] = true;
            }
        }
    }
    out
}
