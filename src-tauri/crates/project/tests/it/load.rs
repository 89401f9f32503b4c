//! A damaged folder is told with file, line, column and remedy, and the others go on; a folder dropped in is served.

use std::fs;
use std::path::Path;

use case::{BusinessType, CertKind};
use project::{ProblemSeverity, load, load_all};
use tempfile::TempDir;

use crate::{projects, shipped};

#[test]
fn the_shipped_projects_load() {
    let projects = projects();
    let ids: Vec<_> = projects.iter().map(|p| p.id()).collect();
    let folders = fs::read_dir(shipped()).unwrap().map(|e| e.unwrap().path());
    let mut shipped: Vec<String> = folders
        .filter(|path| path.join("project.toml").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    shipped.sort();
    assert_eq!(ids, shipped, "a folder is named as its project, and each loads");
    for project in projects.iter() {
        for form in project.all_forms() {
            assert!(
                project.form_text(&form.id).is_some(),
                "{} has no description",
                form.id
            );
        }
    }
}

/// A copy of the shipped file under another folder, with one piece replaced.
fn copy(into: &Path, folder: &str, replace: &[(&str, &str)]) {
    let mut text = fs::read_to_string(shipped().join("netca-gd-ylbx/project.toml")).unwrap();
    for (from, to) in replace {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let dir = into.join(folder);
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("project.toml"), text).unwrap();
}

#[test]
fn each_damage_is_told_with_its_place_and_remedy() {
    // what is replaced, by what, the problem's code, a piece of its message, and a piece of the line it points at
    let table = [
        (
            "format = 1",
            "format = 2",
            "project-format-version",
            "版本2",
            "format = 2",
        ),
        (
            "case_prefix = \"YL\"",
            "case_prefix = \"yl\"",
            "project-case-prefix",
            "大写字母",
            "case_prefix",
        ),
        (
            "[term]",
            "[retention]\nyears = 4\n\n[term]",
            "retention-rule",
            "保存 4 年",
            "years = 4",
        ),
        (
            "word = \"单位法人\"",
            "wort = \"单位法人\"",
            "project-format",
            "不认识的项“wort”",
            "wort",
        ),
        (
            "business = \"replace\"",
            "business = \"replaced\"",
            "project-format",
            "replaced",
            "replaced",
        ),
        (
            "when = \"not paid_by_card\"",
            "when = \"not payed\"",
            "condition-unknown",
            "payed",
            "not payed",
        ),
        (
            "{ value = \"unlock\", label = \"解锁\" }]",
            "{ value = \"suspend\", label = \"解锁\" }]",
            "annex-own",
            "suspend",
            "suspend",
        ),
        (
            "claims = \"certificate\"\nseed = \"001\"\nlines = \"106-111\"",
            "claims = \"certificate\"",
            "condition-claims",
            "出处",
            "claims",
        ),
        (
            "when = \"not expired\"",
            "when = \"not (expired\"",
            "project-format",
            "右括号",
            "not (expired",
        ),
        (
            "formula = \"200*years+100\"",
            "formula = \"200*years+90\"",
            "fee-sum",
            "FY-3",
            "200*years+90",
        ),
        (
            "formula = \"200*years+100\"",
            "formula = \"200*year+100\"",
            "project-format",
            "year",
            "200*year+100",
        ),
        (
            "parts = [\"FY-1\", \"FY-2\"]",
            "parts = [\"FY-1\", \"FY-99\"]",
            "fee-part-unknown",
            "FY-3",
            "parts",
        ),
        (
            "id = \"Y-O-M2\"",
            "id = \"Y-O-M1\"",
            "id-twice",
            "Y-O-M1",
            "Y-O-M1",
        ),
        (
            "check = \"org-code\"",
            "check = \"orgcode\"",
            "project-format",
            "orgcode",
            "orgcode",
        ),
        (
            "options = [1, 2, 3, 4, 5]",
            "options = [1, 99]",
            "years-options",
            "年限",
            "options",
        ),
        (
            "attribute = \"OU\"",
            "attribute = \"DEPT\"",
            "subject-attribute",
            "DEPT",
            "DEPT",
        ),
        (
            "fields = [\"user_email\"]",
            "fields = [\"mail\"]",
            "subject-field",
            "mail",
            "mail",
        ),
        (
            "default = \"no\"",
            "default = \"perhaps\"",
            "field-default",
            "cross_border",
            "cross_border",
        ),
        (
            "derive = \"uscc\"",
            "derive = \"ucss\"",
            "field-derive",
            "ucss",
            "derive",
        ),
        (
            "copies = 2\n",
            "copies = 0\n",
            "form-copies",
            "1至20",
            "copies = 0",
        ),
        (
            "[pin]\n",
            "[sampling.thresholds]\nrotaton_deg = { look = 6.0, reject = 18.0 }\n\n[pin]\n",
            "threshold-unknown",
            "rotaton_deg",
            "rotaton_deg",
        ),
        (
            "[pin]\n",
            "[sampling.thresholds]\nrotation_deg = { look = 18.0, reject = 6.0 }\n\n[pin]\n",
            "threshold-value",
            "rotation_deg",
            "rotation_deg",
        ),
        (
            "[pin]\n",
            "[sampling.thresholds]\ndensity = 0.7\n\n[pin]\n",
            "threshold-value",
            "density",
            "density",
        ),
        (
            "[pin]\n",
            "[sampling.thresholds]\nround_mm = [36.0, 450.0]\n\n[pin]\n",
            "threshold-value",
            "80",
            "round_mm",
        ),
        (
            "[pin]\n",
            "[sampling.thresholds]\nround_mm = \"40\"\n\n[pin]\n",
            "project-format",
            "look = 数",
            "round_mm",
        ),
        (
            "[pin]\n",
            "[sampling.pictures]\nformats = [\"png\", \"tiff\"]\n\n[pin]\n",
            "picture-format",
            "tiff",
            "tiff",
        ),
        (
            "[pin]\n",
            "[sampling.pictures]\nmax_bytes = 1024\n\n[pin]\n",
            "picture-size",
            "4096",
            "max_bytes",
        ),
        ("medium = \"电子密匙\"", "", "project-format", "缺少“medium”", ""),
        (
            "medium = \"电子密匙\"",
            "medium = ",
            "project-format",
            "",
            "medium =",
        ),
    ];
    for (from, to, code, message, line) in table {
        let place = TempDir::new().unwrap();
        copy(place.path(), "netca-gd-ylbx", &[(from, to)]);
        let problems = load(&place.path().join("netca-gd-ylbx")).unwrap_err();
        let problem = problems
            .iter()
            .find(|p| p.code == code)
            .unwrap_or_else(|| panic!("{to}: {problems:#?}"));
        assert!(problem.message.contains(message), "{problem}");
        assert!(!problem.remedy.is_empty() && problem.file == "netca-gd-ylbx/project.toml");
        let text = fs::read_to_string(place.path().join("netca-gd-ylbx/project.toml")).unwrap();
        let number = problem.line.unwrap_or_else(|| panic!("{problem}"));
        let found = text.lines().nth(number as usize - 1).unwrap();
        assert!(found.contains(line), "{problem} points at: {found}");
        assert!(problem.column.unwrap() as usize <= found.chars().count() + 1);
    }
}

#[test]
fn a_damaged_folder_leaves_the_others_working() {
    let place = TempDir::new().unwrap();
    copy(place.path(), "broken", &[]);
    fs::create_dir(place.path().join("empty")).unwrap();
    fs::create_dir(place.path().join("latin1")).unwrap();
    fs::write(place.path().join("latin1/project.toml"), [0xff, 0xfe, 0x00]).unwrap();
    fs::create_dir(place.path().join("huge")).unwrap();
    fs::write(place.path().join("huge/project.toml"), vec![b'#'; 3 << 20]).unwrap();
    // A pipe in a file's place would be waited for without end.
    fs::create_dir(place.path().join("pipe")).unwrap();
    let pipe = place.path().join("pipe/project.toml");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(pipe)
            .status()
            .unwrap()
            .success()
    );
    let (projects, problems) = load_all(&[&shipped(), place.path(), Path::new("/nowhere/at/all")]);
    assert_eq!(projects.len(), crate::projects().len());
    let refused: Vec<_> = problems
        .iter()
        .filter(|p| p.severity == ProblemSeverity::Refuse)
        .map(|p| p.code)
        .collect();
    assert_eq!(
        refused,
        [
            "project-id",
            "file-unreadable",
            "file-too-large",
            "file-not-utf8",
            "file-unreadable",
            "projects-unreadable"
        ]
    );
}

/// A further project is a folder: no line of code knows it.
#[test]
fn a_made_up_project_is_served_from_its_folder() {
    let place = TempDir::new().unwrap();
    let rename = [
        ("id = \"netca-gd-ylbx\"", "id = \"made-up\""),
        (
            "200*years\"\nnote = \"no medium fee",
            "{1:250, 2:450, 4:850}\"\nnote = \"no medium fee",
        ),
        ("options = [1, 2, 3, 4, 5]", "options = []"),
    ];
    copy(place.path(), "made-up", &rename);
    copy(place.path(), "netca-gd-ylbx", &[]);
    let (projects, problems) = load_all(&[&shipped(), place.path()]);
    assert_eq!(projects.len(), crate::projects().len() + 1, "{problems:#?}");
    assert!(
        problems.iter().any(|p| p.code == "project-twice"),
        "the first of two equal ids stays"
    );
    let made_up = projects.get("made-up").unwrap();
    assert!(
        made_up.include("clauses/netca-declaration").is_some(),
        "shipped clauses serve projects elsewhere too"
    );
    assert_eq!(
        made_up.warnings().len(),
        3,
        "its forms are missing, which is said and keeps nothing else back"
    );
    let quote = |years| crate::quote(made_up, BusinessType::Renew, CertKind::Org, Some(years), 1);
    assert_eq!(quote(4).unwrap().total_cents, Some(85_000));
    assert_eq!(quote(4).unwrap().formula, "850元");
    assert_eq!(quote(3).unwrap_err().code, "fee-years");
}

/// A file cut off or garbled anywhere is an answer, never a panic.
#[test]
fn a_file_damaged_anywhere_is_refused_or_read() {
    let text = fs::read_to_string(shipped().join("netca-gd-zfcg/project.toml")).unwrap();
    let chars: Vec<char> = text.chars().collect();
    let place = TempDir::new().unwrap();
    let dir = place.path().join("netca-gd-zfcg");
    fs::create_dir(&dir).unwrap();
    let mut refused = 0;
    for at in (0..chars.len()).step_by(chars.len() / 60) {
        let cut: String = chars[..at].iter().collect();
        let garbled: String = chars
            .iter()
            .enumerate()
            .map(|(i, c)| if i == at { '(' } else { *c })
            .collect();
        for damaged in [cut, garbled] {
            fs::write(dir.join("project.toml"), damaged).unwrap();
            if let Err(problems) = load(&dir) {
                refused += 1;
                assert!(
                    problems
                        .iter()
                        .all(|p| !p.message.is_empty() && !p.remedy.is_empty())
                );
            }
        }
    }
    assert!(refused > 60, "{refused}");
}
