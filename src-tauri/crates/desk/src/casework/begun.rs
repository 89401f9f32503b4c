//! Which keys of a case were worked on already, and what that binds: a key that is made for one certificate is not
//! turned into another one by editing the case. Works on no key itself.

use store::{CaseId, KeyJob as Job, Tx};

use crate::casework::seen::Seen;
use crate::rim::api::Refusal;

/// What stands in the journal in place of a step when a key is left for later.
pub(crate) const SKIPPED: &str = "skipped";

/// The jobs of a case on which a key was worked.
pub(crate) fn begun(tx: &Tx<'_>, case: CaseId) -> Result<Vec<Job>, Refusal> {
    let mut begun = Vec::new();
    for job in tx.jobs_of_case(case)? {
        let journal = tx.steps_of_job(job.id)?;
        if job.token_serial.is_some() || journal.iter().any(|line| line.step != SKIPPED) {
            begun.push(job);
        }
    }
    Ok(begun)
}

/// What the keys of a case bind: as soon as one was worked on, what is applied for and for how many stays. In words;
/// none where nothing is bound, or nothing was changed.
pub(crate) fn bound(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<String>, Refusal> {
    let begun = begun(tx, seen.row.id)?;
    if begun.is_empty() {
        return Ok(None);
    }
    let content = seen.content();
    let there = tx.jobs_of_case(seen.row.id)?.len();
    let as_asked = |job: &Job| job.kind == content.business_of(job.row()).word();
    let same = begun.iter().all(as_asked) && there == wanted(seen) as usize;
    Ok((!same).then(|| {
        format!(
            "本件的 UKey 已做过（{}），业务类型和张数不能再改：请改回原来的，或作废本件另开一件",
            begun
                .iter()
                .filter_map(|job| job.token_serial.as_deref())
                .collect::<Vec<_>>()
                .join("、")
        )
    }))
}

/// How many keys a case asks for, made or unlocked.
pub(crate) fn wanted(seen: &Seen<'_>) -> u32 {
    let content = seen.content();
    // What was typed is a number by now: without one the case had no fee and was never approved.
    let further = seen.project.sub_count(content).unwrap_or_default();
    content.keys() + further
}
