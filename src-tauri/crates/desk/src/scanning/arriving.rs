//! Files as they arrive: kept whole with their hash, taken apart into pages, nothing looked for yet.

use case::Role;
use reader::ReadError;
use serde::{Deserialize, Serialize};
use store::hall::new_op;
use store::{
    Account, AuditAction, AuditEntry, CaseId, NewPage, NewSpooled, PageId, PageState as Stored, Sent,
    SpoolKind, Spooled, Tx,
};

use crate::counter::desk::Desk;
use crate::counter::places::shown_name;
use crate::counter::spool;
use crate::counter::who::require;
use crate::pages::api::PageState;
use crate::pages::finding::{not_read_on, unreadable};
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Finding, Refusal, Severity};
use crate::rim::refusal::finding;
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
    let mut spooled = 0;
    let mut of_file = match &taken {
        Some(_) => OfFile::Here,
        None => OfFile::Same,
    };
    let mut done = 0;
    for batch in batches(pages) {
        done += batch.len();
        let portion = Portion {
            name: name.clone(),
            about,
            of_file: of_file.clone(),
            origins: batch.iter().map(|(_, origin)| (*origin).to_owned()).collect(),
            has_thumb: thumb.is_some(),
            count,
            is_last: done == count,
        };
        let mut parts: Vec<&[u8]> = Vec::new();
        if portion.of_file == OfFile::Here {
            parts.push(&bytes);
            of_file = OfFile::Known(store::sha256_hex(&bytes));
        }
        parts.extend(thumb.as_deref());
        parts.extend(batch.iter().map(|(picture, _)| picture.as_slice()));
        match arrive(desk, &portion, parts, spooled > 0)? {
            Arrived::InTheBooks(new) => ids.extend(new),
            Arrived::InTheSpool => spooled += portion.origins.len(),
        }
    }
    if spooled > 0 {
        findings.push(kept_here(name, spooled));
    }
    if let Some(error) = stopped {
        let at = taken.map_or(0, |taken| taken.len()) + 1;
        findings.push(not_read_on(name, at, &error));
    }
    let pages = ids.into_iter().map(|id| line(desk, id));
    told(Imported {
        pages: pages.collect::<Result<_, _>>()?,
        findings,
        spooled: u32::try_from(spooled).unwrap_or(u32::MAX),
    })
}

/// Pages that are kept in one write, as they lie in the spool where the hall's server does not take them.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Portion {
    /// What the file is called.
    name: String,
    /// The case on screen; 0 for none.
    about: u32,
    of_file: OfFile,
    /// What the pages are called.
    origins: Vec<String>,
    /// Whether the small picture of the only page comes before the pages.
    has_thumb: bool,
    /// How many pages the file has in all.
    count: usize,
    /// Whether these are its last.
    is_last: bool,
}

/// Where the file is that pages were taken out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OfFile {
    /// It is the page's own picture.
    Same,
    /// It comes with these pages, before them.
    Here,
    /// It came with pages before these: by the hash of its bytes.
    Known(String),
}

/// Where pages are that arrived.
enum Arrived {
    InTheBooks(Vec<PageId>),
    InTheSpool,
}

/// Keeps pages: in the books, else in the spool. What follows pages in the spool goes there too, so that all come in
/// their order.
fn arrive(
    desk: &Desk,
    portion: &Portion,
    parts: Vec<&[u8]>,
    follows_spooled: bool,
) -> Result<Arrived, Refusal> {
    if !desk.has_spool() {
        let new = desk.write(Some(Role::Clerk), |tx, me| put(desk, tx, me, portion, &parts))?;
        return Ok(Arrived::InTheBooks(new));
    }
    let op = new_op()?;
    let mut sent = Sent::Never;
    if !(follows_spooled || desk.is_hall_away()) {
        let came = desk.write_once(op, Some(Role::Clerk), |tx, me| put(desk, tx, me, portion, &parts));
        match came {
            Err(refused) if refused.is_of_a_hall_away() => {
                desk.handing.pause();
                sent = spool::sent(&refused);
            }
            came => return Ok(Arrived::InTheBooks(came?)),
        }
    }
    let body = serde_json::to_string(portion).map_err(|_| spool::unreadable())?;
    let account = desk.read(|open| {
        require(open, Role::Clerk)?;
        Ok(open.account.id)
    })?;
    desk.keep_in_spool(&NewSpooled {
        op,
        account,
        at: desk.utc(),
        kind: SpoolKind::Pages,
        case: (portion.about > 0).then_some(CaseId(portion.about)),
        body,
        parts,
        sent,
    })?;
    Ok(Arrived::InTheSpool)
}

/// Pages of the spool come into the books. Errors: `spool-unreadable`, `role-missing`; those of the store.
pub(crate) fn keep_spooled(desk: &Desk, item: &Spooled, parts: &[Vec<u8>]) -> Result<(), Refusal> {
    let mut portion: Portion = serde_json::from_str(&item.body).map_err(|_| spool::unreadable())?;
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    desk.write_once(item.op, Some(Role::Clerk), |tx, me| {
        // The case on screen may be gone by now: its pages wait for the clerk all the same.
        if portion.about > 0 && tx.case(CaseId(portion.about)).is_err() {
            portion.about = 0;
        }
        put(desk, tx, me, &portion, &parts).map(drop)
    })
}

/// What pages of the spool are called.
pub(crate) fn words_of(item: &Spooled) -> String {
    let portion: Option<Portion> = serde_json::from_str(&item.body).ok();
    portion.map_or_else(String::new, |portion| {
        format!("{}，{} 页", portion.name, portion.origins.len())
    })
}

/// That pages wait at this window.
fn kept_here(name: &str, count: usize) -> Finding {
    finding(
        "scan-spooled",
        Severity::Note,
        format!("{name}：连不上大厅服务器，{count} 页已暂存在本窗口"),
        "连上后自动交入，到“待归页”里；纸先留着",
    )
}

/// Puts pages into the books, within a write that is under way.
fn put(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    portion: &Portion,
    parts: &[&[u8]],
) -> Result<Vec<PageId>, Refusal> {
    let (now, mut parts) = (desk.utc(), parts.iter().copied());
    let mut next = || parts.next().ok_or_else(spool::unreadable);
    let offered = (portion.about > 0)
        .then(|| tx.case(CaseId(portion.about)))
        .transpose()?;
    let file = match &portion.of_file {
        OfFile::Same => None,
        OfFile::Here => {
            let bytes = next()?;
            Some(tx.add_attachment(mime_of(bytes), &portion.name, bytes, now)?)
        }
        OfFile::Known(sha256) => {
            let found = tx.attachments_with_hash(sha256)?;
            found.last().map(|file| file.id)
        }
    };
    let thumb = portion.has_thumb.then(&mut next).transpose()?;
    let mut new = Vec::new();
    for origin in &portion.origins {
        let picture = next()?;
        let page = NewPage {
            case_id: offered.as_ref().map(|case| case.id),
            attachment: tx.add_attachment(mime_of(picture), origin, picture, now)?,
            file,
            origin: origin.clone(),
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
        if let Some(thumb) = thumb {
            tx.put_thumb(id, thumb)?;
        }
        new.push(id);
    }
    if portion.is_last {
        let words = format!(
            "收到扫描件 {}，{} 页",
            Sight::in_lists().text(&portion.name),
            portion.count
        );
        tx.audit(&AuditEntry::new(now, me, AuditAction::PageArrived, words))?;
    }
    Ok(new)
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
    match (
        imported.pages.is_empty() && imported.spooled == 0,
        imported.findings.first(),
    ) {
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
