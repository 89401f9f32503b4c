//! Every string of FORM_TEXTS.md (F-ZFCG-1, F-YLBX-1, F-YLBX-2, F-YLBX-2A; copies in tests/data) is on its form.

use crate::shared::{bare, description, filling, fonts, marks, paper, text_of};
use form::{Filling, render};

fn check(id: &str, filled: bool) {
    let filling = if filled { filling() } else { Filling::default() };
    let printed = render(&description(id), &filling, Some(&marks(id)), 1..=1, fonts()).unwrap();
    let path = paper(&format!("wording-{id}-{filled}.pdf"), &printed.pdf);
    let text = text_of(&path);
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{id}.txt"));
    let strings = std::fs::read_to_string(data).unwrap();
    let missing: Vec<&str> = strings.lines().filter(|s| !text.contains(&bare(s))).collect();
    assert!(missing.is_empty(), "{id}, filled {filled}: {missing:#?}\n{text}");
}

#[test]
fn wording_of_f_zfcg_1() {
    check("f-zfcg-1", false);
    check("f-zfcg-1", true);
}

#[test]
fn wording_of_f_ylbx_1() {
    check("f-ylbx-1", false);
    check("f-ylbx-1", true);
}

#[test]
fn wording_of_f_ylbx_2() {
    check("f-ylbx-2", false);
    check("f-ylbx-2", true);
}

#[test]
fn wording_of_f_ylbx_2a() {
    check("f-ylbx-2a", false);
    check("f-ylbx-2a", true);
}
