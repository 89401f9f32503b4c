//! What a counter installs: projects of its own, whose changes never touch an open case, and the authorities' texts.

use std::path::{Path, PathBuf};

use ::practice::guest::{Guest, Wish, take_in};
use case::CertKind;
use counterfoil_tests::{root, tool};
use serde_json::{Value, json};

use super::counter::{Counter, YLBX, desk_over};

const XINGHE: &str = "xinghe-demo";
const NMGCA: &str = "nmgca";

/// Puts the made-up project beside the counter's store, with pieces of its files replaced.
fn put(counter: &Counter, replace: &[(&str, &str)]) {
    let from = root().join("tests/projects").join(XINGHE);
    let to = own(counter);
    for file in [
        "project.toml",
        "forms/f-xh-1.kdl",
        "forms/f-xh-2.kdl",
        "clauses/declaration.kdl",
    ] {
        let mut text = std::fs::read_to_string(from.join(file)).unwrap();
        for (old, new) in replace {
            text = text.replace(old, new);
        }
        std::fs::create_dir_all(to.join(file).parent().unwrap()).unwrap();
        std::fs::write(to.join(file), text).unwrap();
    }
}

fn own(counter: &Counter) -> PathBuf {
    counter.folder.path().join("projects").join(XINGHE)
}

/// Starts the program again, as after a change of the folders, and signs in.
fn restart(counter: &mut Counter, login: &str) {
    counter.desk = desk_over(counter.folder.path().to_owned());
    counter.sign_in(login);
}

/// The words on a printed form of a case.
fn printed(counter: &Counter, case: &Value, form: &str) -> String {
    let printed = counter.ok(
        "print",
        json!({ "id": case["id"], "forms": [form], "to": "file" }),
    );
    let said = tool(
        "pdftotext",
        ["-layout", printed["files"][0].as_str().unwrap(), "-"],
    );
    assert_eq!(said.code, 0, "{said:?}");
    said.out.split_whitespace().collect()
}

#[test]
fn an_open_case_goes_on_with_the_version_it_was_opened_with() {
    let mut counter = Counter::new();
    put(&counter, &[]);
    restart(&mut counter, "linxy");
    let first = counter.intake(XINGHE, "org", "new", 0);
    assert_eq!(first["fee"]["totalCents"], 12_000, "{}", first["fee"]);
    assert_eq!(
        (&first["projectVersion"], &first["versionNote"]),
        (&json!("2026.1"), &Value::Null)
    );

    let newer = [
        ("version = \"2026.1\"", "version = \"2027.1\""),
        ("120*years", "150*years"),
        ("星河数字证书领取表", "星河数字证书申领单"),
    ];
    put(&counter, &newer);
    restart(&mut counter, "linxy");
    let first = counter.get(&first);
    assert_eq!(
        first["fee"]["totalCents"], 12_000,
        "the fee of the version it was opened with"
    );
    assert_eq!(first["versionNote"], "按 2026.1 版办理（现行 2027.1）");
    assert_eq!(first["forms"][0]["title"], "《星河数字证书领取表》");
    let first = counter.save(&first, json!({ "years": 2 }));
    assert_eq!(first["fee"]["totalCents"], 24_000, "an edit keeps the version");
    assert!(printed(&counter, &first, "f-xh-1").contains("星河数字证书领取表"));

    let second = counter.intake(XINGHE, "org", "new", 1);
    assert_eq!(second["fee"]["totalCents"], 15_000, "{}", second["fee"]);
    assert_eq!(
        (&second["projectVersion"], &second["versionNote"]),
        (&json!("2027.1"), &Value::Null)
    );
    assert!(printed(&counter, &second, "f-xh-1").contains("星河数字证书申领单"));
    let open =
        json!({ "project": YLBX, "kind": "org", "business": "new", "channel": "counter", "customer": null });
    let third = counter.ok("open_case", open);
    let third = counter.save(&third, json!({ "project": XINGHE }));
    assert_eq!(
        third["projectVersion"], "2027.1",
        "a draft that changes to it takes the present one"
    );

    // The same number with another text is another version all the same; and so is none at all.
    put(&counter, &[newer[0], ("120*years", "170*years"), newer[2]]);
    restart(&mut counter, "linxy");
    let second = counter.get(&second);
    assert_eq!(second["fee"]["totalCents"], 15_000);
    assert_eq!(second["versionNote"], "按开立时的 2027.1 版办理（现行已改）");
    std::fs::remove_dir_all(own(&counter)).unwrap();
    restart(&mut counter, "linxy");
    let first = counter.get(&first);
    assert_eq!(first["versionNote"], "按 2026.1 版办理（现已不办）");
    assert!(printed(&counter, &first, "f-xh-1").contains("星河数字证书领取表"));
    let rows = counter.ok("list_cases", json!({ "states": [], "text": "", "limit": 10 }));
    let names = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["project"].as_str().unwrap());
    assert!(
        names.clone().all(|n| n.contains("示范平台")),
        "{:?}",
        names.collect::<Vec<_>>()
    );
}

#[test]
fn a_folder_that_fails_is_listed_with_its_place_and_leaves_the_others_working() {
    let mut counter = Counter::new();
    put(&counter, &[("short_name =", "short_nam =")]);
    restart(&mut counter, "linxy");
    let installed = counter.ok("installed", json!({}));
    let problem = &installed["problems"][0];
    assert_eq!(problem["code"], "project-format", "{installed:#}");
    assert_eq!(problem["leftOut"], true);
    assert_eq!(problem["file"], "xinghe-demo/project.toml");
    assert!(
        problem["message"].as_str().unwrap().contains("short_nam"),
        "{problem}"
    );
    assert!(!problem["remedy"].as_str().unwrap().is_empty());
    let text = std::fs::read_to_string(own(&counter).join("project.toml")).unwrap();
    let line = text.lines().position(|l| l.starts_with("short_nam")).unwrap() + 1;
    assert_eq!((&problem["line"], &problem["column"]), (&json!(line), &json!(1)));
    assert!(installed["projects"].as_array().unwrap().len() >= 9);
    counter.intake(YLBX, "org", "new", 0);

    // A form that cannot be read is told as well; the project goes on without it.
    put(
        &counter,
        &[(
            "title \"星河数字证书领取表\" after=3",
            "titel \"星河数字证书领取表\"",
        )],
    );
    restart(&mut counter, "linxy");
    let installed = counter.ok("installed", json!({}));
    let problem = &installed["problems"][0];
    assert_eq!(
        (&problem["leftOut"], &problem["line"]),
        (&json!(false), &json!(7)),
        "{problem:#}"
    );
    assert!(
        problem["message"].as_str().unwrap().contains("titel"),
        "{problem}"
    );
    let known = installed["projects"].as_array().unwrap().iter();
    let own: Vec<_> = known
        .filter(|p| p["own"] == true)
        .map(|p| p["id"].clone())
        .collect();
    assert_eq!(own, [XINGHE]);
}

/// The state of an agreement on the settings screen.
fn agreement(installed: &Value, project: &str) -> Value {
    let all = installed["projects"].as_array().unwrap();
    let project = all.iter().find(|p| p["id"] == project).unwrap();
    project["agreements"][0].clone()
}

fn read(counter: &Counter, bytes: &[u8]) -> Value {
    counter
        .desk
        .upload("read_agreement", "协议.txt", 0, bytes.to_vec())
        .unwrap_or_else(|r| panic!("{r}"))
}

#[test]
fn an_installed_agreement_is_printed_in_the_form_and_named_by_the_print() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let before = agreement(&counter.ok("installed", json!({})), NMGCA);
    assert_eq!(before["current"], Value::Null);
    assert!(
        before["published"].as_str().unwrap().contains("nmgca"),
        "{before}"
    );
    let missing = counter.ok("status", json!({}))["agreementsMissing"].clone();
    assert!(missing.to_string().contains("数字证书服务协议"), "{missing}");

    counter.sign_in("linxy");
    let case = counter.intake(NMGCA, "org", "new", 0);
    let preview = counter.ok("preview", json!({ "id": case["id"] }));
    assert_eq!(preview["forms"][0]["pages"], 1);
    counter.permit(NMGCA);
    assert!(printed(&counter, &case, "f-nmg-u1").contains("由受理点装入"));

    counter.sign_in("admin");
    let articles: Vec<String> = (1..=40)
        .map(|n| {
            format!(
                "第{n}条　乙方应当按照示范约定第{n}项办理，{}。",
                "不得拖延，并应当说明理由".repeat(6)
            )
        })
        .collect();
    let text = format!("数字证书服务协议\n\n第一章　总则\n{}\n", articles.join("\n"));
    // GB 18030, as an older system writes it, is converted; the hash is that of the text as it is kept.
    let (gb, _, lost) = encoding_rs::GB18030.encode(&text);
    assert!(!lost);
    let found = read(&counter, &gb);
    assert_eq!(
        (&found["encoding"], &found["text"]),
        (&json!("GB 18030"), &json!(text))
    );
    assert_eq!(found["sha256"], store::sha256_hex(text.as_bytes()));
    let new = json!({ "project": NMGCA, "agreement": "service", "version": "V2.1", "dated": "2026-03-01", "text": text });
    let installed = agreement(&counter.ok("install_agreement", new.clone()), NMGCA);
    assert_eq!(installed["current"]["version"], "V2.1", "{installed:#}");
    assert_eq!(installed["current"]["sha256"], found["sha256"]);
    assert_eq!(installed["current"]["by"], "周启明");
    counter.refused("install_agreement", new.clone(), "agreement-same");

    counter.sign_in("linxy");
    let preview = counter.ok("preview", json!({ "id": case["id"] }));
    assert!(preview["forms"][0]["pages"].as_u64().unwrap() > 1, "{preview:#}");
    assert_eq!(
        preview["forms"][0]["notes"],
        json!([]),
        "more pages are nothing unusual now"
    );
    let words = printed(&counter, &case, "f-nmg-u1");
    assert!(!words.contains("由受理点装入"), "what stood instead is gone");
    let places: Vec<_> = ["甲方：", "第一章总则", "第1条乙方", "第40条乙方", "已阅读本协议"]
        .iter()
        .map(|w| {
            words
                .find(w)
                .unwrap_or_else(|| panic!("{w} is not printed:\n{words}"))
        })
        .collect();
    assert!(places.is_sorted(), "in the form's flow: {places:?}");
    let documents = counter.ok("documents", json!({ "id": case["id"] }));
    let carried: Vec<_> = documents
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["words"].as_str().unwrap())
        .collect();
    assert!(carried.iter().any(|w| w.contains("V2.1 版")), "{carried:?}");
    assert!(
        carried.iter().any(|w| !w.contains("V2.1")),
        "the print before it carried none: {carried:?}"
    );

    // A newer text takes its place; the older one stays to be read.
    counter.sign_in("admin");
    let mut newer = new;
    newer["version"] = json!("V3");
    newer["text"] = json!(text.replace("说明理由", "说明原因"));
    let now = agreement(&counter.ok("install_agreement", newer), NMGCA);
    assert_eq!(
        (&now["current"]["version"], &now["earlier"][0]["version"]),
        (&json!("V3"), &json!("V2.1"))
    );
    let old = counter.ok("agreement_text", json!({ "id": now["earlier"][0]["id"] }));
    assert_eq!(old["text"], json!(text));
    let trail = counter.ok("verify_store", json!({}));
    assert!(trail["message"].as_str().unwrap().contains("完好"), "{trail}");
}

#[test]
fn what_cannot_be_an_agreement_is_refused_and_only_administrators_install() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let upload = |bytes: &[u8]| {
        let refused = counter
            .desk
            .upload("read_agreement", "x.txt", 0, bytes.to_vec())
            .unwrap_err();
        assert!(!refused.remedy.is_empty(), "{refused}");
        refused.code
    };
    assert_eq!(upload(b""), "agreement-empty");
    assert_eq!(upload(&vec![b'a'; (1 << 20) + 1]), "agreement-too-large");
    assert_eq!(upload(b"%PDF-1.7\n\x00\xff"), "agreement-not-text");
    assert_eq!(upload("第一条　\u{E001}".as_bytes()), "agreement-no-glyph");
    let base = json!({ "project": NMGCA, "agreement": "service", "version": "1", "dated": "2026-03-01", "text": "第一条　甲" });
    for (key, value, code) in [
        ("agreement", "duty", "agreement-unknown"),
        ("version", " ", "agreement-version"),
        ("dated", "2026年3月", "agreement-date"),
        ("dated", "2999-01-01", "agreement-date"),
        ("text", "\n", "agreement-empty"),
        ("project", "nobody", "project-unknown"),
    ] {
        let mut args = base.clone();
        args[key] = json!(value);
        counter.refused("install_agreement", args, code);
    }
    counter.sign_in("linxy");
    counter.refused("install_agreement", base, "role-missing");
    assert_eq!(upload("第一条".as_bytes()), "role-missing");
    assert!(Path::new(counter.ok("installed", json!({}))["folder"].as_str().unwrap()).ends_with("projects"));
}

/// The contracts of the shipped projects: project, kind, form, and what the guide's own text begins and ends with
/// around its articles.
const CONTRACTS: [(&str, CertKind, &str, [&str; 2]); 5] = [
    (
        NMGCA,
        CertKind::Org,
        "f-nmg-u1",
        [
            "甲方：　　　　乙方：内蒙古数字证书认证有限公司",
            "本合同一式两份。",
        ],
    ),
    (
        NMGCA,
        CertKind::Person,
        "f-nmg-p1",
        ["甲方：", "本合同一式两份。"],
    ),
    (
        "snca-yztca",
        CertKind::Org,
        "f-snca-2",
        ["尊敬的用户：", "签发方不承担任何责任。"],
    ),
    (
        "cfca-xs",
        CertKind::Org,
        "f-cfca-3",
        ["服 务 协 议\n尊敬的用户：", "本协议即生效。"],
    ),
    (
        "bjca",
        CertKind::Org,
        "f-bjca-2",
        ["北京数字认证股份有限公司电子认证服务协议", "第8条第2款见网站。"],
    ),
];

#[test]
fn a_contract_is_refused_without_its_articles_and_printed_with_them_once_each() {
    let counter = Counter::new();
    for (project, kind, form, [first, last]) in CONTRACTS {
        counter.sign_in("linxy");
        let wish = Wish {
            project: project.to_owned(),
            kind: Some(kind),
            business: Some(case::BusinessType::New),
            ..Wish::default()
        };
        let case =
            take_in(&counter.desk, &wish, Guest::default()).unwrap_or_else(|r| panic!("{project}: {r}"));
        let case = serde_json::to_value(case).unwrap();
        let print = json!({ "id": case["id"], "forms": [form], "to": "file" });
        let installed = agreement(&counter.ok("installed", json!({})), project);
        if installed["current"].is_null() {
            let refused = counter.refused("print", print.clone(), "articles-missing");
            let title = installed["title"].as_str().unwrap();
            assert!(
                refused.message.contains(title) && refused.remedy.contains("管理员"),
                "{refused}"
            );
            assert_eq!(case["mayPrint"]["open"], false, "{project}");
            assert!(
                case["mayPrint"]["reason"].as_str().unwrap().contains(title),
                "{}",
                case["mayPrint"]
            );
            let said = note(&counter, &case, form);
            assert!(said.contains("没有装入") && said.contains("不能打印"), "{said}");
            // Nothing was kept of the attempt.
            assert_eq!(counter.ok("documents", json!({ "id": case["id"] })), json!([]));

            counter.sign_in("admin");
            let articles = (1..=30).map(|n| format!("第{n}条　{}。", "示范约定，双方照办".repeat(9)));
            let articles = articles.collect::<Vec<_>>().join("\n");
            let text = format!("{first}\n{articles}\n{last}\n");
            let mut new = json!({ "project": project, "agreement": installed["id"], "version": "示范", "dated": "2026-03-01", "text": text });
            let signing = format!("{text}申请人（签字）:　　　申请机构（盖章）:\n　　年　月　日\n");
            new["text"] = json!(signing);
            let refused = counter.refused("install_agreement", new.clone(), "agreement-signing-lines");
            assert!(refused.message.contains("申请机构（盖章）"), "{refused}");
            new["text"] = json!(text);
            counter.ok("install_agreement", new);
            counter.sign_in("linxy");
        }
        assert_eq!(
            counter.get(&case)["mayPrint"],
            json!({ "open": true, "reason": "" }),
            "{project}"
        );
        assert_eq!(note(&counter, &case, form), "");
        let words = printed(&counter, &case, form);
        assert!(
            words.contains("第1条示范约定") && words.contains("第30条示范约定"),
            "{form}:\n{words}"
        );
        let once = match project {
            NMGCA => &["甲方：", "乙方：内蒙古"][..],
            "bjca" => &[],
            _ => &["尊敬的用户："],
        };
        for line in once {
            assert_eq!(
                words.matches(line).count(),
                2_usize.min(copies(form)),
                "{form}: {line}\n{words}"
            );
        }
    }
}

/// How many copies a contract has.
fn copies(form: &str) -> usize {
    if form.contains("nmg") { 2 } else { 1 }
}

/// What the preview says about a form.
fn note(counter: &Counter, case: &Value, form: &str) -> String {
    let preview = counter.ok("preview", json!({ "id": case["id"] }));
    let mut forms = preview["forms"].as_array().unwrap().iter();
    let found = forms
        .find(|f| f["form"] == form)
        .unwrap_or_else(|| panic!("{form}: {preview:#}"));
    let notes = found["notes"].as_array().unwrap().iter();
    notes.map(|n| n.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_permission_to_print_without_articles_is_an_administrators_for_the_day_and_on_record() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(NMGCA, "org", "new", 0);
    let permit = json!({ "project": NMGCA, "reason": "正文已向 CA 索取" });
    counter.refused("permit_printing", permit.clone(), "role-missing");
    counter.sign_in("admin");
    counter.refused(
        "permit_printing",
        json!({ "project": NMGCA, "reason": " " }),
        "permission-reason",
    );
    counter.refused(
        "permit_printing",
        json!({ "project": YLBX, "reason": "没有必要" }),
        "permission-needless",
    );
    let installed = counter.ok("permit_printing", permit);
    let all = installed["projects"].as_array().unwrap();
    let permitted = &all.iter().find(|p| p["id"] == NMGCA).unwrap()["permitted"];
    assert_eq!(
        (&permitted["by"], &permitted["reason"]),
        (&json!("周启明"), &json!("正文已向 CA 索取"))
    );

    counter.sign_in("linxy");
    let said = note(&counter, &case, "f-nmg-u1");
    assert!(said.contains("周启明 准予今日先印（正文已向 CA 索取）"), "{said}");
    assert!(printed(&counter, &case, "f-nmg-u1").contains("由受理点装入"));
    let audit = counter
        .ok("audit_of_case", json!({ "id": case["id"] }))
        .to_string();
    assert!(
        audit.contains("未印《数字证书服务协议》正文，周启明 准予"),
        "{audit}"
    );
}
