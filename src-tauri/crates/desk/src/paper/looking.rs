//! Looking at documents, scanned pages and samples in the window. Opening is recorded with the case; nothing here
//! writes a file or changes a record.

use store::{AttachmentId, AuditAction, AuditEntry, PageId, SampleId, Tx};

use crate::counter::api::{LookAt, LookOf};
use crate::counter::desk::Desk;
use crate::counter::memory::looked::Body;
use crate::counter::reading::read_whole;
use crate::machine::api::LookSheet;
use crate::machine::{pdftoppm, pdftotext};
use crate::paper::api::{Look, LookPage, PrintTo, Printed};
use crate::paper::printing::{self, Paper, Place};
use crate::paper::readable::Reading;
use crate::rights::groups::FieldGroup;
use crate::rights::papers::{group_to_look_at, may_open, may_open_file};
use crate::rights::sight::Sight;
use crate::rights::table;
use crate::rim::api::{Bytes, Gate, Refusal};
use crate::rim::refusal;
use crate::samples::{lines, pictures};
use crate::scanning::lists;

/// Long side of A4 in inches: the size of pictures that declare no density.
const A4_LONG_INCHES: f64 = 297.0 / 25.4;
/// Pictures are never sent larger than this, in pixels of their longer side.
const LONGEST: u32 = 4096;

/// What is said of what is opened.
struct About {
    name: String,
    words: String,
    case: Option<store::CaseId>,
}

/// What is opened, as it lies in the store.
struct Opened {
    mime: String,
    files: Vec<(&'static str, Vec<u8>)>,
}

/// What is to be opened, by whoever may see it. Errors: `not-found`, `papers-hidden`.
fn about(desk: &Desk, tx: &Tx<'_>, me: &store::Account, at: &LookAt) -> Result<About, Refusal> {
    match at.of {
        LookOf::Document => {
            let id = AttachmentId(at.id);
            let of = may_open_file(desk, tx, me, id, group_to_look_at)?;
            let name = Sight::in_lists().text(&tx.attachment(id)?.name);
            Ok(About {
                words: format!("{} 打开文件 {name}", me.name),
                name,
                case: of.and_then(|of| of.case),
            })
        }
        LookOf::Page => {
            let page = tx.page(PageId(at.id))?;
            may_open(desk, me, page.case_id, FieldGroup::Papers)?;
            let name = lists::name_of(desk, tx, me, &page)?;
            Ok(About {
                words: format!("{} 打开扫描页 {name}", me.name),
                name,
                case: page.case_id,
            })
        }
        LookOf::Sample => {
            let sample = tx.sample(SampleId(at.id))?;
            may_open(desk, me, Some(sample.case_id), FieldGroup::Samples)?;
            let seen = crate::casework::seen::Seen::load(desk, tx, me, sample.case_id.0)?;
            let name = lines::label_of(&seen, &sample);
            Ok(About {
                words: format!("{} 打开印模 {name}", me.name),
                name,
                case: Some(sample.case_id),
            })
        }
    }
}

/// Reads what is opened, while nobody waits. Errors: those of [`about`].
fn load(desk: &Desk, at: &LookAt) -> Result<Opened, Refusal> {
    let (mime, files, cut) = desk.look(|tx, me| {
        about(desk, tx, me, at)?;
        match at.of {
            LookOf::Document => {
                let (mime, bytes) = read_whole(tx, AttachmentId(at.id))?;
                Ok((mime, vec![("", bytes)], None))
            }
            LookOf::Page => {
                let (mime, bytes) = read_whole(tx, tx.page(PageId(at.id))?.attachment)?;
                Ok((mime, vec![("", bytes)], None))
            }
            LookOf::Sample => {
                let sample = tx.sample(SampleId(at.id))?;
                let raw = sample.raw.map(|raw| read_whole(tx, raw)).transpose()?;
                let files = raw.map(|(_, bytes)| ("扫描原样", bytes)).into_iter().collect();
                let cut = pictures::Standing::of(tx, &sample)?;
                Ok(("image/png".to_owned(), files, Some(cut)))
            }
        }
    })?;
    let Some(cut) = cut else {
        return Ok(Opened { mime, files });
    };
    let mut all = vec![("清理后", cut.picture(desk)?)];
    all.extend(files);
    Ok(Opened { mime, files: all })
}

/// Opens a record to be looked at. Errors: `not-found`, `papers-hidden`, `document-unreadable`; those of the parts.
pub fn look_at(desk: &Desk, args: LookAt) -> Result<Look, Refusal> {
    let opened = load(desk, &args)?;
    // Nobody sees it before it is on record that they did.
    let name = desk.write(None, |tx, me| {
        let about = about(desk, tx, me, &args)?;
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::DocumentOpened, about.words);
        tx.audit(&match about.case {
            Some(case) => entry.case(case),
            None => entry,
        })?;
        Ok(about.name)
    })?;
    let mut look = Look {
        of: args.of,
        id: args.id,
        name: name.clone(),
        pages: Vec::new(),
        parts: Vec::new(),
        may_print: Gate::open(),
    };
    let body = if is_pdf(&opened) {
        let pdf = first(opened.files);
        look.pages = pdftotext::pages(&pdf)?;
        Body::Pdf(pdf)
    } else if opened.mime.starts_with("image/") {
        for (title, bytes) in &opened.files {
            look.pages.push(sheet(desk, title, bytes)?);
        }
        Body::Pictures(opened.files.into_iter().map(|(_, bytes)| bytes).collect())
    } else {
        let sight = desk.read(|open| Ok(Sight::of(&open.account.roles, table::Place::Case)))?;
        let reading = Reading::at(desk.now(), sight);
        look.parts = reading.parts(desk.readers(), &name, &first(opened.files))?;
        look.may_print = Gate::closed("文字内容不从这里打印；请用“另存”取出后打印");
        Body::Text
    };
    desk.read(|open| {
        desk.looked.hold(open, args, body);
        Ok(())
    })?;
    Ok(look)
}

fn is_pdf(opened: &Opened) -> bool {
    opened.mime == "application/pdf" || opened.files.iter().any(|(_, bytes)| bytes.starts_with(b"%PDF-"))
}

fn first(files: Vec<(&'static str, Vec<u8>)>) -> Vec<u8> {
    files
        .into_iter()
        .next()
        .map(|(_, bytes)| bytes)
        .unwrap_or_default()
}

/// A picture's place on the screen: its own size where it declares a density, else as long as an A4 page.
fn sheet(desk: &Desk, title: &str, bytes: &[u8]) -> Result<LookSheet, Refusal> {
    let picture = desk.readers().picture(bytes)?.look()?;
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let dpi = picture.dpi.unwrap_or(width.max(height) / A4_LONG_INCHES);
    Ok(LookSheet {
        title: title.to_owned(),
        width: width * 72.0 / dpi,
        height: height * 72.0 / dpi,
        words: Vec::new(),
    })
}

/// A page of what was opened, as picture.
pub fn look_page(desk: &Desk, args: LookPage) -> Result<Bytes, Refusal> {
    let at = LookAt {
        of: args.of,
        id: args.id,
    };
    match desk.read(|open| desk.looked.of(open, &at))? {
        Body::Pdf(pdf) => Ok((
            "image/png".to_owned(),
            pdftoppm::page_png(&pdf, args.page, args.dpi)?,
        )),
        Body::Pictures(all) => {
            let at = usize::try_from(args.page).unwrap_or(usize::MAX).saturating_sub(1);
            let bytes = all.get(at).ok_or_else(|| refusal::not_found("这一页"))?;
            let mut picture = desk.readers().picture(bytes)?;
            let looked = picture.look()?;
            let longest = looked.width.max(looked.height);
            let inches = looked.dpi.map_or(A4_LONG_INCHES, |dpi| f64::from(longest) / dpi);
            let wanted = (inches * f64::from(args.dpi))
                .round()
                .clamp(64.0, f64::from(LONGEST)) as u32;
            // What is small enough goes as it is: a sample loses nothing of its edges.
            if longest <= wanted && bytes.starts_with(b"\x89PNG") {
                return Ok(("image/png".to_owned(), bytes.clone()));
            }
            Ok(("image/jpeg".to_owned(), picture.small(wanted)?))
        }
        Body::Text => Err(refusal::not_found("这一页")),
    }
}

/// Prints what was opened on the printer of the settings.
pub fn print_look(desk: &Desk, args: LookAt) -> Result<Printed, Refusal> {
    let body = desk.read(|open| desk.looked.of(open, &args))?;
    let (name, case) = desk.write(None, |tx, me| {
        let about = about(desk, tx, me, &args)?;
        let words = format!("{} 打印 {}", me.name, about.name);
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::DocumentPrinted, words);
        tx.audit(&match about.case {
            Some(case) => entry.case(case),
            None => entry,
        })?;
        Ok((about.name, about.case))
    })?;
    let stem = name.trim_end_matches(".pdf").to_owned();
    let pdfs = match body {
        Body::Pdf(pdf) => vec![pdf],
        Body::Pictures(all) => all
            .iter()
            .map(|bytes| as_pdf(desk, bytes))
            .collect::<Result<_, _>>()?,
        Body::Text => return Err(refusal::not_found("可以打印的页")),
    };
    let papers: Vec<_> = pdfs
        .into_iter()
        .map(|pdf| Paper {
            print: None,
            case,
            name: stem.clone(),
            title: stem.clone(),
            pdf,
            copies: Vec::new(),
            place: Place::Anywhere,
        })
        .collect();
    printing::send(desk, PrintTo::Printer, &papers, false)
}

fn as_pdf(desk: &Desk, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (_, pdf) = desk.readers().upload(&[bytes], &["pdf".to_owned()], None)?;
    Ok(pdf)
}
