//! When the time of a case has come. 电子签名法 第二十四条: what belongs to a certificate is kept for at least five years
//! after it has ended; how many years, and how many months what came to nothing is kept, is data of the project.
//!
//! What cannot be determined has not come: a case that is worked on, one that still waits for the CA, and one whose
//! project is not installed are kept.

use case::CaseState;
use chrono::{DateTime, Months, Utc};
use project::RetentionRule;
use store::{Aging, retention_end};

/// States of cases that were given up, or were never sent to the second check.
pub(crate) const ABANDONED: [CaseState; 4] = [
    CaseState::Void,
    CaseState::Draft,
    CaseState::Printed,
    CaseState::Scanning,
];

/// By which rule a case is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// So many years after its certificate has ended, or after it was closed where that is later.
    CertificateYears(u32),
    /// So many months after it was given up or last touched: it came to no certificate.
    AbandonedMonths(u32),
}

impl Rule {
    /// Its stable word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::CertificateYears(_) => "certificate-years",
            Self::AbandonedMonths(_) => "abandoned-months",
        }
    }

    /// As the certificate of deletion has it.
    pub(crate) fn words(self) -> String {
        match self {
            Self::CertificateYears(years) => format!("证书到期（没有证书的，办结）后满 {years} 年"),
            Self::AbandonedMonths(months) => format!("没有办成的件，放弃或最后一次改动后满 {months} 个月"),
        }
    }
}

/// How a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may go, since then.
    Due(Rule, DateTime<Utc>),
    /// It may go then.
    Waits(Rule, DateTime<Utc>),
    /// It is kept without an end, and why in words.
    Kept(&'static str),
}

/// How a case stands at a moment. `rule` is its project's, none where that is not installed; `submitted` says that it
/// was sent to the second check at least once.
pub(crate) fn standing(
    case: &Aging,
    rule: Option<&RetentionRule>,
    submitted: bool,
    now: DateTime<Utc>,
) -> Standing {
    let Some(rule) = rule else {
        return Standing::Kept("项目资料没有安装，保存年限无法确定");
    };
    if case.is_awaited {
        return Standing::Kept("报给 CA 的注销、挂起或恢复还没有办结");
    }
    let is_draft = ABANDONED.contains(&case.state) && case.state != CaseState::Void;
    let (by, end) = match case.state {
        CaseState::Closed => years(case, rule),
        CaseState::Void if case.brought.is_some() => years(case, rule),
        CaseState::Void => months(rule, case.since),
        _ if is_draft && !submitted && !case.has_keys => months(rule, case.since.max(case.updated)),
        _ => return Standing::Kept("还在办：请先办结，或放弃本件"),
    };
    match end <= now {
        true => Standing::Due(by, end),
        false => Standing::Waits(by, end),
    }
}

fn years(case: &Aging, rule: &RetentionRule) -> (Rule, DateTime<Utc>) {
    let from = case.lapses.map_or(case.since, |lapses| lapses.max(case.since));
    let end = retention_end(from, rule.years);
    // What was promised when it was closed holds, whatever the project says now.
    let end = case.retain_until.map_or(end, |until| until.max(end));
    (Rule::CertificateYears(rule.years), end)
}

fn months(rule: &RetentionRule, from: DateTime<Utc>) -> (Rule, DateTime<Utc>) {
    let end = from.checked_add_months(Months::new(rule.abandoned_months));
    (
        Rule::AbandonedMonths(rule.abandoned_months),
        end.unwrap_or(DateTime::<Utc>::MAX_UTC),
    )
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use store::CaseId;

    use super::*;

    fn day(year: i32, month: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0).unwrap()
    }

    fn aging(state: CaseState) -> Aging {
        Aging {
            case: CaseId(1),
            number: "YL-20200101-0001".to_owned(),
            title: String::new(),
            project: "p".to_owned(),
            state,
            since: day(2020, 1),
            updated: day(2020, 1),
            brought: None,
            lapses: None,
            retain_until: None,
            has_keys: false,
            is_awaited: false,
        }
    }

    fn rule(years: u32, abandoned_months: u32) -> RetentionRule {
        RetentionRule {
            years,
            abandoned_months,
            ..RetentionRule::default()
        }
    }

    #[test]
    fn the_rule_is_the_projects_and_the_longest_end_counts() {
        let own = rule(7, 3);
        let due = |case: &Aging, submitted: bool| match standing(case, Some(&own), submitted, day(2040, 1)) {
            Standing::Due(rule, since) => Some((rule, since)),
            _ => None,
        };
        let years = |at| Some((Rule::CertificateYears(7), at));
        let months = |at| Some((Rule::AbandonedMonths(3), at));
        let closed = aging(CaseState::Closed);
        assert_eq!(due(&closed, true), years(day(2027, 1)));
        let lapses = Some(day(2023, 6));
        let issued = Aging {
            brought: lapses,
            lapses,
            ..closed.clone()
        };
        assert_eq!(due(&issued, true), years(day(2030, 6)));
        let promised = Aging {
            retain_until: Some(day(2033, 6)),
            ..issued.clone()
        };
        assert_eq!(due(&promised, true), years(day(2033, 6)));
        // A certificate that ended before the case was closed: from the closing on.
        let former = Aging {
            lapses: Some(day(2019, 1)),
            ..closed
        };
        assert_eq!(due(&former, true), years(day(2027, 1)));

        let void = aging(CaseState::Void);
        assert_eq!(due(&void, true), months(day(2020, 4)));
        // Given up after a certificate had come; and one that only acted on a certificate and came to nothing.
        assert_eq!(
            due(
                &Aging {
                    brought: lapses,
                    lapses,
                    ..void.clone()
                },
                true
            ),
            years(day(2030, 6))
        );
        assert_eq!(
            due(
                &Aging {
                    lapses,
                    ..void.clone()
                },
                true
            ),
            months(day(2020, 4))
        );
        let draft = Aging {
            updated: day(2021, 1),
            ..aging(CaseState::Scanning)
        };
        assert_eq!(due(&draft, false), months(day(2021, 4)));
        for kept in [
            (
                Aging {
                    has_keys: true,
                    ..draft.clone()
                },
                false,
            ),
            (draft, true),
            (
                Aging {
                    is_awaited: true,
                    ..void
                },
                true,
            ),
            (aging(CaseState::Ready), true),
            (aging(CaseState::Returned), true),
        ] {
            assert_eq!(due(&kept.0, kept.1), None, "{kept:?}");
        }
        assert!(matches!(
            standing(&issued, None, true, day(2040, 1)),
            Standing::Kept(_)
        ));
    }

    #[test]
    fn the_last_moment_is_kept_and_the_next_is_not() {
        let case = aging(CaseState::Void);
        let own = rule(5, 12);
        let at = |now| standing(&case, Some(&own), true, now);
        let end = day(2021, 1);
        assert_eq!(
            at(end - chrono::Duration::microseconds(1)),
            Standing::Waits(Rule::AbandonedMonths(12), end)
        );
        assert_eq!(at(end), Standing::Due(Rule::AbandonedMonths(12), end));
    }
}
