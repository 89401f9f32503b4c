//! `token-overhead FOLDER [ROUNDS]`: what the driver and its worker process cost on top of the module's own calls, on a SoftHSM2
//! token made in the folder. `cargo xtask bench token` runs it in a release build.
//!
//! Prints the lower quartile of each piece of work done three ways and fails when the worker costs more than its budget. Never
//! shipped: it needs the feature `double`.

mod measure;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// How often each piece of work is done each way.
const ROUNDS: usize = 200;
/// What the driver in its worker process may cost on top of the bare calls, as a part of them.
const BUDGET: f64 = 0.05;

type Failed = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    if token::serve_if_asked() {
        return ExitCode::SUCCESS;
    }
    let mut words = std::env::args_os().skip(1);
    let Some(folder) = words.next().map(PathBuf::from) else {
        eprintln!("token-overhead FOLDER [ROUNDS]");
        return ExitCode::from(2);
    };
    if let Some(log) = std::env::var_os("PKCS11SPY_OUTPUT") {
        return match count(&folder, Path::new(&log)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("token-overhead: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let rounds = words.next().and_then(|word| word.to_str()?.parse().ok());
    match compare(&folder, rounds.unwrap_or(ROUNDS)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("token-overhead: {error}");
            ExitCode::FAILURE
        }
    }
}

/// OpenSC's module that writes down each call and hands it on.
const SPY: &str = "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so";

/// Prints how many calls into the module each piece of work makes.
fn count(folder: &Path, log: &Path) -> Result<(), Failed> {
    token::softhsm::prepare(folder)?;
    for (work, bare, driver) in measure::calls(Path::new(SPY), log)? {
        println!("{work:28} {bare} calls bare, {driver} through the driver");
    }
    Ok(())
}

fn compare(folder: &Path, rounds: usize) -> Result<ExitCode, Failed> {
    let env = token::softhsm::prepare(folder)?;
    // SoftHSM2 reads its place from the environment, once: the bare calls need a process that was born with it.
    let is_at_home = env
        .iter()
        .all(|(name, value)| std::env::var(name).is_ok_and(|held| held == *value));
    if !is_at_home {
        let again = |folder: &Path| -> Result<Command, Failed> {
            let mut again = Command::new(std::env::current_exe()?);
            again
                .arg(folder)
                .arg(rounds.to_string())
                .envs(token::softhsm::prepare(folder)?);
            Ok(again)
        };
        let status = again(folder)?.status()?;
        if Path::new(SPY).is_file() {
            let counted = folder.join("counted");
            again(&counted)?
                .env("PKCS11SPY", token::softhsm::module().path)
                .env("PKCS11SPY_OUTPUT", counted.join("calls.log"))
                .status()?;
        }
        return Ok(if status.success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    println!(
        "{:28} {:>10} {:>19} {:>19}",
        "", "bare", "driver", "in its worker"
    );
    let mut past = false;
    for line in measure::all(rounds)? {
        let more = |way: f64| (way / line.bare - 1.0) * 100.0;
        println!(
            "{:28} {:7.3} ms {:7.3} ms {:+6.1} % {:7.3} ms {:+6.1} %",
            line.work,
            line.bare * 1e3,
            line.driver * 1e3,
            more(line.driver),
            line.worker * 1e3,
            more(line.worker)
        );
        past |= line.worker > line.bare * (1.0 + BUDGET);
    }
    if past {
        println!("past the budget of {:.0} %", BUDGET * 100.0);
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
