//! A case is read, moved by one step in one transaction, and its trail told.

use case::{Role, Step};
use store::{AuditEntry, CaseId, Tx};

use crate::case_view::api::{AuditLine, CaseView};
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::rim::api::{ById, Refusal};
use crate::rim::refusal;

/// A case with everything that follows from its content.
pub fn get(desk: &Desk, args: ById) -> Result<CaseView, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| Seen::load(desk, tx, &open.account, args.id)?.view(tx))
    })
}

/// Moves a case by one step inside one transaction; the job does what belongs to it and gives the audit words.
pub fn move_on(
    desk: &Desk,
    id: u32,
    role: Role,
    step: Step,
    action: &str,
    job: impl FnOnce(&mut Tx<'_>, &Seen<'_>) -> Result<String, Refusal>,
) -> Result<CaseView, Refusal> {
    desk.write(Some(role), |tx, me| {
        let seen = Seen::load(desk, tx, me, id)?;
        let next = seen.row.state.after(step, seen.course())?;
        let words = job(tx, &seen)?;
        if next != seen.row.state {
            tx.set_case_state(seen.row.id, next, desk.utc())?;
        }
        tx.audit(&AuditEntry::new(desk.utc(), me, action, words).case(seen.row.id))?;
        Ok(())
    })?;
    get(desk, ById { id })
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
            Ok(rows
                .into_iter()
                .map(|row| AuditLine {
                    seq: row.seq,
                    at: row.at.with_timezone(&offset).to_rfc3339(),
                    who: row.account_name,
                    words: row.words,
                })
                .collect())
        })
    })
}
