//! The command line's answers and one walkthrough, each in a process of its own.

use std::fs;
use std::time::{Duration, Instant};

use crate::shell::{Stop, cargo, command, run, run_quietly, workshop};

/// What is measured, how often, and the time it may take.
const MEASURES: &[(&str, &[&str], u32, Duration)] = &[
    (
        "check one number",
        &["check", "uscc", "914403001922038216", "--json"],
        20,
        Duration::from_millis(50),
    ),
    (
        "fee of one case",
        &[
            "fee",
            "--project",
            "netca-gd-ylbx",
            "--business",
            "new",
            "--kind",
            "org",
            "--years",
            "3",
            "--json",
        ],
        20,
        Duration::from_millis(200),
    ),
    (
        "lay out one form",
        &[
            "form",
            "render",
            "--project",
            "netca-gd-ylbx",
            "--form",
            "f-ylbx-1",
            "--blank",
            "--out",
            "form.pdf",
        ],
        5,
        Duration::from_secs(2),
    ),
    (
        "one whole walkthrough",
        &[
            "walkthrough",
            "--project",
            "netca-gd-ylbx",
            "--out",
            "walkthrough",
        ],
        1,
        Duration::from_secs(60),
    ),
];

/// Prints the median of each measure; fails when one is past its budget.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    run(cargo()
        .args(["build", "--release", "--quiet", "-p", "counterctl"])
        .args(args))?;
    let counterctl = workshop("release/counterctl");
    let place = workshop("bench");
    let mut past = Vec::new();
    for (name, args, times, budget) in MEASURES {
        let mut took = Vec::new();
        for _ in 0..*times {
            let _ = fs::remove_dir_all(&place);
            fs::create_dir_all(&place)
                .map_err(|e| Stop::new(format!("{} could not be made: {e}", place.display()), ""))?;
            let start = Instant::now();
            run_quietly(command(&counterctl).args(*args).current_dir(&place))?;
            took.push(start.elapsed());
        }
        took.sort();
        let median = took.get(took.len() / 2).copied().unwrap_or_default();
        println!(
            "{name:24} {:8.1} ms   budget {:6} ms",
            median.as_secs_f64() * 1e3,
            budget.as_millis()
        );
        if median > *budget {
            past.push(*name);
        }
    }
    if past.is_empty() {
        Ok(())
    } else {
        Err(Stop::new(format!("past the budget: {}", past.join(", ")), ""))
    }
}
