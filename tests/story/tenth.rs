//! A tenth project is a folder: checked, loaded, printed and walked to its end by the program as it was built.

use std::path::Path;

use counterfoil_tests::{copy_folder, counterctl, counterctl_told, root, words_of_pdf};
use serde_json::{Value, json};

const XINGHE: &str = "xinghe-demo";

#[test]
fn the_folder_is_checked_with_place_and_remedy() {
    let good = counterctl(["projects", "check", "tests/projects/xinghe-demo", "--json"]);
    assert_eq!(
        (good.code, &good.json()["verdict"]),
        (0, &json!("ok")),
        "{good:?}"
    );
    let home = tempfile::tempdir().expect("a folder");
    for (file, from, to, code, line) in [
        ("project.toml", "medium =", "mediun =", "project-format", 13),
        (
            "forms/f-xh-1.kdl",
            "row h=11",
            "row heigth=11",
            "form-description",
            9,
        ),
        (
            "project.toml",
            "id = \"service\"",
            "id = \"other\"",
            "agreement-undeclared",
            0,
        ),
    ] {
        let folder = home.path().join(XINGHE);
        copy_folder(&root().join("tests/projects").join(XINGHE), &folder);
        let text = std::fs::read_to_string(folder.join(file)).expect("the file");
        assert!(text.contains(from), "{from}");
        std::fs::write(folder.join(file), text.replacen(from, to, 1)).expect("written");
        let args = [
            "projects".as_ref(),
            "check".as_ref(),
            folder.as_os_str(),
            "--json".as_ref(),
        ];
        let said = counterctl(args);
        assert_eq!(said.code, 1, "{said:?}");
        let problem = said.json()["problems"][0].clone();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["line"].as_u64().unwrap_or(0), line, "{problem}");
        assert!(
            !problem["remedy"].as_str().unwrap_or_default().is_empty(),
            "{problem}"
        );
    }
}

#[test]
fn a_folder_named_on_the_command_line_is_walked_to_the_hand_over() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    let walked = counterctl([
        "--forms".as_ref(),
        "tests/projects".as_ref(),
        "walkthrough".as_ref(),
        "--project".as_ref(),
        XINGHE.as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    assert_eq!(walked.code, 0, "{walked:?}");
    for paper in ["handover.pdf", "certificate.pem", "request.pem", "audit.txt"] {
        assert!(out.join(paper).is_file(), "no {paper}: {walked:?}");
    }
}

#[test]
fn a_folder_beside_a_store_is_served_and_printed_with_its_installed_agreement() {
    let home = tempfile::tempdir().expect("a folder");
    let store = home.path().join("store");
    let made = counterctl([
        "store".as_ref(),
        "init".as_ref(),
        "--training".as_ref(),
        store.as_os_str(),
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    copy_folder(
        &root().join("tests/projects").join(XINGHE),
        &store.join("projects").join(XINGHE),
    );
    let ask = |login: &str, command: &[&str]| -> Value {
        let place = [
            "--store",
            store.to_str().expect("a path"),
            "--login",
            login,
            "--json",
        ];
        let args: Vec<&str> = command.iter().copied().chain(place).collect();
        let said = counterctl_told(desk::counter::practice::PASSWORD, &args);
        assert_eq!(said.code, 0, "{args:?}: {said:?}");
        said.json()
    };
    let call = |command: &str, args: Value| ask("linxy", &["case", "call", command, &args.to_string()]);

    let text = home.path().join("agreement.txt");
    std::fs::write(&text, "第一条　甲方应当如实填写。\n第二条　乙方应当及时签发。\n").expect("a text");
    let listed = ask("admin", &["agreements", "list"]);
    let of = |list: &Value| -> Value {
        let projects = list["projects"].as_array().expect("projects");
        let own = projects
            .iter()
            .find(|p| p["id"] == XINGHE)
            .expect("the tenth project");
        assert_eq!(own["own"], true);
        own["agreements"][0]["current"].clone()
    };
    assert_eq!(of(&listed), Value::Null);
    let file = text.to_str().expect("a path");
    let install = [
        "agreements",
        "install",
        "--project",
        XINGHE,
        "--agreement",
        "service",
        "--text-version",
        "V1",
        "--dated",
        "2026-03-01",
        file,
    ];
    assert_eq!(of(&ask("admin", &install))["version"], "V1");

    let open = json!({ "project": XINGHE, "kind": "org", "business": "new", "channel": "counter", "customer": null });
    let case = call("open_case", open);
    assert!(
        case["number"].as_str().expect("a number").starts_with("XH-"),
        "{}",
        case["number"]
    );
    let known: Vec<&str> = [
        "unit_name",
        "uscc",
        "unit_legal_address",
        "operator_name",
        "operator_phone",
        "operator_id_no",
    ]
    .into();
    let all = desk::casework::people::fields(
        &desk::casework::people::UNITS[0],
        &desk::casework::people::PERSONS[0],
    );
    let fields: serde_json::Map<String, Value> = all
        .into_iter()
        .filter(|(field, _)| known.contains(&field.as_str()))
        .map(|(field, value)| (field, json!(value)))
        .collect();
    let patch = json!({ "fields": fields, "years": 3, "payment": "card" });
    let case = call(
        "save_case",
        json!({ "id": case["id"], "revision": case["revision"], "patch": patch }),
    );
    assert_eq!(case["fee"]["totalCents"], 36_000, "{}", case["fee"]);
    let printed = call("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    let files: Vec<_> = printed["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|f| f.as_str().expect("a path"))
        .collect();
    assert_eq!(files.len(), 2, "{printed:#}");
    let form = words_of_pdf(Path::new(files[0]));
    for piece in [
        "星河数字证书领取表",
        "广州市海珠区木棉湾小学",
        "年限：3年",
        "愿意承担由此产生的责任",
    ] {
        assert!(form.contains(piece), "{piece} is not on the form:\n{form}");
    }
    let agreement = words_of_pdf(Path::new(files[1]));
    assert!(agreement.contains("第二条乙方应当及时签发。"), "{agreement}");
}
