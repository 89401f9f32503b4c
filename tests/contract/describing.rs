//! `counterctl form compare | from-docx | watch`: a CA changes its form, and a new one comes.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use counterfoil_tests::{counterctl, program, root, tool};
use serde_json::json;
use tempfile::TempDir;

const OLD: &str = "form \"f-a-1\" version=\"2025\" title=\"甲表\" {\n  title \"数字证书申请表\"\n  \
    table cols=\"40 1fr\" { row h=9 { label \"单位名称\"; value \"unit_name\" }; row h=9 { label \"传真\"; value \"unit_fax\" } }\n  \
    p \"本表一式两份，每份具有同等效力。\"\n}\n";

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    path.to_str().expect("a path").to_owned()
}

#[test]
fn an_old_form_is_shown_beside_the_new_one_with_what_differs() {
    let folder = TempDir::new().unwrap();
    let old = write(&folder, "old.kdl", OLD);
    let changed = OLD
        .replace("一式两份", "一式三份")
        .replace(
            "label \"传真\"; value \"unit_fax\"",
            "label \"电子邮箱\"; value \"unit_email\"",
        )
        .replace("2025", "2026");
    let new = write(&folder, "new.kdl", &changed);
    let pdf = folder.path().join("both.pdf");
    let out = pdf.to_str().unwrap();
    let said = counterctl(["form", "compare", &old, &new, "--out", out, "--png", "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    let told = said.json();
    let differ = &told["differences"];
    assert_eq!(told["same"], false);
    assert_eq!(
        (&differ["gone"], &differ["came"]),
        (&json!(["unit_fax"]), &json!(["unit_email"])),
        "{told:#}"
    );
    let words: Vec<(&str, &str)> = differ["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| (w["old"].as_str().unwrap(), w["new"].as_str().unwrap()))
        .collect();
    assert_eq!(words, [("传真", "电子邮箱"), ("两", "三")], "{told:#}");
    let checked = tool("qpdf", ["--check", out]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let paper: String = tool("pdftotext", ["-layout", out, "-"])
        .out
        .split_whitespace()
        .collect();
    assert!(
        paper.contains("改：“两”→“三”") && paper.contains("旧：f-a-12025"),
        "{paper}"
    );
    let picture = image::open(told["pictures"][0].as_str().unwrap())
        .unwrap()
        .to_rgb8();
    let tinted = picture
        .pixels()
        .filter(|p| p.0[0] > p.0[1].saturating_add(30))
        .count();
    assert!(tinted > 20, "{tinted} tinted pixels");

    let same = counterctl(["form", "compare", &old, &old, "--json"]).json();
    assert_eq!(same["same"], true, "{same:#}");
    // The shipped forms go by their names, and a description written another way prints the same.
    let zfcg = root().join("forms/netca-gd-zfcg/forms/f-zfcg-1.kdl");
    let same = counterctl([
        "form",
        "compare",
        "netca-gd-zfcg/f-zfcg-1",
        zfcg.to_str().unwrap(),
    ]);
    assert!(same.code == 0 && same.out.contains("没有差别"), "{same:?}");
    for wrong in [
        "f-zfcg-1",
        "netca-gd-zfcg/f-zfcg-1@soon",
        "netca-gd-zfcg/f-none",
        "nobody/f-1",
        "none.kdl",
    ] {
        let refused = counterctl(["form", "compare", wrong, &old, "--json"]);
        let error = &refused.json()["error"];
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(
            !error["remedy"].as_str().unwrap_or_default().is_empty(),
            "{error}"
        );
    }
}

#[test]
fn each_save_prints_the_page_anew_and_a_slip_is_told_with_line_and_column() {
    let folder = TempDir::new().unwrap();
    let kdl = write(&folder, "form.kdl", OLD);
    let mut child = Command::new(program("counterctl"))
        .args(["form", "watch", &kdl])
        .current_dir(root())
        .stdout(Stdio::piped())
        .spawn()
        .expect("counterctl");
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || said.next().expect("another line").expect("a line");
    let first = next();
    assert!(first.contains("已印") && first.contains("1 页"), "{first}");
    let pdf = folder.path().join("form.pdf");
    let before = std::fs::read(&pdf).unwrap();
    write(
        &folder,
        "form.kdl",
        &OLD.replace("label \"传真\"", "labell \"传真\""),
    );
    let slip = next();
    assert!(
        slip.contains("第3行第") && slip.contains("不认识的格“labell”"),
        "{slip}"
    );
    assert!(std::fs::read(&pdf).unwrap() == before, "the last good page stays");
    write(&folder, "form.kdl", &OLD.replace("传真", "邮编"));
    let again = next();
    assert!(again.contains("已印"), "{again}");
    assert!(std::fs::read(&pdf).unwrap() != before);
    child.kill().expect("stopped");
    child.wait().expect("ended");
}

#[test]
fn a_file_that_is_no_word_file_is_refused_with_what_to_do() {
    let folder = TempDir::new().unwrap();
    for (name, content, code) in [
        (
            "a.docx",
            &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..],
            "docx-old-format",
        ),
        ("b.docx", b"words", "docx-not-zip"),
        ("c.docx", b"", "docx-empty"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let said = counterctl(["form", "from-docx", path.to_str().unwrap(), "--json"]);
        let error = &said.json()["error"];
        assert_eq!((said.code, error["code"].as_str()), (1, Some(code)), "{said:?}");
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
        assert!(
            error["remedy"].as_str().unwrap().contains(".docx") || code == "docx-empty",
            "{error}"
        );
    }
}
