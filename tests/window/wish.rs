//! What a window manager does when somebody presses the cross: it tells the window that it is wanted closed (ICCCM
//! 4.2.8).

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask};
use x11rb::rust_connection::RustConnection;

use serde_json::{Value, json};

use super::driver::Window;

fn atom(display: &RustConnection, name: &str) -> u32 {
    let asked = display.intern_atom(false, name.as_bytes()).expect("the display");
    asked.reply().expect("an atom").atom
}

/// The top window of a process, which is the one that can be asked to close.
fn window_of(display: &RustConnection, under: u32, pid: u32) -> Option<u32> {
    let number = |of: u32, name: &str, kind: AtomEnum| {
        let asked = display
            .get_property(false, of, atom(display, name), kind, 0, 1)
            .ok()?;
        asked.reply().ok()?.value32()?.next()
    };
    if number(under, "_NET_WM_PID", AtomEnum::CARDINAL) == Some(pid)
        && number(under, "WM_PROTOCOLS", AtomEnum::ATOM).is_some()
        && number(under, "WM_STATE", AtomEnum::ANY).is_none_or(|state| state != 0)
        && display.get_window_attributes(under).ok()?.reply().ok()?.map_state != 0_u8.into()
    {
        return Some(under);
    }
    let tree = display.query_tree(under).ok()?.reply().ok()?;
    tree.children
        .into_iter()
        .find_map(|child| window_of(display, child, pid))
}

impl Window {
    /// Asks the window of a process to close, and does not wait until it is closed.
    pub fn close_politely(&self, pid: u32) {
        let (display, screen) = RustConnection::connect(Some(self.display())).expect("the display");
        let root = display.setup().roots[screen].root;
        let window = window_of(&display, root, pid).expect("the window on its display");
        let wish = [atom(&display, "WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
        let told = ClientMessageEvent::new(32, window, atom(&display, "WM_PROTOCOLS"), wish);
        // A display throws away what it has not yet read of a visitor who has left: this one waits until it has read.
        display
            .send_event(false, window, EventMask::NO_EVENT, told)
            .expect("told")
            .check()
            .expect("the display has passed it on");
    }

    /// Types into what has the focus, a key every so many milliseconds, and gives what was typed.
    pub fn type_steadily(&self, keys: usize, every: u64) -> String {
        let typed: String = ('a'..='z').cycle().take(keys).collect();
        let actions: Vec<Value> = typed
            .chars()
            .flat_map(|key| {
                [
                    json!({"type": "keyDown", "value": key}),
                    json!({"type": "keyUp", "value": key}),
                    json!({"type": "pause", "duration": every}),
                ]
            })
            .collect();
        self.post(
            "/actions",
            json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}),
        );
        typed
    }
}
