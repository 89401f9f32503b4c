//! What changed between two contents of a case, field by field in the form's own words. Judges nothing.

use std::collections::BTreeSet;

use case::{CaseContent, FieldMap};
use project::{FieldSpec, Project};

use crate::casework::api::FieldChange;
use crate::rights::sight::Sight;

/// What differs, in the order of the screen, as somebody gets to see it.
pub(crate) fn between(
    project: &Project,
    before: &CaseContent,
    now: &CaseContent,
    sight: &Sight,
) -> Vec<FieldChange> {
    let mut found = Differing(Vec::new());
    found.compare("项目", before.project.clone(), now.project.clone());
    let word = |content: &CaseContent| project.business_word(content.business).to_owned();
    found.compare("业务类型", word(before), word(now));
    let kind = |content: &CaseContent| project.kind_title(content.kind).to_owned();
    found.compare("证书种类", kind(before), kind(now));
    let channel = |content: &CaseContent| project.channel_word(content.channel).to_owned();
    found.compare("办理渠道", channel(before), channel(now));
    let years = |content: &CaseContent| content.years.map(|n| format!("{n}年")).unwrap_or_default();
    found.compare("年限", years(before), years(now));
    found.compare(
        "张数",
        before.certificates().to_string(),
        now.certificates().to_string(),
    );
    let fields = project.fields(now.business, now.kind, now.channel);
    found.fields("", &fields, [&before.fields, &now.fields], sight);
    let columns = project.employee_columns();
    let none = FieldMap::new();
    for row in 0..before.employees.len().max(now.employees.len()) {
        let of = |content: &'_ CaseContent| content.employees.get(row).unwrap_or(&none).clone();
        let place = format!("第{}行 ", row + 1);
        found.fields(&place, &columns, [&of(before), &of(now)], sight);
    }
    found.compare("情形", before.conditions.join("、"), now.conditions.join("、"));
    let fee = |content: &CaseContent| {
        let cents = content.typed_fee_cents;
        cents.map(project::money_text).unwrap_or_default()
    };
    found.compare("费用", fee(before), fee(now));
    let papers = |content: &CaseContent| format!("{:?}", content.materials_seen);
    if papers(before) != papers(now) {
        found.compare("材料勾选", "原勾选".to_owned(), "改过".to_owned());
    }
    found.0
}

/// What differs so far.
struct Differing(Vec<FieldChange>);

impl Differing {
    fn compare(&mut self, label: &str, before: String, now: String) {
        if before != now {
            self.0.push(FieldChange {
                label: label.trim_end_matches(['：', ':']).trim().to_owned(),
                before,
                now,
            });
        }
    }

    /// Two sets of fields. That a covered value changed is told also where its ends stayed.
    fn fields(&mut self, place: &str, specs: &[FieldSpec], of: [&FieldMap; 2], sight: &Sight) {
        for (name, label) in labelled(specs, of[0], of[1]) {
            let spec = specs.iter().find(|spec| spec.id == name);
            let [before, now] = of.map(|fields| value(fields, &name));
            if before == now {
                continue;
            }
            let shown = |value: String| {
                let covered = sight.field(&name, spec.and_then(|spec| spec.check), &value);
                spec.map_or(covered.clone(), |spec| spec.shown(&covered))
            };
            let (before, now) = (shown(before), shown(now));
            let now = match before == now {
                true => format!("{now}（有改动）"),
                false => now,
            };
            self.compare(&format!("{place}{label}"), before, now);
        }
    }
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
