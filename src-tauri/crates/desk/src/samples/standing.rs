//! The samples of a group beside each other: the suggested one, what one lacks, the picture fused of all.
//!
//! Worked out when a page comes or goes and kept with the samples, so that looking at them costs nothing.

use std::collections::BTreeMap;

use project::SealSampling;
use store::{CaseId, NewSample, Page, PageId, Sample, SampleId, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::rim::api::Refusal;
use crate::samples::counting::{PNG, current, fused_frame};
use crate::samples::judgement::{Standing, word};
use crate::samples::judging::{self, Judged, PX_PER_MM, on_paper};
use crate::samples::pictures;

/// Compares the samples of every group that has one on this page, as they count now. `fresh` are those just cut from
/// it, with their ink still at hand; the others' is taken from what is kept of them.
pub fn compare(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    page: &Page,
    mut fresh: BTreeMap<SampleId, Judged>,
) -> Result<(), Refusal> {
    let all = current(tx, seen)?;
    let form = page.form.as_deref().unwrap_or_default();
    for group in seen.project.seals().iter().filter(|g| g.form == form) {
        let of_group = |s: &&Sample| s.fused_of.is_empty() && group.frames.contains(&s.frame);
        let samples: Vec<&Sample> = all.iter().filter(of_group).collect();
        if samples.iter().any(|s| s.page_id == page.id) {
            compare_group(desk, tx, seen, group, &samples, &mut fresh)?;
        }
    }
    Ok(())
}

fn compare_group(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    group: &SealSampling,
    samples: &[&Sample],
    fresh: &mut BTreeMap<SampleId, Judged>,
) -> Result<(), Refusal> {
    let thresholds = judging::thresholds(seen.project);
    let judged = samples
        .iter()
        .map(|s| fresh.remove(&s.id).map_or_else(|| pictures::as_cut(tx, s), Ok))
        .collect::<Result<Vec<Judged>, _>>()?;
    let compared = judging::compare(&judged, PX_PER_MM, &thresholds);
    for (at, (sample, beside)) in samples.iter().zip(compared.beside).enumerate() {
        let suggested = compared.suggested == Some(at);
        let standing = Standing {
            suggested,
            why: if suggested {
                compared.why.clone()
            } else {
                String::new()
            },
            beside,
        };
        tx.set_sample_beside(sample.id, &serde_json::to_value(&standing).unwrap_or_default())?;
    }
    match compared.fused {
        Some(fused) => keep_fused(desk, tx, seen, group, samples, &fused),
        None => Ok(()),
    }
}

/// Keeps the fused picture as a sample of its own: its paper is white, its page that of the first sample.
fn keep_fused(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    group: &SealSampling,
    samples: &[&Sample],
    fused: &Judged,
) -> Result<(), Refusal> {
    let (Some(cutout), Some(first)) = (&fused.cutout, samples.first()) else {
        return Ok(());
    };
    let frame = fused_frame(group);
    let name = |what: &str| format!("{}-{frame}-{what}.png", seen.row.number);
    let paper = scan::encode_png(&on_paper(cutout, PX_PER_MM));
    let clean = pictures::clean(Some(cutout)).unwrap_or_default();
    let raw = tx.add_attachment(PNG, &name("raw"), &paper, desk.utc())?;
    let sample = NewSample {
        case_id: seen.row.id,
        page_id: first.page_id,
        picture: tx.add_attachment(PNG, &name("clean"), &clean, desk.utc())?,
        raw: Some(raw),
        reading: serde_json::to_value(&fused.reading).unwrap_or_default(),
        verdict: word(fused.reading.verdict).to_owned(),
        findings: fused.findings.clone(),
        fused_of: samples.iter().map(|s| s.id).collect::<Vec<SampleId>>(),
        frame,
    };
    tx.add_sample(&sample, desk.utc())?;
    Ok(())
}

/// Samples of a page that was taken back count no more.
pub fn withdraw(tx: &mut Tx<'_>, case: CaseId, page: PageId) -> Result<(), Refusal> {
    let all = tx.samples_of_case(case)?;
    let gone = |id: &SampleId| all.iter().any(|s| s.id == *id && s.page_id == page);
    for sample in all.iter().filter(|s| s.chosen) {
        if sample.page_id == page || sample.fused_of.iter().any(gone) {
            tx.choose_sample(sample.id, false)?;
        }
    }
    Ok(())
}
