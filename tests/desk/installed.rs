//! What a counter installs: projects of its own, whose changes never touch an open case, and the authorities' texts.

use std::path::{Path, PathBuf};

use ::practice::guest::{Guest, Wish, take_in};
use case::CertKind;
use counterfoil_tests::{root, tool};
use desk::api::{
    AgreementLine, AgreementText, ById, CaseView, InstallAgreement, Installed, ListCases, Nothing,
    PermitPrinting, VerifyStore,
};

use super::counter::{Counter, YLBX, by_id, changed, desk_over, done, fresh, refused, to_file};

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
fn printed(counter: &Counter, case: &CaseView, form: &str) -> String {
    let printed = counter.print(case, &[form]);
    let said = tool("pdftotext", ["-layout", printed.files[0].as_str(), "-"]);
    assert_eq!(said.code, 0, "{said:?}");
    said.out.split_whitespace().collect()
}

#[test]
fn an_open_case_goes_on_with_the_version_it_was_opened_with() {
    let mut counter = Counter::new();
    put(&counter, &[]);
    restart(&mut counter, "linxy");
    let first = counter.intake(XINGHE, "org", "new", 0);
    assert_eq!(first.fee.total_cents, Some(12_000), "{:?}", first.fee);
    assert_eq!(
        (first.project_version.as_str(), &first.version_note),
        ("2026.1", &None)
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
        first.fee.total_cents,
        Some(12_000),
        "the fee of the version it was opened with"
    );
    assert_eq!(
        first.version_note.as_deref(),
        Some("按 2026.1 版办理（现行 2027.1）")
    );
    assert_eq!(first.forms[0].title, "《星河数字证书领取表》");
    let first = counter.save(&first, changed(|patch| patch.years = Some(2)));
    assert_eq!(first.fee.total_cents, Some(24_000), "an edit keeps the version");
    assert!(printed(&counter, &first, "f-xh-1").contains("星河数字证书领取表"));

    let second = counter.intake(XINGHE, "org", "new", 1);
    assert_eq!(second.fee.total_cents, Some(15_000), "{:?}", second.fee);
    assert_eq!(
        (second.project_version.as_str(), &second.version_note),
        ("2027.1", &None)
    );
    assert!(printed(&counter, &second, "f-xh-1").contains("星河数字证书申领单"));
    let open = fresh(YLBX, "org", "new");
    let third = done(counter.commands().open_case(open));
    let third = counter.save(&third, changed(|patch| patch.project = Some(XINGHE.to_owned())));
    assert_eq!(
        third.project_version, "2027.1",
        "a draft that changes to it takes the present one"
    );

    // The same number with another text is another version all the same; and so is none at all.
    put(&counter, &[newer[0], ("120*years", "170*years"), newer[2]]);
    restart(&mut counter, "linxy");
    let second = counter.get(&second);
    assert_eq!(second.fee.total_cents, Some(15_000));
    assert_eq!(
        second.version_note.as_deref(),
        Some("按开立时的 2027.1 版办理（现行已改）")
    );
    std::fs::remove_dir_all(own(&counter)).unwrap();
    restart(&mut counter, "linxy");
    let first = counter.get(&first);
    assert_eq!(
        first.version_note.as_deref(),
        Some("按 2026.1 版办理（现已不办）")
    );
    assert!(printed(&counter, &first, "f-xh-1").contains("星河数字证书领取表"));
    let rows = done(counter.commands().list_cases(ListCases {
        states: Vec::new(),
        text: String::new(),
        limit: 10,
    }));
    let names = rows.iter().map(|r| r.project.as_str());
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
    let installed = done(counter.commands().installed(Nothing {}));
    let problem = &installed.problems[0];
    assert_eq!(problem.code, "project-format", "{installed:#?}");
    assert!(problem.left_out);
    assert_eq!(problem.file, "xinghe-demo/project.toml");
    assert!(problem.message.contains("short_nam"), "{problem:?}");
    assert!(!problem.remedy.is_empty());
    let text = std::fs::read_to_string(own(&counter).join("project.toml")).unwrap();
    let line = text.lines().position(|l| l.starts_with("short_nam")).unwrap() + 1;
    assert_eq!(
        (problem.line, problem.column),
        (u32::try_from(line).ok(), Some(1))
    );
    assert!(installed.projects.len() >= 9);
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
    let installed = done(counter.commands().installed(Nothing {}));
    let problem = &installed.problems[0];
    assert_eq!((problem.left_out, problem.line), (false, Some(7)), "{problem:#?}");
    assert!(problem.message.contains("titel"), "{problem:?}");
    let known = installed.projects.iter();
    let own: Vec<_> = known.filter(|p| p.own).map(|p| p.id.as_str()).collect();
    assert_eq!(own, [XINGHE]);
}

/// The state of an agreement on the settings screen.
fn agreement(installed: &Installed, project: &str) -> AgreementLine {
    let project = installed.projects.iter().find(|p| p.id == project).unwrap();
    project.agreements[0].clone()
}

fn read(counter: &Counter, bytes: &[u8]) -> AgreementText {
    counter
        .commands()
        .read_agreement("协议.txt", 0, bytes.to_vec())
        .unwrap()
}

#[test]
fn an_installed_agreement_is_printed_in_the_form_and_named_by_the_print() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let before = agreement(&done(counter.commands().installed(Nothing {})), NMGCA);
    assert!(before.current.is_none(), "{before:?}");
    assert!(before.published.contains("nmgca"), "{before:?}");
    let missing = done(counter.commands().status(Nothing {}))
        .agreements_missing
        .clone();
    let named = missing.iter().any(|title| title.contains("数字证书服务协议"));
    assert!(named, "{missing:?}");

    counter.sign_in("linxy");
    let case = counter.intake(NMGCA, "org", "new", 0);
    let preview = done(counter.commands().preview(by_id(&case)));
    assert_eq!(preview.forms[0].pages, 1);
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
    assert_eq!((found.encoding.as_str(), &found.text), ("GB 18030", &text));
    assert_eq!(found.sha256, store::sha256_hex(text.as_bytes()));
    let new = InstallAgreement {
        project: NMGCA.to_owned(),
        agreement: "service".to_owned(),
        version: "V2.1".to_owned(),
        dated: "2026-03-01".to_owned(),
        text: text.to_owned(),
    };
    let installed = agreement(&done(counter.commands().install_agreement(new.clone())), NMGCA);
    assert_eq!(
        installed.current.as_ref().unwrap().version,
        "V2.1",
        "{installed:#?}"
    );
    assert_eq!(installed.current.as_ref().unwrap().sha256, found.sha256);
    assert_eq!(installed.current.as_ref().unwrap().by, "周启明");
    refused(
        counter.commands().install_agreement(new.clone()),
        "agreement-same",
    );

    counter.sign_in("linxy");
    let preview = done(counter.commands().preview(by_id(&case)));
    assert!(preview.forms[0].pages > 1, "{preview:#?}");
    assert!(
        preview.forms[0].notes.is_empty(),
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
    let documents = done(counter.commands().documents(by_id(&case)));
    let carried: Vec<_> = documents.iter().map(|d| d.words.as_str()).collect();
    assert!(carried.iter().any(|w| w.contains("V2.1 版")), "{carried:?}");
    assert!(
        carried.iter().any(|w| !w.contains("V2.1")),
        "the print before it carried none: {carried:?}"
    );

    // A newer text takes its place; the older one stays to be read.
    counter.sign_in("admin");
    let mut newer = new;
    newer.version = "V3".to_owned();
    newer.text = text.replace("说明理由", "说明原因");
    let now = agreement(&done(counter.commands().install_agreement(newer)), NMGCA);
    assert_eq!(
        (
            now.current.as_ref().unwrap().version.as_str(),
            now.earlier[0].version.as_str()
        ),
        ("V3", "V2.1")
    );
    let old = done(counter.commands().agreement_text(ById {
        id: now.earlier[0].id,
    }));
    assert_eq!(old.text, text);
    let trail = done(counter.commands().verify_store(VerifyStore::default()));
    assert!(trail.message.contains("完好"), "{trail:?}");
}

#[test]
fn what_cannot_be_an_agreement_is_refused_and_only_administrators_install() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let upload = |bytes: &[u8]| {
        let refused = counter
            .commands()
            .read_agreement("x.txt", 0, bytes.to_vec())
            .unwrap_err();
        assert!(!refused.remedy.is_empty(), "{refused}");
        refused.code
    };
    assert_eq!(upload(b""), "agreement-empty");
    assert_eq!(upload(&vec![b'a'; (1 << 20) + 1]), "agreement-too-large");
    assert_eq!(upload(b"%PDF-1.7\n\x00\xff"), "agreement-not-text");
    assert_eq!(upload("第一条　\u{E001}".as_bytes()), "agreement-no-glyph");
    let base = InstallAgreement {
        project: NMGCA.to_owned(),
        agreement: "service".to_owned(),
        version: "1".to_owned(),
        dated: "2026-03-01".to_owned(),
        text: "第一条　甲".to_owned(),
    };
    type Part = fn(&mut InstallAgreement) -> &mut String;
    let wrongs: [(Part, &str, &str); 6] = [
        (|new| &mut new.agreement, "duty", "agreement-unknown"),
        (|new| &mut new.version, " ", "agreement-version"),
        (|new| &mut new.dated, "2026年3月", "agreement-date"),
        (|new| &mut new.dated, "2999-01-01", "agreement-date"),
        (|new| &mut new.text, "\n", "agreement-empty"),
        (|new| &mut new.project, "nobody", "project-unknown"),
    ];
    for (part, value, code) in wrongs {
        let mut args = base.clone();
        *part(&mut args) = value.to_owned();
        refused(counter.commands().install_agreement(args), code);
    }
    counter.sign_in("linxy");
    refused(counter.commands().install_agreement(base), "role-missing");
    assert_eq!(upload("第一条".as_bytes()), "role-missing");
    assert!(Path::new(done(counter.commands().installed(Nothing {})).folder.as_str()).ends_with("projects"));
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
        let print = to_file(&case, &[form]);
        let installed = agreement(&done(counter.commands().installed(Nothing {})), project);
        if installed.current.is_none() {
            let told = refused(counter.commands().print(print.clone()), "articles-missing");
            let title = installed.title.as_str();
            assert!(
                told.message.contains(title) && told.remedy.contains("管理员"),
                "{told}"
            );
            assert!(!case.may_print.open, "{project}");
            assert!(case.may_print.reason.contains(title), "{:?}", case.may_print);
            let said = note(&counter, &case, form);
            assert!(said.contains("没有装入") && said.contains("不能打印"), "{said}");
            // Nothing was kept of the attempt.
            assert!(done(counter.commands().documents(by_id(&case))).is_empty());

            counter.sign_in("admin");
            let articles = (1..=30).map(|n| format!("第{n}条　{}。", "示范约定，双方照办".repeat(9)));
            let articles = articles.collect::<Vec<_>>().join("\n");
            let text = format!("{first}\n{articles}\n{last}\n");
            let mut new = InstallAgreement {
                project: project.to_owned(),
                agreement: installed.id,
                version: "示范".to_owned(),
                dated: "2026-03-01".to_owned(),
                text: text.to_owned(),
            };
            let signing = format!("{text}申请人（签字）:　　　申请机构（盖章）:\n　　年　月　日\n");
            new.text = signing;
            let refused = refused(
                counter.commands().install_agreement(new.clone()),
                "agreement-signing-lines",
            );
            assert!(refused.message.contains("申请机构（盖章）"), "{refused}");
            new.text = text;
            done(counter.commands().install_agreement(new));
            counter.sign_in("linxy");
        }
        let may = counter.get(&case).may_print;
        assert!(may.open && may.reason.is_empty(), "{project}: {may:?}");
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
                "{form}: {line:?}\n{words}"
            );
        }
    }
}

/// How many copies a contract has.
fn copies(form: &str) -> usize {
    if form.contains("nmg") { 2 } else { 1 }
}

/// What the preview says about a form.
fn note(counter: &Counter, case: &CaseView, form: &str) -> String {
    let preview = done(counter.commands().preview(by_id(case)));
    let mut forms = preview.forms.iter();
    let found = forms
        .find(|f| f.form == form)
        .unwrap_or_else(|| panic!("{form}: {preview:#?}"));
    let notes = found.notes.iter();
    notes.map(|n| n.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_permission_to_print_without_articles_is_an_administrators_for_the_day_and_on_record() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(NMGCA, "org", "new", 0);
    let permit = PermitPrinting {
        project: NMGCA.to_owned(),
        reason: "正文已向 CA 索取".to_owned(),
    };
    refused(counter.commands().permit_printing(permit.clone()), "role-missing");
    counter.sign_in("admin");
    refused(
        counter.commands().permit_printing(PermitPrinting {
            project: NMGCA.to_owned(),
            reason: " ".to_owned(),
        }),
        "permission-reason",
    );
    refused(
        counter.commands().permit_printing(PermitPrinting {
            project: YLBX.to_owned(),
            reason: "没有必要".to_owned(),
        }),
        "permission-needless",
    );
    let installed = done(counter.commands().permit_printing(permit));
    let all = installed.projects;
    let permitted = all.iter().find(|p| p.id == NMGCA).unwrap();
    let permitted = permitted.permitted.as_ref().unwrap();
    assert_eq!(
        (permitted.by.as_str(), permitted.reason.as_str()),
        ("周启明", "正文已向 CA 索取")
    );

    counter.sign_in("linxy");
    let said = note(&counter, &case, "f-nmg-u1");
    assert!(said.contains("周启明 准予今日先印（正文已向 CA 索取）"), "{said}");
    assert!(printed(&counter, &case, "f-nmg-u1").contains("由受理点装入"));
    let audit = counter.trail(&case);
    assert!(
        audit.contains("未印《数字证书服务协议》正文，周启明 准予"),
        "{audit:?}"
    );
}
