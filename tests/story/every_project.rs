//! Every project that ships serves whole cases: from intake to a proven key and the hand-over sheet.

use counterfoil_tests::counterctl;
use counterfoil_tests::engine::ticket;
use serde_json::Value;

/// The projects with their certificate kinds, in their own order.
fn projects() -> Vec<(String, Vec<String>)> {
    let said = counterctl(["projects", "--json"]).json();
    let text = |value: &Value| value.as_str().expect("a word").to_owned();
    let list = said["projects"].as_array().expect("projects").iter().map(|p| {
        let kinds = p["kinds"].as_array().expect("kinds").iter();
        (text(&p["id"]), kinds.map(|k| text(&k["kind"])).collect())
    });
    list.collect()
}

/// Walks one case; what held it up, if something did. `papers` must lie there afterwards, and what was stamped and
/// signed well must be judged so.
fn stuck(args: &[&str], papers: &[&str]) -> Option<String> {
    walked(args, papers).err()
}

/// Walks one case: how many samples of seals and signatures it left, or what held it up.
fn walked(args: &[&str], papers: &[&str]) -> Result<usize, String> {
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().to_str().expect("a path in UTF-8");
    let ticket = ticket();
    let hall = ticket.as_ref().and_then(|ticket| ticket.path().to_str());
    let to_hall = hall.map_or_else(Vec::new, |hall| vec!["--ticket", hall]);
    let walked = counterctl([&["walkthrough", "--json", "--out", folder], args, &to_hall].concat());
    let whole = papers.iter().all(|f| out.path().join(f).is_file());
    if walked.code != 0 || !whole {
        return Err(format!("{args:?}: {}", walked.all()));
    }
    let Ok(samples) = std::fs::read(out.path().join("samples.json")) else {
        return Ok(0);
    };
    let samples: Vec<Value> = serde_json::from_slice(&samples).expect("samples as JSON");
    let is_doubted = |s: &&Value| s["verdict"] != "accept" || s["findings"] != Value::Array(Vec::new());
    let doubted: Vec<String> = samples
        .iter()
        .filter(is_doubted)
        .map(|s| format!("{} {} {}", s["frame"], s["verdict"], s["findings"]))
        .collect();
    match doubted.is_empty() {
        true => Ok(samples.len()),
        false => Err(format!("{args:?}: good samples with findings: {doubted:#?}")),
    }
}

const KEY_PAPERS: [&str; 4] = ["handover.pdf", "certificate.pem", "request.pem", "audit.txt"];

/// The papers of a case for which nothing is made here.
const REPORTED: [&str; 2] = ["handover.pdf", "audit.txt"];

/// Whose keys come from the CA (003:1184), or live in the phone (002:892): such a case ends without a key of this counter.
const NO_KEY_HERE: [&str; 2] = ["szca", "netca-ln-mkey"];

#[test]
fn every_project_is_walked_to_the_hand_over() {
    let projects = projects();
    assert!(projects.len() >= 9, "{projects:?}");
    let papers = |id: &str| match NO_KEY_HERE.contains(&id) {
        true => &REPORTED[..],
        false => &KEY_PAPERS[..],
    };
    let (mut stuck, mut samples) = (Vec::new(), Vec::new());
    for (id, _) in &projects {
        match walked(&["--project", id], papers(id)) {
            Ok(left) => samples.push((id, left)),
            Err(why) => stuck.push(why),
        }
    }
    assert!(stuck.is_empty(), "{stuck:#?}");
    // All but one of them have a form with frames for samples.
    println!("good samples without a finding: {samples:?}");
    let with_samples = samples.iter().filter(|(_, left)| *left > 0).count();
    assert!(with_samples + 1 >= samples.len(), "{samples:?}");
}

#[test]
fn a_natural_person_is_walked_to_the_hand_over() {
    let of_persons = |(_, kinds): &(String, Vec<String>)| kinds.iter().any(|k| k == "person");
    let projects: Vec<_> = projects().into_iter().filter(of_persons).collect();
    assert!(projects.len() >= 3, "{projects:?}");
    let walks = projects
        .iter()
        .filter_map(|(id, _)| stuck(&["--project", id, "--kind", "person"], &KEY_PAPERS));
    let stuck: Vec<_> = walks.collect();
    assert!(stuck.is_empty(), "{stuck:#?}");
}

/// A key recovery is key work too: its papers are those of a key, and the encryption certificate.
#[test]
fn a_key_recovery_is_walked_to_the_hand_over() {
    let wish = [
        "--project",
        "netca-gd-ylbx",
        "--kind",
        "org",
        "--business",
        "key_recovery",
    ];
    let papers = [&KEY_PAPERS[..], &["encryption-certificate.pem"]].concat();
    assert_eq!(stuck(&wish, &papers), None);
}

/// The guide has no form for them: what is written on a key, and what is only reported to the authority.
#[test]
fn a_business_without_forms_is_walked_to_the_end() {
    let renewed = ["--project", "nmgca", "--kind", "org", "--business", "renew"];
    assert_eq!(stuck(&renewed, &KEY_PAPERS), None);
    let revoked = ["--project", "nmgca", "--kind", "person", "--business", "revoke"];
    assert_eq!(stuck(&revoked, &REPORTED), None);
}
