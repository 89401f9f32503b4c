//! The window by the keyboard alone: where the focus is, Tab to the next place, typing into what has it.

use serde_json::json;

use super::driver::{ELEMENT, TAB, Window};

/// More stops than any screen has.
const STOPS: usize = 120;

impl Window {
    /// Waits until the focus is on what the selector finds, or inside it.
    pub fn focus_is(&self, css: &str) {
        self.wait(
            &format!("document.activeElement?.closest({})", json!(css)),
            &format!("{css} has the focus"),
        );
    }

    /// Presses Tab until the focus is there. Panics with the screen's stops when it never comes: then no key leads
    /// there.
    pub fn tab_to(&self, css: &str) {
        let has_focus = format!("return !!document.activeElement?.closest({})", json!(css));
        let mut stops = Vec::new();
        for _ in 0..STOPS {
            if self.run(&has_focus) == true {
                return;
            }
            self.run("window.focusBefore = document.activeElement");
            self.keys(&[TAB]);
            self.wait(
                "document.activeElement !== window.focusBefore",
                "Tab moves the focus",
            );
            stops.push(self.run("return document.activeElement?.outerHTML.slice(0, 80)"));
        }
        panic!("no Tab leads to {css}: {stops:#?}");
    }

    /// Tab to a field by its `data-test` name, then the text key by key.
    pub fn tab_and_type(&self, field: &str, text: &str) {
        self.tab_to(&format!("[data-test='{field}']"));
        self.type_here(text);
    }

    /// Types into what has the focus, and waits until it stands there.
    pub fn type_here(&self, text: &str) {
        let active = self.get("/element/active");
        let id = active[ELEMENT].as_str().expect("something has the focus");
        self.post(&format!("/element/{id}/value"), json!({ "text": text }));
        self.wait(
            &format!("document.activeElement.value === {}", json!(text)),
            &format!("the field shows `{text}`"),
        );
    }
}
