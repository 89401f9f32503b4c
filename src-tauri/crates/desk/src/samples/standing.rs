//! The samples of a group beside each other: the suggested one, what one lacks, the picture fused of all.
//!
//! Worked out when a page comes or goes and kept with the samples, so that looking at them costs nothing.

use std::collections::BTreeMap;

use judging::PX_PER_MM;
use project::SealSampling;
use reader::ask::Kept;
use reader::{ComparedSamples, Samples};
use store::{CaseId, NewSample, Page, PageId, Sample, SampleId, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::rim::api::Refusal;
use crate::samples::counting::{PNG, current, fused_frame};
use crate::samples::judgement::{Standing, word};
use crate::samples::pictures::AsCut;

/// Compares the samples of every group that has one on this page, as they count now. `fresh` are those just cut from
/// it, by the numbers under which `hand` still has their ink; the others' is taken from what is kept of them.
pub fn compare(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    page: &Page,
    fresh: &BTreeMap<SampleId, u32>,
    hand: &mut Samples,
) -> Result<(), Refusal> {
    let all = current(tx, seen)?;
    let form = page.form.as_deref().unwrap_or_default();
    for group in seen.project.seals().iter().filter(|g| g.form == form) {
        let of_group = |s: &&Sample| s.fused_of.is_empty() && group.frames.contains(&s.frame);
        let samples: Vec<&Sample> = all.iter().filter(of_group).collect();
        if samples.iter().any(|s| s.page_id == page.id) {
            let kept = samples
                .iter()
                .map(|sample| kept(tx, sample, fresh, hand))
                .collect::<Result<_, _>>()?;
            let compared = hand.compare(PX_PER_MM, &judging::thresholds(seen.project), kept)?;
            keep(desk, tx, seen, group, &samples, compared)?;
        }
    }
    Ok(())
}

/// A sample as it is compared: one that is in hand, or the picture that is kept of it.
fn kept(
    tx: &Tx<'_>,
    sample: &Sample,
    fresh: &BTreeMap<SampleId, u32>,
    hand: &mut Samples,
) -> Result<Kept, Refusal> {
    if let Some(number) = fresh.get(&sample.id) {
        return Ok(Kept::Judged(*number));
    }
    let cut = AsCut::of(tx, sample)?;
    Ok(Kept::Before {
        file: hand.add(&cut.raw)?,
        reading: cut.reading,
        findings: cut.findings,
    })
}

/// Keeps what comparing the samples of a group says of each, and the picture that was made of all.
fn keep(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    group: &SealSampling,
    samples: &[&Sample],
    ComparedSamples { compared, fused }: ComparedSamples,
) -> Result<(), Refusal> {
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
    let (Some(judged), Some((clean, paper)), Some(first)) = (compared.fused, fused, samples.first()) else {
        return Ok(());
    };
    let frame = fused_frame(group);
    let name = |what: &str| format!("{}-{frame}-{what}.png", seen.row.number);
    let raw = tx.add_attachment(PNG, &name("raw"), &paper, desk.utc())?;
    // A sample of its own: its paper is white, its page that of the first sample.
    let sample = NewSample {
        case_id: seen.row.id,
        page_id: first.page_id,
        picture: tx.add_attachment(PNG, &name("clean"), &clean, desk.utc())?,
        raw: Some(raw),
        reading: serde_json::to_value(&judged.reading).unwrap_or_default(),
        verdict: word(judged.reading.verdict).to_owned(),
        findings: judged.findings,
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
