//! The texts of the authorities' long agreements that are installed, as forms print them now.

use std::collections::BTreeMap;

use project::Project;
use store::{Agreement, Tx};

use crate::counter::desk::Desk;
use crate::rim::api::Refusal;

/// The texts that the forms of a project print now, by the agreement's id.
pub fn current(tx: &Tx<'_>, project: &Project) -> Result<BTreeMap<String, Agreement>, Refusal> {
    let specs = project.agreements().iter();
    let found = specs.map(|spec| Ok(tx.current_agreement(project.id(), &spec.id)?));
    let found = found.collect::<Result<Vec<_>, Refusal>>()?;
    Ok(found.into_iter().flatten().map(|a| (a.name.clone(), a)).collect())
}

/// Agreements whose text is not installed, in words; without a store that is all of them.
pub fn missing(desk: &Desk, tx: Option<&Tx<'_>>) -> Result<Vec<String>, Refusal> {
    let mut missing = Vec::new();
    for project in desk.projects().iter() {
        let installed = tx.map(|tx| current(tx, project)).transpose()?.unwrap_or_default();
        let specs = project.agreements().iter();
        let open = specs.filter(|spec| !installed.contains_key(&spec.id));
        missing.extend(open.map(|spec| format!("{}《{}》", project.short_name(), spec.title)));
    }
    Ok(missing)
}

/// The texts alone.
pub fn texts(agreements: &BTreeMap<String, Agreement>) -> BTreeMap<String, String> {
    let texts = agreements.iter();
    texts.map(|(id, a)| (id.clone(), a.text.clone())).collect()
}
