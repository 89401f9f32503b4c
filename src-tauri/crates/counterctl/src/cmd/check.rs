//! `counterctl check KIND VALUE`: a number checked, with its verdict.

use identifiers::{Kind, Verdict};
use serde_json::json;

use crate::output::{Answer, Outcome};

/// Exit 0 for ok and warn, 1 for refuse; an unknown kind is wrong usage (clap's exit 2).
pub fn run(kind: Kind, value: &str) -> Outcome {
    let checked = identifiers::check(kind, value, chrono::Local::now().date_naive());
    let verdict = match checked.verdict {
        Verdict::Ok => "ok",
        Verdict::Warn => "warn",
        Verdict::Refuse => "refuse",
    };
    let json = json!({
        "kind": kind.word(),
        "value": checked.normal,
        "verdict": verdict,
        "findings": checked.findings,
        "facts": checked.facts,
    });
    let words = if checked.findings.is_empty() {
        format!("{}：无误", kind.chinese())
    } else {
        let lines = checked
            .findings
            .iter()
            .map(|f| format!("{}：{}。{}", kind.chinese(), f.message, f.remedy));
        lines.collect::<Vec<_>>().join("\n")
    };
    let answer = Answer::new(&json, words);
    Ok(if checked.verdict == Verdict::Refuse {
        answer.refused()
    } else {
        answer
    })
}
