//! Every string of the guides' forms (F-ZFCG-1, F-YLBX-1, F-YLBX-2, F-YLBX-2A; copies in tests/data) is on its form.

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

/// A form of a CA that comes later: three copies that differ, each with its caption.
#[test]
fn three_copies_may_differ() {
    let data = |name: &str| {
        std::fs::read_to_string(
            std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/data")
                .join(name),
        )
        .unwrap()
    };
    let form = crate::shared::parse(&data("f-snca-1.kdl"));
    let marks = marks("f-ylbx-1");
    for copy in 1..=3 {
        let printed = render(&form, &filling(), Some(&marks), copy..=copy, fonts()).unwrap();
        assert_eq!(printed.pages.len(), 1);
        crate::pages::check_boxes("f-snca-1", &printed.pages[0]);
        let text = text_of(&paper(&format!("snca-{copy}.pdf"), &printed.pdf));
        let of_first = ["附件1", "第一联:CA存根联"];
        for string in data("f-snca-1.txt").lines().map(bare) {
            let expected = copy == 1 || !of_first.contains(&string.as_str()) && !string.starts_with("3、");
            assert!(
                text.contains(&string) || !expected,
                "copy {copy}, {string}\n{text}"
            );
        }
        assert_eq!(text.contains("第三联:用户存根联"), copy == 3);
        assert_eq!(text.contains("原件及复印件、法人授权书"), copy == 3);
    }
}
