//! Made-up numbers of every kind, each with its verdict, and what the findings say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]

use chrono::NaiveDate;
use identifiers::{Checked, Kind, Sex, Verdict, capital_money, capital_number, check, date_of};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn checked(kind: &str, value: &str) -> Checked {
    check(kind.parse().unwrap(), value, today())
}

/// kind, value, verdict, a piece of some finding's message ("" when there is none to have).
const TABLE: &[(&str, &str, Verdict, &str)] = &[
    ("uscc", "914403001922038216", Verdict::Ok, ""),
    ("uscc", "91330100799655058B", Verdict::Ok, ""),
    ("uscc", "91110108551385082Q", Verdict::Ok, ""),
    ("uscc", "911522010783762860", Verdict::Ok, ""),
    ("uscc", "９１４４０３００１９２２０３８２１６", Verdict::Ok, ""),
    ("uscc", " 91330100 799655058b ", Verdict::Ok, ""),
    (
        "uscc",
        "914403001922038217",
        Verdict::Refuse,
        "第18位应为6，现为7",
    ),
    ("uscc", "91440300192203821", Verdict::Refuse, "应为18位，现为17位"),
    ("uscc", "9144030019220382160", Verdict::Refuse, "现为19位"),
    ("uscc", "9144O3001922038216", Verdict::Refuse, "第5位是字母O"),
    ("uscc", "9I440300192203821S", Verdict::Refuse, "第2位是字母I"),
    ("uscc", "91440300192203-216", Verdict::Refuse, "第15位是“-”"),
    ("uscc", "", Verdict::Refuse, "未填"),
    ("org-code", "19220382-1", Verdict::Ok, ""),
    ("org-code", "192203821", Verdict::Ok, ""),
    ("org-code", "MA000000-7", Verdict::Ok, ""),
    ("org-code", "19220382-2", Verdict::Refuse, "第9位应为1，现为2"),
    ("org-code", "1922038", Verdict::Refuse, "现为7位"),
    ("licence-no", "110108000000016", Verdict::Ok, ""),
    ("licence-no", "999999000000019", Verdict::Ok, ""),
    (
        "licence-no",
        "110108000000017",
        Verdict::Warn,
        "第15位应为6，现为7",
    ),
    ("licence-no", "11010800000001", Verdict::Warn, "现为14位"),
    ("unit-id", "914403001922038216", Verdict::Ok, ""),
    ("unit-id", "110108000000016", Verdict::Ok, ""),
    ("unit-id", "914403001922038217", Verdict::Refuse, "第18位应为6"),
    ("resident-id", "11010519491231002X", Verdict::Ok, ""),
    ("resident-id", "11010519491231002x", Verdict::Ok, ""),
    ("resident-id", "440524188001010014", Verdict::Ok, ""),
    (
        "resident-id",
        "99999919900101018X",
        Verdict::Warn,
        "不在行政区划代码表中",
    ),
    (
        "resident-id",
        "110105194912310021",
        Verdict::Refuse,
        "第18位应为X，现为1",
    ),
    (
        "resident-id",
        "110105194913310025",
        Verdict::Refuse,
        "不是有效的出生日期",
    ),
    ("resident-id", "110105202612310018", Verdict::Refuse, "晚于今天"),
    (
        "resident-id",
        "1101051949123100",
        Verdict::Refuse,
        "应为18位，现为16位",
    ),
    ("resident-id", "11O10519491231002X", Verdict::Refuse, "第3位是“O”"),
    (
        "resident-id",
        "110105491231002",
        Verdict::Warn,
        "11010519491231002X",
    ),
    ("residence-permit", "810000199408230021", Verdict::Ok, ""),
    ("residence-permit", "830000199201300022", Verdict::Ok, ""),
    (
        "residence-permit",
        "11010519491231002X",
        Verdict::Refuse,
        "前6位应为810000",
    ),
    (
        "residence-permit",
        "810000199408230022",
        Verdict::Refuse,
        "第18位应为1",
    ),
    ("permanent-residence", "911124198108030024", Verdict::Ok, ""),
    ("permanent-residence", "932682198501010017", Verdict::Ok, ""),
    (
        "permanent-residence",
        "932682198501010018",
        Verdict::Refuse,
        "第18位应为7",
    ),
    ("permanent-residence", "CAN110081080310", Verdict::Ok, ""),
    (
        "permanent-residence",
        "CAN11008108031",
        Verdict::Warn,
        "3个字母加12位数字",
    ),
    ("hk-macau-permit", "H12345678", Verdict::Ok, ""),
    ("hk-macau-permit", "M1234567801", Verdict::Ok, ""),
    ("hk-macau-permit", "HA1234567", Verdict::Ok, ""),
    ("hk-macau-permit", "H1234567", Verdict::Warn, "8位数字"),
    ("taiwan-permit", "12345678", Verdict::Ok, ""),
    ("taiwan-permit", "1234567890(B)", Verdict::Ok, ""),
    ("taiwan-permit", "123456789", Verdict::Warn, "8位数字"),
    ("passport", "E12345678", Verdict::Ok, ""),
    ("passport", "EA1234567", Verdict::Ok, ""),
    ("passport", "G12345678", Verdict::Ok, ""),
    ("passport", "C01X0006H", Verdict::Ok, ""),
    ("passport", "E123", Verdict::Warn, "护照号码"),
    ("officer-id", "军字第0123456号", Verdict::Ok, ""),
    ("officer-id", " ", Verdict::Refuse, "未填"),
    ("mobile", "13800138000", Verdict::Ok, ""),
    ("mobile", "138-0013-8000", Verdict::Ok, ""),
    ("mobile", "12800138000", Verdict::Refuse, "13至19开头"),
    ("mobile", "1380013800", Verdict::Refuse, "现为10位"),
    ("mobile", "8613800138000", Verdict::Refuse, "现为13位"),
    ("phone", "020-89524338", Verdict::Ok, ""),
    ("phone", "（020）89524338转801", Verdict::Ok, ""),
    ("phone", "总机", Verdict::Warn, "电话号码"),
    ("date", "2027-06-30", Verdict::Ok, ""),
    ("date", "２０２７－０６－３０", Verdict::Ok, ""),
    ("date", "2027年6月30日", Verdict::Refuse, "2027-06-30 的样子"),
    ("date", "20270630", Verdict::Refuse, "2027-06-30 的样子"),
    ("date", "2027-02-29", Verdict::Refuse, "不是日期"),
    ("date", "六月底", Verdict::Refuse, "不是日期"),
    ("postcode", "510220", Verdict::Ok, ""),
    ("postcode", "５１０２２０", Verdict::Ok, ""),
    ("postcode", "51022", Verdict::Refuse, "现为5位"),
    ("email", "office@example.cn", Verdict::Ok, ""),
    ("email", "Office.A@mail.example.cn", Verdict::Ok, ""),
    ("email", "office.example.cn", Verdict::Refuse, "缺少@"),
    ("email", "office@", Verdict::Refuse, "不是有效的地址"),
    ("email", "of fice@example.cn", Verdict::Refuse, "空格"),
    ("division", "440524", Verdict::Ok, ""),
    ("division", "440000", Verdict::Ok, ""),
    ("division", "999999", Verdict::Warn, "不在行政区划代码表中"),
    ("division", "4401", Verdict::Warn, "6位数字"),
    ("person-id", "11010519491231002X", Verdict::Ok, ""),
    ("person-id", "99999919900101018X", Verdict::Warn, "行政区划"),
    ("person-id", "810000199408230021", Verdict::Ok, ""),
    ("person-id", "911124198108030024", Verdict::Ok, ""),
    ("person-id", "H12345678", Verdict::Ok, ""),
    ("person-id", "12345678", Verdict::Ok, ""),
    ("person-id", "E12345678", Verdict::Ok, ""),
    ("person-id", "110105194912310021", Verdict::Refuse, "第18位应为X"),
];

#[test]
fn every_number_has_its_verdict_and_its_words() {
    for (kind, value, verdict, words) in TABLE {
        let checked = checked(kind, value);
        assert_eq!(checked.verdict, *verdict, "{kind} {value}: {checked:?}");
        if words.is_empty() {
            assert!(checked.findings.is_empty(), "{kind} {value}: {checked:?}");
        } else {
            assert!(
                checked.findings.iter().any(|f| f.message.contains(words)),
                "{kind} {value}: {checked:?}"
            );
        }
        assert!(
            checked
                .findings
                .iter()
                .all(|f| !f.remedy.is_empty() && !f.code.is_empty())
        );
    }
}

/// kind, value, the one suggestion offered.
const SUGGESTIONS: &[(&str, &str, &str)] = &[
    ("uscc", "9144O3001922O38216", "914403001922038216"),
    ("uscc", "9I44030019220382I6", "914403001922038216"),
    ("resident-id", "110105491231002", "11010519491231002X"),
    ("resident-id", "44O5241880O10I0014", "440524188001010014"),
    ("mobile", "+8613800138000", "13800138000"),
];

#[test]
fn corrections_are_offered_and_never_applied() {
    for (kind, value, suggestion) in SUGGESTIONS {
        let checked = checked(kind, value);
        let offered: Vec<_> = checked
            .findings
            .iter()
            .filter_map(|f| f.suggestion.as_deref())
            .collect();
        assert_eq!(offered, [*suggestion], "{kind} {value}");
        assert_ne!(checked.normal, *suggestion);
    }
    // A wrong check digit may come from any of the other digits: what would fit is offered, the clerk looks at the
    // paper.
    assert_eq!(
        checked("uscc", "914403001922038217").findings[0]
            .suggestion
            .as_deref(),
        Some("914403001922038216")
    );
}

#[test]
fn the_organisation_code_inside_is_taken_out_and_checked() {
    let good = checked("uscc", "914403001922038216");
    assert_eq!(good.facts.org_code.as_deref(), Some("192203821"));
    let code17 = "91440300192203822";
    let code18 = format!("{code17}{}", identifiers::uscc_check_char(code17).unwrap());
    let odd = checked("uscc", &code18);
    assert_eq!(
        (odd.verdict, odd.findings[0].code),
        (Verdict::Warn, "uscc-org-code")
    );
}

#[test]
fn a_resident_number_tells_birth_sex_and_place() {
    let checked = checked("person-id", "440524188001010014");
    assert_eq!(checked.kind, Kind::ResidentId);
    assert_eq!(checked.facts.birth, NaiveDate::from_ymd_opt(1880, 1, 1));
    assert_eq!(checked.facts.sex, Some(Sex::Male));
    assert_eq!(checked.facts.area.as_deref(), Some("广东省汕头市潮阳县"));
    assert!(identifiers::sex_disagrees(&checked, "男").is_none());
    assert!(
        identifiers::sex_disagrees(&checked, "女")
            .unwrap()
            .message
            .contains("男")
    );
}

/// Changing any one character of a valid number to any other is noticed: that is what the check digits are for.
#[test]
fn every_single_error_is_caught() {
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    for (kind, number) in [
        ("uscc", "914403001922038216"),
        ("uscc", "911522010783762860"),
        ("uscc", "91110108551385082Q"),
        ("resident-id", "11010519491231002X"),
        ("resident-id", "440524188001010014"),
        ("org-code", "192203821"),
        ("org-code", "MA0000007"),
    ] {
        for at in 0..number.len() {
            for c in alphabet.chars().filter(|c| !number[at..].starts_with(*c)) {
                // GB 11714 counts modulo 11 with letters up to 35: letters 11 or 22 apart are beyond its power.
                if kind == "org-code" && at < 8 {
                    let value = |c: char| c.to_digit(36).unwrap();
                    if value(c) % 11 == value(number.as_bytes()[at] as char) % 11 {
                        continue;
                    }
                }
                let wrong = format!("{}{c}{}", &number[..at], &number[at + 1..]);
                assert_eq!(checked(kind, &wrong).verdict, Verdict::Refuse, "{kind} {wrong}");
            }
        }
    }
}

#[test]
fn nothing_typed_makes_it_panic() {
    let long = "9".repeat(5000);
    for kind in Kind::ALL {
        for value in [
            "",
            " ",
            "统一社会信用代码九一四四零三零零一九",
            "\u{0}",
            "9",
            "é".repeat(18).as_str(),
            "HÅ1234567",
            &long,
            "A12é",
            "O1010519491231002é",
            "ＡＢＣ１２３４５６７８９０１２",
        ] {
            let checked = check(*kind, value, today());
            assert!(checked.findings.iter().all(|f| !f.message.is_empty()));
        }
        assert_eq!(check(*kind, &long, today()).verdict, Verdict::Refuse);
        assert_eq!(kind.word().parse::<Kind>(), Ok(*kind));
    }
    assert!(
        "uscc2"
            .parse::<Kind>()
            .unwrap_err()
            .to_string()
            .contains("person-id")
    );
}

#[test]
fn capitals_and_dates_are_written_as_papers_write_them() {
    let money = [
        (0, "零元整"),
        (70_000, "柒佰元整"),
        (104_000, "壹仟零肆拾元整"),
        (1_000, "壹拾元整"),
        (100_000_000, "壹佰万元整"),
        (10_005_000, "壹拾万零伍拾元整"),
        // 千位不是0：零可写可不写 (正确填写票据和结算凭证的基本规定).
        (1_000_500_005, "壹仟万伍仟元零伍分"),
        (12_345, "壹佰贰拾叁元肆角伍分"),
        (104_050, "壹仟零肆拾元伍角整"),
        (5, "伍分"),
    ];
    for (cents, text) in money {
        assert_eq!(capital_money(cents), text);
    }
    assert_eq!(
        [1, 2, 3, 4, 5].map(capital_number),
        ["壹", "贰", "叁", "肆", "伍"]
    );
    assert_eq!(capital_number(10), "壹拾");
    assert_eq!(capital_number(u64::MAX).chars().next(), Some('壹'));
    assert_eq!(identifiers::chinese_date(today()), "2026年11月21日");
}

#[test]
fn names_and_masks() {
    assert_eq!(
        identifiers::normal_unit_name(" 鹏城(深圳)研究所\u{200b} "),
        "鹏城（深圳）研究所"
    );
    assert_eq!(identifiers::mask_id("440524188001010014"), "4405************14");
    assert_eq!(identifiers::mask_id("12345678"), "1******8");
    assert_eq!(identifiers::mask_phone("13800138000"), "138****8000");
    assert_eq!(identifiers::mask_id(""), "");
}

#[test]
fn a_day_is_read_however_it_is_written() {
    let day = NaiveDate::from_ymd_opt(2027, 6, 30);
    for text in [
        "2027-06-30",
        "2027.6.30",
        "2027/6/30",
        "20270630",
        "2027年6月30日",
        " 2027年06月30日 ",
    ] {
        assert_eq!(date_of(text), day, "{text}");
    }
    for text in [
        "",
        "2027",
        "27-6-30",
        "2027-13-01",
        "2027-06",
        "2027六月30",
        "20270631",
    ] {
        assert_eq!(date_of(text), None, "{text}");
    }
    assert_eq!(
        checked("date", "2027年6月30日").findings[0].suggestion.as_deref(),
        Some("2027-06-30")
    );
}
