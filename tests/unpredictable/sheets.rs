//! Paper at the window: printing on a printer in any mood, scanning any sheet that ever came out, junk, filing by
//! hand, samples.

use case::Role;
use desk::api::{
    ById, CaseView, ConfirmPrint, DecideSample, FilePage, Imported, PageLine, PageState, Print, PrintTo,
    SampleDecision, SampleLine, SampleVerdict,
};
use store::CaseId;

use super::acts::{How, Mood};
use super::counter::Counter;
use super::doing::{Asked, held};
use super::oracle;
use super::paper::{self, Paper};

/// The hand-over sheet is a print too, and no form that comes back.
const SHEET: &str = "handover";

/// Prints all forms of a case, or one of them.
pub fn print(counter: &mut Counter, at: u8, id: u32, form: u8, to_printer: bool) {
    let Some(now) = counter.peek(at, id) else { return };
    let one = usize::from(form) % (now.forms.len() + 1);
    let forms: Vec<String> = now
        .forms
        .iter()
        .skip(one.saturating_sub(1))
        .take(one.min(1))
        .map(|f| f.id.clone())
        .collect();
    let to = if to_printer {
        PrintTo::Printer
    } else {
        PrintTo::File
    };
    let said = counter.ask(at, "print", |desk| {
        desk.print(Print {
            id,
            forms,
            to,
            white: false,
        })
    });
    let asked = Asked {
        what: "print",
        role: Role::Clerk,
        at,
    };
    held(counter, &asked, &now.may_print, &said);
    let Ok(printed) = said else { return };
    super::words::findings("print", &printed.findings, &counter.acknowledged.texts);
    let came_out = !to_printer || counter.printer.mood() == Mood::Prints;
    lay_out(counter, id, came_out);
}

/// Somebody says whether the newest print of the first form came out. The word of a person counts, whatever the
/// printer said.
pub fn confirm(counter: &mut Counter, at: u8, id: u32, came_out: bool) {
    if counter.who(at).is_none() {
        return;
    }
    let now = counter
        .ask(at, "get_case", |to| to.get_case(ById { id }))
        .expect("a case");
    let Some(print) = now.forms.iter().find_map(|form| form.print) else {
        return;
    };
    let args = ConfirmPrint { print, came_out };
    let said = counter.ask(at, "confirm_print", |to| to.confirm_print(args));
    if said.is_ok() {
        assert!(
            counter.has(at, Role::Clerk),
            "another than a clerk says what came out"
        );
        let papers = counter.papers.iter_mut().filter(|paper| paper.print.0 == print);
        papers.for_each(|paper| paper.came_out = came_out);
    }
}

/// Lays what was printed since on the counter.
fn lay_out(counter: &mut Counter, id: u32, came_out: bool) {
    let prints = counter
        .books
        .read(|tx| tx.prints_of_case(CaseId(id)))
        .expect("the books");
    for print in prints {
        let known = counter.papers.iter().any(|p| p.print == print.id);
        if !known && print.form != SHEET {
            let paper = Paper::of(counter, &print, came_out);
            counter.papers.push(paper);
        }
    }
}

/// Scans a page of a paper that came out at some time, for whatever case.
pub fn scan(counter: &mut Counter, at: u8, paper: u8, page: u8, how: How) {
    if counter.papers.is_empty() {
        return;
    }
    let pick = usize::from(paper) % counter.papers.len();
    let page = usize::from(page) % counter.papers[pick].maps.len();
    scan_page(counter, at, pick, page, how);
}

/// Scans one page of one paper.
pub fn scan_page(counter: &mut Counter, at: u8, pick: usize, page: usize, how: How) -> Option<PageLine> {
    let pdf = paper::bytes(counter, counter.papers[pick].attachment);
    let paper = &mut counter.papers[pick];
    let (case, form, number) = (paper.case, paper.form.clone(), u32::from(paper.maps[page].page));
    let name = paper.name(page);
    let bytes = paper.scan(&pdf, page, how);
    let said = counter.ask(at, "import_scan", |to| to.import_scan(&name, case, bytes));
    assert_eq!(
        said.is_ok(),
        counter.has(at, Role::Clerk),
        "a clerk scans any sheet: {said:?}"
    );
    let line = taken_in(counter, said.ok()?)?;
    if line.state == PageState::Filed {
        let place = (line.case_id, line.form.as_deref(), line.page);
        assert_eq!(
            place,
            (Some(case), Some(form.as_str()), number),
            "{name} was filed elsewhere"
        );
    }
    Some(line)
}

fn taken_in(counter: &mut Counter, imported: Imported) -> Option<PageLine> {
    let texts = &counter.acknowledged.texts;
    super::words::findings("import_scan", &imported.findings, texts);
    for page in &imported.pages {
        super::words::findings("import_scan", &page.findings, texts);
    }
    counter
        .acknowledged
        .pages
        .extend(imported.pages.iter().map(|p| p.id));
    imported.pages.into_iter().next()
}

/// Puts something into the scanner that is no page of ours.
pub fn junk(counter: &mut Counter, at: u8, case: u8, kind: u8) {
    let about = counter.case_at(case).unwrap_or(0);
    let blank = |w, h| scan::encode_png(&image::RgbImage::from_pixel(w, h, image::Rgb([250, 250, 248])));
    let tinted = |tint: u8| {
        let picture =
            image::RgbImage::from_fn(300, 400, |x, y| image::Rgb([(x / 2) as u8, (y / 3) as u8, tint]));
        scan::encode_png(&picture)
    };
    let (name, bytes, readable) = match kind % 4 {
        0 => ("notes.txt", b"no picture".to_vec(), false),
        1 => ("half.png", tinted(90)[..200].to_vec(), false),
        2 => ("id-card.png", tinted(kind.wrapping_mul(9)), true),
        _ => ("blank.png", blank(300, 400), true),
    };
    let said = counter.ask(at, "import_scan", |to| to.import_scan(name, about, bytes));
    assert_eq!(
        said.is_ok(),
        readable && counter.has(at, Role::Clerk),
        "{name}: {said:?}"
    );
    if let Ok(said) = said {
        let line = taken_in(counter, said).expect("a page");
        assert_ne!(line.state, PageState::Filed, "junk was filed by itself: {line:?}");
    }
}

fn page_at(counter: &Counter, pick: u8) -> Option<u32> {
    let pages = &counter.acknowledged.pages;
    (!pages.is_empty()).then(|| pages[usize::from(pick) % pages.len()])
}

/// Files a page by hand: as a page of a form, as a paper of the checklist, as nothing that there is.
pub fn file(counter: &mut Counter, at: u8, page: u8, case: u8, form: u8) {
    let (Some(page), Some(id)) = (page_at(counter, page), counter.case_at(case)) else {
        return;
    };
    let Some(now) = counter.peek(at, id) else { return };
    let forms = now.forms.iter().map(|f| f.id.clone());
    let places: Vec<String> = forms.chain(now.materials.iter().map(|m| m.id.clone())).collect();
    let Some(place) = places.get(usize::from(form) % places.len().max(1)) else {
        return;
    };
    let args = FilePage {
        page_id: page,
        case_id: id,
        form: place.to_owned(),
        page: 1,
        copy: 1,
    };
    let said = counter.ask(at, "file_page", |to| to.file_page(args));
    if let Ok(line) = &said {
        assert!(
            now.editable.open,
            "a page was filed in a case that is closed for it: {}",
            now.editable.reason
        );
        assert_eq!(line.case_id, Some(id));
        if line.state == PageState::Filed {
            counter.acknowledged.by_hand.insert(page);
            return;
        }
        // What its mark says of the print stands, whoever files it: of an earlier content it is no page of the case.
        assert_eq!(line.state, PageState::Stale);
        let there = counter.books.read(|tx| tx.page(store::PageId(page)));
        let print = there.expect("the books").print.expect("its mark names a print");
        assert!(
            !oracle::shows_the_present(counter, id, place, print),
            "a page of the present content is stale"
        );
    }
}

/// What is done with a page that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// Back into the tray.
    Unfile,
    /// Put aside.
    Discard,
    /// Read once more.
    Read,
}

impl Out {
    fn command(self) -> &'static str {
        match self {
            Self::Unfile => "unfile_page",
            Self::Discard => "discard_page",
            Self::Read => "read_page",
        }
    }
}

/// Takes a page out of its case, puts it aside, or has it read once more.
pub fn take_out(counter: &mut Counter, at: u8, page: u8, out: Out) {
    let Some(page) = page_at(counter, page) else {
        return;
    };
    let before = counter
        .books
        .read(|tx| tx.page(store::PageId(page)))
        .expect("the books");
    let said = counter.ask(at, out.command(), |to| match out {
        Out::Unfile => to.unfile_page(ById { id: page }),
        Out::Discard => to.discard_page(ById { id: page }),
        Out::Read => to.read_page(ById { id: page }),
    });
    if said.is_ok() {
        let filed = before.state == store::PageState::Filed;
        let state = before.case_id.map(|case| counter.row(case.0).state);
        let locked = filed && out != Out::Read && state.is_some_and(|s| !s.is_editable());
        assert!(!locked, "{out:?} took a page out of a case in {state:?}");
        if out != Out::Read {
            counter.acknowledged.by_hand.remove(&page);
        }
    }
}

/// Decides on a sample.
pub fn sample(counter: &mut Counter, at: u8, id: u32, pick: u8, decision: u8) {
    let Some(now) = counter.peek(at, id) else { return };
    let lines = counter
        .ask(at, "samples", |to| to.samples(ById { id }))
        .expect("anybody may look on");
    let Some(line) = lines.get(usize::from(pick) % lines.len().max(1)) else {
        return;
    };
    use SampleDecision as D;
    let decision = [D::Choose, D::Accept, D::Reject, D::Choose][usize::from(decision) % 4];
    let args = DecideSample {
        id: line.id,
        decision,
        reason: "看过原图".to_owned(),
    };
    let said = counter.ask(at, "decide_sample", |to| to.decide_sample(args));
    match said {
        Ok(_) => assert!(now.editable.open, "a sample was decided on in a closed case"),
        Err(refused) => {
            let asked = Asked {
                what: "decide_sample",
                role: Role::Clerk,
                at,
            };
            let no_good =
                ["sample-rejected", "sample-needs-look", "sample-blank"].contains(&refused.code.as_str());
            if !no_good || !now.editable.open {
                held::<()>(counter, &asked, &now.editable, &Err(refused));
            }
        }
    }
}

/// Chooses what is suggested of every group; where nothing is, the first is judged good after a look.
pub fn choose_samples(counter: &mut Counter, at: u8, view: &CaseView) {
    let lines = counter
        .ask(at, "samples", |to| to.samples(ById { id: view.id }))
        .expect("samples");
    let mut groups: Vec<&str> = lines.iter().map(|l| l.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let own: Vec<&SampleLine> = lines.iter().filter(|l| l.group == group).collect();
        if own.iter().any(|l| l.chosen) {
            continue;
        }
        let Some(line) = own.iter().find(|l| l.suggested).or(own.first()) else {
            continue;
        };
        if line.verdict != SampleVerdict::Accept || line.decision.is_some() {
            let args = DecideSample {
                id: line.id,
                decision: SampleDecision::Accept,
                reason: "看过原图".to_owned(),
            };
            let said = counter.ask(at, "decide_sample", |to| to.decide_sample(args));
            assert!(
                said.is_ok(),
                "a clerk may judge a sample good after a look: {said:?}"
            );
        }
        let args = DecideSample {
            id: line.id,
            decision: SampleDecision::Choose,
            reason: String::new(),
        };
        let said = counter.ask(at, "decide_sample", |to| to.decide_sample(args));
        assert!(said.is_ok(), "a good sample is chosen: {said:?}");
    }
}
