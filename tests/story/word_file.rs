//! From a CA's Word file to a printed tenth project: the CAs are made up. One file is as another program wrote it; the
//! other has what CAs' forms are full of: odd widths, labels over several rows with split rows beside them, boxes of
//! three makes, a table in a cell, a header, tracked changes, two tables.

use std::path::Path;
use std::time::Instant;

use counterfoil_tests::{copy_folder, counterctl, root, words_of_pdf};
use serde_json::json;

const WORD: &str = "tests/truth/docx/qinghe-demo.docx";

/// Replaces pieces of a file, each of which must be there.
fn edit(project: &Path, file: &str, changes: &[(&str, &str)]) {
    let path = project.join(file);
    let text = std::fs::read_to_string(&path).expect("the file");
    let text = changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from} in\n{text}");
        text.replace(from, to)
    });
    std::fs::write(path, text).expect("written");
}

#[test]
fn a_word_file_becomes_the_form_of_a_tenth_project_and_prints() {
    let home = tempfile::tempdir().expect("a folder");
    let project = home.path().join("qinghe-demo");
    copy_folder(&root().join("tests/projects/xinghe-demo"), &project);
    let edit = |file: &str, changes: &[(&str, &str)]| edit(&project, file, changes);
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

/// Words of a file that nobody tuned on: what is somebody else's is not the operator's, and what a person has to add
/// takes a few lines.
#[test]
fn a_word_file_of_split_rows_becomes_a_case_that_is_stamped_scanned_and_handed_over() {
    const WORD: &str = "tests/truth/docx/yunling-demo.docx";
    let home = tempfile::tempdir().expect("a folder");
    let project = home.path().join("yunling-demo");
    copy_folder(&root().join("tests/projects/xinghe-demo"), &project);
    std::fs::remove_file(project.join("forms/f-xh-1.kdl")).expect("the old form");
    let started = Instant::now();
    let kdl = project.join("forms/f-xh-1.kdl");
    let kdl_path = kdl.to_str().expect("a path");
    let read = counterctl([
        "form",
        "from-docx",
        WORD,
        "--id",
        "f-xh-1",
        "--out",
        kdl_path,
        "--json",
    ]);
    assert_eq!(read.code, 0, "{read:?}");
    let told = read.json();
    let notes: Vec<&str> = told["notes"]
        .as_array()
        .expect("notes")
        .iter()
        .filter_map(|n| n["code"].as_str())
        .collect();
    assert_eq!(
        notes,
        ["table-in-cell", "header", "tracked", "frames"],
        "{told:#}"
    );
    assert_eq!(
        (&told["pages"], &told["open"]),
        (&json!(1), &json!(["电子邮箱", "传真", "受理人", "复核人"])),
        "{told:#}"
    );
    let whose: Vec<(&str, &str)> = told["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .filter_map(|f| Some((f["label"].as_str()?, f["field"].as_str()?)))
        .collect();
    for pair in [
        ("姓名", "legal_rep_name"),
        ("证件号码", "legal_rep_id_no"),
        ("手机", "legal_rep_phone"),
        ("姓名", "operator_name"),
        ("手机号码", "operator_phone"),
        ("身份证号码", "operator_id_no"),
        ("单位电话", "unit_phone"),
    ] {
        assert!(whose.contains(&pair), "{pair:?} in {whose:#?}");
    }

    // What only somebody who knows the CA can say.
    edit(
        &project,
        "forms/f-xh-1.kdl",
        &[
            ("{[x]}新办", "{[]business=new}新办"),
            ("{[]}更新", "{[]business=renew}更新"),
            (
                "{[]}一年　{[]}两年　{[]}三年",
                "{[]years=1}一年　{[]years=2}两年　{[]years=3}三年",
            ),
            (
                "{br}法定代表人（签字）：　　　　单位（公章）：{br}",
                "{br}{br}单位（公章）：{br}{br}",
            ),
            (
                "      text \"\"\n      text \"\"\n      text \"\"\n",
                "      frame \"seal.org.1\"\n      frame \"seal.org.2\"\n      frame \"seal.org.3\"\n",
            ),
            (
                "text \"受理人：\" span=4",
                "sign \"sign.acceptor\" label=\"受理人：\" span=4",
            ),
        ],
    );
    let own =
        |id: &str, label: &str, rest: &str| format!("  {{ id = \"{id}\", label = \"{label}\"{rest} }},\n");
    let more = [
        own("unit_phone", "单位电话", ", need = \"no\", max_len = 40"),
        own("unit_mail_address", "通讯地址", ", need = \"no\", max_len = 100"),
        own("unit_postcode", "邮政编码", ", need = \"no\", max_len = 6"),
        own(
            "legal_rep_name",
            "法定代表人姓名",
            ", need = \"no\", max_len = 30",
        ),
        own(
            "legal_rep_id_no",
            "法定代表人证件号码",
            ", need = \"no\", max_len = 40",
        ),
        own(
            "legal_rep_phone",
            "法定代表人手机",
            ", need = \"no\", max_len = 30",
        ),
    ];
    let address =
        "  { id = \"unit_legal_address\", label = \"住所\", need = \"no\", max_len = 100, wide = true },\n";
    let seals = "[[seals]]\nid = \"unit-seal\"\nform = \"f-xh-1\"\nwhat = \"公章印模\"\n\
                 frames = [\"seal.org.1\", \"seal.org.2\", \"seal.org.3\"]\nsize_mm = 40\nsize_stated = false\n\
                 instruction = \"公章印模（共三枚，请勿压线）\"\nseed = \"Y\"\nlines = \"1\"\n\n[[payment_rules]]";
    edit(
        &project,
        "project.toml",
        &[
            ("xinghe-demo", "yunling-demo"),
            ("\"XH\"", "\"YN\""),
            (address, &format!("{address}{}", more.concat())),
            ("[[payment_rules]]", seals),
            (
                "copies = 2\ncopies_source = \"一式两份（测试用）\"",
                "copies = 1\ncopies_source = \"一份（测试用）\"",
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

    // Printed, stamped, scanned, its samples cut out, checked by a second person, made, handed over.
    let out = home.path().join("out");
    let place = home.path().to_str().expect("a path");
    let out_path = out.to_str().expect("a path");
    let walked = counterctl([
        "--forms",
        place,
        "walkthrough",
        "--project",
        "yunling-demo",
        "--out",
        out_path,
    ]);
    println!(
        "from the Word file to the hand-over: {:.1} s",
        started.elapsed().as_secs_f64()
    );
    assert_eq!(walked.code, 0, "{walked:?}");
    let files = std::fs::read_dir(&out).expect("papers").flatten();
    let names: Vec<String> = files
        .map(|f| f.file_name().to_string_lossy().into_owned())
        .collect();
    let some = |what: &str, ending: &str| names.iter().any(|n| n.contains(what) && n.ends_with(ending));
    assert!(some("sample-", ".png") && some("scan-", ".jpg"), "{names:?}");
    let form = names
        .iter()
        .find(|n| n.ends_with("-f-xh-1.pdf"))
        .expect("the form");
    let paper = words_of_pdf(&out.join(form));
    for piece in [
        "云岭数字证书业务申请表",
        "*法定代表人",
        "单位（公章）：",
        "公章印模（共三枚，请勿压线）",
        "（二）咨询电话",
    ] {
        assert!(paper.contains(piece), "{piece} is not on the form:\n{paper}");
    }
}
