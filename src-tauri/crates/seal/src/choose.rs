//! Several samples of one seal: which is best, what one of them lacks, and one picture made of all.
//!
//! Samples are laid over the suggested one. Ink that the others have and one lacks is a defect of that one; what all
//! of them lack may be the seal's design (辅助识别线), so nothing is said about it. The fused picture takes at every place
//! what most samples show: it never has more ink than some sample has there.

use serde::{Deserialize, Serialize};

use crate::blobs::Parts;
use crate::cutout::Cutout;
use crate::register::{Affine, onto};
use crate::{Finding, Reading, SampleKind, Verdict};

/// How far ink may lie beside its place in another sample and still be the same, in mm.
const TOLERANCE_MM: f64 = 0.3;
/// Missing or extra parts smaller than this are grain, in mm².
const GRAIN_MM2: f64 = 0.4;
/// From this much missing ink on a person looks; from the second on the sample is rejected; in mm².
const MISSING_MM2: [f64; 2] = [1.5, 8.0];

/// Turn of one sample against the suggested one from which a person looks, in degrees: two that are straight enough may
/// lean to both sides.
const TURNED_DEG: f64 = 12.0;

/// One sample beside the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Whether it could be laid over the suggested sample: if not, it may be another seal.
    pub matches: bool,
    /// Turn against the suggested sample in degrees clockwise.
    pub turn_deg: f64,
    /// Ink that the other samples have and this one lacks, in mm².
    pub missing_mm2: f64,
    /// Ink that no other sample has, in mm².
    pub extra_mm2: f64,
}

/// What comparing several samples says.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Index of the best single sample; none when all are rejected.
    pub suggested: Option<usize>,
    /// Each sample beside the others, in their order; `None` for those without ink.
    pub beside: Vec<Option<Beside>>,
    /// One picture of all samples that match; none with fewer than two.
    pub fused: Option<Cutout>,
}

/// A sample as it is compared.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// What was read from its frame.
    pub reading: &'a Reading,
    /// Its ink; none when the frame is blank.
    pub cutout: Option<&'a Cutout>,
}

/// Compares the samples of one seal. Signatures differ from one to the next by nature, so they are only ranked.
pub fn choose(samples: &[Candidate<'_>]) -> Choice {
    let readings: Vec<&Reading> = samples.iter().map(|s| s.reading).collect();
    let Some(base) =
        crate::suggest::best(&readings, |_| 0.0).or_else(|| samples.iter().position(|s| s.cutout.is_some()))
    else {
        return Choice {
            suggested: None,
            beside: vec![None; samples.len()],
            fused: None,
        };
    };
    let is_written = samples.iter().any(|s| s.reading.kind == SampleKind::Signature);
    let Some(ground) = samples[base].cutout.filter(|_| !is_written) else {
        return Choice {
            suggested: crate::suggest::best(&readings, |_| 0.0),
            beside: vec![None; samples.len()],
            fused: None,
        };
    };
    let laid: Vec<Option<Laid>> = samples
        .iter()
        .enumerate()
        .map(|(at, s)| s.cutout.and_then(|c| Laid::over(ground, c, at == base)))
        .collect();
    let mut beside: Vec<Option<Beside>> = samples
        .iter()
        .map(|s| {
            s.cutout.map(|_| Beside {
                matches: false,
                turn_deg: 0.0,
                missing_mm2: 0.0,
                extra_mm2: 0.0,
            })
        })
        .collect();
    for (at, (one, beside)) in laid.iter().zip(&mut beside).enumerate() {
        if let (Some(one), Some(beside)) = (one, beside) {
            let others: Vec<&Laid> = laid
                .iter()
                .enumerate()
                .filter(|(i, _)| *i != at)
                .filter_map(|(_, l)| l.as_ref())
                .collect();
            *beside = one.beside(&others, ground);
        }
    }
    let lacking = |at: usize| {
        beside[at]
            .as_ref()
            .map_or(0.0, |b| (b.missing_mm2 + b.extra_mm2) / MISSING_MM2[0])
    };
    Choice {
        suggested: crate::suggest::best(&readings, lacking),
        fused: fused(&laid, ground),
        beside,
    }
}

impl Beside {
    /// What the comparison says against a sample, in the guides' words.
    pub fn finding(&self) -> Option<Finding> {
        if !self.matches {
            let message = "与其他样本对不上：可能不是同一枚印章";
            return Some(Finding::new(
                "seal-differs",
                Verdict::Look,
                message,
                "请核对几次盖的是否同一枚印章。",
            ));
        }
        let verdict = match self.missing_mm2 {
            mm2 if mm2 >= MISSING_MM2[1] => Some(Verdict::Reject),
            mm2 if mm2 >= MISSING_MM2[0] => Some(Verdict::Look),
            _ => None,
        };
        let turned = (self.turn_deg.abs() >= TURNED_DEG)
            .then(|| format!("歪斜：与建议的样本相差 {:.0}°", self.turn_deg.abs()));
        match (verdict, turned) {
            (Some(verdict), turned) => {
                let mut message = format!("缺损：比其他样本少约 {:.1} 平方毫米", self.missing_mm2);
                if let Some(turned) = turned {
                    message = format!("{message}；{turned}");
                }
                let remedy = "请选用其他样本，或垫平、均匀用力重新盖章。";
                Some(Finding::new("seal-broken", verdict, message, remedy))
            }
            (None, Some(turned)) => {
                let remedy = "请核对哪一枚端正，选用端正的一枚。";
                Some(Finding::new("seal-tilted", Verdict::Look, turned, remedy))
            }
            (None, None) => None,
        }
    }
}

/// A sample on the raster of the suggested one.
struct Laid {
    map: Affine,
    opacity: Vec<f32>,
    colour: Vec<[f32; 3]>,
}

impl Laid {
    fn over(ground: &Cutout, sample: &Cutout, is_ground: bool) -> Option<Self> {
        let map = if is_ground {
            Affine::SAME
        } else {
            onto(ground, sample)?
        };
        let points = (0..ground.width * ground.height).map(|at| map.at(ground.mm_of(at)));
        let (opacity, colour) = points
            .map(|p| (sample.opacity_at(p), sample.colour_at(p)))
            .unzip();
        Some(Self { map, opacity, colour })
    }

    fn beside(&self, others: &[&Self], ground: &Cutout) -> Beside {
        let reach = TOLERANCE_MM * ground.px_per_mm;
        let inked = |l: &Self| -> Vec<bool> { l.opacity.iter().map(|o| *o > 0.5).collect() };
        let near = grown(&inked(self), ground.width, reach);
        let masks: Vec<Vec<bool>> = others.iter().map(|o| inked(o)).collect();
        // More than half: what one other sample alone has is a blot of that one, no gap in this.
        let most = others.len() / 2 + 1;
        let count = |at: usize| masks.iter().filter(|m| m[at]).count();
        let missing: Vec<bool> = (0..near.len()).map(|at| !near[at] && count(at) >= most).collect();
        let any: Vec<bool> = (0..near.len()).map(|at| count(at) > 0).collect();
        let any = grown(&any, ground.width, reach);
        let extra: Vec<bool> = (0..any.len())
            .map(|at| self.opacity[at] > 0.5 && !any[at])
            .collect();
        let mm2 = |mask: &[bool]| {
            let per_mm2 = ground.px_per_mm * ground.px_per_mm;
            Parts::of(mask, ground.width).at_least(GRAIN_MM2 * per_mm2).1 as f64 / per_mm2
        };
        Beside {
            matches: true,
            turn_deg: self.map.turn_deg(),
            missing_mm2: if others.is_empty() { 0.0 } else { mm2(&missing) },
            extra_mm2: if others.is_empty() { 0.0 } else { mm2(&extra) },
        }
    }
}

/// Everything within `reach` pixels of the mask, by squares: rows, then columns.
fn grown(mask: &[bool], width: usize, reach: f64) -> Vec<bool> {
    let reach = reach.round() as usize;
    let height = mask.len() / width.max(1);
    let mut out = mask.to_vec();
    for (lines, length, other, step) in [(height, width, width, 1), (width, height, 1, width)] {
        let from = out.clone();
        for line in 0..lines {
            let mut last: Option<usize> = None;
            for at in 0..length + reach {
                if at < length && from[line * other + at * step] {
                    last = Some(at);
                }
                // The pixel `reach` behind has now seen all that can reach it.
                if let (Some(to), Some(last)) = (at.checked_sub(reach), last)
                    && last + reach >= to
                {
                    out[line * other + to * step] = true;
                }
            }
        }
    }
    out
}

/// At every place the opacity that most samples reach; of two samples the suggested one's, filled from the other.
fn fused(laid: &[Option<Laid>], ground: &Cutout) -> Option<Cutout> {
    let laid: Vec<&Laid> = laid.iter().flatten().collect();
    if laid.len() < 2 {
        return None;
    }
    let mut out = ground.clone();
    for at in 0..ground.width * ground.height {
        let mut seen: Vec<(f32, [f32; 3])> = laid.iter().map(|l| (l.opacity[at], l.colour[at])).collect();
        seen.sort_by(|a, b| b.0.total_cmp(&a.0));
        let place = if seen.len() == 2 { 0 } else { seen.len() / 2 };
        (out.opacity[at], out.colour[at]) = seen[place];
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 24;

    /// Opacities that follow from a number: much paper, much ink, edges between.
    fn laid(seed: u64, ground: bool) -> Laid {
        let dice = |at: u64| {
            let mixed = (seed << 32 | at).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40
        };
        let level = |at: u64| ((dice(at) % 400) as f32 / 100.0 - 1.5).clamp(0.0, 1.0);
        Laid {
            map: if ground {
                Affine::SAME
            } else {
                Affine([1.0, 0.0, 0.2, 0.0, 1.0, 0.1])
            },
            opacity: (0..(SIDE * SIDE) as u64).map(level).collect(),
            colour: (0..(SIDE * SIDE) as u64)
                .map(|at| [dice(at + 7) as f32 / 1e8; 3])
                .collect(),
        }
    }

    fn ground(of: &Laid) -> Cutout {
        Cutout {
            kind: SampleKind::OrgSeal,
            px_per_mm: 10.0,
            origin: (0, 0),
            width: SIDE,
            height: SIDE,
            opacity: of.opacity.clone(),
            colour: of.colour.clone(),
        }
    }

    #[test]
    fn fused_ink_stands_only_where_samples_have_it_and_in_the_colour_of_one_of_them() {
        for seed in 0..200 {
            let count = 2 + seed as usize % 3;
            let all: Vec<Option<Laid>> = (0..count as u64)
                .map(|i| Some(laid(seed * 9 + i, i == 0)))
                .collect();
            let samples: Vec<&Laid> = all.iter().flatten().collect();
            let out = fused(&all, &ground(samples[0])).expect("two that match");
            for at in 0..SIDE * SIDE {
                let shown = (out.opacity[at], out.colour[at]);
                assert!(
                    samples.iter().any(|l| (l.opacity[at], l.colour[at]) == shown),
                    "seed {seed}, pixel {at}: no sample shows it"
                );
                let inked = samples
                    .iter()
                    .filter(|l| l.opacity[at] >= out.opacity[at])
                    .count();
                assert!(
                    count == 2 || 2 * inked > count,
                    "seed {seed}, pixel {at}: most lack it"
                );
            }
        }
    }

    #[test]
    fn an_edited_sample_has_no_more_ink_than_the_pixels_about_each_place() {
        for seed in 0..50 {
            let before = ground(&laid(seed, true));
            let edit = crate::Edit {
                turn_tenths: seed as i32 * 13 - 300,
                trim_mm: [0.1, -0.2, -0.3, 0.2],
            };
            let after = before.edited(&edit);
            let most = before.opacity.iter().copied().fold(0.0, f32::max);
            assert!(
                after.opacity.iter().all(|o| (0.0..=most + 1e-6).contains(o)),
                "seed {seed}"
            );
            let blank = Cutout {
                opacity: vec![0.0; SIDE * SIDE],
                ..before
            };
            assert!(
                blank.edited(&edit).opacity.iter().all(|o| *o == 0.0),
                "seed {seed}"
            );
        }
    }
}
