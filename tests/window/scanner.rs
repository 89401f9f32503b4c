//! A barcode scanner, played: a keyboard on the window's own display that types a code faster than any hand
//! (X Test Extension, XTestFakeInput). The display has all keys at once and gives each its time, so that a busy machine
//! makes no scan slower than it is meant to be.
//!
//! Never here: what a scan means, or a look at a screen.

use std::collections::BTreeMap;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, KEY_PRESS_EVENT, KEY_RELEASE_EVENT};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::driver::Window;

/// Keysyms that are no characters (X11 keysymdef).
const RETURN: u32 = 0xff0d;
const SHIFT: u32 = 0xffe1;

/// A scanner on the display of a window.
pub struct Scanner {
    display: RustConnection,
    /// Where a character lies on the keyboard, and whether Shift goes with it.
    caps: BTreeMap<u32, (u8, bool)>,
}

impl Scanner {
    /// Plugs one in.
    pub fn of(window: &Window) -> Self {
        let (display, _) = RustConnection::connect(Some(window.display())).expect("the display");
        let (first, last) = (display.setup().min_keycode, display.setup().max_keycode);
        let asked = display
            .get_keyboard_mapping(first, last - first + 1)
            .expect("a keyboard");
        let keyboard = asked.reply().expect("a keyboard");
        let mut caps = BTreeMap::new();
        let width = usize::from(keyboard.keysyms_per_keycode);
        for (code, keysyms) in (first..=last).zip(keyboard.keysyms.chunks(width)) {
            for (&keysym, shifted) in keysyms.iter().zip([false, true]) {
                caps.entry(keysym).or_insert((code, shifted));
            }
        }
        Self { display, caps }
    }

    /// Types a code with its Enter.
    pub fn scans(&self, code: &str) {
        self.stutters(code, usize::MAX, 0);
    }

    /// The same, with one key that comes late.
    pub fn stutters(&self, code: &str, late: usize, pause: u32) {
        let keys = code.chars().map(u32::from).chain([RETURN]);
        for (at, key) in keys.enumerate() {
            let &(cap, shifted) = self.caps.get(&key).expect("a key for it");
            let wait = if at == late { pause } else { 0 };
            let shift = self.caps.get(&SHIFT).filter(|_| shifted).map(|&(cap, _)| cap);
            let down = shift.into_iter().chain([cap]).map(|cap| (KEY_PRESS_EVENT, cap));
            let up = [cap].into_iter().chain(shift).map(|cap| (KEY_RELEASE_EVENT, cap));
            for (nth, (what, cap)) in down.chain(up).enumerate() {
                let wait = if nth == 0 { wait } else { 0 };
                self.display
                    .xtest_fake_input(what, cap, wait, x11rb::NONE, 0, 0, 0)
                    .expect("a key");
            }
        }
        // The display answers when it has typed everything.
        let typed = self.display.get_input_focus().expect("the display");
        typed.reply().expect("the display");
    }
}
