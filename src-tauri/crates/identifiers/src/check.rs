//! The one entry: brings what was typed to its normal form and hands it to the rule of its kind.

use chrono::NaiveDate;

use crate::division::province_name;
use crate::finding::{Checked, Report};
use crate::text::{half_width, is_digits, normal_code};
use crate::{Kind, contact, date, organisation, person, travel};

/// Longer input is no number of any kind and is not looked at.
const MAX_CHARS: usize = 320;

/// Checks one number. `today` decides whether a date of birth lies in the future.
///
/// Never fails and never panics: whatever is typed gets a verdict. An empty value is refused; whether a field may stay
/// empty is for the project to say, not for the number.
pub fn check(kind: Kind, value: &str, today: NaiveDate) -> Checked {
    let mut report = Report::default();
    if value.chars().count() > MAX_CHARS {
        report.refuse(
            "too-long",
            format!("{}过长（超过{MAX_CHARS}个字符）", kind.chinese()),
            "请只填写号码本身",
        );
        return report.seal(kind, value.chars().take(MAX_CHARS).collect());
    }
    let normal = normal(kind, value);
    if normal.is_empty() {
        report.refuse("empty", format!("{}未填", kind.chinese()), "请填写");
        return report.seal(kind, normal);
    }
    let kind = settled(kind, &normal);
    match kind {
        Kind::Uscc | Kind::UnitId => organisation::uscc(&normal, &mut report),
        Kind::OrgCode => organisation::org_code(&normal, &mut report),
        Kind::LicenceNo => organisation::licence_no(&normal, &mut report),
        Kind::ResidentId | Kind::PersonId => person::resident_id(&normal, today, &mut report),
        Kind::ResidencePermit => person::residence_permit(&normal, today, &mut report),
        Kind::PermanentResidence => person::permanent_residence(&normal, today, &mut report),
        Kind::HkMacauPermit => travel::hk_macau_permit(&normal, &mut report),
        Kind::TaiwanPermit => travel::taiwan_permit(&normal, &mut report),
        Kind::Passport => travel::passport(&normal, &mut report),
        Kind::OtherDocument => {}
        Kind::Mobile => contact::mobile(&normal, &mut report),
        Kind::Phone => contact::phone(&normal, &mut report),
        Kind::Postcode => contact::postcode(&normal, &mut report),
        Kind::Email => contact::email(&normal, &mut report),
        Kind::Division => contact::division(&normal, &mut report),
        Kind::Date => date::date(&normal, &mut report),
    }
    report.seal(kind, normal)
}

fn normal(kind: Kind, value: &str) -> String {
    match kind {
        // The name before the @ may tell capitals apart.
        Kind::Email => half_width(value).trim().to_owned(),
        Kind::OtherDocument => value.trim().to_owned(),
        Kind::OrgCode | Kind::Mobile => normal_code(value).replace('-', ""),
        _ => normal_code(value),
    }
}

/// `unit-id` and `person-id` name a family; the form of the number tells which member it is.
fn settled(kind: Kind, number: &str) -> Kind {
    let count = number.chars().count();
    match kind {
        Kind::UnitId if count == 15 && is_digits(number) => Kind::LicenceNo,
        Kind::UnitId => Kind::Uscc,
        Kind::PersonId => person_document(number, count),
        kind => kind,
    }
}

fn person_document(number: &str, count: usize) -> Kind {
    if !number.is_ascii() {
        return Kind::OtherDocument;
    }
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let starts = |n: usize| number.get(..n).unwrap_or_default();
    match (count, digits) {
        (18, 17 | 18) if matches!(starts(6), "810000" | "820000" | "830000") => Kind::ResidencePermit,
        (18, 17 | 18) if number.starts_with('9') && number.get(1..3).and_then(province_name).is_some() => {
            Kind::PermanentResidence
        }
        (15, 0) if is_digits(&number[3..]) => Kind::PermanentResidence,
        (8, 8) | (10.., 10) if count <= 14 => Kind::TaiwanPermit,
        (9 | 11, 0) if number.starts_with(['H', 'M']) => Kind::HkMacauPermit,
        (5..=14, 0) => Kind::Passport,
        _ => Kind::ResidentId,
    }
}
