//! The case spine: 受理 → 打印 → 扫描 → 复核 → 制证 → 领取, with who and when.

use case::{CaseState as State, MadeBy, Role};
use store::Tx;

use crate::case_view::api::SpineStep;
use crate::casework::seen::Seen;
use crate::rim::api::Refusal;

/// The step words and the audit actions that finish them.
const STEPS: [(&str, &[&str], Role); 6] = [
    ("受理", &["case-opened"], Role::Clerk),
    ("打印", &["printed"], Role::Clerk),
    ("扫描", &["submitted"], Role::Clerk),
    ("复核", &["approved"], Role::Reviewer),
    ("制证", &["key-proven"], Role::KeyClerk),
    ("领取", &["handed-over"], Role::Clerk),
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
    let steps = STEPS.iter().enumerate().map(|(at, (word, actions, role))| {
        let row = audit
            .iter()
            .rev()
            .find(|row| actions.contains(&row.action.as_str()));
        let place = match at.cmp(&now) {
            // Nothing is made for what is only reported to the authority: nobody did that step, and nobody will.
            _ if *role == Role::KeyClerk && !course.at_key_desk() => "skipped",
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal if matches!(state, State::Returned | State::Void) => "stopped",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "todo",
        };
        let done = row.filter(|_| place == "done" || at == 0);
        SpineStep {
            word: (*word).to_owned(),
            state: place.to_owned(),
            who: match place {
                "skipped" => not_made_here(course.made_by).to_owned(),
                _ => done.map_or_else(|| role.chinese().to_owned(), |row| row.account_name.clone()),
            },
            at: done.map(|row| seen.local(row.at)),
        }
    });
    Ok(steps.collect())
}
