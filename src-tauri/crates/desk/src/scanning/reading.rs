//! Reading a page that has arrived: its marks, else its bars and lines, and filing it where they say.

use case::Role;
use chrono::{DateTime, Utc};
use reader::ask::PageRead;
use reader::{Picture, ReadError};
use scan::Registration;
use store::{AuditAction, AuditEntry, CaseId, Page, PageId, PageState as Stored, Tx};

use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::pages::api::PageLine;
use crate::pages::belonging;
use crate::pages::finding::{self, finding};
use crate::pages::map::stored;
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Refusal};
use crate::samples::cutting;
use crate::samples::standing;
use crate::scanning::by_lines::{self, Sighted};
use crate::scanning::marks::{self, Place, not_the_case};
use crate::scanning::{filing, lists, pictures};

/// What `scan` says of a page without a mark or with too few squares, and what no longer holds once its lines have
/// been recognised.
const ANSWERED_BY_LINES: [&str; 5] = [
    "page-fit-poor",
    "page-no-code",
    "page-code-damaged",
    "page-code-foreign",
    "page-not-registered",
];

/// Finds out what a page of the tray is, and files it when that is certain. A page that waits may be read again at
/// any time, for instance once its form has been printed; one that is filed or put aside is answered as it stands,
/// and one that no decoder reads is put aside with the reason.
///
/// The picture is worked on while the store is free for others.
pub fn read_page(desk: &Desk, args: ById) -> Result<PageLine, Refusal> {
    desk.read(|open| require(open, Role::Clerk))?;
    let id = PageId(args.id);
    let (page, bytes) = stored(desk, id)?;
    if page.state != Stored::Tray {
        return lists::line(desk, id);
    }
    match read(desk, &page, &bytes) {
        Ok(()) => {}
        // Whoever comes next finds it where it was.
        Err(Stopped::Refused(refused)) => return Err(refused),
        Err(Stopped::ByFile(error)) => put_aside(desk, id, &error)?,
    }
    lists::line(desk, id)
}

/// What stopped a page from being read: the page itself, or something else.
enum Stopped {
    ByFile(ReadError),
    Refused(Refusal),
}

impl From<ReadError> for Stopped {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable { .. } => Self::Refused(error.into()),
            of_file => Self::ByFile(of_file),
        }
    }
}

impl From<Refusal> for Stopped {
    fn from(refused: Refusal) -> Self {
        Self::Refused(refused)
    }
}

/// Reads a page of the tray and files it where it belongs.
fn read(desk: &Desk, page: &Page, bytes: &[u8]) -> Result<(), Stopped> {
    let mut picture = desk.readers().picture(bytes)?;
    let thumb = pictures::small(&mut picture)?;
    let PageRead {
        mut reading,
        findings: mut said,
    } = picture.read()?;
    // Laid on its marks a page is sure of its place, or its form's lines are asked.
    let unsure = !reading.registration.as_ref().is_some_and(Registration::is_sure);
    let sighted = match &reading.mark {
        None => by_lines::look(desk, page, &mut picture, reading.case_barcode.as_deref())?,
        Some(mark) if unsure => {
            let case = desk.read(|open| {
                open.store
                    .read(|tx| Ok::<_, Refusal>(tx.case_by_number(&mark.case)?))
            })?;
            let page = u32::from(mark.page);
            let as_marked = case.map(|case| by_lines::as_form(desk, case.id, &mark.form, page, &mut picture));
            as_marked.transpose()?.flatten()
        }
        Some(_) => None,
    };
    if let Some(sighted) = &sighted {
        if unsure {
            reading.registration = Some(sighted.registration.clone());
            said.retain(|f| !f.is_of_squares_alone());
        }
        if reading.case_barcode.is_none() {
            let bars = reading.registration.as_ref().map(|r| picture.bars(r));
            reading.case_barcode = bars.transpose()?.flatten();
        }
    }
    if reading.registration.as_ref().is_some_and(|r| !r.is_sure()) {
        said.push(scan::Finding::not_cut());
    }
    let found = Found {
        reading,
        said,
        sighted,
    };
    // The frames are cut for the place that the store names now; where it has come to name another, they are cut anew.
    while !found.settle(desk, page.id, &mut picture, &thumb)? {}
    Ok(())
}

/// What a picture says of the page that it is.
struct Found {
    reading: scan::Reading,
    said: Vec<scan::Finding>,
    sighted: Option<Sighted>,
}

impl Found {
    /// Works on the picture for the place where the page belongs, then files the page there. False when the store has
    /// come to name another place meanwhile; nothing is changed then.
    fn settle(&self, desk: &Desk, id: PageId, picture: &mut Picture, thumb: &[u8]) -> Result<bool, Stopped> {
        let placed = |tx: &Tx<'_>| {
            let page = tx.page(id)?;
            // Else the clerk was quicker and has filed it by hand.
            match page.state {
                Stored::Tray => self.placed(desk, tx, page).map(Some),
                _ => Ok(None),
            }
        };
        let Some((page, case)) = desk.read(|open| open.store.read(placed))? else {
            return Ok(true);
        };
        let cuts = match case {
            Some(case) => cutting::cut(desk, case, &page, picture)?,
            None => None,
        };
        let settled = desk.write(Some(Role::Clerk), |tx, me| {
            let Some((mut page, now)) = placed(tx)? else {
                return Ok(Some(None));
            };
            let is_cut_for_it = match (&cuts, now) {
                (Some(cuts), Some(now)) => cuts.are_for(now, &page),
                _ => now == case,
            };
            if !is_cut_for_it {
                return Ok(None);
            }
            if tx.thumb(id)?.is_none() {
                tx.put_thumb(id, thumb)?;
            }
            page.read_at = Some(desk.utc());
            tx.save_page(&page)?;
            let fresh = match now {
                Some(case) => filing::file(desk, tx, me, id, case, cuts)?,
                None => None,
            };
            Ok(Some(fresh))
        })?;
        let Some(fresh) = settled else { return Ok(false) };
        fresh.map(|fresh| standing::compare(desk, fresh)).transpose()?;
        Ok(true)
    }

    /// The page with what was found out about it, and the case it is filed in when that is certain.
    fn placed(&self, desk: &Desk, tx: &Tx<'_>, mut page: Page) -> Result<(Page, Option<CaseId>), Refusal> {
        let findings: Vec<case::Finding> = self
            .said
            .iter()
            .filter(|f| self.sighted.is_none() || !ANSWERED_BY_LINES.contains(&f.code.as_ref()))
            .map(|f| finding(&f.code, f.message.as_str(), f.remedy.as_str()))
            .collect();
        let bars = self.reading.case_barcode.as_deref();
        let place = match (&self.reading.mark, &self.sighted) {
            (Some(mark), _) => {
                page.form = Some(mark.form.clone());
                page.form_version = Some(mark.version.clone());
                page.page = u32::from(mark.page);
                page.pages = u32::from(mark.pages);
                page.copy = u32::from(mark.copy);
                marks::place(desk, tx, mark, bars, page.arrived, findings)?
            }
            (None, Some(sighted)) => {
                page.form = Some(sighted.form.clone());
                page.form_version.clone_from(&sighted.version);
                page.page = u32::from(sighted.map.page);
                page.pages = u32::from(sighted.map.pages);
                page.map = sighted.own_map();
                let (place, copy) = by_bars(desk, tx, sighted, bars, page.arrived, findings)?;
                page.copy = copy;
                if place.case.is_none() {
                    page.case_id.get_or_insert(sighted.case);
                }
                place
            }
            (None, None) => Place::nowhere(findings),
        };
        if let Some(offered) = place.offered {
            page.case_id.get_or_insert(offered);
        }
        page.print = place.print.map(|print| print.id);
        let registration = self.reading.registration.as_ref();
        page.registration = registration.and_then(|r| serde_json::to_value(r).ok());
        page.findings = place.findings;
        Ok((page, place.case.map(|case| case.id)))
    }
}

/// The place of a page known by its lines: bars that name a case which printed this form file it, as its first copy
/// that lacks the page; the copies of a form look alike. Everything else waits for the clerk with what speaks for it.
fn by_bars(
    desk: &Desk,
    tx: &Tx<'_>,
    sighted: &Sighted,
    bars: Option<&str>,
    arrived: DateTime<Utc>,
    mut findings: Vec<case::Finding>,
) -> Result<(Place, u32), Refusal> {
    let (form, page) = (&sighted.form, u32::from(sighted.map.page));
    let waits = |findings| Ok((Place::nowhere(findings), 1));
    let Some(bars) = bars else {
        findings.push(finding(
            "page-by-lines-only",
            "页标和条码都看不清，只按表格线认出了是哪张表",
            "请核对纸上的单位名称，是本件的就点“归页”",
        ));
        return waits(findings);
    };
    let Some(case) = by_lines::named(desk, tx, bars)? else {
        let own = marks::bars_of(desk, tx, &tx.case(sighted.case)?)?;
        findings.push(not_the_case(bars, &own));
        return waits(findings);
    };
    let own = marks::bars_of(desk, tx, &case)?;
    if own != bars {
        findings.push(not_the_case(bars, &own));
        return waits(findings);
    }
    let prints = belonging::prints_of(tx, case.id, form)?;
    let Some(print) = belonging::print_without_mark(&prints, arrived) else {
        findings.push(belonging::not_told(&prints));
        return waits(findings);
    };
    for copy in 1..=print.copies.max(1) {
        let there = tx.pages_at(case.id, form, page, copy)?;
        let of_it = |p: &Page| belonging::print_of(p, &prints).is_some_and(|p| p.paper() == print.paper());
        if !there.iter().any(of_it) {
            findings.push(finding(
                "page-by-lines",
                "页标看不清，是按条码和表格线归的页",
                format!("请看一眼是不是第{copy}份；不是请退回待归页再改"),
            ));
            return Ok((
                marks::admitted(desk, tx, case, Some(print.clone()), findings)?,
                copy,
            ));
        }
    }
    findings.push(finding(
        "page-by-lines-again",
        "页标看不清，条码和表格线指的这一页各份都已归过",
        "要换成这张请手工归页；多扫的请放到一边",
    ));
    waits(findings)
}

/// A page out of a stack that no decoder reads counts no more; its bytes and its file are kept.
fn put_aside(desk: &Desk, id: PageId, error: &ReadError) -> Result<(), Refusal> {
    desk.write(Some(Role::Clerk), |tx, me| {
        let mut page = tx.page(id)?;
        let told = finding::unreadable(&page.origin, error);
        page.findings = vec![finding(&told.code, &told.message, &told.remedy)];
        page.read_at = Some(desk.utc());
        page.state = Stored::Discarded;
        tx.save_page(&page)?;
        let words = format!("搁置读不出的扫描页：{}", Sight::in_lists().text(&page.origin));
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::PageDiscarded,
            words,
        ))?;
        Ok(())
    })
}
