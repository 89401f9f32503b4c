//! What other people's programs a benchmark holds ours against, and how to get them.
//!
//! Never part of the ordinary set-up: nobody needs them to build, test or run the program.

use std::path::PathBuf;
use std::process::Command;

use crate::debian;
use crate::shell::{Stop, command, run, run_quietly, workshop};

/// Debian's names: LibreOffice without a screen, and what a Python environment is made with.
const PACKAGES: &[&str] = &["libreoffice-writer-nogui", "python3-venv"];
/// Typst as a library. Debian has no typst; the package is compiled, so that it is there in seconds.
const TYPST: &str = "typst==0.15.0";
/// OpenCV as its own project publishes it.
const OPENCV: &str = "opencv-python-headless==5.0.0.*";

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

/// Runs a benchmark that sets itself beside OpenCV: with the Python that has it, or without where that cannot be had.
pub fn run_beside_opencv(bench: &mut Command) -> Result<(), Stop> {
    match python_with_opencv() {
        Ok(python) => run(bench.env("COUNTERFOIL_PYTHON", python)),
        Err(stop) => {
            eprintln!("xtask: the rival is left out: {stop}");
            run(bench)
        }
    }
}

/// A Python with OpenCV, in a place of its own under `target`; installed when it is missing.
fn python_with_opencv() -> Result<PathBuf, Stop> {
    let home = workshop("tools/opencv");
    let python = home.join("bin/python");
    let works = || run_quietly(command(&python).args(["-c", "import cv2"]));
    if works().is_err() {
        run_quietly(command("python3").args(["-m", "venv"]).arg(&home))?;
        run_quietly(command(&python).args(["-m", "pip", "install", "--quiet", OPENCV]))?;
        works()?;
    }
    Ok(python)
}
