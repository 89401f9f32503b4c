//! What the double of the window's tests replays: answers of the real desk, recorded. They name no day, no machine and
//! no case, so that they are the same wherever they are recorded.

use std::collections::BTreeMap;

use counterfoil_tests::root;
use desk::api::{CaseView, Nothing, OpenCase, ProjectInfo};
use serde_json::{Value, json};

use super::counter::{Counter, YLBX, ZFCG, done};

const FILE: &str = "ui/src/host/double/recorded.json";
/// Set, the answers are recorded anew.
const RECORD: &str = "COUNTERFOIL_RECORD";

/// What is asked for on each business of a project, as it is opened.
fn opened(counter: &Counter, project: &ProjectInfo) -> BTreeMap<String, Value> {
    let mut views = BTreeMap::new();
    for kind in &project.kinds {
        for business in &kind.businesses {
            let view: CaseView = done(counter.commands().open_case(OpenCase {
                project: project.id.clone(),
                kind: kind.value.clone(),
                business: business.value.clone(),
                channel: business.channels[0].value.clone(),
                customer: None,
                from_case: None,
                certificate: None,
            }));
            let asked = json!({
                "groups": view.groups,
                "employeeColumns": view.employee_columns,
            });
            views.insert(format!("{}/{}/{}", project.id, kind.value, business.value), asked);
        }
    }
    views
}

fn recorded() -> Value {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let projects: Vec<ProjectInfo> = done(counter.commands().projects(Nothing {}))
        .into_iter()
        .filter(|project| [YLBX, ZFCG].contains(&project.id.as_str()))
        .collect();
    // Asked before anything is opened: nobody waits, and nothing names a day.
    let states = done(counter.commands().board(Nothing {})).states;
    let opened: BTreeMap<_, _> = projects.iter().flat_map(|one| opened(&counter, one)).collect();
    json!({ "projects": projects, "states": states, "opened": opened })
}

#[test]
fn what_the_double_replays_is_what_the_desk_answers() {
    let file = root().join(FILE);
    let now = format!("{:#}\n", recorded());
    if std::env::var_os(RECORD).is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(
        kept == now,
        "{FILE} is not what the desk answers any more: run this test with {RECORD}=1, and look at what changed"
    );
}
