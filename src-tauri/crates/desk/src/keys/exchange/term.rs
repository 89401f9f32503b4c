//! Whether a certificate is valid for as long as was applied for: its years, and of a replacement the day on which
//! the old one ends. Of changes and recoveries no guide tells the term; they are for no years, so that they never make
//! it longer, and what is shorter or cannot be compared the key clerk looks at. A recovery is asked for its old key:
//! where nobody knows the old end, which the intake has said, there is nothing to look at. Names, key, usage and path
//! are compared in `pki`, which knows no case.

use case::BusinessType;
use chrono::{Months, NaiveDate};
use identifiers::{chinese_date, date_of};
use store::{KeyJob as Job, Tx};
use token::KeyStep;

use crate::casework::seen::Seen;
use crate::keys::jobs::business_of;
use crate::keys::plan::Plan;
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
    /// No longer than the old one: nobody applied for years.
    AtMost(NaiveDate),
    /// The same, and the old one has expired or its end is known to nobody here.
    AtMostUnknown,
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
        (business @ (BusinessType::Change | BusinessType::KeyRecovery), _) => match old_end(seen, tx, job)? {
            Some(old) if old >= seen.desk.today() => Wanted::AtMost(old),
            None if business == BusinessType::KeyRecovery => Wanted::Anything,
            Some(_) | None => Wanted::AtMostUnknown,
        },
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
    let business = business_of(seen, job);
    Ok(judge(&wanted(seen, tx, job)?, business, first, last)
        .into_iter()
        .collect())
}

/// What the key clerk has to look at and confirm before the certificate of a job is written: that its term could not
/// be compared, or is shorter than before. In words; none where it is as asked for, where it has been confirmed, and
/// where writing does not come next.
pub(crate) fn to_confirm(seen: &Seen<'_>, tx: &Tx<'_>, plan: &Plan) -> Result<Option<String>, Refusal> {
    let awaited = plan.next() == Some(KeyStep::WriteCertificate) && !plan.is_term_seen();
    let Some(kept) = plan.job.cert.filter(|_| awaited) else {
        return Ok(None);
    };
    let certificate = pki::Certificate::from_der(&tx.attachment_bytes(kept)?)?;
    let found = findings(seen, tx, &plan.job, &certificate)?.into_iter().next();
    Ok(found.map(|finding| format!("{}。{}", finding.message, finding.remedy)))
}

/// A term from `first` to `last` against what it should be.
fn judge(wanted: &Wanted, business: BusinessType, first: NaiveDate, last: NaiveDate) -> Option<pki::Finding> {
    let renews = business == BusinessType::Renew;
    let word = business.chinese();
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
        Wanted::Until(end) | Wanted::AtMost(end) if (last - *end).num_days().abs() <= SAME_DAYS => None,
        Wanted::Until(end) => Some(differs(format!(
            "{says}；补办的证书应与原证书同日到期（{}）",
            chinese_date(*end)
        ))),
        Wanted::AtMost(end) if last < *end => Some(unchecked(
            format!(
                "{says}，比原证书（至 {}）短；{word}后的有效期指南未写明",
                chinese_date(*end)
            ),
            "请向 CA 核对为什么缩短，并告知客户。",
        )),
        Wanted::AtMost(end) => Some(differs(format!(
            "{says}；{word}没有申请年限，不应晚于原证书到期（{}）",
            chinese_date(*end)
        ))),
        Wanted::UntilUnknown | Wanted::AtMostUnknown => {
            let why = match wanted {
                Wanted::UntilUnknown => "补办的证书应与原证书同日到期，本受理点没有原证书的到期日".to_owned(),
                _ => format!("原证书已到期，或本受理点没有它的到期日，{word}后的有效期无从对照"),
            };
            let remedy = "请向客户或 CA 核对原证书的到期日。";
            Some(unchecked(format!("{says}；{why}"), remedy))
        }
        Wanted::Anything => None,
    }
}

fn unchecked(message: String, remedy: &str) -> pki::Finding {
    pki::Finding {
        code: "certificate-term-unchecked".into(),
        severity: pki::Severity::Warn,
        message,
        remedy: remedy.to_owned(),
    }
}

fn differs(message: String) -> pki::Finding {
    pki::Finding {
        code: "certificate-term-differs".into(),
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
        Wanted::Until(end) | Wanted::AtMost(end) => Some(end),
        Wanted::Years(years, old) => plus_years(old.map_or(today, |old| old.max(today)), years),
        Wanted::Anything => match old_end(seen, tx, job)?.filter(|old| *old > today) {
            Some(old) => Some(old),
            None => plus_years(today, years.unwrap_or(1)),
        },
        Wanted::UntilUnknown | Wanted::AtMostUnknown => plus_years(today, years.unwrap_or(1)),
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

    /// Years applied for, a renewal that goes on from the old end, a replacement that ends with the old one (001:157),
    /// and a change that is for no years.
    #[test]
    fn a_term_is_held_against_what_was_asked_for() {
        let old = Some(on("2027-03-31"));
        let (differs, unchecked) = (
            Some("certificate-term-differs"),
            Some("certificate-term-unchecked"),
        );
        use BusinessType as B;
        for (wanted, business, last, code) in [
            (Wanted::Years(1, None), B::New, "2027-11-22", None),
            (Wanted::Years(1, None), B::New, "2027-11-21", None),
            (Wanted::Years(1, None), B::New, "2027-12-22", None),
            (Wanted::Years(1, None), B::New, "2027-11-01", differs),
            (Wanted::Years(1, None), B::New, "2028-11-22", differs),
            (Wanted::Years(3, None), B::New, "2027-11-22", differs),
            (Wanted::Years(1, old), B::Renew, "2028-03-31", None),
            (Wanted::Years(1, old), B::Renew, "2027-11-22", None),
            (Wanted::Years(1, old), B::Renew, "2029-03-31", differs),
            (Wanted::Years(1, old), B::Renew, "2027-03-31", differs),
            (
                Wanted::Years(1, Some(on("2028-03-31"))),
                B::Renew,
                "2027-11-22",
                differs,
            ),
            (
                Wanted::Years(1, Some(on("2027-11-22"))),
                B::Renew,
                "2027-11-22",
                differs,
            ),
            (Wanted::Years(1, None), B::Renew, "2028-03-31", unchecked),
            (Wanted::Years(1, None), B::Renew, "2027-03-31", differs),
            (Wanted::Until(on("2027-03-31")), B::New, "2027-03-31", None),
            (Wanted::Until(on("2027-03-31")), B::New, "2027-04-01", None),
            (Wanted::Until(on("2027-03-31")), B::New, "2027-11-22", differs),
            (Wanted::UntilUnknown, B::New, "2027-11-22", unchecked),
            (Wanted::AtMost(on("2027-03-31")), B::Change, "2027-03-31", None),
            (Wanted::AtMost(on("2027-03-31")), B::Change, "2027-04-01", None),
            (Wanted::AtMost(on("2027-03-31")), B::Change, "2027-04-02", differs),
            (
                Wanted::AtMost(on("2027-03-31")),
                B::KeyRecovery,
                "2028-03-31",
                differs,
            ),
            (
                Wanted::AtMost(on("2027-03-31")),
                B::Change,
                "2027-03-01",
                unchecked,
            ),
            (Wanted::AtMostUnknown, B::Change, "2027-11-22", unchecked),
            (Wanted::Anything, B::New, "2050-01-01", None),
        ] {
            let found = judge(&wanted, business, on("2026-11-22"), on(last));
            assert_eq!(found.as_ref().map(|f| &*f.code), code, "{last}");
        }
    }
}
