//! Seal and signature samples: cut from their frames when a page is filed, judged, chosen.

use std::collections::BTreeMap;

use case::{Role, Severity as Weight};
use form::BoxKind;
use pagemark::RectMm;
use project::SealSampling;
use scan::Registration;
use seal::{Expectation, Measures, Reading, SampleKind, Style, Verdict};
use store::{AuditEntry, CaseId, NewSample, Page, PageId, Sample, SampleId, Tx};

use super::scanning::{boxes, map_of};
use crate::Desk;
use crate::api::*;
use crate::dispatch::Bytes;
use crate::view::Seen;

/// Pixels per millimetre at which frames are cut: 300 dpi, as scanned.
const PX_PER_MM: f64 = 300.0 / 25.4;
/// Margin cut around the printed frame of a seal, so that ink beyond its line is seen, in mm.
const MARGIN_MM: f64 = 3.0;
/// The same for a signature: its ink is as black as the form's own captions, which must not come into the picture.
const SIGNATURE_MARGIN_MM: f64 = 1.0;
const PNG: &str = "image/png";

/// What a frame is for, by the first part of its name (`seal.org.1`, `seal.legal.2`, `sign.legal.1`).
fn kind_of(frame: &str) -> SampleKind {
    match frame.split('.').collect::<Vec<_>>().as_slice() {
        ["seal", "legal", ..] => SampleKind::LegalRepSeal,
        ["sign", ..] => SampleKind::Signature,
        _ => SampleKind::OrgSeal,
    }
}

/// Cuts the frames of a newly filed page and judges what stands in them; frames for pasted copies are no samples.
pub fn cut(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    page: &Page,
    picture: &scan::Page,
    registration: &Registration,
) -> Result<(), Refusal> {
    let case = seen.row.id;
    let Some(map) = map_of(tx, case, page)? else {
        return Ok(());
    };
    let form = page.form.as_deref().unwrap_or_default();
    let sampled = |name: &str| seen.project.is_sampled(form, name);
    for frame in boxes(&map, BoxKind::Frame).filter(|b| sampled(&b.name)) {
        let r = frame.rect;
        let kind = kind_of(&frame.name);
        let margin = match kind {
            SampleKind::Signature => SIGNATURE_MARGIN_MM,
            _ => MARGIN_MM,
        };
        let around = RectMm {
            x: r.x - margin,
            y: r.y - margin,
            w: r.w + 2.0 * margin,
            h: r.h + 2.0 * margin,
        };
        let cut = scan::cut(picture, registration, around, PX_PER_MM);
        let expect = Expectation {
            width_mm: r.w,
            height_mm: r.h,
            kind,
        };
        let (reading, findings) = seal::read(&cut, PX_PER_MM, &expect);
        let name = |what: &str| format!("{}-{}-{what}.png", seen.row.number, frame.name);
        let raw = tx.add_attachment(PNG, &name("raw"), &scan::encode_png(&cut), desk.utc())?;
        let clean = seal::picture(&cut, PX_PER_MM, &reading, Style::SealRed);
        let picture = match clean.is_empty() {
            true => raw,
            false => tx.add_attachment(PNG, &name("clean"), &clean, desk.utc())?,
        };
        let sample = NewSample {
            case_id: case,
            page_id: page.id,
            frame: frame.name.clone(),
            picture,
            raw: Some(raw),
            reading: serde_json::to_value(&reading).unwrap_or_default(),
            findings: findings.into_iter().map(finding).collect(),
            verdict: word(reading.verdict).to_owned(),
            fused_of: Vec::new(),
        };
        tx.add_sample(&sample, desk.utc())?;
    }
    Ok(())
}

fn finding(f: seal::Finding) -> case::Finding {
    case::Finding {
        code: f.code.to_owned(),
        severity: match f.verdict {
            Verdict::Accept => Weight::Note,
            Verdict::Look => Weight::Warn,
            Verdict::Reject => Weight::Refuse,
        },
        field: None,
        message: f.message,
        remedy: f.remedy,
        suggestion: None,
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accept",
        Verdict::Look => "look",
        Verdict::Reject => "reject",
    }
}

/// Samples of a page that was taken back count no more.
pub fn withdraw(tx: &mut Tx<'_>, case: CaseId, page: PageId) -> Result<(), Refusal> {
    for sample in tx
        .samples_of_case(case)?
        .into_iter()
        .filter(|s| s.page_id == page && s.chosen)
    {
        tx.choose_sample(sample.id, false)?;
    }
    Ok(())
}

/// The samples that count: of each frame the latest, from pages that still count.
pub fn current(tx: &Tx<'_>, case: CaseId) -> Result<Vec<Sample>, Refusal> {
    let pages = tx.pages_of_case(case)?;
    let counts = |id: PageId| {
        pages
            .iter()
            .any(|p| p.id == id && p.state == store::PageState::Filed && p.replaced_by.is_none())
    };
    let mut latest: BTreeMap<String, Sample> = BTreeMap::new();
    for sample in tx
        .samples_of_case(case)?
        .into_iter()
        .filter(|s| counts(s.page_id))
    {
        match latest.get(&sample.frame) {
            // Of two copies of a form the one that was chosen stays on the table, else the one that came first.
            Some(there) if there.chosen || (!sample.chosen && !is_better(&sample, there)) => {}
            _ => {
                latest.insert(sample.frame.clone(), sample);
            }
        }
    }
    Ok(latest.into_values().collect())
}

fn rank(sample: &Sample) -> u8 {
    match sample.verdict.as_str() {
        "accept" => 0,
        "look" => 1,
        _ => 2,
    }
}

fn is_better(sample: &Sample, there: &Sample) -> bool {
    rank(sample) < rank(there)
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

/// The samples of a case as the window shows them, in the order of the form.
pub fn lines(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<SampleLine>, Refusal> {
    let all = current(tx, seen.row.id)?;
    let groups = seen.project.seals_for(&seen.row.content, &seen.facts);
    let mut lines = Vec::new();
    for group in groups {
        let of: Vec<&Sample> = all.iter().filter(|s| group.frames.contains(&s.frame)).collect();
        let readings: Vec<Reading> = of
            .iter()
            .filter_map(|s| serde_json::from_value(s.reading.clone()).ok())
            .collect();
        let best = seal::suggest(&readings);
        for (at, (sample, reading)) in of.iter().zip(&readings).enumerate() {
            lines.push(line(group, at, sample, reading, best == Some(at)));
        }
    }
    Ok(lines)
}

fn line(group: &SealSampling, at: usize, sample: &Sample, reading: &Reading, suggested: bool) -> SampleLine {
    SampleLine {
        id: sample.id.0,
        frame: sample.frame.clone(),
        label: format!("{} 第{}枚", group.what, at + 1),
        group: group.what.clone(),
        verdict: sample.verdict.clone(),
        verdict_word: reading.verdict.label().to_owned(),
        measures: measures(&reading.measures, &sample.findings, group),
        findings: sample.findings.iter().cloned().map(Into::into).collect(),
        suggested,
        chosen: sample.chosen,
        decision: sample.decision.as_ref().map(|d| match d.as_str() {
            "accept" => format!("人工判合格：{}", sample.reason),
            "reject" => format!("人工判不合格：{}", sample.reason),
            _ => "选用".to_owned(),
        }),
    }
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
            Some(Weight::Refuse) => "refuse",
            Some(Weight::Warn) => "warn",
            _ => "ok",
        }
    };
    let size = match (m.diameter_mm, m.sides_mm) {
        (Some(d), _) => Some(("直径", format!("{d:.1} mm"))),
        (None, Some([a, b])) => Some(("边长", format!("{a:.1} × {b:.1} mm"))),
        _ => None,
    };
    let nominal = match group.size_mm {
        Some(size) if group.size_stated => format!("（应约 {size:.0}）"),
        Some(size) => format!("（约 {size:.0}，本受理点约定，指南未写明）"),
        None => String::new(),
    };
    let rows: [(&str, Option<String>, &[&str]); 8] = [
        (
            size.as_ref().map_or("直径", |s| s.0),
            size.as_ref().map(|s| format!("{}{nominal}", s.1)),
            &["seal-size"],
        ),
        (
            "旋转",
            m.rotation_deg.map(|r| format!("{r:.1}°")),
            &["seal-tilted"],
        ),
        (
            "变形",
            m.aspect_ratio
                .map(|a| format!("{:.1} %", (a - 1.0).abs() * 100.0)),
            &["seal-misshapen"],
        ),
        (
            "颜色",
            m.density.map(|d| format!("浓度 {d:.2}")),
            &["seal-colour", "seal-pale"],
        ),
        (
            "完整",
            m.coverage_percent.map(|c| format!("{c:.0} %")),
            &["seal-broken", "seal-blank", "seal-unmeasurable"],
        ),
        (
            "清晰",
            m.edge_mm.map(|e| format!("边缘 {e:.2} mm")),
            &["seal-blurred", "seal-double"],
        ),
        (
            "压线",
            Some(format!("{:.1} mm²", m.on_line_mm2)),
            &["seal-on-line", "seal-print-beneath"],
        ),
        (
            "底纸",
            Some(format!("明度 {:.0}", m.paper_lightness)),
            &["seal-paper"],
        ),
    ];
    let known = rows
        .into_iter()
        .filter_map(|(name, value, codes)| Some((name, value?, mark(codes))));
    known
        .map(|(name, value, mark)| Measure {
            name: name.to_owned(),
            value,
            mark: mark.to_owned(),
        })
        .collect()
}

/// Chooses, accepts or rejects a sample. A rejected one is never chosen; one that needs a look is chosen only after
/// the clerk has said why it is good.
pub fn decide(desk: &Desk, args: DecideSample) -> Result<Vec<SampleLine>, Refusal> {
    let id = SampleId(args.id);
    let case = desk.write(Some(Role::Clerk), |tx, me| {
        let sample = tx.sample(id)?;
        let seen = Seen::load(desk, tx, me, sample.case_id.0)?;
        let gate = crate::gates::editable(&seen);
        if !gate.open {
            return Err(Refusal::new(
                "case-locked",
                gate.reason,
                "印模只能在送复核之前选定",
            ));
        }
        let words = match args.decision.as_str() {
            "choose" => choose(desk, tx, me, &seen, &sample)?,
            decision @ ("accept" | "reject") => {
                if args.reason.trim().is_empty() {
                    return Err(Refusal::new(
                        "reason-empty",
                        "没有写明理由",
                        "请写明看到了什么，例如“辅助识别线，属印章设计”",
                    ));
                }
                tx.decide_sample(id, decision, args.reason.trim(), me.id, desk.utc())?;
                if decision == "reject" {
                    tx.choose_sample(id, false)?;
                }
                let verb = if decision == "accept" {
                    "判合格"
                } else {
                    "判不合格"
                };
                format!("印模 {} 人工{verb}：{}", sample.frame, args.reason.trim())
            }
            other => {
                return Err(Refusal::new(
                    "unknown-word",
                    format!("不认识的决定“{other}”"),
                    "请用选用、合格或不合格",
                ));
            }
        };
        tx.audit(&AuditEntry::new(desk.utc(), me, "sample-decided", words).case(sample.case_id))?;
        Ok(sample.case_id)
    })?;
    samples(desk, ById { id: case.0 })
}

fn choose(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &store::Account,
    seen: &Seen<'_>,
    sample: &Sample,
) -> Result<String, Refusal> {
    let accepted = sample.decision.as_deref() == Some("accept");
    let rejected = sample.decision.as_deref() == Some("reject");
    let remedy = "请让客户重新盖一次再扫描；确属印章设计的，先判合格并写明理由";
    match sample.verdict.as_str() {
        _ if rejected => return Err(Refusal::new("sample-rejected", "这一枚已人工判为不合格", remedy)),
        "reject" if !accepted => {
            return Err(Refusal::new("sample-rejected", "这一枚不合格，不能选用", remedy));
        }
        "look" if !accepted => {
            return Err(Refusal::new(
                "sample-needs-look",
                "这一枚需人看",
                "请看过原图后判合格（写明理由），再选用",
            ));
        }
        _ => {}
    }
    let groups = seen.project.seals_for(&seen.row.content, &seen.facts);
    let group = groups.into_iter().find(|g| g.frames.contains(&sample.frame));
    for other in tx.samples_of_case(sample.case_id)? {
        if other.chosen && group.is_some_and(|g| g.frames.contains(&other.frame)) {
            tx.choose_sample(other.id, false)?;
        }
    }
    tx.choose_sample(sample.id, true)?;
    if !accepted {
        tx.decide_sample(sample.id, "choose", "", me.id, desk.utc())?;
    }
    Ok(format!("选用印模 {}", sample.frame))
}

/// A seal sample as PNG: cleaned, or as scanned.
pub fn picture(desk: &Desk, args: SamplePicture) -> Result<Bytes, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let sample = tx.sample(SampleId(args.id))?;
            let id = if args.raw {
                sample.raw.unwrap_or(sample.picture)
            } else {
                sample.picture
            };
            Ok((PNG.to_owned(), tx.attachment_bytes(id)?))
        })
    })
}
