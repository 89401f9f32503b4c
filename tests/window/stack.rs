//! A stack of twenty pages dropped at once: several customers' forms, some upside down, one with a mark under coffee,
//! one with all of them, one twice, one with another number, a blank sheet, a photograph, a damaged file. The window
//! files what it can, the clerk settles the rest, and the store holds every page where the window says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ::practice::customer::Place;
use counterfoil_tests::copy_folder;
use desk::api::{CaseView, ListCases, Nothing};
use pagemark::{Corner, corner_rect};
use serde_json::json;

use super::counter::{Counter, Folder, LN_UKEY, YLBX, ZFCG, by_id, desk_over, done, fields, printed_file};
use super::customer::{places, stamp_at};
use super::driver::Window;
use super::spoiled::{all_marks, cover, photograph};

const NUMBER: &str = "00202009200000604";
const OTHER: &str = "00202009200000485";

/// What lies in the stack, and where it has to end.
struct Stack {
    files: Vec<PathBuf>,
    /// Pages by case number.
    of_cases: BTreeMap<String, u64>,
}

impl Stack {
    fn add(&mut self, folder: &Path, name: &str, bytes: &[u8]) {
        // Sorted by name they lie as they were put in.
        let file = folder.join(format!("{:02}-{name}.jpg", self.files.len() + 1));
        std::fs::write(&file, bytes).unwrap();
        self.files.push(file);
    }
}

/// The counter whose store lies there.
fn counter_over(store: PathBuf) -> Counter {
    Counter {
        desk: desk_over(store.clone()),
        folder: Folder::at(store),
    }
}

/// A practice store in which no password costs anything.
fn practice(store: PathBuf) -> Counter {
    let projects = [YLBX, ZFCG, LN_UKEY];
    practice::training::make(&store, None, &projects, store::KdfCost::QUICK_FOR_TESTS).unwrap();
    counter_over(store)
}

fn upside_down(scan: &[u8]) -> Vec<u8> {
    let picture = image::load_from_memory(scan).unwrap().to_rgb8();
    scan::encode_png(&image::imageops::rotate180(&picture))
}

/// Where the forms of the projects ask for stamps; looked up once, for that reads every project.
#[derive(Default)]
struct Stamps(BTreeMap<String, Vec<Vec<Place>>>);

impl Stamps {
    /// Prints a case's forms, stamps and scans them.
    fn scans_of(&mut self, counter: &Counter, case: &CaseView) -> Vec<Vec<u8>> {
        let printed = counter.print(case, &[]);
        let mut scans = Vec::new();
        for form in &case.forms {
            let of_form = self.0.entry(form.id.clone());
            let stamps = of_form.or_insert_with(|| places(&case.content.project, &form.id));
            let files = stamp_at(&printed_file(&printed, &form.id), stamps, counter.folder.path());
            scans.extend(files.iter().map(|file| std::fs::read(file).unwrap()));
        }
        scans
    }
}

/// Takes customers in until their forms make up the stack, and lays the odd ones between.
fn stack(counter: &Counter, folder: &Path) -> Stack {
    counter.sign_in("linxy");
    let mut stack = Stack {
        files: Vec::new(),
        of_cases: BTreeMap::new(),
    };
    let (mut good, mut stamps) = (Vec::new(), Stamps::default());
    for at in 0.. {
        let (project, unit) = ([YLBX, ZFCG][at % 2], at % 4);
        let case = counter.intake(project, "org", "new", unit);
        let number = case.number.clone();
        for scan in stamps.scans_of(counter, &case) {
            if good.len() < 15 {
                *stack.of_cases.entry(number.clone()).or_default() += 1;
                good.push(scan);
            }
        }
        if good.len() == 15 {
            break;
        }
    }
    let other = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let other = counter.save(&other, fields([("ca_case_no", NUMBER)]));
    let foreign = stamps.scans_of(counter, &other).remove(0);
    counter.save(&other, fields([("ca_case_no", OTHER)]));

    let first = good[0].clone();
    for (at, scan) in good.into_iter().enumerate() {
        match at {
            2 | 7 => stack.add(folder, "upside-down", &upside_down(&scan)),
            4 => stack.add(
                folder,
                "coffee",
                &cover(&scan, &[corner_rect(Corner::BottomLeft)]),
            ),
            // Not of the case that has its first page twice below: the copies would tell one from the other.
            6 => stack.add(folder, "no-marks", &cover(&scan, &all_marks())),
            _ => stack.add(folder, "good", &scan),
        }
    }
    stack.add(folder, "twice", &first);
    stack.add(folder, "other-number", &foreign);
    let blank = image::RgbImage::from_pixel(1240, 1754, image::Rgb([250, 250, 247]));
    stack.add(folder, "blank", &scan::encode_png(&blank));
    stack.add(folder, "photograph", &photograph(90));
    stack.add(folder, "damaged", b"\xff\xd8\xff\xe0 broken");
    stack
}

/// Picks an option of a plain list by its value.
fn pick(window: &Window, name: &str, value: &str) {
    let css = json!(format!("[data-test='{name}']"));
    window.wait(
        &format!(
            "[...document.querySelector({css}).options].some(o => o.value === {})",
            json!(value)
        ),
        &format!("`{name}` offers {value}"),
    );
    window.run(&format!(
        "const e = document.querySelector({css}); e.value = {}; e.dispatchEvent(new Event('change', {{ bubbles: true }}))",
        json!(value)
    ));
}

/// Clicks a page of the tray whose origin carries this name, and waits until it is on the desk.
fn open_page(window: &Window, origin: &str) {
    for page in window.texts_of("[data-test='tray'] [data-page]", "page") {
        window.click(&format!("[data-test='tray'] [data-page='{page}']"));
        window.wait(
            &format!("document.querySelector(\"[data-page='{page}'][aria-current='true']\")"),
            "the page is on the desk",
        );
        if window.text("[data-test='page-facts']").contains(origin) {
            return;
        }
    }
    panic!("no page of {origin} waits: {}", window.text("[data-test='tray']"));
}

#[test]
fn twenty_pages_dropped_at_once_are_every_one_filed_or_put_aside() {
    let papers = tempfile::tempdir().unwrap();
    let (mut made, mut photo_of) = (None, String::new());
    let window = Window::open_on("stack", |store| {
        let counter = practice(store.to_owned());
        let stack = stack(&counter, papers.path());
        photo_of = stack.of_cases.keys().next().unwrap().clone();
        made = Some(stack);
    });
    let stack = made.unwrap();
    assert_eq!(stack.files.len(), 20);

    window.wait_for("[data-test='practice-linxy']");
    window.sign_in("linxy");
    window.go("scan");
    window.see("scan");
    window.attach_all("scan-file", &stack.files);
    window.wait_for("[data-test='taking']");
    window.screenshot("arriving");
    window.wait_long(
        "document.querySelector(\"[data-test='arrived']\")",
        "the stack is through",
    );
    window.shots("arrived");
    // The damaged file is told and was skipped; three pages wait.
    assert!(
        window
            .text("[data-test='arrived']")
            .contains("刚读入 19 页，3 页待归"),
        "{}",
        window.text("[data-test='arrived']")
    );
    assert!(
        window.text("[data-test='told']").contains("20-damaged"),
        "{}",
        window.text("[data-test='told']")
    );
    let filed_to = window.texts_of("[data-filed-to]", "filedTo");
    // The station shows the first case that waits; the list names the others.
    let shown = window.text("main");
    let mut filed_to: std::collections::BTreeSet<_> = filed_to.iter().collect();
    filed_to.extend(stack.of_cases.keys().filter(|number| shown.contains(*number)));
    assert_eq!(filed_to, stack.of_cases.keys().collect());
    assert_eq!(window.count("[data-test='tray'] [data-page]"), 3);

    // Another number: both are shown, and it is not this counter's paper now.
    open_page(&window, "other-number");
    window.wait_for("[data-finding='barcode-not-the-case']");
    let told = window.text("[data-finding='barcode-not-the-case']");
    assert!(told.contains(NUMBER) && told.contains(OTHER), "{told}");
    window.shots("other-number");
    for origin in ["other-number", "blank"] {
        let left = window.count("[data-test='tray'] [data-page]");
        open_page(&window, origin);
        window.press("discard");
        window.wait(
            &format!("document.querySelectorAll(\"[data-test='tray'] [data-page]\").length < {left}"),
            "the page is put aside",
        );
    }
    // The photograph is a paper of the first customer, whichever case is in hand.
    open_page(&window, "photograph");
    window.wait_for("[data-test='file-case']");
    let case = window.run(&format!(
        "return [...document.querySelector(\"[data-test='file-case']\").options].find(o => o.textContent.includes({})).value",
        json!(photo_of)
    ));
    pick(&window, "file-case", case.as_str().unwrap());
    window.wait(
        "document.querySelector(\"[data-test='file-form']\").options.length > 2",
        "what the case asks for is offered",
    );
    let material =
        window.run("return [...document.querySelector(\"[data-test='file-form']\").options].at(-1).value");
    pick(&window, "file-form", material.as_str().unwrap());
    window.press("file");
    window.wait_gone("[data-test='tray'] [data-page]");

    // Every case has its pages, in the window and in the store.
    for number in stack.of_cases.keys() {
        window.click(&format!("[data-case='{number}']"));
        window.wait_text("[data-test='case-number']", number);
        window.wait_for("[data-test='pages'] [data-state='filed']");
    }
    window.shots("case");
    let copy = tempfile::tempdir().unwrap();
    let store = copy.path().join("store");
    copy_folder(&window.store(), &store);
    let counter = counter_over(store);
    counter.sign_in("linxy");
    let mut wanted = stack.of_cases;
    *wanted.get_mut(&photo_of).unwrap() += 1;
    for (number, pages) in wanted {
        let rows = done(counter.commands().list_cases(ListCases {
            states: Vec::new(),
            text: number.clone(),
            limit: 50,
        }));
        let row = rows.iter().find(|row| row.number == number).unwrap();
        let filed = done(counter.commands().pages_of_case(by_id(row)));
        assert_eq!(filed.len() as u64, pages, "{number}: {filed:#?}");
    }
    assert!(done(counter.commands().tray(Nothing {})).is_empty());
}
