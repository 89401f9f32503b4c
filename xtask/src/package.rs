//! `cargo xtask package`: the .deb, with the project folders and the fonts of the forms in it. Needs no network once
//! set up.

use crate::setup;
use crate::shell::{Stop, command, root, run};

/// Builds the .deb.
pub fn package() -> Result<(), Stop> {
    setup::set_up()?;
    let tool = root().join("ui/node_modules/.bin/tauri");
    if !tool.is_file() {
        return Err(Stop::new(
            "the packager is not installed",
            "Add @tauri-apps/cli to ui/package.json's devDependencies, then `cargo xtask setup`.",
        ));
    }
    run(command(tool)
        .current_dir(root().join("src-tauri"))
        .args(["build", "--bundles", "deb"]))
}
