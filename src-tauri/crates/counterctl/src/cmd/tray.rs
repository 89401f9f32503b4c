//! `tray …`: the keys that are to be made, in the order in which their cases came. Every step goes through the key desk
//! with its journal, as in the window.

use std::path::PathBuf;

use clap::Subcommand;
use desk::Desk;
use desk::api::secrecy_text::SecretText;
use desk::api::{
    AgreeBeside, Beside, ById, KeyDesk, KeyGo, KeyJob, KeyTray, Nothing, Refusal, Severity, SkipJob,
    TakeOverJob, TrayLine, TrayState,
};
use serde_json::json;

use super::who::As;
use crate::output::{Answer, Outcome};
use crate::secret;

/// The tray.
#[derive(Subcommand)]
pub enum Tray {
    /// All keys of the tray, each with its job, state and next step.
    List {
        #[command(flatten)]
        who: As,
    },
    /// The key that is next, without touching it.
    Next {
        #[command(flatten)]
        who: As,
    },
    /// Make a key: step after step until it is done or waits for the CA. What a step asks for is asked here.
    Make {
        #[command(flatten)]
        who: As,
        /// The job, by its number in the list; the next one when left out.
        #[arg(long)]
        job: Option<u32>,
        /// Serial of the key to use; may be left out when exactly one is plugged in.
        #[arg(long, default_value = "", hide_default_value = true)]
        serial: String,
        /// Take the last try of a PIN or PUK.
        #[arg(long)]
        last_try: bool,
    },
    /// Confirm the term of a certificate that came and is shorter than asked for, or cannot be compared, so that it
    /// may be written.
    ConfirmTerm {
        #[command(flatten)]
        who: As,
        /// The job, by its number in the list.
        job: u32,
    },
    /// Somebody beside agrees to the use of an SO PIN that is kept for two; that person's password is asked.
    Agree {
        #[command(flatten)]
        who: As,
        /// The job, by its number in the list.
        job: u32,
        /// Login of whoever agrees.
        #[arg(long)]
        beside: String,
    },
    /// Take over a key that is worked on at another window of the hall.
    TakeOver {
        #[command(flatten)]
        who: As,
        /// The job, by its number in the list.
        job: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Leave a key for later.
    Skip {
        #[command(flatten)]
        who: As,
        /// The job, by its number in the list.
        job: u32,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// What came of the day: finished, with the CA, left for later, stopped.
    Report {
        #[command(flatten)]
        who: As,
    },
}

impl Tray {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who } => listed(&load(&who.desk(forms)?)?, |_| true),
            Self::Next { who } => {
                let tray = load(&who.desk(forms)?)?;
                let next = next(&tray)?;
                Ok(Answer::new(next, words(next)))
            }
            Self::Make {
                who,
                job,
                serial,
                last_try,
            } => make(&who.desk(forms)?, *job, serial, *last_try),
            Self::ConfirmTerm { who, job } => {
                let went = who.desk(forms)?.commands().confirm_term(ById { id: *job })?;
                Ok(Answer::new(&went, went.message.clone()))
            }
            Self::Agree { who, job, beside } => {
                let desk = who.desk(forms)?;
                let args = AgreeBeside {
                    job_id: *job,
                    beside: Beside {
                        login: beside.clone(),
                        password: secret::ask("在旁者的口令")?,
                    },
                };
                let went = desk.commands().agree_beside(args)?;
                Ok(Answer::new(&went, went.message.clone()))
            }
            Self::TakeOver { who, job, reason } => {
                let args = TakeOverJob {
                    job_id: *job,
                    reason: reason.clone(),
                };
                let went = who.desk(forms)?.commands().take_over_job(args)?;
                Ok(Answer::new(&went, went.message.clone()))
            }
            Self::Skip { who, job, reason } => {
                let args = SkipJob {
                    job_id: *job,
                    reason: reason.clone(),
                };
                listed(&who.desk(forms)?.commands().skip_key(args)?, |_| true)
            }
            Self::Report { who } => listed(&load(&who.desk(forms)?)?, |line| line.state != TrayState::Ready),
        }
    }
}

fn load(desk: &Desk) -> Result<KeyTray, Refusal> {
    desk.commands().key_tray(Nothing {})
}

/// The first key that can be worked on. Errors: `tray-empty`.
fn next(tray: &KeyTray) -> Result<&TrayLine, Refusal> {
    let mut lines = tray.lines.iter();
    lines
        .find(|line| matches!(line.state, TrayState::Ready | TrayState::Stopped))
        .ok_or_else(|| {
            Refusal::new(
                "tray-empty",
                "托盘里没有可办的 UKey",
                "复核通过的件会排进来；等回包的请先导入回包，跳过的用 tray make --job 再办",
            )
        })
}

fn words(line: &TrayLine) -> String {
    format!(
        "{:>5}  {}  {:<18} {}　{}　{}",
        line.job_id,
        line.case_number,
        line.serial.as_deref().unwrap_or("—"),
        line.holder,
        line.what,
        line.note
    )
}

/// The counts, and the lines that are wanted.
fn listed(tray: &KeyTray, wanted: impl Fn(&TrayLine) -> bool) -> Outcome {
    let mut lines = vec![format!(
        "待制 {}，中断 {}，等回包 {}，跳过 {}，完成 {}",
        tray.ready, tray.stopped, tray.waits, tray.skipped, tray.done
    )];
    lines.extend(tray.lines.iter().filter(|line| wanted(line)).map(words));
    Ok(Answer::new(tray, lines.join("\n")))
}

fn make(desk: &Desk, job: Option<u32>, serial: &str, last_try: bool) -> Outcome {
    let tray = load(desk)?;
    let line = match job {
        None => next(&tray)?,
        Some(id) => tray
            .lines
            .iter()
            .find(|line| line.job_id == id)
            .ok_or_else(|| not_in_tray(id))?,
    };
    let (case, id) = (line.case_id, line.job_id);
    let mut present = desk.commands().key_desk(ById { id: case })?;
    let (mut steps, mut pin_once) = (Vec::new(), None);
    while let Some(job) = open_job(&present, id)? {
        let went = desk.commands().key_go(asked(&job, serial, last_try)?)?;
        if let Some(refused) = went.findings.iter().find(|f| f.severity == Severity::Refuse) {
            return Err(Refusal::new(&refused.code, &refused.message, &refused.remedy));
        }
        steps.push(went.message);
        pin_once = went.pin_once.or(pin_once);
        present = went.desk;
    }
    let after = load(desk)?;
    let line = after.lines.iter().find(|line| line.job_id == id);
    let mut said = steps.clone();
    said.extend(line.map(words));
    said.extend(
        pin_once
            .as_ref()
            .map(|pin| format!("新 PIN（只显示一次）：{}", pin.expose())),
    );
    Ok(Answer::new(
        &json!({ "line": line, "steps": steps, "pinOnce": pin_once }),
        said.join("\n"),
    ))
}

/// The job while it has a step that can be taken now; none when it is done or waits for the CA. Errors:
/// `term-not-confirmed`, and the reason of a job that cannot go on.
fn open_job(desk: &KeyDesk, id: u32) -> Result<Option<KeyJob>, Refusal> {
    let job = desk.jobs.iter().find(|job| job.id == id);
    let job = job.ok_or_else(|| not_in_tray(id))?;
    if job.done || job.waits_for_file {
        return Ok(None);
    }
    if let Some(words) = &job.term_to_confirm {
        let remedy = format!("请核对有效期，确认可以写入的，用 tray confirm-term {id} 确认后再办");
        return Err(Refusal::new("term-not-confirmed", words, remedy));
    }
    if job.asks_beside {
        let remedy =
            format!("请另一位复核员、制证员或管理员用 tray agree {id} --beside 自己的登录名 同意后再办");
        return Err(Refusal::new(
            "store-secret-needs-two",
            &job.may_go_on.reason,
            remedy,
        ));
    }
    match job.may_go_on.open {
        true => Ok(Some(job.clone())),
        false => Err(Refusal::new(
            "key-desk-closed",
            &job.may_go_on.reason,
            "请用 tray list 看它停在哪一步",
        )),
    }
}

/// The next step with the secrets that it asks for, in the order of the window's fields.
fn asked(job: &KeyJob, serial: &str, last_try: bool) -> Result<KeyGo, Refusal> {
    let ask = |is_asked: bool, what: &str| match is_asked {
        true => secret::ask(what),
        false => Ok(SecretText::default()),
    };
    Ok(KeyGo {
        job_id: job.id,
        step: job.next,
        serial: serial.to_owned(),
        so_pin: ask(job.asks_so_pin, "管理员口令，或 CA 给的解锁码")?,
        pin: ask(job.asks_pin, "客户的 PIN")?,
        new_pin: ask(job.asks_new_pin, "客户的新 PIN")?,
        confirm_last_try: last_try,
    })
}

fn not_in_tray(id: u32) -> Refusal {
    Refusal::new(
        "not-found",
        format!("托盘里没有第 {id} 号"),
        "请用 tray list 查看编号",
    )
}
