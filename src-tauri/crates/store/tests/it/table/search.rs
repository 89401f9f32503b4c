//! `search`: what a clerk types finds the case and the customer.

use case::FieldMap;
use store::{Found, NewCertificate, NewKeyJob, Numbers};

use crate::house::{House, at, content};

/// Three units: the house's own, one in 重庆, and a person's case.
fn filled() -> House {
    let mut house = House::new();
    let mut other = content();
    for (field, value) in [
        ("unit_name", "重庆长江样例（集团）ABC有限公司"),
        ("uscc", "91330100799655058B"),
        ("org_code", "MA000000-7"),
        ("operator_name", "曾仇"),
        ("operator_phone", "+86 139-1234-5678"),
        ("operator_id_no", "440524188001010014"),
    ] {
        other.fields.insert(field.into(), value.into());
    }
    let employee: FieldMap = [("user_name".to_owned(), "欧阳样".to_owned())].into();
    other.employees.push(employee);
    for content in [content(), other] {
        let case = house.add_case(content).id;
        house.write(|tx| tx.remember_customer(case, at(2)));
    }
    house
}

/// The numbers of the cases found, in order.
fn cases(house: &House, text: &str) -> Vec<String> {
    let found = house.read(|tx| tx.look_up_cases(text, 10, Numbers::InPart));
    found.into_iter().map(|c| c.number[12..].to_owned()).collect()
}

#[test]
fn fragments_of_everything_find_their_case() {
    let house = filled();
    for (text, expected) in [
        // Names, whole, two characters, one character, across brackets, in full-width letters.
        ("深圳市南山样例科技有限公司", &["0001"][..]),
        ("王伟", &["0001"]),
        ("南山", &["0001"]),
        ("圳", &["0001"]),
        ("欧阳", &["0002"]),
        ("样例", &["0002", "0001"]),
        ("长江样例集团", &[]),
        ("长江样例(集团)", &["0002"]),
        ("ＡＢＣ", &["0002"]),
        ("重庆 abc", &["0002"]),
        ("重庆 南山", &[]),
        // Pinyin initials: from the start, from the middle, with the readings of names.
        ("szsns", &["0001"]),
        ("SZSNSYLKJYXGS", &["0001"]),
        ("kjyx", &["0001"]),
        ("ww", &["0001"]),
        ("cqcj", &["0002"]),
        ("zq", &["0002"]),
        ("oyy", &["0002"]),
        // Codes and phones: whole, the end, the middle, with or without their separators.
        ("914403001922038216", &["0001"]),
        ("038216", &["0001"]),
        ("055058b", &["0002"][..0]),
        ("655058b", &["0002"]),
        ("13800138000", &["0001"]),
        ("8000", &["0001"]),
        ("138 0013 8000", &["0001"]),
        ("12345678", &["0002"]),
        ("MA000000-7", &["0002"]),
        ("ma0000007", &["0002"]),
        ("002X", &["0001"]),
        // Case numbers, as printed, as a scanner reads them, in part.
        ("YL-20261121-0002", &["0002"]),
        ("20261121", &["0002", "0001"]),
        ("1121-0001", &["0001"]),
        // Nothing to go by.
        ("", &[]),
        ("8", &[]),
        ("\" OR *", &[]),
        ("word:深圳 NEAR(", &[]),
        ("王五", &[]),
    ] {
        assert_eq!(cases(&house, text), expected, "{text}");
    }
}

#[test]
fn a_whole_number_finds_its_case_alone_and_customers_come_before_cases() {
    let house = filled();
    let kinds = |text: &str, limit| -> Vec<&str> {
        let found = house.read(|tx| tx.look_up(text, limit, Numbers::InPart));
        found
            .iter()
            .map(|f| match f {
                Found::Case(_) => "case",
                Found::Customer(_) => "customer",
            })
            .collect()
    };
    assert_eq!(kinds("YL-20261121-0001", 9), ["case"]);
    assert_eq!(kinds("样例", 9), ["customer", "customer", "case", "case"]);
    assert_eq!(kinds("样例", 2), ["customer", "case"]);
    assert_eq!(kinds("王伟", 9), ["customer", "case"]);
}

/// Without the right to read numbers of persons a piece of one finds nobody, of any length and at any place; the whole
/// number, names, codes of units and numbers of cases find as ever.
#[test]
fn no_piece_of_a_persons_number_finds_anybody_who_may_not_read_it() {
    let house = filled();
    let found = |text: &str| house.read(|tx| tx.look_up(text, 20, Numbers::Whole)).len();
    for (field, number) in [
        ("operator_id_no", "440524188001010014"),
        ("operator_phone", "8613912345678"),
    ] {
        for length in 2..number.len() {
            for start in 0..=number.len() - length {
                let piece = &number[start..start + length];
                let by_another = house.read(|tx| tx.look_up(piece, 20, Numbers::InPart)).len();
                assert!(by_another > 0, "{field} {piece} is indexed");
                // Pieces that stand in a code that anybody may read find by that.
                let open = [
                    "914403001922038216",
                    "91330100799655058b",
                    "20261121",
                    "192203821",
                    "ma0000007",
                ];
                let is_open = open.iter().any(|code| code.contains(piece))
                    || "yl202611210001".contains(piece)
                    || "yl202611210002".contains(piece);
                assert!(is_open || found(piece) == 0, "{field} {piece}");
            }
        }
    }
    for (text, wanted) in [
        ("440524188001010014", 2),
        ("+86 139-1234-5678", 2),
        ("重庆", 2),
        ("cqcj", 2),
        ("655058b", 2),
        ("王伟", 2),
        ("重庆 1391234", 0),
        ("YL-20261121-0002", 1),
    ] {
        assert_eq!(found(text), wanted, "{text}");
    }
}

#[test]
fn names_that_begin_with_the_initials_come_first() {
    let mut house = House::new();
    for name in ["张三", "深圳张三样例有限公司"] {
        let mut content = content();
        content.fields = [("unit_name".to_owned(), name.to_owned())].into();
        house.add_case(content);
    }
    assert_eq!(cases(&house, "zs"), ["0001", "0002"]);
}

#[test]
fn a_changed_case_is_found_by_its_new_name_only() {
    let mut house = House::new();
    let case = house.add_case(content());
    let mut changed = content();
    changed
        .fields
        .insert("unit_name".into(), "佛山样例有限公司".into());
    house.write(|tx| tx.save_content(case.id, 1, &changed, at(2)));
    assert_eq!(cases(&house, "佛山"), ["0001"]);
    assert!(cases(&house, "南山").is_empty());
}

#[test]
fn serials_of_keys_and_certificates_find_their_case() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    house.add_case(content());
    house.write(|tx| {
        let new = NewKeyJob {
            case_id: case,
            subject_index: None,
            kind: "issue".into(),
            state: "waiting".into(),
        };
        let mut job = tx.add_key_job(&new, at(3))?;
        job.token_serial = Some("A1B2-C3D4E5F6".into());
        tx.save_key_job(&job, at(3))?;
        let attachment = tx.add_attachment("application/pkix-cert", "c.cer", b"x", at(3))?;
        tx.add_certificate(&NewCertificate {
            holder: None,
            project: "netca-gd-ylbx".into(),
            kind: case::CertKind::Org,
            case_id: Some(case),
            job_id: Some(job.id),
            serial: "5f00aa11bb22".into(),
            subject: "CN=样例".into(),
            issuer: "CN=训练".into(),
            not_before: at(3),
            not_after: at(9),
            spki_sha256: Some("00".into()),
            attachment: Some(attachment),
            token_serial: Some("A1B2-C3D4E5F6".into()),
        })
    });
    for text in ["a1b2-c3d4e5f6", "C3D4E5F6", "e5f6", "5F00AA11BB22", "aa11bb"] {
        assert_eq!(cases(&house, text), ["0001"], "{text}");
    }
}
