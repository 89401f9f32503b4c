//! Filing: into a case by its marks or by hand, out of it, aside. A page is never thrown away.

use case::{Role, Step};
use store::{AuditAction, AuditEntry, CaseId, Page, PageId, PageState as Stored, PrintOutcome, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::pages::api::PageLine;
use crate::pages::belonging::{self, is_form};
use crate::pages::finding::finding;
use crate::pages::map::{registration_of, stored};
use crate::pages::settling::{self, Event};
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Refusal};
use crate::samples::cutting::{self, Cuts};
use crate::samples::standing::{self, Fresh};
use crate::scanning::api::FilePage;
use crate::scanning::by_lines::{self, Sighted};
use crate::scanning::lists::{line, words_of};

/// Files a page that the store holds: a page already in its place is kept and marked as replaced; what was cut of its
/// seal frames is kept, and given to be compared once the page is on record; the case moves on.
pub fn file<'a>(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &store::Account,
    id: PageId,
    case: CaseId,
    cuts: Option<Cuts<'a>>,
) -> Result<Option<Fresh<'a>>, Refusal> {
    let mut page = tx.page(id)?;
    let seen = Seen::load(desk, tx, me, case.0)?;
    seen.row.state.after(Step::FilePage, seen.row.content.business)?;
    let form = page.form.clone().unwrap_or_default();
    let earlier = same_paper_at(tx, case, &page)?;
    page.case_id = Some(case);
    page.state = Stored::Filed;
    page.filed_by = Some(me.id);
    page.filed_at = Some(desk.utc());
    if earlier.is_some() && is_form(&seen, &form) {
        let message = "同一页此前已归过，以这次的为准，原页保留在历史里";
        page.findings.push(finding(
            "page-duplicate",
            message,
            "请确认这张盖章更清楚；要恢复原页请撤回这页",
        ));
    }
    tx.save_page(&page)?;
    if let Some(mut earlier) = earlier.filter(|_| is_form(&seen, &form)) {
        earlier.replaced_by = Some(id);
        tx.save_page(&earlier)?;
    }
    came_out(tx, &page)?;
    settling::settle(desk, tx, me, case.0, Event::Paged)?;
    let words = format!("扫描页归入{}", words_of(&seen, &page));
    tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::PageFiled, words).case(case))?;
    cuts.map(|cuts| cutting::keep(desk, tx, &seen, &page, cuts))
        .transpose()
}

/// The page that a new one takes the place of: at the same place, of a paper that shows the same.
fn same_paper_at(tx: &Tx<'_>, case: CaseId, page: &Page) -> Result<Option<Page>, Refusal> {
    let form = page.form.as_deref().unwrap_or_default();
    let prints = belonging::prints_of(tx, case, form)?;
    let paper = |page: &Page| belonging::print_of(page, &prints).map(|p| p.paper().to_owned());
    let own = paper(page);
    let there = tx.pages_at(case, form, page.page, page.copy)?;
    Ok(there.into_iter().find(|p| p.id != page.id && paper(p) == own))
}

/// A page that is back proves that its print came out, whatever the printing system said of it.
fn came_out(tx: &mut Tx<'_>, page: &Page) -> Result<(), Refusal> {
    let Some(id) = page.print else { return Ok(()) };
    if !tx.print(id)?.outcome.is_out() {
        tx.set_print_outcome(id, PrintOutcome::Printed, None, None)?;
    }
    Ok(())
}

/// Files a page by hand. A form whose marks are gone, or that was printed elsewhere, is registered by its lines
/// first, so that its fields and frames can still be shown and cut.
pub fn file_page(desk: &Desk, args: FilePage) -> Result<PageLine, Refusal> {
    let (id, case) = (PageId(args.page_id), CaseId(args.case_id));
    let (mut page, bytes) = stored(desk, id)?;
    let mut picture = desk.readers().picture(&bytes)?;
    let known = page.form.as_deref() == Some(&args.form) && page.page == args.page;
    let sighted = match registration_of(&page).filter(|_| known) {
        Some(_) => None,
        None => by_lines::as_form(desk, case, &args.form, args.page, &mut picture)?,
    };
    take_place(&mut page, &args, sighted.as_ref());
    let cuts = cutting::cut(desk, case, &page, &mut picture)?;
    let fresh = desk.write(Some(Role::Clerk), |tx, me| {
        let mut page = tx.page(id)?;
        take_place(&mut page, &args, sighted.as_ref());
        // What its mark says of the print stands; where nothing does, the person who files it does.
        let print = page.print.map(|print| tx.print(print)).transpose()?;
        if print.is_none_or(|p| p.case_id != case || p.form != args.form) {
            page.print = belonging::print_by_hand(&Seen::load(desk, tx, me, args.case_id)?, tx, &args.form)?;
        }
        page.state = Stored::Tray;
        page.read_at.get_or_insert(desk.utc());
        tx.save_page(&page)?;
        file(desk, tx, me, id, case, cuts)
    })?;
    fresh.map(|fresh| standing::compare(desk, fresh)).transpose()?;
    line(desk, id)
}

/// The place that a clerk gives a page, and where its lines say that it lies on the sheet.
fn take_place(page: &mut Page, args: &FilePage, sighted: Option<&Sighted>) {
    page.form = Some(args.form.clone());
    page.page = args.page.max(1);
    page.copy = args.copy.max(1);
    if let Some(sighted) = sighted {
        page.pages = u32::from(sighted.map.pages);
        page.map = sighted.own_map();
        if page.registration.is_none() || page.map.is_some() {
            page.registration = serde_json::to_value(&sighted.registration).ok();
        }
    }
}

fn put(
    desk: &Desk,
    id: PageId,
    state: Stored,
    action: AuditAction,
    words: &str,
) -> Result<PageLine, Refusal> {
    desk.write(Some(Role::Clerk), |tx, me| {
        let mut page = tx.page(id)?;
        let case = page.case_id;
        if let Some(case) = case {
            let row = tx.case(case)?;
            if page.state == Stored::Filed && !row.state.is_editable() {
                row.state.after(Step::FilePage, row.content.business)?;
            }
            // The page that this one had replaced counts again.
            for mut earlier in tx
                .page_history(case)?
                .into_iter()
                .filter(|p| p.replaced_by == Some(id))
            {
                earlier.replaced_by = None;
                tx.save_page(&earlier)?;
            }
            standing::withdraw(tx, case, id)?;
        }
        page.state = state;
        tx.save_page(&page)?;
        if let Some(case) = case {
            settling::settle(desk, tx, me, case.0, Event::Paged)?;
        }
        let entry = AuditEntry::new(
            desk.utc(),
            me,
            action,
            format!("{words}：{}", Sight::in_lists().text(&page.origin)),
        );
        tx.audit(&match case {
            Some(case) => entry.case(case),
            None => entry,
        })?;
        Ok(())
    })?;
    line(desk, id)
}

/// Puts a page aside: kept, but counted no more.
pub fn discard_page(desk: &Desk, args: ById) -> Result<PageLine, Refusal> {
    put(
        desk,
        PageId(args.id),
        Stored::Discarded,
        AuditAction::PageDiscarded,
        "搁置扫描页",
    )
}

/// Back into the tray.
pub fn unfile_page(desk: &Desk, args: ById) -> Result<PageLine, Refusal> {
    put(
        desk,
        PageId(args.id),
        Stored::Tray,
        AuditAction::PageUnfiled,
        "撤回扫描页",
    )
}
