//! The shipped projects load, and a damaged folder is told with its place while the others go on.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]

use std::path::{Path, PathBuf};

use project::{Projects, load_all};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../forms")
}

fn projects() -> Projects {
    let (projects, problems) = load_all(&[&shipped()]);
    let refused: Vec<_> = problems.iter().filter(|p| p.code != "form-file-missing").map(ToString::to_string).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    projects
}

#[test]
fn the_shipped_projects_load() {
    let projects = projects();
    let ids: Vec<_> = projects.iter().map(|p| p.id().to_owned()).collect();
    assert!(ids.contains(&"netca-gd-ylbx".to_owned()) && ids.contains(&"netca-gd-zfcg".to_owned()), "{ids:?}");
}
