//! The benchmark, shortly: it runs, and its peers are given the words that stand on our pages.

use std::collections::BTreeMap;

use crate::shared::{bare, paper, text_of};
use crate::subject::{Subject, characters};
use crate::{fodt, typst};

#[test]
fn every_form_is_measured() {
    for subject in Subject::all() {
        let took = subject.measure(1);
        assert!(took.cpu > 0.0 && took.wall > 0.0, "{}: {took:?}", subject.name);
    }
}

/// How often each character stands in a text as it is compared: without white and without tick boxes.
fn counted(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for ch in bare(text).chars().filter(|c| !"□■☐☑".contains(*c)) {
        *counts.entry(ch).or_default() += 1;
    }
    counts
}

#[test]
fn the_peers_are_given_what_stands_on_our_pages() {
    for subject in Subject::all() {
        let outline = subject.outline(1);
        let given = counted(&String::from_iter(characters(&outline)));
        assert!(given.values().sum::<usize>() > 10, "{}", subject.name);
        let printed = subject.print(1);
        let ours = text_of(&paper(
            &format!("bench-{}.pdf", subject.name.replace('/', "-")),
            &printed.pdf,
        ));
        let ours = counted(&ours);
        let lost: Vec<_> = given.iter().filter(|(ch, n)| ours.get(ch) < Some(n)).collect();
        assert!(lost.is_empty(), "{}: only the peers have {lost:?}", subject.name);
        // Ours have the case's number, a copy's caption and the page's number besides, and a repeated header.
        let more: usize = ours
            .iter()
            .map(|(ch, n)| n - given.get(ch).copied().unwrap_or(0))
            .sum();
        assert!(
            more <= 60 * printed.pages.len(),
            "{}: {more} characters only on ours",
            subject.name
        );
    }
}

#[test]
fn the_peers_sources_hold_every_word() {
    for subject in Subject::all() {
        let outline = subject.outline(1);
        let (typst, fodt) = (typst::source(&outline), fodt::source(&outline));
        for text in outline.texts().into_iter().flat_map(|text| &text.words) {
            let text = &text.text;
            assert!(typst.contains(&typst::quoted(text)), "{}: {text}", subject.name);
            assert!(fodt.contains(&fodt::escaped(text)), "{}: {text}", subject.name);
        }
    }
}
