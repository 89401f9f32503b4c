//! The key clerk of a story: every step of every job, on a blank key or on the customer's own with the customer's PIN;
//! the training CA answers.

use std::collections::BTreeMap;

use case::CaseState;
use desk::api::secrecy_text::SecretText;
use desk::api::{ById, KeyDesk, KeyJob, KeyWent, Refusal, Severity};
use desk::{Desk, random};

use crate::doing;

/// Makes or unlocks the keys of a case, up to where the requests wait for the CA when the act ends there. Errors:
/// those of the commands, and what the CA's answer is refused with.
pub(crate) fn make(
    desk: &Desk,
    case: u32,
    until: CaseState,
    pins: &mut BTreeMap<String, SecretText>,
) -> Result<(), Refusal> {
    let mut shown = desk.commands().key_desk(ById { id: case })?;
    let own = own_keys(&shown);
    while let Some((at, job)) = next(&shown, until) {
        let went = match job.waits_for_file {
            true => desk.commands().training_issue(ById { id: job.id })?,
            false if job.term_to_confirm.is_some() => desk.commands().confirm_term(ById { id: job.id })?,
            false => step(desk, case, &job, own.get(at).and_then(Option::as_ref), pins)?,
        };
        if let Some(refused) = went.findings.iter().find(|f| f.severity == Severity::Refuse) {
            return Err(Refusal::new(&refused.code, &refused.message, &refused.remedy));
        }
        shown = went.desk;
    }
    Ok(())
}

/// The next job with something to do, and its place.
fn next(shown: &KeyDesk, until: CaseState) -> Option<(usize, KeyJob)> {
    let stops = |job: &KeyJob| job.done || (until == CaseState::AtCa && job.waits_for_file);
    let mut jobs = shown.jobs.iter().enumerate();
    jobs.find(|(_, job)| !stops(job))
        .map(|(at, job)| (at, job.clone()))
}

/// The customers' own keys by the jobs: those of the certificates that the case acts on for the holder of each.
fn own_keys(shown: &KeyDesk) -> Vec<Option<String>> {
    let holders: Vec<_> = shown.case.acts_on.iter().flat_map(|acts| &acts.holders).collect();
    let key = |(at, job): (usize, &KeyJob)| {
        let uses_own = job.business.uses_existing_key();
        let is_own = |words: &str| words == job.holder || words.starts_with(&format!("{}（", job.holder));
        // Two people of one name come in the order of their jobs.
        let before = shown
            .jobs
            .iter()
            .take(at)
            .filter(|one| one.holder == job.holder)
            .count();
        let keys = holders
            .iter()
            .filter(|holder| is_own(&holder.holder))
            .flat_map(|holder| &holder.choices);
        let mut keys = keys.filter(|one| one.chosen).filter_map(|one| one.key.clone());
        keys.nth(before).filter(|_| uses_own)
    };
    shown.jobs.iter().enumerate().map(key).collect()
}

fn step(
    desk: &Desk,
    case: u32,
    job: &KeyJob,
    own: Option<&String>,
    pins: &mut BTreeMap<String, SecretText>,
) -> Result<KeyWent, Refusal> {
    let serial = match (&job.serial, own) {
        (Some(serial), _) => serial.clone(),
        (None, Some(own)) => own.clone(),
        (None, None) => doing::blank_key(desk, case)?,
    };
    let mut args = doing::key_step(job, serial.clone());
    if job.asks_new_pin {
        let drawn = random::digits(8)?;
        pins.insert(serial.clone(), drawn.clone());
        args.new_pin = drawn;
    }
    if job.asks_pin {
        let pin = pins.get(&serial).ok_or_else(|| {
            Refusal::new(
                "story-pin-unknown",
                "这把 UKey 还没有交到客户手里",
                "请先让那一件办到 closed",
            )
        })?;
        args.pin = pin.clone();
    }
    desk.commands().key_go(args)
}
