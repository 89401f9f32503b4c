//! Where its papers put a case that is still with the clerk.

use case::CaseState as State;
use store::Tx;

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::pages::belonging;
use crate::prints::standing::standing;
use crate::rim::api::Refusal;

/// What happened to a case's papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The content changed.
    Edited,
    /// Something was printed, or a print turned out to have come out or not.
    Printed,
    /// A page was filed, or taken back.
    Paged,
}

/// Where its papers put a case that is still with the clerk: a draft while a form lacks a print that holds, waiting
/// for its stamp while no page of such a print is back, else ready to be looked through. A case that came back stays
/// so until what it came back for is printed or scanned.
pub fn state_by_papers(seen: &Seen<'_>, tx: &Tx<'_>, event: Event) -> Result<State, Refusal> {
    let state = seen.row.state;
    if !state.is_editable() || (state == State::Returned && event == Event::Edited) {
        return Ok(state);
    }
    let forms = standing(seen, tx)?;
    let printed = !forms.is_empty() && forms.iter().all(|f| f.holding().is_some());
    let by_papers = match printed {
        false => State::Draft,
        true if belonging::has_current_form_page(seen, tx)? => State::Scanning,
        true => State::Printed,
    };
    Ok(match (state, by_papers) {
        (State::Returned, State::Draft) => State::Returned,
        (_, by_papers) => by_papers,
    })
}

/// Puts a case where its papers say, after something happened to them. Errors: the store's.
pub fn settle(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &store::Account,
    case: u32,
    event: Event,
) -> Result<(), Refusal> {
    let seen = Seen::load(desk, tx, me, case)?;
    let next = state_by_papers(&seen, tx, event)?;
    if next != seen.row.state {
        tx.set_case_state(seen.row.id, next, desk.utc())?;
    }
    Ok(())
}
