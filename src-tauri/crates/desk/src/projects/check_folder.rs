//! The check of a project folder beyond its own file: its forms are read too, and the agreements they name.
//!
//! A folder that was brought is first read by a process that is shut in; only what came to its end there is understood
//! here.

use std::collections::BTreeSet;
use std::path::Path;

use form::{FormDescription, FormError};
use project::{Folder, Problem, ProblemSeverity, Project};
use reader::Readers;

use crate::counter::brought::comes_to_an_end;

/// Checks a folder as the program would load it, from the shipped projects' folders on. Errors: everything that is
/// wrong, with file, line, column and remedy.
pub fn check(readers: &Readers, dir: &Path) -> Result<Project, Vec<Problem>> {
    let folder = Folder::of(dir);
    comes_to_an_end(readers, &folder).map_err(|problem| vec![problem])?;
    let project = folder.load()?;
    let mut found = forms(&project);
    for day in project.days_of_change() {
        let later = forms(&project.clone().on(day));
        found.extend(
            later
                .into_iter()
                .filter(|problem| !found.contains(problem))
                .collect::<Vec<_>>(),
        );
    }
    match found.is_empty() {
        true => Ok(project),
        false => Err(found),
    }
}

/// What is wrong with the forms of a loaded project. Such a form cannot be printed; nothing else is kept back.
pub fn forms(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut told = BTreeSet::new();
    for form in project.all_forms() {
        let Some(text) = project.form_text(&form.id) else {
            continue;
        };
        let include = |name: &str| project.include(name).map(str::to_owned);
        match FormDescription::parse(&form.file, text, &include) {
            Ok(description) => {
                for id in description.agreements().keys() {
                    if !declared(project, id, &form.id) && told.insert((id.clone(), form.id.clone())) {
                        problems.push(undeclared(project, id, &form.file));
                    }
                }
            }
            Err(error) => problems.push(unreadable(project, &form.file, &error)),
        }
    }
    problems
}

fn declared(project: &Project, id: &str, form: &str) -> bool {
    project
        .agreement(id)
        .is_some_and(|a| a.form.iter().any(|f| f == form))
}

fn undeclared(project: &Project, id: &str, file: &str) -> Problem {
    Problem {
        code: "agreement-undeclared",
        severity: ProblemSeverity::Warn,
        file: format!("{}/{file}", project.id()),
        line: None,
        column: None,
        message: format!("表里的协议“{id}”没有写在 project.toml 的 agreements 中"),
        remedy: "请在 agreements 中写明这份协议的标题、所在的表和公布处".to_owned(),
    }
}

fn unreadable(project: &Project, file: &str, error: &FormError) -> Problem {
    let (name, line, column) = match error {
        FormError::Description {
            file, line, column, ..
        } => (
            file.as_str(),
            u32::try_from(*line).ok(),
            u32::try_from(*column).ok(),
        ),
        _ => (file, None, None),
    };
    let message = match error {
        FormError::Description { message, .. } => message.clone(),
        other => other.to_string(),
    };
    Problem {
        code: error.code(),
        severity: ProblemSeverity::Warn,
        file: format!("{}/{name}", project.id()),
        line,
        column,
        message,
        remedy: error.remedy(),
    }
}
