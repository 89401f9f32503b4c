//! The entered fields against the form's specification and the identifiers' rules; findings carry the field's name.

use case::{CaseContent, FieldMap, Finding, Severity};
use chrono::NaiveDate;

use crate::Project;
use crate::field::{FieldSpec, Required};

impl Project {
    /// What the checks say about the entered fields, in the form's order: empty required ones, too long ones, numbers
    /// that cannot be right. `today` decides whether a date of birth lies in the future.
    pub fn check_fields(&self, content: &CaseContent, today: NaiveDate) -> Vec<Finding> {
        let fields = self.fields(content.business, content.kind);
        let mut findings = check_map(&fields, &content.fields, "", today);
        if self.has_employees(content.kind) {
            findings.extend(self.check_employees(content, today));
        }
        findings
    }

    fn check_employees(&self, content: &CaseContent, today: NaiveDate) -> Vec<Finding> {
        let columns = self.employee_columns();
        let filled = |row: &FieldMap| row.values().any(|v| !v.trim().is_empty());
        let mut findings = Vec::new();
        if !content.employees.iter().any(filled) {
            findings.push(finding(
                "employees-missing",
                Severity::Refuse,
                "employees".to_owned(),
                "附页还没有填写员工".to_owned(),
                "请至少填写一位员工".to_owned(),
            ));
        }
        let mut seen: Vec<(String, usize)> = Vec::new();
        for (at, row) in content.employees.iter().enumerate().filter(|(_, r)| filled(r)) {
            findings.extend(check_map(&columns, row, &format!("employees.{at}."), today));
            let Some(id) = row
                .get("user_id_no")
                .map(|v| identifiers::normal_code(v))
                .filter(|v| !v.is_empty())
            else {
                continue;
            };
            match seen.iter().find(|(other, _)| *other == id) {
                Some((_, first)) => findings.push(finding(
                    "employee-twice",
                    Severity::Warn,
                    format!("employees.{at}.user_id_no"),
                    format!("与第{}行是同一个证件号码", first + 1),
                    "请核对是否重复填写".to_owned(),
                )),
                None => seen.push((id, at)),
            }
        }
        findings
    }
}

fn check_map(fields: &[FieldSpec], values: &FieldMap, prefix: &str, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut groups_done: Vec<&str> = Vec::new();
    for field in fields {
        let name = format!("{prefix}{}", field.id);
        let text = value_of(field, values);
        if text.is_empty() {
            match &field.required {
                Required::Yes => findings.push(missing(name, &field.label)),
                Required::OneOf(group) if !groups_done.contains(&group.as_str()) => {
                    groups_done.push(group);
                    let of: Vec<&FieldSpec> =
                        fields.iter().filter(|f| f.required == field.required).collect();
                    if of.iter().all(|f| value_of(f, values).is_empty()) {
                        let labels: Vec<_> = of.iter().map(|f| plain(&f.label)).collect();
                        findings.push(finding(
                            "field-one-of",
                            Severity::Refuse,
                            name,
                            format!("{}至少填写一个", labels.join("、")),
                            "请按所持证件填写其中一个".to_owned(),
                        ));
                    }
                }
                _ => {}
            }
            continue;
        }
        findings.extend(check_value(field, text, name, today));
    }
    findings
}

/// What was typed, else the field's default.
fn value_of<'a>(field: &'a FieldSpec, values: &'a FieldMap) -> &'a str {
    let typed = values.get(&field.id).map(|v| v.trim()).filter(|v| !v.is_empty());
    typed.or(field.default.as_deref()).unwrap_or_default()
}

fn check_value(field: &FieldSpec, text: &str, name: String, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    let count = text.chars().count();
    if u32::try_from(count).is_ok_and(|n| n > field.max_len) {
        findings.push(finding(
            "field-too-long",
            Severity::Refuse,
            name.clone(),
            format!("{}最多{}个字，现为{count}个", plain(&field.label), field.max_len),
            "请缩短后填写".to_owned(),
        ));
        return findings;
    }
    if let Some(options) = &field.options
        && options.iter().all(|o| o.value != text)
    {
        let labels: Vec<_> = options.iter().map(|o| o.label.as_str()).collect();
        findings.push(finding(
            "field-option",
            Severity::Refuse,
            name.clone(),
            format!("{}不能是“{text}”", plain(&field.label)),
            format!("请从中选择：{}", labels.join("、")),
        ));
    }
    if field.unit_name {
        let normal = identifiers::normal_unit_name(text);
        if normal != text {
            let mut found = finding(
                "unit-name-writing",
                Severity::Note,
                name.clone(),
                format!("单位名称的括号应为全角：{normal}"),
                "核对后采用建议的写法".to_owned(),
            );
            found.suggestion = Some(normal);
            findings.push(found);
        }
    }
    if let Some(kind) = field.check {
        let checked = identifiers::check(kind, text, today);
        findings.extend(checked.findings.into_iter().map(|f| Finding {
            code: f.code.to_owned(),
            severity: severity(f.severity),
            field: Some(name.clone()),
            message: f.message,
            remedy: f.remedy,
            suggestion: f.suggestion,
        }));
    }
    findings
}

fn missing(field: String, label: &str) -> Finding {
    finding(
        "field-required",
        Severity::Refuse,
        field,
        format!("{}未填", plain(label)),
        "请填写".to_owned(),
    )
}

fn finding(code: &str, severity: Severity, field: String, message: String, remedy: String) -> Finding {
    Finding {
        code: code.to_owned(),
        severity,
        field: Some(field),
        message,
        remedy,
        suggestion: None,
    }
}

/// A label as words: without the form's inner spaces and its colon.
fn plain(label: &str) -> String {
    label
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '：' | ':' | '；'))
        .collect()
}

fn severity(severity: identifiers::Severity) -> Severity {
    match severity {
        identifiers::Severity::Note => Severity::Note,
        identifiers::Severity::Warn => Severity::Warn,
        identifiers::Severity::Refuse => Severity::Refuse,
    }
}
