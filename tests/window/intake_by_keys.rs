//! An intake by the keyboard alone, every command key counted.

use serde_json::{Value, json};

use super::driver::{ALT, DOWN, ENTER, F2, F7, F9, Window};
use super::hand::Hand;

/// The place that has the focus, as the screens name it.
const PLACE: &str = "document.activeElement?.closest('[data-field]')?.dataset.field ?? ''";

/// Whether between here and the next place for which there is something lie others, and that one must be filled: then
/// F7 leads there at once.
const FAR: &str = "const all = [...document.querySelectorAll('input[data-field], [data-field] input')] \
    .filter(e => !e.disabled); \
    const rest = all.slice(all.indexOf(document.activeElement) + 1); \
    const next = rest.findIndex(e => NAMES.includes(e.closest('[data-field]').dataset.field) && !e.value); \
    return next > 0 && !rest[next].closest('.f')?.querySelector('.opt')";

/// The place that has the focus and what stands there.
fn place(window: &Window) -> (String, String) {
    let at = window.run(&format!("return [{PLACE}, document.activeElement?.value ?? '']"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&at[0]), text(&at[1]))
}

impl Hand<'_> {
    /// Opens a case for a new unit: its name, the project, the business.
    pub fn open_case(&mut self, name: &str, project: &str, business: &str) {
        self.press(&[F2]);
        self.window.focus_is("[data-test='find-unit']");
        self.enter(name);
        self.choose("project", project);
        self.choose("business", business);
        self.window
            .wait_for("[data-view='intake'] [data-test='case-number']");
        self.window
            .wait(&format!("({PLACE}) !== ''"), "a place of the form has the focus");
    }

    /// Goes down a list of choices to one of them and takes it with Enter.
    fn choose(&mut self, group: &str, option: &str) {
        self.window.focus_is(&format!("[data-test='{group}']"));
        let wanted = format!("return !!document.activeElement.closest(\"[data-option='{option}']\")");
        while self.window.run(&wanted) != true {
            let before = self.window.run("return document.activeElement.value");
            self.press(&[DOWN]);
            self.window.wait(
                &format!("document.activeElement.value !== {}", json!(before)),
                "the next one is chosen",
            );
        }
        self.press(&[ENTER]);
    }

    /// Fills the form: with Enter from field to field, with F7 over those for which the customer has nothing.
    pub fn fill_by_keys(&mut self, values: &[(String, String)]) {
        let names: Vec<&String> = values.iter().map(|(name, _)| name).collect();
        loop {
            let (at, there) = place(self.window);
            if at.is_empty() {
                return;
            }
            let of = |field: &str| values.iter().find(|(name, _)| name == field);
            let value = of(&at).map_or("", |(_, value)| value.as_str());
            if there.is_empty() && !value.is_empty() {
                self.window.type_here(value);
            }
            let far = self.window.run(&FAR.replace("NAMES", &json!(names).to_string()));
            self.press(&[if far == true { F7 } else { ENTER }]);
            self.window.wait(
                &format!("({PLACE}) !== {}", json!(at)),
                &format!("the focus leaves {at}"),
            );
        }
    }

    /// Takes the first way of paying, and ticks every paper, a row with each Enter.
    pub fn pay_and_tick(&mut self) {
        let open = "[data-test^='mark-'][data-seen='false']";
        self.window.focus_is("[data-test='payment']");
        self.press(&[ENTER]);
        self.window.wait_for("[data-test='payment'] input:checked");
        loop {
            let left = self.window.count(open);
            if left == 0 {
                return self.window.saved();
            }
            self.window.focus_is("[data-test^='mark-']");
            self.press(&[ENTER]);
            self.window.wait(
                &format!("document.querySelectorAll({}).length < {left}", json!(open)),
                "a row is ticked",
            );
        }
    }

    /// Keeps every value that is unusual but right.
    pub fn keep_doubtful(&mut self) {
        let doubtful = "[data-test='keep-finding']";
        loop {
            let left = self.window.count(doubtful);
            if left == 0 {
                return self.window.saved();
            }
            self.press(&[ALT, 'o']);
            self.window.wait(
                &format!("document.querySelectorAll({}).length < {left}", json!(doubtful)),
                "a finding is kept",
            );
        }
    }

    /// Prints with the two keys that lead there.
    pub fn print(&mut self) {
        self.window.wait_for("[data-test='primary']:not(:disabled)");
        self.press(&[F9]);
        self.window.focus_is("[data-test='dialog-primary']");
        self.press(&[ENTER]);
        self.window
            .wait_for("[data-test='paper-sent'][data-state='printed']");
    }
}
