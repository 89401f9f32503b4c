//! `cargo xtask package`: the .deb, with the project folders and the fonts of the forms in it.

use crate::setup;
use crate::shell::{Stop, command, root, run, run_quietly, workshop};

/// The packager, of the same line as the window's library.
const PACKAGER: &str = "@tauri-apps/cli@2";
/// What the program needs beside itself. Named here and not in `tauri.conf.json`, which would copy them at each build.
const RESOURCES: &str = r#"{"bundle":{"resources":{"../forms/":"forms/","../assets/fonts/print/":"assets/fonts/print/","../assets/keys/":"assets/keys/"}}}"#;

/// Builds the .deb.
pub fn package() -> Result<(), Stop> {
    setup::set_up()?;
    let tools = workshop("packager");
    let tauri = tools.join("node_modules/.bin/tauri");
    if !tauri.is_file() {
        println!("Installing the packager {PACKAGER} into {}", tools.display());
        run_quietly(
            command("npm")
                .args(["install", "--no-save", "--no-fund", "--no-audit", "--prefix"])
                .arg(&tools)
                .arg(PACKAGER),
        )?;
    }
    run(command(tauri).current_dir(root().join("src-tauri")).args([
        "build",
        "--bundles",
        "deb",
        "--config",
        RESOURCES,
    ]))
}
