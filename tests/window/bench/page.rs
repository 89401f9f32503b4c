//! What the page measures of itself (`probe.js`), asked through the driver.

use serde_json::{Value, json};

use super::driver::Window;

/// The arrow down (W3C WebDriver §17.4.2).
pub const DOWN: char = '\u{e015}';

/// Puts the probe into the page.
pub fn probe(window: &Window) {
    window.run(include_str!("probe.js"));
}

/// Presses a key; milliseconds until the page has answered. None when nothing changed.
pub fn answer(window: &Window, keys: &[char]) -> Option<f64> {
    window.run("pace.armed = true; pace.begun = pace.answered = 0");
    window.keys(keys);
    let took = window
        .run_async("const done = arguments[0]; pace.answer().then(done)")
        .as_f64();
    window.run("pace.armed = false");
    took
}

/// Which screen is shown.
pub fn place(window: &Window) -> String {
    let hash = window.run("return location.hash");
    hash.as_str().unwrap_or_default().to_owned()
}

/// Does something in the page; milliseconds until the page stood after it.
pub fn stood(window: &Window, script: &str) -> Option<f64> {
    let script = format!(
        "const done = arguments[0]; pace.begin(performance.now()); {script}; pace.stood().then(done)"
    );
    window.run_async(&script).as_f64()
}

/// Goes to a screen by its address, of a case or of none; milliseconds until it stood.
pub fn go(window: &Window, view: &str, case: Option<u64>) -> Option<f64> {
    let id = case.map(|id| format!("/{id}")).unwrap_or_default();
    let took = stood(window, &format!("location.hash = '#/{view}{id}'"));
    window.see(view);
    took
}

/// The numbers of a list in an answer of the page.
pub fn numbers(figures: &Value, name: &str) -> Vec<f64> {
    let all = figures[name].as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(Value::as_f64).collect()
}

/// Puts the focus somewhere.
pub fn focus(window: &Window, css: &str) {
    window.wait_for(css);
    window.run(&format!("document.querySelector({}).focus()", json!(css)));
}
