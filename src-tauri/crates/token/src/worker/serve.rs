//! The worker's side: open one module, answer questions until the program goes away.
//!
//! Never here: a decision. A question that cannot be read is answered with an error, never with a guess.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::opening::open;
use super::pipes::Questions;
use super::process;
use super::walls::{TELL, Walls};
use super::wire::{Answer, Ask, Lines, MARK, Question};

use crate::error::TokenError;
use crate::vocabulary::{Driver, Said};

/// How long a module may take to close once the program is gone.
const LAST_GRACE: Duration = Duration::from_secs(2);

/// The first line of every `main`: when the program was started as a worker, serves until the program that started it
/// goes away, and says so with `true` — then `main` returns.
pub fn serve_if_asked() -> bool {
    let asked = std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == super::command::WORKER_ARGUMENT);
    if asked {
        serve();
    }
    asked
}

/// Serves on stdin and stdout until stdin ends. Takes the whole process: it ends it by force when a module hangs after
/// the program is gone.
pub fn serve() {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    // Before there is a second thread, and before a module is loaded.
    let held = Walls::of_arguments(arguments.iter().cloned()).shut();
    process::keep_secrets_in_memory();
    if arguments.iter().any(|argument| argument == TELL) {
        // Nobody listens any more: then nothing is told.
        let _ = serde_json::to_writer(io::stdout(), &held);
        return;
    }
    let (Ok(questions), Ok(watched)) = (Questions::of_stdin(), Questions::of_stdin()) else {
        return;
    };
    thread::spawn(move || {
        if watched.wait_for_end().is_ok() {
            // The program is gone. The main thread ends the process as soon as it is free; a module that hangs is not
            // waited for, so that no orphan sits on the key.
            thread::sleep(LAST_GRACE);
            std::process::abort();
        }
    });
    let mut driver: Option<Box<dyn Driver>> = None;
    let mut lines = Lines::new(questions);
    while let Ok(Some(line)) = lines.next() {
        let answer = answer(&mut driver, &line);
        drop(line);
        if say(&answer).is_err() {
            return;
        }
    }
}

fn answer(driver: &mut Option<Box<dyn Driver>>, line: &Zeroizing<Vec<u8>>) -> Answer {
    let garbled = || TokenError::WorkerGarbled {
        step: "读取指令".to_owned(),
    };
    match serde_json::from_slice::<Question>(line) {
        // The parser's own message could quote the line, and the line may hold a PIN.
        Err(_) => Answer {
            id: 0,
            said: Err(garbled()),
        },
        Ok(Question {
            id,
            ask: Ask::Open { name, path, profiles },
        }) => {
            let said = open(&name, &path, profiles).map(|opened| {
                *driver = Some(opened);
                Said::Done(())
            });
            Answer { id, said }
        }
        Ok(Question { id, ask: Ask::Op(op) }) => {
            let said = match driver {
                Some(driver) => driver.perform(op),
                None => Err(garbled()),
            };
            Answer { id, said }
        }
    }
}

/// One line, with a line break before it that ends whatever the module may have printed.
fn say(answer: &Answer) -> io::Result<()> {
    let mut line = vec![b'\n'];
    line.extend_from_slice(MARK);
    serde_json::to_writer(&mut line, answer)?;
    line.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&line)?;
    out.flush()
}
