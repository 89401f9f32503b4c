//! Closing the window waits for what is being typed: the screens are asked to save, and the window goes when they say
//! so. A machine that shuts down, a session that ends and Ctrl+C on a terminal are closings like others.
//!
//! Never here: what is saved, or a look into it. Screens that do not answer never keep the window open, and a save
//! that was refused keeps it open only until the person at the window decides.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use gtk::glib;
use tauri::{Manager, State, WebviewWindow, Window, WindowEvent};

/// How long the screens have to answer. They themselves give a save less than this.
const PATIENCE: Duration = Duration::from_secs(6);

/// SIGHUP, SIGINT and SIGTERM (POSIX.1-2017, kill): somebody wants the program to end in good order.
const ENDINGS: [i32; 3] = [1, 2, 15];

/// What tells the screens that somebody wants to close the window.
const ASK: &str = "window.dispatchEvent(new Event('close-asked'))";

/// Where the screens' answer goes while one is awaited.
#[derive(Debug, Default)]
pub struct Closing(Mutex<Option<Sender<()>>>);

impl Closing {
    /// Begins to wait for an answer. Nothing when one is awaited already: a second click asks nothing new.
    fn ask(&self) -> Option<Receiver<()>> {
        let mut awaited = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        if awaited.is_some() {
            return None;
        }
        let (answer, answered) = channel();
        *awaited = Some(answer);
        Some(answered)
    }

    /// The screens have answered, or never will.
    fn settle(&self) {
        let awaited = self.0.lock().unwrap_or_else(|broken| broken.into_inner()).take();
        // Whoever waited may have given up in this moment; then there is nobody to tell.
        if let Some(answer) = awaited {
            let _ = answer.send(());
        }
    }
}

/// Holds the window when somebody closes it, until the screens have saved or have told why they cannot.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    let Some(screens) = window.get_webview_window(window.label()) else {
        return;
    };
    api.prevent_close();
    let Some(answered) = window.state::<Closing>().ask() else {
        return;
    };
    let asked = screens.eval(ASK).is_ok();
    std::thread::spawn(move || {
        // Screens that hang, or that could not even be asked, have nothing more to save.
        if !asked || answered.recv_timeout(PATIENCE).is_err() {
            screens.state::<Closing>().settle();
            let _ = screens.destroy();
        }
    });
}

/// From now on these signals close the window as its cross does. Called once, on the window's own thread.
pub fn on_signals(window: &WebviewWindow) {
    for signal in ENDINGS {
        let window = window.clone();
        glib::unix_signal_add_local(signal, move || {
            // A window that is gone already has nothing to close.
            let _ = window.close();
            glib::ControlFlow::Continue
        });
    }
}

/// The screens' answer: everything is saved, or the person wants to go without; otherwise the window stays.
#[tauri::command]
pub async fn may_close(window: WebviewWindow, closing: State<'_, Closing>, go: bool) -> Result<(), String> {
    closing.settle();
    if go {
        window.destroy().map_err(|error| error.to_string())?;
    }
    Ok(())
}
