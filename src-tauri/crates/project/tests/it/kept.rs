//! What is kept of a project beyond its folder: the snapshot a case goes on with, and its declared agreements.

use std::fs;

use project::{Snapshot, load, load_all};
use tempfile::TempDir;

use crate::{project, projects, shipped};

#[test]
fn a_snapshot_answers_as_the_project_it_was_taken_of() {
    for project in projects().iter() {
        let text = serde_json::to_string(&project.snapshot()).unwrap();
        let again = serde_json::from_str::<Snapshot>(&text).unwrap().load().unwrap();
        assert!(again.snapshot() == project.snapshot(), "{}", project.id());
        assert_eq!((again.id(), again.version()), (project.id(), project.version()));
        assert_eq!(again.rows().len(), project.rows().len());
        for form in project.all_forms() {
            assert_eq!(
                again.form_text(&form.id),
                project.form_text(&form.id),
                "{}",
                form.id
            );
        }
    }
}

#[test]
fn only_clauses_that_its_forms_name_belong_to_a_project() {
    let zfcg = project("netca-gd-zfcg").snapshot();
    let text = serde_json::to_string(&zfcg).unwrap();
    assert!(
        text.contains("clauses/netca-declaration.kdl"),
        "a common clause it includes"
    );
    // A further common clause, as a later version of the program may bring one, makes no new version of it.
    let place = TempDir::new().unwrap();
    fs::create_dir_all(place.path().join("common/clauses")).unwrap();
    fs::write(place.path().join("common/clauses/new.kdl"), "p \"新\"").unwrap();
    let (more, _) = load_all(&[&shipped(), place.path()]);
    assert!(more.get("netca-gd-zfcg").unwrap().snapshot() == zfcg);
    // Another wording of a clause that is included does.
    let dir = place.path().join("netca-gd-zfcg");
    for sub in ["forms", "clauses"] {
        fs::create_dir_all(dir.join(sub)).unwrap();
    }
    for file in ["project.toml", "forms/f-zfcg-1.kdl"] {
        fs::copy(shipped().join("netca-gd-zfcg").join(file), dir.join(file)).unwrap();
    }
    fs::write(dir.join("clauses/netca-declaration.kdl"), "p \"新的声明\"").unwrap();
    assert!(load(&dir).unwrap().snapshot() != zfcg);
}

#[test]
fn a_snapshot_of_another_format_is_refused_in_words() {
    let broken: Snapshot = serde_json::from_str(r#"{"project.toml":"format = 9"}"#).unwrap();
    assert!(broken.load().unwrap_err().contains("missing field"));
}

#[test]
fn an_agreement_names_its_forms_and_where_it_is_published() {
    let table = [
        (
            "form = [\"f-nmg-u1\", \"f-nmg-p1\"]",
            "form = [\"f-nmg-u9\"]",
            "agreement-form",
        ),
        (
            "published = \"指南所载",
            "published = \" \" # ",
            "agreement-published",
        ),
        ("id = \"service\"", "id = \"Service 1\"", "agreement-id"),
    ];
    for (from, to, code) in table {
        let text = fs::read_to_string(shipped().join("nmgca/project.toml")).unwrap();
        assert!(text.contains(from), "{from}");
        let place = TempDir::new().unwrap();
        let dir = place.path().join("nmgca");
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("project.toml"), text.replacen(from, to, 1)).unwrap();
        let problems = load(&dir).unwrap_err();
        let problem = problems
            .iter()
            .find(|p| p.code == code)
            .unwrap_or_else(|| panic!("{problems:#?}"));
        assert!(problem.line.is_some() && !problem.remedy.is_empty(), "{problem}");
    }
}

#[test]
fn a_form_is_the_one_of_its_day_and_a_case_keeps_the_one_it_was_opened_with() {
    let place = TempDir::new().unwrap();
    let dir = place.path().join("netca-gd-zfcg");
    fs::create_dir_all(dir.join("forms")).unwrap();
    let own = fs::read_to_string(shipped().join("netca-gd-zfcg/project.toml")).unwrap();
    let form = fs::read_to_string(shipped().join("netca-gd-zfcg/forms/f-zfcg-1.kdl")).unwrap();
    fs::write(dir.join("forms/f-zfcg-1.kdl"), &form).unwrap();
    let versions = [("2027-01-01", "a"), ("2027-07-01", "b")];
    for (_, name) in versions {
        fs::write(
            dir.join(format!("forms/f-zfcg-1-{name}.kdl")),
            format!("{form}\n// {name}\n"),
        )
        .unwrap();
    }
    let later = |list: &[(&str, &str)]| {
        let list = list
            .iter()
            .map(|(from, name)| format!("{{ from = \"{from}\", file = \"forms/f-zfcg-1-{name}.kdl\" }}"));
        let line = format!("later = [{}]\ncopies_source", list.collect::<Vec<_>>().join(", "));
        fs::write(dir.join("project.toml"), own.replacen("copies_source", &line, 1)).unwrap();
    };
    later(&versions);
    let project = load(&dir).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let ends = |day_text: &str| {
        let on = project.clone().on(day(day_text));
        on.form_text("f-zfcg-1")
            .unwrap()
            .trim_end()
            .chars()
            .last()
            .unwrap()
    };
    assert_eq!(ends("2026-12-31"), form.trim_end().chars().last().unwrap());
    assert_eq!(
        (ends("2027-01-01"), ends("2027-06-30"), ends("2027-07-01")),
        ('a', 'a', 'b')
    );
    assert_eq!(project.days_of_change().len(), 2);
    // What a case opened in spring goes by does not change in summer.
    let kept = serde_json::to_string(&project.clone().on(day("2027-03-01")).snapshot()).unwrap();
    let kept = serde_json::from_str::<Snapshot>(&kept).unwrap().load().unwrap();
    assert!(kept.form_text("f-zfcg-1").unwrap().trim_end().ends_with('a'));

    for (wrong, code) in [
        ([versions[1], versions[0]], "form-later-order"),
        ([versions[0], ("2028-01-01", "none")], "form-later-missing"),
    ] {
        later(&wrong);
        let problems = load(&dir).unwrap_err();
        assert!(problems.iter().any(|p| p.code == code), "{problems:#?}");
    }
}
