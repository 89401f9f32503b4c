//! Scanned pages, from a file or a device to their place in a case. One file a step: `scanner`, `camera` and `watched` fetch,
//! `arriving` keeps what came, `reading` finds out what it is (by its `marks`, or `by_lines` where they are gone), `filing`
//! puts it into its case, `lists` and `pictures` show it, `uploads` makes what the authority's site takes.
//!
//! A page is in the store before anybody looks for its marks. So it can be shown at once, a reading that is stopped or
//! crashes loses nothing, and what was not read is simply read later.

mod arriving;
mod belonging;
mod by_lines;
mod camera;
mod filing;
mod lists;
mod marks;
mod pictures;
mod reading;
mod scanner;
mod uploads;
mod watched;

use form::{BoxKind, PageMap};
use scan::Registration;
use store::{CaseId, Page, PageId, Tx};

use crate::api::Refusal;
use crate::{Desk, view::Seen};

pub use arriving::{import, receive};
pub use belonging::{current, current_ids, has_current_form_page};
pub use camera::{Live, camera_frame, cameras, capture, close_camera, open_camera};
pub use filing::{discard_page, file_page, unfile_page};
pub use lists::{lines_of_case, name_of, pages_of_case, tray};
pub use pictures::{page_picture, page_region, page_thumb};
pub use reading::read_page;
pub use scanner::{Stack, next_scanned, scanner_options, scanners, start_scan, stop_scan};
pub use uploads::export_uploads;
pub use watched::poll_watch_folder;

/// What a page has to say about itself.
fn finding(code: &str, message: impl Into<String>, remedy: impl Into<String>) -> case::Finding {
    case::Finding {
        code: code.to_owned(),
        severity: case::Severity::Warn,
        field: None,
        message: message.into(),
        remedy: remedy.into(),
        suggestion: None,
    }
}

fn is_form(seen: &Seen<'_>, id: &str) -> bool {
    seen.project.form(id).is_some()
}

/// A page with the bytes of its scan.
fn stored(desk: &Desk, id: PageId) -> Result<(Page, Vec<u8>), Refusal> {
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
