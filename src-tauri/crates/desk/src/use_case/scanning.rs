//! Scanned pages: taking them in, filing them by their marks, filing them by hand.

use case::{Role, Step};
use form::{BoxKind, PageMap};
use pagemark::PageMark;
use scan::Registration;
use store::{AuditEntry, CaseId, CaseRow, NewPage, Page, PageId, PageState as Stored, Tx};

use super::{samples, settings};
use crate::api::*;
use crate::dispatch::Bytes;
use crate::part::scanimage;
use crate::view::Seen;
use crate::{Desk, refusal, versions};

/// Page pictures are never asked for larger than this.
const LONGEST: u32 = 2400;

/// Scanners that SANE knows.
pub fn scanners(_: &Desk, _: Nothing) -> Result<Vec<Scanner>, Refusal> {
    Ok(scanimage::devices())
}

/// Scans one page and files it.
pub fn scan_now(desk: &Desk, args: ScanNow) -> Result<Imported, Refusal> {
    let devices = settings::current(desk)?;
    let device = if args.device.is_empty() {
        &devices.scanner
    } else {
        &args.device
    };
    let picture = scanimage::page(device, devices.scan_dpi)?;
    import(desk, "扫描仪", args.case_id.unwrap_or(0), picture)
}

/// Takes over what has arrived in the watched folder. A file taken over is moved into its `done` folder, one that
/// cannot be read into `unreadable`, so that nothing is taken twice and nothing is lost.
pub fn poll_watch_folder(desk: &Desk, _: Nothing) -> Result<Imported, Refusal> {
    let devices = settings::current(desk)?;
    let mut all = Imported {
        pages: Vec::new(),
        findings: Vec::new(),
    };
    if devices.watch_folder.is_empty() {
        return Ok(all);
    }
    let folder = std::path::PathBuf::from(&devices.watch_folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder)?
        .filter_map(Result::ok)
        .map(|e| e.path())
        .collect();
    files.retain(|path| {
        path.is_file()
            && !path
                .file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with('.'))
    });
    files.sort();
    for path in files {
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let bytes = std::fs::read(&path)?;
        let (kept, put) = match import(desk, &name, 0, bytes) {
            Ok(imported) => (imported, "done"),
            Err(refused) => {
                let finding = refusal::finding(
                    &refused.code,
                    Severity::Warn,
                    format!("{name}：{}", refused.message),
                    refused.remedy,
                );
                (
                    Imported {
                        pages: Vec::new(),
                        findings: vec![finding],
                    },
                    "unreadable",
                )
            }
        };
        all.pages.extend(kept.pages);
        all.findings.extend(kept.findings);
        let target = folder.join(put);
        std::fs::create_dir_all(&target)?;
        let stem = path
            .file_stem()
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default();
        let ending = path
            .extension()
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default();
        std::fs::rename(&path, crate::places::free_name(&target, &stem, &ending))?;
    }
    Ok(all)
}

/// Takes a file in: an image, a multi-page TIFF, a PDF of scans. Pages that cannot be read are told; the rest goes
/// on. `about` is the case on screen: pages without a mark of ours are offered for it in the tray.
pub fn import(desk: &Desk, name: &str, about: u32, bytes: Vec<u8>) -> Result<Imported, Refusal> {
    desk.read(|open| super::session::require(open, Role::Clerk))?;
    let limits = scan::Limits::default();
    let pictures = scan::split(&bytes, limits)?;
    let mut imported = Imported {
        pages: Vec::new(),
        findings: Vec::new(),
    };
    let many = pictures.len() > 1;
    for (at, picture) in pictures.into_iter().enumerate() {
        let origin = if many {
            format!("{name} 第{}页", at + 1)
        } else {
            name.to_owned()
        };
        match scan::decode(&picture, limits) {
            Err(error) => {
                let message = format!("{origin}：{error}");
                imported.findings.push(refusal::finding(
                    error.code(),
                    Severity::Warn,
                    message,
                    error.remedy(),
                ));
            }
            Ok(page) => imported
                .pages
                .push(take_in(desk, &origin, about, &picture, &page)?),
        }
    }
    match (imported.pages.is_empty(), imported.findings.first()) {
        (true, Some(first)) => {
            Err(Refusal::new(&first.code, &first.message, &first.remedy).with(imported.findings))
        }
        _ => Ok(imported),
    }
}

/// Where a read page belongs, with what there is to say about it.
struct Place {
    case: Option<CaseRow>,
    mark: Option<PageMark>,
    findings: Vec<case::Finding>,
}

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

/// 辽宁's rule R-U2 for every authority with numbers of its own: the bars on a page say the case's number as it is now.
/// A page from before that number was known, or with another, is not the case's.
fn other_number(
    desk: &Desk,
    tx: &Tx<'_>,
    case: &CaseRow,
    mark: &PageMark,
) -> Result<Option<case::Finding>, Refusal> {
    let project = versions::project_of(desk, tx, case)?;
    let own = project.case_number(&case.content).unwrap_or_default();
    let must = project.form(&mark.form).is_some() && mark.ca_number != own;
    Ok(must.then(|| {
        let own = if own.is_empty() { &case.number } else { &own };
        finding(
            "barcode-not-the-case",
            format!(
                "纸上的条码是 {}，本件的业务单号是 {own}，两个号不一致",
                mark.bars()
            ),
            "请核对业务单号，重新打印后盖章再扫描",
        )
    }))
}

fn place(
    desk: &Desk,
    tx: &Tx<'_>,
    reading: &scan::Reading,
    said: Vec<scan::Finding>,
) -> Result<Place, Refusal> {
    let mut findings: Vec<_> = said
        .into_iter()
        .map(|f| finding(f.code, f.message, f.remedy))
        .collect();
    let Some(mark) = reading.mark.clone() else {
        return Ok(Place {
            case: None,
            mark: None,
            findings,
        });
    };
    if let Some(bars) = reading.case_barcode.as_ref().filter(|bars| *bars != mark.bars()) {
        let message = format!("条码是 {bars}，二维码是 {}，两个号不一致", mark.bars());
        findings.push(finding(
            "barcode-mismatch",
            message,
            "这页可能拼接或贴过条，请看原件后手工归页",
        ));
        return Ok(Place {
            case: None,
            mark: Some(mark),
            findings,
        });
    }
    let Some(case) = tx.case_by_number(&mark.case)? else {
        let message = format!("本受理点没有受理件 {}", mark.case);
        findings.push(finding(
            "case-unknown",
            message,
            "请核对是否别的受理点的表；本点的表可手工归页",
        ));
        return Ok(Place {
            case: None,
            mark: Some(mark),
            findings,
        });
    };
    if let Some(refused) = other_number(desk, tx, &case, &mark)? {
        findings.push(refused);
        return Ok(Place {
            case: None,
            mark: Some(mark),
            findings,
        });
    }
    let prints = tx.prints_of_case(case.id)?;
    let last = prints.iter().rev().find(|p| p.form == mark.form);
    if last.is_none_or(|p| p.content_hash != case.content_hash) {
        findings.push(finding(
            "page-stale",
            "这页不是按现在的内容打印的",
            "请重新打印，由客户盖章签字后再扫描",
        ));
    }
    if !case.state.is_editable() {
        let message = format!("{} 现为“{}”，不再收页", case.number, case.state.chinese());
        findings.push(finding(
            "case-closed-to-pages",
            message,
            "要补页须由复核员退回；这页先留在待归页",
        ));
        return Ok(Place {
            case: None,
            mark: Some(mark),
            findings,
        });
    }
    Ok(Place {
        case: Some(case),
        mark: Some(mark),
        findings,
    })
}

/// Stores one page with its original and files it where its mark says.
fn take_in(
    desk: &Desk,
    origin: &str,
    about: u32,
    original: &[u8],
    page: &scan::Page,
) -> Result<PageLine, Refusal> {
    let (reading, said) = scan::read(page);
    let id = desk.write(Some(Role::Clerk), |tx, me| {
        let Place { case, mark, findings } = place(desk, tx, &reading, said)?;
        let attachment = tx.add_attachment(mime_of(original), origin, original, desk.utc())?;
        let registration = reading
            .registration
            .as_ref()
            .and_then(|r| serde_json::to_value(r).ok());
        let offered = (about > 0).then(|| tx.case(CaseId(about))).transpose()?;
        let new = NewPage {
            case_id: case.as_ref().or(offered.as_ref()).map(|c| c.id),
            attachment,
            origin: origin.to_owned(),
            form: mark.as_ref().map(|m| m.form.clone()),
            form_version: mark.as_ref().map(|m| m.version.clone()),
            page: mark.as_ref().map_or(1, |m| u32::from(m.page)),
            pages: mark.as_ref().map_or(1, |m| u32::from(m.pages)),
            copy: mark.as_ref().map_or(1, |m| u32::from(m.copy)),
            registration,
            findings,
            filed_by: None,
            state: Stored::Tray,
        };
        let id = tx.add_page(&new, desk.utc())?;
        if let Some(case) = case {
            file(desk, tx, me, id, case.id, Some(page))?;
        } else {
            let words = format!("收到扫描页 {origin}，待归页");
            tx.audit(&AuditEntry::new(desk.utc(), me, "page-arrived", words))?;
        }
        Ok(id)
    })?;
    line(desk, id)
}

/// Files a page that the store holds: a page already in its place is kept and marked as replaced; seal frames are
/// cut; the case moves on.
fn file(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &store::Account,
    id: PageId,
    case: CaseId,
    picture: Option<&scan::Page>,
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
    if let (Some(picture), Some(registration)) = (picture, registration_of(&page)) {
        samples::cut(desk, tx, &seen, &page, picture, &registration)?;
    }
    Ok(())
}

fn is_form(seen: &Seen<'_>, id: &str) -> bool {
    seen.project.form(id).is_some()
}

/// The registration stored with a page.
pub fn registration_of(page: &Page) -> Option<Registration> {
    page.registration
        .clone()
        .and_then(|value| serde_json::from_value(value).ok())
}

/// The printed map of a page: of the last print of its form.
pub fn map_of(tx: &Tx<'_>, case: CaseId, page: &Page) -> Result<Option<PageMap>, Refusal> {
    let Some(form) = &page.form else { return Ok(None) };
    let Some(print) = tx.last_print(case, form)? else {
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

/// 《单位法人数字证书申请表》第1页 第1份, or the material's name for other papers.
fn words_of(seen: &Seen<'_>, page: &Page) -> String {
    let form = page.form.as_deref().unwrap_or_default();
    match seen.project.form(form) {
        Some(f) => format!("《{}》第{}页 第{}份", f.title, page.page, page.copy),
        None => {
            let materials = crate::view::materials(seen.project, &seen.row.content, &seen.facts);
            let name = materials.into_iter().find(|m| m.id == form).map(|m| m.material);
            name.unwrap_or_else(|| "其他纸件".to_owned())
        }
    }
}

fn line(desk: &Desk, id: PageId) -> Result<PageLine, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| page_line(desk, tx, &open.account, &tx.page(id)?))
    })
}

/// A page as the window shows it.
pub fn page_line(desk: &Desk, tx: &Tx<'_>, me: &store::Account, page: &Page) -> Result<PageLine, Refusal> {
    let seen = page
        .case_id
        .map(|id| Seen::load(desk, tx, me, id.0))
        .transpose()?;
    let words = match (&seen, page.state) {
        (Some(seen), Stored::Filed) => words_of(seen, page),
        (_, Stored::Tray) => "待归页".to_owned(),
        _ => "已搁置".to_owned(),
    };
    Ok(PageLine {
        id: page.id.0,
        state: match page.state {
            Stored::Filed => PageState::Filed,
            Stored::Tray => PageState::Tray,
            Stored::Discarded => PageState::Discarded,
        },
        case_id: page.case_id.map(|c| c.0),
        number: seen.map(|s| s.row.number),
        form: page.form.clone(),
        words,
        page: page.page,
        pages: page.pages,
        copy: page.copy,
        origin: page.origin.clone(),
        at: page.arrived.with_timezone(desk.now().offset()).to_rfc3339(),
        findings: page.findings.iter().cloned().map(Into::into).collect(),
        registered: page.registration.is_some(),
    })
}

/// Pages that wait for the clerk.
pub fn tray(desk: &Desk, _: Nothing) -> Result<Vec<PageLine>, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            tx.tray()?
                .iter()
                .map(|p| page_line(desk, tx, &open.account, p))
                .collect()
        })
    })
}

/// Pages of a case, as they count now.
pub fn pages_of_case(desk: &Desk, args: ById) -> Result<Vec<PageLine>, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| lines_of_case(desk, tx, &open.account, CaseId(args.id)))
    })
}

/// Filed pages of a case that have not been replaced.
pub fn lines_of_case(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &store::Account,
    case: CaseId,
) -> Result<Vec<PageLine>, Refusal> {
    let pages = tx.pages_of_case(case)?;
    let current = pages
        .iter()
        .filter(|p| p.state == Stored::Filed && p.replaced_by.is_none());
    current.map(|p| page_line(desk, tx, me, p)).collect()
}

/// Files a page by hand.
pub fn file_page(desk: &Desk, args: FilePage) -> Result<PageLine, Refusal> {
    let id = PageId(args.page_id);
    desk.write(Some(Role::Clerk), |tx, me| {
        let mut page = tx.page(id)?;
        page.form = Some(args.form.clone());
        page.page = args.page.max(1);
        page.copy = args.copy.max(1);
        page.state = Stored::Tray;
        tx.save_page(&page)?;
        let picture = scan::decode(&tx.attachment_bytes(page.attachment)?, scan::Limits::default())?;
        file(desk, tx, me, id, CaseId(args.case_id), Some(&picture))
    })?;
    line(desk, id)
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

fn picture(desk: &Desk, id: u32) -> Result<(Page, scan::Page), Refusal> {
    let (page, bytes) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let page = tx.page(PageId(id))?;
            let bytes = tx.attachment_bytes(page.attachment)?;
            Ok((page, bytes))
        })
    })?;
    Ok((page, scan::decode(&bytes, scan::Limits::default())?))
}

/// A scanned page as JPEG, scaled down.
pub fn page_picture(desk: &Desk, args: PagePicture) -> Result<Bytes, Refusal> {
    let (_, picture) = picture(desk, args.id)?;
    Ok((
        "image/jpeg".to_owned(),
        scan::preview_jpeg(&picture, args.longest.clamp(64, LONGEST)),
    ))
}

/// Part of a scanned page, straightened, as PNG.
pub fn page_region(desk: &Desk, args: PageRegion) -> Result<Bytes, Refusal> {
    let (page, picture) = picture(desk, args.id)?;
    let registration = registration_of(&page).ok_or_else(|| {
        Refusal::new(
            "page-unregistered",
            "这页没有认出定位标记，不能按栏放大",
            "请看整页（空格键），或重扫一次",
        )
    })?;
    let rect = pagemark::RectMm {
        x: args.x,
        y: args.y,
        w: args.w.clamp(2.0, 210.0),
        h: args.h.clamp(2.0, 297.0),
    };
    let cut = scan::cut(&picture, &registration, rect, args.px_per_mm.clamp(2.0, 24.0));
    Ok(("image/png".to_owned(), scan::encode_png(&cut)))
}

fn mime_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'B', b'M', ..] => "image/bmp",
        [b'G', b'I', b'F', ..] => "image/gif",
        _ => "image/tiff",
    }
}
