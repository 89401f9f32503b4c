//! Whether a certificate is valid for as long as was applied for: its years, and of a replacement the day on which
//! the old one ends. Names, key, usage and path are compared in `pki`, which knows no case.

use case::BusinessType;
use chrono::{Months, NaiveDate};
use identifiers::{chinese_date, date_of};
use store::{KeyJob as Job, Tx};

use crate::casework::seen::Seen;
use crate::keys::jobs::business_of;
use crate::keys::whose::acted_by;
use crate::rim::api::Refusal;

/// Days by which a term may fall short: CAs count to the end of a day, or in days of a year without its leap day.
const SHORT_DAYS: i64 = 2;
/// Days by which a term may be longer: CAs add days to the month.
const LONG_DAYS: i64 = 31;
/// Days by which the end of a replacement may differ from the old one: the two ends of one day in two time zones.
const SAME_DAYS: i64 = 1;

/// What the term of a certificate should be.
enum Wanted {
    /// So many years from its first day, or from the end of the one before.
    Years(u32, Option<NaiveDate>),
    /// To this day.
    Until(NaiveDate),
    /// To the end of the old one, which nobody here knows.
    UntilUnknown,
    /// The guide says nothing.
    Anything,
}

/// The day on which the certificate ends that a job takes the place of: as these books know it, else as entered.
fn old_end(seen: &Seen<'_>, tx: &Tx<'_>, job: &Job) -> Result<Option<NaiveDate>, Refusal> {
    let acted = acted_by(tx, seen, job)?;
    let mut held = acted.iter();
    // Of several nobody knows which one is meant.
    if let (Some(only), None) = (held.next(), held.next()) {
        return Ok(Some(only.last_day(*seen.desk.now().offset())));
    }
    Ok(seen.content().field(project::OLD_CERT_UNTIL).and_then(date_of))
}

fn day(seen: &Seen<'_>, at: chrono::DateTime<chrono::Utc>) -> NaiveDate {
    at.with_timezone(seen.desk.now().offset()).date_naive()
}

fn wanted(seen: &Seen<'_>, tx: &Tx<'_>, job: &Job) -> Result<Wanted, Refusal> {
    let years = seen.content().years_of(job.row());
    Ok(match (business_of(seen, job), years) {
        (BusinessType::Renew, Some(years)) => Wanted::Years(years, old_end(seen, tx, job)?),
        (BusinessType::New | BusinessType::Add, Some(years)) => Wanted::Years(years, None),
        (BusinessType::Replace, _) if seen.project.term().replace_keeps => {
            old_end(seen, tx, job)?.map_or(Wanted::UntilUnknown, Wanted::Until)
        }
        _ => Wanted::Anything,
    })
}

fn plus_years(from: NaiveDate, years: u32) -> Option<NaiveDate> {
    from.checked_add_months(Months::new(years.checked_mul(12)?))
}

/// What speaks against the term of a certificate.
pub(crate) fn findings(
    seen: &Seen<'_>,
    tx: &Tx<'_>,
    job: &Job,
    certificate: &pki::Certificate,
) -> Result<Vec<pki::Finding>, Refusal> {
    let (first, last) = (
        day(seen, certificate.not_before()),
        day(seen, certificate.not_after()),
    );
    let renews = business_of(seen, job) == BusinessType::Renew;
    Ok(judge(&wanted(seen, tx, job)?, renews, first, last)
        .into_iter()
        .collect())
}

/// A term from `first` to `last` against what it should be.
fn judge(wanted: &Wanted, renews: bool, first: NaiveDate, last: NaiveDate) -> Option<pki::Finding> {
    let says = format!("证书有效期为 {} 至 {}", chinese_date(first), chinese_date(last));
    match wanted {
        Wanted::Years(years, old) => {
            let starts = [Some(first), *old].into_iter().flatten();
            let ends: Vec<NaiveDate> = starts.filter_map(|from| plus_years(from, *years)).collect();
            let fits = |end: &NaiveDate| (-SHORT_DAYS..=LONG_DAYS).contains(&(last - *end).num_days());
            let is_longer = ends.iter().all(|end| last > *end);
            // A renewal is for longer: it never ends before what it takes the place of, nor with it.
            let shortens = renews && old.is_some_and(|old| last <= old);
            match ends.iter().any(fits) && !shortens {
                true => None,
                // A renewal may go on from the end of a certificate that nobody here knows.
                false if renews && old.is_none() && is_longer => Some(unchecked(
                    format!("{says}，比申请的 {years} 年长；没有原证书的到期日可以对照"),
                    "请核对是否接着原证书的到期日算起。",
                )),
                false => Some(differs(format!("{says}，申请的是 {years} 年"))),
            }
        }
        Wanted::Until(end) if (last - *end).num_days().abs() <= SAME_DAYS => None,
        Wanted::Until(end) => Some(differs(format!(
            "{says}；补办的证书应与原证书同日到期（{}）",
            chinese_date(*end)
        ))),
        Wanted::UntilUnknown => Some(unchecked(
            format!("{says}；补办的证书应与原证书同日到期，本受理点没有原证书的到期日"),
            "请向客户或 CA 核对原证书的到期日。",
        )),
        Wanted::Anything => None,
    }
}

fn unchecked(message: String, remedy: &str) -> pki::Finding {
    pki::Finding {
        code: "certificate-term-unchecked",
        severity: pki::Severity::Warn,
        message,
        remedy: remedy.to_owned(),
    }
}

fn differs(message: String) -> pki::Finding {
    pki::Finding {
        code: "certificate-term-differs",
        severity: pki::Severity::Refuse,
        message,
        remedy: "请 CA 按申请重新签发；申请的年限有误时登记“CA 退回”，由受理员更正。".to_owned(),
    }
}

/// The days from today for which the training CA issues a certificate, so that it is what was asked for.
pub(crate) fn days_to_train(seen: &Seen<'_>, tx: &Tx<'_>, job: &Job) -> Result<u32, Refusal> {
    let today = seen.desk.today();
    let years = seen.content().years_of(job.row());
    let end = match wanted(seen, tx, job)? {
        Wanted::Until(end) => Some(end),
        Wanted::Years(years, old) => plus_years(old.map_or(today, |old| old.max(today)), years),
        // A change leaves the term as it was.
        Wanted::Anything => match old_end(seen, tx, job)?.filter(|old| *old > today) {
            Some(old) => Some(old),
            None => plus_years(today, years.unwrap_or(1)),
        },
        Wanted::UntilUnknown => plus_years(today, years.unwrap_or(1)),
    };
    let days = end.map(|end| (end - today).num_days()).unwrap_or(365);
    Ok(u32::try_from(days).unwrap_or(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Years applied for, a renewal that goes on from the old end, and a replacement that ends with the old one
    /// (001:157).
    #[test]
    fn a_term_is_held_against_what_was_asked_for() {
        let old = Some(on("2027-03-31"));
        let (differs, unchecked) = (
            Some("certificate-term-differs"),
            Some("certificate-term-unchecked"),
        );
        for (wanted, renews, last, code) in [
            (Wanted::Years(1, None), false, "2027-11-22", None),
            (Wanted::Years(1, None), false, "2027-11-21", None),
            (Wanted::Years(1, None), false, "2027-12-22", None),
            (Wanted::Years(1, None), false, "2027-11-01", differs),
            (Wanted::Years(1, None), false, "2028-11-22", differs),
            (Wanted::Years(3, None), false, "2027-11-22", differs),
            (Wanted::Years(1, old), true, "2028-03-31", None),
            (Wanted::Years(1, old), true, "2027-11-22", None),
            (Wanted::Years(1, old), true, "2029-03-31", differs),
            (Wanted::Years(1, old), true, "2027-03-31", differs),
            (
                Wanted::Years(1, Some(on("2028-03-31"))),
                true,
                "2027-11-22",
                differs,
            ),
            (
                Wanted::Years(1, Some(on("2027-11-22"))),
                true,
                "2027-11-22",
                differs,
            ),
            (Wanted::Years(1, None), true, "2028-03-31", unchecked),
            (Wanted::Years(1, None), true, "2027-03-31", differs),
            (Wanted::Until(on("2027-03-31")), false, "2027-03-31", None),
            (Wanted::Until(on("2027-03-31")), false, "2027-04-01", None),
            (Wanted::Until(on("2027-03-31")), false, "2027-11-22", differs),
            (Wanted::UntilUnknown, false, "2027-11-22", unchecked),
            (Wanted::Anything, false, "2050-01-01", None),
        ] {
            let found = judge(&wanted, renews, on("2026-11-22"), on(last));
            assert_eq!(found.map(|f| f.code), code, "{last}");
        }
    }
}
