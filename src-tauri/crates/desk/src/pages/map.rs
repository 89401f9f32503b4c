//! Where fields and frames stand on a scanned page.

use form::{BoxKind, PageMap};
use scan::Registration;
use store::{CaseId, Page, PageId, Tx};

use crate::counter::desk::Desk;
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
pub fn map_of(tx: &Tx<'_>, case: CaseId, page: &Page) -> Result<Option<PageMap>, Refusal> {
    if let Some(map) = &page.map {
        return Ok(serde_json::from_value(map.clone()).ok());
    }
    let Some(form) = &page.form else { return Ok(None) };
    let print = match page.print {
        Some(id) => Some(tx.print(id)?).filter(|p| p.case_id == case && &p.form == form),
        None => tx.last_print(case, form)?,
    };
    let Some(print) = print else {
        return Ok(None);
    };
    let maps: Vec<PageMap> = serde_json::from_value(print.page_maps).unwrap_or_default();
    Ok(maps
        .into_iter()
        .find(|m| u32::from(m.page) == page.page && u32::from(m.copy) == page.copy))
}

/// Boxes of one kind on a page's printed map.
pub fn boxes(map: &PageMap, kind: BoxKind) -> impl Iterator<Item = &form::BoxOnPage> {
    map.boxes.iter().filter(move |b| b.kind == kind)
}
