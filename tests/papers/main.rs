//! Every form of every project: the CA's wording is on it, filled and blank; it is a sound PDF; it looks as it was
//! looked at. The forms are found, not listed: a project that is added is checked, and one without its texts fails.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod archive;
mod contracts;
mod edges;
mod full;
mod long;
mod masked;
mod overflow;
mod overprinted;
mod seals;
mod sizes;
mod tagged;
mod worst;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use counterfoil_tests::{root, tool};
use desk::casework::case_file::CaseFile;
use desk::counter::places::Places;
use desk::prints::papers;
use desk::{Config, Desk};
use practice::extremes::{self, Filled};
use project::{FormRef, Project};
use unicode_normalization::UnicodeNormalization as _;

/// Grey levels by which a pixel may differ, and the share of pixels that may differ by more.
const TOLERANCE: u8 = 64;
const SHARE: f64 = 0.004;

fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        Desk::new(Config {
            store_dir: root().join("target/no-store"),
            places: Places::find(&[]).expect("forms and fonts"),
            worker: token::WorkerCommand::this_program(Vec::new()).expect("this program"),
            cost: Default::default(),
        })
    })
}

/// All forms with their projects.
fn forms() -> Vec<(&'static Project, &'static FormRef)> {
    desk()
        .projects()
        .iter()
        .flat_map(|p| p.all_forms().iter().map(move |f| (p, f)))
        .collect()
}

/// A made-up case on the form, always of the same day.
fn example(project: &Project, form: &FormRef) -> CaseFile {
    CaseFile::example(project, &form.id, day()).expect("a case that prints it")
}

/// The form's case with values of that length, of the same day.
fn filled_with(project: &Project, form: &FormRef, filled: Filled) -> CaseFile {
    let file = extremes::case(project, form, filled, day()).expect("a case that prints it");
    file.expect("a case is in it")
}

fn day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day")
}

fn filled(project: &Project, form: &FormRef) -> Vec<u8> {
    let file = example(project, form);
    papers::render(project, form, &file, desk().fonts().unwrap(), 1)
        .expect("a filled form")
        .pdf
}

fn blank(project: &Project, form: &FormRef) -> Vec<u8> {
    papers::render_blank(project, form, desk().fonts().unwrap())
        .expect("a blank form")
        .pdf
}

fn write(folder: &Path, name: &str, pdf: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, pdf).unwrap();
    path
}

/// The pages of a document in shades of grey, by `pdftoppm` with these options.
fn pictures(folder: &Path, name: &str, pdf: &[u8], options: &[&str]) -> Vec<image::GrayImage> {
    let path = write(folder, &format!("{name}.pdf"), pdf);
    let stem = folder.join(name);
    let args = options.iter().chain(&["-png", "-gray"]).map(std::ffi::OsStr::new);
    let said = tool("pdftoppm", args.chain([path.as_os_str(), stem.as_os_str()]));
    assert_eq!(said.code, 0, "{said:?}");
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "png"))
        .collect();
    pages.sort();
    let read = |path: &PathBuf| {
        let page = image::open(path).unwrap().to_luma8();
        std::fs::remove_file(path).unwrap();
        page
    };
    pages.iter().map(read).collect()
}

/// As FORM_TEXTS says: NFKC, all white space away.
fn bare(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_wording_of_every_form_is_on_it_filled_and_blank() {
    let folder = tempfile::tempdir().unwrap();
    let mut lost = Vec::new();
    for (project, form) in forms() {
        let texts = root().join(format!("tests/truth/texts/{}.txt", form.id));
        let texts = std::fs::read_to_string(&texts).unwrap_or_else(|_| panic!("{} has no texts", form.id));
        for (what, pdf) in [("filled", filled(project, form)), ("blank", blank(project, form))] {
            let path = write(folder.path(), "form.pdf", &pdf);
            let texts_of =
                |mode: &str| bare(&tool("pdftotext", [mode.as_ref(), path.as_os_str(), "-".as_ref()]).out);
            // As it is laid out, or in the order in which it is read aloud: a label of two lines beside other cells
            // stands whole in one of them only.
            let (laid_out, in_order) = (texts_of("-layout"), texts_of("-q"));
            let on_it = |line: &str| laid_out.contains(&bare(line)) || in_order.contains(&bare(line));
            let missing: Vec<&str> = texts.lines().filter(|line| !on_it(line)).collect();
            if !missing.is_empty() {
                lost.push(format!("{} {} {what}: {missing:?}", project.id(), form.id));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn every_form_is_a_sound_and_small_pdf_and_prints_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    for (project, form) in forms() {
        let pdf = filled(project, form);
        assert_eq!(pdf, filled(project, form), "{} {}", project.id(), form.id);
        let path = write(folder.path(), "form.pdf", &pdf);
        let checked = tool("qpdf", ["--check".as_ref(), path.as_os_str()]);
        assert_eq!(checked.code, 0, "{} {}: {checked:?}", project.id(), form.id);
        let pages = tool("pdfinfo", [path.as_os_str()]).out;
        let pages: usize = pages
            .lines()
            .find_map(|l| l.strip_prefix("Pages:"))
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        assert!(
            pdf.len() < 300_000 * pages,
            "{} {}: {} bytes",
            project.id(),
            form.id,
            pdf.len()
        );
        for line in tool("pdffonts", [path.as_os_str()]).out.lines().skip(2) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(
                words[words.len() - 5..words.len() - 2],
                ["yes", "yes", "yes"],
                "{}: {line}",
                form.id
            );
        }
    }
}

#[test]
fn every_form_looks_as_it_was_looked_at() {
    let (folder, truth) = (tempfile::tempdir().unwrap(), root().join("tests/truth/papers"));
    let again = std::env::var_os("LOOK_AGAIN").is_some();
    let mut known = Vec::new();
    for (project, form) in forms() {
        let name = format!("{}-{}", project.id(), form.id);
        let path = write(folder.path(), "form.pdf", &filled(project, form));
        let picture = folder.path().join(&name);
        let args = ["-r", "80", "-png", "-gray", "-singlefile"].map(std::ffi::OsStr::new);
        let painted = tool(
            "pdftoppm",
            args.into_iter().chain([path.as_os_str(), picture.as_os_str()]),
        );
        assert_eq!(painted.code, 0, "{painted:?}");
        let (now, then) = (picture.with_extension("png"), truth.join(format!("{name}.png")));
        // with_extension would cut a dot out of the name; the names have none.
        if again {
            std::fs::copy(&now, &then).unwrap();
        }
        let load = |path: &Path| {
            image::open(path)
                .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
                .to_luma8()
        };
        let (now, then) = (load(&now), load(&then));
        assert_eq!(now.dimensions(), then.dimensions(), "{name}");
        let differ = now
            .pixels()
            .zip(then.pixels())
            .filter(|(a, b)| a.0[0].abs_diff(b.0[0]) > TOLERANCE)
            .count();
        let share = differ as f64 / now.pixels().len() as f64;
        assert!(
            share <= SHARE,
            "{name}: {:.2} % of the page differ; look, then LOOK_AGAIN=1",
            share * 100.0
        );
        known.push(format!("{name}.png"));
    }
    for entry in std::fs::read_dir(&truth).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "{name} belongs to no form");
    }
}

#[test]
fn what_the_business_no_longer_asks_for_does_not_print() {
    let project = desk().project("cfca-xs").unwrap();
    let form = project.form("f-cfca-1").unwrap();
    let mut file = example(project, form);
    let print = |file: &CaseFile| {
        papers::render(project, form, file, desk().fonts().unwrap(), 1)
            .unwrap()
            .pdf
    };
    let (bare, locked) = (file.clone(), {
        file.content
            .fields
            .insert("sub_lock".to_owned(), "new".to_owned());
        file.clone()
    });
    assert!(print(&bare) != print(&locked), "a new case prints its 副锁");
    let renewed = |file: &CaseFile| {
        let mut file = file.clone();
        file.content.business = case::BusinessType::Renew;
        print(&file)
    };
    assert!(renewed(&bare) == renewed(&locked), "a renewal does not");
}
