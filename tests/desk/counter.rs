//! A practice counter in a temporary folder, and the people who work at it.

use std::path::{Path, PathBuf};

use ::practice::training;
use counterfoil_tests::engine::settle;
use counterfoil_tests::program;
use desk::api::secrecy_text::SecretText;
use desk::api::{
    ById, CasePatch, CaseView, HandOver, HandOverWay, KeyDesk, KeyGo, KeyJob, KeyPresence, KeyWent, Leaving,
    LeavingWay, PageState, PaymentGiven, PermitPrinting, Printed, Refusal, ReviewView, SampleDecision,
    SampleVerdict, SaveCase, Severity, VerdictGiven,
};
use desk::casework::people;
use desk::counter::places::Places;
use desk::doors::dispatch::Commands;
use desk::{Config, Desk};
use tempfile::TempDir;
use token::WorkerCommand;

#[path = "orders.rs"]
mod orders;

pub use orders::*;

use super::customer::stamp_and_scan;

pub const YLBX: &str = "netca-gd-ylbx";
pub const ZFCG: &str = "netca-gd-zfcg";
pub const LN_UKEY: &str = "netca-ln-ukey";

/// A practice counter.
pub struct Counter {
    pub desk: Desk,
    pub folder: Folder,
}

/// The store's folder inside a temporary one, so that the papers beside it go away with it.
pub struct Folder {
    _home: Option<TempDir>,
    store: PathBuf,
}

impl Folder {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let store = home.path().join("store");
        Self {
            _home: Some(home),
            store,
        }
    }

    /// A store's folder that somebody else keeps and clears away.
    pub fn at(store: PathBuf) -> Self {
        Self { _home: None, store }
    }

    pub fn path(&self) -> &Path {
        &self.store
    }
}

/// A desk over a folder, with the real worker process.
pub fn desk_over(folder: PathBuf) -> Desk {
    desk_with(
        folder,
        WorkerCommand::program(program("token-worker"), Vec::new()),
    )
}

/// A desk over a folder, with a worker process of the test's own.
pub fn desk_with(folder: PathBuf, worker: WorkerCommand) -> Desk {
    let shipped = Places::find(&[]).expect("forms and fonts above the test program");
    desk_with_models(folder, worker, shipped.keys)
}

/// As [`desk_with`], with the key models of another folder.
pub fn desk_with_models(folder: PathBuf, worker: WorkerCommand, keys: PathBuf) -> Desk {
    let mut places = Places::find(&[]).expect("forms and fonts above the test program");
    places.keys = keys;
    places.forms.push(folder.join("more-forms"));
    std::fs::create_dir_all(folder.join("more-forms")).expect("a folder");
    Desk::new(Config {
        store_dir: folder,
        places,
        worker,
        cost: store::KdfCost::QUICK_FOR_TESTS,
    })
}

impl Counter {
    /// A fresh one.
    pub fn new() -> Self {
        Self::made(Folder::new(), &[YLBX, ZFCG, LN_UKEY])
    }

    /// A fresh one in a folder, with the training CA installed for the given projects.
    pub fn made(folder: Folder, projects: &[&str]) -> Self {
        training::make(folder.path(), None, projects, store::KdfCost::QUICK_FOR_TESTS)
            .expect("a practice store");
        settle(folder.path(), "admin", desk::counter::practice::PASSWORD);
        let desk = desk_over(folder.path().to_owned());
        Self { desk, folder }
    }

    /// Opens it anew, with the programs of the system taken from a folder where they are there.
    pub fn take_tools_from(&mut self, tools: PathBuf) {
        let mut places = Places::find(&[]).expect("forms and fonts above the test program");
        places.tools = Some(tools);
        self.desk = Desk::new(Config {
            store_dir: self.folder.path().to_owned(),
            places,
            worker: WorkerCommand::program(program("token-worker"), Vec::new()),
            cost: store::KdfCost::QUICK_FOR_TESTS,
        });
    }

    /// The commands as typed methods.
    pub fn commands(&self) -> Commands<'_> {
        self.desk.commands()
    }

    pub fn sign_in(&self, login: &str) {
        done(self.commands().sign_in(sign_in_as(login)));
    }

    /// The administrator puts down that contracts of a project may be printed without their articles today; the clerk
    /// works on.
    pub fn permit(&self, project: &str) {
        self.sign_in("admin");
        done(self.commands().permit_printing(PermitPrinting {
            project: project.to_owned(),
            reason: "另附纸质正文".to_owned(),
        }));
        self.sign_in("linxy");
    }

    /// Saves a change of a case.
    pub fn save(&self, case: &CaseView, patch: CasePatch) -> CaseView {
        done(self.commands().save_case(SaveCase {
            id: case.id,
            revision: case.revision,
            patch,
        }))
    }

    pub fn get(&self, case: &CaseView) -> CaseView {
        done(self.commands().get_case(by_id(case)))
    }

    /// What the trail of a case says, in one text.
    pub fn trail(&self, case: &CaseView) -> String {
        let lines = done(self.commands().audit_of_case(by_id(case)));
        serde_json::to_string(&lines).expect("lines")
    }

    /// The first key that is made for a case.
    pub fn job(&self, case: &CaseView) -> KeyJob {
        done(self.commands().key_desk(by_id(case))).jobs.remove(0)
    }

    /// Opens a case and fills it with a made-up unit and operator, every paper seen.
    pub fn intake(&self, project: &str, kind: &str, business: &str, unit: usize) -> CaseView {
        let case = done(self.commands().open_case(fresh(project, kind, business)));
        let asked = |name: &String| case.groups.iter().flat_map(|g| &g.fields).any(|f| f.id == *name);
        let mut all = people::fields(&people::UNITS[unit], &people::PERSONS[unit]);
        // What the authority's own site numbers has its number before it is printed.
        let own = self.desk.project(project).expect("a project");
        if let Some(field) = own.every_field().find(|f| f.case_number.is_some()) {
            let shape = field.case_number.as_deref().unwrap_or_default();
            all.insert(
                field.id.clone(),
                people::case_number(shape, self.desk.today(), case.id),
            );
        }
        let rows = || [5, 6].map(|at| people::employee(&people::PERSONS[at])).to_vec();
        let patch = CasePatch {
            fields: Some(all.into_iter().filter(|(name, _)| asked(name)).collect()),
            payment: Some(PaymentGiven::Card),
            years: case.years.as_ref().map(|_| 1),
            employees: (kind == "org_employee").then(rows),
            ..CasePatch::default()
        };
        let case = self.save(&case, patch);
        let materials = case.materials.iter();
        let patch = CasePatch {
            materials: Some(materials.map(|m| (m.id.clone(), m.needed.clone())).collect()),
            typed_fee_cents: case.fee.total_cents.is_none().then_some(10_000),
            ..CasePatch::default()
        };
        let mut case = self.save(&case, patch);
        for finding in case.findings.clone() {
            if finding.severity == Severity::Warn {
                let keep = format!("{}:{}", finding.field.unwrap_or_default(), finding.code);
                let patch = CasePatch {
                    keep_finding: Some(keep),
                    ..CasePatch::default()
                };
                case = self.save(&case, patch);
            }
        }
        case
    }

    /// Prints forms of a case into files; all of them when none is named.
    pub fn print(&self, case: &CaseView, forms: &[&str]) -> Printed {
        done(self.commands().print(to_file(case, forms)))
    }

    /// Plays the customer and the scanner for one of the printed forms: the pictures of its pages.
    pub fn scanned(&self, case: &CaseView, printed: &Printed, form: &str) -> Vec<PathBuf> {
        stamp_and_scan(
            &printed_file(printed, form),
            &case.content.project,
            form,
            self.folder.path(),
        )
    }

    /// Prints, plays the customer and the scanner, files every page, chooses the suggested samples.
    pub fn print_and_scan(&self, case: &CaseView) -> CaseView {
        let printed = self.print(case, &[]);
        for form in &case.forms {
            for scan in self.scanned(case, &printed, &form.id) {
                let bytes = std::fs::read(&scan).expect("a scan");
                let imported = done(self.commands().import_scan("scan.jpg", case.id, bytes));
                assert_eq!(imported.pages[0].state, PageState::Filed, "{imported:?}");
            }
        }
        self.choose_suggested(case);
        self.get(case)
    }

    /// Chooses the suggested samples, after a look where one is asked for.
    pub fn choose_suggested(&self, case: &CaseView) {
        for sample in done(self.commands().samples(by_id(case))) {
            let decided = |decision, reason: &str| decided(&sample, decision, reason);
            let decide = |decision, reason| done(self.commands().decide_sample(decided(decision, reason)));
            if sample.suggested {
                if sample.verdict == SampleVerdict::Look {
                    decide(SampleDecision::Accept, "看过原图");
                }
                decide(SampleDecision::Choose, "");
            }
        }
    }

    /// A case in review, taken by linxy.
    pub fn submitted(&self, project: &str, kind: &str, business: &str, unit: usize) -> CaseView {
        self.sign_in("linxy");
        let case = self.intake(project, kind, business, unit);
        let case = self.print_and_scan(&case);
        done(self.commands().submit(by_id(&case)))
    }

    /// Sets every item 一致.
    pub fn pass_all(&self, case: &CaseView) -> ReviewView {
        let mut view = done(self.commands().review(by_id(case)));
        for item in view.items.clone() {
            view = done(
                self.commands()
                    .set_verdict(verdict(case, &item.id, VerdictGiven::Ok, "")),
            );
        }
        view
    }

    /// Sets every item 一致 and signs off.
    pub fn pass(&self, case: &CaseView) -> CaseView {
        done(self.commands().approve(signed(&self.pass_all(case))))
    }

    /// A case that hemin has approved; luoyi is signed in afterwards.
    pub fn approved(&self, project: &str, kind: &str, business: &str, unit: usize) -> CaseView {
        let case = self.submitted(project, kind, business, unit);
        self.sign_in("hemin");
        let case = self.pass(&case);
        self.sign_in("luoyi");
        case
    }

    /// The keys plugged in, by their word.
    pub fn keys(&self, case: &CaseView, presence: KeyPresence) -> Vec<String> {
        let tokens = done(self.commands().tokens(by_id(case))).tokens;
        let of = tokens.into_iter().filter(|t| t.presence == presence);
        of.map(|t| t.serial).collect()
    }

    /// Takes the next step of a job.
    pub fn step(&self, job: &KeyJob, given: Given<'_>) -> Result<KeyWent, Refusal> {
        self.commands().key_go(next(job, given))
    }

    /// Takes the next step of a job, which must succeed.
    #[track_caller]
    pub fn go(&self, job: &KeyJob, given: Given<'_>) -> KeyWent {
        done(self.step(job, given))
    }

    /// Works all jobs of a case to their end on blank keys; the training CA answers.
    pub fn make_keys(&self, case: &CaseView) -> KeyDesk {
        let mut desk = done(self.commands().key_desk(by_id(case)));
        while let Some(job) = desk.jobs.iter().find(|job| !job.done) {
            let went = if job.waits_for_file {
                done(self.commands().training_issue(ById { id: job.id }))
            } else if job.term_to_confirm.is_some() {
                done(self.commands().confirm_term(ById { id: job.id }))
            } else if job.serial.is_none() {
                self.go(job, Given::Key(&self.keys(case, KeyPresence::Blank).remove(0)))
            } else {
                self.go(job, Given::Nothing)
            };
            let refused = went.findings.iter().any(|f| f.severity == Severity::Refuse);
            assert!(!refused, "{went:#?}");
            desk = went.desk;
        }
        desk
    }

    /// A closed case of a unit, with its key; the new PIN of its one key is `pin`.
    pub fn closed(&self, project: &str, unit: usize, pin: &str) -> CaseView {
        let case = self.approved(project, "org", "new", unit);
        self.make_keys(&case);
        self.sign_in("linxy");
        let person = &people::PERSONS[unit];
        let handed = self.fetched(&case, person.name, person.id_no, pin);
        done(self.commands().hand_over(handed)).case
    }

    /// A hand-over to the person who applied, everything of the plan seen; `pin` for each key that takes one, unless
    /// it is empty.
    pub fn fetched(&self, case: &CaseView, name: &str, id_no: &str, pin: &str) -> HandOver {
        let mut handed = self.leaving(case, fetches(name, id_no));
        if !pin.is_empty() {
            let jobs = self.way(case, LeavingWay::Applicant).pins_of.into_iter();
            handed.pins = jobs.map(|job| key_pin(job, pin)).collect();
        }
        handed
    }

    /// A hand-over in some way, everything of the plan seen, no PIN typed.
    pub fn leaving(&self, case: &CaseView, leaving: Leaving) -> HandOver {
        let way = match leaving {
            Leaving::Applicant { .. } => LeavingWay::Applicant,
            Leaving::Other { .. } => LeavingWay::Other,
            Leaving::Posted { .. } => LeavingWay::Posted,
            Leaving::Nothing => LeavingWay::Nothing,
        };
        let ticks = self.way(case, way).ticks;
        let seen = ticks.into_iter().map(|tick| tick.id).collect();
        HandOver {
            id: case.id,
            leaving,
            pins: Vec::new(),
            seen,
        }
    }

    /// One of the ways of the plan.
    pub fn way(&self, case: &CaseView, way: LeavingWay) -> HandOverWay {
        let view = done(self.commands().hand_over_view(by_id(case)));
        let found = view.plan.ways.iter().find(|one| one.way == way);
        found.unwrap_or_else(|| panic!("no {way:?}: {view:#?}")).clone()
    }
}

/// What a step is given beside its job.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    Nothing,
    Key(&'a str),
    Pin(&'a str),
    NewPin(&'a str),
    SoPin(&'a str),
    /// The new PIN, and the SO PIN that sets it.
    Pins(&'a str, &'a str),
}

/// The next step of a job, as it is taken.
pub fn next(job: &KeyJob, given: Given<'_>) -> KeyGo {
    let mut go = KeyGo {
        job_id: job.id,
        step: job.next,
        serial: job.serial.clone().unwrap_or_default(),
        new_pin: SecretText::default(),
        pin: SecretText::default(),
        so_pin: SecretText::default(),
        confirm_last_try: false,
    };
    match given {
        Given::Nothing => {}
        Given::Key(serial) => go.serial = serial.to_owned(),
        Given::Pin(pin) => go.pin = pin.into(),
        Given::NewPin(pin) => go.new_pin = pin.into(),
        Given::SoPin(pin) => go.so_pin = pin.into(),
        Given::Pins(new, so) => (go.new_pin, go.so_pin) = (new.into(), so.into()),
    }
    go
}

/// What a command answered that must succeed.
#[track_caller]
pub fn done<T>(answer: Result<T, Refusal>) -> T {
    answer.unwrap_or_else(|refused| panic!("{refused}"))
}

/// A command that must be refused with a code, in words and with a remedy.
#[track_caller]
pub fn refused<T>(answer: Result<T, Refusal>, code: &str) -> Refusal {
    let refused = answer.err().expect("this must be refused");
    assert_eq!(refused.code, code, "{refused}");
    assert!(
        !refused.message.is_empty() && !refused.remedy.is_empty(),
        "{refused:?}"
    );
    refused
}

/// The file of one of the printed forms.
pub fn printed_file(printed: &Printed, form: &str) -> PathBuf {
    let ending = format!("-{form}");
    let mut files = printed.files.iter().map(PathBuf::from);
    let is_it = |file: &PathBuf| {
        file.file_stem()
            .is_some_and(|stem| stem.to_string_lossy().contains(&ending))
    };
    files.find(is_it).expect("a file")
}

/// The token of the practice counter, looked at from outside the desk.
pub fn outside(counter: &Counter) -> token::Workers {
    let conf = counter.folder.path().join("softhsm2.conf").display().to_string();
    let worker = WorkerCommand::program(program("token-worker"), vec![("SOFTHSM2_CONF".to_owned(), conf)]);
    token::Workers::new(vec![token::softhsm::module()], worker)
}

/// Takes the first job of an approved case, on a blank key, to where it waits for the CA: its id and the request.
pub fn waiting_for_answer(counter: &Counter, case: &CaseView) -> (u32, Vec<u8>) {
    let blank = counter.keys(case, KeyPresence::Blank).remove(0);
    let mut desk = done(counter.commands().key_desk(by_id(case)));
    while !desk.jobs[0].waits_for_file {
        let job = &desk.jobs[0];
        let given = match job.serial {
            None => Given::Key(&blank),
            Some(_) => Given::Nothing,
        };
        desk = counter.go(job, given).desk;
    }
    let request = desk.documents.iter().find(|d| d.name.ends_with(".csr"));
    let id = request.expect("a request").id;
    let (_, bytes) = done(counter.commands().document(ById { id }));
    (desk.jobs[0].id, bytes)
}
