//! The window: finds its store and its project folders, opens the screens, and hands every request to the desk.
//!
//! Never here: a rule of the business, a right, a record. Those live in `desk`. No network: the content policy in
//! `tauri.conf.json` allows nothing but the program's own screens, and the capability file nothing but three commands.

mod arguments;
mod doors;
mod placeholder;
mod places;

use std::process::ExitCode;
use std::sync::Arc;

use tauri::Manager as _;

use arguments::Arguments;

fn main() -> ExitCode {
    // Vendor modules run in a process of their own: this program, started again with another task.
    if token::serve_if_asked() {
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprintln!("{wrong}\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    let opened = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            doors::desk_call,
            doors::desk_bytes,
            doors::desk_upload
        ])
        .setup(move |app| {
            let config = places::config(arguments, app.path().resource_dir().ok())?;
            app.manage(Arc::new(placeholder::Desk::new(config)));
            Ok(())
        })
        .run(tauri::generate_context!());
    match opened {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("窗口没有打开：{error}");
            ExitCode::FAILURE
        }
    }
}
