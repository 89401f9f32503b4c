//! Files as they arrive: kept whole with their hash, taken apart into pages, nothing looked for yet.

use case::Role;
use reader::ReadError;
use store::{AuditAction, AuditEntry, CaseId, NewPage, PageId, PageState as Stored};

use crate::counter::desk::Desk;
use crate::counter::places::shown_name;
use crate::counter::who::require;
use crate::pages::api::PageState;
use crate::pages::finding::{not_read_on, unreadable};
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Refusal};
use crate::scanning::api::Imported;
use crate::scanning::lists::line;
use crate::scanning::{pictures, reading};

/// Keeps a file and its pages: an image, a multi-page TIFF, a PDF of scans. `about` is the case on screen: pages
/// without a mark of ours are offered for it. A single picture is decoded before it is kept, so that a damaged one is
/// refused while the sheet is still at hand; of a stack every page is kept, and one that cannot be taken out is told.
/// Where a stack takes its reader with it, the pages that came before are kept.
///
/// Errors: `role-missing`; `file-set-aside`, and those of `scan`, for a file as a whole; those of the store.
pub fn receive(desk: &Desk, name: &str, about: u32, bytes: Vec<u8>) -> Result<Imported, Refusal> {
    desk.read(|open| require(open, Role::Clerk))?;
    let name = &shown_name(name);
    let Came {
        pages,
        taken,
        thumb,
        stopped,
    } = taken_apart(desk, &bytes)?;
    let origins = origins(name, pages);
    let mut findings = Vec::new();
    // A PDF of one page is not its picture: the file is kept beside it.
    let pictures = match &taken {
        None => vec![&bytes],
        Some(taken) => taken.iter().collect(),
    };
    let mut pages = Vec::new();
    for (picture, origin) in pictures.into_iter().zip(&origins) {
        match picture.is_empty() {
            true => findings.push(unreadable(origin, &ReadError::from(&scan::ScanError::Empty))),
            false => pages.push((picture, origin.as_str())),
        }
    }
    let count = pages.len();
    let mut ids: Vec<PageId> = Vec::new();
    let mut file = None;
    for batch in batches(pages) {
        let is_first = ids.is_empty();
        let is_last = ids.len() + batch.len() == count;
        let (kept, new) = desk.write(Some(Role::Clerk), |tx, me| {
            let now = desk.utc();
            let offered = (about > 0).then(|| tx.case(CaseId(about))).transpose()?;
            let file = match &taken {
                Some(_) if is_first => Some(tx.add_attachment(mime_of(&bytes), name, &bytes, now)?),
                _ => file,
            };
            let mut new = Vec::new();
            for (picture, origin) in &batch {
                let page = NewPage {
                    case_id: offered.as_ref().map(|case| case.id),
                    attachment: tx.add_attachment(mime_of(picture), origin, picture, now)?,
                    file,
                    origin: (*origin).to_owned(),
                    form: None,
                    form_version: None,
                    page: 1,
                    pages: 1,
                    copy: 1,
                    registration: None,
                    findings: Vec::new(),
                    filed_by: None,
                    read_at: None,
                    state: Stored::Tray,
                };
                let id = tx.add_page(&page, now)?;
                if let Some(thumb) = &thumb {
                    tx.put_thumb(id, thumb)?;
                }
                new.push(id);
            }
            if is_last {
                let words = format!("收到扫描件 {}，{count} 页", Sight::in_lists().text(name));
                tx.audit(&AuditEntry::new(now, me, AuditAction::PageArrived, words))?;
            }
            Ok((file, new))
        })?;
        file = kept;
        ids.extend(new);
    }
    if let Some(error) = stopped {
        let at = taken.map_or(0, |taken| taken.len()) + 1;
        findings.push(not_read_on(name, at, &error));
    }
    let pages = ids.into_iter().map(|id| line(desk, id));
    told(Imported {
        pages: pages.collect::<Result<_, _>>()?,
        findings,
    })
}

/// Most bytes of pages that are kept in one write. A stack of more comes in one write after the other, each page with
/// its row: where the power fails between them the pages before lie in the tray, and no bytes are without a page.
const AT_ONCE: usize = 4 << 20;

/// Pages in the portions in which they are kept, in their order; one portion at least.
fn batches<'p>(pages: Vec<(&'p Vec<u8>, &'p str)>) -> Vec<Vec<(&'p Vec<u8>, &'p str)>> {
    let (mut all, mut bytes) = (vec![Vec::new()], 0);
    for page in pages {
        let is_full = bytes > 0 && bytes + page.0.len() > AT_ONCE;
        if is_full {
            all.push(Vec::new());
            bytes = 0;
        }
        bytes += page.0.len();
        if let Some(last) = all.last_mut() {
            last.push(page);
        }
    }
    all
}

/// A file that was taken apart.
struct Came {
    /// How many pages it has.
    pages: usize,
    /// The files of its pages, as far as they came; none where the file is itself the picture of its only page.
    taken: Option<Vec<Vec<u8>>>,
    /// The small picture of its only page, which was decoded for it.
    thumb: Option<Vec<u8>>,
    /// Why no more pages came.
    stopped: Option<ReadError>,
}

/// Takes a file apart, page by page.
fn taken_apart(desk: &Desk, bytes: &[u8]) -> Result<Came, ReadError> {
    let mut stack = desk.readers().stack(bytes)?;
    if stack.is_picture() {
        let thumb = pictures::small(stack.turn_to(0)?)?;
        return Ok(Came {
            pages: 1,
            taken: None,
            thumb: Some(thumb),
            stopped: None,
        });
    }
    let (mut taken, mut stopped) = (Vec::new(), None);
    for at in 0..stack.pages() {
        match stack.page(at) {
            Ok(page) => taken.push(page),
            Err(error) if taken.is_empty() => return Err(error),
            Err(error) => {
                stopped = Some(error);
                break;
            }
        }
    }
    Ok(Came {
        pages: usize::try_from(stack.pages()).unwrap_or(usize::MAX),
        taken: Some(taken),
        thumb: None,
        stopped,
    })
}

/// Takes a file in and reads all its pages before it answers; the window does the two one after the other, so that it
/// can show each page as it comes.
pub fn import(desk: &Desk, name: &str, about: u32, bytes: Vec<u8>) -> Result<Imported, Refusal> {
    let mut imported = receive(desk, name, about, bytes)?;
    for page in std::mem::take(&mut imported.pages) {
        let read = reading::read_page(desk, ById { id: page.id })?;
        match read.state {
            PageState::Discarded => imported.findings.extend(read.findings),
            _ => imported.pages.push(read),
        }
    }
    told(imported)
}

/// A file of which nothing could be read is refused with its first finding; otherwise the rest goes on.
fn told(imported: Imported) -> Result<Imported, Refusal> {
    match (imported.pages.is_empty(), imported.findings.first()) {
        (true, Some(first)) => {
            Err(Refusal::new(&first.code, &first.message, &first.remedy).with(imported.findings))
        }
        _ => Ok(imported),
    }
}

/// What the pages of a file are called.
fn origins(name: &str, pages: usize) -> Vec<String> {
    match pages {
        1 => vec![name.to_owned()],
        _ => (1..=pages).map(|page| format!("{name} 第{page}页")).collect(),
    }
}

fn mime_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'B', b'M', ..] => "image/bmp",
        [b'G', b'I', b'F', ..] => "image/gif",
        [b'I', b'I', ..] | [b'M', b'M', ..] => "image/tiff",
        _ => "application/pdf",
    }
}
