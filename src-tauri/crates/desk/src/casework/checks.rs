//! What the checks say about a case's content: numbers, required fields, the guide's rules.

use std::collections::BTreeSet;

use case::{CaseContent, Finding, Severity};
use chrono::NaiveDate;
use project::{Facts, FieldSpec, Project, Required};

use crate::casework::periods;

/// Findings on every entered field and on the case as a whole.
pub fn findings(project: &Project, content: &CaseContent, facts: &Facts, today: NaiveDate) -> Vec<Finding> {
    let fields = project.fields(content.business, content.kind, content.channel);
    let mut found: Vec<Finding> = fields
        .iter()
        .filter_map(|spec| Some((spec, content.field(&spec.id)?)))
        .flat_map(|(spec, value)| check_field(spec, &spec.id, value, today))
        .collect();
    if project.has_employees(content.kind) {
        let columns = project.annex_columns(content.business, content.kind, content.channel);
        for (row, employee) in content.employees.iter().enumerate() {
            for spec in &columns {
                let value = employee.get(&spec.id).map_or("", |v| v.trim());
                if !value.is_empty() {
                    found.extend(check_field(
                        spec,
                        &format!("employees.{row}.{}", spec.id),
                        value,
                        today,
                    ));
                    found.extend(not_offered(spec, row, value));
                }
            }
            found.extend(doubled(content, row));
        }
    }
    found.extend(periods::findings(&fields, content, today));
    found.extend(project.rules(content, facts));
    found
}

/// One field's value against its kind of number and its length.
fn check_field(spec: &FieldSpec, place: &str, value: &str, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(kind) = spec.check.filter(|_| !spec.is_endless(value)) {
        let checked = identifiers::check(kind, value, today);
        found.extend(checked.findings.into_iter().map(|f| Finding {
            code: f.code.to_owned(),
            severity: match f.severity {
                identifiers::Severity::Note => Severity::Note,
                identifiers::Severity::Warn => Severity::Warn,
                identifiers::Severity::Refuse => Severity::Refuse,
            },
            field: Some(place.to_owned()),
            message: f.message,
            remedy: f.remedy,
            suggestion: f.suggestion,
        }));
    }
    if spec.unit_name {
        let normal = identifiers::normal_unit_name(value);
        if normal != value {
            found.push(Finding {
                code: "unit-name-brackets".to_owned(),
                severity: Severity::Warn,
                field: Some(place.to_owned()),
                message: "单位名称里的括号应为全角".to_owned(),
                remedy: format!("改为 {normal}，或照证件原样保留"),
                suggestion: Some(normal),
            });
        }
    }
    if !spec.is_case_number(value) {
        let shape = spec.case_number.as_deref().unwrap_or_default();
        found.push(Finding {
            code: "case-number-shape".to_owned(),
            severity: Severity::Refuse,
            field: Some(place.to_owned()),
            message: format!(
                "{}{value} 不是 {shape} 的样子（年月日为八位数字，#为数字）",
                spec.label
            ),
            remedy: "请照网页或申请表上的条码号重新录入".to_owned(),
            suggestion: None,
        });
    }
    let length = value.chars().count();
    if length > spec.max_len as usize {
        found.push(Finding {
            code: "field-too-long".to_owned(),
            severity: Severity::Refuse,
            field: Some(place.to_owned()),
            message: format!("{}有 {length} 个字，最多 {} 个", spec.label, spec.max_len),
            remedy: "请核对是否多录，或用证件上的简写".to_owned(),
            suggestion: None,
        });
    }
    found
}

/// A choice of a row that its column does not have.
fn not_offered(spec: &FieldSpec, row: usize, value: &str) -> Option<Finding> {
    let options = spec.options.as_ref()?;
    // A number of years is judged by the guide's own rule.
    if spec.id == case::ROW_YEARS && value.parse::<u32>().is_ok() {
        return None;
    }
    if options.iter().any(|option| option.value == value) {
        return None;
    }
    let labels: Vec<&str> = options.iter().map(|option| option.label.as_str()).collect();
    Some(Finding {
        code: "row-choice-unknown".to_owned(),
        severity: Severity::Refuse,
        field: Some(format!("employees.{row}.{}", spec.id)),
        message: format!("第{}行的{}没有“{value}”这一项", row + 1, spec.label),
        remedy: format!("请改选：{}，或留空（同本件）", labels.join("、")),
        suggestion: None,
    })
}

/// The same identity number in an earlier row of the annex.
fn doubled(content: &CaseContent, row: usize) -> Option<Finding> {
    let number = |at: usize| {
        content
            .employees
            .get(at)?
            .get("user_id_no")
            .map(|v| v.trim())
            .filter(|v| !v.is_empty())
    };
    let own = number(row)?;
    let earlier = (0..row).find(|at| number(*at) == Some(own))?;
    Some(Finding {
        code: "employee-doubled".to_owned(),
        severity: Severity::Refuse,
        field: Some(format!("employees.{row}.user_id_no")),
        message: format!("与第{}行是同一个身份证号码", earlier + 1),
        remedy: "请删去重复的一行，或核对身份证改正号码".to_owned(),
        suggestion: None,
    })
}

/// Dictionary names of required fields that are still empty; of a one-of group the first name stands for all.
pub fn missing(project: &Project, content: &CaseContent) -> Vec<String> {
    let fields = project.fields(content.business, content.kind, content.channel);
    let mut missing = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for spec in &fields {
        match &spec.required {
            Required::Yes if content.field(&spec.id).is_none() => missing.push(spec.id.clone()),
            Required::OneOf(group) if !groups.contains(&group.as_str()) => {
                groups.push(group);
                let mut same = fields.iter().filter(|f| f.required == spec.required);
                if !same.any(|f| content.field(&f.id).is_some()) {
                    missing.push(spec.id.clone());
                }
            }
            _ => {}
        }
    }
    if project.has_employees(content.kind) {
        missing.extend(missing_in_annex(project, content));
    }
    missing.extend(missing_years(content));
    missing
}

/// Where years are still to be chosen: in the case, or in a row whose own business asks for years while the case's does
/// not.
fn missing_years(content: &CaseContent) -> Vec<String> {
    let rows = content.rows();
    let of_rows = rows.iter().map(|row| Some(*row));
    let asked: Vec<Option<usize>> = match rows.is_empty() {
        true => vec![None],
        false => of_rows.collect(),
    };
    let lacks = |row: &Option<usize>| {
        let asks = content.business_of(*row).asks_years();
        asks && content.years_of(*row).is_none()
    };
    let mut places: Vec<String> = asked
        .into_iter()
        .filter(lacks)
        .map(|row| match row.filter(|_| !content.business.asks_years()) {
            Some(row) => format!("employees.{row}.{}", case::ROW_YEARS),
            None => "years".to_owned(),
        })
        .collect();
    places.dedup();
    places
}

fn missing_in_annex(project: &Project, content: &CaseContent) -> Vec<String> {
    let columns = project.annex_columns(content.business, content.kind, content.channel);
    let is_blank = |row: &case::FieldMap| row.values().all(|v| v.trim().is_empty());
    let mut missing = Vec::new();
    for (at, row) in content
        .employees
        .iter()
        .enumerate()
        .filter(|(_, row)| !is_blank(row))
    {
        for spec in columns.iter().filter(|c| c.required == Required::Yes) {
            if row.get(&spec.id).is_none_or(|v| v.trim().is_empty()) {
                missing.push(format!("employees.{at}.{}", spec.id));
            }
        }
    }
    if content.employees.iter().all(is_blank) {
        missing.push("employees.0.user_name".to_owned());
    }
    missing
}

/// Fills in what follows from other fields unless it was typed. A value that had followed from the content before the
/// change follows anew, so that a corrected code never leaves an old organisation code behind. What was `typed` with
/// this change stays, also where it says the same again.
pub fn derive(project: &Project, before: &CaseContent, typed: &BTreeSet<String>, content: &mut CaseContent) {
    for spec in project
        .fields(content.business, content.kind, content.channel)
        .iter()
        .filter(|f| f.derive.is_some() && !typed.contains(&f.id))
    {
        let mut bare = before.clone();
        let old = bare.fields.remove(&spec.id);
        let followed = old.is_some() && project.derived(&bare).get(&spec.id) == old.as_ref();
        if followed && content.fields.get(&spec.id) == old.as_ref() {
            content.fields.remove(&spec.id);
        }
    }
    let derived = project.derived(content);
    content.fields.extend(derived);
}
