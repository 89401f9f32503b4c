//! How the house judges samples, with a project's own figures: one frame, several of one seal beside each other, and a
//! picture that was cropped, turned or fused.
//!
//! The window and `counterctl` both come here, so that both say the same of the same frame. Knows no case and no store.

use case::{Finding, Severity};
use image::{Rgb, RgbImage};
use pagemark::RectMm;
use project::Project;
use seal::{
    Beside, Candidate, Cutout, Expectation, Measures, Reading, SampleKind, Style, Thresholds, Verdict,
};
use serde::{Deserialize, Serialize};

/// Pixels per millimetre at which frames are cut: 300 dpi.
pub const PX_PER_MM: f64 = 300.0 / 25.4;
/// Margin cut around the printed frame of a seal, so that ink beyond its line is seen, in mm.
const MARGIN_MM: f64 = 3.0;
/// The same for a signature: its ink is as black as the form's own captions, which must not come into the picture.
const SIGNATURE_MARGIN_MM: f64 = 1.0;
/// White around a picture that is read again, in mm: more than any reach of the frame's line.
pub const AROUND_MM: f64 = 4.0;
/// How far inside that white the frame is taken to stand, in mm.
const FRAME_INSIDE_MM: f64 = 1.0;

/// The figures a project's samples are judged by: the program's own, with those in their place that the project states.
pub fn thresholds(project: &Project) -> Thresholds {
    let mut figures = serde_json::to_value(Thresholds::default()).unwrap_or_default();
    for (name, value) in project.thresholds() {
        // A name that this program does not know stands in a project version from another one: its own figure stays.
        if let Some(figure) = figures.get_mut(name) {
            *figure = serde_json::to_value(value).unwrap_or_default();
        }
    }
    serde_json::from_value(figures).unwrap_or_default()
}

/// What a frame is for, by the first part of its name (`seal.org.1`, `seal.legal.2`, `sign.legal.1`).
pub fn kind_of(frame: &str) -> SampleKind {
    match frame.split('.').collect::<Vec<_>>().as_slice() {
        ["seal", "legal", ..] => SampleKind::LegalRepSeal,
        ["sign", ..] => SampleKind::Signature,
        _ => SampleKind::OrgSeal,
    }
}

/// A frame of a form cut out of a page's picture.
#[derive(Debug)]
pub struct CutFrame {
    /// The picture, at [`PX_PER_MM`].
    pub picture: RgbImage,
    /// What it shows of the form: the frame and a margin around it.
    pub around: RectMm,
    /// Where the frame lies in the page's picture.
    pub registration: scan::Registration,
}

impl CutFrame {
    /// Cuts it, with the margin that its kind of sample needs. A sheet curls and a lens bends: the frame's own border
    /// says best where it lies.
    pub fn of(page: &scan::Page, registration: &scan::Registration, name: &str, frame: RectMm) -> Self {
        let margin = match kind_of(name) {
            SampleKind::Signature => SIGNATURE_MARGIN_MM,
            _ => MARGIN_MM,
        };
        let around = RectMm {
            x: frame.x - margin,
            y: frame.y - margin,
            w: frame.w + 2.0 * margin,
            h: frame.h + 2.0 * margin,
        };
        let registration = registration.around_frame(page, frame);
        Self {
            picture: scan::cut(page, &registration, around, PX_PER_MM),
            around,
            registration,
        }
    }
}

/// A sample as it was judged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Judged {
    /// What was measured.
    pub reading: Reading,
    /// What there is to say about it, gravest first.
    pub findings: Vec<Finding>,
    /// Its ink; none in a blank frame. It does not cross from one process to another: its picture does.
    #[serde(skip)]
    pub cutout: Option<Cutout>,
}

impl Judged {
    /// Reads a frame; `px_per_mm` is its resolution.
    pub fn of(frame: &RgbImage, px_per_mm: f64, expect: &Expectation, thresholds: &Thresholds) -> Self {
        let (reading, findings, cutout) = seal::read_and_cut(frame, px_per_mm, expect, thresholds);
        Self {
            cutout,
            reading,
            findings: findings.into_iter().map(finding).collect(),
        }
    }

    /// Reads a frame and leaves its ink where it is.
    pub fn without_cutout(
        frame: &RgbImage,
        px_per_mm: f64,
        expect: &Expectation,
        thresholds: &Thresholds,
    ) -> Self {
        let (reading, findings) = seal::read_with(frame, px_per_mm, expect, thresholds);
        Self {
            cutout: None,
            reading,
            findings: findings.into_iter().map(finding).collect(),
        }
    }

    /// Reads a picture that has no frame any more, as if it stood in the middle of white paper.
    pub fn of_picture(cutout: &Cutout, px_per_mm: f64, kind: SampleKind, thresholds: &Thresholds) -> Self {
        let paper = on_paper(cutout, px_per_mm);
        let inside = |px: u32| f64::from(px) / px_per_mm - 2.0 * FRAME_INSIDE_MM;
        let expect = Expectation {
            width_mm: inside(paper.width()),
            height_mm: inside(paper.height()),
            kind,
        };
        Self::of(&paper, px_per_mm, &expect, thresholds)
    }

    /// Adds findings; the worst decides the verdict.
    pub fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        let worst = self.findings.first().map(|f| verdict(f.severity));
        self.reading.verdict = self.reading.verdict.max(worst.unwrap_or(Verdict::Accept));
    }
}

/// What a sample's finding says, in the words of the house.
pub fn finding(of: seal::Finding) -> Finding {
    Finding {
        code: of.code.to_owned(),
        severity: match of.verdict {
            Verdict::Accept => Severity::Note,
            Verdict::Look => Severity::Warn,
            Verdict::Reject => Severity::Refuse,
        },
        field: None,
        message: of.message,
        remedy: of.remedy,
        suggestion: None,
    }
}

/// The verdict that a finding's weight means.
pub fn verdict(severity: Severity) -> Verdict {
    match severity {
        Severity::Note => Verdict::Accept,
        Severity::Warn => Verdict::Look,
        Severity::Refuse => Verdict::Reject,
    }
}

/// A picture in the middle of white paper, in the colours of its scan.
pub fn on_paper(cutout: &Cutout, px_per_mm: f64) -> RgbImage {
    let picture = cutout.rgba(Style::AsScanned);
    let around = (AROUND_MM * px_per_mm).round() as u32;
    let (width, height) = (picture.width() + 2 * around, picture.height() + 2 * around);
    let mut paper = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    for (x, y, pixel) in picture.enumerate_pixels() {
        let [r, g, b, alpha] = pixel.0;
        let over = |c: u8| (255 - (255 - u32::from(c)) * u32::from(alpha) / 255) as u8;
        paper.put_pixel(x + around, y + around, Rgb([over(r), over(g), over(b)]));
    }
    paper
}

/// Whether a finding speaks of the paper or the frame around the ink: a picture without its paper cannot show it any
/// more.
pub fn is_of_paper(code: &str) -> bool {
    ["seal-paper", "seal-on-line", "seal-print-beneath"]
        .iter()
        .any(|c| code.starts_with(c))
}

/// Several samples of one seal beside each other.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compared {
    /// The best single one; none when all are rejected.
    pub suggested: Option<usize>,
    /// Why that one, in words; empty when none is suggested.
    pub why: String,
    /// Each beside the others; `None` for those without ink and for signatures.
    pub beside: Vec<Option<Beside>>,
    /// Each one's verdict with what the comparison says.
    pub verdicts: Vec<Verdict>,
    /// One picture of all that match, with what is to be said of it.
    pub fused: Option<Judged>,
}

/// Compares the samples of one seal, in their order. What one of them lacks counts against it as in the frame.
pub fn compare(samples: &[Judged], px_per_mm: f64, thresholds: &Thresholds) -> Compared {
    let candidates: Vec<Candidate<'_>> = samples
        .iter()
        .map(|s| Candidate {
            reading: &s.reading,
            cutout: s.cutout.as_ref(),
        })
        .collect();
    let choice = seal::choose(&candidates);
    let readings: Vec<Reading> = samples
        .iter()
        .zip(&choice.beside)
        .map(|(sample, beside)| {
            let said = beside.as_ref().and_then(Beside::finding).map(|f| f.verdict);
            Reading {
                verdict: sample.reading.verdict.max(said.unwrap_or(Verdict::Accept)),
                ..sample.reading.clone()
            }
        })
        .collect();
    // What the comparison says against the best one may make another the best.
    let best = readings.iter().map(|r| r.verdict).min();
    let suggested = match choice.suggested {
        Some(at) if Some(readings[at].verdict) == best => Some(at),
        _ => seal::suggest(&readings),
    };
    let why = suggested.map(|at| why(at, &readings)).unwrap_or_default();
    let fused = choice
        .fused
        .map(|cutout| fused(samples, &cutout, px_per_mm, thresholds));
    Compared {
        suggested,
        why,
        beside: choice.beside,
        verdicts: readings.iter().map(|r| r.verdict).collect(),
        fused,
    }
}

/// The fused picture, judged. What its samples' paper shows counts against it when most of them show it: taking the
/// ink out must not hide what the guides reject.
fn fused(samples: &[Judged], cutout: &Cutout, px_per_mm: f64, thresholds: &Thresholds) -> Judged {
    let kind = samples.first().map_or(SampleKind::OrgSeal, |s| s.reading.kind);
    let mut judged = Judged::of_picture(cutout, px_per_mm, kind, thresholds);
    judged.cutout = Some(cutout.clone());
    let inked: Vec<&Judged> = samples.iter().filter(|s| s.cutout.is_some()).collect();
    let mut shared: Vec<Finding> = Vec::new();
    for finding in inked
        .iter()
        .flat_map(|s| &s.findings)
        .filter(|f| is_of_paper(&f.code))
    {
        let same: Vec<&Finding> = inked
            .iter()
            .filter_map(|s| s.findings.iter().find(|f| f.code == finding.code))
            .collect();
        let mildest = same.iter().min_by_key(|f| f.severity);
        if same.len() * 2 > inked.len() && shared.iter().all(|f| f.code != finding.code) {
            shared.extend(mildest.map(|f| (*f).clone()));
        }
    }
    judged.add(shared);
    judged
}

/// A measure of which less is better.
type Burden = fn(&Measures) -> Option<f64>;

/// In what the suggested sample is better than the others, in words.
fn why(at: usize, readings: &[Reading]) -> String {
    let own = &readings[at];
    let others = || {
        readings
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, r)| r)
    };
    if readings.len() == 1 {
        return "只有这一枚".to_owned();
    }
    if others().all(|r| r.verdict > own.verdict) {
        return format!("只有这一枚{}", own.verdict.label());
    }
    // The smaller the better in each: what it is, how it is said, and by how much at least.
    let ways: [(Burden, &str, f64); 6] = [
        (|m| m.coverage_percent.map(|c| -c), "外框最完整", 0.5),
        (|m| m.edge_mm, "边缘最清晰", 0.01),
        (|m| m.density.map(|d| -d), "墨色最足", 0.03),
        (|m| m.rotation_deg.map(f64::abs), "最端正", 0.3),
        (|m| Some(m.dirt_mm2), "底纸最干净", 0.1),
        (|m| Some(m.on_line_mm2), "离方框最远", 0.05),
    ];
    let peers = || others().filter(|r| r.verdict == own.verdict);
    let better: Vec<&str> = ways
        .iter()
        .filter(|(of, _, by)| {
            let mine = of(&own.measures);
            let rest = || peers().filter_map(|r| of(&r.measures));
            mine.is_some_and(|mine| rest().count() > 0 && rest().all(|other| mine + by <= other))
        })
        .map(|(_, word, _)| *word)
        .take(2)
        .collect();
    match better.is_empty() {
        true => "几枚相近，综合各项略好".to_owned(),
        false => better.join("，"),
    }
}

/// What nobody can say of a seal that was pressed only once: whether its design has more text than is seen, and of one
/// that looks the same after a part of a turn whether it stands on its head. None for a signature.
pub fn alone_words(reading: &Reading) -> Option<&'static str> {
    if reading.kind == SampleKind::Signature || reading.ink.is_none() {
        return None;
    }
    Some(match reading.measures.turn_period_deg {
        Some(period) if period < 360.0 => {
            "只有一枚样本，无从对比：内圈文字是否齐全、印章是否倒置无法判断，请核对印文"
        }
        _ => "只有一枚样本，无从对比：内圈文字是否齐全无法判断，请核对印文",
    })
}

/// What a sample lacks or has beyond the others, in words; empty when it is like them.
pub fn beside_words(beside: &Beside) -> Vec<String> {
    if !beside.matches {
        return vec!["与其他样本对不上".to_owned()];
    }
    let mut words = Vec::new();
    if beside.missing_mm2 > 0.0 {
        words.push(format!("缺约 {:.1} mm²，他枚有", beside.missing_mm2));
    }
    if beside.extra_mm2 > 0.0 {
        words.push(format!("多约 {:.1} mm²，他枚没有", beside.extra_mm2));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures a project may state are exactly those that samples are judged by, and each takes what it is by
    /// default.
    #[test]
    fn every_figure_can_be_stated_by_a_project() {
        let defaults = serde_json::to_value(Thresholds::default()).unwrap();
        let mut names: Vec<&str> = defaults.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let mut known: Vec<&str> = project::threshold_names().collect();
        known.sort_unstable();
        assert_eq!(names, known);
        for (name, value) in defaults.as_object().unwrap() {
            let value: project::Threshold = serde_json::from_value(value.clone()).unwrap();
            assert!(value.is_sensible_for(name), "{name}: {value:?}");
        }
    }
}
