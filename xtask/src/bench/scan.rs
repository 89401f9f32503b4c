//! `cargo xtask bench scan`: the marks of the page reader on captured forms, beside `zbarimg` and the usual
//! OpenCV-Python pipeline.
//!
//! What is measured and printed stands in the benchmark itself (crate `scan`, bench `pages`); this errand prints the
//! forms it captures, and installs the rival.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::bench::peers;
use crate::shell::{Stop, benchmark, cargo, command, run, run_quietly, workshop};

/// The forms that are captured: with three, with twelve and without frames, one of them on two pages.
const FORMS: &[(&str, &str)] = &[
    ("netca-gd-ylbx", "f-ylbx-1"),
    ("netca-gd-zfcg", "f-zfcg-1"),
    ("netca-ln-ukey", "f-ln-2"),
    ("szca", "f-szca-2"),
];

/// The project whose form has the most frames for samples.
const WALKED: &str = "netca-ln-ukey";

/// Runs the benchmark; `args` go to it (`tuning`, a number of pages, `found`, `lines`, `speed` or `commands`).
pub fn bench(args: &[String]) -> Result<(), Stop> {
    run(cargo().args([
        "build",
        "--release",
        "--quiet",
        "-p",
        "counterctl",
        "-p",
        "counterfoil-reader",
    ]))?;
    let folder = sheets()?;
    // A stamped page to time the command line on.
    let walk = ["walkthrough", "--json", "--project", WALKED, "--out"];
    run_quietly(
        command(workshop("release/counterctl"))
            .args(walk)
            .arg(folder.join("walk")),
    )?;
    peers::run_beside_opencv(benchmark("scan", "pages", &[]).arg(&folder).args(args))
}

/// Prints every form of the list and renders its pages at 300 dpi, as the benchmark expects them.
fn sheets() -> Result<PathBuf, Stop> {
    let (counterctl, folder) = (workshop("release/counterctl"), workshop("bench/scan"));
    let no_file = |path: &Path, e| Stop::new(format!("{} could not be written: {e}", path.display()), "");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|e| no_file(&folder, e))?;
    for (project, form) in FORMS {
        let name = |ending: &str| folder.join(format!("{project}.{form}{ending}"));
        // The example is a case for `--case`, and no sheet: its name must not end like the sheets' own.
        let into = |path: PathBuf, words: &[&str]| -> Result<(), Stop> {
            let file = File::create(&path).map_err(|e| no_file(&path, e))?;
            run(command(&counterctl).args(words).stdout(Stdio::from(file)))
        };
        let named = ["form", "example", "--project", project, "--form", form];
        into(name(".case"), &named)?;
        let (case, pdf) = (name(".case"), name(".pdf"));
        let paths = [case.to_string_lossy(), pdf.to_string_lossy()];
        let mut render = vec!["--json", "form", "render", "--project", project, "--form", form];
        render.extend(["--case", &paths[0], "--out", &paths[1]]);
        into(name(".json"), &render)?;
        run_quietly(
            command("pdftoppm")
                .args(["-r", "300", "-png"])
                .arg(&pdf)
                .arg(name("")),
        )?;
    }
    Ok(folder)
}
