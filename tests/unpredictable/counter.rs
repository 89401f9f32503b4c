//! The real counter that the acts are done at: one store, two windows over it, the books opened a third time to look
//! into, and what was acknowledged so far.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use ::practice::training;
use case::CaseContent;
use counterfoil_tests::engine::settle;
use counterfoil_tests::program;
use desk::api::{ById, CaseView, Nothing, PermitPrinting, Refusal, ReviewView, SignIn};
use desk::counter::places::Places;
use desk::counter::practice;
use desk::doors::dispatch::Commands;
use desk::{Config, Desk};
use secrecy::SecretString;
use store::{CaseId, CaseRow, Store};
use tempfile::TempDir;
use token::WorkerCommand;

use super::acts::Who;
use super::paper::Paper;
use super::plan::Plan;
use super::printer::Printer;
use super::{tally, words};

/// One of the two windows: a desk of its own, and what stands on its screen.
pub struct Window {
    pub desk: Desk,
    /// The cases as this window saw them last; a later change elsewhere is not seen here.
    pub screen: BTreeMap<u32, CaseView>,
    /// Reviews as this window saw them last.
    pub reviews: BTreeMap<u32, ReviewView>,
}

/// What was acknowledged.
#[derive(Default)]
pub struct Acknowledged {
    /// Every text that anybody typed: it may stand in words as it was typed.
    pub texts: Vec<String>,
    /// By case: what was typed into a field, and taken.
    pub fields: BTreeMap<u32, BTreeMap<String, String>>,
    /// By case: the content after the last save that was taken. Nothing else may change it.
    pub content: BTreeMap<u32, CaseContent>,
    /// Pages that a person has filed: what stands on them that person has to answer for.
    pub by_hand: BTreeSet<u32>,
    /// Every page that came in.
    pub pages: Vec<u32>,
}

/// The pictures of a form's pages, by case, form and revision.
pub type Looks = BTreeMap<(u32, String, u32), Vec<Vec<u8>>>;

/// The counter.
pub struct Counter {
    _home: Option<TempDir>,
    store: PathBuf,
    pub windows: [Window; 2],
    pub books: Store,
    pub plan: Plan,
    pub acknowledged: Acknowledged,
    pub papers: Vec<Paper>,
    pub printer: Printer,
    /// What would be seen on a form if it were printed now.
    pub looks: RefCell<Looks>,
    /// Whether keys are made, which takes its time.
    pub keys: bool,
}

fn desk_over(store: PathBuf) -> Desk {
    Desk::new(Config {
        store_dir: store,
        places: Places::find(&[]).expect("forms and fonts above the test program"),
        worker: WorkerCommand::program(program("token-worker"), Vec::new()),
        cost: store::KdfCost::QUICK_FOR_TESTS,
    })
}

fn window(store: PathBuf) -> Window {
    Window {
        desk: desk_over(store),
        screen: BTreeMap::new(),
        reviews: BTreeMap::new(),
    }
}

/// No authority's agreement is at hand here: the administrator puts down why contracts print without their articles
/// today.
fn permit_without_articles(desk: &Desk, projects: &[&str]) {
    let (to, may) = (desk.commands(), "the administrator may");
    let admin = SignIn {
        login: "admin".to_owned(),
        password: practice::PASSWORD.into(),
    };
    to.sign_in(admin).expect(may);
    for project in to.installed(Nothing {}).expect(may).projects {
        let lacks = project.agreements.iter().any(|one| one.current.is_none());
        if projects.contains(&project.id.as_str()) && lacks {
            let permission = PermitPrinting {
                project: project.id,
                reason: "另附纸质正文".to_owned(),
            };
            to.permit_printing(permission).expect(may);
        }
    }
    to.sign_out(Nothing {}).expect(may);
}

impl Counter {
    /// A fresh practice counter; its training CA answers for every project.
    pub fn new(keys: bool) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        Self::at(home.path().join("store"), Some(home), keys)
    }

    /// The same with its store in a folder that `home`, or whoever called, clears away.
    pub fn at(store: PathBuf, home: Option<TempDir>, keys: bool) -> Self {
        let first = window(store.clone());
        let projects: Vec<&str> = first.desk.projects().iter().map(project::Project::id).collect();
        training::make(&store, None, &projects, store::KdfCost::QUICK_FOR_TESTS).expect("a practice store");
        settle(&store, "admin", practice::PASSWORD);
        permit_without_articles(&first.desk, &projects);
        let password = SecretString::from(practice::PASSWORD);
        let (books, _) = Store::unlock(&store, "admin", &password).expect("the books");
        let printer = Printer::here();
        printer.anew();
        Self {
            windows: [first, window(store.clone())],
            books,
            plan: Plan::default(),
            acknowledged: Acknowledged::default(),
            papers: Vec::new(),
            printer,
            looks: RefCell::default(),
            keys,
            store,
            _home: home,
        }
    }

    /// The program of a window is gone and starts anew; nothing was said to it before.
    pub fn kill(&mut self, at: u8) {
        self.windows[usize::from(at)] = window(self.store.clone());
    }

    /// A command at a window, with its refusal held to be one.
    pub fn ask<T>(
        &self,
        at: u8,
        command: &str,
        call: impl FnOnce(Commands<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let said = call(self.windows[usize::from(at)].desk.commands());
        if let Err(refused) = &said {
            words::hold(command, refused, &self.acknowledged.texts);
            tally::refused(&refused.code);
        }
        said
    }

    /// Signs a person in at a window as the plan says it must go.
    pub fn sign_in(&mut self, at: u8, who: Who, right: bool) {
        let lets_in = self.plan.places[usize::from(at)].lets_in(who, right);
        let password = if right {
            practice::PASSWORD
        } else {
            "counterfoil-2025"
        };
        let said = self.ask(at, "sign_in", |to| {
            to.sign_in(SignIn {
                login: who.login().to_owned(),
                password: password.into(),
            })
        });
        assert_eq!(
            said.is_ok(),
            lets_in,
            "{who:?} signs in with the right password: {right}: {said:?}"
        );
        if said.is_ok() {
            self.clear_screen(at);
        }
        self.plan.after(&super::acts::Act::SignIn {
            window: at,
            who,
            right,
        });
    }

    /// The next person begins at the own board.
    pub fn clear_screen(&mut self, at: u8) {
        let window = &mut self.windows[usize::from(at)];
        window.screen.clear();
        window.reviews.clear();
    }

    /// Has a person sit at a window, whoever sat there.
    pub fn be(&mut self, at: u8, who: Who) {
        if self.who(at) != Some(who) {
            if self.plan.places[usize::from(at)].paused(who) {
                self.kill(at);
                self.plan.after(&super::acts::Act::Kill { window: at });
            }
            self.sign_in(at, who, true);
        }
    }

    /// Who sits at a window.
    pub fn who(&self, at: u8) -> Option<Who> {
        self.plan.places[usize::from(at)].who
    }

    /// Whether who sits there has a role.
    pub fn has(&self, at: u8, role: case::Role) -> bool {
        self.who(at).is_some_and(|who| who.role() == role)
    }

    /// The cases in the order in which they were opened.
    pub fn cases(&self) -> Vec<CaseRow> {
        let mut rows = self
            .books
            .read(|tx| tx.cases_in(&case::CaseState::ALL, u32::MAX))
            .expect("the books");
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// One of them, counted round; none before the first.
    pub fn case_at(&self, pick: u8) -> Option<u32> {
        let rows = self.cases();
        (!rows.is_empty()).then(|| rows[usize::from(pick) % rows.len()].id.0)
    }

    /// A case as the books have it.
    pub fn row(&self, id: u32) -> CaseRow {
        self.books.read(|tx| tx.case(CaseId(id))).expect("the books")
    }

    /// A case as it is now, asked at a window and not shown there.
    pub fn peek(&self, at: u8, id: u32) -> Option<CaseView> {
        self.who(at)?;
        let view: CaseView = self
            .ask(at, "get_case", |to| to.get_case(ById { id }))
            .expect("a case that is there is shown");
        Some(view)
    }

    /// A case shown at a window, as it is now.
    pub fn look(&mut self, at: u8, id: u32) -> Option<CaseView> {
        let view = self.peek(at, id)?;
        self.windows[usize::from(at)].screen.insert(id, view.clone());
        Some(view)
    }

    /// A case as it stands on a window's screen.
    pub fn screen(&mut self, at: u8, id: u32) -> Option<CaseView> {
        self.who(at)?;
        match self.windows[usize::from(at)].screen.get(&id) {
            Some(view) => Some(view.clone()),
            None => self.look(at, id),
        }
    }

    /// A text that somebody types.
    pub fn typed(&mut self, text: &str) {
        if !text.is_empty() && !self.acknowledged.texts.iter().any(|t| t == text) {
            self.acknowledged.texts.push(text.to_owned());
            // The longest first, so that one text in another does not leave the rest of it behind.
            self.acknowledged
                .texts
                .sort_by_key(|t| std::cmp::Reverse(t.len()));
        }
    }

    /// A save was taken: what the books have now is what stays.
    pub fn taken(&mut self, id: u32) {
        let content = self.row(id).content;
        self.acknowledged.content.insert(id, content);
    }
}
