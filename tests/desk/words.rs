//! What the desk says is said in words: no identifier, no path, no line of a guide, no English where a clerk reads.
//!
//! Two walks: over every sentence that stands in the crates whose answers reach the window, and over the answers
//! themselves, for every project, kind and business, and for a case from its draft to the key desk.

use std::path::{Path, PathBuf};

use counterfoil_tests::root;
use desk::api::{Nothing, OpenCase};
use serde::Serialize;
use serde_json::{Value, json};

use super::counter::{Counter, YLBX, ZFCG, by_id, done, fresh, waiting_for_answer};

/// The crates whose words reach the window. `form` and `project` speak to those who write project folders.
const CRATES: [&str; 8] = [
    "case",
    "desk",
    "identifiers",
    "pki",
    "scan",
    "seal",
    "store",
    "token",
];
/// Modules that speak to those who write project folders or run the command line, write stories, or play the practice
/// counter.
const FOR_OTHERS: &[&str] = &[
    "check_folder.rs",
    "case_file.rs",
    "training.rs",
    "issuing.rs",
    "training_name.rs",
    "people.rs",
    "judging.rs",
    "synth.rs",
];
/// What is a word of its own here: the trade's terms, formats, keys, letters of codes, units.
const TERMS: &[&str] = &[
    "UKey",
    "Key",
    "USB",
    "PIN",
    "PUK",
    "SO",
    "CA",
    "PDF",
    "json",
    "txt",
    "PIV",
    "ZIP",
    "PEM",
    "DER",
    "P7B",
    "CER",
    "CSR",
    "TIFF",
    "JPEG",
    "PNG",
    "BMP",
    "GIF",
    "WebP",
    "UTF-8",
    "GB",
    "SHA-256",
    "RSA",
    "RSA-2048",
    "P-256",
    "SM2",
    "ECDSA",
    "AES",
    "DES",
    "A4",
    "dpi",
    "mm",
    "px",
    "KB",
    "MB",
    "B",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "Ctrl",
    "Alt",
    "Shift",
    "Enter",
    "Esc",
    "Z",
    "R",
    "X",
    "U",
    "I",
    "O",
    "S",
    "V",
    "E",
    "G",
    "H",
    "M",
    "HA",
    "MA",
    "C",
    "T",
    "APP",
    "pcscd",
    "V2.1",
    "Base64",
    "SignedData",
    "JSON",
    "office",
    "example.cn",
    "pem",
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// The string literals of a source that hold a Chinese character, without what stands in its comments and tests.
fn sentences(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once('"') {
            let mut end = None;
            let mut escaped = false;
            for (at, c) in after.char_indices() {
                match c {
                    '"' if !escaped => {
                        end = Some(at);
                        break;
                    }
                    '\\' => escaped = !escaped,
                    _ => escaped = false,
                }
            }
            let Some(end) = end else { break };
            let text = &after[..end];
            if has_chinese(text) {
                found.push(text.to_owned());
            }
            rest = &after[end + 1..];
        }
    }
    found
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// A text without its placeholders (`{count}`), whose values come while it runs.
fn said(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Runs of letters as a person would stumble over them, with the marks that hold identifiers and paths together.
fn foreign_words(text: &str) -> Vec<String> {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    text.split(|c: char| !joins(c))
        .map(|w| w.trim_matches(['.', ':', '-', '/']))
        .filter(|w| w.chars().any(|c| c.is_ascii_alphabetic()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_sentence_of_the_core_holds_a_code_or_a_path() {
    let mut wrong = Vec::new();
    for name in CRATES {
        let mut files = Vec::new();
        sources(
            &root().join("src-tauri/crates").join(name).join("src"),
            &mut files,
        );
        for file in files
            .iter()
            .filter(|f| !FOR_OTHERS.iter().any(|o| f.ends_with(o)))
        {
            let source = std::fs::read_to_string(file).expect("a source");
            for sentence in sentences(&source) {
                let time = ["%Y", "%-m", "%H"].iter().any(|t| sentence.contains(t));
                let words = foreign_words(&said(&sentence));
                let odd: Vec<_> = words
                    .into_iter()
                    .filter(|w| !TERMS.contains(&w.as_str()) && !time)
                    .collect();
                if !odd.is_empty() {
                    wrong.push(format!(
                        "{}: {odd:?} in “{sentence}”",
                        file.strip_prefix(root()).unwrap_or(file).display()
                    ));
                }
                if sentence.contains("：：") {
                    wrong.push(format!("{}: “{sentence}” has a double colon", file.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} sentences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Keys whose values are for programs, are typed by people, or are shown on demand only.
const UNSPOKEN: &[&str] = &[
    "id",
    "code",
    "field",
    "form",
    "frame",
    "value",
    "content",
    "project",
    "quote",
    "place",
    "source",
    "origin",
    "name",
    "serial",
    "reader",
    "login",
    "folder",
    "file",
    "files",
    "at",
    "since",
    "kind",
    "business",
    "channel",
    "suggestion",
    "fingerprint",
    "number",
    "text",
    "device",
    "version",
];

/// Every string of an answer that a person reads, with the way to it.
fn spoken<'a>(value: &'a Value, way: &str, into: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(text) if has_chinese(text) => into.push((way.to_owned(), text)),
        Value::Array(all) => all.iter().for_each(|one| spoken(one, way, into)),
        Value::Object(fields) => {
            for (key, one) in fields {
                if !UNSPOKEN.contains(&key.as_str()) {
                    spoken(one, &format!("{way}.{key}"), into);
                }
            }
        }
        _ => {}
    }
}

/// What in a spoken text is a code: a line of a guide, a contradiction's number, a path, an identifier, an ISO date.
fn codes(text: &str) -> Vec<String> {
    let is_code = |word: &String| {
        let has = |c: char| word.contains(c);
        let lower = word.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        let address = word.contains("www")
            || word.contains("http")
            || word.contains(".com")
            || word.contains(".cn")
            || has('@');
        let place = word.len() == 3 && word.starts_with('X') && word[1..].chars().all(|c| c.is_ascii_digit());
        !address
            && (place
                || has('_')
                || (lower && (has('.') || has(':') || has('/')))
                || has('/') && word.starts_with('/'))
    };
    let mut found: Vec<String> = foreign_words(text).into_iter().filter(is_code).collect();
    let chars: Vec<char> = text.chars().collect();
    let digits = |part: &[char]| part.iter().all(|c| c.is_ascii_digit());
    for at in chars.windows(6) {
        // `001:15` is a line of a guide; 08:30 is a time.
        if digits(&at[..3]) && at[3] == ':' && digits(&at[4..6]) {
            found.push(at.iter().collect());
        }
    }
    // How a date is typed into a field is told by an example.
    let types = text.contains("写成");
    for at in chars.windows(10).filter(|_| !types) {
        if digits(&at[..4]) && at[4] == '-' && digits(&at[5..7]) && at[7] == '-' && digits(&at[8..]) {
            found.push(at.iter().collect());
        }
    }
    found
}

fn told(answer: &impl Serialize, what: &str, wrong: &mut Vec<String>) {
    let (answer, mut all) = (json!(answer), Vec::new());
    spoken(&answer, what, &mut all);
    assert!(!all.is_empty(), "{what} says nothing");
    for (way, text) in all {
        let found = codes(text);
        if !found.is_empty() || text.contains("：：") {
            wrong.push(format!("{way}: {found:?} in “{text}”"));
        }
    }
}

#[test]
fn every_project_and_business_speaks_in_words() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let mut wrong = Vec::new();
    for project in done(counter.commands().projects(Nothing {})) {
        let id = &project.id;
        for kind in &project.kinds {
            told(kind, id, &mut wrong);
            for business in &kind.businesses {
                let case = done(counter.commands().open_case(OpenCase {
                    channel: Some(business.channels[0].value),
                    ..fresh(id, kind.value.word(), business.value.word())
                }));
                let which = format!("{id}/{}/{}", kind.value, business.value);
                told(&case, &which, &mut wrong);
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_case_on_its_way_and_its_trail_speak_in_words() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let mut wrong = Vec::new();
    let sealed = counter.print_and_scan(&counter.intake(ZFCG, "org", "new", 1));
    counter.choose_suggested(&sealed);
    let (to, of) = (counter.commands(), || by_id(&sealed));
    told(&done(to.get_case(of())), "get_case", &mut wrong);
    told(&done(to.samples(of())), "samples", &mut wrong);
    told(&done(to.pages_of_case(of())), "pages_of_case", &mut wrong);
    told(&done(to.audit_of_case(of())), "audit_of_case", &mut wrong);
    let case = counter.approved(YLBX, "org", "new", 0);
    waiting_for_answer(&counter, &case);
    let of = || by_id(&case);
    told(&done(to.key_desk(of())), "key_desk", &mut wrong);
    told(&done(to.audit_of_case(of())), "audit_of_case", &mut wrong);
    told(&done(to.documents(of())), "documents", &mut wrong);
    told(&done(to.board(Nothing {})), "board", &mut wrong);
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}
