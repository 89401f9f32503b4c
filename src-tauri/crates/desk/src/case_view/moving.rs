//! A case is read, moved by one step in one transaction, and its trail told.

use case::{Role, Step};
use store::{AuditAction, AuditEntry, CaseId, Tx};

use crate::case_view::api::{AuditLine, CaseView};
use crate::case_view::elsewhere;
use crate::case_view::row::in_lists;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::rim::api::{ById, Refusal};
use crate::rim::refusal;

/// A case with everything that follows from its content.
pub fn get(desk: &Desk, args: ById) -> Result<CaseView, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            desk.shown.tell(&seen.row);
            seen.view(tx)
        })
    })
}

/// Moves a case by one step inside one transaction; the job does what belongs to it and gives the audit words.
pub fn move_on(
    desk: &Desk,
    id: u32,
    role: Role,
    step: Step,
    action: AuditAction,
    job: impl FnOnce(&mut Tx<'_>, &Seen<'_>) -> Result<String, Refusal>,
) -> Result<CaseView, Refusal> {
    desk.write(Some(role), |tx, me| {
        let seen = Seen::load(desk, tx, me, id)?;
        step_on(&seen, tx, step, action, job)
    })?;
    get(desk, ById { id })
}

/// The same for a case at hand, within a transaction that is under way.
pub fn step_on<'t>(
    seen: &Seen<'_>,
    tx: &mut Tx<'t>,
    step: Step,
    action: AuditAction,
    job: impl FnOnce(&mut Tx<'t>, &Seen<'_>) -> Result<String, Refusal>,
) -> Result<(), Refusal> {
    elsewhere::unchanged(seen, tx)?;
    let now = seen.desk.utc();
    let next = seen.row.state.after(step, seen.course())?;
    let words = job(tx, seen)?;
    if next != seen.row.state {
        tx.set_case_state(seen.row.id, next, now)?;
    }
    tx.audit(&AuditEntry::new(now, seen.account, action, words).case(seen.row.id))?;
    Ok(())
}

/// The audit trail of a case in words.
pub fn audit(desk: &Desk, args: ById) -> Result<Vec<AuditLine>, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let rows = tx.audit_of_case(CaseId(args.id))?;
            if rows.is_empty() {
                return Err(refusal::not_found("这个受理件"));
            }
            let offset = *desk.now().offset();
            let teller = in_lists(desk, tx, &tx.case(CaseId(args.id))?);
            Ok(rows
                .into_iter()
                .map(|row| AuditLine {
                    seq: row.seq,
                    at: row.at.with_timezone(&offset).to_rfc3339(),
                    who: row.account_name,
                    words: teller.text(&row.words),
                })
                .collect())
        })
    })
}
