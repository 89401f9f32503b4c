//! `counterctl privacy` and `exchange encryption`: the end of cases, one person's data, files outside the store, and
//! packages for the CA, on the command line.

use chrono::{Months, Utc};
use counterfoil_tests::{Said, counterctl_told, tool};
use desk::api::{FindBackups, Nothing};
use desk::counter::practice::PASSWORD;
use serde_json::Value;

use super::counter::{Counter, YLBX, done};

/// Calls a command on the counter's store as somebody, with lines that are typed after the own password.
fn told(counter: &Counter, command: &[&str], login: &str, further: &[&str], lines: &[&str]) -> Said {
    let store = counter.folder.path().display().to_string();
    let whose = ["--store", &store, "--login", login, "--json"];
    let typed: String = [PASSWORD]
        .iter()
        .chain(lines)
        .map(|line| format!("{line}\n"))
        .collect();
    let args = command.iter().chain(&whose).chain(further).copied();
    counterctl_told(&typed, args)
}

fn answer(said: &Said) -> Value {
    assert_eq!(said.code, 0, "{said:?}");
    said.json()
}

#[test]
fn what_is_due_is_listed_deleted_by_two_and_certified() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let young = counter.intake(YLBX, "org", "new", 1);
    done(counter.commands().sign_out(Nothing {}));
    let (mut books, _) = store::Store::unlock(counter.folder.path(), "linxy", &PASSWORD.into()).unwrap();
    let at = Utc::now() - Months::new(13);
    books
        .write(|tx| tx.set_case_state(store::CaseId(case.id), case::CaseState::Void, at))
        .unwrap();
    drop(books);
    let folder = counter.folder.path().join("disk").display().to_string();
    let store = counter.folder.path().display().to_string();
    let backed = counterctl_told(
        &format!("{PASSWORD}\n"),
        [
            "store", "backup", &store, "--to", &folder, "--daily", "--login", "admin", "--json",
        ],
    );
    assert_eq!(backed.code, 0, "{backed:?}");
    let privacy = |command: &str, login: &str, further: &[&str], lines: &[&str]| {
        told(&counter, &["privacy", command], login, further, lines)
    };

    let due = answer(&privacy("due", "admin", &[], &[]));
    assert_eq!(
        (&due["dueCount"], &due["due"][0]["number"]),
        (&1.into(), &case.number.as_str().into())
    );
    let one = answer(&privacy("due", "admin", &[&young.number], &[]));
    assert_eq!(one["waits"][0]["standing"], "waits", "{one}");
    let clerk = privacy("due", "linxy", &[], &[]);
    assert_eq!(
        (clerk.code, clerk.json()["error"]["code"].as_str()),
        (1, Some("role-missing"))
    );
    let delete = |numbers: &[&str], beside: &str| {
        let further: Vec<&str> = numbers.iter().copied().chain(["--beside", beside]).collect();
        privacy("delete", "admin", &further, &[PASSWORD])
    };
    let code = |said: &Said| {
        said.json()["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        code(&delete(&[&case.number, &young.number], "hemin")),
        "case-not-due"
    );
    assert_eq!(code(&delete(&[&case.number], "admin")), "beside-same-account");
    let deleted = answer(&delete(&[&case.number], "hemin"));
    assert_eq!(deleted["deleted"][0]["beside"], "何敏", "{deleted}");
    assert!(deleted["troubles"].as_array().unwrap().is_empty(), "{deleted}");
    assert_eq!(
        answer(&privacy("deleted", "admin", &[], &[]))[0]["number"],
        case.number.as_str()
    );
    let printed = answer(&privacy("certificate", "admin", &[&case.number], &[]));
    assert!(std::path::Path::new(printed["files"][0].as_str().unwrap()).is_file());
    assert_eq!(code(&delete(&[&case.number], "hemin")), "not-found");

    // The backup from before still has it: nobody brings it back without having it deleted again.
    let asked = FindBackups { folder };
    let backup = done(counter.commands().backups(asked)).remove(0).folder;
    let elsewhere = counter.folder.path().join("elsewhere").display().to_string();
    let restore = |further: &[&str]| {
        let args = ["store", "restore", &backup, "--to", &elsewhere, "--json"];
        counterctl_told(&format!("{PASSWORD}\n"), args.iter().chain(further).copied())
    };
    assert_eq!(code(&restore(&[])), "restore-needs-login");
    std::fs::create_dir_all(&elsewhere).unwrap();
    let marker = desk::counter::practice::MARKER;
    std::fs::copy(
        counter.folder.path().join(marker),
        format!("{elsewhere}/{marker}"),
    )
    .unwrap();
    let back = answer(&restore(&["--login", "admin"]));
    assert!(back["message"].as_str().unwrap().contains(&case.number), "{back}");
}

#[test]
fn a_person_is_found_and_handed_out_and_what_lies_outside_is_swept() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let number = case.content.fields["operator_id_no"].clone();
    done(counter.commands().sign_out(Nothing {}));
    let privacy = |command: &str, login: &str, further: &[&str], lines: &[&str]| {
        told(&counter, &["privacy", command], login, further, lines)
    };
    let by = ["--by-number", "--purpose", "own_data"];
    let found = answer(&privacy("find", "linxy", &by, &[&number]));
    assert_eq!(found["cases"][0]["number"], case.number.as_str(), "{found}");
    assert!(!found.to_string().contains(&number), "{found}");
    let unknown = privacy("find", "linxy", &["--name", "张三", "--purpose", "why"], &[]);
    assert_eq!(unknown.json()["error"]["code"], "unknown-word");
    let agreed: Vec<&str> = by.iter().copied().chain(["--beside", "linxy"]).collect();
    let alone = privacy("export", "luoyi", &by, &[&number]);
    assert_eq!(alone.json()["error"]["code"], "beside-missing");
    let exported = answer(&privacy("export", "luoyi", &agreed, &[&number, PASSWORD]));
    let words = std::path::Path::new(exported["folder"].as_str().unwrap()).join("个人信息.txt");
    assert!(std::fs::read_to_string(words).unwrap().contains(&number));

    let outside = answer(&privacy("outside", "admin", &["--days", "7"], &[]));
    assert_eq!(
        (&outside["days"], &outside["count"]),
        (&7.into(), &exported["files"])
    );
    assert_eq!(answer(&privacy("sweep", "linxy", &[], &[]))["removed"], 0);
}

#[test]
fn a_certificate_of_the_ca_is_installed_told_and_taken_away() {
    let counter = Counter::new();
    let at = |name: &str| counter.folder.path().join(name).display().to_string();
    let made = tool(
        "openssl",
        [
            "req",
            "-x509",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "90",
            "-subj",
            "/CN=exchange",
            "-addext",
            "keyUsage=critical,keyEncipherment",
            "-keyout",
            &at("ca.key"),
            "-out",
            &at("ca.pem"),
        ],
    );
    let encryption = |further: &[&str]| told(&counter, &["exchange", "encryption"], "admin", further, &[]);
    let installed = answer(&encryption(&["--project", YLBX, "--install", &at("ca.pem")]));
    assert_eq!(installed[0]["subject"], "exchange", "{installed} {}", made.all());
    assert_eq!(answer(&encryption(&[]))[0]["may"]["open"], true);
    let gone = answer(&encryption(&["--project", YLBX, "--drop"]));
    assert_eq!(gone.as_array().unwrap().len(), 0);
}
