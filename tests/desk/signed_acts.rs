//! Every step of a counter's day is signed by who did it; what goes beside the program is named with what to do.

use desk::api::{Nothing, VerifyStore};

use crate::counter::{Counter, done, refused};

/// The store held against a head that was kept outside.
fn against(head: String) -> VerifyStore {
    VerifyStore { against: vec![head] }
}

#[test]
fn a_day_is_sound_and_its_head_is_held_against_it() {
    let counter = Counter::new();
    counter.closed("netca-gd-ylbx", 1, "482913");
    counter.sign_in("admin");
    let said = done(counter.commands().verify_store(VerifyStore::default()));
    let words = said.message.as_str();
    let head = words.rsplit("印记 ").next().unwrap();
    done(counter.commands().verify_store(against(head.to_lowercase())));
    let other = head.replace(&head[head.len() - 3..], "ZZZ");
    let told_so = refused(
        counter.commands().verify_store(against(other.to_owned())),
        "store-unsound",
    );
    assert_eq!(told_so.findings[0].code, "head-missing");
    assert!(told_so.findings[0].remedy.contains("两人"), "{told_so:?}");
    refused(
        counter.commands().verify_store(against("今天".to_owned())),
        "store-invalid",
    );
}

/// The mark beside the store is gone: it is told at the sign-in and by the check, and made anew only when the store
/// holds what was kept outside.
#[test]
fn a_mark_that_is_gone_is_told_until_a_head_from_outside_is_held() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let said = done(counter.commands().verify_store(VerifyStore::default()));
    let head = said.message.as_str().rsplit("印记 ").next().unwrap().to_owned();
    done(counter.commands().sign_out(Nothing {}));
    std::fs::remove_file(counter.folder.path().join("counter.mark")).unwrap();
    let told = || {
        counter.sign_in("admin");
        let problems = done(counter.commands().status(Nothing {})).problems;
        let found = problems.iter();
        found.filter(|p| p.code == "store-mark-missing").count()
    };
    assert_eq!(told(), 1);
    let told_so = refused(
        counter.commands().verify_store(VerifyStore::default()),
        "store-unsound",
    );
    assert_eq!(told_so.findings[0].code, "store-mark-missing");
    assert!(!told_so.findings[0].remedy.is_empty(), "{told_so:?}");
    let other = head.replace(&head[head.len() - 3..], "ZZZ");
    refused(
        counter.commands().verify_store(against(other.to_owned())),
        "store-unsound",
    );
    assert_eq!(told(), 1, "a head that the store does not have makes no mark");
    let said = done(counter.commands().verify_store(against(head.to_owned())));
    assert!(said.message.contains("重新建立"), "{said:?}");
    assert_eq!(told(), 0);
    done(counter.commands().verify_store(VerifyStore::default()));
}
