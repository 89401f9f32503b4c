//! Numbers of persons in a running text, covered wherever they stand: identity numbers, telephones, addresses of mail.
//!
//! Codes of units, serial numbers and a counter's own numbers name nobody and stay. What stands in a field is masked by
//! its kind ([`mask_kind`](crate::mask_kind)); this is for sentences, file names and whatever else people type.

use crate::mask::{mask_email, mask_id, mask_phone};
use crate::text::half_width;

/// What of a person's numbers is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// Identity numbers of 18 and of 15 digits (GB 11643).
    Documents,
    /// Mobile numbers and land lines.
    Phones,
    /// Addresses of mail.
    Emails,
}

/// A text with numbers of persons covered: the kinds named, and no others.
pub fn mask_personal(text: &str, kinds: &[Personal]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let plain: Vec<char> = half_width(text).chars().collect();
    if chars.len() != plain.len() {
        // Folding is character by character; were it ever not, nothing may be let through.
        return crate::mask::mask_numbers(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let found = kinds
            .iter()
            .find_map(|kind| Some((*kind, end_of(*kind, &plain, at)?)));
        let Some((kind, end)) = found else {
            out.push(chars[at]);
            at += 1;
            continue;
        };
        let number: String = chars[at..end].iter().collect();
        out.push_str(&match kind {
            Personal::Documents => mask_id(&number),
            Personal::Phones => mask_phone(&number),
            Personal::Emails => mask_email(&number),
        });
        at = end;
    }
    out
}

/// Where a number of this kind that begins here ends; none where none begins.
fn end_of(kind: Personal, text: &[char], at: usize) -> Option<usize> {
    match kind {
        Personal::Documents => document(text, at),
        Personal::Phones => phone(text, at),
        Personal::Emails => email(text, at),
    }
}

/// So many digits from here on, one space, hyphen or point allowed between two of them: the digits and where they end.
fn digits(text: &[char], from: usize, count: usize) -> Option<(Vec<u32>, usize)> {
    let mut found = Vec::with_capacity(count);
    let mut at = from;
    while found.len() < count {
        match text.get(at)?.to_digit(10) {
            Some(digit) => found.push(digit),
            None if !found.is_empty() && is_joint(text[at]) => {
                found.push(text.get(at + 1)?.to_digit(10)?);
                at += 1;
            }
            None => return None,
        }
        at += 1;
    }
    Some((found, at))
}

fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '\u{a0}')
}

fn is_digit(c: Option<&char>) -> bool {
    c.is_some_and(char::is_ascii_digit)
}

fn before(text: &[char], at: usize) -> Option<&char> {
    at.checked_sub(1).and_then(|before| text.get(before))
}

/// Eighteen digits, or seventeen and an X, with a day of birth in them; or fifteen of the former kind.
fn document(text: &[char], at: usize) -> Option<usize> {
    if is_digit(before(text, at)) {
        return None;
    }
    if let Some((head, end)) = digits(text, at, 17)
        && is_birthday(&head[6..14])
    {
        let last = match text.get(end) {
            Some(joint) if is_joint(*joint) => end + 1,
            _ => end,
        };
        let is_check = |c: &char| c.is_ascii_digit() || "xX".contains(*c);
        if text.get(last).is_some_and(is_check) && !is_digit(text.get(last + 1)) {
            return Some(last + 1);
        }
    }
    let (old, end) = digits(text, at, 15)?;
    let birth = [&[1, 9], &old[6..12]].concat();
    let stands_alone = !is_digit(text.get(end)) && !is_in_serial(text, at, end);
    (stands_alone && is_birthday(&birth)).then_some(end)
}

/// `YYYYMMDD` of somebody who may have lived to see such numbers.
fn is_birthday(digits: &[u32]) -> bool {
    let number = |part: &[u32]| part.iter().fold(0, |sum, digit| sum * 10 + digit);
    let (year, month, day) = (number(&digits[..4]), number(&digits[4..6]), number(&digits[6..8]));
    (1850..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// A mobile number, with or without the country's code; a land line with its area code.
fn phone(text: &[char], at: usize) -> Option<usize> {
    if is_digit(before(text, at)) {
        return None;
    }
    let ends = |end: usize| (!is_digit(text.get(end)) && !is_in_serial(text, at, end)).then_some(end);
    if let Some((number, end)) = digits(text, at, 13)
        && number.starts_with(&[8, 6, 1])
        && (3..=9).contains(&number[3])
        && let Some(end) = ends(end)
    {
        return Some(end);
    }
    if let Some((number, end)) = digits(text, at, 11)
        && number[0] == 1
        && (3..=9).contains(&number[1])
        && let Some(end) = ends(end)
    {
        return Some(end);
    }
    // 020 or 0755, then seven or eight digits.
    [12, 11, 10].into_iter().find_map(|count| {
        let (number, end) = digits(text, at, count)?;
        let is_line = number[0] == 0 && number[1] != 0;
        ends(end).filter(|_| is_line)
    })
}

/// Whether the run stands inside a longer word of hexadecimal digits: then it is part of a serial number.
fn is_in_serial(text: &[char], from: usize, end: usize) -> bool {
    let is_part = |c: &char| c.is_ascii_alphanumeric();
    let mut first = from;
    while first > 0 && is_part(&text[first - 1]) {
        first -= 1;
    }
    let last = end + text[end..].iter().take_while(|c| is_part(c)).count();
    (first < from || last > end) && text[first..last].iter().all(char::is_ascii_hexdigit)
}

/// `name@house`, from the first letter of the name on.
fn email(text: &[char], at: usize) -> Option<usize> {
    let of_name = |c: &char| c.is_alphanumeric() && c.is_ascii() || "._%+-".contains(*c);
    let of_house = |c: &char| c.is_ascii_alphanumeric() || ".-".contains(*c);
    if !text.get(at)?.is_ascii_alphanumeric() || before(text, at).is_some_and(of_name) {
        return None;
    }
    let sign = at + text[at..].iter().take_while(|c| of_name(c)).count();
    if text.get(sign) != Some(&'@') {
        return None;
    }
    let house = text[sign + 1..].iter().take_while(|c| of_house(c)).count();
    (house > 0).then_some(sign + 1 + house)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Personal; 3] = [Personal::Emails, Personal::Documents, Personal::Phones];

    #[test]
    fn numbers_of_persons_are_covered_in_any_text() {
        for (text, shown) in [
            (
                "身份证440105199003072510，手机13800000162",
                "身份证4401************10，手机138****0162",
            ),
            ("张三440105 19900307 251X.jpg", "张三4401**************1X.jpg"),
            ("zhangsan440105199003072510.jpg", "zhangsan4401************10.jpg"),
            ("４４０１０５１９９００３０７２５１０", "４４０１************１０"),
            ("旧号440105900307251", "旧号4401*********51"),
            (
                "由“138 0000 0162”改为“139-0000-0417”",
                "由“138******0162”改为“139******0417”",
            ),
            ("+86 13800000162", "+86 *******0162"),
            ("zhang13800000162.jpg", "zhang138****0162.jpg"),
            ("020-89000126转802", "020*****0126转802"),
            ("0755-26000126", "075******0126"),
            ("寄到a.b-c@x.example.cn，", "寄到a***@x.example.cn，"),
        ] {
            assert_eq!(mask_personal(text, &ALL), shown, "{text}");
        }
    }

    #[test]
    fn numbers_of_units_keys_and_cases_stay() {
        for text in [
            "YL-20261121-0001 打印",
            "91440101MA5CK21P2Q",
            "124401054550257066",
            "证书 4f13812345678a0b，有效期至 2026年11月21日",
            "UKey 3F0001、9E13812345678",
            "2026-11-21T09:30:00+08:00",
            "快递 SF1234567890123",
            "第 12 位",
            "账号6222000011112222",
            "",
        ] {
            assert_eq!(mask_personal(text, &ALL), text);
        }
    }

    #[test]
    fn only_what_is_named_is_covered() {
        let text = "440105199003072510 13800000162 a@x.cn";
        assert_eq!(
            mask_personal(text, &[Personal::Phones]),
            "440105199003072510 138****0162 a@x.cn"
        );
        assert_eq!(mask_personal(text, &[]), text);
    }
}
