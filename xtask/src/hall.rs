//! `cargo xtask run --hall`: two windows on one training hall, over a PostgreSQL server of their own.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};

use crate::house;
use crate::shell::{Stop, cargo, command, run as execute, workshop};

/// The password of every practice account.
const PASSWORD: &str = "counterfoil-2026";
/// Who moves the books in, and joins with the second window.
const ADMINISTRATOR: &str = "admin";

/// Opens both windows; the hall is gone when the last of them is closed.
pub fn run(args: &[String]) -> Result<(), Stop> {
    let place = workshop("training-hall");
    if place.is_dir() {
        // A practice hall lives as long as it is shown: its server's books went with it.
        fs::remove_dir_all(&place).map_err(|e| unusable(&place, &e))?;
    }
    let windows = ["one", "two"].map(|name| place.join(name));
    let tickets = ["ticket-one", "ticket-two"].map(|name| place.join(name));
    let mut server = serve(&tickets.each_ref().map(|ticket| ticket.as_path()))?;
    execute(
        command(house::program("counterctl"))
            .args(["store", "init", "--training", "--with-cases"])
            .arg(&windows[0]),
    )?;
    for ((window, ticket), order) in windows.iter().zip(&tickets).zip(["move-in", "join"]) {
        said_password(
            command(house::program("counterctl"))
                .args(["hall", order])
                .arg(window)
                .arg("--ticket")
                .arg(ticket)
                .args(["--login", ADMINISTRATOR]),
        )?;
    }
    println!("Two windows of one training hall: {}", place.display());
    let opened: Vec<Child> = windows
        .iter()
        .map(|window| {
            command(house::program("counterfoil"))
                .arg("--store")
                .arg(window)
                .args(args)
                .spawn()
                .map_err(|e| unusable(window, &e))
        })
        .collect::<Result<_, _>>()?;
    for mut window in opened {
        let _ = window.wait();
    }
    drop(server.stdin.take());
    let _ = server.wait();
    Ok(())
}

/// Starts the server and waits until windows can join.
fn serve(tickets: &[&Path]) -> Result<Child, Stop> {
    let mut server = cargo()
        .args(["run", "--quiet", "--package", "hall", "--features", "cluster"])
        .args(["--example", "training_hall", "--"])
        .args(tickets)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| Stop::new(format!("cargo could not be started: {e}"), ""))?;
    let mut said = String::new();
    if let Some(out) = server.stdout.take() {
        let _ = BufReader::new(out).read_line(&mut said);
    }
    match said.trim() {
        "ready" => Ok(server),
        _ => Err(Stop::new(
            "the hall's server did not start",
            "`cargo xtask setup` installs it",
        )),
    }
}

/// Runs a command that asks for the practice password.
fn said_password(asking: &mut std::process::Command) -> Result<(), Stop> {
    let stopped = |e| Stop::new(format!("counterctl could not be asked: {e}"), "");
    let mut child = asking.stdin(Stdio::piped()).spawn().map_err(stopped)?;
    if let Some(mut stdin) = child.stdin.take() {
        writeln!(stdin, "{PASSWORD}").map_err(stopped)?;
    }
    match child.wait().map_err(stopped)?.success() {
        true => Ok(()),
        false => Err(Stop::new("a window could not join the training hall", "")),
    }
}

fn unusable(place: &Path, error: &std::io::Error) -> Stop {
    Stop::new(format!("{}: {error}", place.display()), "")
}
