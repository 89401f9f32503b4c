//! The sources: every module says what it is for, none has two jobs, and no test is a pretence.

use std::path::{Path, PathBuf};

use super::tracked::{files, text};

fn with_extension<'a>(wanted: &'a [&str]) -> impl Iterator<Item = (PathBuf, String)> + 'a {
    files()
        .into_iter()
        .filter(|file| {
            file.extension()
                .is_some_and(|e| wanted.contains(&e.to_string_lossy().as_ref()))
        })
        .filter_map(|file| text(&file).map(|text| (file, text)))
}

fn is_test(file: &Path) -> bool {
    file.starts_with("tests")
        || file.iter().any(|part| part == "tests")
        || file.to_string_lossy().contains(".test.")
}

/// What an idle window costs is measured by letting time pass: the one place where there is no condition to wait for.
fn measures_idleness(file: &Path) -> bool {
    file.ends_with("tests/window/bench/idle.rs")
}

#[test]
fn every_module_opens_by_saying_what_it_is_for() {
    let silent: Vec<_> = with_extension(&["rs"])
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "these open without `//! `: {silent:#?}");
}

#[test]
fn no_file_has_two_jobs() {
    let long: Vec<_> = with_extension(&["rs", "ts", "vue", "css"])
        .filter(|(file, _)| !file.ends_with("ui/src/bindings.ts"))
        .map(|(file, text)| (text.lines().count(), file))
        .filter(|(lines, _)| *lines > 600)
        .collect();
    assert!(long.is_empty(), "past 600 lines: {long:#?}");
}

#[test]
fn no_line_of_production_code_is_past_120_characters() {
    let mut found = Vec::new();
    for (file, text) in with_extension(&["rs", "ts", "vue", "css"]) {
        // What is generated is read by no one; the benchmarks' peers are written in other programs' languages.
        let other = file.ends_with("ui/src/bindings.ts") || file.iter().any(|part| part == "benches");
        if is_test(&file) || other {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let long = code
            .lines()
            .enumerate()
            .filter(|(_, line)| line.chars().count() > 120);
        found.extend(long.map(|(at, _)| format!("{}:{}", file.display(), at + 1)));
    }
    assert!(found.is_empty(), "past 120 characters: {found:#?}");
}

#[test]
fn nothing_is_left_to_do_and_no_test_is_switched_off() {
    let anywhere = [
        concat!("to", "do!("),
        concat!("un", "implemented!("),
        concat!("#[ig", "nore"),
        concat!("db", "g!("),
    ];
    let in_tests = [
        concat!("thread::", "sleep"),
        concat!("time::", "sleep"),
        concat!("it.", "skip"),
        concat!("test.", "skip"),
        concat!("describe.", "skip"),
        concat!("it.", "only"),
        concat!("test.", "only"),
    ];
    let mut found = Vec::new();
    for (file, text) in with_extension(&["rs", "ts", "vue"]) {
        let from = if measures_idleness(&file) {
            None
        } else if is_test(&file) {
            Some(0)
        } else {
            text.find("#[cfg(test)]")
        };
        for (at, line) in text.lines().enumerate() {
            let in_test =
                from.is_some_and(|from| text.lines().take(at).map(|l| l.len() + 1).sum::<usize>() >= from);
            for word in anywhere
                .iter()
                .chain(in_test.then_some(&in_tests).into_iter().flatten())
            {
                if line.contains(word) {
                    found.push(format!("{}:{}: {word}", file.display(), at + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// A source is a guide by its number and line, a standard, or a text of this repository: what a stranger can look up.
#[test]
fn nothing_cites_a_document_that_is_not_here() {
    let here: Vec<String> = files()
        .iter()
        .filter(|file| file.extension().is_some_and(|e| e == "md"))
        .filter_map(|file| file.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    let mut found = Vec::new();
    for (file, text) in with_extension(&["rs", "ts", "vue", "css", "toml", "kdl", "md"]) {
        for (at, line) in text.lines().enumerate() {
            let names = line.split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)));
            let is_gone = |name: &str| {
                let stem = name.strip_suffix(".md").unwrap_or_default();
                let is_title = !stem.is_empty() && stem.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                is_title && !here.iter().any(|file| file == name)
            };
            if line.contains(concat!("../", "shared")) || names.clone().any(is_gone) {
                found.push(format!("{}:{}: {}", file.display(), at + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_the_host_folder_knows_the_window() {
    let knowing: Vec<_> = with_extension(&["ts", "vue"])
        .filter(|(file, text)| text.contains("@tauri-apps/") && !file.starts_with("ui/src/host"))
        .map(|(file, _)| file)
        .collect();
    assert!(
        knowing.is_empty(),
        "the window's library is imported outside ui/src/host: {knowing:#?}"
    );
}

/// What decodes a file that somebody brought. Certificates are missing here: what a reader has read is understood again
/// from the encoding that it gave back.
const DECODERS: [&str; 8] = [
    "scan::decode(",
    "scan::split(",
    "Stack::open(",
    "exchange::open(",
    "exchange::import(",
    "docx::draft(",
    "load_from_memory(",
    "ZipArchive",
];

#[test]
fn what_holds_the_store_decodes_no_file_from_outside() {
    let holds = [
        "src-tauri/src",
        "src-tauri/crates/desk/src",
        "src-tauri/crates/store/src",
    ];
    let mut found = Vec::new();
    for (file, text) in with_extension(&["rs"]) {
        if !holds.iter().any(|folder| file.starts_with(folder)) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let called = DECODERS.iter().filter(|decoder| code.contains(**decoder));
        found.extend(called.map(|decoder| format!("{}: {decoder}", file.display())));
    }
    assert!(found.is_empty(), "read these in a reader: {found:#?}");
}

#[test]
fn no_code_knows_a_project_by_name() {
    let projects: Vec<String> = files()
        .iter()
        .filter(|file| file.starts_with("forms") && file.ends_with("project.toml"))
        .filter_map(|file| file.iter().nth(1).map(|name| name.to_string_lossy().into_owned()))
        .collect();
    let mut found = Vec::new();
    for (file, text) in with_extension(&["rs", "ts", "vue"]) {
        // Tests, examples, the errands and made-up data of the browser double may name one; the house may not.
        let house = file.starts_with("src-tauri") || file.starts_with("ui/src");
        if !house
            || is_test(&file)
            || file.starts_with("ui/src/host")
            || file.iter().any(|part| part == "examples")
        {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (at, line) in code
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            if projects.iter().any(|project| {
                line.contains(&format!("== \"{project}\"")) || line.contains(&format!("\"{project}\" =>"))
            }) {
                found.push(format!("{}:{}: {}", file.display(), at + 1, line.trim()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "what is true of one project belongs into its folder: {found:#?}"
    );
}
