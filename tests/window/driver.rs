//! A counter with its window open, and the few things a clerk does with it: go, fill, choose, press, read.
//!
//! What is on a screen is found by the marks the screens carry for this (`data-nav`, `data-field`, `data-test`,
//! `data-view`, `data-case`, `data-state`), never by its words or its place.

use std::path::{Path, PathBuf};
use std::time::Duration;

use counterfoil_tests::{program, root};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::processes::{self, Ended};
use super::wire;

/// How long something may take to be seen: two busy cores, a debug build, Argon2 and a key pair.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many times as long a stack of pages may take.
const STACK_PATIENCE: u32 = 8;

/// WebDriver's name for an element (W3C WebDriver §12).
pub(super) const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Special keys (W3C WebDriver §17.4.2).
pub const ESCAPE: char = '\u{e00c}';
pub const ENTER: char = '\u{e007}';
pub const UP: char = '\u{e013}';
pub const DOWN: char = '\u{e015}';
pub const F2: char = '\u{e032}';
pub const F3: char = '\u{e033}';
pub const F4: char = '\u{e034}';
pub const F6: char = '\u{e036}';
pub const F7: char = '\u{e037}';
pub const F9: char = '\u{e039}';
pub const CTRL: char = '\u{e009}';
pub const ALT: char = '\u{e00a}';
pub const TAB: char = '\u{e004}';
pub const RIGHT: char = '\u{e014}';

/// The window of a counter. Fields end in this order: the session, its driver, its display, its folder.
pub struct Window {
    session: String,
    port: u16,
    name: &'static str,
    display: String,
    _driver: Ended,
    _display: Ended,
    home: TempDir,
}

impl Window {
    /// Closes the window and opens it again on the same store.
    pub fn open_again(self) -> Self {
        let old = self.home.path().join("store");
        Self::open_on(self.name, |store| {
            std::fs::rename(old, store).expect("the store moves")
        })
    }

    /// Opens the window on a store that does not exist yet.
    pub fn open(name: &'static str) -> Self {
        Self::open_on(name, |_| {})
    }

    /// Opens the window on the store that `prepare` makes in the given folder.
    pub fn open_on(name: &'static str, prepare: impl FnOnce(&Path)) -> Self {
        Self::open_in(name, &[], prepare)
    }

    /// As [`Self::open_on`], with more in the window's environment.
    pub fn open_in(name: &'static str, env: &[(String, String)], prepare: impl FnOnce(&Path)) -> Self {
        let home = TempDir::new().expect("a folder");
        let store = home.path().join("store");
        prepare(&store);
        let (display_process, display) = processes::display();
        let (driver_process, port) = processes::driver(&display, home.path(), env);
        let binary = program("counterfoil");
        let wanted = json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": {
            "binary": binary, "args": ["--store", store]
        }}}});
        let session =
            wire::ask(port, "POST", "/session", Some(&wanted)).unwrap_or_else(|e| panic!("no window: {e}"));
        let session = session["sessionId"].as_str().expect("a session").to_owned();
        let window = Self {
            session,
            port,
            name,
            display,
            _driver: driver_process,
            _display: display_process,
            home,
        };
        let limit = PATIENCE.as_millis() + 10_000;
        window.post(
            "/timeouts",
            json!({"script": limit, "pageLoad": limit, "implicit": 0}),
        );
        window.size(1366, 768);
        window
    }

    /// The number of the driver's process, whose child the window is.
    // Asked by the benchmark; a test has no business with processes.
    #[allow(dead_code)]
    pub fn driver_id(&self) -> u32 {
        self._driver.id()
    }

    /// The display on which it stands.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The folder of the store.
    pub fn store(&self) -> PathBuf {
        self.home.path().join("store")
    }

    /// A folder of this counter, for files from and to the CA.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.home.path().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// Makes the window this large, in CSS pixels.
    pub fn size(&self, width: u32, height: u32) {
        self.post(
            "/window/rect",
            json!({"x": 0, "y": 0, "width": width, "height": height}),
        );
        self.wait(
            &format!("innerWidth === {width} && innerHeight === {height}"),
            "the window takes its size",
        );
    }

    /// Goes to a screen by the rail.
    pub fn go(&self, nav: &str) {
        self.click(&format!("[data-nav='{nav}']"));
    }

    /// Waits for a screen.
    pub fn see(&self, view: &str) {
        self.wait_for(&format!("[data-view='{view}']"));
    }

    /// Fills a field of the dictionary, or an input with a `data-test` name, as typed.
    pub fn fill(&self, field: &str, text: &str) {
        let input = self.input(field);
        self.run(&format!(
            "const e = {input}; e.scrollIntoView({{block: 'center'}}); e.focus(); e.select?.()"
        ));
        let element = self.element(&input);
        // An empty text cannot be typed: what is selected is taken away.
        let typed = if text.is_empty() { "\u{e003}" } else { text };
        self.post(&format!("/element/{element}/value"), json!({"text": typed}));
        // The driver answers before the last key has arrived; what was typed must stand there whole all the same.
        self.wait(
            &format!("({input}).value === {}", json!(text)),
            &format!("`{field}` shows what was typed"),
        );
    }

    /// What a field shows.
    pub fn value(&self, field: &str) -> String {
        self.run(&format!("return {}.value", self.input(field)))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Gives a file to a picker.
    pub fn attach(&self, name: &str, file: &Path) {
        self.attach_all(name, &[file.to_owned()]);
    }

    /// Gives several files to a picker at once, a line each (W3C WebDriver §12.5.3).
    pub fn attach_all(&self, name: &str, files: &[PathBuf]) {
        let element = self.element(&format!("document.querySelector(\"[data-test='{name}']\")"));
        let lines: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        self.post(
            &format!("/element/{element}/value"),
            json!({"text": lines.join("\n")}),
        );
    }

    /// How many there are.
    pub fn count(&self, css: &str) -> u64 {
        self.run(&format!(
            "return document.querySelectorAll({}).length",
            json!(css)
        ))
        .as_u64()
        .unwrap_or(0)
    }

    /// The values of a `data-` attribute of all that the selector finds.
    pub fn texts_of(&self, css: &str, data: &str) -> Vec<String> {
        let all = self.run(&format!(
            "return [...document.querySelectorAll({})].map(e => e.dataset[{}])",
            json!(css),
            json!(data)
        ));
        serde_json::from_value(all).expect("names")
    }

    /// Whether a button is there and could be pressed now.
    pub fn can_press(&self, name: &str) -> bool {
        self.has(&format!("[data-test='{name}']:not(:disabled)"))
    }

    /// Presses a button by its `data-test` name, when it can be pressed.
    pub fn press(&self, name: &str) {
        self.click(&format!("[data-test='{name}']"));
    }

    /// Types keys to the window: text and special keys. A hand that goes to the next key takes its time: at less than
    /// this it would be a scanner's.
    pub fn keys(&self, keys: &[char]) {
        let mut actions = vec![json!({"type": "pause", "duration": 45})];
        for key in keys {
            actions.push(json!({"type": "keyDown", "value": key}));
        }
        for key in keys.iter().rev() {
            actions.push(json!({"type": "keyUp", "value": key}));
        }
        self.post(
            "/actions",
            json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}),
        );
    }

    /// Clicks what this selector finds, once it is there, seen and not switched off.
    pub fn click(&self, css: &str) {
        let target = format!("document.querySelector({})", json!(css));
        // Where it stands must be the same at two looks, and nothing may lie over it: what moves away is not hit. Words
        // that wait for their face have not come to rest.
        self.wait(
            &format!(
                "(e => {{ if (!e || document.fonts.status !== 'loaded' || e.disabled || e.getAttribute('aria-disabled') === 'true' || !e.getClientRects().length) return false; \
                 e.scrollIntoView({{block: 'nearest'}}); const r = e.getBoundingClientRect(); \
                 const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); \
                 const place = [r.x, r.y, r.width, r.height].join(); const still = place === window.lastPlace; window.lastPlace = place; \
                 return still && hit && (e.contains(hit) || hit.contains(e)) }})({target})"
            ),
            &format!("{css} can be pressed"),
        );
        let element = self.element(&target);
        self.post(&format!("/element/{element}/click"), json!({}));
    }

    /// Waits until something is there.
    pub fn wait_for(&self, css: &str) {
        self.wait(
            &format!("document.querySelector({})", json!(css)),
            &format!("{css} is there"),
        );
    }

    /// Waits until nothing of this kind is there.
    pub fn wait_gone(&self, css: &str) {
        self.wait(
            &format!("!document.querySelector({})", json!(css)),
            &format!("{css} is gone"),
        );
    }

    /// Waits until this text stands in what the selector finds.
    pub fn wait_text(&self, css: &str, text: &str) {
        self.wait(
            &format!(
                "[...document.querySelectorAll({})].some(e => e.textContent.includes({}))",
                json!(css),
                json!(text)
            ),
            &format!("{css} says {text}"),
        );
    }

    /// Whether something is there now.
    pub fn has(&self, css: &str) -> bool {
        self.run(&format!("return !!document.querySelector({})", json!(css))) == json!(true)
    }

    /// The text of everything the selector finds.
    pub fn text(&self, css: &str) -> String {
        let all = format!(
            "[...document.querySelectorAll({})].map(e => e.textContent.trim()).join('\\n')",
            json!(css)
        );
        self.run(&format!("return {all}"))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits as long as a stack of pages may take.
    pub fn wait_long(&self, condition: &str, words: &str) {
        for _ in 1..STACK_PATIENCE {
            if self.look(condition) {
                return;
            }
        }
        self.wait(condition, words);
    }

    /// Waits in the page until a condition holds; the page looks, so nothing here sleeps.
    pub fn wait(&self, condition: &str, words: &str) {
        if !self.look(condition) {
            let seen = self.text("body");
            let picture = self.screenshot("stuck");
            panic!(
                "{}: waited in vain until {words}; see {}\n{seen}",
                self.name,
                picture.display()
            );
        }
    }

    /// Whether a condition comes to hold while patience lasts.
    fn look(&self, condition: &str) -> bool {
        let script = format!(
            "const done = arguments[arguments.length - 1]; const until = performance.now() + {};\
             const look = () => {{ let found = false; try {{ found = !!({condition}) }} catch {{ }}\
             if (found) done(true); else if (performance.now() > until) done(false); else setTimeout(look, 25) }}; look()",
            PATIENCE.as_millis()
        );
        self.post("/execute/async", json!({"script": script, "args": []})) == json!(true)
    }

    /// Runs a script that hands its answer to `arguments[0]`.
    pub fn run_async(&self, script: &str) -> Value {
        self.post("/execute/async", json!({"script": script, "args": []}))
    }

    /// Runs a script in the page.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": []}))
    }

    /// Keeps two pictures: as on the smallest screen, and as on it at 150 %.
    pub fn shots(&self, name: &str) {
        self.wait(
            "!document.querySelector(\"[data-loading='true']\") && [...document.images].every(e => e.complete) && document.fonts.status === 'loaded'",
            "all pictures are there",
        );
        self.screenshot(name);
        self.size(911, 512);
        self.screenshot(&format!("{name}-911"));
        self.size(1366, 768);
    }

    /// Keeps a picture of the window in `target/screens` and gives its path.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        // Fonts are there and what was last changed is painted.
        self.run_async(
            "const done = arguments[0]; document.fonts.ready.then(() => \
             requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))",
        );
        // A picture is taken with the next frame; a page on which nothing moves may have none for as long as it likes.
        self.run(
            "const end = performance.now() + 3000; const frame = () => { document.body.dataset.frame = performance.now();\
             if (performance.now() < end) requestAnimationFrame(frame); else delete document.body.dataset.frame }; frame()",
        );
        let picture = self.get("/screenshot");
        let folder = root().join("target/screens");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let file = folder.join(format!("{}-{name}.png", self.name));
        std::fs::write(&file, wire::from_base64(picture.as_str().unwrap_or_default())).expect("a picture");
        file
    }

    /// The input of a field: itself, or inside the element that carries its name.
    fn input(&self, field: &str) -> String {
        let css = format!("[data-field='{field}'],[data-test='{field}']");
        let input = format!(
            "((e) => e && (e.matches('input,textarea') ? e : e.querySelector('input,textarea')))(document.querySelector({}))",
            json!(css)
        );
        self.wait(
            &format!("(e => e && !e.disabled)({input})"),
            &format!("field {field} can be filled"),
        );
        input
    }

    fn element(&self, script: &str) -> String {
        let found = self.run(&format!("return {script}"));
        found[ELEMENT]
            .as_str()
            .unwrap_or_else(|| panic!("{}: no element: {script}", self.name))
            .to_owned()
    }

    pub(super) fn get(&self, path: &str) -> Value {
        self.ask("GET", path, None)
    }

    pub(super) fn post(&self, path: &str, body: Value) -> Value {
        self.ask("POST", path, Some(&body))
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        wire::ask(
            self.port,
            method,
            &format!("/session/{}{path}", self.session),
            body,
        )
        .unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The picture of where it stopped is worth more than the test's words.
            if let Ok(picture) = wire::ask(
                self.port,
                "GET",
                &format!("/session/{}/screenshot", self.session),
                None,
            ) {
                let file = root().join(format!("target/screens/{}-failed.png", self.name));
                let _ = std::fs::write(file, wire::from_base64(picture.as_str().unwrap_or_default()));
            }
        }
        let _ = wire::ask(self.port, "DELETE", &format!("/session/{}", self.session), None);
    }
}
