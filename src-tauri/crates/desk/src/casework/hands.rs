//! Who had a hand in what the second check looks at. Four eyes are two people: whoever opened, changed, printed,
//! filed or sent a case may not sign it off, whatever roles the account has besides.

use store::{AccountId, AuditRow, CaseId, CaseRow, Tx};

use crate::rim::api::Refusal;

/// A case is begun, as the trail has it.
const OPENED: &str = "case-opened";
/// Somebody goes on with what another one has entered, as the trail has it.
pub const EDITED: &str = "case-edited";

/// What the trail calls work on a case before its second check.
const WORK: [&str; 10] = [
    OPENED,
    EDITED,
    "printed",
    "print-confirmed",
    "page-filed",
    "page-unfiled",
    "page-discarded",
    "sample-edited",
    "sample-decided",
    "submitted",
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
    Ok(tx.last_act(case, &[OPENED, EDITED])?)
}
