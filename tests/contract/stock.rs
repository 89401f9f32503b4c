//! `counterctl stock`: the register of blank keys on a practice counter, kept by the key clerk and by nobody else.

use std::path::Path;

use ::practice::training;
use counterfoil_tests::{Said, counterctl_told};
use desk::counter::practice;
use tempfile::TempDir;

/// A practice counter, its folder gone with it.
fn counter() -> TempDir {
    let home = TempDir::new().unwrap();
    training::make(
        &home.path().join("store"),
        None,
        &[],
        store::KdfCost::QUICK_FOR_TESTS,
    )
    .unwrap();
    home
}

/// Asks as an account of the practice counter in `home`; passwords come from standard input, a line each.
pub fn ask_as(login: &str, home: &Path, args: &[&str]) -> Said {
    let store = home.join("store");
    let who = ["--store", store.to_str().unwrap(), "--login", login, "--json"];
    let passwords = format!("{0}\n{0}\n", practice::PASSWORD);
    counterctl_told(&passwords, args.iter().copied().chain(who))
}

/// Refused with this code, a message and a remedy, and exit 1.
pub fn refused(said: &Said, code: &str) {
    let error = said.json()["error"].clone();
    assert_eq!((said.code, error["code"].as_str()), (1, Some(code)), "{said:?}");
    for words in ["message", "remedy"] {
        assert!(error[words].as_str().is_some_and(|w| !w.is_empty()), "{said:?}");
    }
}

#[test]
fn a_box_comes_in_a_key_is_put_aside_and_the_day_is_counted() {
    let home = counter();
    let ask = |words: &str| ask_as("luoyi", home.path(), &words.split(' ').collect::<Vec<_>>());
    let took = ask("stock in --box 7-1 --model demo A0001-A0003 B7").json();
    assert_eq!(took["boxes"][0]["counts"]["inBox"], 4, "{took:#}");
    ask("stock damaged A0002 --reason bent");
    let gone = ask("stock destroyed A0002 --reason cut --beside hemin").json();
    let of_box = &gone["boxes"][0]["counts"];
    assert_eq!(
        (&of_box["inBox"], &of_box["destroyed"]),
        (&3.into(), &1.into()),
        "{gone:#}"
    );
    ask("stock damaged B7 --reason dusty");
    let back = ask("stock back B7 --reason cleaned").json();
    assert_eq!(back["boxes"][0]["counts"]["inBox"], 3, "{back:#}");
    let closed = ask("stock count 2");
    assert!(
        closed.code == 0 && closed.all().contains("账实不符"),
        "{closed:?}"
    );
    assert!(ask("stock count 3").all().contains("账实相符"));
    let listed = ask("stock list").json();
    assert_eq!(listed["moves"].as_array().map(Vec::len), Some(8), "{listed:#}");
}

#[test]
fn what_the_register_cannot_take_is_refused_with_its_reason() {
    let home = counter();
    let ask = |words: &str| ask_as("luoyi", home.path(), &words.split(' ').collect::<Vec<_>>());
    assert_eq!(ask("stock in --box 1 A1-A3").code, 0);
    refused(&ask("stock in --box 2 A2"), "stock-known");
    refused(&ask("stock in --box 2 A1-B9"), "stock-serial");
    refused(&ask("stock damaged Z9 --reason bent"), "stock-unknown");
    refused(
        &ask("stock destroyed A1 --reason cut --beside luoyi"),
        "beside-same-account",
    );
    refused(
        &ask("stock destroyed A1 --reason cut --beside linxy"),
        "role-missing",
    );
    let clerk = ask_as("linxy", home.path(), &["stock", "in", "--box", "2", "B1"]);
    refused(&clerk, "role-missing");
    let elsewhere = TempDir::new().unwrap();
    refused(
        &ask_as("luoyi", elsewhere.path(), &["stock", "list"]),
        "store-missing",
    );
    let left = ask("stock list").json();
    assert_eq!(
        left["boxes"][0]["counts"]["inBox"], 3,
        "nothing was changed: {left:#}"
    );
}
