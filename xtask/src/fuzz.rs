//! `cargo xtask fuzz [--stable] [TARGET] [--seconds N]`: coverage-guided fuzzing of everything that reads what comes
//! from outside, and the window's commands with made-up arguments (`commands`), which ask a real counter and need no
//! sanitizer.
//!
//! What each target does stands in `tests/fuzz`. This errand brings cargo-fuzz (into `target/tools`) and takes a
//! nightly compiler where there is one; any other has the sanitizer as well, on the switch with which the compiler
//! builds itself (`RUSTC_BOOTSTRAP`). It runs the targets one after the other from their seeds, and prints what
//! libFuzzer counted. What it found lies in `fuzz/artifacts`; mended, it becomes a seed and so a test.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::house;
use crate::shell::{Stop, answer, cargo, command, is_there, root, run, workshop};

/// Where the targets, their seeds and their findings lie.
const PLACE: &str = "tests/fuzz";
/// How long each target runs unless told otherwise: ten minutes.
const SECONDS: u32 = 600;
/// The compiler that has the sanitizer without being told.
const TOOLCHAIN: &str = "nightly";
/// libFuzzer's bounds on one input: seconds, and megabytes of the whole process, the sanitizer's own included.
const BOUNDS: [&str; 2] = ["-timeout=25", "-rss_limit_mb=2048"];

/// The target that is no parser: `tests/commands`.
const COMMANDS: &str = "commands";

/// Asks for the reader's own tests in the place of libFuzzer.
const STABLE: &str = "--stable";

/// Fuzzes the named target, or all of them; fails when one has a finding.
pub fn fuzz(args: &[String]) -> Result<(), Stop> {
    let known = targets()?;
    let stable = args.iter().any(|arg| arg == STABLE);
    let args: Vec<String> = args.iter().filter(|arg| *arg != STABLE).cloned().collect();
    let (wanted, seconds) = asked(&args, &known)?;
    if wanted.iter().any(|target| target == COMMANDS) {
        commands(seconds)?;
    }
    let parsers: Vec<String> = wanted.into_iter().filter(|target| target != COMMANDS).collect();
    if parsers.is_empty() {
        return Ok(());
    }
    if stable {
        return parsers
            .iter()
            .try_for_each(|target| without_tools(target, seconds));
    }
    let tool = cargo_fuzz()?;
    println!("{:12} {:>12} {:>10}  finding", "target", "executions", "peak");
    let mut found = Vec::new();
    for target in parsers {
        let log = one(&tool, &target, seconds)?;
        let said = fs::read_to_string(&log).unwrap_or_default();
        let count = |name: &str| stat(&said, name).unwrap_or_else(|| "?".to_owned());
        let finding = said
            .lines()
            .find_map(|line| line.split_once("Test unit written to "));
        println!(
            "{target:12} {:>12} {:>7} MB  {}",
            count("number_of_executed_units"),
            count("peak_rss_mb"),
            finding.map_or("none", |(_, path)| path)
        );
        // Without its counts a run did not come to its end, whatever the reason.
        if finding.is_some() || stat(&said, "number_of_executed_units").is_none() {
            found.push(format!("{target}: {}", log.display()));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Stop::new(
        "not every target came to its end without a finding",
        format!("What libFuzzer said:\n{}", found.join("\n")),
    ))
}

/// The targets' names, from their files.
fn targets() -> Result<Vec<String>, Stop> {
    let folder = root().join(PLACE).join("fuzz_targets");
    let entries = fs::read_dir(&folder)
        .map_err(|e| Stop::new(format!("{} could not be read: {e}", folder.display()), ""))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.push(COMMANDS.to_owned());
    names.sort();
    Ok(names)
}

/// Every command of the window with made-up arguments; says itself how many.
fn commands(seconds: u32) -> Result<(), Stop> {
    // The programs that a counter starts; the window is not among them.
    run(cargo().args([
        "build",
        "--quiet",
        "-p",
        "token",
        "-p",
        "counterfoil-reader",
        "--bins",
    ]))?;
    let mut bench = house::bench_of_tests(COMMANDS);
    run(bench.args(["--seconds", &seconds.to_string()]))
}

/// A target by the reader's own tests: made-up bytes without a sanitizer and without coverage, on the compiler that is
/// there. Another start each day.
fn without_tools(target: &str, seconds: u32) -> Result<(), Stop> {
    let day = std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs() / 86_400);
    let mut tests = cargo();
    tests.args(["test", "--quiet", "-p", "counterfoil-reader", "--test", "it"]);
    tests.args(["--", "--exact", "fuzzed::as_long_as_is_asked_for", "--nocapture"]);
    tests.env("COUNTERFOIL_FUZZ_SECONDS", seconds.to_string());
    tests.env("COUNTERFOIL_FUZZ_TARGET", target);
    tests.env("COUNTERFOIL_FUZZ_SEED", day.to_string());
    run(&mut tests)
}

/// Which targets, and how many seconds each.
fn asked(args: &[String], known: &[String]) -> Result<(Vec<String>, u32), Stop> {
    let (mut wanted, mut seconds) = (Vec::new(), SECONDS);
    let mut words = args.iter();
    while let Some(word) = words.next() {
        if word == "--seconds" {
            let number = words.next().and_then(|n| n.parse().ok());
            seconds = number.ok_or_else(|| Stop::new("--seconds wants a whole number", ""))?;
        } else if known.contains(word) {
            wanted.push(word.clone());
        } else {
            let there_are = format!("There are: {}", known.join(", "));
            return Err(Stop::new(format!("there is no fuzz target `{word}`"), there_are));
        }
    }
    if wanted.is_empty() {
        wanted = known.to_vec();
    }
    Ok((wanted, seconds))
}

/// cargo-fuzz: the one that is there, or our own.
fn cargo_fuzz() -> Result<PathBuf, Stop> {
    if is_there("cargo-fuzz") {
        return Ok("cargo-fuzz".into());
    }
    let tools = workshop("tools");
    let ours = tools.join("bin/cargo-fuzz");
    if !ours.is_file() {
        let install = ["install", "--quiet", "--locked", "cargo-fuzz", "--root"];
        run(cargo().args(install).arg(&tools))?;
    }
    Ok(ours)
}

/// A program under a compiler that has the sanitizer; the cargo that called us must not be asked instead.
fn with_sanitizer(program: &Path) -> Command {
    let nightly = answer("rustup", &["run", TOOLCHAIN, "rustc", "--version"]).is_some();
    let mut with = match nightly {
        true => command("rustup"),
        false => command(program),
    };
    with.env_remove("CARGO").env_remove("CARGO_TARGET_DIR");
    match nightly {
        true => with.args(["run", TOOLCHAIN]).arg(program),
        false => with.env("RUSTC_BOOTSTRAP", "1"),
    };
    with
}

/// Builds and runs one target from its seeds; answers the file with everything libFuzzer said.
fn one(tool: &Path, target: &str, seconds: u32) -> Result<PathBuf, Stop> {
    let place = workshop("fuzz");
    let (corpus, log) = (
        place.join("corpus").join(target),
        place.join(format!("{target}.log")),
    );
    let no_file = |e| Stop::new(format!("{} could not be written: {e}", log.display()), "");
    fs::create_dir_all(&corpus).map_err(no_file)?;
    let file = File::create(&log).map_err(no_file)?;
    let mut command = with_sanitizer(tool);
    command.args(["fuzz", "run", "--fuzz-dir", PLACE, "--target-dir"]);
    command.arg(&place).arg(target).arg(&corpus);
    command.arg(root().join(PLACE).join("seeds").join(target));
    command.args(["--", "-print_final_stats=1", "-verbosity=1"]);
    command.args(BOUNDS).arg(format!("-max_total_time={seconds}"));
    // A finding ends libFuzzer with an error: it stands in the log, and the next target has its turn all the same.
    command
        .stdout(Stdio::null())
        .stderr(Stdio::from(file))
        .status()
        .map_err(|e| Stop::new(format!("cargo-fuzz could not be started: {e}"), ""))?;
    Ok(log)
}

/// One of libFuzzer's last counts.
fn stat(said: &str, name: &str) -> Option<String> {
    let line = said
        .lines()
        .find_map(|l| l.strip_prefix("stat::")?.strip_prefix(name))?;
    Some(line.trim_start_matches(':').trim().to_owned())
}
