//! Filing: into a case by its marks or by hand, out of it, aside. A page is never thrown away.

use case::{Role, Step};
use store::{AuditEntry, CaseId, Page, PageId, PageState as Stored, Tx};

use super::by_lines::{self, Sighted};
use super::lists::{line, words_of};
use super::{finding, is_form, registration_of, stored};
use crate::Desk;
use crate::api::*;
use crate::use_case::samples::{self, Cuts};
use crate::view::Seen;

/// Files a page that the store holds: a page already in its place is kept and marked as replaced; what was cut of its seal
/// frames is kept; the case moves on.
pub fn file(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &store::Account,
    id: PageId,
    case: CaseId,
    cuts: Option<Cuts>,
) -> Result<(), Refusal> {
    let mut page = tx.page(id)?;
    let seen = Seen::load(desk, tx, me, case.0)?;
    let next = seen.row.state.after(Step::FilePage, seen.row.content.business)?;
    let form = page.form.clone().unwrap_or_default();
    let earlier = tx
        .page_at(case, &form, page.page, page.copy)?
        .filter(|p| p.id != id);
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
    tx.set_case_state(case, next, desk.utc())?;
    let words = format!("扫描页归入{}", words_of(&seen, &page));
    tx.audit(&AuditEntry::new(desk.utc(), me, "page-filed", words).case(case))?;
    match cuts {
        Some(cuts) => samples::keep(desk, tx, &seen, &page, cuts),
        None => Ok(()),
    }
}

/// Files a page by hand. A form whose marks are gone, or that was printed elsewhere, is registered by its lines first, so
/// that its fields and frames can still be shown and cut.
pub fn file_page(desk: &Desk, args: FilePage) -> Result<PageLine, Refusal> {
    let (id, case) = (PageId(args.page_id), CaseId(args.case_id));
    let (mut page, bytes) = stored(desk, id)?;
    let picture = scan::decode(&bytes, scan::Limits::default())?;
    let known = page.form.as_deref() == Some(&args.form) && page.page == args.page;
    let sighted = match registration_of(&page).filter(|_| known) {
        Some(_) => None,
        None => by_lines::as_form(desk, case, &args.form, args.page, &picture)?,
    };
    take_place(&mut page, &args, sighted.as_ref());
    let cuts = samples::cut(desk, case, &page, &picture)?;
    desk.write(Some(Role::Clerk), |tx, me| {
        let mut page = tx.page(id)?;
        take_place(&mut page, &args, sighted.as_ref());
        page.state = Stored::Tray;
        page.read_at.get_or_insert(desk.utc());
        tx.save_page(&page)?;
        file(desk, tx, me, id, case, cuts)
    })?;
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

fn put(desk: &Desk, id: PageId, state: Stored, action: &str, words: &str) -> Result<PageLine, Refusal> {
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
            samples::withdraw(tx, case, id)?;
        }
        page.state = state;
        tx.save_page(&page)?;
        let entry = AuditEntry::new(desk.utc(), me, action, format!("{words}：{}", page.origin));
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
        "page-discarded",
        "搁置扫描页",
    )
}

/// Back into the tray.
pub fn unfile_page(desk: &Desk, args: ById) -> Result<PageLine, Refusal> {
    put(desk, PageId(args.id), Stored::Tray, "page-unfiled", "撤回扫描页")
}
