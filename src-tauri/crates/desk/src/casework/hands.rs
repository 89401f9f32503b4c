//! Who had a hand in what the second check looks at. Four eyes are two people: whoever opened, changed, printed,
//! filed or sent a case may not sign it off, whatever roles the account has besides.

use store::{AccountId, AuditAction, AuditRow, CaseId, CaseRow, Tx};

use crate::rim::api::Refusal;

/// What the trail calls work on a case before its second check.
const WORK: [AuditAction; 10] = [
    AuditAction::CaseOpened,
    AuditAction::CaseEdited,
    AuditAction::Printed,
    AuditAction::PrintConfirmed,
    AuditAction::PageFiled,
    AuditAction::PageUnfiled,
    AuditAction::PageDiscarded,
    AuditAction::SampleEdited,
    AuditAction::SampleDecided,
    AuditAction::Submitted,
];

/// Whether an account had a hand in a case. Errors: the store's.
pub fn had_a_hand(tx: &Tx<'_>, case: &CaseRow, account: AccountId) -> Result<bool, Refusal> {
    if case.clerk == account {
        return Ok(true);
    }
    Ok(tx.has_acted(case.id, account, &WORK)?)
}

/// Who changed the content of a case last. Errors: the store's.
pub fn last_editor(tx: &Tx<'_>, case: CaseId) -> Result<Option<AuditRow>, Refusal> {
    Ok(tx.last_act(case, &[AuditAction::CaseOpened, AuditAction::CaseEdited])?)
}
