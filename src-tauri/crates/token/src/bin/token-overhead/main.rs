//! `token-overhead FOLDER MODULE [ROUNDS]`: what the driver and its worker process cost on top of the module's own
//! calls, on a SoftHSM2 token made in the folder. MODULE is the tests' timed module, which adds up those calls.
//! `cargo xtask bench token` runs it in a release build.
//!
//! Prints the lower quartile of each piece of work done both ways, and fails when a key's whole life through the
//! worker costs more than its budget. Never shipped: it needs the feature `double`.

mod measure;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use self::measure::{CALLS, Failed, Line, Took};

/// How often each short piece of work is done each way.
const ROUNDS: usize = 200;
/// What the driver in its worker process may cost on top of the module's own calls over a key's whole life, as a part
/// of them.
const BUDGET: f64 = 0.05;

fn main() -> ExitCode {
    if token::serve_if_asked() {
        return ExitCode::SUCCESS;
    }
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let [folder, module, rounds @ ..] = words.as_slice() else {
        eprintln!("token-overhead FOLDER MODULE [ROUNDS]");
        return ExitCode::from(2);
    };
    let rounds = rounds.first().and_then(|word| word.to_str()?.parse().ok());
    match compare(Path::new(folder), PathBuf::from(module), rounds.unwrap_or(ROUNDS)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("token-overhead: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compare(folder: &Path, module: PathBuf, rounds: usize) -> Result<ExitCode, Failed> {
    let mut env = token::softhsm::prepare(folder)?;
    let calls = folder.join("calls");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    env.push(("TIMED_MODULE".to_owned(), text(&token::softhsm::module().path)));
    env.push((CALLS.to_owned(), text(&calls)));
    // Modules read their environment once, when they are loaded: the driver in this process needs one that was born
    // with it.
    let is_at_home = env
        .iter()
        .all(|(name, value)| std::env::var(name).is_ok_and(|held| held == *value));
    if !is_at_home {
        let mut again = Command::new(std::env::current_exe()?);
        let status = again
            .arg(folder)
            .arg(module)
            .arg(rounds.to_string())
            .envs(env)
            .status()?;
        return Ok(if status.success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    let lines = measure::all(module, &calls, rounds)?;
    println!(
        "{:28} {:>5}  {:>21}  {:>30}",
        "", "calls", "driver in this process", "driver in its worker"
    );
    for line in &lines {
        let (driver, worker) = (figures(&line.driver), figures(&line.worker));
        println!("{:28} {:5}  {driver}  {worker}", line.work, line.worker.calls);
    }
    let past = |line: &Line| line.is_whole_life && line.worker.overhead() > BUDGET;
    if lines.iter().any(past) {
        println!(
            "past the budget of {:.0} % over a key's whole life",
            BUDGET * 100.0
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// The module's own calls, and what came on top of them.
fn figures(took: &Took) -> String {
    format!(
        "{:8.3} ms {:+5.1} %",
        took.inside.as_secs_f64() * 1e3,
        took.overhead() * 100.0
    )
}
