//! An empty window of the same libraries, for `cargo xtask bench window` to hold the start of the program against.
//!
//! Never shipped, and never more than a page of one colour: what it takes to start is what every such window takes.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("examples/empty-window/tauri.conf.json"))
}
