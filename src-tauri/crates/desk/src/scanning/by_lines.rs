//! A page by its bars and printed lines, when its mark is gone or never was there.
//!
//! The lines say which page of which form it is and where that lies in the picture; only the bars say whose it is. So
//! a page whose bars name a case files itself, one that only looks like a form of the case on screen is offered for
//! it, and a form that was printed elsewhere is registered once the clerk has said which it is.

use std::collections::BTreeSet;

use case::CaseState;
use form::PageMap;
use pagemark::LineMm;
use reader::{Picture, ReadError};
use scan::Registration;
use serde_json::Value;
use store::{CaseId, CaseRow, Page, Tx};

use crate::casework::seen::Seen;
use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::prints::maps;
use crate::prints::papers;
use crate::rim::api::Refusal;
use crate::scanning::marks::bars_of;

/// Most cases whose printed forms a page without mark is held against, newest first.
const MOST_CASES: u32 = 40;

/// A page of a form that a picture may show.
#[derive(Clone)]
struct Layout {
    case: CaseId,
    form: String,
    version: Option<String>,
    map: PageMap,
    /// The form without any value, as customers bring it from elsewhere, and not as this counter printed it.
    blank: bool,
}

/// What the lines of a picture show.
pub struct Sighted {
    /// The form.
    pub form: String,
    /// Its version; none for a form that was not printed here.
    pub version: Option<String>,
    /// The case it was held against.
    pub case: CaseId,
    /// Where things stand on the sheet.
    pub map: PageMap,
    /// Where the sheet lies in the picture.
    pub registration: Registration,
    /// How much of the lines is explained, 0 to 1.
    agreement: f64,
    blank: bool,
}

impl Sighted {
    /// The map to be kept with the page, when it is not that of the last print.
    pub fn own_map(&self) -> Option<Value> {
        self.blank.then(|| serde_json::to_value(&self.map).ok()).flatten()
    }
}

/// Looks at a page without a readable mark: first as one of the forms printed for the case on screen, the case that its
/// bars name and the cases that wait for their pages; then as a blank form of the case on screen.
pub fn look(
    desk: &Desk,
    page: &Page,
    picture: &mut Picture,
    bars: Option<&str>,
) -> Result<Option<Sighted>, Refusal> {
    let printed = desk.read(|open| open.store.read(|tx| printed(desk, tx, page.case_id, bars)))?;
    if let Some(sighted) = find(picture, printed)? {
        return Ok(Some(sighted));
    }
    let Some(case) = page.case_id else { return Ok(None) };
    let blanks = desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, case.0)?;
            let forms = seen.forms();
            let blanks = forms.into_iter().map(|form| blank_pages(&seen, &form.id));
            Ok::<_, Refusal>(blanks.collect::<Result<Vec<_>, _>>()?.concat())
        })
    })?;
    Ok(find(picture, blanks)?)
}

/// Registers a page as the page of a form that its mark or the clerk says it is: as it was printed for the case, or
/// as a blank one, whichever its lines fit better. None for other papers, and when neither fits.
pub fn as_form(
    desk: &Desk,
    case: CaseId,
    form: &str,
    page: u32,
    picture: &mut Picture,
) -> Result<Option<Sighted>, Refusal> {
    let layouts = desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, case.0)?;
            if seen.project.form(form).is_none() {
                return Ok(Vec::new());
            }
            let mut layouts = print_of(tx, case, form)?;
            layouts.extend(blank_pages(&seen, form)?);
            Ok::<_, Refusal>(layouts)
        })
    })?;
    let of_page = layouts.into_iter().filter(|l| u32::from(l.map.page) == page);
    // One by one: beside each other they would be rivals, and neither be clearly the better.
    let fits = of_page.map(|layout| find(picture, vec![layout]));
    let fits = fits.collect::<Result<Vec<_>, _>>()?.into_iter().flatten();
    Ok(fits.reduce(|best, next| {
        if next.agreement > best.agreement {
            next
        } else {
            best
        }
    }))
}

fn find(picture: &mut Picture, mut layouts: Vec<Layout>) -> Result<Option<Sighted>, ReadError> {
    let known: Vec<&[LineMm]> = layouts.iter().map(|l| l.map.lines.as_slice()).collect();
    let Some(recognised) = picture.recognise(&known)? else {
        return Ok(None);
    };
    let layout = layouts.swap_remove(recognised.page);
    Ok(Some(Sighted {
        form: layout.form,
        version: layout.version,
        case: layout.case,
        map: layout.map,
        registration: recognised.registration,
        agreement: recognised.agreement,
        blank: layout.blank,
    }))
}

/// The printed pages worth holding a picture against, each layout once.
fn printed(
    desk: &Desk,
    tx: &Tx<'_>,
    about: Option<CaseId>,
    bars: Option<&str>,
) -> Result<Vec<Layout>, Refusal> {
    let waiting = tx.cases_in(
        &[CaseState::Printed, CaseState::Scanning, CaseState::Returned],
        MOST_CASES,
    )?;
    let named = bars.map(|bars| named(desk, tx, bars)).transpose()?.flatten();
    let first = about.map(|id| tx.case(id)).transpose()?;
    let mut known = BTreeSet::new();
    let mut layouts = Vec::new();
    for case in named.into_iter().chain(first).chain(waiting) {
        let project = versions::project_of(desk, tx, &case)?;
        for form in project.forms(case.content.business, case.content.kind) {
            if known.insert((case.content.project.clone(), form.id.clone())) {
                layouts.extend(print_of(tx, case.id, &form.id)?);
            }
        }
    }
    Ok(layouts)
}

/// The pages of one copy as a form was printed last.
fn print_of(tx: &Tx<'_>, case: CaseId, form: &str) -> Result<Vec<Layout>, Refusal> {
    let Some(print) = tx.last_print(case, form)? else {
        return Ok(Vec::new());
    };
    // A print whose record cannot be read is no layout to lay a page on; its case asks for a new print.
    let first = maps::of_first_copy(&print).unwrap_or_else(|_| Vec::new());
    let layouts = first.into_iter().map(|map| Layout {
        case,
        form: form.to_owned(),
        version: Some(print.version.clone()),
        map,
        blank: false,
    });
    Ok(layouts.collect())
}

/// The pages of a form without values, as a customer fills it in by hand.
fn blank_pages(seen: &Seen<'_>, form: &str) -> Result<Vec<Layout>, Refusal> {
    let Some(reference) = seen.project.form(form) else {
        return Ok(Vec::new());
    };
    let rendered = papers::render_blank(seen.project, reference, seen.desk.fonts()?)?;
    let layouts = rendered.pages.into_iter().map(|map| Layout {
        case: seen.row.id,
        form: form.to_owned(),
        version: None,
        map,
        blank: true,
    });
    Ok(layouts.collect())
}

/// The case whose forms carry these bars: by the counter's number, else by the authority's among those that wait for
/// pages.
pub fn named(desk: &Desk, tx: &Tx<'_>, bars: &str) -> Result<Option<CaseRow>, Refusal> {
    if let Some(case) = tx.case_by_number(bars)? {
        return Ok(Some(case));
    }
    let open = [
        CaseState::Draft,
        CaseState::Printed,
        CaseState::Scanning,
        CaseState::Returned,
    ];
    for case in tx.cases_in(&open, MOST_CASES)? {
        if bars_of(desk, tx, &case)? == bars {
            return Ok(Some(case));
        }
    }
    Ok(None)
}
