//! The best of several samples.

use crate::{Reading, Verdict};

/// Index of the sample to take: the best verdict, then the fullest, sharpest and straightest; none when all are
/// rejected.
pub fn suggest(readings: &[Reading]) -> Option<usize> {
    best(&readings.iter().collect::<Vec<_>>(), |_| 0.0)
}

/// The same with what else speaks against each sample, by its index.
pub(crate) fn best(readings: &[&Reading], besides: impl Fn(usize) -> f64) -> Option<usize> {
    let weight = |at: usize, reading: &Reading| burden(reading) + besides(at);
    readings
        .iter()
        .enumerate()
        .filter(|(_, r)| r.verdict != Verdict::Reject)
        .min_by(|(i, a), (j, b)| {
            let lighter = weight(*i, a).total_cmp(&weight(*j, b));
            a.verdict.cmp(&b.verdict).then(lighter)
        })
        .map(|(index, _)| index)
}

/// What speaks against a sample, every part about one at the edge of what is still good.
fn burden(reading: &Reading) -> f64 {
    let m = &reading.measures;
    let missing = (100.0 - m.coverage_percent.unwrap_or(100.0)) / 4.0;
    let blur = m.edge_mm.unwrap_or(0.0) / 0.45;
    let pale = 0.75 / m.density.unwrap_or(0.75).max(0.05);
    let tilt = m.rotation_deg.unwrap_or(0.0).abs() / 8.0;
    let double = m.double.unwrap_or(0.0) / 0.25;
    missing + blur + pale + tilt + double + m.dirt_mm2 / 1.5 + m.beneath_mm2 / 0.6 + m.on_line_mm2 / 0.3
}
