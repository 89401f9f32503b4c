//! What a command prints: words for people, JSON for programs, an exit code for both.

use std::io::Write as _;

use serde::Serialize;
use serde_json::Value;

use desk::api::Refusal;

/// Done.
pub const DONE: u8 = 0;
/// Refused, with findings.
pub const REFUSED: u8 = 1;
/// Wrong usage.
pub const WRONG_USAGE: u8 = 2;
/// A part is missing; the remedy says which.
pub const PART_MISSING: u8 = 3;

/// The answer of a command.
pub struct Answer {
    /// For `--json`.
    pub json: Value,
    /// For people.
    pub words: String,
    /// Exit code.
    pub exit: u8,
}

/// What every command returns.
pub type Outcome = Result<Answer, Refusal>;

impl Answer {
    /// Done, with words and the same as JSON.
    pub fn new(json: &impl Serialize, words: impl Into<String>) -> Self {
        Self {
            json: serde_json::to_value(json).unwrap_or(Value::Null),
            words: words.into(),
            exit: DONE,
        }
    }

    /// The same, refused.
    pub fn refused(mut self) -> Self {
        self.exit = REFUSED;
        self
    }
}

/// Says something to whoever still listens: a reader that has seen enough (`| head`) is no fault.
fn say(words: &str) {
    let _ = writeln!(std::io::stdout(), "{words}");
}

/// Prints an outcome and gives its exit code.
pub fn print(outcome: Outcome, json: bool) -> u8 {
    match outcome {
        Ok(answer) => {
            if json {
                say(&format!("{:#}", answer.json));
            } else if !answer.words.is_empty() {
                say(answer.words.trim_end());
            }
            answer.exit
        }
        Err(refusal) => {
            if json {
                let value = serde_json::json!({ "verdict": "refuse", "error": refusal });
                say(&format!("{value:#}"));
            } else {
                eprintln!("{refusal}");
                for finding in &refusal.findings {
                    eprintln!("  · {}；{}", finding.message, finding.remedy);
                }
            }
            match refusal.code.as_str() {
                "part-missing" | "module-missing" | "data-missing" | "reader-unavailable" => PART_MISSING,
                "story-malformed" => WRONG_USAGE,
                _ => REFUSED,
            }
        }
    }
}
