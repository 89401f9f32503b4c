//! `cargo xtask bench [NAME] [ARGS]`: measures what has a budget or a mark, in release builds.
//!
//! One file a benchmark; without a name those with a budget run, one after the other. `--setup` installs other
//! people's programs that ours are held against, and nothing else does.

mod forms;
mod hall;
mod peers;
mod program;
mod scan;
mod seal;
mod store;
mod token;
mod window;

use crate::shell::Stop;

/// A benchmark: gets what stood behind its name.
type Bench = fn(&[String]) -> Result<(), Stop>;

/// The benchmarks by their names.
const BENCHES: &[(&str, Bench)] = &[
    ("program", program::bench),
    ("forms", forms::bench),
    ("hall", hall::bench),
    ("scan", scan::bench),
    ("seal", seal::bench),
    ("store", store::bench),
    ("token", token::bench),
    ("window", window::bench),
];
/// Those with a budget, which end in minutes.
const USUAL: &[Bench] = &[program::bench, forms::bench];

/// Runs the named benchmark, or the usual ones.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    let Some((name, rest)) = args.split_first() else {
        return usual();
    };
    if name == "--setup" {
        return peers::set_up();
    }
    match BENCHES.iter().find(|(known, _)| known == name) {
        Some((_, bench)) => bench(rest),
        None => {
            let known: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
            Err(Stop::new(
                format!("there is no benchmark `{name}`"),
                format!(
                    "There are: {}; or --setup for the programs ours are held against.",
                    known.join(", ")
                ),
            ))
        }
    }
}

/// The usual benchmarks, the rest even when one misses its mark.
fn usual() -> Result<(), Stop> {
    let missed: Vec<String> = USUAL
        .iter()
        .filter_map(|bench| bench(&[]).err())
        .map(|stop| stop.to_string())
        .collect();
    if missed.is_empty() {
        Ok(())
    } else {
        Err(Stop::new(missed.join("\n"), ""))
    }
}
