//! Numbers with a date of birth in them: 公民身份号码 (GB 11643-1999), 港澳台居民居住证, 外国人永久居留身份证.

use chrono::NaiveDate;

use crate::division::{division_name, province_name};
use crate::finding::{Checked, Finding, Report, Severity, Sex};
use crate::organisation::with_last;
use crate::text::{is_digits, letters_to_digits};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The check character of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2); none when they are not 17 digits.
pub fn resident_check_char(number: &str) -> Option<char> {
    let mut chars = number.chars();
    let mut sum = 0;
    for weight in WEIGHTS {
        sum += chars.next()?.to_digit(10)? * weight;
    }
    CHECKS.get((sum % 11) as usize).copied()
}

/// A warning when the sex written in a field (男 or 女) is not the one the number says.
pub fn sex_disagrees(checked: &Checked, field: &str) -> Option<Finding> {
    let says = checked.facts.sex?;
    let field = field.trim();
    (matches!(field, "男" | "女") && field != says.chinese()).then(|| Finding {
        code: "sex-differs",
        severity: Severity::Warn,
        message: format!("性别填的是{field}，身份证号第17位表示{}", says.chinese()),
        remedy: "请对照证件核对性别和号码".to_owned(),
        suggestion: Some(says.chinese().to_owned()),
    })
}

pub(crate) fn resident_id(number: &str, today: NaiveDate, report: &mut Report) {
    if number.len() == 15 && is_digits(number) {
        return old_resident_id(number, today, report);
    }
    if !shape("resident-id", "公民身份号码", number, report) {
        return;
    }
    birth_and_sex("resident-id", &number[6..14], today, number, report);
    check_digit("resident-id", number, report);
    let area = &number[..6];
    if matches!(area, "810000" | "820000" | "830000") {
        report.warn(
            "resident-id-area",
            format!("前6位{area}是港澳台居民居住证的号码"),
            "请对照证件，必要时改选证件类型“港澳台居民居住证”",
        );
        return;
    }
    area_known(area, report);
}

/// The 15-digit number in use until 1999: `19` goes in after digit 6, the check digit after the end.
fn old_resident_id(number: &str, today: NaiveDate, report: &mut Report) {
    let mut long = format!("{}19{}", &number[..6], &number[6..]);
    if let Some(check) = resident_check_char(&long) {
        long.push(check);
    }
    birth_and_sex("resident-id", &long[6..14], today, &long, report);
    report
        .warn(
            "resident-id-old",
            format!("15位旧号码，现用18位应为{long}"),
            "请对照现行身份证核对后改用18位号码",
        )
        .suggestion = Some(long.clone());
    area_known(&long[..6], report);
}

pub(crate) fn residence_permit(number: &str, today: NaiveDate, report: &mut Report) {
    if !shape("residence-permit", "港澳台居民居住证号码", number, report) {
        return;
    }
    let area = &number[..6];
    match area {
        "810000" => report.facts.area = Some("香港特别行政区".to_owned()),
        "820000" => report.facts.area = Some("澳门特别行政区".to_owned()),
        "830000" => report.facts.area = Some("台湾地区".to_owned()),
        _ => {
            report.refuse(
                "residence-permit-area",
                format!("前6位应为810000（香港）、820000（澳门）或830000（台湾），现为{area}"),
                "请对照证件核对前6位；持居民身份证的请改选证件类型",
            );
        }
    }
    birth_and_sex("residence-permit", &number[6..14], today, number, report);
    check_digit("residence-permit", number, report);
}

/// New form (2023): 9, province, country, birth, sequence, check. Old form: three letters and twelve digits.
pub(crate) fn permanent_residence(number: &str, today: NaiveDate, report: &mut Report) {
    if number.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let fits = number.len() == 15
            && number.is_ascii()
            && number.bytes().take(3).all(|b| b.is_ascii_uppercase())
            && is_digits(&number[3..]);
        if !fits {
            report.warn(
                "permanent-residence-old",
                "旧式永久居留身份证号码应为3个字母加12位数字",
                "请对照证件核对；确与证件一致的可以保留",
            );
        }
        return;
    }
    if !shape("permanent-residence", "外国人永久居留身份证号码", number, report) {
        return;
    }
    if !number.starts_with('9') {
        report.refuse(
            "permanent-residence-first",
            format!("第1位应为9，现为{}", &number[..1]),
            "请对照证件核对第1位",
        );
    }
    match province_name(&number[1..3]) {
        Some(name) => report.facts.area = Some(name.to_owned()),
        None => {
            report.refuse(
                "permanent-residence-area",
                format!("第2至3位{}不是省级代码", &number[1..3]),
                "请对照证件核对第2至3位",
            );
        }
    }
    birth_and_sex("permanent-residence", &number[6..14], today, number, report);
    check_digit("permanent-residence", number, report);
}

/// Seventeen digits and a digit or X; says what is in the way otherwise.
fn shape(family: &'static str, name: &str, number: &str, report: &mut Report) -> bool {
    let count = number.chars().count();
    if count != 18 {
        let code = match family {
            "resident-id" => "resident-id-length",
            "residence-permit" => "residence-permit-length",
            _ => "permanent-residence-length",
        };
        report.refuse(
            code,
            format!("{name}应为18位，现为{count}位"),
            "请对照证件补齐或删去",
        );
        return false;
    }
    let outside = number
        .chars()
        .enumerate()
        .find(|(i, c)| !(c.is_ascii_digit() || (*i == 17 && *c == 'X')));
    if let Some((at, c)) = outside {
        let code = match family {
            "resident-id" => "resident-id-letter",
            "residence-permit" => "residence-permit-letter",
            _ => "permanent-residence-letter",
        };
        let allowed = if at == 17 {
            "只能是数字或X"
        } else {
            "只能是数字"
        };
        report
            .refuse(
                code,
                format!("第{}位是“{c}”，{allowed}", at + 1),
                format!("请对照证件核对第{}位", at + 1),
            )
            .suggestion =
            letters_to_digits(number).filter(|f| f.chars().take(17).all(|c| c.is_ascii_digit()));
        return false;
    }
    true
}

fn birth_and_sex(family: &'static str, eight: &str, today: NaiveDate, number: &str, report: &mut Report) {
    let code = match family {
        "resident-id" => "resident-id-date",
        "residence-permit" => "residence-permit-date",
        _ => "permanent-residence-date",
    };
    let part = |a: usize, b: usize| eight[a..b].parse::<u32>().unwrap_or(0);
    let date = i32::try_from(part(0, 4))
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, part(4, 6), part(6, 8)));
    match date.filter(|d| *d >= NaiveDate::from_ymd_opt(1800, 1, 1).unwrap_or_default()) {
        None => {
            report.refuse(
                code,
                format!("第7至14位{eight}不是有效的出生日期"),
                "请对照证件核对出生日期",
            );
        }
        Some(birth) if birth > today => {
            report.refuse(
                code,
                format!("出生日期{}晚于今天", crate::chinese_date(birth)),
                "请对照证件核对出生日期",
            );
        }
        Some(birth) => report.facts.birth = Some(birth),
    }
    let seventeenth = number.chars().nth(16).and_then(|c| c.to_digit(10));
    report.facts.sex = seventeenth.map(|d| if d % 2 == 1 { Sex::Male } else { Sex::Female });
}

fn check_digit(family: &'static str, number: &str, report: &mut Report) {
    let code = match family {
        "resident-id" => "resident-id-check-digit",
        "residence-permit" => "residence-permit-check-digit",
        _ => "permanent-residence-check-digit",
    };
    let found = number.chars().last().unwrap_or(' ');
    if let Some(right) = resident_check_char(number).filter(|right| *right != found) {
        report
            .refuse(
                code,
                format!("第18位应为{right}，现为{found}"),
                format!("请对照证件原件核对前17位，无误则将第18位改为{right}"),
            )
            .suggestion = with_last(number, right);
    }
}

fn area_known(area: &str, report: &mut Report) {
    match division_name(area) {
        Some(name) => report.facts.area = Some(name),
        None => {
            report.facts.area = province_name(&area[..2]).map(str::to_owned);
            report.warn(
                "resident-id-area",
                format!("前6位{area}不在行政区划代码表中"),
                "请对照证件核对前6位；确与证件一致的可以保留",
            );
        }
    }
}
