//! 004:401: what was uploaded and what is on the table are the same papers. The second check looks at both.

use desk::api::VerdictGiven;

use super::counter::{Counter, by_id, done, refused, signed, verdict};
use super::site;

#[test]
fn every_uploaded_page_is_held_beside_its_paper_by_the_second_check() {
    let counter = Counter::new();
    let case = site::scanned_again_after_upload(&counter);
    counter.sign_in("hemin");
    let view = done(counter.commands().review(by_id(&case)));
    let items = view.items.iter().filter(|item| item.id.starts_with("upload:"));
    let items: Vec<_> = items.collect();
    assert!(!items.is_empty(), "{:#?}", view.items);
    let first = format!("upload:{}:", case.forms[0].id);
    for item in &items {
        assert!(item.page_id.is_some(), "{item:#?}");
        // Where the paper was not scanned again its first scan is both.
        assert_eq!(item.beside_id.is_some(), item.id.starts_with(&first), "{item:#?}");
        assert_ne!(item.page_id, item.beside_id, "{item:#?}");
    }
    let others = view.items.iter().filter(|item| !item.id.starts_with("upload:"));
    for item in others {
        let ok = verdict(&case, &item.id, VerdictGiven::Ok, "");
        done(counter.commands().set_verdict(ok));
    }
    let unseen = done(counter.commands().review(by_id(&case)));
    refused(counter.commands().approve(signed(&unseen)), "approve-closed");
}
