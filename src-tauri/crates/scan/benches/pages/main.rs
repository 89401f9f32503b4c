//! The marks of the page reader, measured on captured forms and printed as a table.
//!
//! `cargo bench -p scan --bench pages -- SHEETS [tuning] [talk] [N] [PART[/ROW]]`: report seeds unless `tuning` is
//! said, N pages a row in place of the full numbers, one part in place of all (`found`, `lines`, `cornerless`, `speed`,
//! `commands`), and of it the rows that begin so (`found/camera`); with `talk` each page that missed is told. Run by
//! `cargo xtask bench scan`, which fills the folder SHEETS. `peak FILE` reads one file the way the desk does and prints the memory it
//! took.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod clock;
mod commands;
mod cornerless;
mod found;
mod lines;
mod sheets;
mod speed;

use std::path::PathBuf;

/// What is asked for on the command line.
pub struct Run {
    /// The folder of sheets, which is worked in, too.
    folder: PathBuf,
    /// Prints the pages that missed.
    talk: bool,
    first_seed: u64,
    count: Option<u64>,
    /// How the names of the rows begin that are measured.
    rows: String,
}

impl Run {
    /// The seeds of a row whose full number is `full`.
    fn seeds(&self, full: u64) -> std::ops::Range<u64> {
        self.first_seed..self.first_seed + self.count.unwrap_or(full)
    }
}

/// First seed of the range that thresholds were chosen on.
const TUNING: u64 = 0;
/// First seed of the range that is reported and was never looked at page by page.
const REPORT: u64 = 1_000_000;

fn main() {
    let mut args = std::env::args().skip(1).filter(|a| a != "--bench");
    let first = args.next().expect("the folder of sheets");
    if first == "peak" {
        return speed::peak(&PathBuf::from(args.next().expect("a file")));
    }
    let mut run = Run {
        folder: PathBuf::from(first),
        talk: false,
        first_seed: REPORT,
        count: None,
        rows: String::new(),
    };
    let mut only = None;
    for arg in args {
        match arg.as_str() {
            "tuning" => run.first_seed = TUNING,
            "talk" => run.talk = true,
            number if number.parse::<u64>().is_ok() => run.count = number.parse().ok(),
            _ => only = Some(arg),
        }
    }
    let sheets = sheets::load(&run.folder);
    if let Some((part, rows)) = only.as_deref().and_then(|o| o.split_once('/')) {
        run.rows = rows.to_owned();
        only = Some(part.to_owned());
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|o| o == part);
    println!("{} forms' pages, seeds from {}", sheets.len(), run.first_seed);
    if wanted("found") {
        found::table(&run, &sheets);
    }
    if wanted("lines") {
        lines::table(&run, &sheets);
    }
    if wanted("cornerless") {
        cornerless::table(&run, &sheets);
    }
    if wanted("speed") {
        speed::table(&run, &sheets);
    }
    if wanted("commands") {
        commands::table(&run);
    }
}

/// The value below which 95 of 100 lie.
fn p95(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
        .get((values.len().max(1) - 1) * 95 / 100)
        .copied()
        .unwrap_or(f64::NAN)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// 99.5 % of 400.
fn share(hits: usize, of: usize) -> String {
    format!("{:.1} % of {of}", hits as f64 * 100.0 / of.max(1) as f64)
}
