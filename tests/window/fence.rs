//! What the screens cannot do: run a command that the capability file does not grant, or load anything from elsewhere.

use serde_json::json;

use super::driver::Window;

#[test]
fn the_screens_cannot_reach_past_the_three_doors() {
    let window = Window::open("fence");
    window.wait_for("[data-view]");
    let denied = window.run_async(
        "const done = arguments[0]; \
         window.__TAURI_INTERNALS__.invoke('plugin:window|set_title', {label: 'main', value: 'x'})\
         .then(() => done('granted'), e => done('denied ' + e))",
    );
    assert!(
        denied.as_str().is_some_and(|said| said.starts_with("denied")),
        "{denied}"
    );
    let remote = window.run_async(
        "const done = arguments[0]; \
         document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective), {once: true}); \
         const picture = new Image(); picture.src = 'https://pictures.invalid/x.png'; document.body.append(picture)",
    );
    assert_eq!(remote, json!("img-src"));
    let style = window.run_async(
        "const done = arguments[0]; \
         document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective), {once: true}); \
         const div = document.createElement('div'); div.innerHTML = '<p style=\"color: red\">x</p>'; document.body.append(div)",
    );
    assert!(
        style
            .as_str()
            .is_some_and(|directive| directive.starts_with("style-src")),
        "{style}"
    );
    assert_eq!(window.run("return typeof window.__TAURI__"), json!("undefined"));
}
