//! First start: the window opens on a folder without a store, asks for the counter and its administrator, makes the
//! store, and from then on asks for a password.

use counterfoil_tests::tool;

use super::driver::Window;

const PASSWORD: &str = "stub-and-voucher-47";

fn set_up(window: &Window) {
    window.wait_for("[data-test='counter-name']");
    for (field, text) in [
        ("counter-name", "海珠受理点"),
        ("counter-address", "广州市海珠区练习路1号"),
        ("counter-phone", "020-89000000"),
        ("counter-window", "3号窗"),
        ("admin-name", "周启明"),
        ("admin-login", "zhouqm"),
        ("admin-password", PASSWORD),
        ("admin-password-again", PASSWORD),
    ] {
        window.fill(field, text);
    }
    window.screenshot("set-up");
    window.press("primary");
    window.see("board");
}

#[test]
fn set_up_sign_in_and_a_wrong_password() {
    let window = Window::open("first-run");
    set_up(&window);
    window.wait_text("[data-test='who']", "周启明");
    window.shots("board-empty");

    window.press("lock");
    window.wait_for("[data-test='locked']");
    window.screenshot("lock");
    window.fill("password", "not-the-password");
    window.press("primary");
    window.wait_for("[data-test='refusal'][data-code]");
    window.screenshot("wrong-password");
    window.fill("password", PASSWORD);
    window.press("primary");
    window.see("board");

    // Nothing of it can be read without a password.
    let mut seen = 0;
    for entry in std::fs::read_dir(window.store())
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_file())
    {
        seen += 1;
        let file = entry.path();
        let read = tool(
            "sqlite3",
            [file.as_os_str(), "select count(*) from sqlite_master".as_ref()],
        );
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(
            !text.contains("周启明") && !text.contains("练习路"),
            "{} can be read",
            file.display()
        );
        assert!(
            !text.starts_with("SQLite format 3") && read.code != 0,
            "{} is open: {read:?}",
            file.display()
        );
    }
    assert!(seen > 0, "there is no store");
}

#[test]
fn a_second_start_asks_for_the_password() {
    let window = Window::open("second-start");
    set_up(&window);
    let window = window.open_again();
    window.wait_for("[data-test='password']");
    window.fill("login", "zhouqm");
    window.fill("password", PASSWORD);
    window.press("primary");
    window.see("board");
}
