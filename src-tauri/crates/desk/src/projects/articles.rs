//! Contracts and their articles: a form that carries an authority's long agreement is printed once the text is
//! installed, or on a day for which an administrator has put down why it may go without. It never prints without its
//! articles unnoticed: the preview says it, the button says it, and the books say who let it pass.

use chrono::NaiveDate;
use project::{FormRef, Project};
use serde::{Deserialize, Serialize};
use store::{Account, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices::printers;
use crate::prints::papers;
use crate::projects::agreements;
use crate::projects::api::PrintPermission;
use crate::rim::api::{Gate, Refusal};

/// Fewest and most characters of a reason.
pub(crate) const REASON: std::ops::RangeInclusive<usize> = 2..=100;

/// An administrator's word that a project's contracts may be printed without their articles, for one day.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Permission {
    day: NaiveDate,
    by: String,
    reason: String,
}

fn setting(project: &str) -> String {
    format!("print-without-articles:{project}")
}

fn permission(desk: &Desk, tx: &Tx<'_>, project: &Project) -> Result<Option<Permission>, Refusal> {
    let stored = tx.setting::<Permission>(&setting(project.id()))?;
    Ok(stored.filter(|p| p.day == desk.today()))
}

/// Puts a permission for today down.
pub fn allow(
    desk: &Desk,
    tx: &mut Tx<'_>,
    project: &Project,
    by: &Account,
    reason: String,
) -> Result<(), Refusal> {
    let permission = Permission {
        day: desk.today(),
        by: by.name.clone(),
        reason,
    };
    Ok(tx.put_setting(&setting(project.id()), &permission)?)
}

/// The permission of today, for the settings screen.
pub fn permitted(desk: &Desk, tx: &Tx<'_>, project: &Project) -> Result<Option<PrintPermission>, Refusal> {
    let permission = permission(desk, tx, project)?;
    Ok(permission.map(|p| PrintPermission {
        day: p.day.to_string(),
        by: p.by,
        reason: p.reason,
    }))
}

/// Agreements that stand on a form and whose text is not installed. On the CA's own paper the CA has printed them.
fn missing(tx: &Tx<'_>, project: &Project, form: &FormRef) -> Result<Vec<String>, Refusal> {
    if is_on_the_paper(tx, project, &form.id)? {
        return Ok(Vec::new());
    }
    let installed = agreements::current(tx, project)?;
    let specs = project.agreements().iter();
    let open = specs.filter(|spec| spec.form.contains(&form.id) && !installed.contains_key(&spec.id));
    Ok(open.map(|spec| format!("《{}》", spec.title)).collect())
}

/// Whether a form's values go onto the CA's own paper.
fn is_on_the_paper(tx: &Tx<'_>, project: &Project, form: &str) -> Result<bool, Refusal> {
    Ok(printers::printers(tx)?.overprint(project.id(), form).is_some())
}

/// What the preview of a form says about its articles; nothing when they are on it.
pub fn notes(seen: &Seen<'_>, tx: &Tx<'_>, form: &FormRef) -> Result<Vec<String>, Refusal> {
    let missing = missing(tx, seen.project, form)?;
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let what = format!("{}正文没有装入，纸上只有标题和公布处", missing.join("、"));
    Ok(vec![match permission(seen.desk, tx, seen.project)? {
        Some(p) => format!("{what}；{} 准予今日先印（{}），请另附正文", p.by, p.reason),
        None => format!("{what}；装入前不能打印"),
    }])
}

/// The gate of printing, closed as well while a contract of the case lacks its articles.
pub fn gate(seen: &Seen<'_>, tx: &Tx<'_>, gate: Gate) -> Result<Gate, Refusal> {
    if !gate.open || permission(seen.desk, tx, seen.project)?.is_some() {
        return Ok(gate);
    }
    let mut open = Vec::new();
    for form in seen.forms() {
        open.extend(missing(tx, seen.project, form)?);
    }
    open.dedup();
    Ok(match open.is_empty() {
        true => gate,
        false => Gate::closed(refused(&open).message),
    })
}

/// Whether a gate is closed by missing articles alone, of whatever form of the case: another form of it may be printed.
pub fn closes(seen: &Seen<'_>, tx: &Tx<'_>, closed: &Gate) -> Result<bool, Refusal> {
    let alone = gate(seen, tx, Gate::open())?;
    Ok(!alone.open && alone.reason == closed.reason)
}

fn refused(missing: &[String]) -> Refusal {
    Refusal::new(
        "articles-missing",
        format!("{}的正文没有装入，不能打印", missing.join("、")),
        "请管理员在设置·项目与协议装入正文；今日确需先印的，由管理员在那里写明理由准予",
    )
}

/// Refuses a form whose articles are missing, as its description says, unless today's permission lets it pass; then
/// what the books say about it. `white` asks for white paper where the CA's own is used otherwise.
///
/// # Errors
/// `articles-missing`; whatever is wrong with the form.
pub fn require(seen: &Seen<'_>, tx: &Tx<'_>, forms: &[&FormRef], white: bool) -> Result<String, Refusal> {
    let texts = agreements::texts(&agreements::current(tx, seen.project)?);
    let mut open = Vec::new();
    for form in forms {
        if !white && is_on_the_paper(tx, seen.project, &form.id)? {
            continue;
        }
        let description = papers::description(seen.project, &form.id, &texts)?;
        open.extend(papers::missing_articles(seen.project, &description));
    }
    open.dedup();
    if open.is_empty() {
        return Ok(String::new());
    }
    match permission(seen.desk, tx, seen.project)? {
        Some(p) => Ok(format!(
            "（未印{}正文，{} 准予：{}）",
            open.join("、"),
            p.by,
            p.reason
        )),
        None => Err(refused(&open)),
    }
}
