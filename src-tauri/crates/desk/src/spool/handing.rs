//! Bringing in what waits in the spool: in the order in which it was done, each under its own operation, which the hall
//! takes once at the most.
//!
//! An item that may have been sent is asked for first. What the server does not take stays and is tried again; what the
//! books refuse stays too, with the reason, until somebody decides.

use case::Role;
use store::{AuditAction, AuditEntry, CaseId, Sent, SpoolKind, Spooled};

use crate::casework::hands;
use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::intake::api::SaveCase;
use crate::intake::entry::save_in;
use crate::keys::ending;
use crate::rim::api::{ById, Nothing, Refusal};
use crate::rim::refusal;
use crate::scanning::arriving;
use crate::spool::api::SpoolList;
use crate::spool::laying::Typed;
use crate::spool::listing::{self, why};

/// What happens where somebody else has changed the same place of a case since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clash {
    /// It is refused, and told.
    Told,
    /// What was typed here holds: somebody has looked at both and said so.
    Overwritten,
}

/// Brings in what waits of whoever is signed in, before anything else is done with the books. Never fails: what does
/// not come in stays where it is.
pub(crate) fn first(desk: &Desk) {
    if !desk.has_spool() || !desk.handing.is_due() || desk.is_hall_away() {
        return;
    }
    let is_waiting = desk.spool_counts().is_ok_and(|counts| counts.waiting > 0);
    if is_waiting {
        // What went wrong is told where it lies, or tried again.
        let _ = own(desk);
    }
}

/// Brings in what waits of whoever is signed in. Errors: those of the spool; what the server did not take.
fn own(desk: &Desk) -> Result<(), Refusal> {
    let _turn = desk.handing.turn();
    let me = desk.read(|open| Ok(open.account.id))?;
    let items = desk.spooled()?;
    for item in items
        .iter()
        .filter(|item| item.account == me && item.refused.is_none())
    {
        bring(desk, item, Clash::Told)?;
    }
    Ok(())
}

/// Brings in one item, also a colleague's, in the own name. Where it was refused before, somebody has seen why, and
/// what was typed here holds. Errors: `not-found`, `role-missing`, and why it does not come in.
pub fn hand_in(desk: &Desk, args: ById) -> Result<SpoolList, Refusal> {
    {
        let _turn = desk.handing.turn();
        let item = wanted(desk, args.id)?;
        // Who may not do it leaves no mark on what a colleague has typed.
        desk.read(|open| require(open, role_of(&item)))?;
        let clash = match item.refused {
            Some(_) => Clash::Overwritten,
            None => Clash::Told,
        };
        bring(desk, &item, clash)?;
        if let Some(refused) = desk.spooled()?.iter().find(|one| one.id == item.id) {
            return Err(why(refused));
        }
    }
    listing::list(desk, Nothing {})
}

/// Gives one item up; who did is on record. Errors: `not-found`, `role-missing`, `spool-key-step`, `hall-gone`.
pub fn give_up(desk: &Desk, args: ById) -> Result<SpoolList, Refusal> {
    {
        let _turn = desk.handing.turn();
        let item = wanted(desk, args.id)?;
        desk.read(|open| require(open, role_of(&item)))?;
        if item.kind == SpoolKind::KeyStep && item.refused.is_none() {
            return Err(Refusal::new(
                "spool-key-step",
                "介质上已经做完的一步不能放弃",
                "请交入；交不进去的会说明原因，看过原因才能放弃",
            ));
        }
        if !is_there(desk, &item)? {
            let words = desk.read(|open| {
                open.store
                    .read(|tx| listing::given_up(desk, tx, &open.account, &item))
            })?;
            desk.spool(|spool, _| Ok(spool.sends(item.id)?))?;
            desk.write_once(item.op, Some(role_of(&item)), |tx, me| {
                let entry = AuditEntry::new(desk.utc(), me, AuditAction::SpoolGivenUp, words);
                let about = item.case.filter(|id| tx.case(*id).is_ok());
                tx.audit(&match about {
                    Some(id) => entry.case(id),
                    None => entry,
                })?;
                Ok(())
            })?;
        }
        desk.spool(|spool, _| Ok(spool.forget(item.id)?))?;
    }
    listing::list(desk, Nothing {})
}

/// Whose work an item is.
fn role_of(item: &Spooled) -> Role {
    match item.kind {
        SpoolKind::Patch | SpoolKind::Pages => Role::Clerk,
        SpoolKind::KeyStep => Role::KeyClerk,
    }
}

fn wanted(desk: &Desk, id: u32) -> Result<Spooled, Refusal> {
    let found = desk.spooled()?.into_iter().find(|item| item.id == id);
    found.ok_or_else(|| refusal::not_found("这一项断网暂存（也许已经交入）"))
}

/// Whether the hall has an item already: a window that was killed, or did not hear the answer, does not know.
fn is_there(desk: &Desk, item: &Spooled) -> Result<bool, Refusal> {
    match item.sent {
        Sent::Never => Ok(false),
        Sent::Perhaps => desk.read(|open| Ok(open.store.settle(&item.op)?)),
    }
}

/// Brings in one item, or puts down why it does not come in. Errors: what the server did not take; it is tried again.
fn bring(desk: &Desk, item: &Spooled, clash: Clash) -> Result<(), Refusal> {
    let came = match is_there(desk, item) {
        Ok(true) => Ok(()),
        // More may have been typed into it since it was listed; from here on that goes into another item.
        Ok(false) => match desk.spool(|spool, _| Ok(spool.sends(item.id)?))? {
            Some(item) => put_in(desk, &item, clash),
            None => return Ok(()),
        },
        Err(refused) => Err(refused),
    };
    match came {
        Ok(()) => {
            desk.spool(|spool, _| Ok(spool.forget(item.id)?))?;
            desk.handing.one_came();
            Ok(())
        }
        Err(refused) if refused.is_for_now() => {
            desk.handing.pause();
            Err(refused)
        }
        Err(refused) => {
            let told = serde_json::to_string(&refused).unwrap_or_default();
            desk.spool(|spool, _| Ok(spool.refuse(item.id, &told)?))
        }
    }
}

fn put_in(desk: &Desk, item: &Spooled, clash: Clash) -> Result<(), Refusal> {
    match item.kind {
        SpoolKind::Patch => typed(desk, item, clash),
        SpoolKind::Pages => {
            let parts = desk.spool(|spool, _| Ok(spool.parts(item.id)?))?;
            arriving::keep_spooled(desk, item, &parts)
        }
        SpoolKind::KeyStep => ending::bring(desk, item),
    }
}

/// What was typed goes in as a save of the present revision.
fn typed(desk: &Desk, item: &Spooled, clash: Clash) -> Result<(), Refusal> {
    let typed = Typed::read(&item.body)?;
    let id = item.case.unwrap_or(CaseId(0));
    desk.write_once(item.op, Some(Role::Clerk), |tx, me| {
        let row = tx.case(id)?;
        if clash == Clash::Told {
            let places = typed.clashes(desk, tx, &row)?;
            if !places.is_empty() {
                let who = hands::last_editor(tx, id)?;
                let who = who.map(|edit| edit.account_name).unwrap_or_default();
                let when = row.updated.with_timezone(desk.now().offset()).format("%H:%M");
                return Err(Refusal::new(
                    "spool-clash",
                    format!(
                        "{} 有 {} 处断网期间别处也改了（{who} {when}）",
                        row.number,
                        places.len()
                    ),
                    "请看过两边再选：交入，用断网时录入的；放弃，用现在的",
                ));
            }
        }
        save_in(
            desk,
            tx,
            me,
            SaveCase {
                id: id.0,
                revision: row.revision,
                patch: typed.patch.clone(),
            },
        )?;
        let whose = match item.account == me.id {
            true => String::new(),
            false => tx.account(item.account).map(|one| one.name).unwrap_or_default(),
        };
        let at = item.at.with_timezone(desk.now().offset()).format("%m-%d %H:%M");
        let words = format!("交入{whose}断网时（{at}）录入的内容");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::SpoolHandedIn, words).case(id))?;
        Ok(())
    })
}
