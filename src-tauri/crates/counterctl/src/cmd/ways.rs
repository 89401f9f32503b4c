//! `case ways` and the ways themselves: back to the clerk, refused by the CA, asked for anew, given up. Which are
//! open and what they ask is the desk's; here it is only passed on.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use desk::Desk;
use desk::api::{
    Abandon, AskAnew, Beside, ById, CaseView, KeyFate, KeySettled, Refusal, Way, WayLine, WayTaken, Ways,
};

use super::who::{As, find};
use crate::output::{Answer, Outcome};
use crate::secret;

/// A case and why.
#[derive(Args)]
pub struct Why {
    #[command(flatten)]
    who: As,
    /// Case number.
    number: String,
    /// Why; of a refusal the CA's own words.
    #[arg(long)]
    reason: String,
}

/// The ways beside the straight one.
#[derive(Subcommand)]
pub enum WayBack {
    /// What may be done with a case beside the next step, and what each asks.
    Ways {
        #[command(flatten)]
        who: As,
        /// Case number.
        number: String,
    },
    /// The clerk takes a case back to amend it.
    Recall(Why),
    /// The key clerk sends a case back to the clerk.
    SendBack(Why),
    /// The CA has refused a case.
    CaRefused(Why),
    /// The certificate that came is wrong: another one is asked for.
    AskAnew {
        #[command(flatten)]
        why: Why,
        /// Serial numbers of the wrong certificates; may be left out where there is one.
        #[arg(long = "certificate", value_name = "SERIAL")]
        certificates: Vec<String>,
    },
    /// Gives a case up.
    GiveUp {
        #[command(flatten)]
        why: Why,
        /// What is paid back, in yuan.
        #[arg(long, value_name = "YUAN", value_parser = cents)]
        refund: Option<u32>,
        /// What becomes of a key: `SERIAL=stock`, `kept`, `destroyed` or `customer`.
        #[arg(long = "key", value_name = "SERIAL=FATE")]
        keys: Vec<String>,
        /// Login of the reviewer beside, where a key is destroyed; the password is asked after one's own.
        #[arg(long)]
        beside: Option<String>,
    },
}

impl WayBack {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::Ways { who, number } => {
                let desk = who.desk(forms)?;
                let ways = ways_of(&desk, find(&desk, number)?)?;
                let words: Vec<String> = ways.ways.iter().map(words_of).collect();
                Ok(Answer::new(&ways, words.join("\n")))
            }
            Self::Recall(why) => why.take(forms, |desk, args| desk.commands().recall_case(args)),
            Self::SendBack(why) => why.take(forms, |desk, args| desk.commands().send_back_case(args)),
            Self::CaRefused(why) => why.take(forms, |desk, args| desk.commands().ca_refused(args)),
            Self::AskAnew { why, certificates } => {
                let desk = why.who.desk(forms)?;
                let id = find(&desk, &why.number)?;
                let jobs = wrong_jobs(&ways_of(&desk, id)?, certificates);
                let reason = why.reason.clone();
                answer(&desk.commands().ask_anew(AskAnew { id, reason, jobs })?)
            }
            Self::GiveUp {
                why,
                refund,
                keys,
                beside,
            } => {
                let desk = why.who.desk(forms)?;
                let id = find(&desk, &why.number)?;
                let keys = fates(&ways_of(&desk, id)?, keys)?;
                let beside = match beside {
                    Some(login) => Some(Beside {
                        login: login.clone(),
                        password: secret::ask("在旁复核员的口令")?,
                    }),
                    None => None,
                };
                answer(&desk.commands().abandon_case(Abandon {
                    id,
                    reason: why.reason.clone(),
                    refund_cents: *refund,
                    keys,
                    beside,
                })?)
            }
        }
    }
}

/// An amount in yuan with at most two decimals, in 分.
fn cents(text: &str) -> Result<u32, String> {
    let wrong = || "请写成 120 或 120.50 的样子".to_owned();
    let (yuan, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if yuan.is_empty() || rest.len() > 2 || !digits(yuan) || !digits(rest) {
        return Err(wrong());
    }
    let whole: u32 = yuan.parse().map_err(|_| wrong())?;
    let part: u32 = format!("{rest:0<2}").parse().map_err(|_| wrong())?;
    whole
        .checked_mul(100)
        .and_then(|cents| cents.checked_add(part))
        .ok_or_else(wrong)
}

impl Why {
    fn take(
        &self,
        forms: &[PathBuf],
        way: impl FnOnce(&Desk, WayTaken) -> Result<CaseView, Refusal>,
    ) -> Outcome {
        let desk = self.who.desk(forms)?;
        let id = find(&desk, &self.number)?;
        let reason = self.reason.clone();
        answer(&way(&desk, WayTaken { id, reason })?)
    }
}

fn ways_of(desk: &Desk, id: u32) -> Result<Ways, Refusal> {
    desk.commands().ways(ById { id })
}

fn answer(view: &CaseView) -> Outcome {
    let words = format!("{}  {}　下一步：{}", view.number, view.state_word, view.next_step);
    Ok(Answer::new(view, words))
}

fn words_of(line: &WayLine) -> String {
    match line.may.open {
        true => format!("{}：{}", line.word, line.what),
        false => format!("{}：现在不能，{}", line.word, line.may.reason),
    }
}

/// The jobs of the certificates named; the only one where none is named.
fn wrong_jobs(ways: &Ways, named: &[String]) -> Vec<u32> {
    let lines = ways.ways.iter().filter(|line| line.way == Way::AskAnew);
    let all: Vec<_> = lines.flat_map(|line| &line.certificates).collect();
    let is_named = |serial: &String| named.contains(serial) || (named.is_empty() && all.len() == 1);
    all.iter()
        .filter(|one| is_named(&one.serial))
        .map(|one| one.job_id)
        .collect()
}

/// What was said of each key, by its job. Errors: `unknown-word`, `not-found`.
fn fates(ways: &Ways, said: &[String]) -> Result<Vec<KeySettled>, Refusal> {
    let lines = ways.ways.iter().filter(|line| line.way == Way::GiveUp);
    let keys: Vec<_> = lines.flat_map(|line| &line.keys).collect();
    let of = |one: &String| {
        let (serial, fate) = one.split_once('=').unwrap_or((one, ""));
        let key = keys.iter().find(|key| key.serial == serial).ok_or_else(|| {
            Refusal::new(
                "not-found",
                format!("这一件没有 UKey {serial}"),
                "请用 case ways 看这一件有哪几把",
            )
        })?;
        let fate = match fate {
            "stock" => KeyFate::Stock,
            "kept" => KeyFate::Kept,
            "destroyed" => KeyFate::Destroyed,
            "customer" => KeyFate::Customer,
            _ => {
                return Err(Refusal::new(
                    "unknown-word",
                    format!("不认识的去向“{fate}”"),
                    "请写 序列号=stock、kept、destroyed 或 customer",
                ));
            }
        };
        Ok(KeySettled {
            job_id: key.job_id,
            fate,
        })
    };
    said.iter().map(of).collect()
}
