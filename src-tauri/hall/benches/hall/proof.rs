//! What a window's books hold at the end, and whether they hold together: a process for each window.

use std::fmt::Write as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::counter::{self, MEMO};

/// `--as-proof FOLDER OUT`: follows the hall to its end, verifies everything, and writes down what is there.
pub fn prove(args: &[String]) {
    let [folder, out] = args else {
        panic!("a proof wants a folder and a file: {args:?}")
    };
    let (store, _) = counter::open(Path::new(folder));
    let mut text = String::new();
    let cases = loop {
        let cases = store.read(|tx| tx.cases_in(&[], u32::MAX)).unwrap();
        match store.only_reads() {
            None => break cases,
            Some(_) => thread::sleep(Duration::from_millis(500)),
        }
    };
    let report = store.verify().unwrap();
    for problem in &report.problems {
        writeln!(text, "problem\t{}\t{}", problem.code, problem.words).unwrap();
    }
    writeln!(text, "counts\t{}\t{}", report.audit_rows, report.attachments).unwrap();
    let head = store.head().unwrap().map(|head| head.to_string());
    writeln!(text, "head\t{}", head.unwrap_or_default()).unwrap();
    for case in &cases {
        let field = |name: &str| case.content.fields.get(name).cloned().unwrap_or_default();
        writeln!(
            text,
            "case\t{}\t{}\t{:?}\t{}\t{}\t{}\t{}",
            case.id.0,
            case.number,
            case.state,
            case.revision,
            field("unit_name"),
            field(MEMO),
            case.content_hash,
        )
        .unwrap();
    }
    std::fs::write(out, text).unwrap();
}
