//! Of which print a page is, and what it is worth by that.
//!
//! A page belongs to the print that its mark names. One without such a mark belongs to what was printed before it
//! came, when all of that shows the same; else only a person can tell, and has to. A page whose print shows another
//! content than the case has now is stale: it counts for nothing until the content is put back.

use std::collections::{BTreeMap, BTreeSet};

use case::CaseState as State;
use chrono::{DateTime, Utc};
use pagemark::PageMark;
use store::{CaseId, Page, PageId, PrintId, PrintRecord, Tx};

use crate::casework::seen::Seen;
use crate::pages::finding::finding;
use crate::prints::standing::{self, Standing};
use crate::rim::api::Refusal;

/// What a filed page is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Of a print that holds, or a paper that is no form of ours.
    Current,
    /// Of a print that shows another content.
    Stale,
    /// Of a form, and nobody can tell of which print.
    Unsure,
}

/// A page that is filed and not replaced, with what it is worth.
pub struct Counted {
    /// The page.
    pub page: Page,
    /// What it is worth.
    pub worth: Worth,
}

/// The pages of a case that are filed and not replaced. Errors: the store's.
pub fn counted(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<Counted>, Refusal> {
    let forms = standing::standing(seen, tx)?;
    let gone = earlier_forms(seen, tx, &forms)?;
    let pages = tx.pages_of_case(seen.row.id)?.into_iter();
    Ok(pages
        .map(|page| Counted {
            worth: worth(seen, &forms, &gone, &page),
            page,
        })
        .collect())
}

/// Prints of forms that the case does not print any more, by form.
fn earlier_forms(
    seen: &Seen<'_>,
    tx: &Tx<'_>,
    forms: &[Standing<'_>],
) -> Result<BTreeMap<String, Vec<PrintRecord>>, Refusal> {
    let mut gone: BTreeMap<String, Vec<PrintRecord>> = BTreeMap::new();
    for print in tx.prints_of_case(seen.row.id)? {
        if forms.iter().all(|f| f.form.id != print.form) {
            gone.entry(print.form.clone()).or_default().push(print);
        }
    }
    Ok(gone)
}

fn worth(
    seen: &Seen<'_>,
    forms: &[Standing<'_>],
    gone: &BTreeMap<String, Vec<PrintRecord>>,
    page: &Page,
) -> Worth {
    let form = page.form.as_deref().unwrap_or_default();
    let Some(standing) = forms.iter().find(|f| f.form.id == form) else {
        // A form that this case does not print now; a material's paper is bound to no print.
        return match gone.contains_key(form) || is_form(seen, form) {
            true => Worth::Stale,
            false => Worth::Current,
        };
    };
    // What was signed off before prints were told apart by their paper stays signed off.
    let of_old = standing.prints.iter().all(|p| p.number == 0);
    if of_old && !seen.row.state.is_editable() && seen.row.state != State::InReview {
        return Worth::Current;
    }
    // A blank form that was filled in elsewhere is of no print of ours; the second check compares what is written on
    // it.
    if page.print.is_none() && page.map.is_some() {
        return Worth::Current;
    }
    match print_of(page, &standing.prints) {
        Some(print) if standing.shows_present(print) => Worth::Current,
        Some(_) => Worth::Stale,
        None => Worth::Unsure,
    }
}

/// The prints of a form of a case, oldest first. Errors: the store's.
pub fn prints_of(tx: &Tx<'_>, case: CaseId, form: &str) -> Result<Vec<PrintRecord>, Refusal> {
    let mut all = tx.prints_of_case(case)?;
    all.retain(|p| p.form == form);
    Ok(all)
}

/// What is said of a page whose print cannot be told.
pub fn not_told(prints: &[PrintRecord]) -> case::Finding {
    match prints.is_empty() {
        true => finding(
            "page-not-printed",
            "本件没有打印过这张表的记录",
            "请看原件：确是本件的表就手工归页，不是的放到一边",
        ),
        false => finding(
            "page-print-unknown",
            "这张表按不同内容打印过几次，看不出这张纸是哪一次的",
            "请对照现在的内容看原件：一致的手工归页，不一致的放到一边",
        ),
    }
}

/// The print that a filed page is of, as far as it is known: as recorded, else what was printed before it came.
pub fn print_of<'p>(page: &Page, prints: &'p [PrintRecord]) -> Option<&'p PrintRecord> {
    match page.print {
        Some(id) => prints.iter().find(|p| p.id == id),
        None => only_paper(prints.iter().filter(|p| p.at <= page.arrived)),
    }
}

/// The newest of some prints when all of them show the same; none when they do not, or there are none.
fn only_paper<'p>(prints: impl Iterator<Item = &'p PrintRecord>) -> Option<&'p PrintRecord> {
    let mut newest: Option<&PrintRecord> = None;
    for print in prints {
        if newest.is_some_and(|n| n.paper() != print.paper()) {
            return None;
        }
        newest = Some(print);
    }
    newest
}

/// The print that a page's mark names. A mark that says no number is of the first print or of one from before they were
/// numbered, and never of one that came later.
pub fn print_of_mark<'p>(
    mark: &PageMark,
    prints: &'p [PrintRecord],
    arrived: DateTime<Utc>,
) -> Option<&'p PrintRecord> {
    match u32::from(mark.print) {
        0 | 1 => only_paper(prints.iter().filter(|p| p.number <= 1 && p.at <= arrived)),
        number => prints.iter().find(|p| p.number == number),
    }
}

/// The print that a page without a mark is of, when it can be told.
pub fn print_without_mark(prints: &[PrintRecord], arrived: DateTime<Utc>) -> Option<&PrintRecord> {
    only_paper(prints.iter().filter(|p| p.at <= arrived))
}

/// The print that a person means who files a page of a form by hand: the one that holds, else the newest.
pub fn print_by_hand(seen: &Seen<'_>, tx: &Tx<'_>, form: &str) -> Result<Option<PrintId>, Refusal> {
    let forms = standing::standing(seen, tx)?;
    let Some(standing) = forms.iter().find(|f| f.form.id == form) else {
        return Ok(None);
    };
    let print = standing.newest().or(standing.prints.last());
    Ok(print.map(|p| p.id))
}

/// The pages that count now: those of prints that hold, and the papers that are no forms.
pub fn current(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<Page>, Refusal> {
    let all = counted(seen, tx)?.into_iter();
    Ok(all
        .filter(|c| c.worth == Worth::Current)
        .map(|c| c.page)
        .collect())
}

/// The ids of [`current`].
pub fn current_ids(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<BTreeSet<PageId>, Refusal> {
    Ok(current(seen, tx)?.into_iter().map(|p| p.id).collect())
}

/// Whether a page of a form that holds is back.
pub fn has_current_form_page(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<bool, Refusal> {
    let pages = current(seen, tx)?;
    Ok(pages
        .iter()
        .any(|p| p.form.as_deref().is_some_and(|form| is_form(seen, form))))
}

/// What a page is worth that may not be filed at all. Errors: the store's.
pub fn worth_of(seen: &Seen<'_>, tx: &Tx<'_>, page: &Page) -> Result<Worth, Refusal> {
    let forms = standing::standing(seen, tx)?;
    let gone = earlier_forms(seen, tx, &forms)?;
    Ok(worth(seen, &forms, &gone, page))
}

pub(crate) fn is_form(seen: &Seen<'_>, id: &str) -> bool {
    seen.project.form(id).is_some()
}
