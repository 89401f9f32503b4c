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
    let (name, house) = address.split_once(at_sign).unwrap_or((address, ""));
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
        Some(Kind::Email) if value.contains(at_sign) => mask_numbers(value),
        Some(Kind::Date | Kind::Phone | Kind::Mobile) => mask_numbers(value),
        Some(Kind::Postcode | Kind::Division) => covered(value, 2, 0),
        Some(kind) if kind.is_of_a_person() => mask_id(value),
        Some(_) => mask_id(value),
        None => mask_numbers(value),
    }
}

/// A text with every number in it covered, whatever the field it stands in was meant for: documents, telephones, codes,
/// accounts, addresses of mail. A day written as `2026-11-21`, rooms, sums and small numbers stay.
pub fn mask_numbers(text: &str) -> String {
    if is_day(text) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let named = named_address_end(&chars, at);
        let spelt = spelt_end(&chars, at);
        let end = named.unwrap_or(word_end(&chars, at)).max(spelt);
        if end == at {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let word: String = chars[at..end].iter().collect();
        out.push_str(&match word.contains(at_sign) {
            true => mask_email(&word),
            false if spelt == end => covered(&word, 1, 1),
            false if is_number(&word) && !is_plain(&word, &chars[end..]) => masked(&word),
            false => word,
        });
        at = end;
    }
    out
}

/// Where the run of letters, digits and the marks inside numbers and addresses that begins here ends.
fn word_end(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while let Some(c) = chars.get(at) {
        if !part(*c) {
            let before = at.checked_sub(1).filter(|b| *b >= from).map(|b| chars[b]);
            let gap = gap_behind(&chars[at..]);
            let inside = match (before, chars.get(at + gap)) {
                // What joins the parts of an address joins the parts of a number too; blanks only between digits.
                (Some(b), Some(a)) if gap == 1 && "@＠.-_+%－—–".contains(*c) => part(b) && part(*a),
                (Some(b), Some(a)) if gap > 0 => digit(b) && (digit(*a) || "xX".contains(*a)),
                _ => false,
            };
            if !inside {
                break;
            }
            at += gap;
            continue;
        }
        at += 1;
    }
    at
}

/// How many signs stand here between two parts of a number: one mark, and blanks of any width on both sides of it.
fn gap_behind(chars: &[char]) -> usize {
    let blank = |c: &char| c.is_whitespace() && *c != '\n' || ('\u{200B}'..='\u{200F}').contains(c);
    let blanks = |from: usize| chars[from..].iter().take_while(|c| blank(c)).count();
    let before = blanks(0);
    let mark = chars
        .get(before)
        .is_some_and(|c| "@＠.-_+%－—–―‐‑−~·•/".contains(*c));
    match mark {
        true => before + 1 + blanks(before + 1),
        false => before,
    }
}

/// Where an address of mail ends that begins here and whose name is written in other letters than Latin ones.
fn named_address_end(chars: &[char], from: usize) -> Option<usize> {
    let name = |c: &&char| c.is_alphanumeric() || ".-_+%".contains(**c);
    let sign = from + chars[from..].iter().take_while(name).count();
    let last = chars[from..sign].last().filter(|c| !part(**c))?;
    let house = chars
        .get(sign + 1)
        .filter(|_| at_sign(chars[sign]) && last.is_alphanumeric())?;
    let latin = part(*house);
    let inside = |c: &&char| part(**c) || ".-".contains(**c) || (!latin && c.is_alphanumeric());
    let count = chars[sign + 1..].iter().take_while(inside).count();
    let end = sign + 1 + count;
    (latin || chars[sign..end].contains(&'.')).then_some(end)
}

/// Where a number of seven digits or more ends that is spelt in Chinese ones: 一三九四七一〇〇〇〇五.
fn spelt_end(chars: &[char], from: usize) -> usize {
    let spelt = |c: &&char| "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖".contains(**c);
    let count = chars[from..].iter().take_while(spelt).count();
    if count >= 7 { from + count } else { from }
}

/// Six digits, or a code of letters and digits.
fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(|c| digit(*c)).count();
    let signs = word.chars().filter(|c| part(*c)).count();
    digits >= 6 || (signs >= 7 && digits >= 3)
}

/// Whether a word with digits says nothing of a person: a day, rooms (1207-1209室), a sum (128000元).
fn is_plain(word: &str, behind: &[char]) -> bool {
    let parts: Vec<&str> = word.split(|c: char| !digit(c)).collect();
    let short = |most: usize| parts.iter().all(|p| !p.is_empty() && p.chars().count() <= most);
    let next = behind.first().copied().unwrap_or_default();
    let date = word.replace(['/', '.'], "-");
    chrono::NaiveDate::parse_from_str(&date, "%Y-%m-%d").is_ok() && short(4)
        || "室房层楼".contains(next) && short(4) && parts.len() <= 2
        || next == '元' && short(8) && parts.len() <= 2
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

/// The sign of an address of mail, as it is typed in either width.
fn at_sign(c: char) -> bool {
    matches!(c, '@' | '＠')
}

/// A letter or digit of a number, a code or an address.
fn part(c: char) -> bool {
    letter(c) || digit(c)
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
            // As people type them: wide and invisible blanks, slashes, dots, signs of another width, Chinese digits.
            ("139  4710  0006", "139********0006"),
            ("139- 4710- 0006", "139********0006"),
            ("139/4710/0006", "139******0006"),
            ("139·4710·0006", "139******0006"),
            ("139\u{200B}4710\u{2009}0006", "139******0006"),
            ("1501021988/0315/0021", "1501**************21"),
            ("一三九四七一〇〇〇〇五", "一*********五"),
            ("巴图＠caigou.cn", "巴***@caigou.cn"),
            ("巴图@caigou.cn请回", "巴***@caigou.cn请回"),
            ("josé@caigou.cn", "j***@caigou.cn"),
            ("batu＠caigou.cn", "b***@caigou.cn"),
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
            "成吉思汗大街68号B座1207-1209室",
            "保证金128000元",
            "有效期2026-11-25至2027/11/24",
            "二〇二六年十一月",
            "名单见@所有人",
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
            (Kind::Date, "长期", "长期"),
            (Kind::Date, "13947100000", "139****0000"),
            (Kind::Email, "a@b.cn；batu@c.cn", "a***@b.cn；b***@c.cn"),
        ];
        for (kind, value, shown) in table {
            assert_eq!(mask_kind(value, Some(kind)), shown, "{kind} {value}");
        }
    }
}
