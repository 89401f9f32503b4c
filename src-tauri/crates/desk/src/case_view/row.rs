//! A case in a list, as one account sees it.

use case::{CaseState as State, Role};
use store::{Account, CaseRow as Row, Tx};

use crate::case_view::api::CaseRow;
use crate::case_view::view::{next_step, returned};
use crate::casework::hands;
use crate::casework::seen::{name_of, what};
use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::rights::sight::{Known, Sight, Teller};
use crate::rim::api::Refusal;

/// Tells sentences about a case as lists show them.
pub(crate) fn in_lists(desk: &Desk, tx: &Tx<'_>, row: &Row) -> Teller {
    // Of a case whose project is gone the numbers of the usual forms are covered all the same.
    let known = versions::project_of(desk, tx, row).map(|project| Known::of(project, &row.content));
    Teller::in_lists(known.unwrap_or_default())
}

/// A case in a list, as this account sees it.
pub fn case_row(desk: &Desk, tx: &Tx<'_>, me: &Account, row: &Row) -> Result<CaseRow, Refusal> {
    let (project_name, what, next_step, state_word) = match versions::project_of(desk, tx, row) {
        Ok(project) => {
            // Who makes it hangs on no earlier case; a list asks the books as little as it can.
            let facts = project::Facts {
                unit_has_certificate: None,
                today: Some(desk.today()),
                ..project::Facts::default()
            };
            let course = project.course(&row.content, &facts);
            (
                project.short_name().to_owned(),
                what(project, &row.content),
                next_step(project, row, course),
                row.state.word_on(course),
            )
        }
        Err(_) => (
            row.content.project.clone(),
            "项目资料缺失，见设置".to_owned(),
            row.state.next_step(),
            row.state.chinese(),
        ),
    };
    let actor = row.state.next_actor();
    let mine = match actor {
        Some(Role::Reviewer) => me.roles.has(Role::Reviewer) && !hands::had_a_hand(tx, row, me.id)?,
        Some(role) => me.roles.has(role),
        None => false,
    };
    let since = row.state_since;
    let waited = desk.utc().signed_duration_since(since);
    let note = match row.state {
        State::Returned => {
            let reasons = returned(tx, row)?;
            let words = reasons.iter().map(|r| format!("{}：{}", r.label, r.reason));
            in_lists(desk, tx, row).text(&words.collect::<Vec<_>>().join("；"))
        }
        _ => String::new(),
    };
    Ok(CaseRow {
        id: row.id.0,
        number: row.number.clone(),
        title: Sight::in_lists().text(row.content.title()),
        project: project_name,
        what,
        state: row.state.into(),
        state_word: state_word.to_owned(),
        next_step: next_step.to_owned(),
        next_actor: actor
            .map_or(
                if row.state == State::Printed { "客户" } else { "" },
                Role::chinese,
            )
            .to_owned(),
        mine,
        since: since.with_timezone(desk.now().offset()).to_rfc3339(),
        clerk: name_of(tx, row.clerk)?,
        note,
        late: row.state == State::AtCa && waited.num_hours() >= 48,
    })
}
