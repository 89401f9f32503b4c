//! The five contract forms in one round, at the window's desk and on the command line of the same store: refused while
//! the CA's articles are not installed, let through for a day by an administrator, printed once they are installed. The
//! articles are made up, as long as the CAs' own; the papers are looked at with poppler.

use ::practice::guest::{Guest, Wish, take_in};
use counterfoil_tests::contracts::{CONTRACTS, text};
use counterfoil_tests::{Said, counterctl_told, tool};
use desk::api::{CaseView, Nothing};
use desk::counter::practice;

use super::counter::{Counter, by_id, done, printed_file, refused, to_file};

/// The pages of a paper without blanks, as poppler reads them.
fn pages(pdf: &std::path::Path) -> Vec<String> {
    let sound = tool("qpdf", ["--check".as_ref(), pdf.as_os_str()]);
    assert_eq!(sound.code, 0, "{sound:?}");
    let said = tool("pdftotext", ["-layout".as_ref(), pdf.as_os_str(), "-".as_ref()]);
    let pages = said.out.split('\u{c}').filter(|page| !page.trim().is_empty());
    pages.map(|page| page.split_whitespace().collect()).collect()
}

/// The command line over the counter's store.
fn ctl(counter: &Counter, login: &str, command: &[&str]) -> Said {
    let store = counter.folder.path().to_str().expect("a path");
    let place = ["--store", store, "--login", login, "--json"];
    let args: Vec<&str> = command.iter().copied().chain(place).collect();
    counterctl_told(practice::PASSWORD, &args)
}

/// Prints a case's contract into a file on the command line.
fn ctl_print(counter: &Counter, case: &CaseView, form: &str) -> Said {
    let args = serde_json::to_string(&to_file(case, &[form])).expect("arguments");
    ctl(counter, "linxy", &["case", "call", "print", &args])
}

/// What the preview says about the form.
fn note(counter: &Counter, case: &CaseView, form: &str) -> String {
    let preview = done(counter.commands().preview(by_id(case)));
    let found = preview.forms.iter().find(|f| f.form == form).expect("the form");
    found
        .notes
        .iter()
        .map(|n| n.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn five_contracts_in_one_round_at_the_desk_and_on_the_command_line() {
    let counter = Counter::new();
    let folder = tempfile::tempdir().unwrap();
    counter.sign_in("linxy");
    let cases: Vec<CaseView> = CONTRACTS
        .iter()
        .map(|contract| {
            let wish = Wish {
                project: contract.project.to_owned(),
                kind: contract.kind.parse().ok(),
                business: Some(case::BusinessType::New),
                ..Wish::default()
            };
            take_in(&counter.desk, &wish, Guest::default())
                .unwrap_or_else(|r| panic!("{}: {r}", contract.form))
        })
        .collect();

    for (contract, case) in CONTRACTS.iter().zip(&cases) {
        // Refused: by the desk, by the button's own gate, by the preview, by the command line.
        let form = contract.form;
        let told = refused(
            counter.commands().print(to_file(case, &[form])),
            "articles-missing",
        );
        assert!(told.remedy.contains("管理员"), "{form}: {told}");
        let gate = counter.get(case).may_print;
        assert!(!gate.open && gate.reason.contains("没有装入"), "{form}: {gate:?}");
        assert!(note(&counter, case, form).contains("装入前不能打印"), "{form}");
        let said = ctl_print(&counter, case, form);
        assert_eq!(
            (said.code, &said.json()["error"]["code"]),
            (1, &"articles-missing".into()),
            "{said:?}"
        );
        assert!(
            done(counter.commands().documents(by_id(case))).is_empty(),
            "{form}"
        );
    }

    counter.sign_in("admin");
    let missing = done(counter.commands().status(Nothing {})).agreements_missing;
    assert_eq!(missing.len(), 4, "one each CA: {missing:?}");
    counter.sign_in("linxy");

    for (at, (contract, case)) in CONTRACTS.iter().zip(&cases).enumerate() {
        let form = contract.form;
        // Two forms of one CA share its text.
        let first_of_ca = CONTRACTS[..at].iter().all(|c| c.project != contract.project);
        if first_of_ca {
            let permit = [
                "agreements",
                "permit",
                "--project",
                contract.project,
                "--reason",
                "正文已向 CA 索取",
            ];
            let by_clerk = ctl(&counter, "linxy", &permit);
            assert_eq!(by_clerk.code, 1, "{by_clerk:?}");
            let permitted = ctl(&counter, "admin", &permit);
            assert_eq!(permitted.code, 0, "{permitted:?}");
        }
        if first_of_ca || contract.project != "nmgca" {
            let note = note(&counter, case, form);
            assert!(
                note.contains("准予今日先印（正文已向 CA 索取）"),
                "{form}: {note}"
            );
        }
        let said = ctl_print(&counter, case, form);
        assert_eq!(said.code, 0, "{form}: {said:?}");
        let bare = printed_file(&serde_json::from_value(said.json()).unwrap(), form);
        assert!(pages(&bare).concat().contains("由受理点装入"), "{form}");
        let trail = counter.trail(case);
        assert!(trail.contains("正文已向 CA 索取"), "{form}: {trail}");
    }

    for (at, (contract, case)) in CONTRACTS.iter().zip(&cases).enumerate() {
        let form = contract.form;
        if CONTRACTS[..at].iter().all(|c| c.project != contract.project) {
            let file = folder.path().join(format!("{form}.txt"));
            std::fs::write(&file, text(contract, 0)).unwrap();
            let installed = ctl(
                &counter,
                "admin",
                &[
                    "agreements",
                    "install",
                    "--project",
                    contract.project,
                    "--agreement",
                    contract.agreement,
                    "--text-version",
                    "示范 1",
                    "--dated",
                    "2026-03-01",
                    file.to_str().unwrap(),
                ],
            );
            assert_eq!(installed.code, 0, "{form}: {installed:?}");
        }
        assert_eq!(note(&counter, case, form), "", "{form}");
        let desk = printed_file(&counter.print(case, &[form]), form);
        let said = ctl_print(&counter, case, form);
        assert_eq!(said.code, 0, "{form}: {said:?}");
        let line = printed_file(&serde_json::from_value(said.json()).unwrap(), form);
        for paper in [desk, line] {
            let pages = pages(&paper);
            let words = pages.concat();
            for n in 1..=contract.articles {
                let article = format!("示范约定第{n}条，");
                assert_eq!(
                    words.matches(&article).count(),
                    contract.copies,
                    "{form}: {article}\n{words}"
                );
            }
            for line in contract.once {
                assert_eq!(
                    words.matches(line).count(),
                    contract.copies,
                    "{form}: {line}\n{words}"
                );
            }
            assert!(!words.contains("由受理点装入"), "{form}");
        }
    }
}
