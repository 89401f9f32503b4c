//! The window: finds its store and its project folders, opens the screens, and hands every request to the desk.
//!
//! Never here: a rule of the business, a right, a record. Those live in `desk`. No network: the content policy in
//! `tauri.conf.json` allows nothing but the program's own screens, and the capability file nothing but the desk's three
//! doors and the answer to closing the window.

mod arguments;
mod closing;
mod doors;
mod engine;
mod giving_back;
mod memory;

use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use desk::api::Refusal;
use desk::counter::places::Places;
use desk::{Config, Desk};
use tauri::WebviewWindowBuilder;

use arguments::Arguments;

/// The desk behind the window, made on first use; shared by all requests.
pub type SharedDesk = Arc<LazyLock<Desk, Box<dyn FnOnce() -> Desk + Send>>>;

fn main() -> ExitCode {
    token::keep_secrets_in_memory();
    // Vendor modules run in a process of their own: this program, started again with another task.
    if token::serve_if_asked() {
        return ExitCode::SUCCESS;
    }
    #[cfg(feature = "hall")]
    hall::open_windows();
    giving_back::ask();
    // Costs memory and nothing else where it fails.
    let _ = engine::prepare();
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprintln!("{wrong}\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    let config = match config(arguments) {
        Ok(config) => config,
        Err(refusal) => {
            eprintln!("{refusal}");
            return ExitCode::from(3);
        }
    };
    let first_look = match first_look(&config) {
        Ok(script) => script,
        Err(error) => {
            eprintln!("窗口没有打开：{error}");
            return ExitCode::FAILURE;
        }
    };
    let desk: SharedDesk = Arc::new(LazyLock::new(Box::new(|| Desk::new(config))));
    // The projects are read while the window opens; the first question waits for them, if they are not there by then.
    let opening = Arc::clone(&desk);
    std::thread::spawn(move || {
        // From then on this thread sees to it that nobody leaves a session open, whatever the screens do.
        LazyLock::force(&opening).lock_when_idle();
    });
    let opened = tauri::Builder::default()
        .manage(desk)
        .setup(move |app| {
            for described in &app.config().app.windows {
                let window = WebviewWindowBuilder::from_config(app.handle(), described)?
                    .initialization_script(&first_look)
                    .build()?;
                engine::set_up(&window)?;
                closing::on_signals(&window);
            }
            Ok(())
        })
        .manage(closing::Closing::default())
        .on_window_event(closing::on_event)
        .invoke_handler(tauri::generate_handler![
            doors::desk_call,
            doors::desk_bytes,
            doors::desk_upload,
            closing::may_close
        ])
        .run(tauri::generate_context!());
    match opened {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("窗口没有打开：{error}");
            ExitCode::FAILURE
        }
    }
}

/// What the screens find before they have asked anything: whether there is a store. So the first of them is drawn
/// while the projects are still being read.
fn first_look(config: &Config) -> serde_json::Result<String> {
    let status = serde_json::to_string(&desk::first_look(&config.store_dir))?;
    Ok(format!("window.firstLook = {status}"))
}

/// What the desk is made of. Errors: the program's own data is not where it should be; this program cannot name its
/// own file.
fn config(arguments: Arguments) -> Result<Config, Refusal> {
    let store_dir = arguments
        .store
        .unwrap_or_else(desk::counter::places::default_store);
    let mut places = Places::find(&arguments.forms)?;
    places.reader = places.reader.ahead();
    Ok(Config {
        store_dir: std::path::absolute(store_dir)?,
        places,
        worker: token::WorkerCommand::this_program(Vec::new())?,
        cost: Default::default(),
    })
}
