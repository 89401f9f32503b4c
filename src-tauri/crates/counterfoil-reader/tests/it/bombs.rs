//! Files that cost far more than their size: each is refused or set aside in time, costs this process next to nothing,
//! and the next one is read.

use std::time::{Duration, Instant};

use counterfoil_tests::bombs::{self, Entry};
use pki::exchange::Incoming;
use reader::ReadError;

use crate::{good_page, readers};

/// How long a file may hold its place in the row.
const IN_TIME: Duration = Duration::from_secs(20);
/// How much this process may grow meanwhile, in kilobytes.
const GROWTH_KB: u64 = 50 << 10;

/// The most memory that this process has held since it was asked last, in kilobytes.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let peak = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    // proc(5): forgets the peak.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    peak
}

/// Reads a file in every way that a scan is read; the error that ended it.
fn read(bytes: &[u8]) -> Result<u32, ReadError> {
    let mut stack = readers().stack(bytes)?;
    let mut pages = 0;
    for at in 0..stack.pages() {
        match stack.turn_to(at).and_then(|page| page.read()) {
            Ok(_) => pages += 1,
            // A page that is refused keeps its place, and the next one has its turn.
            Err(ReadError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(pages)
}

#[test]
fn a_scan_that_is_a_bomb_costs_itself() {
    for (what, name, bytes) in bombs::scans() {
        let before = peak_kb().min(peak_kb());
        let begun = Instant::now();
        let told = read(&bytes);
        let (took, grown) = (begun.elapsed(), peak_kb().saturating_sub(before));
        eprintln!(
            "{name}: {} bytes, {took:.1?}, + {grown} kB: {told:?}",
            bytes.len()
        );
        // One that can be read within its measure may be: it costs its reader, and nobody else.
        assert!(
            !matches!(told, Err(ReadError::Unavailable { .. })),
            "{what}: {told:?}"
        );
        assert!(took < IN_TIME, "{what}: {took:?}");
        assert!(grown < GROWTH_KB, "{what}: {grown} kB");
        assert_eq!(read(&good_page()), Ok(1), "after {what}");
    }
}

fn answer(name: &str, bytes: Vec<u8>) -> Incoming {
    Incoming {
        name: name.to_owned(),
        bytes,
    }
}

#[test]
fn an_answer_that_is_a_bomb_costs_itself() {
    let zeros = vec![0; 1 << 20];
    let many: Vec<String> = (0..60_000).map(|n| format!("{n}.cer")).collect();
    let many: Vec<Entry<'_>> = many
        .iter()
        .map(|name| Entry {
            name: name.as_bytes(),
            bytes: b"x",
            times: 1,
        })
        .collect();
    let one = |name: &'static [u8], times| Entry {
        name,
        bytes: &zeros,
        times,
    };
    let same: Vec<Entry<'_>> = (0..1_500).map(|_| one(b"a.cer", 1)).collect();
    let manifest = format!("{}{}", "[".repeat(400_000), "]".repeat(400_000));
    let nested = bombs::nested_der(20_000);
    let files = [
        (
            "a gigabyte of zeros",
            "zeros.zip",
            bombs::zip(&[one(b"a.cer", 1_024)], false),
        ),
        ("sixty thousand files", "many.zip", bombs::zip(&many, false)),
        (
            "fifteen hundred names for one file",
            "same.zip",
            bombs::zip(&same, true),
        ),
        (
            "a manifest of brackets",
            "package.zip",
            bombs::zip(
                &[Entry {
                    name: b"manifest.json",
                    bytes: manifest.as_bytes(),
                    times: 1,
                }],
                false,
            ),
        ),
        ("sequences in sequences", "nested.cer", nested.clone()),
        ("sixty megabytes of nothing", "nothing.p7b", vec![0x30; 60 << 20]),
    ];
    for (what, name, bytes) in files {
        let readers = readers();
        let before = peak_kb().min(peak_kb());
        let begun = Instant::now();
        let found = readers.certificates(&[answer(name, bytes.clone())]);
        let known = readers.known(name, &bytes);
        let list = readers.revocations(&bytes);
        let (took, grown) = (begun.elapsed(), peak_kb().saturating_sub(before));
        eprintln!("{name}: {} bytes, {took:.1?}, + {grown} kB", bytes.len());
        let told = match found {
            Ok(found) => found.certificates.is_empty() && !found.findings.is_empty(),
            Err(error) => matches!(error, ReadError::SetAside { .. }),
        };
        assert!(told, "{what}: it is told");
        assert!(
            known.is_ok() || known.is_err_and(|e| matches!(e, ReadError::SetAside { .. })),
            "{what}"
        );
        assert!(list.is_err(), "{what}");
        assert!(took < IN_TIME * 3, "{what}: {took:?}");
        // Its own bytes cross twice at most.
        let own = (bytes.len() as u64) >> 9;
        assert!(grown < GROWTH_KB + own, "{what}: {grown} kB");
    }
}

#[test]
fn names_in_a_package_lead_nowhere() {
    for name in [
        &b"../../../etc/cron.d/a.cer"[..],
        b"/etc/a.cer",
        b"a\0b.cer",
        "a\u{202e}rec.cer".as_bytes(),
        b"..\\..\\a.cer",
        b"C:\\a.cer",
    ] {
        let packed = bombs::zip(
            &[Entry {
                name,
                bytes: b"-----BEGIN CERTIFICATE-----",
                times: 1,
            }],
            false,
        );
        let found = readers().certificates(&[answer("answer.zip", packed)]).unwrap();
        assert!(found.certificates.is_empty(), "{name:?}");
        let told: String = found.findings.iter().map(|f| f.message.as_str()).collect();
        assert!(!told.contains('\0') && !told.contains('\u{202e}'), "{told:?}");
    }
}

#[test]
fn a_word_file_that_nests_or_unpacks_without_end_costs_itself() {
    let wish = || reader::ask::Draft {
        id: "f-1".to_owned(),
        version: "1".to_owned(),
        source: "bomb.docx".to_owned(),
        labels: std::collections::BTreeMap::new(),
        unprintable: std::collections::BTreeSet::new(),
    };
    let deep = format!("<w:document><w:body>{}", "<w:tbl><w:tr><w:tc>".repeat(400_000));
    let laughs =
        "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:document>&b;</w:document>";
    for (what, document, times) in [
        ("tables in tables", deep.as_str(), 1),
        ("entities of entities", laughs, 1),
        ("a gigabyte of spaces", " ".repeat(1 << 20).as_str(), 1_024),
    ] {
        let packed = bombs::zip(
            &[Entry {
                name: b"word/document.xml",
                bytes: document.as_bytes(),
                times,
            }],
            false,
        );
        let begun = Instant::now();
        let told = readers().word_file(&packed).unwrap().draft(wish());
        eprintln!("{what}: {:?}", told.as_ref().err());
        assert!(told.is_err(), "{what}");
        assert!(begun.elapsed() < IN_TIME, "{what}");
    }
}

#[test]
fn a_project_folder_that_nests_without_end_costs_itself() {
    let texts = |name: &str, text: String| std::collections::BTreeMap::from([(name.to_owned(), text)]);
    let deep = 200_000;
    for (what, description, forms) in [
        (
            "TOML",
            format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)),
            texts("forms/a.kdl", String::new()),
        ),
        ("KDL", String::new(), texts("forms/a.kdl", "a {".repeat(deep))),
        (
            "a text that opens",
            String::new(),
            texts("clauses/a.kdl", "(".repeat(deep)),
        ),
    ] {
        let folder = project::Folder::of_texts("bomb".to_owned(), description, forms);
        let begun = Instant::now();
        let read = readers().project_folder(&folder);
        assert!(
            read.is_ok()
                || read
                    .as_ref()
                    .is_err_and(|e| matches!(e, ReadError::SetAside { .. })),
            "{what}: {read:?}"
        );
        assert!(begun.elapsed() < IN_TIME, "{what}");
        // What came to its end there comes to its end here.
        if read.is_ok() {
            assert!(folder.load().is_err(), "{what}");
        }
    }
}
