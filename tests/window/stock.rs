//! The stock of blank keys, without the mouse: a box comes in, a key is put aside, the day is counted.

use ::practice::training;

use super::driver::{ALT, CTRL, ENTER, ESCAPE, F9, Window};

#[test]
fn stock_is_kept_with_the_keyboard_alone() {
    let window = Window::open_on("stock", |store| {
        training::make(store, None, &[], store::KdfCost::QUICK_FOR_TESTS).expect("a practice store");
    });
    window.sign_in("luoyi");
    window.keys(&[ALT, '5']);
    window.see("keys");
    window.keys(&[CTRL, 'b']);
    window.see("stock");
    window.shots("empty");

    window.focus_is("[data-test='stock-box']");
    window.type_here("7-1");
    window.tab_and_type("stock-model", "示范 Key");
    window.tab_and_type("stock-serials", "3F0001-3F0020");
    window.keys(&[F9]);
    window.wait_text("[data-test='boxes'] [data-box='7-1']", "20");
    window.wait_text("[data-test='said']", "已入库");
    window.focus_is("[data-test='stock-box']");

    // A serial that nobody has taken in is told, and what was typed stays.
    window.tab_and_type("mark-serial", "9Z9999");
    window.tab_and_type("mark-reason", "插不进去");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='refusal'][data-code='stock-unknown']");
    window.shots("unknown");
    window.tab_and_type("mark-serial", "3F0002");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='moves']", "插不进去");
    window.wait_text("[data-test='in-boxes']", "在库 19 把");

    window.tab_and_type("counted", "18");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='last-close']", "账实不符，实点 18 把");
    window.keys(&[CTRL, 'a']);
    window.type_here("19");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='last-close']", "账实相符");
    window.shots("counted");
    window.keys(&[ESCAPE]);
    window.see("keys");
}
