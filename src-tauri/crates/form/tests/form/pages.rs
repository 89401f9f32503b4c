//! Bytes, marks, map and looks of the printed pages.

use std::collections::BTreeMap;

use form::{BoxKind, BoxOnPage, CaNumber, Filling, Marks, PageMap, render};
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, PageMark};

use crate::shared::{FORMS, description, filling, fonts, marks, paper, parse, print, repository, tool};

#[test]
fn the_same_values_give_the_same_bytes() {
    for (id, ..) in FORMS {
        let (first, second) = (print(id, &filling()).pdf, print(id, &filling()).pdf);
        assert!(first == second, "{id}: the second printing differs");
    }
}

#[test]
fn every_pdf_is_sound_small_and_carries_its_fonts() {
    for (id, ..) in FORMS {
        let printed = print(id, &filling());
        let path = paper(&format!("sound-{id}.pdf"), &printed.pdf);
        let path = path.to_str().unwrap();
        tool("qpdf", &["--check", path]);
        let fonts = String::from_utf8(tool("pdffonts", &[path])).unwrap();
        for line in fonts.lines().skip(2) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let flags = &words[words.len() - 5..words.len() - 2];
            assert_eq!(
                flags,
                ["yes", "yes", "yes"],
                "{id}: embedded, subset, unicode: {line}"
            );
        }
        let info = String::from_utf8(tool("pdfinfo", &[path])).unwrap();
        assert!(info.contains("A4"), "{info}");
        assert!(!info.contains("CreationDate"), "{info}");
        let structure =
            String::from_utf8_lossy(&tool("qpdf", &["--qdf", "--object-streams=disable", path, "-"]))
                .into_owned();
        assert!(structure.contains("/PrintScaling /None") && structure.contains("/Lang (zh-CN)"));
        let limit = 300 * 1024 * printed.pages.len();
        assert!(printed.pdf.len() < limit, "{id}: {} bytes", printed.pdf.len());
    }
}

#[test]
fn every_form_has_the_pages_it_should_have() {
    for (id, ..) in FORMS {
        let printed = print(id, &filling());
        assert_eq!(printed.pages.len(), 1, "{id}");
        assert_eq!(printed.notes, [], "{id}");
        let blank = render(&description(id), &Filling::default(), None, 1..=1, fonts()).unwrap();
        assert_eq!(blank.pages.len(), 1, "{id} blank");
    }
}

#[test]
fn boxes_lie_on_the_page_and_apart() {
    for (id, ..) in FORMS {
        for filling in [filling(), Filling::default()] {
            for page in &print(id, &filling).pages {
                check_boxes(id, page);
            }
        }
    }
}

pub fn check_boxes(id: &str, page: &PageMap) {
    assert!(page.page > 1 || !page.boxes.is_empty(), "{id}");
    for (at, b) in page.boxes.iter().enumerate() {
        let r = b.rect;
        assert!(r.w > 0.4 && r.h > 0.4, "{id}: {b:?}");
        assert!(r.x >= 10.0 && r.x + r.w <= A4_WIDTH_MM - 10.0, "{id}: {b:?}");
        assert!(r.y >= 23.0 && r.y + r.h <= A4_HEIGHT_MM - 10.0, "{id}: {b:?}");
        for other in &page.boxes[..at] {
            assert!(!overlap(b, other), "{id}: {b:?} overlaps {other:?}");
        }
    }
}

fn overlap(a: &BoxOnPage, b: &BoxOnPage) -> bool {
    let (a, b) = (a.rect, b.rect);
    let across = (a.x + a.w).min(b.x + b.w) - a.x.max(b.x);
    let down = (a.y + a.h).min(b.y + b.h) - a.y.max(b.y);
    across > 0.01 && down > 0.01
}

#[test]
fn the_map_names_values_frames_and_signatures() {
    let names = |id: &str, kind: BoxKind| -> Vec<String> {
        let pages = print(id, &filling()).pages;
        pages[0]
            .boxes
            .iter()
            .filter(|b| b.kind == kind)
            .map(|b| b.name.clone())
            .collect()
    };
    let values = names("f-zfcg-1", BoxKind::Value);
    for name in [
        "unit_name",
        "uscc",
        "operator_name",
        "operator_id_no",
        "apply_date",
    ] {
        assert_eq!(
            values.iter().filter(|n| *n == name).count(),
            1,
            "{name} in {values:?}"
        );
    }
    assert_eq!(
        names("f-zfcg-1", BoxKind::Frame),
        ["seal.org.1", "seal.org.2", "seal.org.3"]
    );
    assert!(names("f-zfcg-1", BoxKind::Tick).contains(&"business=new".to_owned()));
    assert!(names("f-zfcg-1", BoxKind::Sign).contains(&"sign.operator".to_owned()));
    assert!(names("f-zfcg-1", BoxKind::Office).contains(&"acceptance_time".to_owned()));
    assert!(names("f-ylbx-2a", BoxKind::Value).contains(&"employees.3.user_name".to_owned()));
    let printed = print("f-zfcg-1", &filling());
    for frame in printed.pages[0].boxes.iter().filter(|b| b.kind == BoxKind::Frame) {
        assert!(
            frame.rect.w >= 50.0 && frame.rect.h >= 50.0,
            "a 45 mm seal needs room: {frame:?}"
        );
    }
}

#[test]
fn the_marks_read_back() {
    for (id, project, _) in FORMS {
        let copies = description(id).copies().len() as u16;
        let printed = render(
            &description(id),
            &filling(),
            Some(&marks(id)),
            copies..=copies,
            fonts(),
        )
        .unwrap();
        let path = paper(&format!("marks-{id}.pdf"), &printed.pdf);
        let picture = path.with_extension("");
        tool(
            "pdftoppm",
            &[
                "-r",
                "200",
                "-png",
                "-singlefile",
                path.to_str().unwrap(),
                picture.to_str().unwrap(),
            ],
        );
        let picture = picture.with_extension("png");
        let read = String::from_utf8(tool("zbarimg", &["-q", "--raw", picture.to_str().unwrap()])).unwrap();
        let lines: Vec<&str> = read.lines().collect();
        assert!(lines.contains(&"YL-20261121-0001"), "{id}: {lines:?}");
        let mark = lines.iter().find_map(|l| l.parse::<PageMark>().ok());
        let mark = mark.unwrap_or_else(|| panic!("{id}: no page mark in {lines:?}"));
        assert_eq!(
            (mark.project.as_str(), mark.form.as_str(), mark.copy),
            (project, id, copies)
        );
        assert_eq!(
            (mark.page, mark.pages, mark.case.as_str()),
            (1, 1, "YL-20261121-0001")
        );
    }
}

/// What zbarimg reads on the only page of a paper: bars, and the page mark.
fn codes_of(name: &str, pdf: &[u8]) -> (Vec<String>, PageMark) {
    let read = codes_read(name, pdf);
    let (marks, bars): (Vec<_>, Vec<_>) = read.into_iter().partition(|line| line.starts_with("CF2;"));
    (bars, marks[0].parse().unwrap())
}

/// Everything that zbarimg reads on it; nothing where it finds no code at all.
fn codes_read(name: &str, pdf: &[u8]) -> Vec<String> {
    let path = paper(&format!("{name}.pdf"), pdf);
    let picture = path.with_extension("");
    let (path, stem) = (path.to_str().unwrap(), picture.to_str().unwrap());
    tool("pdftoppm", &["-r", "200", "-png", "-singlefile", path, stem]);
    let picture = picture.with_extension("png");
    let read = std::process::Command::new("zbarimg")
        .args(["-q", "--raw", picture.to_str().unwrap()])
        .output()
        .unwrap();
    // 4: looked, and found none.
    assert!(matches!(read.status.code(), Some(0 | 4)), "{read:?}");
    let read = String::from_utf8(read.stdout).unwrap();
    read.lines().map(str::to_owned).collect()
}

/// The authority's number stands once, where its form has bars; a page without such a place has it in the margin; and
/// while it is awaited, squares, code and bars wait with it, on every form of the authority's.
#[test]
fn the_authoritys_number_stands_where_its_form_has_bars() {
    const NUMBER: &str = "00202009200000604";
    let own = parse(r#"form "f-own" version="1" { include "clauses/ln-head"; p "正文"; }"#);
    let other = parse(r#"form "f-other" version="1" { p "正文"; }"#);
    let counter = marks("f-ylbx-1");
    let known = Marks {
        ca_number: CaNumber::Known(NUMBER.to_owned()),
        ..counter.clone()
    };
    let mut filling = Filling::default();
    let awaited = Marks {
        ca_number: CaNumber::Awaited,
        ..counter.clone()
    };
    for (name, form) in [("bars-awaited-own", &own), ("bars-awaited-margin", &other)] {
        let waiting = render(form, &filling, Some(&awaited), 1..=1, fonts()).unwrap();
        assert_eq!(codes_read(name, &waiting.pdf), Vec::<String>::new(), "{name}");
        let text = crate::shared::text_of(&paper(&format!("{name}-text.pdf"), &waiting.pdf));
        assert!(!text.contains(&counter.case), "{name}: {text}");
    }
    filling.values.insert("ca_case_no".into(), NUMBER.into());
    for (name, form) in [("bars-own", &own), ("bars-margin", &other)] {
        let printed = render(form, &filling, Some(&known), 1..=1, fonts()).unwrap();
        let (bars, mark) = codes_of(name, &printed.pdf);
        assert_eq!(bars, [NUMBER], "{name}");
        assert_eq!((mark.bars(), mark.case.as_str()), (NUMBER, counter.case.as_str()));
        let text = crate::shared::text_of(&paper(&format!("{name}-text.pdf"), &printed.pdf));
        assert_eq!(text.matches(NUMBER).count(), 1, "{name}: {text}");
    }
    assert_eq!(own.bar_field(), Some("ca_case_no"));
    let place = &render(&own, &filling, Some(&known), 1..=1, fonts())
        .unwrap()
        .pages[0]
        .boxes[0];
    assert_eq!((place.name.as_str(), place.kind), ("ca_case_no", BoxKind::Value));
    assert!(
        place.rect.x > A4_WIDTH_MM / 2.0 && place.rect.y < 40.0,
        "{place:?}"
    );
}

#[test]
fn a_blank_form_has_no_number_and_wrong_marks_are_refused() {
    let form = description("f-ylbx-1");
    let blank = Marks {
        project: "netca-gd-ylbx".into(),
        case: String::new(),
        ca_number: CaNumber::Unused,
        print: 0,
    };
    assert!(render(&form, &Filling::default(), Some(&blank), 1..=2, fonts()).is_ok());
    let wrong = Marks {
        case: "a;b".into(),
        ..blank.clone()
    };
    let error = render(&form, &Filling::default(), Some(&wrong), 1..=1, fonts()).unwrap_err();
    assert_eq!(error.code(), "form-mark");
    let error = render(&form, &Filling::default(), Some(&blank), 1..=3, fonts()).unwrap_err();
    assert_eq!(error.code(), "form-no-such-copy");
}

/// The page as somebody looked at it: tests/truth/forms/FORM.png at 80 dpi. A changed form needs a new look:
/// run with `LOOK_AGAIN=1`, look at the pictures, commit them.
#[test]
fn the_pages_look_as_they_were_looked_at() {
    let mut worst = BTreeMap::new();
    for (id, ..) in FORMS {
        let path = paper(&format!("look-{id}.pdf"), &print(id, &filling()).pdf);
        let picture = path.with_extension("");
        tool(
            "pdftoppm",
            &[
                "-r",
                "80",
                "-png",
                "-gray",
                "-singlefile",
                path.to_str().unwrap(),
                picture.to_str().unwrap(),
            ],
        );
        let now = picture.with_extension("png");
        let truth = repository().join(format!("tests/truth/forms/{id}.png"));
        if std::env::var_os("LOOK_AGAIN").is_some() {
            std::fs::copy(&now, &truth).unwrap();
        }
        worst.insert(id, difference(&now, &truth));
    }
    assert!(
        worst.values().all(|d| *d < 0.004),
        "share of pixels that differ: {worst:?}"
    );
}

/// Share of pixels that differ clearly from every neighbour of their place in the other picture.
fn difference(now: &std::path::Path, truth: &std::path::Path) -> f64 {
    let open = |path: &std::path::Path| {
        image::open(path)
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
            .into_luma8()
    };
    let (a, b) = (open(now), open(truth));
    assert_eq!(a.dimensions(), b.dimensions(), "{}", truth.display());
    let (width, height) = a.dimensions();
    let mut different = 0_u32;
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let near = (0..9).any(|n| {
                let (dx, dy) = (n % 3, n / 3);
                a[(x, y)].0[0].abs_diff(b[(x + dx - 1, y + dy - 1)].0[0]) < 90
            });
            different += u32::from(!near);
        }
    }
    f64::from(different) / f64::from(width * height)
}

#[test]
fn no_picture_of_a_form_that_is_gone() {
    for entry in std::fs::read_dir(repository().join("tests/truth/forms")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let id = name.strip_suffix(".png").unwrap_or(&name);
        assert!(FORMS.iter().any(|f| f.0 == id), "{name} belongs to no form");
    }
}
