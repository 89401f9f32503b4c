//! What changed between two contents of a case, field by field in the form's own words. Judges nothing.

use std::collections::BTreeSet;

use case::{CaseContent, FieldMap};
use project::{FieldSpec, Project};

use crate::casework::api::FieldChange;

/// What differs, in the order of the screen.
pub(crate) fn between(project: &Project, before: &CaseContent, now: &CaseContent) -> Vec<FieldChange> {
    let mut list = Vec::new();
    let mut compare = |label: &str, before: String, now: String| {
        if before != now {
            list.push(FieldChange {
                label: label.trim_end_matches(['：', ':']).trim().to_owned(),
                before,
                now,
            });
        }
    };
    compare("项目", before.project.clone(), now.project.clone());
    let word = |content: &CaseContent| project.business_word(content.business).to_owned();
    compare("业务类型", word(before), word(now));
    let kind = |content: &CaseContent| project.kind_title(content.kind).to_owned();
    compare("证书种类", kind(before), kind(now));
    let channel = |content: &CaseContent| project.channel_word(content.channel).to_owned();
    compare("办理渠道", channel(before), channel(now));
    let years = |content: &CaseContent| content.years.map(|n| format!("{n}年")).unwrap_or_default();
    compare("年限", years(before), years(now));
    compare(
        "张数",
        before.certificates().to_string(),
        now.certificates().to_string(),
    );
    let fields = project.fields(now.business, now.kind, now.channel);
    for (name, label) in labelled(&fields, &before.fields, &now.fields) {
        compare(&label, value(&before.fields, &name), value(&now.fields, &name));
    }
    let columns = project.employee_columns();
    let none = FieldMap::new();
    for row in 0..before.employees.len().max(now.employees.len()) {
        let of = |content: &'_ CaseContent| content.employees.get(row).unwrap_or(&none).clone();
        let (was, is) = (of(before), of(now));
        for (name, label) in labelled(&columns, &was, &is) {
            let spec = columns.iter().find(|spec| spec.id == name);
            let shown = |fields: &FieldMap| {
                let value = value(fields, &name);
                spec.map_or(value.clone(), |spec| spec.shown(&value))
            };
            compare(&format!("第{}行 {label}", row + 1), shown(&was), shown(&is));
        }
    }
    compare("情形", before.conditions.join("、"), now.conditions.join("、"));
    let fee = |content: &CaseContent| {
        let cents = content.typed_fee_cents;
        cents.map(project::money_text).unwrap_or_default()
    };
    compare("费用", fee(before), fee(now));
    let papers = |content: &CaseContent| format!("{:?}", content.materials_seen);
    if papers(before) != papers(now) {
        compare("材料勾选", "原勾选".to_owned(), "改过".to_owned());
    }
    list
}

/// Names of the fields of two sets with their labels: those asked for first, in their order, then others that were
/// typed.
fn labelled(fields: &[FieldSpec], before: &FieldMap, now: &FieldMap) -> Vec<(String, String)> {
    let mut done = BTreeSet::new();
    let asked = fields.iter().map(|spec| (spec.id.clone(), spec.label.clone()));
    let typed = before
        .keys()
        .chain(now.keys())
        .map(|name| (name.clone(), name.clone()));
    asked
        .chain(typed)
        .filter(|(name, _)| done.insert(name.clone()))
        .collect()
}

fn value(fields: &FieldMap, name: &str) -> String {
    fields.get(name).map(|v| v.trim().to_owned()).unwrap_or_default()
}

/// The list as a sentence.
pub(crate) fn words(list: &[FieldChange]) -> String {
    let shown = |text: &str| match text {
        "" => "（未填）".to_owned(),
        text => format!("“{text}”"),
    };
    let all = list
        .iter()
        .map(|one| format!("{}由{}改为{}", one.label, shown(&one.before), shown(&one.now)));
    match list.is_empty() {
        true => "扫描页或印模".to_owned(),
        false => all.collect::<Vec<_>>().join("，"),
    }
}
