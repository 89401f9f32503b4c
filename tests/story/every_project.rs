//! Every project that ships serves a whole case: from intake to a proven key and the hand-over sheet.

use counterfoil_tests::counterctl;

#[test]
fn every_project_is_walked_to_the_hand_over() {
    let projects = counterctl(["projects", "--json"]).json();
    let ids: Vec<String> = projects["projects"]
        .as_array()
        .expect("projects")
        .iter()
        .map(|p| p["id"].as_str().expect("an id").to_owned())
        .collect();
    assert!(ids.len() >= 9, "{ids:?}");
    let home = tempfile::tempdir().expect("a folder");
    let mut stuck = Vec::new();
    for id in ids {
        let out = home.path().join(&id);
        let walked = counterctl([
            "walkthrough".as_ref(),
            "--json".as_ref(),
            "--project".as_ref(),
            id.as_ref(),
            "--out".as_ref(),
            out.as_os_str(),
        ]);
        let whole = ["handover.pdf", "certificate.pem", "request.pem", "audit.txt"]
            .iter()
            .all(|f| out.join(f).is_file());
        if walked.code != 0 || !whole {
            stuck.push(format!("{id}: {}", walked.all()));
        }
    }
    assert!(stuck.is_empty(), "{stuck:#?}");
}
