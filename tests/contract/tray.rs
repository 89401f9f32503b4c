//! `counterctl tray` and `counterctl exchange`: two keys from the tray to the CA and back, on SoftHSM2.

use desk::api::Nothing;
use serde_json::Value;

use super::ca;
use super::counter::{Counter, YLBX, done, waiting_for_answer};
use super::stock::{ask_as, refused};

#[test]
fn two_keys_go_from_the_tray_to_the_ca_and_back() {
    let counter = Counter::new();
    let cases = [0, 1].map(|unit| counter.approved(YLBX, "org", "new", unit));
    let home = counter.folder.path().parent().unwrap();
    let ask = |words: &str| ask_as("luoyi", home, &words.split(' ').collect::<Vec<_>>());
    // Only one program has the store open at a time.
    done(counter.commands().sign_out(Nothing {}));
    let blank = || {
        let tokens = ask("case call tokens {\"id\":0}").json();
        let mut tokens = tokens["tokens"].as_array().unwrap().iter();
        let blank = tokens.find(|token| token["presence"] == "blank").unwrap();
        blank["serial"].as_str().unwrap().to_owned()
    };

    refused(&ask("exchange export"), "nothing-to-export");
    let first = ask("tray next").json();
    assert_eq!(first["caseNumber"], cases[0].number, "{first:#}");
    refused(&ask("tray make --job 4711"), "not-found");
    refused(&ask("tray make --serial nobodys"), "token-not-found");
    let skipped = ask(&format!("tray skip {} --reason stuck", first["jobId"])).json();
    assert_eq!(
        (&skipped["skipped"], &skipped["ready"]),
        (&1.into(), &1.into()),
        "{skipped:#}"
    );

    // The one left for later is made by its number, after the one that is next.
    let made = ask(&format!("tray make --serial {}", blank()));
    assert_eq!(
        (made.code, &made.json()["line"]["state"]),
        (0, &"waits".into()),
        "{made:?}"
    );
    let made = ask(&format!(
        "tray make --job {} --serial {}",
        first["jobId"],
        blank()
    ));
    assert_eq!(made.json()["line"]["state"], "waits", "{made:?}");
    refused(&ask("tray next"), "tray-empty");

    let exported = ask("exchange export").json();
    let answers = home.join("answers");
    std::fs::create_dir_all(&answers).unwrap();
    let import = || ask(&format!("exchange import {}", answers.display()));
    let empty = import();
    assert_eq!(empty.code, 1, "{empty:?}");
    assert_eq!(empty.json()["findings"][0]["code"], "certificate-not-found");
    refused(&ask("exchange import /nowhere/at/all"), "file-missing");

    // One answer for each, and a certificate for nobody here: told and not taken, the others are.
    let store = counter.folder.path();
    let package = ca::path(exported["files"][0].as_str().unwrap());
    for (at, certificate) in ca::answers(store, package).iter().enumerate() {
        std::fs::write(answers.join(format!("{at}.cer")), certificate).unwrap();
    }
    std::fs::write(answers.join("foreign.cer"), ca::foreign(store)).unwrap();
    let imported = import();
    assert_eq!(
        (imported.code, &imported.json()["taken"]),
        (1, &2.into()),
        "{imported:?}"
    );
    assert!(imported.all().contains("certificate-foreign-key"), "{imported:?}");

    for _ in &cases {
        let made = ask("tray make");
        assert_eq!(made.json()["line"]["state"], "done", "{made:?}");
        assert!(!made.all().contains("PIN（"), "a sealed PIN is not told");
    }
    assert_eq!(ask("tray report").json()["done"], 2);
    let ready = ask("case list --text Q").json();
    assert!(
        ready
            .as_array()
            .unwrap()
            .iter()
            .all(|case| case["state"] == "ready"),
        "{ready:#}"
    );
    let revocations = ask("exchange revocations").json();
    assert_eq!(revocations["lines"], Value::Array(Vec::new()));
    refused(&ask("exchange revocations --export"), "nothing-to-export");
}

/// Nobody here knows the certificate that a change takes the place of: the tray stops at the term of the new one, and
/// says which command goes on.
#[test]
fn the_tray_stops_at_a_term_until_its_own_command_confirms_it() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "change", 1);
    let (job, request) = waiting_for_answer(&counter, &case);
    let store = counter.folder.path();
    let answer = ca::of_a_year(store, &request);
    done(counter.commands().import_answer("回包.cer", job, answer));
    done(counter.commands().sign_out(Nothing {}));
    let home = store.parent().unwrap();
    let ask = |words: &str| ask_as("luoyi", home, &words.split(' ').collect::<Vec<_>>());

    let stopped = ask("tray make");
    refused(&stopped, "term-not-confirmed");
    assert!(
        stopped.all().contains(&format!("tray confirm-term {job}")),
        "{stopped:?}"
    );
    let confirmed = ask(&format!("tray confirm-term {job}"));
    assert_eq!(confirmed.code, 0, "{confirmed:?}");
    refused(&ask(&format!("tray confirm-term {job}")), "term-as-asked");
    let made = ask("tray make");
    assert_eq!(made.json()["line"]["state"], "done", "{made:?}");
}
