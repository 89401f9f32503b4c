//! What a form looks like to whoever stamps it: a seal on its caption stays clear of the boxes for samples, titles stand
//! in the middle, and what the wording calls red is red.

use std::path::Path;

use counterfoil_tests::tool;
use desk::prints::papers;
use form::BoxKind;
use practice::extremes::{self, Filled};

use super::{blank, day, desk, forms, write};

/// A unit's seal, in millimetres (国发〔1999〕25号: 4.2 cm and more are state organs of higher rank).
const RADIUS: f64 = 20.0;
/// Where words that ask for a unit's seal end.
const CAPTIONS: [&str; 6] = ["盖章：", "盖章）：", "（盖章）", "公章：", "公章）：", "（公章）"];

/// A word of a page, with its edges in millimetres.
struct Word {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: String,
}

/// The words or whole lines of every page, as poppler finds them.
fn placed(pdf: &Path, what: &str) -> Vec<Vec<Word>> {
    let said = tool(
        "pdftotext",
        ["-bbox-layout".as_ref(), pdf.as_os_str(), "-".as_ref()],
    )
    .out;
    let mut pages = Vec::new();
    for page in said.split("<page ").skip(1) {
        let mut found = Vec::new();
        for piece in page.split(&format!("<{what} ")).skip(1) {
            let edge = |key: &str| -> f64 {
                let at = piece.split(&format!("{key}=\"")).nth(1).unwrap();
                at.split('"').next().unwrap().parse::<f64>().unwrap() * 25.4 / 72.0
            };
            let inner = piece.split(&format!("</{what}>")).next().unwrap();
            let text = inner.split('>').skip(1).filter_map(|part| part.split('<').next());
            found.push(Word {
                left: edge("xMin"),
                top: edge("yMin"),
                right: edge("xMax"),
                bottom: edge("yMax"),
                text: text.collect::<String>().split_whitespace().collect(),
            });
        }
        pages.push(found);
    }
    pages
}

#[test]
fn a_unit_seal_on_its_caption_reaches_no_sample_frame_of_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let (mut reached, mut captions) = (Vec::new(), Vec::new());
    for (project, form) in forms() {
        for filled in [Filled::Blank, Filled::Example, Filled::Long] {
            let printed = extremes::print(desk(), project, form, filled, day()).unwrap();
            let words = placed(&write(folder.path(), "seals.pdf", &printed.pdf), "word");
            for (map, words) in printed.pages.iter().zip(words) {
                let frames = map.boxes.iter().filter(|b| b.kind == BoxKind::Frame);
                let frames: Vec<_> = frames.collect();
                let asks = |word: &&Word| CAPTIONS.iter().any(|caption| word.text.ends_with(caption));
                for word in words.iter().filter(asks).filter(|_| !frames.is_empty()) {
                    captions.push(form.id.clone());
                    let (x, y) = ((word.left + word.right) / 2.0, (word.top + word.bottom) / 2.0);
                    for frame in &frames {
                        let r = frame.rect;
                        let beside = (r.x - x).max(x - r.x - r.w).max(0.0);
                        let below = (r.y - y).max(y - r.y - r.h).max(0.0);
                        let white = beside.hypot(below) - RADIUS;
                        if white < 0.0 {
                            let (name, what) = (&frame.name, filled.word());
                            reached.push(format!(
                                "{} {what}: {} {:.1} mm into {name}",
                                form.id, word.text, -white
                            ));
                        }
                    }
                }
            }
        }
    }
    captions.dedup();
    assert!(captions.len() >= 3, "forms with both: {captions:?}");
    assert!(reached.is_empty(), "{reached:#?}");
}

#[test]
fn every_title_stands_in_the_middle_of_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut off = Vec::new();
    for (project, form) in forms() {
        let lines = placed(&write(folder.path(), "title.pdf", &blank(project, form)), "line");
        // The highest letters of the first page are its title's.
        let title = lines[0]
            .iter()
            .max_by(|a, b| (a.bottom - a.top).total_cmp(&(b.bottom - b.top)));
        let title = title.unwrap_or_else(|| panic!("{} has no title", form.id));
        let away = (title.left + title.right) / 2.0 - pagemark::A4_WIDTH_MM / 2.0;
        if away.abs() > 0.1 {
            off.push(format!("{} {}: {away:.2} mm", form.id, title.text));
        }
    }
    assert!(off.is_empty(), "{off:#?}");
}

#[test]
fn the_sample_seals_of_the_instruction_sheet_are_in_the_red_that_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let project = desk().project("nmgca").unwrap();
    let form = project.form("f-nmg-u3").unwrap();
    let path = write(folder.path(), "red.pdf", &blank(project, form));
    let text = tool("pdftotext", [path.as_os_str(), "-".as_ref()]).out;
    assert!(super::bare(&text).contains("保证签章颜色为正红"), "{text}");
    let stem = folder.path().join("red");
    let args = ["-r", "60", "-png", "-singlefile"].map(std::ffi::OsStr::new);
    let args = args.into_iter().chain([path.as_os_str(), stem.as_os_str()]);
    assert_eq!(tool("pdftoppm", args).code, 0);
    let page = image::open(stem.with_extension("png")).unwrap().to_rgb8();
    let red = page
        .pixels()
        .filter(|p| p.0[0] > 170 && p.0[1] < 90 && p.0[2] < 90)
        .count();
    let share = red as f64 / page.pixels().len() as f64;
    assert!(share > 0.005, "{:.2} % of the page is red", share * 100.0);
    // And the paper itself says how: colour in its content, not a picture of another printer's.
    let again = papers::render_blank(project, form, desk().fonts().unwrap()).unwrap();
    assert_eq!(again.pages.len(), 1);
}
