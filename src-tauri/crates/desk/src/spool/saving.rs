//! A case that is typed into while the hall's server is away: saved into the books where they can be reached, into the
//! spool where not, and shown as it was typed.

use case::{CaseContent, Role};
use store::hall::{Op, new_op};
use store::{Account, CaseId, CaseRow, NewSpooled, Sent, SpoolKind, Spooled, Tx};

use crate::case_view::api::{CaseView, Kept};
use crate::case_view::moving;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::spool::sent;
use crate::counter::who::require;
use crate::intake::api::SaveCase;
use crate::intake::entry::{laid_over, may_save, save_in};
use crate::rim::api::{ById, Refusal};
use crate::spool::laying::Typed;

/// Saves what changed: into the books, else into this window's spool. The answer says which.
pub fn save(desk: &Desk, args: SaveCase) -> Result<CaseView, Refusal> {
    let id = args.id;
    if !desk.has_spool() {
        desk.write(Some(Role::Clerk), |tx, me| save_in(desk, tx, me, args))?;
        return moving::get(desk, ById { id });
    }
    let op = new_op()?;
    // What waits goes first; where it cannot, this follows it.
    if waits(desk, id)? || desk.is_hall_away() {
        keep(desk, &args, op, Sent::Never)?;
        return get(desk, ById { id });
    }
    let saved = desk.write_once(op, Some(Role::Clerk), |tx, me| {
        save_in(desk, tx, me, args.clone())
    });
    match saved {
        Err(refused) if refused.is_of_a_hall_away() => {
            desk.handing.pause();
            keep(desk, &args, op, sent(&refused))?;
        }
        saved => saved?,
    }
    get(desk, ById { id })
}

/// A case with everything that follows from its content, with what waits in the spool laid over it.
pub fn get(desk: &Desk, args: ById) -> Result<CaseView, Refusal> {
    if !waits(desk, args.id)? {
        return moving::get(desk, args);
    }
    let items = desk.spooled()?;
    desk.read(|open| {
        open.store.read(|tx| {
            let mut row = tx.case(CaseId(args.id))?;
            desk.shown.tell(&row);
            row.content = as_typed(desk, tx, &open.account, &row, &items);
            let mut view = Seen::of_row(desk, tx, &open.account, row)?.view(tx)?;
            view.kept = Kept::Spool;
            Ok(view)
        })
    })
}

/// What waits of an account for a case, in its order.
pub(crate) fn waiting<'i>(
    items: &'i [Spooled],
    me: &'i Account,
    id: u32,
) -> impl Iterator<Item = &'i Spooled> {
    let is_of_it = move |item: &&Spooled| {
        item.kind == SpoolKind::Patch
            && item.case == Some(CaseId(id))
            && item.account == me.id
            && item.refused.is_none()
    };
    items.iter().filter(is_of_it)
}

fn waits(desk: &Desk, id: u32) -> Result<bool, Refusal> {
    let items = desk.spooled()?;
    if items.is_empty() {
        return Ok(false);
    }
    desk.read(|open| Ok(waiting(&items, &open.account, id).next().is_some()))
}

/// A case as somebody typed it: what waits lies over what is in the books.
fn as_typed(desk: &Desk, tx: &Tx<'_>, me: &Account, row: &CaseRow, items: &[Spooled]) -> CaseContent {
    let mut row = row.clone();
    for item in waiting(items, me, row.id.0) {
        // What cannot be laid over keeps nobody from the rest: it is told when it is to come in.
        let laid = Typed::read(&item.body).and_then(|typed| laid_over(desk, tx, &row, typed.patch));
        row.content = laid.unwrap_or(row.content);
    }
    row.content
}

/// Lays a change into the spool, when the case as it is known here may be changed. Errors: `role-missing`,
/// `case-changed-elsewhere`, those of the state that a case is in; `store-disk-full`.
fn keep(desk: &Desk, args: &SaveCase, op: Op, sent: Sent) -> Result<(), Refusal> {
    let items = desk.spooled()?;
    let before = desk.read(|open| {
        require(open, Role::Clerk)?;
        open.store.read(|tx| {
            let row = tx.case(CaseId(args.id))?;
            may_save(desk, tx, &open.account, &row, args.revision)?;
            let before = as_typed(desk, tx, &open.account, &row, &items);
            // What the project does not know is refused now, not when nobody is there any more.
            let mut now = row;
            now.content = before.clone();
            laid_over(desk, tx, &now, args.patch.clone())?;
            Ok::<_, Refusal>(before)
        })
    })?;
    let now = desk.utc();
    desk.spool(|spool, me| {
        let last = waiting(&items, me, args.id).last();
        if let (Some(last), Sent::Never) = (last.filter(|last| last.sent == Sent::Never), sent)
            && let Some(both) = Typed::read(&last.body)
                .ok()
                .and_then(|typed| typed.with(&args.patch))
            && spool.add_to(last.id, &both.written()?, now)?
        {
            return Ok(());
        }
        let typed = Typed {
            before,
            patch: args.patch.clone(),
        };
        Ok(spool.keep(&NewSpooled {
            op,
            account: me.id,
            at: now,
            kind: SpoolKind::Patch,
            case: Some(CaseId(args.id)),
            body: typed.written()?,
            parts: Vec::new(),
            sent,
        })?)
    })
}
