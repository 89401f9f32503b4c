//! `cargo xtask parts`: what the shipped programs are made of. Licences, duplicates and sources by the rules of
//! `.cargo/deny.toml`, advisories where a copy of them lies at hand, and the lists of parts for the package.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{Stop, answer, cargo, command, root, run, run_quietly, workshop};

/// The checker of licences, duplicates and sources.
const CHECKER: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};
/// The writer of lists of parts (CycloneDX).
const LISTER: Tool = Tool {
    name: "cargo-cyclonedx",
    version: "0.5.9",
};
/// Where the checker keeps its copy of the advisories (RustSec), below cargo's own folder: `cargo deny fetch` or a
/// copied folder puts it there.
const ADVISORIES: &str = "advisory-dbs";
/// The programs of the package, and the folder of each below the root.
const SHIPPED: [(&str, &str); 3] = [
    ("counterfoil", "src-tauri"),
    ("counterctl", "src-tauri/crates/counterctl"),
    ("counterfoil-reader", "src-tauri/crates/counterfoil-reader"),
];
/// What the lister writes, beside each crate it looks at.
const LIST: &str = "_bin.cdx.json";

/// A program of the registry, kept under `target/tools`.
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// The program, installed first when this version is not there.
    fn ready(&self) -> Result<PathBuf, Stop> {
        let tools = workshop("tools").join("cargo");
        let program = tools.join("bin").join(self.name);
        // Cargo's own list of what it installed here.
        let installed = fs::read_to_string(tools.join(".crates.toml")).unwrap_or_default();
        if !installed.contains(&format!("\"{} {} (", self.name, self.version)) {
            println!("Installing {} {}", self.name, self.version);
            let options = ["install", "--quiet", "--locked", "--debug", "--force", "--root"];
            run(cargo()
                .args(options)
                .arg(&tools)
                .args(["--version", self.version, self.name]))?;
        }
        Ok(program)
    }
}

/// Checks the parts, or with `--lists` writes the lists of them that the package carries.
pub fn parts(args: &[String]) -> Result<(), Stop> {
    match args {
        [] => check(),
        [only] if only == "--lists" => lists(false),
        _ => Err(Stop::new(
            "parts knows `--lists` alone",
            "cargo xtask parts [--lists]",
        )),
    }
}

/// Checks the parts of the shipped programs. Those of the screens are checked by the tidy tests.
///
/// # Errors
/// A licence, a second version or a source that the rules do not name; an advisory, where a copy is at hand.
fn check() -> Result<(), Stop> {
    let checker = CHECKER.ready()?;
    run(command(&checker).args(["--locked", "check", "bans", "licenses", "sources"]))?;
    let copy = advisories();
    if fs::read_dir(&copy).is_ok_and(|mut inside| inside.next().is_some()) {
        return run(command(&checker).args(["--offline", "--locked", "check", "advisories"]));
    }
    println!(
        "advisories not looked at: there is no copy of them in {}",
        copy.display()
    );
    Ok(())
}

fn advisories() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo");
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from);
    cargo_home.join(ADVISORIES)
}

/// Writes the lists of parts of what is shipped into `target/parts`: each program, of a hall where that is packed, and
/// the screens.
///
/// # Errors
/// A lister that could not be installed or failed.
pub fn lists(hall: bool) -> Result<(), Stop> {
    let lister = LISTER.ready()?;
    let into = workshop("parts");
    fs::create_dir_all(&into).map_err(|e| stopped(&into, &e))?;
    run_quietly(
        command(&lister)
            .args(["cyclonedx", "--manifest-path", "src-tauri/Cargo.toml"])
            .args([
                "--format",
                "json",
                "--features",
                if hall {
                    "custom-protocol,hall"
                } else {
                    "custom-protocol"
                },
                "--no-build-deps",
                "--spec-version",
                "1.5",
                "--describe",
                "binaries",
            ]),
    )?;
    for (program, folder) in SHIPPED {
        let list = root().join(folder).join(format!("{program}{LIST}"));
        keep(&list, &into.join(format!("{program}.cdx.json")))?;
    }
    sweep(&root())?;
    let options = [
        "sbom",
        "--sbom-format",
        "cyclonedx",
        "--omit",
        "dev",
        "--prefix",
        "ui",
    ];
    let screens = answer("npm", &options)
        .ok_or_else(|| Stop::new("npm wrote no list of the screens' parts", "`cargo xtask setup`"))?;
    write(&into.join("screens.cdx.json"), &screens)?;
    println!("lists of parts: {}", into.display());
    Ok(())
}

/// Keeps a list without the place where it was built.
fn keep(list: &Path, to: &Path) -> Result<(), Stop> {
    let text = fs::read_to_string(list).map_err(|e| stopped(list, &e))?;
    write(to, &text.replace(&root().display().to_string(), "/counterfoil"))
}

fn write(to: &Path, text: &str) -> Result<(), Stop> {
    fs::write(to, text).map_err(|e| stopped(to, &e))
}

/// Takes the lister's files out of the tree again: it writes one for each program of the house.
fn sweep(folder: &Path) -> Result<(), Stop> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() && !matches!(&*name, "target" | "node_modules" | ".git") {
            sweep(&path)?;
        } else if name.ends_with(".cdx.json") {
            fs::remove_file(&path).map_err(|e| stopped(&path, &e))?;
        }
    }
    Ok(())
}

fn stopped(path: &Path, error: &std::io::Error) -> Stop {
    Stop::new(format!("{}: {error}", path.display()), "")
}
