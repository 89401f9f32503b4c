//! `queue …`: the numbers that people draw, and calling them to this window.

use std::path::PathBuf;

use clap::Subcommand;
use desk::api::{CallBack, Nothing, Queue as Numbers};

use super::who::As;
use crate::output::{Answer, Outcome};

/// Numbers.
#[derive(Subcommand)]
pub enum Queue {
    /// How many wait, what the windows have called, who did not come.
    List {
        #[command(flatten)]
        who: As,
    },
    /// Draw the next number.
    Draw {
        #[command(flatten)]
        who: As,
    },
    /// Call the next number to this window.
    Next {
        #[command(flatten)]
        who: As,
    },
    /// Call a number again that this window has called, or whose people did not come.
    Again {
        #[command(flatten)]
        who: As,
        /// The number.
        number: u32,
    },
    /// Whoever has the number that this window called did not come.
    Missed {
        #[command(flatten)]
        who: As,
    },
}

impl Queue {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who } => told(&who.desk(forms)?.commands().queue(Nothing {})?),
            Self::Draw { who } => {
                let drawn = who.desk(forms)?.commands().draw_number(Nothing {})?;
                Ok(Answer::new(
                    &drawn,
                    format!("{:03} 号，前面等 {} 位", drawn.number, drawn.before),
                ))
            }
            Self::Next { who } => told(&who.desk(forms)?.commands().call_next(Nothing {})?),
            Self::Again { who, number } => {
                let number = *number;
                told(&who.desk(forms)?.commands().call_back(CallBack { number })?)
            }
            Self::Missed { who } => told(&who.desk(forms)?.commands().pass_over(Nothing {})?),
        }
    }
}

fn told(queue: &Numbers) -> Outcome {
    let called = queue
        .called
        .iter()
        .map(|one| format!("请 {:03} 号到 {}", one.number, one.window));
    let missed = (!queue.missed.is_empty()).then(|| {
        let numbers: Vec<String> = queue.missed.iter().map(|number| format!("{number:03}")).collect();
        format!("过号：{}", numbers.join("、"))
    });
    let lines: Vec<String> = std::iter::once(format!("等候 {} 位", queue.waiting))
        .chain(called)
        .chain(missed)
        .collect();
    Ok(Answer::new(queue, lines.join("\n")))
}
