//! Samples as the window shows them: verdict, measures with their marks, what the comparison says.

use case::Severity as Weight;
use project::SealSampling;
use seal::{Measures, Style, Verdict};
use store::{Sample, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::rim::api::{ById, Refusal};
use crate::samples::api::{
    Measure, MeasureKind, MeasureMark, SampleEdit, SampleJudged, SampleLine, SampleStyle, SampleVerdict,
};
use crate::samples::counting::{current, is_of};
use crate::samples::judgement::{ACCEPTED, Judgement, REJECTED};
use crate::samples::marks;
use judging::{PX_PER_MM, alone_words, beside_words};

/// The samples of a case as the window shows them, in the order of the form; what was fused of a group's comes last.
pub fn lines(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<SampleLine>, Refusal> {
    let all = current(tx, seen)?;
    let mut lines = Vec::new();
    for group in seen.seals() {
        let mut own = Vec::new();
        for sample in all.iter().filter(|s| is_of(group, s)) {
            own.push((place(tx, sample)?, sample));
        }
        // Samples of one copy stand together; what was fused comes last. The sort keeps the order of the form.
        own.sort_by_key(|(place, _)| place.map_or(u32::MAX, |(copy, _)| copy));
        let (places, own): (Vec<_>, Vec<&Sample>) = own.into_iter().unzip();
        let judgements = own
            .iter()
            .map(|s| Judgement::of(s))
            .collect::<Result<Vec<_>, _>>()?;
        // A store from before samples were compared: the readings alone say which is the best.
        let readings: Vec<_> = judgements.iter().map(|j| j.reading.clone()).collect();
        let best = match judgements.iter().any(|j| j.standing.is_some()) {
            true => judgements
                .iter()
                .position(|j| j.standing.as_ref().is_some_and(|s| s.suggested)),
            false => seal::suggest(&readings),
        };
        let inked = readings.iter().filter(|r| r.ink.is_some()).count();
        for (at, (sample, judgement)) in own.iter().zip(judgements).enumerate() {
            let decided = decided(tx, seen, sample)?;
            let alone = alone_words(&judgement.reading).filter(|_| inked == 1);
            let mut line = line(group, at, sample, judgement, best == Some(at), decided);
            line.beside.extend(alone.map(str::to_owned));
            if let Some((copy, page)) = places.get(at).copied().flatten() {
                (line.copy, line.from) = (copy, format!("第{copy}份 第{page}页"));
            }
            lines.push(line);
        }
    }
    Ok(lines)
}

/// Copy and page that a sample was cut from; none for one fused of several.
fn place(tx: &Tx<'_>, sample: &Sample) -> Result<Option<(u32, u32)>, Refusal> {
    if !sample.fused_of.is_empty() {
        return Ok(None);
    }
    let page = tx.page(sample.page_id)?;
    Ok(Some((page.copy, page.page)))
}

/// 公章 第1枚: what a sample is called where it stands alone; its frame's group decides.
pub fn label_of(seen: &Seen<'_>, sample: &Sample) -> String {
    let groups = seen.seals();
    let Some(group) = groups.into_iter().find(|g| is_of(g, sample)) else {
        return "印模".to_owned();
    };
    match group.frames.iter().position(|f| *f == sample.frame) {
        Some(at) => format!("{} 第{}枚", group.what, at + 1),
        None => format!("{} 合成图", group.what),
    }
}

fn line(
    group: &SealSampling,
    at: usize,
    sample: &Sample,
    judgement: Judgement,
    suggested: bool,
    decided: Option<String>,
) -> SampleLine {
    let fused = !sample.fused_of.is_empty();
    let (marks, clean_marks) = marks::of(&judgement, fused);
    let standing = judgement.standing.unwrap_or_default();
    SampleLine {
        id: sample.id.0,
        frame: sample.frame.clone(),
        label: match fused {
            true => format!("{} 合成图", group.what),
            false => format!("{} 第{}枚", group.what, at + 1),
        },
        group: group.what.clone(),
        instruction: group.instruction.clone(),
        copy: 0,
        from: String::new(),
        fused,
        verdict: match judgement.verdict {
            Verdict::Accept => SampleVerdict::Accept,
            Verdict::Look => SampleVerdict::Look,
            Verdict::Reject => SampleVerdict::Reject,
        },
        verdict_word: judgement.verdict.label().to_owned(),
        measures: measures(&judgement.reading.measures, &judgement.findings, group),
        findings: judgement.findings.into_iter().map(Into::into).collect(),
        marks,
        clean_marks,
        beside: standing.beside.as_ref().map(beside_words).unwrap_or_default(),
        suggested,
        why: if suggested { standing.why } else { String::new() },
        chosen: sample.chosen,
        judged: match sample.decision.as_deref() {
            Some(ACCEPTED) => Some(SampleJudged::Accepted),
            Some(REJECTED) => Some(SampleJudged::Rejected),
            _ => None,
        },
        decision: sample.decision.as_ref().map(|d| match d.as_str() {
            ACCEPTED => format!("人工判合格：{}", sample.reason),
            REJECTED => format!("人工判不合格：{}", sample.reason),
            _ => "选用".to_owned(),
        }),
        decided,
        edit: SampleEdit {
            turn_tenths: judgement.edit.turn_tenths,
            trim_mm: judgement.edit.trim_mm,
            style: match judgement.style {
                Style::SealRed => SampleStyle::SealRed,
                Style::AsScanned => SampleStyle::AsScanned,
            },
        },
        px_per_mm: PX_PER_MM,
    }
}

/// 林晓芸 11月21日 09:30
fn decided(tx: &Tx<'_>, seen: &Seen<'_>, sample: &Sample) -> Result<Option<String>, Refusal> {
    let (Some(by), Some(at)) = (sample.decided_by, sample.decided_at) else {
        return Ok(None);
    };
    let at = at.with_timezone(seen.desk.now().offset());
    let name = tx.account(by)?.name;
    Ok(Some(format!("{name} {}", at.format("%-m月%-d日 %H:%M"))))
}

/// Each measure as a row with its own mark; the mark is that of the findings which speak of it.
fn measures(m: &Measures, findings: &[case::Finding], group: &SealSampling) -> Vec<Measure> {
    let mark = |codes: &[&str]| {
        let worst = findings
            .iter()
            .filter(|f| codes.iter().any(|c| f.code.starts_with(c)))
            .map(|f| f.severity)
            .max();
        match worst {
            Some(Weight::Refuse) => MeasureMark::Refuse,
            Some(Weight::Warn) => MeasureMark::Warn,
            _ => MeasureMark::Ok,
        }
    };
    let size = match (m.diameter_mm, m.sides_mm) {
        (Some(d), _) => Some((MeasureKind::Diameter, format!("{d:.1} mm"))),
        (None, Some([a, b])) => Some((MeasureKind::Sides, format!("{a:.1} × {b:.1} mm"))),
        _ => None,
    };
    let usual = match group.size_mm {
        Some(size) if group.size_stated => format!("应约 {size:.0}"),
        Some(size) => format!("本点约 {size:.0}"),
        None => String::new(),
    };
    let known = [
        size,
        m.rotation_deg.map(|r| (MeasureKind::Turn, format!("{r:.1}°"))),
        m.aspect_ratio
            .map(|a| (MeasureKind::Shape, format!("{:.1} %", (a - 1.0).abs() * 100.0))),
        m.density.map(|d| (MeasureKind::Colour, format!("浓度 {d:.2}"))),
        m.coverage_percent
            .map(|c| (MeasureKind::Coverage, format!("{c:.0} %"))),
        m.edge_mm
            .map(|e| (MeasureKind::Sharpness, format!("边缘 {e:.2} mm"))),
        Some((MeasureKind::OnLine, format!("{:.1} mm²", m.on_line_mm2))),
        Some((MeasureKind::Paper, format!("明度 {:.0}", m.paper_lightness))),
    ];
    known
        .into_iter()
        .flatten()
        .map(|(kind, value)| Measure {
            kind,
            name: kind.chinese().to_owned(),
            value,
            usual: match kind {
                MeasureKind::Diameter | MeasureKind::Sides => usual.clone(),
                _ => String::new(),
            },
            mark: mark(kind.codes()),
        })
        .collect()
}

impl MeasureKind {
    /// Its name on screen.
    fn chinese(self) -> &'static str {
        match self {
            Self::Diameter => "直径",
            Self::Sides => "边长",
            Self::Turn => "旋转",
            Self::Shape => "变形",
            Self::Colour => "颜色",
            Self::Coverage => "完整",
            Self::Sharpness => "清晰",
            Self::OnLine => "压线",
            Self::Paper => "底纸",
        }
    }

    /// How the codes of the findings that speak of it begin.
    fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Diameter | Self::Sides => &["seal-size"],
            Self::Turn => &["seal-tilted"],
            Self::Shape => &["seal-misshapen"],
            Self::Colour => &["seal-colour", "seal-pale"],
            Self::Coverage => &["seal-broken", "seal-blank", "seal-unmeasurable"],
            Self::Sharpness => &["seal-blurred", "seal-double"],
            Self::OnLine => &["seal-on-line", "seal-print-beneath"],
            Self::Paper => &["seal-paper"],
        }
    }
}

/// Seal samples of a case.
pub fn samples(desk: &Desk, args: ById) -> Result<Vec<SampleLine>, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            lines(tx, &seen)
        })
    })
}
