//! Periods and their ends: none ends before it begins, and a paper that holds no more is no paper (002:572, 003:845,
//! 003:1341).

use case::{CaseContent, Finding, Severity};
use chrono::NaiveDate;
use identifiers::{chinese_date, date_of};
use project::FieldSpec;

/// What speaks against the periods that were entered. What is no date is told by the check of the field itself.
pub(crate) fn findings(fields: &[FieldSpec], content: &CaseContent, today: NaiveDate) -> Vec<Finding> {
    let day = |field: &str| content.field(field).and_then(date_of);
    let ends = fields.iter().filter_map(|spec| Some((spec, day(&spec.id)?)));
    ends.filter_map(|(spec, end)| {
        let begin = spec.begins.as_deref().and_then(day);
        match begin {
            Some(begin) if end < begin => Some(finding(
                spec,
                "period-reversed",
                format!("{}早于开始的{}", chinese_date(end), chinese_date(begin)),
                "请照纸面核对两个日期，改正写反或写错的那个",
            )),
            _ if spec.lapses && end < today => Some(finding(
                spec,
                "period-lapsed",
                format!("{}已过，这份文件不再有效", chinese_date(end)),
                "请客户重新出具，或照纸面改正日期",
            )),
            Some(begin) if spec.lapses && begin > today => Some(finding(
                spec,
                "period-not-begun",
                format!("的期限从{}才开始", chinese_date(begin)),
                "请客户换一份今天有效的，或照纸面改正开始的日期",
            )),
            _ => None,
        }
    })
    .collect()
}

/// Papers of the case that have lapsed by now, each with its last day.
pub(crate) fn lapsed(fields: &[FieldSpec], content: &CaseContent, today: NaiveDate) -> Vec<String> {
    let ends = fields.iter().filter(|spec| spec.lapses).filter_map(|spec| {
        let end = content.field(&spec.id).and_then(date_of)?;
        (end < today).then(|| format!("{}{}已过", spec.label.trim(), chinese_date(end)))
    });
    ends.collect()
}

fn finding(spec: &FieldSpec, code: &str, message: String, remedy: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        severity: Severity::Refuse,
        field: Some(spec.id.clone()),
        message: format!("{}{message}", spec.label.trim()),
        remedy: remedy.to_owned(),
        suggestion: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn spec(fields: serde_json::Value) -> FieldSpec {
        serde_json::from_value(fields).unwrap()
    }

    /// An authorisation from 2026 to 2024, one that has lapsed, and ends that hold.
    #[test]
    fn a_period_ends_after_it_begins_and_not_before_today() {
        let fields = [
            spec(json!({ "id": "auth_from", "label": "自：", "check": "date" })),
            spec(
                json!({ "id": "auth_to", "label": "至：", "check": "date", "begins": "auth_from", "lapses": true }),
            ),
        ];
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (from, to, code) in [
            ("2026-11-21", "2024-11-21", Some("period-reversed")),
            ("2026年11月21日", "2026.11.20", Some("period-reversed")),
            ("2026-01-01", "2026-11-21", Some("period-lapsed")),
            ("", "2025-12-31", Some("period-lapsed")),
            ("2026-11-22", "2026-11-22", None),
            ("2026-11-23", "2027-05-21", Some("period-not-begun")),
            ("2026-11-21", "2027-05-21", None),
            ("2026-11-21", "", None),
            ("2026-11-21", "半年", None),
        ] {
            let mut content: CaseContent = serde_json::from_value(json!({
                "project": "p", "project_version": "1", "business": "new", "channel": "counter", "kind": "org",
                "years": null, "count": 1
            }))
            .unwrap();
            content.fields.insert("auth_from".to_owned(), from.to_owned());
            content.fields.insert("auth_to".to_owned(), to.to_owned());
            let found = findings(&fields, &content, today);
            assert_eq!(found.first().map(|f| f.code.as_str()), code, "{from} {to}");
            // What lapses while the case goes on is told again when it leaves, in words.
            let over = lapsed(&fields, &content, today);
            let is_over = date_of(to).is_some_and(|end| end < today);
            assert_eq!(!over.is_empty(), is_over, "{from} {to}: {over:?}");
        }
    }
}
