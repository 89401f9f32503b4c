//! The end: what was acknowledged against what is there, in every window's books; and how long everything took.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use crate::cable::{holds, holds_typed};
use crate::faults::Spans;
use crate::journal::{self, Line};
use crate::rig::Rig;
use crate::times::{Wrongs, times};

/// Holds everything against what was written down, prints it, and says whether it held.
pub fn check(rig: &Rig, spans: &Spans) -> bool {
    let journals: Vec<Vec<Line>> = rig
        .seats
        .iter()
        .map(|seat| journal::read(&seat.journal()))
        .collect();
    println!("what befell: {:?}", spans.counts);
    let mut wrong = Vec::new();
    books(rig, &journals, &mut wrong);
    let swallowed = rig.cables.swallowed.lock().unwrap().clone();
    let wrongs = Wrongs::new(&spans.spans, &swallowed, &journals);
    times(&journals, &wrongs, &mut wrong);
    set_back(&journals, spans, &mut wrong);
    typed(rig, &mut wrong);
    for one in wrong.iter().take(40) {
        println!("WRONG: {one}");
    }
    println!(
        "{}",
        if wrong.is_empty() {
            "all held"
        } else {
            "did not hold"
        }
    );
    wrong.is_empty()
}

/// The lines of every journal, with the window.
fn lines<'l>(journals: &'l [Vec<Line>], kinds: &'l [&'l str]) -> impl Iterator<Item = (usize, &'l Line)> {
    let all = journals.iter().enumerate();
    all.flat_map(|(window, lines)| lines.iter().map(move |line| (window, line)))
        .filter(move |(_, line)| kinds.contains(&line.kind.as_str()))
}

fn books(rig: &Rig, journals: &[Vec<Line>], wrong: &mut Vec<String>) {
    let proofs: Vec<String> = rig
        .seats
        .iter()
        .map(|seat| fs::read_to_string(seat.sign("proof")).unwrap_or_default())
        .collect();
    let first = &proofs[0];
    for (window, proof) in proofs.iter().enumerate() {
        wrong.extend(
            proof
                .lines()
                .filter(|line| line.starts_with("problem"))
                .map(|line| format!("window {window}: {line}")),
        );
        if proof.is_empty() || proof != first {
            wrong.push(format!("the books of window {window} are not those of the first"));
        }
    }
    let mut by_unit: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
    let mut numbers = BTreeSet::new();
    for line in first.lines().filter(|line| line.starts_with("case\t")) {
        let words: Vec<&str> = line.split('\t').collect();
        numbers.insert(words[2]);
        by_unit.entry(words[5]).or_default().push(words);
    }
    let cases: usize = by_unit.values().map(Vec::len).sum();
    let whole: BTreeSet<String> = (1..=cases).map(|n| format!("YL-20261125-{n:04}")).collect();
    let gaps = whole
        .iter()
        .filter(|number| !numbers.contains(number.as_str()))
        .count();
    let double = by_unit.values().filter(|all| all.len() > 1).count();
    let mut lost = 0;
    let mut lose = |what: String, wrong: &mut Vec<String>| {
        lost += 1;
        wrong.push(what);
    };
    let by_id: BTreeMap<&str, &Vec<&str>> = by_unit
        .values()
        .flatten()
        .map(|words| (words[1], words))
        .collect();
    let (mut acknowledged, mut found, mut newest) = (0, 0, BTreeMap::new());
    for (window, line) in lines(journals, &["ack", "found"]) {
        acknowledged += u32::from(line.kind == "ack");
        found += u32::from(line.kind == "found");
        let step = line.word(0);
        let Some(case) = by_id.get(line.word(1)) else {
            lose(
                format!("window {window}: {step} of case {} is gone", line.word(1)),
                wrong,
            );
            continue;
        };
        if case[2] != line.word(2) {
            lose(format!("{} is called {} now", line.word(2), case[2]), wrong);
        }
        if (step.ends_with("/submit") && case[3] == "Draft")
            || (step.ends_with("/approve") && case[3] != "Approved")
        {
            lose(format!("window {window}: {step} of {} is undone", case[2]), wrong);
        }
        if let Some((taken, edit)) = step.split_once("/edit") {
            newest.insert((line.word(1), window), (taken, edit));
        }
        if line.number(4) > case[4].parse().unwrap_or(0) {
            lose(format!("{} is an older revision", case[2]), wrong);
        }
    }
    for ((id, window), (taken, edit)) in newest {
        let memo = format!("样例备注{window:02}-{taken}-{edit}");
        if by_id.get(id).is_some_and(|case| case[6] != memo) {
            lose(format!("case {id} lacks {memo}"), wrong);
        }
    }
    if gaps > 0 || double > 0 {
        wrong.push(format!("{gaps} gaps, {double} double"));
    }
    for (window, line) in lines(journals, &["wrong"]) {
        wrong.push(format!("window {window}: {:?}", line.rest));
    }
    let mut refused: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, line) in lines(journals, &["fail"]) {
        *refused.entry(line.word(1)).or_default() += 1;
    }
    println!(
        "cases {cases}; saves acknowledged {acknowledged}, found after a doubt or a kill {found}; refused {refused:?}"
    );
    println!(
        "lost {lost}, double {double}, gaps {gaps}; windows whose books are alike and sound: {} of {}",
        proofs
            .iter()
            .filter(|proof| !proof.is_empty() && *proof == first && !proof.contains("problem\t"))
            .count(),
        proofs.len()
    );
}

/// While the server was older, nobody saved, and everybody who looked said so.
fn set_back(journals: &[Vec<Line>], spans: &Spans, wrong: &mut Vec<String>) {
    for span in spans.spans.iter().filter(|span| span.what == "server set back") {
        let within = |line: &Line| line.at > span.from + 2_000_000 && line.at < span.to - 5_000_000;
        let saved = lines(journals, &["ack"]).filter(|(_, line)| within(line)).count();
        let named: BTreeSet<usize> = lines(journals, &["apart", "fail"])
            .filter(|(_, line)| {
                within(line)
                    && line.rest.iter().any(|word| {
                        word == "HallRolledBack" || word == "HallAltered" || word == "hall-rolled-back"
                    })
            })
            .map(|(window, _)| window)
            .collect();
        println!(
            "server set back: named by {} of {} windows, saved by {saved}",
            named.len(),
            journals.len()
        );
        if saved > 0 {
            wrong.push(format!("{saved} saves at a server that was set back"));
        }
        if named.len() < journals.len().saturating_sub(3) {
            wrong.push("a server that was set back was not named by all windows that were up".to_owned());
        }
    }
}

/// Nobody's words on the server or on the way to it; that the search finds what is there is shown by a role's name.
fn typed(rig: &Rig, wrong: &mut Vec<String>) {
    let (mut files, mut bytes, mut known, mut found) = (0_u64, 0_u64, 0_u64, 0_u64);
    for server in [&rig.primary, &rig.standby] {
        every_file(server.folder(), &mut |path, content| {
            files += 1;
            bytes += content.len() as u64;
            known += u64::from(holds(content, b"window_01"));
            if let Some(word) = holds_typed(content) {
                found += 1;
                wrong.push(format!("`{word}` stands in {}", path.display()));
            }
        });
    }
    let (heard, said) = (
        rig.cables.heard.load(Ordering::Relaxed),
        rig.cables.typed.load(Ordering::Relaxed),
    );
    println!(
        "typed words: in {found} of {files} files of the servers ({} MiB, WAL and logs among them; a role's name in \
         {known} of them); \
         {said} on the cables ({} MiB, {heard} records of TLS)",
        bytes >> 20,
        rig.cables.bytes.load(Ordering::Relaxed) >> 20,
    );
    if said > 0 || known == 0 || heard == 0 {
        wrong.push("the search for typed words found some, or nothing at all".to_owned());
    }
}

fn every_file(folder: &Path, each: &mut dyn FnMut(&Path, &[u8])) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => every_file(&path, each),
            Ok(kind) if kind.is_file() => each(&path, &fs::read(&path).unwrap_or_default()),
            _ => {}
        }
    }
}
