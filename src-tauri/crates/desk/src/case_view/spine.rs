//! The case spine: 受理 → 打印 → 扫描 → 复核 → 制证 → 领取, with who and when.

use case::{CaseState as State, MadeBy, Role};
use store::{AuditAction, Tx};

use crate::case_view::api::{SpineState, SpineStep};
use crate::casework::seen::Seen;
use crate::rim::api::Refusal;

/// The step words and the audit action that finishes each.
const STEPS: [(&str, AuditAction, Role); 6] = [
    ("受理", AuditAction::CaseOpened, Role::Clerk),
    ("打印", AuditAction::Printed, Role::Clerk),
    ("扫描", AuditAction::Submitted, Role::Clerk),
    ("复核", AuditAction::Approved, Role::Reviewer),
    ("制证", AuditAction::KeyProven, Role::KeyClerk),
    ("领取", AuditAction::HandedOver, Role::Clerk),
];

/// What stands in the place of the key desk where it has no part.
fn not_made_here(by: MadeBy) -> &'static str {
    match by {
        MadeBy::Ca => "CA 制作",
        MadeBy::Phone => "手机里安装",
        MadeBy::Client => "用户自助",
        MadeBy::Counter | MadeBy::Nobody => "本业务没有",
    }
}

/// The six steps. Who and when come from the audit: the last row of the action that finishes a step.
pub fn spine(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<SpineStep>, Refusal> {
    let audit = tx.audit_of_case(seen.row.id)?;
    let state = seen.row.state;
    let now = usize::from(state.spine());
    let course = seen.course();
    let steps = STEPS.iter().enumerate().map(|(at, (word, action, role))| {
        let row = audit.iter().rev().find(|row| row.action == *action);
        let place = match at.cmp(&now) {
            // Nothing is made for what is only reported to the authority: nobody did that step, and nobody will.
            _ if *role == Role::KeyClerk && !course.at_key_desk() => SpineState::Skipped,
            std::cmp::Ordering::Less => SpineState::Done,
            std::cmp::Ordering::Equal if matches!(state, State::Returned | State::Void) => {
                SpineState::Stopped
            }
            std::cmp::Ordering::Equal => SpineState::Now,
            std::cmp::Ordering::Greater => SpineState::Todo,
        };
        let done = row.filter(|_| place == SpineState::Done || at == 0);
        SpineStep {
            word: (*word).to_owned(),
            state: place,
            who: match place {
                SpineState::Skipped => not_made_here(course.made_by).to_owned(),
                _ => done.map_or_else(|| role.chinese().to_owned(), |row| row.account_name.clone()),
            },
            at: done.map(|row| seen.local(row.at)),
        }
    });
    Ok(steps.collect())
}
