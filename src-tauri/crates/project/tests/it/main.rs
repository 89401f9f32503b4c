//! The shipped projects against the tables they were taken from, and damaged folders against their problems.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should fail loudly"
)]

mod answers;
mod kept;
mod load;
mod rules;
mod schema;
mod tables;

use std::path::{Path, PathBuf};

use case::{BusinessType, CaseContent, CertKind, Channel};
use project::{Facts, FeeQuery, FeeRefusal, Project, Projects, Quantities, Quote, load_all};

/// forms/ of this repository.
fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../forms")
}

/// The shipped projects; any problem other than a form description still missing fails the test.
fn projects() -> Projects {
    let (projects, problems) = load_all(&[&shipped()]);
    let refused: Vec<_> = problems
        .iter()
        .filter(|p| p.code != "form-file-missing")
        .map(ToString::to_string)
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
    projects
}

/// One shipped project.
fn project(id: &str) -> Project {
    projects().get(id).expect("shipped").clone()
}

/// An empty case.
fn content(project: &str, business: BusinessType, channel: Channel, kind: CertKind) -> CaseContent {
    CaseContent {
        project: project.to_owned(),
        project_version: String::new(),
        business,
        channel,
        kind,
        years: None,
        count: 1,
        conditions: Vec::new(),
        fields: Default::default(),
        employees: Vec::new(),
        typed_fee_cents: None,
        payment: None,
        materials_seen: Default::default(),
        kept_findings: Vec::new(),
        acts_on: Vec::new(),
    }
}

/// The fee of a combination at the counter.
fn quote(
    project: &Project,
    business: BusinessType,
    kind: CertKind,
    years: Option<u32>,
    count: u32,
) -> Result<Quote, FeeRefusal> {
    // The tables speak of a price wherever one is stated; only an unlock's depends on the channel (FS-3).
    let channel = match project
        .channels(business, kind)
        .iter()
        .any(|c| c.channel == Channel::Online)
    {
        true if business == BusinessType::Unlock => Channel::Online,
        _ => Channel::Counter,
    };
    project.quote(&FeeQuery {
        business,
        kind,
        channel,
        of: Quantities {
            years,
            count,
            sub_count: 0,
        },
        conditions: Vec::new(),
    })
}

/// Facts on a day.
fn on(year: i32, month: u32, day: u32) -> Facts {
    Facts {
        today: chrono::NaiveDate::from_ymd_opt(year, month, day),
        ..Facts::default()
    }
}
