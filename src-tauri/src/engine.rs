//! What the web engine under the screens is told of a counter: forms and scans, no films, and a window that stands
//! open all day.
//!
//! Never here: anything a screen or the desk decides. Each of these costs or saves memory and processor time only, and
//! `cargo xtask bench window` measures them.

use gtk::glib;
use gtk::prelude::GtkSettingsExt;
use tauri::WebviewWindow;
use webkit2gtk::{CacheModel, SettingsExt, WebContextExt, WebViewExt};

/// Half of this is how long the caret stays in one state: it stands still. The fields say by their frame which has the
/// focus, and a blinking caret wakes the program, the engine and the display several times a second, all day long.
/// The setting that turns blinking off makes WebKitGTK 2.50 repaint the caret without a pause instead.
const CARET_MS: i32 = 24 * 3600 * 1000;

/// What the engine's processes find in their environment (names: WebKitGTK 2.50, glibc's mallopt(3)). Forms and scans
/// stand still: painted by the processor they need no second copy of every layer in the graphics library, which on
/// the machines of a counter is mostly the processor again. And a page's pixels go back to the system when they are
/// freed: left alone, the C library begins after the first large picture to keep all of them.
const FOR_ITS_PROCESSES: [(&str, &str); 4] = [
    ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
    ("MALLOC_ARENA_MAX", "2"),
];

/// Puts into the environment what the engine's processes read there; what somebody has put there otherwise stays.
/// Called once, before there is a second thread. Errors: the name of what could not be put there.
pub fn prepare() -> Result<(), glib::BoolError> {
    FOR_ITS_PROCESSES
        .iter()
        .try_for_each(|(name, value)| glib::setenv(name, value, false))
}

/// Sets the engine up for a window. Errors: the window is gone.
pub fn set_up(window: &WebviewWindow) -> tauri::Result<()> {
    if let Some(desktop) = gtk::Settings::default() {
        desktop.set_gtk_cursor_blink_time(CARET_MS);
    }
    window.with_webview(|platform| {
        let view = platform.inner();
        if let Some(context) = view.context() {
            // One document whose pictures come from the store anew: nothing is worth keeping for a way back.
            context.set_cache_model(CacheModel::DocumentViewer);
        }
        if let Some(settings) = view.settings() {
            // Layers stay as the system has them: without them the engine paints no frame of its own accord, and what
            // waits for one (a dialog that opens, a picture that is taken) waits for as long as nothing else moves.
            settings.set_enable_page_cache(false);
            settings.set_enable_webgl(false);
            settings.set_enable_webaudio(false);
        }
    })
}
