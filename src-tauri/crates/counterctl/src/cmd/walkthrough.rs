//! `walkthrough`: the whole journey without a window.

use std::path::PathBuf;

use ::case::{BusinessType, CertKind, Channel};
use clap::Args;
use desk::counter::places::Places;
use practice::guest::Wish;
use practice::walkthrough::{Order, walk};

use crate::output::{Answer, Outcome};

/// Walk one made-up case from intake to hand-over.
#[derive(Args)]
pub struct Walkthrough {
    /// Project id.
    #[arg(long)]
    project: String,
    /// Certificate kind; the project's first when left out.
    #[arg(long)]
    kind: Option<CertKind>,
    /// Business type; a first certificate when left out.
    #[arg(long)]
    business: Option<BusinessType>,
    /// Channel; the counter where it is offered, when left out.
    #[arg(long)]
    channel: Option<Channel>,
    /// Where every paper is left.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where the practice token's files stay.
    #[arg(long, value_name = "DIR")]
    keep_token: Option<PathBuf>,
    /// Walk it in a hall: the practice counter moves into the empty hall of this ticket first.
    #[arg(long, value_name = "DIR")]
    ticket: Option<PathBuf>,
}

impl Walkthrough {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let left = walk(Order {
            wish: Wish {
                project: self.project.clone(),
                kind: self.kind,
                business: self.business,
                channel: self.channel,
            },
            out: self.out.clone(),
            keep_token: self.keep_token.clone(),
            ticket: self.ticket.clone(),
            places: Places::find(forms)?,
            worker: token::WorkerCommand::this_program(Vec::new())?,
        })?;
        let mut words: Vec<String> = left.steps.iter().map(|s| format!("✓ {s}")).collect();
        words.push(format!(
            "\n受理件 {} 的全部纸件在 {}：",
            left.number,
            self.out.display()
        ));
        words.extend(left.files.iter().map(|f| format!("  {f}")));
        if !left.pin.is_empty() {
            words.push(format!(
                "练习 UKey 在 {}，PIN {}（仅供练习）",
                left.token, left.pin
            ));
        }
        Ok(Answer::new(&left, words.join("\n")))
    }
}
