//! What other people's programs a benchmark holds ours against, and how to get them.
//!
//! Never part of the ordinary set-up: nobody needs them to build, test or run the program.

use std::path::PathBuf;

use crate::debian;
use crate::shell::{Stop, command, run, workshop};

/// Debian's names: LibreOffice without a screen, and what a Python environment is made with.
const PACKAGES: &[&str] = &["libreoffice-writer-nogui", "python3-venv"];
/// Typst as a library. Debian has no typst; the package is compiled, so that it is there in seconds.
const TYPST: &str = "typst==0.15.0";

/// The Python that has typst's library, if it was set up.
pub fn typst_python() -> PathBuf {
    environment().join("bin/python3")
}

fn environment() -> PathBuf {
    workshop("peers")
}

/// Installs the peers that are missing.
pub fn set_up() -> Result<(), Stop> {
    debian::install_missing(PACKAGES)?;
    run(command("python3").args(["-m", "venv"]).arg(environment()))?;
    run(command(typst_python()).args(["-m", "pip", "install", "--quiet", TYPST]))
}
