//! Cases that belong together: what is over is never opened again, it goes on in another case, and both know of each
//! other.

use store::{CaseId, CaseRow as Row, Tx};

use crate::casework::seen::Seen;
use crate::rim::api::Refusal;

fn from(case: CaseId) -> String {
    format!("linked-from:{case}")
}

fn onward(case: CaseId) -> String {
    format!("linked-onward:{case}")
}

/// Links a case that is over with the one in which it goes on.
pub(crate) fn link(tx: &mut Tx<'_>, earlier: &Row, later: &Row) -> Result<(), Refusal> {
    tx.put_setting(&from(later.id), &earlier.id.0)?;
    let mut all: Vec<u32> = tx.setting(&onward(earlier.id))?.unwrap_or_default();
    all.push(later.id.0);
    Ok(tx.put_setting(&onward(earlier.id), &all)?)
}

/// The cases that a case is linked with: the one it came from first, then those in which it went on.
pub(crate) fn linked(tx: &Tx<'_>, case: CaseId) -> Result<Vec<Row>, Refusal> {
    let earlier: Option<u32> = tx.setting(&from(case))?;
    let later: Vec<u32> = tx.setting(&onward(case))?.unwrap_or_default();
    let all = earlier.into_iter().chain(later);
    all.map(|id| Ok(tx.case(CaseId(id))?)).collect()
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
