//! What a returning customer's new case takes over from an earlier one. What any project at hand calls `once` (its
//! number, its dates, its invoice, its payment, its remarks) never goes over, so that it cannot come back by a
//! change of the project either.

use std::collections::BTreeSet;

use case::{CaseContent, FieldMap};
use project::{Carry, Project, Projects};

/// Takes over what may be kept of a customer's fields.
pub(crate) fn fields(projects: &Projects, from: &FieldMap, content: &mut CaseContent) {
    let once: BTreeSet<&str> = projects
        .iter()
        .flat_map(Project::every_field)
        .filter(|spec| spec.carry == Carry::Once)
        .map(|spec| spec.id.as_str())
        .collect();
    let kept = from.iter().filter(|(name, _)| !once.contains(name.as_str()));
    content
        .fields
        .extend(kept.map(|(name, value)| (name.clone(), value.clone())));
}

/// Takes over what may be kept of a case: its fields, and the people of its annex where the new one has one too.
pub(crate) fn over(projects: &Projects, project: &Project, from: &CaseContent, content: &mut CaseContent) {
    fields(projects, &from.fields, content);
    if project.has_employees(content.kind) && from.kind == content.kind {
        content.employees.clone_from(&from.employees);
        content.employees.iter_mut().for_each(|row| keep(project, row));
    }
}

/// Leaves in a row of an annex what may be kept of it.
pub(crate) fn keep(project: &Project, row: &mut FieldMap) {
    let columns = project.employee_columns().into_iter();
    for column in columns.filter(|column| column.carry == Carry::Once) {
        row.remove(&column.id);
    }
}
