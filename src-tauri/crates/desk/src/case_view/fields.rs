//! What is asked of the clerk: groups of fields, choices, conditions.

use case::CaseContent;
use project::{ConditionSpec, FieldSpec, Project, Required};

use crate::case_view::api::{Choice, ConditionInfo, FieldGroup, FieldInfo, Need};
use crate::rim::sources;

/// A choice of the window.
pub fn choice<T>(value: T, label: &str) -> Choice<T> {
    Choice {
        value,
        label: label.to_owned(),
    }
}

pub(crate) fn groups(project: &Project, content: &CaseContent) -> Vec<FieldGroup> {
    let groups = project.groups(content.business, content.kind, content.channel);
    let single = groups.into_iter().filter(|g| !g.repeated);
    single
        .map(|g| FieldGroup {
            id: g.id,
            title: g.title,
            fields: g.fields.iter().map(field_info).collect(),
        })
        .filter(|g| !g.fields.is_empty())
        .collect()
}

pub(crate) fn field_info(spec: &FieldSpec) -> FieldInfo {
    let (need, one_of) = match &spec.required {
        Required::Yes => (Need::Required, None),
        Required::No => (Need::Optional, None),
        Required::OneOf(group) => (Need::OneOf, Some(group.clone())),
    };
    let options = spec
        .options
        .iter()
        .flatten()
        .map(|o| choice(o.value.clone(), &o.label))
        .collect();
    FieldInfo {
        id: spec.id.clone(),
        label: spec.label.clone(),
        need,
        one_of,
        groups: digit_groups(spec.check),
        options,
        max_length: spec.max_len,
        note: spec.note.as_deref().map(|n| sources::parted(n).0),
        wide: spec.wide,
        derived_from: spec.derive.clone(),
    }
}

/// How the digits of a code are set apart on screen (ledger notes: 信用代码 2-6-9-1, 身份证 6-8-4, mobile 3-4-4).
fn digit_groups(kind: Option<identifiers::Kind>) -> Vec<u32> {
    use identifiers::Kind as K;
    match kind {
        Some(K::Uscc | K::UnitId) => vec![2, 6, 9, 1],
        Some(K::ResidentId | K::PersonId | K::ResidencePermit) => vec![6, 8, 4],
        Some(K::Mobile) => vec![3, 4, 4],
        Some(K::OrgCode) => vec![8, 2],
        Some(K::Postcode) => vec![6],
        _ => Vec::new(),
    }
}

pub(crate) fn conditions(
    project: &Project,
    content: &CaseContent,
    facts: &project::Facts,
) -> Vec<ConditionInfo> {
    let on = project.conditions_of(content, facts);
    let is_ticked = |id: &String| content.conditions.contains(id);
    let mut asked: Vec<&ConditionSpec> = Vec::new();
    for part in content.parts() {
        let more = project
            .conditions(part.business, part.kind, part.channel)
            .into_iter();
        let news: Vec<_> = more.filter(|c| !asked.iter().any(|one| one.id == c.id)).collect();
        asked.extend(news);
    }
    asked
        .into_iter()
        .map(|c| ConditionInfo {
            id: c.id.clone(),
            label: c.label.clone(),
            on: is_ticked(&c.id) || on.contains(&c.id),
            implied: !is_ticked(&c.id) && on.contains(&c.id),
        })
        .collect()
}
