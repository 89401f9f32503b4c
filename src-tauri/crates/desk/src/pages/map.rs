//! Where fields and frames stand on a scanned page.

use form::{BoxKind, PageMap};
use scan::Registration;
use store::{CaseId, Page, PageId, PrintRecord, Tx};

use crate::counter::desk::Desk;
use crate::prints::maps;
use crate::rim::api::Refusal;

/// A page with the bytes of its scan.
pub(crate) fn stored(desk: &Desk, id: PageId) -> Result<(Page, Vec<u8>), Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let page = tx.page(id)?;
            let bytes = tx.attachment_bytes(page.attachment)?;
            Ok((page, bytes))
        })
    })
}

/// The registration stored with a page.
pub fn registration_of(page: &Page) -> Option<Registration> {
    page.registration
        .clone()
        .and_then(|value| serde_json::from_value(value).ok())
}

/// Where fields and frames stand on a page: as on the sheet it was registered with, else as on the print
/// it is of, else as its form was printed last.
///
/// # Errors
/// `print-record-damaged`; the store's.
pub fn map_of(tx: &Tx<'_>, case: CaseId, page: &Page) -> Result<Option<PageMap>, Refusal> {
    if let Some(map) = &page.map {
        return Ok(serde_json::from_value(map.clone()).ok());
    }
    let Some(print) = print_of(tx, case, page)? else {
        return Ok(None);
    };
    Ok(of_page(maps::of(&print)?, page))
}

/// The same for looking at a page only: a record that cannot be read shows no places, and the gates tell of it.
///
/// # Errors
/// The store's.
pub fn map_to_look_at(tx: &Tx<'_>, case: CaseId, page: &Page) -> Result<Option<PageMap>, Refusal> {
    if page.map.is_some() {
        return map_of(tx, case, page);
    }
    let print = print_of(tx, case, page)?;
    Ok(print.and_then(|print| of_page(maps::of(&print).ok()?, page)))
}

fn print_of(tx: &Tx<'_>, case: CaseId, page: &Page) -> Result<Option<PrintRecord>, Refusal> {
    let Some(form) = &page.form else { return Ok(None) };
    Ok(match page.print {
        Some(id) => Some(tx.print(id)?).filter(|p| p.case_id == case && &p.form == form),
        None => tx.last_print(case, form)?,
    })
}

fn of_page(maps: Vec<PageMap>, page: &Page) -> Option<PageMap> {
    maps.into_iter()
        .find(|m| u32::from(m.page) == page.page && u32::from(m.copy) == page.copy)
}

/// Boxes of one kind on a page's printed map.
pub fn boxes(map: &PageMap, kind: BoxKind) -> impl Iterator<Item = &form::BoxOnPage> {
    map.boxes.iter().filter(move |b| b.kind == kind)
}
