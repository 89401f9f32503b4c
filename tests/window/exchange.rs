//! The post to and from the CA, without the mouse: one signed package out, a folder of mixed answers in.

use super::ca;
use super::counter::{Counter, Folder, YLBX};
use super::driver::{ALT, CTRL, ENTER, ESCAPE, F4, F9, Window};

#[test]
fn exchange_takes_what_fits_and_tells_what_does_not() {
    let window = Window::open_on("exchange", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        for unit in 0..2 {
            ca::up_to_the_ca(&counter, &counter.approved(YLBX, "org", "new", unit));
        }
    });
    window.sign_in("luoyi");
    window.keys(&[ALT, '5']);
    window.see("keys");
    window.keys(&[CTRL, 'e']);
    window.see("exchange");
    window.keys(&[F9]);
    window.wait_text("[data-test='exported']", "2 个请求");
    let written = window.text("[data-test='exported'] .mono");
    let issued = ca::answers(&window.store(), ca::path(&written));
    assert_eq!(issued.len(), 2, "one package of both cases, signed");

    // Alone in its folder, a certificate for nobody here is told, and nothing is written for it.
    let foreign = window.folder("foreign");
    std::fs::write(foreign.join("foreign.cer"), ca::foreign(&window.store())).expect("an answer");
    window.tab_and_type("answers-folder", foreign.to_str().expect("a path"));
    window.keys(&[ENTER]);
    window.wait_text("[data-test='answers']", "没有导入任何证书");
    window.wait_for("[data-finding='certificate-foreign-key']");
    window.shots("foreign");

    for (at, certificate) in issued.iter().enumerate() {
        std::fs::write(foreign.join(format!("{at}.cer")), certificate).expect("an answer");
    }
    window.size(911, 512);
    window.keys(&[ENTER]);
    window.wait_text("[data-test='answers']", "已导入 2 张证书");
    // On the smallest screen too, what was not taken comes into sight by itself.
    window.wait(
        "(e => e.getBoundingClientRect().bottom <= document.querySelector('.bar').getBoundingClientRect().top)\
         (document.querySelector(\"[data-finding='certificate-foreign-key']\"))",
        "the finding is seen",
    );
    window.screenshot("taken-911");
    window.size(1366, 768);
    window.screenshot("taken");

    window.keys(&[ESCAPE]);
    window.see("keys");
    window.keys(&[F4]);
    window.see("tray");
    window.wait_text("[data-test='tray-counts']", "待制 2");
    window.wait_text("[data-test='tray-counts']", "等回包 0");
}
