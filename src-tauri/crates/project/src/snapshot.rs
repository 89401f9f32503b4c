//! A project as the texts it was loaded from, so that a case can go on with the version it was opened with.
//!
//! A snapshot holds the project's own file, its forms and clauses, and of the clauses common to all projects only
//! those its forms name: a change of another project's clause makes no new version of this one. It is loaded without
//! the checks of `validate`: they were passed when it was taken, and a later program that checks more must not stop a
//! case that was opened before. Never here: where snapshots are kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Project;
use crate::data::file::ProjectFile;

/// The texts of a project by their path in its folder (`project.toml`, `forms/f-x-1.kdl`, `clauses/y.kdl`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot {
    texts: BTreeMap<String, String>,
}

/// Name of the project's own file in a snapshot.
const OWN: &str = "project.toml";

impl Project {
    /// The texts this project was loaded from.
    pub fn snapshot(&self) -> Snapshot {
        let mut used: BTreeSet<&str> = self.file.forms.iter().map(|f| f.file.as_str()).collect();
        let mut todo: Vec<&str> = used.iter().copied().collect();
        while let Some(name) = todo.pop() {
            let Some(text) = self.texts.get(name) else {
                continue;
            };
            for name in self.texts.keys().map(String::as_str) {
                if named_in(text, name) && used.insert(name) {
                    todo.push(name);
                }
            }
        }
        let texts = self.texts.iter().filter(|(name, _)| used.contains(name.as_str()));
        let mut texts: BTreeMap<_, _> = texts.map(|(name, text)| (name.clone(), text.clone())).collect();
        texts.insert(OWN.to_owned(), self.source.clone());
        Snapshot { texts }
    }
}

impl Snapshot {
    /// The project of these texts.
    ///
    /// # Errors
    /// Why the file cannot be read, in the reader's own words: it was written for another program version.
    pub fn load(&self) -> Result<Project, String> {
        let mut texts = self.texts.clone();
        let source = texts.remove(OWN).unwrap_or_default();
        let file: ProjectFile = toml::from_str(&source).map_err(|error| error.message().to_owned())?;
        Ok(Project {
            file,
            source,
            texts,
            warnings: Vec::new(),
        })
    }
}

/// Whether a text names a clause, in one of the spellings that [`Project::include`] finds it by.
fn named_in(text: &str, name: &str) -> bool {
    let bare = name.strip_suffix(".kdl").unwrap_or(name);
    let shortest = bare.strip_prefix("forms/").unwrap_or(bare);
    [name, bare, shortest]
        .iter()
        .any(|called| text.contains(&format!("\"{called}\"")))
}
