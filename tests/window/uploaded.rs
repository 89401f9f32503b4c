//! The second check of papers that were uploaded before they came: both pictures beside each other, found by the keys.

use super::counter::{Counter, Folder, LN_UKEY};
use super::driver::{ALT, DOWN, Window};
use super::site;

/// More than the second check of any case has.
const MOST: usize = 80;

#[test]
fn an_uploaded_page_stands_beside_its_paper_in_the_second_check() {
    let window = Window::open_on("uploaded", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[LN_UKEY]);
        site::scanned_again_after_upload(&counter);
    });
    window.sign_in("hemin");
    window.keys(&[ALT, '4']);
    window.see("review");
    window.wait_for("[data-item^='upload:']");
    let on_it = "return document.querySelector(\"[data-item^='upload:'][aria-current='true']\") !== null";
    for _ in 0..MOST {
        if window.run(on_it) == true {
            break;
        }
        window.keys(&[DOWN]);
    }
    window.wait_text("[data-view='review']", "上传件");
    window.wait_text("[data-view='review']", "纸件");
    window.shots("both");
}
