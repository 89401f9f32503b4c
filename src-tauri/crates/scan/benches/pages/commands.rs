//! What the desk's steps cost through the command line, every process from its start to its end: a stamped page of
//! twelve frames found, its frames cut, and nine of them judged; beside the usual OpenCV-Python pipeline on the same
//! file in the same run.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{Run, clock, speed};

/// Runs of each command; the kernel counts in hundredths of a second, so their sum is what is measured.
const ROUNDS: usize = 20;

/// Prints the rows of the page that a walk through a case left in the folder.
pub fn table(run: &Run) {
    let Some(page) = stamped_page(&run.folder.join("walk")) else {
        println!("through the command line: no walked page in the folder");
        return;
    };
    let counterctl = std::env::current_exe()
        .ok()
        .and_then(|bench| Some(bench.parent()?.parent()?.join("counterctl")))
        .expect("the command line beside the benchmarks");
    let cuts = run.folder.join("cuts");
    let mut find = Command::new(&counterctl);
    find.args(["scan", "read", "--json"]).arg(&page);
    let mut cut = Command::new(&counterctl);
    cut.args(["scan", "read", "--json", "--out"])
        .arg(&cuts)
        .arg(&page);
    let mut rival = speed::pipeline(&page, 1);
    // In turn, so that all of them meet the machine in the same state.
    let (mut found, mut taken, mut rivals) = (0.0, 0.0, Some(0.0));
    let mut answer = String::new();
    for _ in 0..ROUNDS {
        found += clock::run(&mut find).expect("the command line").1;
        let (printed, ms) = clock::run(&mut cut).expect("the command line");
        (answer, taken) = (printed, taken + ms);
        rivals = rivals
            .zip(clock::run(&mut rival).filter(|(said, _)| !said.is_empty()))
            .map(|(sum, (_, ms))| sum + ms);
    }
    let mean = |sum: f64| sum / ROUNDS as f64;
    let times = rivals.map_or("not installed".to_owned(), |sum| {
        format!("OpenCV-Python {:.0} ms: {:.1} times", mean(sum), sum / found)
    });
    println!(
        "scan read, found: {:.0} ms (mark 100); {times} (mark 8)",
        mean(found)
    );
    println!(
        "scan read --out, page straightened and all frames cut: {:.0} ms",
        mean(taken)
    );
    let answer: Value = serde_json::from_str(&answer).expect("an answer in JSON");
    let frames = answer["pages"][0]["frames"].as_array().expect("the frames' list");
    let mut all = 0.0;
    for kind in [
        ("seal.org", "org-seal"),
        ("seal.legal", "legal-rep-seal"),
        ("sign", "signature"),
    ] {
        let of_kind = frames.iter().filter(|f| name(f).starts_with(kind.0)).take(3);
        let spent: Vec<f64> = of_kind.map(|frame| judged(&counterctl, frame, kind.1)).collect();
        let each = spent.iter().sum::<f64>() / spent.len().max(1) as f64;
        println!("seal read, {}: {each:.0} ms (mark 100)", kind.1);
        all += spent.iter().sum::<f64>();
    }
    println!("nine frames judged, a process each: {all:.0} ms");
}

/// The scan of the sheet with frames for samples.
fn stamped_page(walk: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(walk).ok()?.flatten();
    let is_page = |name: &str| name.starts_with("scan-") && name.ends_with("-f-ln-2-1.jpg");
    files
        .map(|file| file.path())
        .find(|path| path.file_name().and_then(|n| n.to_str()).is_some_and(is_page))
}

fn name(frame: &Value) -> &str {
    frame["name"].as_str().unwrap_or_default()
}

/// Processor milliseconds of judging one cut frame.
fn judged(counterctl: &Path, frame: &Value, kind: &str) -> f64 {
    let [w, h] = [0, 1].map(|at| frame["mm"][at].as_f64().expect("a size in mm"));
    let mut judge = Command::new(counterctl);
    judge
        .args(["seal", "read", "--json", "--margin", "3", "--kind", kind, "--mm"])
        .arg(format!("{w},{h}"))
        .arg(frame["file"].as_str().expect("a file"));
    let spent: f64 = (0..ROUNDS)
        .map(|_| clock::run(&mut judge).expect("the command line").1)
        .sum();
    spent / ROUNDS as f64
}
