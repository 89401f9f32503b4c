//! A hand on the keyboard that counts the keys that command: all but those that type a value.

use super::driver::{ENTER, Window};

/// The hand and how much it has commanded.
pub struct Hand<'a> {
    pub window: &'a Window,
    pub keys: u32,
}

impl<'a> Hand<'a> {
    /// Lays it on the keyboard.
    pub fn on(window: &'a Window) -> Self {
        Self { window, keys: 0 }
    }

    /// One key, or several held at once.
    pub fn press(&mut self, keys: &[char]) {
        self.keys += 1;
        self.window.keys(keys);
    }

    /// Types a value into the place that has the focus, if there is one, and goes on with Enter.
    pub fn enter(&mut self, text: &str) {
        if !text.is_empty() {
            self.window.type_here(text);
        }
        self.press(&[ENTER]);
    }
}
