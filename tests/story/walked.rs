//! A walkthrough and what it left.

use std::path::{Path, PathBuf};

use counterfoil_tests::counterctl;
use serde_json::Value;
use tempfile::TempDir;

/// The folder of one walkthrough.
pub struct Walked {
    folder: TempDir,
    /// What the program says it left.
    pub left: Value,
}

impl Walked {
    /// Walks one case of a project.
    pub fn through(project: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let said = counterctl([
            "walkthrough".as_ref(),
            "--project".as_ref(),
            project.as_ref(),
            "--out".as_ref(),
            folder.path().as_os_str(),
            "--json".as_ref(),
        ]);
        assert_eq!(said.code, 0, "{said:?}");
        let left = said.json();
        Self { folder, left }
    }

    /// A file or folder of it.
    pub fn path(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        assert!(path.exists(), "the walkthrough left no {name}: {}", self.left);
        path
    }

    /// The papers with this ending.
    pub fn with_ending(&self, ending: &str) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == ending))
            .collect();
        found.sort();
        found
    }

    /// Number of the case.
    pub fn number(&self) -> &str {
        self.left["number"].as_str().expect("a case number")
    }
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path))
        } else {
            files.push(path)
        }
    }
    files
}
