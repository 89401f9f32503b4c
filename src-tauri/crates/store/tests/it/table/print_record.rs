//! `print_record`: a print with the same content is a reprint, with another content it is not.

use store::NewPrint;

use crate::house::{House, at, content};

#[test]
fn reprints_are_told_from_first_prints() {
    let mut house = House::new();
    let (case, by) = (house.add_case(content()).id, house.admin().id);
    let attachment = house.write(|tx| tx.add_attachment("application/pdf", "表.pdf", b"%PDF", at(1)));
    let mut print = |form: &str, hash: &str, minute| {
        let new = NewPrint {
            case_id: case,
            form: form.into(),
            version: "1".into(),
            copies: 2,
            content_hash: hash.into(),
            paper_hash: None,
            outcome: store::PrintOutcome::Printed,
            page_maps: serde_json::json!([{"page": 1}]),
            attachment,
            by,
        };
        house.write(|tx| tx.add_print(&new, at(minute)))
    };
    assert!(!print("f-ylbx-1", "aa", 2).reprint);
    assert!(print("f-ylbx-1", "aa", 3).reprint);
    assert!(!print("f-ylbx-1", "bb", 4).reprint);
    let last = print("f-ylbx-2", "aa", 5);
    assert!(!last.reprint && last.copies == 2 && last.at == at(5));
    assert_eq!(house.read(|tx| tx.prints_of_case(case)).len(), 4);
    let found = house.read(|tx| tx.last_print(case, "f-ylbx-1")).unwrap();
    assert_eq!(
        (found.content_hash.as_str(), &found.page_maps[0]["page"]),
        ("bb", &1.into())
    );
    assert_eq!(house.read(|tx| tx.last_print(case, "f-zfcg-1")), None);
}
