//! What waits in the spool, told to whoever may decide: whose it is, what it would change now, and why it did not come
//! in.

use store::{Account, CaseId, SpoolKind, Spooled, Tx};

use crate::casework::api::FieldChange;
use crate::casework::changes::between;
use crate::casework::versions::project_of;
use crate::counter::desk::Desk;
use crate::intake::entry::laid_over;
use crate::keys::ending;
use crate::rights::sight::Sight;
use crate::rights::table::Place;
use crate::rim::api::{Finding, Nothing, Refusal, Severity};
use crate::rim::refusal::finding;
use crate::scanning::arriving;
use crate::spool::api::{SpoolLine, SpoolList, SpooledWhat};
use crate::spool::laying::Typed;

/// Everything that waits at this window.
pub fn list(desk: &Desk, _: Nothing) -> Result<SpoolList, Refusal> {
    let items = desk.spooled()?;
    desk.read(|open| {
        open.store.read(|tx| {
            let lines = items.iter().map(|item| line(desk, tx, &open.account, item));
            Ok(SpoolList {
                lines: lines.collect::<Result<_, _>>()?,
            })
        })
    })
}

fn line(desk: &Desk, tx: &Tx<'_>, me: &Account, item: &Spooled) -> Result<SpoolLine, Refusal> {
    let row = item.case.and_then(|id| tx.case(id).ok());
    let by = tx.account(item.account).map(|one| one.name).unwrap_or_default();
    let (what, words) = match item.kind {
        SpoolKind::Patch => (SpooledWhat::Typed, String::new()),
        SpoolKind::Pages => (
            SpooledWhat::Pages,
            Sight::in_lists().text(&arriving::words_of(item)),
        ),
        SpoolKind::KeyStep => (SpooledWhat::KeyStep, ending::words_of(item)),
    };
    Ok(SpoolLine {
        id: item.id,
        what,
        case_id: row.as_ref().map(|row| row.id.0),
        number: row.map(|row| row.number),
        words,
        by,
        own: item.account == me.id,
        at: item.at.with_timezone(desk.now().offset()).to_rfc3339(),
        // What cannot be laid over any more has a reason, which is told.
        changes: changes(desk, tx, me, item).unwrap_or_default(),
        refused: item.refused.as_ref().map(|_| told(item)),
    })
}

fn told(item: &Spooled) -> Finding {
    let refused = why(item);
    finding(&refused.code, Severity::Warn, refused.message, refused.remedy)
}

/// What an item would change in the case as it stands now.
fn changes(desk: &Desk, tx: &Tx<'_>, me: &Account, item: &Spooled) -> Result<Vec<FieldChange>, Refusal> {
    if item.kind != SpoolKind::Patch {
        return Ok(Vec::new());
    }
    let row = tx.case(item.case.unwrap_or(CaseId(0)))?;
    let project = project_of(desk, tx, &row)?;
    let with = laid_over(desk, tx, &row, Typed::read(&item.body)?.patch)?;
    let sight = Sight::of(&me.roles, Place::Case);
    Ok(between(project, &row.content, &with, &sight))
}

/// What the record says of an item that is given up: whose, from when, and which places; never what was typed there.
pub(crate) fn given_up(desk: &Desk, tx: &Tx<'_>, me: &Account, item: &Spooled) -> Result<String, Refusal> {
    let line = line(desk, tx, me, item)?;
    let at = item.at.with_timezone(desk.now().offset()).format("%m-%d %H:%M");
    let labels: Vec<&str> = line.changes.iter().map(|one| one.label.as_str()).collect();
    let what = match item.kind {
        SpoolKind::Patch if labels.is_empty() => "内容".to_owned(),
        SpoolKind::Patch => labels.join("、"),
        SpoolKind::Pages | SpoolKind::KeyStep => line.words,
    };
    Ok(format!("放弃{}断网时（{at}）暂存的：{what}", line.by))
}

/// Why an item did not come in.
pub(crate) fn why(item: &Spooled) -> Refusal {
    let told = item.refused.as_deref().map(serde_json::from_str);
    match told {
        Some(Ok(refused)) => refused,
        _ => Refusal::new("spool-waits", "这一项还没有交入", "服务器恢复后会自动交入"),
    }
}
