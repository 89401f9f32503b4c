//! Pages in lists: the tray, the pages of a case, each in words.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use store::{Account, CaseId, Page, PageId, PageState as Stored, Tx};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::pages::api::{PageLine, PageState};
use crate::pages::belonging::{self, Worth, is_form};
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Finding, Nothing, Refusal};

/// 《单位法人数字证书申请表》第1页 第1份, or the material's name for other papers.
pub fn words_of(seen: &Seen<'_>, page: &Page) -> String {
    let form = page.form.as_deref().unwrap_or_default();
    match seen.project.form(form) {
        Some(f) => format!("《{}》第{}页 第{}份", f.title, page.page, page.copy),
        None => {
            let materials =
                crate::casework::materials::materials(seen.project, &seen.row.content, &seen.facts);
            let name = materials.into_iter().find(|m| m.id == form).map(|m| m.material);
            name.unwrap_or_else(|| "其他纸件".to_owned())
        }
    }
}

/// Pages turned into lines; a case is looked up once, however many of its pages there are.
struct Lines<'a> {
    desk: &'a Desk,
    tx: &'a Tx<'a>,
    me: &'a Account,
    cases: BTreeMap<u32, Seen<'a>>,
}

impl<'a> Lines<'a> {
    fn new(desk: &'a Desk, tx: &'a Tx<'a>, me: &'a Account) -> Self {
        Self {
            desk,
            tx,
            me,
            cases: BTreeMap::new(),
        }
    }

    fn of(&mut self, pages: &[Page]) -> Result<Vec<PageLine>, Refusal> {
        pages.iter().map(|page| self.line(page)).collect()
    }

    /// A page as the window shows it.
    fn line(&mut self, page: &Page) -> Result<PageLine, Refusal> {
        let seen = match page.case_id.map(|id| self.cases.entry(id.0)) {
            None => None,
            Some(Entry::Occupied(there)) => Some(&*there.into_mut()),
            Some(Entry::Vacant(free)) => {
                let id = *free.key();
                Some(&*free.insert(Seen::load(self.desk, self.tx, self.me, id)?))
            }
        };
        let worth = match (seen, page.state) {
            (Some(seen), Stored::Filed) => Some(belonging::worth_of(seen, self.tx, page)?),
            _ => None,
        };
        // Where a page came from is a file's name, and people name files after persons.
        let sight = Sight::in_lists();
        let told = |finding: &case::Finding| {
            let mut told = Finding::from(finding.clone());
            told.message = sight.text(&told.message);
            told
        };
        Ok(PageLine {
            id: page.id.0,
            state: match page.state {
                Stored::Filed => match worth {
                    None | Some(Worth::Current) => PageState::Filed,
                    Some(Worth::Stale) => PageState::Stale,
                    Some(Worth::Unsure) => PageState::Unsure,
                },
                Stored::Tray => PageState::Tray,
                Stored::Discarded => PageState::Discarded,
            },
            case_id: page.case_id.map(|c| c.0),
            number: seen.map(|s| s.row.number.clone()),
            form: page.form.clone(),
            words: state_words(seen, page),
            page: page.page,
            pages: page.pages,
            copy: page.copy,
            origin: sight.text(&page.origin),
            at: page.arrived.with_timezone(self.desk.now().offset()).to_rfc3339(),
            findings: page.findings.iter().map(told).collect(),
            registered: page.registration.is_some(),
            read: page.read_at.is_some(),
        })
    }
}

fn state_words(seen: Option<&Seen<'_>>, page: &Page) -> String {
    match (seen, page.state) {
        (Some(seen), Stored::Filed) => words_of(seen, page),
        (_, Stored::Tray) if page.read_at.is_none() => "还没有认页".to_owned(),
        // What its lines or a contradicted mark say is offered, never taken.
        (Some(seen), Stored::Tray) if page.form.as_deref().is_some_and(|form| is_form(seen, form)) => {
            format!("像是{}", words_of(seen, page))
        }
        (_, Stored::Tray) => "待归页".to_owned(),
        _ => "已搁置".to_owned(),
    }
}

/// What a page is, for whoever opens it: its paper, else what is known of it.
pub fn name_of(desk: &Desk, tx: &Tx<'_>, me: &Account, page: &Page) -> Result<String, Refusal> {
    Ok(Lines::new(desk, tx, me).line(page)?.words)
}

/// One page as the window shows it.
pub fn line(desk: &Desk, id: PageId) -> Result<PageLine, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| Lines::new(desk, tx, &open.account).line(&tx.page(id)?))
    })
}

/// Pages that wait for the clerk.
pub fn tray(desk: &Desk, _: Nothing) -> Result<Vec<PageLine>, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| Lines::new(desk, tx, &open.account).of(&tx.tray()?))
    })
}

/// Pages of a case, as they count now.
pub fn pages_of_case(desk: &Desk, args: ById) -> Result<Vec<PageLine>, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| lines_of_case(desk, tx, &open.account, CaseId(args.id)))
    })
}

/// Filed pages of a case that have not been replaced. One of an earlier content is told as long as nothing better has
/// come to its place.
pub fn lines_of_case(desk: &Desk, tx: &Tx<'_>, me: &Account, case: CaseId) -> Result<Vec<PageLine>, Refusal> {
    let mut lines = Lines::new(desk, tx, me).of(&tx.pages_of_case(case)?)?;
    let place = |line: &PageLine| (line.form.clone(), line.page, line.copy);
    let filled: Vec<_> = lines
        .iter()
        .filter(|l| l.state == PageState::Filed)
        .map(place)
        .collect();
    lines.retain(|line| line.state == PageState::Filed || !filled.contains(&place(line)));
    Ok(lines)
}
