//! `token-readers`: what the card readers hold, a line for each reader, and again after every change, until it is
//! ended.
//!
//! For the one who looks after a counter whose cards are not seen, and for the tests of plugging in and pulling out.
//! Never here: a word to a card.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// How long one wait for a change lasts before it is begun anew.
const PATIENCE: Duration = Duration::from_secs(3600);

fn main() -> ExitCode {
    loop {
        let seen = match token::readers() {
            Ok(seen) => seen,
            Err(error) => return told(&error),
        };
        if show(&seen).is_err() {
            // Nobody reads any more.
            return ExitCode::SUCCESS;
        }
        loop {
            match token::wait_for_change(&seen, PATIENCE) {
                Ok(true) => break,
                Ok(false) => {}
                Err(error) => return told(&error),
            }
        }
    }
}

fn told(error: &token::ReaderError) -> ExitCode {
    eprintln!("{}: {error}\n{}", error.code(), error.remedy());
    ExitCode::FAILURE
}

/// One line for all readers, so that a reader of lines sees one state at a time.
fn show(seen: &[token::Reader]) -> std::io::Result<()> {
    let words: Vec<String> = seen
        .iter()
        .map(|reader| {
            let atr: String = reader.atr.iter().map(|byte| format!("{byte:02X}")).collect();
            let card = if reader.card { atr.as_str() } else { "empty" };
            format!("{}: {card}", reader.name)
        })
        .collect();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", words.join("; "))?;
    out.flush()
}
