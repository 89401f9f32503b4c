//! `post`: what came and left by courier for a case. What may be put down, and when, is the desk's; here it is passed
//! on.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use desk::api::{Beside, ById, ParcelLine, ParcelReceived, Parcels, SendPinLetter, TakeParcel};

use super::who::{As, find};
use crate::output::{Answer, Outcome};
use crate::secret;

/// The courier and its number.
#[derive(Args)]
pub struct Courier {
    /// The courier.
    #[arg(long)]
    courier: String,
    /// The number on its label.
    #[arg(long)]
    tracking: String,
}

/// Parcels of a case.
#[derive(Subcommand)]
pub enum Post {
    /// What came and left.
    List {
        #[command(flatten)]
        who: As,
        /// Case number.
        number: String,
    },
    /// A parcel that came is put down, opened by two; the reviewer's password is asked after one's own.
    Take {
        #[command(flatten)]
        who: As,
        /// Case number.
        number: String,
        #[command(flatten)]
        courier: Courier,
        /// What lay in it.
        #[arg(long)]
        holds: String,
        /// Login of the reviewer beside.
        #[arg(long)]
        beside: String,
    },
    /// The letter with the first PIN has left, in a parcel of its own.
    PinLetter {
        #[command(flatten)]
        who: As,
        /// Case number.
        number: String,
        #[command(flatten)]
        courier: Courier,
    },
    /// A parcel that left was received.
    Received {
        #[command(flatten)]
        who: As,
        /// The parcel's number in the list.
        parcel: u32,
        /// By whom and when.
        #[arg(long)]
        words: String,
    },
}

impl Post {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who, number } => {
                let desk = who.desk(forms)?;
                let id = find(&desk, number)?;
                answer(&desk.commands().parcels(ById { id })?)
            }
            Self::Take {
                who,
                number,
                courier,
                holds,
                beside,
            } => {
                let desk = who.desk(forms)?;
                let id = find(&desk, number)?;
                let password = secret::ask("在旁复核员的口令")?;
                answer(&desk.commands().take_parcel(TakeParcel {
                    id,
                    courier: courier.courier.clone(),
                    tracking: courier.tracking.clone(),
                    holds: holds.clone(),
                    beside: Beside {
                        login: beside.clone(),
                        password,
                    },
                })?)
            }
            Self::PinLetter { who, number, courier } => {
                let desk = who.desk(forms)?;
                let id = find(&desk, number)?;
                answer(&desk.commands().send_pin_letter(SendPinLetter {
                    id,
                    courier: courier.courier.clone(),
                    tracking: courier.tracking.clone(),
                })?)
            }
            Self::Received { who, parcel, words } => {
                let args = ParcelReceived {
                    id: *parcel,
                    words: words.clone(),
                };
                answer(&who.desk(forms)?.commands().parcel_received(args)?)
            }
        }
    }
}

/// A line a parcel.
fn answer(parcels: &Parcels) -> Outcome {
    let mut lines: Vec<String> = parcels.lines.iter().map(line).collect();
    if lines.is_empty() {
        lines.push("本件没有快递".to_owned());
    }
    Ok(Answer::new(parcels, lines.join("\n")))
}

fn line(one: &ParcelLine) -> String {
    let receipt = one.received.as_deref().map(|words| format!("　签收：{words}"));
    format!(
        "{}  {}  {}  {}  {}　{}{}",
        one.id,
        one.at,
        one.word,
        one.courier,
        one.by,
        one.holds,
        receipt.unwrap_or_default()
    )
}
