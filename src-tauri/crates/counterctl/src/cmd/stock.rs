//! `stock …`: the register of blank keys, kept by the key clerk. A key goes out of it by being made for a case; no
//! command of its own takes it out.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use desk::api::{
    Beside, Nothing, Refusal, Stock as Register, StockClose, StockCounts, StockFate, StockIn, StockMark,
};

use super::who::As;
use crate::output::{Answer, Outcome};
use crate::secret;

/// The key that becomes something else, and why.
#[derive(Args)]
pub struct Marked {
    /// Serial number of the key.
    serial: String,
    /// Why.
    #[arg(long)]
    reason: String,
}

/// The stock of blank keys.
#[derive(Subcommand)]
pub enum Stock {
    /// The boxes with what is left in them, today's moves, the last count.
    List {
        #[command(flatten)]
        who: As,
    },
    /// Take a box of blank keys in.
    In {
        #[command(flatten)]
        who: As,
        /// Number of the box.
        #[arg(long = "box", value_name = "NO")]
        box_no: String,
        /// The model in it.
        #[arg(long, default_value = "")]
        model: String,
        /// Serial numbers, one by one or as a run `first-last`.
        #[arg(required = true)]
        serials: Vec<String>,
    },
    /// A key is damaged.
    Damaged {
        #[command(flatten)]
        who: As,
        #[command(flatten)]
        key: Marked,
    },
    /// A damaged key is destroyed; a reviewer stands beside, whose password is asked after one's own.
    Destroyed {
        #[command(flatten)]
        who: As,
        #[command(flatten)]
        key: Marked,
        /// Login of the reviewer beside.
        #[arg(long)]
        beside: String,
    },
    /// A key goes back into its box.
    Back {
        #[command(flatten)]
        who: As,
        #[command(flatten)]
        key: Marked,
    },
    /// Count the stock at the end of the day.
    Count {
        #[command(flatten)]
        who: As,
        /// Blank keys that lie in the boxes.
        counted: u32,
        /// Keys that were handed in and lie here.
        #[arg(long)]
        returned: Option<u32>,
    },
}

impl Stock {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who } => answer(&who.desk(forms)?.commands().stock(Nothing {})?),
            Self::In {
                who,
                box_no,
                model,
                serials,
            } => {
                let args = StockIn {
                    box_no: box_no.clone(),
                    model: model.clone(),
                    serials: serials.join(" "),
                };
                answer(&who.desk(forms)?.commands().stock_in(args)?)
            }
            Self::Damaged { who, key } => mark(who, key, StockFate::Damaged, forms),
            Self::Back { who, key } => mark(who, key, StockFate::In, forms),
            Self::Destroyed { who, key, beside } => answer(&destroy(who, key, beside, forms)?),
            Self::Count {
                who,
                counted,
                returned,
            } => {
                let args = StockClose {
                    counted: *counted,
                    returned: *returned,
                };
                answer(&who.desk(forms)?.commands().stock_close(args)?)
            }
        }
    }
}

impl Marked {
    fn becomes(&self, state: StockFate, beside: Option<Beside>) -> StockMark {
        StockMark {
            serial: self.serial.clone(),
            state,
            reason: self.reason.clone(),
            beside,
        }
    }
}

fn mark(who: &As, key: &Marked, state: StockFate, forms: &[PathBuf]) -> Outcome {
    let args = key.becomes(state, None);
    answer(&who.desk(forms)?.commands().stock_mark(args)?)
}

fn destroy(who: &As, key: &Marked, beside: &str, forms: &[PathBuf]) -> Result<Register, Refusal> {
    let desk = who.desk(forms)?;
    let password = secret::ask("在旁复核员的口令")?;
    let login = beside.to_owned();
    desk.commands()
        .stock_mark(key.becomes(StockFate::Destroyed, Some(Beside { login, password })))
}

/// A line a box, a line a move of today, the day's sums and the last count.
fn answer(register: &Register) -> Outcome {
    let mut lines = Vec::new();
    for one in &register.boxes {
        let left = counts("在库", &one.counts);
        lines.push(format!("{:<12} {:<20} {left}", one.box_no, one.model));
    }
    if register.boxes.is_empty() {
        lines.push("还没有登记空白 UKey；收到一箱就用 stock in 入库".to_owned());
    }
    for one in &register.moves {
        let case = one.case_number.as_deref().unwrap_or_default();
        lines.push(format!(
            "{}  {:<18} {}　{} {case}　{}",
            one.at, one.serial, one.word, one.reason, one.by
        ));
    }
    for one in &register.custody {
        lines.push(format!(
            "{:<18} 交回待处理　{}　自 {}",
            one.serial, one.holder, one.at
        ));
    }
    lines.push(format!("今天：{}", counts("入库", &register.today)));
    lines.extend(register.last_close.clone());
    Ok(Answer::new(register, lines.join("\n")))
}

fn counts(in_word: &str, counts: &StockCounts) -> String {
    format!(
        "{in_word} {}，领用 {}，损坏 {}，销毁 {}",
        counts.in_box, counts.issued, counts.damaged, counts.destroyed
    )
}
