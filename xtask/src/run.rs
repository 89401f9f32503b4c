//! `cargo xtask run`: the window on a training store, or the walkthrough where there is no display.

use std::fs;

use crate::shell::{Stop, command, run as execute, workshop};
use crate::{hall, house, setup};

/// The projects that the walkthrough takes through the whole house.
const PROJECTS: &[&str] = &["netca-gd-ylbx", "netca-gd-zfcg"];

/// Asks for two windows on one training hall.
const OF_A_HALL: &str = "--hall";

/// Sets up, builds, opens. Arguments go to the window.
pub fn run(args: &[String]) -> Result<(), Stop> {
    setup::set_up()?;
    house::build()?;
    let for_windows: Vec<String> = args.iter().filter(|arg| *arg != OF_A_HALL).cloned().collect();
    if has_display() && for_windows.len() < args.len() {
        hall::run(&for_windows)
    } else if has_display() {
        open_window(args)
    } else {
        walk_through()
    }
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn open_window(args: &[String]) -> Result<(), Stop> {
    let store = workshop("training");
    if !store.is_dir() {
        execute(
            command(house::program("counterctl"))
                .args(["store", "init", "--training", "--with-cases"])
                .arg(&store),
        )?;
    }
    println!(
        "Training store: {} (remove the folder to start over)",
        store.display()
    );
    execute(
        command(house::program("counterfoil"))
            .arg("--store")
            .arg(&store)
            .args(args),
    )
}

fn walk_through() -> Result<(), Stop> {
    println!(
        "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): walking through without the window."
    );
    for project in PROJECTS {
        let out = workshop("walkthrough").join(project);
        if out.is_dir() {
            fs::remove_dir_all(&out)
                .map_err(|e| Stop::new(format!("{} cannot be renewed: {e}", out.display()), ""))?;
        }
        execute(
            command(house::program("counterctl"))
                .args(["walkthrough", "--project", project, "--out"])
                .arg(&out),
        )?;
        println!("The papers of {project} lie in {}\n", out.display());
    }
    Ok(())
}
