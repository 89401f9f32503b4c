//! A practice counter in a temporary folder, and the people who work at it.

use std::path::{Path, PathBuf};

use ::practice::training;
use counterfoil_tests::program;
use desk::api::{
    Approve, ById, CasePatch, CaseView, DecideSample, OpenCase, PageState, PermitPrinting, Print, PrintTo,
    Refusal, SaveCase, SetVerdict, Severity, SignIn,
};
use desk::casework::people;
use desk::counter::places::Places;
use desk::counter::practice;
use desk::doors::dispatch::Commands;
use desk::{Config, Desk};
use serde_json::{Value, json};
use tempfile::TempDir;
use token::WorkerCommand;

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

    /// A command that must succeed.
    pub fn ok(&self, command: &str, args: Value) -> Value {
        self.desk
            .call(command, args)
            .unwrap_or_else(|refused| panic!("{command}: {refused}"))
    }

    /// A command that must be refused with a code, in words and with a remedy.
    pub fn refused(&self, command: &str, args: Value, code: &str) -> Refusal {
        let refused = self.desk.call(command, args).expect_err("this must be refused");
        assert_eq!(refused.code, code, "{refused}");
        assert!(
            !refused.message.is_empty() && !refused.remedy.is_empty(),
            "{refused:?}"
        );
        refused
    }

    /// The commands as typed methods.
    pub fn commands(&self) -> Commands<'_> {
        self.desk.commands()
    }

    pub fn sign_in(&self, login: &str) {
        done(self.commands().sign_in(SignIn {
            login: login.to_owned(),
            password: practice::PASSWORD.into(),
        }));
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

    pub fn save(&self, case: &Value, patch: Value) -> Value {
        self.ok(
            "save_case",
            json!({ "id": case["id"], "revision": case["revision"], "patch": patch }),
        )
    }

    pub fn get(&self, case: &Value) -> Value {
        json!(done(self.commands().get_case(by_id(case))))
    }

    /// Opens a case and fills it with a made-up unit and operator, every paper seen.
    pub fn intake(&self, project: &str, kind: &str, business: &str, unit: usize) -> Value {
        let case = done(self.commands().open_case(OpenCase {
            project: project.to_owned(),
            kind: kind.to_owned(),
            business: business.to_owned(),
            channel: "counter".to_owned(),
            customer: None,
            from_case: None,
            certificate: None,
        }));
        let asked = |name: &String| case.groups.iter().flat_map(|g| &g.fields).any(|f| f.id == *name);
        let all = people::fields(&people::UNITS[unit], &people::PERSONS[unit]);
        let rows = || [5, 6].map(|at| people::employee(&people::PERSONS[at])).to_vec();
        let patch = CasePatch {
            fields: Some(all.into_iter().filter(|(name, _)| asked(name)).collect()),
            payment: Some("card".to_owned()),
            years: case.years.as_ref().map(|_| 1),
            employees: (kind == "org_employee").then(rows),
            ..CasePatch::default()
        };
        let case = self.change(&case, patch);
        let materials = case.materials.iter();
        let patch = CasePatch {
            materials: Some(materials.map(|m| (m.id.clone(), m.needed.clone())).collect()),
            typed_fee_cents: case.fee.total_cents.is_none().then_some(10_000),
            ..CasePatch::default()
        };
        let mut case = self.change(&case, patch);
        for finding in case.findings.clone() {
            if finding.severity == Severity::Warn {
                let keep = format!("{}:{}", finding.field.unwrap_or_default(), finding.code);
                let patch = CasePatch {
                    keep_finding: Some(keep),
                    ..CasePatch::default()
                };
                case = self.change(&case, patch);
            }
        }
        json!(case)
    }

    /// Saves a change of a case.
    fn change(&self, case: &CaseView, patch: CasePatch) -> CaseView {
        done(self.commands().save_case(SaveCase {
            id: case.id,
            revision: case.revision,
            patch,
        }))
    }

    /// Plays the customer and the scanner for one of the printed forms: the pictures of its pages.
    pub fn scanned(&self, case: &Value, printed: &Value, form: &str) -> Vec<PathBuf> {
        let project = case["content"]["project"].as_str().expect("a project");
        stamp_and_scan(&printed_file(printed, form), project, form, self.folder.path())
    }

    /// Prints, plays the customer and the scanner, files every page, chooses the suggested samples.
    pub fn print_and_scan(&self, case: &Value) -> Value {
        let printed = json!(done(self.commands().print(Print {
            id: id(case),
            forms: Vec::new(),
            to: PrintTo::File,
        })));
        for form in case["forms"].as_array().expect("forms") {
            for scan in self.scanned(case, &printed, form["id"].as_str().expect("an id")) {
                let bytes = std::fs::read(&scan).expect("a scan");
                let imported = done(self.commands().import_scan("scan.jpg", id(case), bytes));
                assert_eq!(imported.pages[0].state, PageState::Filed, "{imported:?}");
            }
        }
        self.choose_suggested(case);
        self.get(case)
    }

    /// Chooses the suggested samples, after a look where one is asked for.
    pub fn choose_suggested(&self, case: &Value) {
        for sample in done(self.commands().samples(by_id(case))) {
            let decide = |decision: &str, reason: &str| {
                done(self.commands().decide_sample(DecideSample {
                    id: sample.id,
                    decision: decision.to_owned(),
                    reason: reason.to_owned(),
                }));
            };
            if sample.suggested {
                if sample.verdict == "look" {
                    decide("accept", "看过原图");
                }
                decide("choose", "");
            }
        }
    }

    /// A case in review, taken by linxy.
    pub fn submitted(&self, project: &str, kind: &str, business: &str, unit: usize) -> Value {
        self.sign_in("linxy");
        let case = self.intake(project, kind, business, unit);
        let case = self.print_and_scan(&case);
        json!(done(self.commands().submit(by_id(&case))))
    }

    /// Sets every item 一致.
    pub fn pass_all(&self, case: &Value) -> Value {
        let mut view = done(self.commands().review(by_id(case)));
        for item in view.items.clone() {
            view = done(self.commands().set_verdict(SetVerdict {
                id: id(case),
                item: item.id,
                verdict: "ok".to_owned(),
                reason: String::new(),
            }));
        }
        json!(view)
    }

    /// A case that hemin has approved; luoyi is signed in afterwards.
    pub fn approved(&self, project: &str, kind: &str, business: &str, unit: usize) -> Value {
        let case = self.submitted(project, kind, business, unit);
        self.sign_in("hemin");
        let view = self.pass_all(&case);
        let case = done(self.commands().approve(Approve {
            id: id(&case),
            bound_hash: view["boundHash"].as_str().expect("a hash").to_owned(),
        }));
        self.sign_in("luoyi");
        json!(case)
    }

    /// The keys plugged in, by their word.
    pub fn keys(&self, case: &Value, presence: &str) -> Vec<String> {
        let tokens = done(self.commands().tokens(by_id(case))).tokens;
        let of = tokens.into_iter().filter(|t| t.presence == presence);
        of.map(|t| t.serial).collect()
    }

    /// Takes the next step of a job, with more arguments.
    pub fn step(&self, job: &Value, more: Value) -> Result<Value, Refusal> {
        let mut args = json!({ "jobId": job["id"], "step": job["next"], "serial": job["serial"].as_str().unwrap_or("") });
        for (k, v) in more.as_object().expect("arguments") {
            args[k] = v.clone();
        }
        self.desk.call("key_go", args)
    }

    /// Works all jobs of a case to their end on blank keys; the training CA answers.
    pub fn make_keys(&self, case: &Value) -> Value {
        let mut desk = json!(done(self.commands().key_desk(by_id(case))));
        while let Some(job) = desk["jobs"]
            .as_array()
            .expect("jobs")
            .iter()
            .find(|j| j["done"] == false)
            .cloned()
        {
            let went = if job["waitsForFile"] == true {
                json!(done(self.commands().training_issue(by_id(&job))))
            } else if job["serial"].is_null() {
                let blank = self.keys(case, "blank").remove(0);
                self.step(&job, json!({ "serial": blank }))
                    .unwrap_or_else(|r| panic!("{r}"))
            } else {
                self.step(&job, json!({})).unwrap_or_else(|r| panic!("{r}"))
            };
            assert_eq!(went["findings"], json!([]), "{went:#}");
            desk = went["desk"].clone();
        }
        desk
    }

    /// A closed case of a unit, with its key; the new PIN of its one key is `pin`.
    pub fn closed(&self, project: &str, unit: usize, pin: &str) -> Value {
        let case = self.approved(project, "org", "new", unit);
        self.make_keys(&case);
        self.sign_in("linxy");
        let person = &people::PERSONS[unit];
        let args = self.fetched(&case, person.name, person.id_no, pin);
        self.ok("hand_over", args)["case"].clone()
    }

    /// A hand-over to the person who applied, everything of the plan seen; `pin` for each key that takes one, unless
    /// it is empty.
    pub fn fetched(&self, case: &Value, name: &str, id_no: &str, pin: &str) -> Value {
        let leaving = json!({ "way": "applicant", "name": name, "idNo": id_no });
        let mut args = self.leaving(case, leaving);
        if !pin.is_empty() {
            let jobs = self.way(case, "applicant")["pinsOf"].clone();
            let jobs = jobs.as_array().expect("jobs").iter();
            let pins: Vec<Value> = jobs.map(|job| json!({ "jobId": job, "newPin": pin })).collect();
            args["pins"] = json!(pins);
        }
        args
    }

    /// A hand-over in some way, everything of the plan seen, no PIN typed.
    pub fn leaving(&self, case: &Value, leaving: Value) -> Value {
        let way = self.way(case, leaving["way"].as_str().expect("a way"));
        let ticks = way["ticks"].as_array().expect("ticks").iter();
        let seen: Vec<Value> = ticks.map(|tick| tick["id"].clone()).collect();
        json!({ "id": case["id"], "leaving": leaving, "seen": seen })
    }

    /// One of the ways of the plan.
    pub fn way(&self, case: &Value, way: &str) -> Value {
        let view = json!(done(self.commands().hand_over_view(by_id(case))));
        let ways = view["plan"]["ways"].as_array().expect("ways").iter();
        let found = ways.clone().find(|one| one["way"] == way);
        found.unwrap_or_else(|| panic!("no {way}: {view:#}")).clone()
    }
}

/// What a command answered that must succeed.
#[track_caller]
pub fn done<T>(answer: Result<T, Refusal>) -> T {
    answer.unwrap_or_else(|refused| panic!("{refused}"))
}

/// The number of a case, a job, a document as it was told.
pub fn id(of: &Value) -> u32 {
    u32::try_from(of["id"].as_u64().expect("an id")).expect("a small number")
}

/// As an argument.
pub fn by_id(of: &Value) -> ById {
    ById { id: id(of) }
}

/// The file of one of the printed forms.
pub fn printed_file(printed: &Value, form: &str) -> PathBuf {
    let ending = format!("-{form}");
    let mut files = printed["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|f| PathBuf::from(f.as_str().expect("a path")));
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
pub fn waiting_for_answer(counter: &Counter, case: &Value) -> (u32, Vec<u8>) {
    let blank = counter.keys(case, "blank").remove(0);
    let mut desk = json!(done(counter.commands().key_desk(by_id(case))));
    while desk["jobs"][0]["waitsForFile"] == false {
        let job = desk["jobs"][0].clone();
        let more = if job["serial"].is_null() {
            json!({ "serial": blank })
        } else {
            json!({})
        };
        desk = counter.step(&job, more).unwrap_or_else(|r| panic!("{r}"))["desk"].clone();
    }
    let documents = desk["documents"].as_array().expect("documents");
    let is_request = |d: &&Value| d["name"].as_str().is_some_and(|name| name.ends_with(".csr"));
    let request = documents.iter().find(is_request).expect("a request");
    let (_, bytes) = done(counter.commands().document(by_id(request)));
    (id(&desk["jobs"][0]), bytes)
}
