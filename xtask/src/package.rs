//! `cargo xtask package`: the .deb, with the command line, what reads files from outside, the project folders, the
//! fonts of the forms and the lists of parts in it.

use crate::shell::{Stop, cargo, command, root, run, run_quietly, workshop};
use crate::{house, parts, setup, ui};

/// The packager, of the same line as the window's library.
const PACKAGER: &str = "@tauri-apps/cli@2";
/// What goes into the package beside the program: its data, the command line, the menu entry. Kept apart from
/// `tauri.conf.json`, which would copy the data at each build.
const CONTENTS: &str = "package/deb.json";

/// Builds the .deb.
pub fn package() -> Result<(), Stop> {
    setup::set_up()?;
    ui::build()?;
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
    run(cargo().args(["build", "--release"]).args(house::SHIPPED))?;
    parts::lists()?;
    run(command(tauri).current_dir(root().join("src-tauri")).args([
        "bundle",
        "--bundles",
        "deb",
        "--config",
        CONTENTS,
    ]))
}
