//! `cargo xtask package`: the .deb, with the command line, what reads files from outside, the project folders, the
//! fonts of the forms and the lists of parts in it. With `--hall` the package of a hall's windows, which stands in the
//! place of the other: its programs alone carry the way to a server.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{Stop, cargo, command, root, run, run_quietly, workshop};
use crate::{house, parts, setup, ui};

/// The packager, of the same line as the window's library.
const PACKAGER: &str = "@tauri-apps/cli@2";
/// What goes into the package beside the program: its data, the command line, the menu entry. Kept apart from
/// `tauri.conf.json`, which would copy the data at each build.
const CONTENTS: &str = "package/deb.json";
/// Asks for the package of a hall's windows.
const OF_A_HALL: &str = "--hall";
/// What that one is called; the other goes when it comes, and the other way round.
const HALL_NAME: &str = "counterfoil-hall";
/// Where its page for the keeper of the server lies.
const HALL_PAGE: &str = "usr/share/doc/counterfoil-hall/hall-server.md";

/// Builds the .deb.
pub fn package(args: &[String]) -> Result<(), Stop> {
    let hall = match args {
        [] => false,
        [only] if only == OF_A_HALL => true,
        _ => {
            return Err(Stop::new(
                "package knows `--hall` alone",
                "cargo xtask package [--hall]",
            ));
        }
    };
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
    let mut build = cargo();
    build.args(["build", "--release"]).args(house::SHIPPED);
    if hall {
        build.args(["--features", house::OF_A_HALL]);
    }
    run(&mut build)?;
    parts::lists(hall)?;
    run(command(tauri).current_dir(root().join("src-tauri")).args([
        "bundle",
        "--bundles",
        "deb",
        "--config",
        CONTENTS,
    ]))?;
    match hall {
        true => of_a_hall(),
        false => Ok(()),
    }
}

/// Makes the package that was built the one of a hall's windows: under its own name, in the place of the plain one,
/// with the page for whoever keeps the server.
fn of_a_hall() -> Result<(), Stop> {
    let plain = newest_package()?;
    let tree = workshop("hall-package");
    if tree.exists() {
        fs::remove_dir_all(&tree).map_err(|e| stopped(&tree, &e))?;
    }
    run(command("dpkg-deb").arg("--raw-extract").args([&plain, &tree]))?;
    let control = tree.join("DEBIAN/control");
    let text = fs::read_to_string(&control).map_err(|e| stopped(&control, &e))?;
    let named = text.lines().map(|line| match line.strip_prefix("Package:") {
        Some(_) => format!(
            "Package: {HALL_NAME}\nProvides: counterfoil\nConflicts: counterfoil\nReplaces: counterfoil"
        ),
        None => line.to_owned(),
    });
    let named = named.collect::<Vec<_>>().join("\n") + "\n";
    fs::write(&control, named).map_err(|e| stopped(&control, &e))?;
    let page = tree.join(HALL_PAGE);
    if let Some(folder) = page.parent() {
        fs::create_dir_all(folder).map_err(|e| stopped(folder, &e))?;
    }
    fs::copy(root().join("src-tauri/package/hall-server.md"), &page).map_err(|e| stopped(&page, &e))?;
    let name = plain.file_name().unwrap_or_default().to_string_lossy();
    let built = plain.with_file_name(name.replacen("counterfoil", HALL_NAME, 1));
    run(command("dpkg-deb")
        .args(["--root-owner-group", "--build"])
        .args([&tree, &built]))?;
    // Under the plain one's name it would be taken for the program that connects to nothing.
    fs::remove_file(&plain).map_err(|e| stopped(&plain, &e))?;
    println!("The package of a hall's windows: {}", built.display());
    Ok(())
}

/// The plain package that was built last.
fn newest_package() -> Result<PathBuf, Stop> {
    let folder = root().join("target/release/bundle/deb");
    let files = fs::read_dir(&folder).map_err(|e| stopped(&folder, &e))?;
    let packages = files.flatten().map(|file| file.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("counterfoil_") && name.ends_with(".deb")
    });
    packages
        .max_by_key(|path| path.metadata().and_then(|about| about.modified()).ok())
        .ok_or_else(|| Stop::new("the packager left no package", "cargo xtask package"))
}

fn stopped(path: &Path, error: &std::io::Error) -> Stop {
    Stop::new(
        format!("{}: {error}", path.display()),
        "look what is in the way there",
    )
}
