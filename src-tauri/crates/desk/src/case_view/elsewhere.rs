//! Two windows on one store: whoever acts on a case acts on what his screen shows. Was it changed in another window
//! since, the act is refused, and who changed what and when is told. Merges nothing.

use store::{Account, CaseRow, Tx};

use crate::casework::changes;
use crate::casework::hands;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::memory::shown::Told;
use crate::rights::sight::Sight;
use crate::rights::table::Place;
use crate::rim::api::Refusal;

/// How many changes are told one by one.
const TOLD: usize = 4;

/// Whether a case is still as this window shows it. Errors: `case-changed-elsewhere`.
pub fn unchanged(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(), Refusal> {
    match seen.desk.shown.of(seen.row.id) {
        Some(told) if told.revision != seen.row.revision => {
            Err(changed(seen.desk, tx, &seen.row, Some(&told), &seen.sight)?)
        }
        _ => Ok(()),
    }
}

/// Whether a save by somebody is one of the present revision. Errors: `case-changed-elsewhere`.
pub fn newest(desk: &Desk, tx: &Tx<'_>, me: &Account, row: &CaseRow, revision: u32) -> Result<(), Refusal> {
    if row.revision == revision {
        return Ok(());
    }
    // What stood in a revision that this window never showed is not known: then nothing is told of it.
    let told = desk.shown.of(row.id).filter(|told| told.revision == revision);
    let sight = Sight::of(&me.roles, Place::Case);
    Err(changed(desk, tx, row, told.as_ref(), &sight)?)
}

fn changed(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &CaseRow,
    told: Option<&Told>,
    sight: &Sight,
) -> Result<Refusal, Refusal> {
    let when = row.updated.with_timezone(desk.now().offset()).format("%H:%M");
    let who = hands::last_editor(tx, row.id)?;
    let who = who.map(|edit| edit.account_name).unwrap_or_default();
    let what = told
        .map(|told| differing(desk, row, told, sight))
        .unwrap_or_default();
    Ok(Refusal::new(
        "case-changed-elsewhere",
        format!("{} 已在别处改过（{who} {when}{what}）", row.number),
        "已取回最新内容，请看过改动后再办；本屏刚录的内容还在",
    ))
}

/// What differs from the screen, in the form's own words; the first few, and how many there are.
fn differing(desk: &Desk, row: &CaseRow, told: &Told, sight: &Sight) -> String {
    let Ok(project) = desk.project(&row.content.project) else {
        return String::new();
    };
    let mut all = changes::between(project, &told.content, &row.content, sight);
    let count = all.len();
    all.truncate(TOLD);
    match count {
        0 => String::new(),
        n if n > TOLD => format!("，{} 等 {n} 处", changes::words(&all)),
        _ => format!("，{}", changes::words(&all)),
    }
}
