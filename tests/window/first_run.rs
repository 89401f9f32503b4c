//! First start: the window opens on a folder without a store, and asks for the counter and its administrator.

use super::driver::Window;

#[test]
fn the_window_opens() {
    let window = Window::open("first-run");
    window.wait_for("[data-view]");
    window.screenshot("open");
    window.size(911, 512);
    window.screenshot("open-911");
}
