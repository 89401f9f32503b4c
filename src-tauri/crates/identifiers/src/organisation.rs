//! Numbers of organisations: 统一社会信用代码 (GB 32100-2015), 组织机构代码 (GB 11714-1997), 营业执照注册号.

use crate::finding::Report;
use crate::text::{first_outside, is_digits, letters_to_digits};

/// The 31 characters of GB 32100-2015, in the order of their values: no I, O, S, V, Z.
const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const ORG_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The check character of the first 17 characters (GB 32100-2015, 附录 A): weights 3^i mod 31, 31 less the remainder,
/// 31 itself standing for 0. None when one of the 17 is outside the alphabet or there are fewer.
pub fn uscc_check_char(code: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    let mut chars = code.chars();
    for _ in 0..17 {
        let value = USCC_ALPHABET.find(chars.next()?)?;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    USCC_ALPHABET.chars().nth((31 - sum % 31) % 31)
}

/// The check character of the first 8 characters (GB 11714-1997): 11 less the remainder, 10 → X, 11 → 0.
pub fn org_check_char(code: &str) -> Option<char> {
    let mut sum = 0;
    let mut chars = code.chars();
    for weight in ORG_WEIGHTS {
        let c = chars.next()?;
        if !c.is_ascii_digit() && !c.is_ascii_uppercase() {
            return None;
        }
        sum += c.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

pub(crate) fn uscc(code: &str, report: &mut Report) {
    let count = code.chars().count();
    if count != 18 {
        report.refuse(
            "uscc-length",
            format!("统一社会信用代码应为18位，现为{count}位"),
            if count < 18 {
                "请对照证件补齐缺少的字符"
            } else {
                "请对照证件删去多出的字符"
            },
        );
    }
    if let Some((at, c)) = first_outside(code, |c| USCC_ALPHABET.contains(c)) {
        let known = matches!(c, 'I' | 'O' | 'Z' | 'S' | 'V');
        let message = if known {
            format!("第{at}位是字母{c}，统一社会信用代码不使用 I、O、Z、S、V")
        } else {
            format!("第{at}位是“{c}”，只能用数字和大写字母（不含 I、O、Z、S、V）")
        };
        let remedy = match c {
            'O' => "请对照证件，多半是数字0".to_owned(),
            'I' => "请对照证件，多半是数字1".to_owned(),
            _ => format!("请对照证件核对第{at}位"),
        };
        let fixed =
            letters_to_digits(code).filter(|f| first_outside(f, |c| USCC_ALPHABET.contains(c)).is_none());
        report.refuse("uscc-letter", message, remedy).suggestion = fixed;
        return;
    }
    if count != 18 {
        return;
    }
    let org: String = code.chars().skip(8).take(9).collect();
    let found = code.chars().last().unwrap_or(' ');
    match uscc_check_char(code) {
        Some(right) if right != found => {
            report
                .refuse(
                    "uscc-check-digit",
                    format!("第18位应为{right}，现为{found}"),
                    format!("请对照证件原件核对前17位，无误则将第18位改为{right}"),
                )
                .suggestion = with_last(code, right);
        }
        _ => {}
    }
    match org_check_char(&org) {
        Some(right) if !org.ends_with(right) => {
            report.warn(
                "uscc-org-code",
                format!(
                    "第9至17位应是组织机构代码，其校验位（第17位）应为{right}，现为{}",
                    org.chars().last().unwrap_or(' ')
                ),
                "请对照证件核对第9至17位；确与证件一致的可以保留",
            );
        }
        _ => {}
    }
    report.facts.org_code = Some(org);
}

/// The code with another last character: offered beside what was typed, for whoever has compared the rest.
pub(crate) fn with_last(code: &str, right: char) -> Option<String> {
    let last = code.chars().last()?;
    code.strip_suffix(last).map(|head| format!("{head}{right}"))
}

/// `code` comes without the hyphen before the check character.
pub(crate) fn org_code(code: &str, report: &mut Report) {
    let count = code.chars().count();
    if count != 9 {
        report.refuse(
            "org-code-length",
            format!("组织机构代码应为9位（8位加校验位），现为{count}位"),
            "请对照组织机构代码证或统一社会信用代码第9至17位填写",
        );
        return;
    }
    let found = code.chars().last().unwrap_or(' ');
    match org_check_char(code) {
        None => {
            let (at, c) =
                first_outside(code, |c| c.is_ascii_digit() || c.is_ascii_uppercase()).unwrap_or((1, ' '));
            report.refuse(
                "org-code-letter",
                format!("第{at}位是“{c}”，组织机构代码只用数字和大写字母"),
                format!("请对照证件核对第{at}位"),
            );
        }
        Some(right) if right != found => {
            report
                .refuse(
                    "org-code-check-digit",
                    format!("第9位应为{right}，现为{found}"),
                    format!("请对照证件核对前8位，无误则将第9位改为{right}"),
                )
                .suggestion = letters_to_digits(code)
                .filter(|f| org_check_char(f) == f.chars().last())
                .or_else(|| with_last(code, right));
        }
        Some(_) => report.facts.org_code = Some(code.to_owned()),
    }
}

/// The 15-digit licence number (MOD 11,10 chain). Historic exceptions exist, so a mismatch only warns.
pub(crate) fn licence_no(code: &str, report: &mut Report) {
    let count = code.chars().count();
    if count != 15 || !is_digits(code) {
        let message = if count == 15 {
            let (at, c) = first_outside(code, |c| c.is_ascii_digit()).unwrap_or((1, ' '));
            format!("营业执照注册号应全为数字，第{at}位是“{c}”")
        } else {
            format!("营业执照注册号应为15位数字，现为{count}位")
        };
        report
            .warn(
                "licence-no-form",
                message,
                "请对照营业执照核对；确与证件一致的可以保留",
            )
            .suggestion = letters_to_digits(code).filter(|f| f.len() == 15 && is_digits(f));
        return;
    }
    let digits: Vec<u32> = code.chars().filter_map(|c| c.to_digit(10)).collect();
    let product = digits[..14].iter().fold(10, |p, a| {
        let s = (p + a) % 10;
        2 * (if s == 0 { 10 } else { s }) % 11
    });
    let right = (11 - product) % 10;
    if digits[14] != right {
        report.warn(
            "licence-no-check-digit",
            format!("第15位应为{right}，现为{}", digits[14]),
            "请对照营业执照核对；早年的号码有例外，确与证件一致的可以保留",
        );
    }
}
