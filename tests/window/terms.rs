//! A certificate whose term nobody can compare: the desk says so, nothing is written before the key clerk has looked,
//! and one key says that he has.

use super::ca;
use super::counter::{Counter, Folder, YLBX, done, waiting_for_answer};
use super::driver::{ALT, Window};

#[test]
fn a_term_is_looked_at_and_confirmed_by_a_key_before_anything_is_written() {
    let window = Window::open_on("term", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        let case = counter.approved(YLBX, "org", "change", 1);
        let (job, request) = waiting_for_answer(&counter, &case);
        let answer = ca::of_a_year(store, &request);
        done(counter.commands().import_answer("回包.cer", job, answer));
    });
    window.sign_in("luoyi");
    window.keys(&[ALT, '5']);
    window.see("keys");
    window.wait_text("[data-test='term']", "无从对照");
    assert!(
        !window.can_press("primary"),
        "nothing is written before somebody has looked"
    );
    window.wait_text("[data-test='tokens']", "本案 UKey");
    window.shots("asked");
    window.keys(&[ALT, 'y']);
    window.wait_gone("[data-test='term']");
    window.work_keys(None, None);
    window.shots("written");
}
