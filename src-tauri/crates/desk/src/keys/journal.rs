//! The journal of a key job: one line before a step, one after it.

use store::{Account, AuditAction, AuditEntry, KeyJob as Job, StepPhase, Tx};
use token::KeyStep;

use crate::counter::desk::Desk;
use crate::rim::api::Refusal;

/// One line of the journal, and of the audit when a step has ended.
pub(crate) fn record(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    job: &Job,
    step: KeyStep,
    phase: StepPhase,
    words: &str,
) -> Result<(), Refusal> {
    let serial = job.token_serial.as_deref();
    tx.add_key_step(job.id, step.code(), phase, serial, words, desk.utc())?;
    // Where the key is plugged in, its job belongs; once the request has left, the key lies in the tray.
    match step {
        KeyStep::Export => tx.work_nowhere(job.id)?,
        step if step.needs_key() => tx.work_here(job.case_id, Some(job.id), me.id, desk.utc())?,
        _ => {}
    }
    if phase == StepPhase::Started {
        return Ok(());
    }
    let end = if phase == StepPhase::Done {
        ""
    } else {
        "没有成功"
    };
    let key = serial
        .map(|s| format!("（UKey{}）", numbered(s)))
        .unwrap_or_default();
    let sentence = format!("制证 {}{end}{key}：{words}", step.name());
    tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::KeyStep, sentence).case(job.case_id))?;
    Ok(())
}

/// A key's serial behind its name. One without a number goes by its reader's place among programs; to people it has
/// none yet.
pub(crate) fn numbered(serial: &str) -> String {
    match token::is_numbered(serial) {
        true => format!(" {serial}"),
        false => "，还没有序列号".to_owned(),
    }
}
