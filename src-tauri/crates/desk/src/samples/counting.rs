//! Which samples of a case count: of each frame the latest that was cut from a page that counts.

use std::collections::BTreeMap;

use project::SealSampling;
use store::{Sample, SampleId, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::pages::belonging;
use crate::rim::api::Refusal;

pub(crate) const PNG: &str = "image/png";

/// Whether a sample is one of a group's: cut from one of its frames, or fused of such.
pub fn is_of(group: &SealSampling, sample: &Sample) -> bool {
    match sample.fused_of.is_empty() {
        true => group.frames.contains(&sample.frame),
        false => sample.frame == fused_frame(group),
    }
}

/// The name in place of a frame's that the picture fused of a group's samples goes by.
pub(crate) fn fused_frame(group: &SealSampling) -> String {
    format!("fused.{}", group.id)
}

/// The samples of a case that were cut from pages of prints that hold. Errors: the store's.
pub fn standing_samples(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Sample>, Refusal> {
    let pages = belonging::current_ids(seen, tx)?;
    let mut samples = tx.samples_of_case(seen.row.id)?;
    samples.retain(|s| pages.contains(&s.page_id));
    Ok(samples)
}

/// The samples that count: of each frame the latest, from pages that still count; then what was fused of just these.
/// What was cut from a page of an earlier content counts as little as that page.
pub fn current(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Sample>, Refusal> {
    let (cut, fused): (Vec<Sample>, Vec<Sample>) = standing_samples(tx, seen)?
        .into_iter()
        .partition(|s| s.fused_of.is_empty());
    let mut latest: BTreeMap<String, Sample> = BTreeMap::new();
    for sample in cut {
        match latest.get(&sample.frame) {
            // Of two copies of a form the one that was chosen stays on the table, else the one that came first.
            Some(there) if there.chosen || (!sample.chosen && rank(&sample) >= rank(there)) => {}
            _ => {
                latest.insert(sample.frame.clone(), sample);
            }
        }
    }
    let ids: Vec<SampleId> = latest.values().map(|s| s.id).collect();
    let whole = |s: &Sample| s.fused_of.iter().all(|id| ids.contains(id));
    let mut fused_of_them: BTreeMap<String, Sample> = BTreeMap::new();
    for sample in fused.into_iter().filter(whole) {
        fused_of_them.insert(sample.frame.clone(), sample);
    }
    Ok(latest.into_values().chain(fused_of_them.into_values()).collect())
}

fn rank(sample: &Sample) -> u8 {
    match sample.verdict.as_str() {
        "accept" => 0,
        "look" => 1,
        _ => 2,
    }
}

/// The case of a sample, when its samples may still be changed. Errors: `not-found`, `case-locked`.
pub(crate) fn changeable<'a>(
    desk: &'a Desk,
    tx: &Tx<'_>,
    me: &'a store::Account,
    sample: &Sample,
) -> Result<Seen<'a>, Refusal> {
    let seen = Seen::load(desk, tx, me, sample.case_id.0)?;
    let gate = crate::casework::editable::editable(&seen);
    if gate.open {
        return Ok(seen);
    }
    let remedy = "印模只能在送复核之前选定";
    Err(Refusal::new("case-locked", gate.reason, remedy))
}
