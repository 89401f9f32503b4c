//! Looking at what a case keeps: in the window, on record, and never at what was not opened.

use desk::api::{LookAt, LookOf, LookPage, Nothing};
use serde_json::json;

use super::counter::{Counter, YLBX, ZFCG, by_id, done, waiting_for_answer};

fn at(of: LookOf, id: u32) -> LookAt {
    LookAt { of, id }
}

fn page(of: LookOf, id: u32, page: u32) -> LookPage {
    LookPage {
        of,
        id,
        page,
        dpi: 72,
    }
}

#[test]
fn a_printed_form_is_read_page_by_page_with_its_words_and_looking_is_on_record() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.print_and_scan(&counter.intake(YLBX, "org", "new", 0));
    let documents = done(counter.commands().documents(by_id(&case)));
    let id = documents[0].id;
    let early = counter
        .commands()
        .look_page(page(LookOf::Document, id, 1))
        .unwrap_err();
    assert_eq!(early.code, "document-not-open", "no page of what was not opened");

    let look = done(counter.commands().look_at(at(LookOf::Document, id)));
    let pages = &look.pages;
    assert!(!pages.is_empty() && look.parts.is_empty());
    assert!(look.may_print.open);
    let words: String = pages
        .iter()
        .flat_map(|p| &p.words)
        .map(|w| w.text.as_str())
        .collect();
    let name = case.title.as_str();
    assert!(
        words.contains(name),
        "the unit's name can be searched: {words:.200}"
    );
    let (mime, png) = counter
        .commands()
        .look_page(page(LookOf::Document, id, 1))
        .expect("a page");
    assert_eq!((mime.as_str(), &png[..4]), ("image/png", &b"\x89PNG"[..]));

    // Signing out lets go of it.
    done(counter.commands().sign_out(Nothing {}));
    counter.sign_in("linxy");
    let after = counter
        .commands()
        .look_page(page(LookOf::Document, id, 1))
        .unwrap_err();
    assert_eq!(after.code, "document-not-open");

    let pages = done(counter.commands().pages_of_case(by_id(&case)));
    let look = done(counter.commands().look_at(at(LookOf::Page, pages[0].id)));
    assert!(look.pages[0].height > look.pages[0].width);
    let trail = done(counter.commands().audit_of_case(by_id(&case)));
    let seen = |what: &str| trail.iter().any(|l| l.words.contains(what));
    assert!(seen("打开扫描页"), "looking at a page is on record: {trail:?}");
}

#[test]
fn a_sample_is_seen_cleaned_and_as_it_was_scanned() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.print_and_scan(&counter.intake(ZFCG, "org", "new", 1));
    let samples = done(counter.commands().samples(by_id(&case)));
    let sample = &samples[0];
    assert!(sample.from.starts_with('第'), "{sample:?}");
    let look = done(counter.commands().look_at(at(LookOf::Sample, sample.id)));
    let titles: Vec<_> = look.pages.iter().map(|p| p.title.clone()).collect();
    assert_eq!(titles, ["清理后", "扫描原样"]);
    for number in [1, 2] {
        counter
            .commands()
            .look_page(page(LookOf::Sample, sample.id, number))
            .expect("a picture");
    }
    assert!(
        counter
            .commands()
            .look_page(page(LookOf::Sample, sample.id, 3))
            .is_err()
    );
}

#[test]
fn a_request_is_read_as_words_and_a_package_by_its_cases() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    waiting_for_answer(&counter, &case);
    let documents = done(counter.commands().documents(by_id(&case)));
    let of = |ending: &str| {
        let found = documents.iter().find(|d| d.name.ends_with(ending));
        found.unwrap_or_else(|| panic!("no {ending} in {documents:?}")).id
    };
    let look = done(counter.commands().look_at(at(LookOf::Document, of(".csr"))));
    assert_eq!(look.parts[0].title, "证书请求");
    assert!(json!(look.parts).to_string().contains(&case.title), "{look:?}");
    assert!(!look.may_print.open);
    let look = done(counter.commands().look_at(at(LookOf::Document, of(".zip"))));
    assert_eq!(look.parts[0].title, "发往 CA 的交换包");
    let number = case.number.as_str();
    assert!(look.parts[1].title.contains(number), "{look:?}");
}
