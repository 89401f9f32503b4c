//! Numbers of persons as a screen or a paper for other eyes shows them (个人信息保护法: collect the least, mask what is
//! shown).

use crate::kind::Kind;

/// First four and last two characters stay: `4405************14`. Eight characters or fewer keep the ends only.
pub fn mask_id(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = if count > 8 { (4, 2) } else { (1, 1) };
    covered(number, head, tail)
}

/// `138****5678`; shorter numbers keep their last two.
pub fn mask_phone(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = if count >= 11 { (3, 4) } else { (0, 2) };
    covered(number, head, tail)
}

/// `s***@example.org`: who it is stays open, the house that it is delivered to does not.
pub fn mask_email(address: &str) -> String {
    let (name, house) = address.split_once('@').unwrap_or((address, ""));
    let first: String = name.chars().take(1).collect();
    match house {
        "" => format!("{first}***"),
        house => format!("{first}***@{house}"),
    }
}

/// A value as its kind asks: documents, telephones, codes, addresses of mail. What stands in a value beside its
/// number is looked through as well; a day is no number.
pub fn mask_kind(value: &str, kind: Option<Kind>) -> String {
    match kind {
        Some(Kind::Date) => value.to_owned(),
        Some(Kind::Email) if value.contains('@') => mask_email(value),
        Some(Kind::Phone | Kind::Mobile) => mask_numbers(value),
        Some(Kind::Postcode | Kind::Division) => covered(value, 2, 0),
        Some(kind) if kind.is_of_a_person() => mask_id(value),
        Some(_) => mask_id(value),
        None => mask_numbers(value),
    }
}

/// A text with every number in it covered, whatever the field it stands in was meant for: documents, telephones, codes,
/// accounts, addresses of mail. A day written as `2026-11-21` stays, and so do small numbers.
pub fn mask_numbers(text: &str) -> String {
    if is_day(text) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = word_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let word: String = chars[at..end].iter().collect();
        out.push_str(&match word.contains('@') {
            true => mask_email(&word),
            false if is_number(&word) => masked(&word),
            false => word,
        });
        at = end;
    }
    out
}

/// Where the run of letters, digits and the marks inside numbers and addresses that begins here ends.
fn word_end(chars: &[char], from: usize) -> usize {
    let part = |c: char| letter(c) || digit(c);
    let mut at = from;
    while let Some(c) = chars.get(at) {
        let before = at.checked_sub(1).filter(|b| *b >= from).map(|b| chars[b]);
        let after = chars.get(at + 1).copied();
        let inside = match (before, after) {
            // What joins the parts of an address joins the parts of a number too; blanks only between digits.
            (Some(b), Some(a)) if "@.-_+%－—–".contains(*c) => part(b) && part(a),
            (Some(b), Some(a)) if matches!(c, ' ' | '\u{3000}' | '\u{A0}') => {
                digit(b) && (digit(a) || "xX".contains(a))
            }
            _ => false,
        };
        if !part(*c) && !inside {
            break;
        }
        at += 1;
    }
    at
}

/// Six digits, or a code of letters and digits.
fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(|c| digit(*c)).count();
    let signs = word.chars().filter(|c| digit(*c) || letter(*c)).count();
    digits >= 6 || (signs >= 7 && digits >= 3)
}

fn masked(number: &str) -> String {
    let telephone = number.chars().all(|c| !letter(c)) && number.chars().filter(|c| digit(*c)).count() <= 13;
    match telephone {
        true => mask_phone(number),
        false => mask_id(number),
    }
}

/// `2026-11-21`, with or without a time behind it.
fn is_day(text: &str) -> bool {
    let day = text.trim().split(['T', ' ']).next().unwrap_or_default();
    chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok() && text.trim().len() <= 25
}

fn digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn letter(c: char) -> bool {
    c.is_ascii_alphabetic() || ('Ａ'..='Ｚ').contains(&c) || ('ａ'..='ｚ').contains(&c)
}

fn covered(number: &str, head: usize, tail: usize) -> String {
    let count = number.chars().count();
    number
        .chars()
        .enumerate()
        .map(|(i, c)| if i < head || i + tail >= count { c } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_covered_wherever_they_stand() {
        let table = [
            ("13800000162", "138****0162"),
            (
                "沈若川，13800000162（请发短信）",
                "沈若川，138****0162（请发短信）",
            ),
            ("020-89000126", "020*****0126"),
            ("020-89000126转802", "020*****0126转802"),
            ("440105199003072510", "4401************10"),
            ("44010519900307251X，", "4401************1X，"),
            ("440105 19900307 251X", "4401**************1X"),
            ("４４０１０５１９９００３０７２５１０", "４４０１************１０"),
            ("124401054550257066", "1244************66"),
            ("91440101MA5CK21P2Q", "9144************2Q"),
            ("邮箱a.b-c@x.example.cn；", "邮箱a***@x.example.cn；"),
            ("13800000162@139.com", "1***@139.com"),
            ("账号6222 0000 1111 2222", "账号6222*************22"),
            ("E12345678", "E123***78"),
            ("510220", "****20"),
        ];
        for (text, shown) in table {
            assert_eq!(mask_numbers(text), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_stays() {
        for text in [
            "2026-11-21",
            "2026-11-21T09:30",
            "珠岸路21号603室",
            "Room 1203, Block B",
            "2026年6月30日",
            "A3 3",
            "",
        ] {
            assert_eq!(mask_numbers(text), text);
        }
    }

    #[test]
    fn a_kind_covers_what_its_own_form_would_let_through() {
        let table = [
            (Kind::OrgCode, "MA5CK21P-2", "MA5C****-2"),
            (Kind::OtherDocument, "军字第12号", "军****号"),
            (Kind::Postcode, "510220", "51****"),
            (Kind::Email, "shen@x.example", "s***@x.example"),
            (Kind::Email, "见名片13800000162", "见名片1********62"),
            (
                Kind::Mobile,
                "13800000162、13900000417",
                "138****0162、139****0417",
            ),
            (Kind::Date, "2026-11-21", "2026-11-21"),
        ];
        for (kind, value, shown) in table {
            assert_eq!(mask_kind(value, Some(kind)), shown, "{kind} {value}");
        }
    }
}
