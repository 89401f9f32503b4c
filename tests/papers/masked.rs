//! Masked prints: whatever field a number was typed into, no page shows it whole, and every page says what it is.

use std::collections::BTreeSet;

use counterfoil_tests::tool;
use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use project::{FormRef, Project};

use super::{bare, blank, desk, example, forms, write};

/// Numbers in fields that ask for none: where a clerk types them all the same.
const STRAY: &str =
    "洽谈室，电话13911112222，身份证110105194912310021，wang.li@mail.example.cn，账号6222 0212 3456 7890";

/// The case with a number in every field of words as well.
fn with_stray_numbers(project: &Project, form: &FormRef) -> CaseFile {
    let mut file = example(project, form);
    let content = &file.content;
    let fields = project.fields(content.business, content.kind, content.channel);
    for spec in fields.iter().filter(|f| f.check.is_none() && f.options.is_none()) {
        file.content.fields.insert(spec.id.clone(), STRAY.to_owned());
    }
    file
}

/// Words of a page that could be read out as a number or written to: six digits and more, a name before an @.
fn numbers(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| c.is_whitespace() || !c.is_ascii());
    let digits = |word: &str| {
        word.split(|c: char| !c.is_ascii_digit() && c != '-')
            .any(|run| run.chars().filter(char::is_ascii_digit).count() >= 6)
    };
    let address = |word: &str| {
        word.split_once('@')
            .is_some_and(|(name, _)| !name.is_empty() && !name.ends_with('*'))
    };
    words
        .filter(|w| digits(w) || address(w))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_masked_form_shows_no_number_whole_says_so_and_carries_no_mark() {
    let folder = tempfile::tempdir().unwrap();
    let mut hidden = 0;
    for (project, form) in forms() {
        let name = format!("{} {}", project.id(), form.id);
        let text_of = |pdf: &[u8]| {
            let path = write(folder.path(), "paper.pdf", pdf);
            tool("pdftotext", ["-layout".as_ref(), path.as_os_str(), "-".as_ref()]).out
        };
        let print = |file: &CaseFile| {
            papers::render(project, form, file, desk().fonts().unwrap(), 1)
                .unwrap_or_else(|e| panic!("{name}: {e}"))
        };
        for file in [example(project, form), with_stray_numbers(project, form)] {
            let masked = print(&file.masked(project));
            let (text, plain, own) = (
                text_of(&masked.pdf),
                text_of(&print(&file).pdf),
                text_of(&blank(project, form)),
            );
            // Numbers of the form's own wording (the authority's hotline) stay; grids set the signs of one number
            // apart.
            let left: Vec<String> = numbers(&text).difference(&numbers(&own)).cloned().collect();
            assert!(left.is_empty(), "{name}: {left:?}");
            let rows = file.content.employees.iter().flat_map(|row| row.values());
            for value in file.content.fields.values().chain(rows) {
                let value = bare(value);
                if value.bytes().filter(u8::is_ascii_digit).count() >= 9 && bare(&plain).contains(&value) {
                    hidden += 1;
                    assert!(!bare(&text).contains(&value), "{name}: {value}");
                }
            }
            assert!(!bare(&text).contains(&bare(&file.number)), "{name}");
            let said = text.matches("脱敏打印").count();
            assert_eq!(said, masked.pages.len(), "{name}: {said} pages say it");
        }
    }
    assert!(hidden > 100, "{hidden} numbers");
}
