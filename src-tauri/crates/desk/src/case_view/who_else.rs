//! Who else works on a case just now, and at which window of the hall.

use chrono::TimeDelta;
use store::CaseId;

use crate::case_view::api::WhoElse;
use crate::counter::desk::Desk;
use crate::rim::api::{ById, Refusal};

/// How long after an act somebody counts as still at work.
const STILL: TimeDelta = TimeDelta::minutes(2);

/// Who works on a case at another window; none at a PC alone.
///
/// # Errors
/// `not-signed-in`.
pub fn who_else(desk: &Desk, args: ById) -> Result<Option<WhoElse>, Refusal> {
    desk.look(|tx, _| {
        let last = tx.worked_elsewhere(CaseId(args.id), None)?;
        let Some(last) = last.filter(|last| desk.utc() - last.at < STILL) else {
            return Ok(None);
        };
        Ok(Some(WhoElse {
            name: tx.account(last.account)?.name,
            window: last.window,
        }))
    })
}
