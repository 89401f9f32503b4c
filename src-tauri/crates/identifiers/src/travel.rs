//! Travel documents and all others: forms that change with the issue, so a mismatch only warns.

use crate::finding::Report;
use crate::text::is_digits;

const KEEP: &str = "请对照证件核对；确与证件一致的可以保留";

/// 港澳居民来往内地通行证: H or M and 8 digits (the 1999 card: 2 more); HA/MA and 7 digits for non-Chinese holders,
/// issued since 2024-07.
pub(crate) fn hk_macau_permit(number: &str, report: &mut Report) {
    let fits = number
        .strip_prefix(['H', 'M'])
        .is_some_and(|rest| match rest.strip_prefix('A') {
            Some(digits) => digits.len() == 7 && is_digits(digits),
            None => matches!(rest.len(), 8 | 10) && is_digits(rest),
        });
    if !fits {
        report.warn(
            "hk-macau-permit-form",
            "港澳居民来往内地通行证号码应为H或M加8位数字（旧卡再加2位），非中国籍为HA或MA加7位数字",
            KEEP,
        );
    }
}

/// 台湾居民来往大陆通行证: 8 digits; older ones 10 digits and a suffix.
pub(crate) fn taiwan_permit(number: &str, report: &mut Report) {
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = &number[digits..];
    let fits = match digits {
        8 => suffix.is_empty(),
        10 => {
            suffix.len() <= 4
                && suffix
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "()".contains(c))
        }
        _ => false,
    };
    if !fits {
        report.warn(
            "taiwan-permit-form",
            "台湾居民来往大陆通行证号码应为8位数字（旧证为10位数字加后缀）",
            KEEP,
        );
    }
}

/// Passports: of China E and 8 digits, E and a letter and 7 digits, G and 8 digits; of others 5–17 letters and digits.
pub(crate) fn passport(number: &str, report: &mut Report) {
    let chinese = number.strip_prefix(['E', 'G']).is_some_and(|rest| {
        rest.len() == 8
            && (is_digits(rest)
                || (number.starts_with('E')
                    && rest.starts_with(|c: char| c.is_ascii_uppercase())
                    && is_digits(&rest[1..])))
    });
    let foreign = (5..=17).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if !chinese && !foreign {
        report.warn(
            "passport-form",
            "护照号码应为E加8位数字、E加1个字母和7位数字、G加8位数字；外国护照为5至17位字母和数字",
            KEEP,
        );
    }
}
