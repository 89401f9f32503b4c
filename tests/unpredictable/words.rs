//! What a refusal must be: a stable code, Chinese words that name the thing, and a remedy. No English, no path, no
//! code-like word.
//!
//! What people typed may stand in the words as it was typed, and so may the names that everybody at the counter uses.

use desk::api::{Finding, Gate, Refusal};

/// Latin words that stand on the keys, the papers and the boxes of the counter.
const KNOWN: &[&str] = &[
    "CA", "UKey", "PIN", "PUK", "SO", "USB", "PDF", "JPEG", "JPG", "PNG", "TIFF", "BMP", "GIF", "ZIP",
    "Enter", "Ctrl", "Alt", "Esc", "Tab", "Shift", "dpi", "KB", "MB", "mm", "CFCA", "BJCA", "NETCA", "SHA",
    "SM", "CSR", "PKCS", "DN", "App", "APP", "VIP",
];

/// Fails when a refusal lacks words, remedy or code, or speaks another language.
pub fn hold(place: &str, refused: &Refusal, typed: &[String]) {
    let code_ok = !refused.code.is_empty()
        && refused
            .code
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    assert!(code_ok, "{place}: no stable code: {refused:?}");
    let fault = ["wrong-arguments", "unknown-command", "file-error"];
    let damaged = refused.code.starts_with("store-") && refused.code != "store-wrong-password";
    assert!(
        !fault.contains(&refused.code.as_str()) && !damaged,
        "{place}: a fault of the program: {refused:?}"
    );
    sentence(place, "message", &refused.message, typed);
    sentence(place, "remedy", &refused.remedy, typed);
    findings(place, &refused.findings, typed);
}

/// The same for the reason beside a disabled button; an open gate gives none.
pub fn gate(place: &str, gate: &Gate, typed: &[String]) {
    match gate.open {
        true => assert!(gate.reason.is_empty(), "{place}: open, and yet {}", gate.reason),
        false => sentence(place, "reason", &gate.reason, typed),
    }
}

/// The same for findings.
pub fn findings(place: &str, findings: &[Finding], typed: &[String]) {
    for finding in findings {
        sentence(place, &finding.code, &finding.message, typed);
        sentence(place, &finding.code, &finding.remedy, typed);
    }
}

fn sentence(place: &str, what: &str, words: &str, typed: &[String]) {
    assert!(
        words.chars().any(is_chinese),
        "{place}: {what} has no words: {words:?}"
    );
    for twice in ["：：", "。。", "，，", "。，", "；；"] {
        assert!(!words.contains(twice), "{place}: {what} stutters: {words:?}");
    }
    let own = without(words, typed);
    assert!(
        !own.contains("src-tauri") && !own.contains("/tmp"),
        "{place}: {what} names a path: {words:?}"
    );
    for word in latin(&own) {
        assert!(
            KNOWN.contains(&word.as_str()),
            "{place}: {what} says {word:?}: {words:?}"
        );
    }
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The words without addresses of sites, which a customer is told as they are.
fn without_sites(words: &str) -> String {
    let mut own = String::new();
    let mut rest = words;
    while let Some(at) = rest.find("http") {
        own.push_str(&rest[..at]);
        let site = &rest[at..];
        let end = site
            .find(|c: char| !c.is_ascii_graphic() || c == ')')
            .unwrap_or(site.len());
        rest = &site[end..];
    }
    own + rest
}

/// The words without what was typed, and without what stands in quotation marks.
fn without(words: &str, typed: &[String]) -> String {
    let mut own = without_sites(words);
    for text in typed {
        own = own.replace(text.as_str(), "");
    }
    let (mut out, mut depth) = (String::new(), 0_u32);
    for c in own.chars() {
        match c {
            '“' | '《' => depth += 1,
            '”' | '》' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Runs of two or more Latin letters; runs with a digit or an @ in them are numbers and addresses.
fn latin(words: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@' | '.');
    words
        .split(|c: char| !is_part(c))
        .filter(|run| run.len() > 1 && run.chars().any(|c| c.is_ascii_alphabetic()))
        .filter(|run| !run.chars().any(|c| c.is_ascii_digit() || c == '@'))
        .map(|run| run.trim_matches('.').to_owned())
        .collect()
}
