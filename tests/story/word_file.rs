//! From a CA's Word file to a printed tenth project: the file is one that another program wrote, the CA is made up.

use counterfoil_tests::{copy_folder, counterctl, root, words_of_pdf};
use serde_json::json;

const WORD: &str = "tests/truth/docx/qinghe-demo.docx";

#[test]
fn a_word_file_becomes_the_form_of_a_tenth_project_and_prints() {
    let home = tempfile::tempdir().expect("a folder");
    let project = home.path().join("qinghe-demo");
    copy_folder(&root().join("tests/projects/xinghe-demo"), &project);
    let edit = |file: &str, changes: &[(&str, &str)]| {
        let path = project.join(file);
        let text = std::fs::read_to_string(&path).expect("the file");
        let text = changes.iter().fold(text, |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        std::fs::write(path, text).expect("written");
    };
    edit(
        "project.toml",
        &[("xinghe-demo", "qinghe-demo"), ("\"XH\"", "\"QH\"")],
    );
    std::fs::remove_file(project.join("forms/f-xh-1.kdl")).expect("the old form");

    let kdl = project.join("forms/f-xh-1.kdl");
    let kdl_path = kdl.to_str().expect("a path");
    let read = counterctl([
        "form",
        "from-docx",
        WORD,
        "--id",
        "f-xh-1",
        "--form-version",
        "2026.1",
        "--out",
        kdl_path,
        "--json",
    ]);
    assert_eq!(read.code, 0, "{read:?}");
    let told = read.json();
    assert_eq!(
        (&told["tables"], &told["pages"], &told["notes"]),
        (&json!(1), &json!(1), &json!([]))
    );
    assert_eq!(told["open"], json!(["传真"]), "{told:#}");
    let known = |field: &str| told["fields"].to_string().contains(&format!("\"{field}\""));
    for field in [
        "unit_name",
        "uscc",
        "unit_legal_address",
        "operator_name",
        "operator_phone",
        "operator_id_no",
    ] {
        assert!(known(field), "{field}: {told:#}");
    }
    // It is shown as it is, and a slip of the pen is told with its place.
    let watched = counterctl(["form", "watch", kdl_path, "--once", "--json"]);
    assert_eq!(
        (watched.code, &watched.json()["pages"]),
        (0, &json!(1)),
        "{watched:?}"
    );
    let good = std::fs::read_to_string(&kdl).expect("the description");
    std::fs::write(&kdl, good.replacen("label \"声明\"", "lable \"声明\"", 1)).expect("written");
    let slip = counterctl(["form", "watch", kdl_path, "--once"]);
    assert_eq!(slip.code, 1, "{slip:?}");
    assert!(
        slip.all().contains("不认识的格“lable”") && slip.all().contains("行第"),
        "{slip:?}"
    );
    std::fs::write(&kdl, good).expect("written");
    // A second reading never writes over what somebody has worked on.
    let again = counterctl(["form", "from-docx", WORD, "--out", kdl_path]);
    assert!(again.code == 1 && again.all().contains("已经有了"), "{again:?}");

    // What only the person who knows the CA can say: which business a box stands for, and who signs.
    edit(
        "forms/f-xh-1.kdl",
        &[
            ("{[]} 新办", "{[]business=new} 新办"),
            ("{[]} 更新", "{[]business=renew} 更新"),
            (
                "text \"申请单位（盖章）：\"",
                "sign \"sign.seal\" label=\"申请单位（盖章）：\"",
            ),
        ],
    );
    let folder = project.to_str().expect("a path");
    let checked = counterctl(["projects", "check", folder, "--json"]);
    assert_eq!(
        (checked.code, &checked.json()["verdict"]),
        (0, &json!("ok")),
        "{checked:?}"
    );
    let place = home.path().to_str().expect("a path");
    let asked = [
        "--forms",
        place,
        "form",
        "example",
        "--project",
        "qinghe-demo",
        "--form",
        "f-xh-1",
    ];
    let example = counterctl(asked);
    assert_eq!(example.code, 0, "{example:?}");
    let case = home.path().join("case.json");
    std::fs::write(&case, &example.out).expect("a case");
    let pdf = home.path().join("qinghe.pdf");
    let paths = [&case, &pdf].map(|p| p.to_str().expect("a path"));
    let printed = counterctl([
        "--forms",
        place,
        "form",
        "render",
        "--project",
        "qinghe-demo",
        "--form",
        "f-xh-1",
        "--case",
        paths[0],
        "--out",
        paths[1],
    ]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let paper = words_of_pdf(&pdf);
    let unit = example.json()["fields"]["unit_name"]
        .as_str()
        .expect("a unit")
        .to_owned();
    for piece in [
        "青禾数字证书业务申请表",
        &unit,
        "*单位名称",
        "1、本单位承诺所填信息真实、准确、完整。",
        "申请单位（盖章）：",
        "1.本表一式两份，青禾认证与申请单位各执一份。",
        "2.复印件须加盖公章。",
        "客服电话：400-000-0000",
    ] {
        assert!(paper.contains(piece), "{piece} is not on the form:\n{paper}");
    }
}
