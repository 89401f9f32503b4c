//! What an approval is worth: bound to what was seen, and for as long as the project says. Gives none; the second
//! check does.

use chrono::{DateTime, Days, Utc};
use sha2::{Digest as _, Sha256};
use store::{Review, ReviewOutcome, Tx};

use crate::casework::changes;
use crate::casework::seen::Seen;
use crate::pages::belonging;
use crate::rim::api::Refusal;
use crate::samples::counting;

/// Hash of what a reviewer sees: content, the originals of all counted pages, the chosen samples.
pub(crate) fn bound_hash(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<String, Refusal> {
    let mut hash = Sha256::new();
    // The hash as it was stored: what a later program adds to a content is not a change of this one.
    hash.update(&seen.row.content_hash);
    for page in belonging::current(seen, tx)? {
        hash.update(tx.attachment(page.attachment)?.sha256);
    }
    for sample in counting::current(tx, seen)?.iter().filter(|s| s.chosen) {
        hash.update(&sample.frame);
        hash.update(tx.attachment(sample.picture)?.sha256);
        if let Some(edit) = &sample.edit {
            hash.update(edit.to_string());
        }
    }
    Ok(crate::rim::hex::hex(&hash.finalize()))
}

/// What an approval is worth now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It holds.
    Holds,
    /// It was given too long ago.
    Lapsed,
    /// What was seen is not what is there: the fields, in words.
    Changed(String),
}

/// What the approval of a case is worth. Errors: the store's.
pub(crate) fn worth(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Worth, Refusal> {
    if seen.row.approved_hash.as_ref() != Some(&bound_hash(seen, tx)?) {
        let before = tx.case_past(seen.row.id)?.approved_content;
        let list = before.map(|before| changes::between(seen.project, &before, seen.content(), &seen.sight));
        return Ok(Worth::Changed(changes::words(&list.unwrap_or_default())));
    }
    let given = approved_at(seen, tx)?;
    let until = given.and_then(|at| at.checked_add_days(Days::new(u64::from(seen.project.approval().days))));
    Ok(match until {
        Some(until) if seen.desk.utc() > until => Worth::Lapsed,
        _ => Worth::Holds,
    })
}

/// When the last approval was given.
fn approved_at(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let reviews = tx.reviews_of_case(seen.row.id)?;
    Ok(reviews
        .iter()
        .rev()
        .find(|r| is_approval(r))
        .and_then(|r| r.finished))
}

fn is_approval(review: &Review) -> bool {
    review.outcome == Some(ReviewOutcome::Approved)
}

/// Who has signed off what is there now, since the case came to the second check: of two approvers the first.
pub(crate) fn signed_by(seen: &Seen<'_>, tx: &Tx<'_>, hash: &str) -> Result<Vec<store::AccountId>, Refusal> {
    let reviews = tx.reviews_of_case(seen.row.id)?;
    let since = seen.row.state_since;
    let now = reviews
        .iter()
        .filter(|r| is_approval(r) && r.bound_hash == hash && r.finished.is_some_and(|at| at >= since));
    Ok(now.map(|r| r.reviewer).collect())
}

/// Why the key desk may not work on an approved case, in words; none when it may.
pub(crate) fn in_the_way(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<String>, Refusal> {
    Ok(match worth(seen, tx)? {
        Worth::Holds => None,
        Worth::Lapsed => Some(format!(
            "复核通过已超过 {} 天，须重新复核：请按“退改、作废”送去重新复核",
            seen.project.approval().days
        )),
        Worth::Changed(what) => Some(format!("复核通过以后内容有变（{what}），须退回受理员重新复核")),
    })
}
