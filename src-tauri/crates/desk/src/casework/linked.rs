//! Cases that belong together: what is over is never opened again, it goes on in another case, and both know of each
//! other.

use store::{CaseRow as Row, Tx};

use crate::casework::seen::Seen;
use crate::rim::api::Refusal;

/// The cases that a case is linked with: the one it came from first, then those in which it went on.
pub(crate) fn linked(tx: &Tx<'_>, case: &Row) -> Result<Vec<Row>, Refusal> {
    let earlier = case.linked_from.map(|id| tx.case(id)).transpose()?;
    let later = tx.cases_linked_from(case.id)?;
    Ok(earlier.into_iter().chain(later).collect())
}

/// A case that still goes on is not opened again.
pub(crate) fn not_over(seen: &Seen<'_>) -> Refusal {
    Refusal::new(
        "case-not-over",
        format!(
            "受理件 {} 现为“{}”，还没有结束",
            seen.row.number,
            seen.row.state.chinese()
        ),
        "请在这一件里接着办；要改的先收回或退回，不办了的先作废",
    )
}
