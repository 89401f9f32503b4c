//! The worst a counter can be handed, on every form: the longest unit, an address of four lines, a name beyond U+20000,
//! forty employees, nothing at all.

use std::path::Path;

use counterfoil_tests::tool;
use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use form::{BoxKind, Rendered};
use practice::extremes::Filled;
use project::{FormRef, Project};

use super::{bare, desk, example, forms, write};

pub fn worst(project: &Project, form: &FormRef) -> CaseFile {
    super::filled_with(project, form, Filled::Worst)
}

fn print(project: &Project, form: &FormRef, file: &CaseFile) -> Rendered {
    papers::render(project, form, file, desk().fonts().unwrap(), 1)
        .unwrap_or_else(|e| panic!("{} {}: {e}", project.id(), form.id))
}

/// The paper's text in the order of its content, where qpdf finds nothing to say.
fn text_of(path: &Path) -> String {
    let checked = tool("qpdf", ["--check".as_ref(), path.as_os_str()]);
    assert_eq!(checked.code, 0, "{checked:?}");
    bare(&tool("pdftotext", ["-raw".as_ref(), path.as_os_str(), "-".as_ref()]).out)
}

/// The value a box on the map was filled with.
fn value_of<'a>(file: &'a CaseFile, name: &str) -> Option<&'a str> {
    match name.split('.').collect::<Vec<_>>().as_slice() {
        ["employees", row, column] => {
            let row = file.content.employees.get(row.parse::<usize>().ok()? - 1)?;
            row.get(*column).map(String::as_str)
        }
        _ => file.content.field(name),
    }
}

#[test]
fn the_worst_case_stands_whole_on_every_form_and_in_the_order_of_its_places() {
    let folder = tempfile::tempdir().unwrap();
    let (mut lost, mut seen) = (Vec::new(), 0);
    for (project, form) in forms() {
        let file = worst(project, form);
        let printed = print(project, form, &file);
        let name = format!("{} {}", project.id(), form.id);
        let text = text_of(&write(folder.path(), "worst.pdf", &printed.pdf));
        let content = &file.content;
        let fields = project.fields(content.business, content.kind, content.channel);
        let asked = |name: &str| name.starts_with("employees.") || fields.iter().any(|f| f.id == name);
        // Each place's value is looked for behind the one before it.
        let mut from = 0;
        let boxes = printed.pages.iter().flat_map(|p| &p.boxes);
        let mut last = "";
        for place in boxes.filter(|b| matches!(b.kind, BoxKind::Value | BoxKind::Office)) {
            let Some(value) = value_of(&file, &place.name).filter(|_| asked(&place.name)) else {
                continue;
            };
            if value.is_empty() || place.name == last {
                continue;
            }
            last = &place.name;
            seen += 1;
            let field = &place.name;
            let continued =
                |note: &form::Note| matches!(note, form::Note::Continued { field: f } if f == field);
            match text[from..].find(&bare(value)) {
                _ if printed.notes.iter().any(continued) && text.contains(&bare(value)) => {}
                Some(at) => from += at,
                None if text.contains(&bare(value)) => lost.push(format!("{name}: {field} out of its order")),
                None => lost.push(format!("{name}: {} = {value}", place.name)),
            }
        }
    }
    assert!(seen > 300, "{seen} values");
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn forty_employees_go_on_over_sheets_of_the_annexs_own_rows() {
    let mut annexes = 0;
    for (project, form) in forms() {
        let file = worst(project, form);
        let description = papers::description(project, &form.id, &Default::default()).unwrap();
        if file.content.employees.is_empty() || !description.lists().contains("employees") {
            continue;
        }
        annexes += 1;
        let rows_of = |file: &CaseFile| -> Vec<usize> {
            let printed = print(project, form, file);
            let numbers = |name: &str| {
                name.strip_prefix("employees.")?
                    .strip_suffix(".user_name")?
                    .parse()
                    .ok()
                    .filter(|row| *row <= 40)
            };
            let pages = printed.pages.iter();
            pages
                .map(|p| {
                    p.boxes
                        .iter()
                        .filter_map(|b| numbers(&b.name))
                        .collect::<std::collections::BTreeSet<usize>>()
                        .len()
                })
                .collect()
        };
        let one = CaseFile {
            content: case::CaseContent {
                employees: file.content.employees[..1].to_vec(),
                ..file.content.clone()
            },
            ..file.clone()
        };
        let (mut single, mut forty) = (rows_of(&one), rows_of(&file));
        // A page of the form before its list has no rows.
        single.retain(|rows| *rows > 0);
        forty.retain(|rows| *rows > 0);
        assert_eq!(forty.iter().sum::<usize>(), 40, "{}: {forty:?}", form.id);
        // Every sheet but the last is as full as a sheet can be, and there are no more than needed.
        let full = forty[0];
        assert!(forty.len() > single.len() && full > 1, "{}: {forty:?}", form.id);
        assert_eq!(forty.len(), 40_usize.div_ceil(full), "{}: {forty:?}", form.id);
    }
    assert!(annexes >= 2, "{annexes}");
}

#[test]
fn a_case_without_values_prints_on_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for (project, form) in forms() {
        let mut file = example(project, form);
        file.content.fields.clear();
        file.content.employees.clear();
        let empty = print(project, form, &file);
        let whole = print(project, form, &example(project, form));
        let name = format!("{} {}", project.id(), form.id);
        assert_eq!(empty.notes, [], "{name}");
        assert_eq!(empty.pages.len(), whole.pages.len(), "{name}");
        text_of(&write(folder.path(), "empty.pdf", &empty.pdf));
    }
}
