//! What the people of a practice counter do at the window, step by step.

use std::path::{Path, PathBuf};

use counterfoil_tests::counterctl;
use serde_json::json;

use super::customer::stamp_and_scan;
use super::driver::{ESCAPE, Window};

/// Where the key desk stands: the step and what was just done.
const STEP: &str = "[data-test='job-step'],[data-test='message']";

/// Makes a practice store, as `cargo xtask run` does.
pub fn practice(store: &Path) {
    let said = counterctl([
        "store".as_ref(),
        "init".as_ref(),
        "--training".as_ref(),
        store.as_os_str(),
    ]);
    assert_eq!(said.code, 0, "{said:?}");
}

/// Who the made-up unit sends, and what it is called. The same people as the practice data's.
pub struct Applicant {
    /// Number in the practice data.
    pub unit: usize,
    /// The operator.
    pub operator: usize,
}

impl Applicant {
    /// What the applicant has for each field.
    pub fn fields(&self) -> Vec<(String, String)> {
        let (unit, operator) = (
            &desk::casework::people::UNITS[self.unit],
            &desk::casework::people::PERSONS[self.operator],
        );
        desk::casework::people::fields(unit, operator)
            .into_iter()
            .collect()
    }

    /// Name of the unit.
    pub fn name(&self) -> &'static str {
        desk::casework::people::UNITS[self.unit].name
    }

    /// Name and identity number of the operator.
    pub fn operator(&self) -> (&'static str, &'static str) {
        let person = &desk::casework::people::PERSONS[self.operator];
        (person.name, person.id_no)
    }
}

impl Window {
    /// Signs a practice account in, whoever is there now.
    pub fn sign_in(&self, login: &str) {
        if self.has("[data-test='lock']") {
            self.press("lock");
        }
        self.press(&format!("practice-{login}"));
        self.press("primary");
        self.wait_for("[data-test='who']");
    }

    /// Picks one of several options.
    pub fn choose(&self, group: &str, option: &str) {
        self.click(&format!(
            "[data-test='{group}'] [data-option='{option}'],[data-field='{group}'] [data-option='{option}']"
        ));
    }

    /// A practice account agrees beside the one that is signed in.
    pub fn stand_beside(&self, login: &str) {
        self.fill("beside-login", login);
        self.fill("beside-password", desk::counter::practice::PASSWORD);
    }

    /// What the intake asks for after the form: years, money, materials, and the word that what is doubtful stays as
    /// it is. For projects whose guide names no amount: the clerk types `fee`, and it stays marked as typed.
    pub fn settle_the_intake(&self, fee: &str) {
        if self.has("[data-field='years'] [data-option='1']") {
            self.choose("years", "1");
        } else if self.has("input[data-field='years']") {
            self.fill("years", "1");
        }
        self.fill("typed-fee", fee);
        self.choose("payment", "card");
        self.tick_materials();
        self.keep_doubtful();
    }

    /// Opens a case; for a returning unit its name is looked up first. Gives the case number.
    pub fn open_case(&self, project: &str, kind: &str, business: &str, returning: Option<&str>) -> String {
        self.go("intake");
        self.see("intake");
        if let Some(name) = returning {
            self.fill("find-unit", name);
            self.click("[data-test^='customer-']");
            self.wait_for("[data-test='taken']");
        }
        self.choose("project", project);
        self.choose("kind", kind);
        self.choose("business", business);
        self.choose("channel", "counter");
        self.press("primary");
        self.wait_for("[data-view='intake'] [data-test='case-number']");
        self.text("[data-test='case-number']")
    }

    /// Fills every empty field of the form that this applicant has something for.
    pub fn fill_form(&self, applicant: &Applicant) {
        for (field, value) in applicant.fields() {
            let input = format!("input[data-field='{field}']");
            if self.has(&input) && self.value(&field).is_empty() {
                self.fill(&field, &value);
            }
        }
        self.saved();
    }

    /// Ticks every paper of the checklist.
    pub fn tick_materials(&self) {
        // What was chosen just before may still change the list.
        self.saved();
        let open = "[data-test^='mark-'][data-seen='false']";
        loop {
            let left = self.count(open);
            if left == 0 {
                return self.saved();
            }
            self.click(open);
            self.wait(
                &format!("document.querySelectorAll({}).length < {left}", json!(open)),
                "a mark is kept",
            );
        }
    }

    /// Keeps every value that is unusual but right.
    pub fn keep_doubtful(&self) {
        self.saved();
        loop {
            let left = self.count("[data-test='keep-finding']");
            if left == 0 {
                return;
            }
            self.press("keep-finding");
            self.wait(
                &format!("document.querySelectorAll(\"[data-test='keep-finding']\").length < {left}"),
                "a finding is kept",
            );
            self.saved();
        }
    }

    /// Waits until the draft is saved.
    pub fn saved(&self) {
        self.wait_for("[data-test='save-line'][data-phase='saved']");
    }

    /// Prints into files; gives their paths.
    pub fn print_to_file(&self) -> Vec<PathBuf> {
        self.press("primary");
        self.click("[data-test='to-file']");
        self.wait_for("[role='dialog'] [data-loading='false'], .picture.sheet[data-loading='false']");
        self.shots("preview");
        self.press("dialog-primary");
        self.wait_for("[data-test='printed-file']");
        let files = self.texts_of("[data-test='printed-file']", "file");
        let files = files.into_iter().map(PathBuf::from).collect();
        self.keys(&[ESCAPE]);
        self.wait_gone("[data-test='dialog-primary']");
        files
    }

    /// Prints, has the customer stamp and sign the named form, and opens the scanning desk. Gives the scans.
    pub fn print_and_stamp(&self, project: &str, form: &str) -> Vec<PathBuf> {
        let printed = self.print_to_file();
        let pdf = printed
            .iter()
            .find(|file| file.to_string_lossy().contains(form))
            .expect("the form was printed");
        let scans = stamp_and_scan(pdf, project, form, &self.folder("scans"));
        self.press("primary");
        self.see("scan");
        scans
    }

    /// Hands the case on to the next desk with the main button.
    pub fn hand_on(&self) {
        self.press("primary");
        self.wait_for("[data-test='said']");
    }

    /// Somebody else signs in and opens his desk, at which this case is next.
    pub fn take_over(&self, login: &str, desk: &str, number: &str) {
        self.sign_in(login);
        self.go(desk);
        self.see(desk);
        self.wait_text("[data-test='case-number']", number);
    }

    /// Takes scans in, as if picked.
    pub fn take_scans(&self, scans: &[PathBuf]) {
        for (at, scan) in scans.iter().enumerate() {
            self.attach("scan-file", scan);
            let pages = at + 1;
            self.wait(
                &format!("!document.querySelector(\"[data-test='taking']\") && document.querySelectorAll(\"[data-test='pages'] [data-page]\").length >= {pages}"),
                "the page is filed",
            );
        }
    }

    /// Chooses a sample of every group.
    pub fn choose_samples(&self) {
        self.wait_for("[data-group]:not([data-group='page'])");
        let names = self.texts_of("[data-group]:not([data-group='page'])", "group");
        for name in names {
            self.click(&format!("[data-group='{name}']"));
            self.wait_for("[data-test='samples']");
            if !self.can_press("choose") && self.has("[data-test='sample-accept']") {
                self.press("sample-accept");
                self.fill("sample-reason", "看过原图，印文清晰完整");
                self.press("sample-confirm");
            }
            self.press("choose");
            self.wait(
                "document.querySelector(\"[data-test='choose']\")?.disabled",
                "the sample is chosen",
            );
        }
    }

    /// Passes every item of the open review.
    pub fn pass_all(&self) {
        loop {
            let progress = self.text("[data-test='review-progress']");
            let (seen, total) = progress.split_once('/').expect("a progress");
            if seen == total {
                return;
            }
            self.press("verdict-ok");
            self.wait(
                &format!(
                    "document.querySelector(\"[data-test='review-progress']\").textContent.trim() !== {}",
                    json!(progress)
                ),
                "the verdict is kept",
            );
        }
    }

    /// Works through the key desk until every key of the open case is done; each step's picture is kept once. Of
    /// several keys plugged in, the one that `key` finds is the customer's.
    pub fn work_keys(&self, key: Option<&str>, new_pin: Option<&str>) {
        self.wait_for("[data-test='job-step']");
        if let Some(key) = key {
            self.wait_for("[data-test='tokens'] [data-serial]");
            assert!(
                !self.can_press("primary"),
                "several keys and none chosen: nothing may go on"
            );
            self.click(&format!("[data-test='tokens'] {key}"));
        }
        let mut shown = false;
        loop {
            self.wait(
                "document.querySelector(\"[data-test='training-issue']:not(:disabled)\") || document.querySelector(\"[data-test='new-pin']\") \
                 || document.querySelector(\"[data-test='primary']:not(:disabled):not(.is-loading)\")",
                "the next step can be taken",
            );
            if self.text("[data-test='primary']").contains("领取") {
                return;
            }
            let before = self.text(STEP);
            if let Some(pin) = new_pin.filter(|_| self.has("[data-test='new-pin']")) {
                self.fill("new-pin", pin);
                self.fill("new-pin-again", pin);
                self.screenshot("keys-new-pin");
            }
            if self.has("[data-test='training-issue']") {
                if !std::mem::replace(&mut shown, true) {
                    self.shots("keys-waiting");
                }
                self.press("training-issue");
            } else {
                self.press("primary");
            }
            self.wait(
                &format!(
                    "!document.querySelector(\"[data-test='running']\") && !document.querySelector('.is-loading') \
                     && [...document.querySelectorAll({})].map(e => e.textContent.trim()).join('\\n') !== {}",
                    json!(STEP),
                    json!(before)
                ),
                "the step is recorded",
            );
            assert!(
                !self.has("[data-view='keys'] [data-test='refusal']"),
                "{}",
                self.text("[data-test='refusal']")
            );
        }
    }

    /// Opens a case from the board.
    pub fn open_row(&self, number: &str) {
        self.go("board");
        self.see("board");
        self.click(&format!("[data-view='board'] [data-case='{number}']"));
    }
}
