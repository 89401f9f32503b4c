//! `case …`: cases of a store, signed in as one of its accounts.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use desk::Desk;
use desk::api::Refusal;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::output::{Answer, Outcome};
use crate::secret;

/// Whose store, as whom.
#[derive(Args)]
pub struct As {
    /// The folder of the store; the user's own when left out.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Login name; the password is asked.
    #[arg(long)]
    login: String,
}

/// Cases.
#[derive(Subcommand)]
pub enum Case {
    /// All cases, or those that a text finds.
    List {
        #[command(flatten)]
        who: As,
        /// Number, code, name, initials, phone, key serial.
        #[arg(long, default_value = "")]
        text: String,
    },
    /// One case with everything that follows from its content.
    Show {
        #[command(flatten)]
        who: As,
        /// Case number.
        number: String,
    },
    /// The audit trail of a case in words.
    Audit {
        #[command(flatten)]
        who: As,
        /// Case number.
        number: String,
    },
    /// Any command of the desk's list, with JSON arguments: for scripts and tests.
    Call {
        #[command(flatten)]
        who: As,
        /// Command.
        command: String,
        /// Arguments.
        #[arg(default_value = "{}")]
        args: String,
    },
}

/// Opens a store; the password is asked.
pub fn sign_in(dir: &Path, login: &str, forms: &[PathBuf]) -> Result<Desk, Refusal> {
    let desk = super::desk(dir, forms)?;
    let password = secret::ask("口令")?;
    desk.call(
        "sign_in",
        json!({ "login": login, "password": password.expose() }),
    )?;
    Ok(desk)
}

impl As {
    /// That store's desk, signed in; the password is asked.
    pub fn desk(&self, forms: &[PathBuf]) -> Result<Desk, Refusal> {
        let dir = self
            .store
            .clone()
            .unwrap_or_else(desk::counter::places::default_store);
        sign_in(&dir, &self.login, forms)
    }

    /// One command of that desk, with its answer read; the password is asked.
    pub fn call<T: DeserializeOwned>(
        &self,
        forms: &[PathBuf],
        command: &str,
        args: Value,
    ) -> Result<T, Refusal> {
        desk::practice::guest::call(&self.desk(forms)?, command, args)
    }
}

fn list(desk: &Desk, text: &str) -> Result<Value, Refusal> {
    desk.call("list_cases", json!({ "states": [], "text": text, "limit": 200 }))
}

fn find(desk: &Desk, number: &str) -> Result<Value, Refusal> {
    let rows = list(desk, number)?;
    let row = rows
        .as_array()
        .into_iter()
        .flatten()
        .find(|r| r["number"] == number);
    row.map(|r| r["id"].clone()).ok_or_else(|| {
        Refusal::new(
            "not-found",
            format!("没有受理件 {number}"),
            "请用 case list 查看已有的受理件",
        )
    })
}

impl Case {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who, text } => {
                let rows = list(&who.desk(forms)?, text)?;
                let text = |r: &Value, k: &str| r[k].as_str().unwrap_or_default().to_owned();
                let lines = rows.as_array().into_iter().flatten();
                let words = lines.map(|r| {
                    format!(
                        "{}  {:<7} {}　{}",
                        text(r, "number"),
                        text(r, "stateWord"),
                        text(r, "title"),
                        text(r, "what")
                    )
                });
                let words = words.collect::<Vec<_>>().join("\n");
                Ok(Answer::new(&rows, words))
            }
            Self::Show { who, number } => {
                let desk = who.desk(forms)?;
                let view = desk.call("get_case", json!({ "id": find(&desk, number)? }))?;
                let words = serde_json::to_string_pretty(&view["content"]).unwrap_or_default();
                Ok(Answer::new(&view, words))
            }
            Self::Audit { who, number } => {
                let desk = who.desk(forms)?;
                let lines = desk.call("audit_of_case", json!({ "id": find(&desk, number)? }))?;
                let text = |r: &Value, k: &str| r[k].as_str().unwrap_or_default().to_owned();
                let words = lines.as_array().into_iter().flatten();
                let words =
                    words.map(|r| format!("{}  {}  {}", text(r, "at"), text(r, "who"), text(r, "words")));
                let words = words.collect::<Vec<_>>().join("\n");
                Ok(Answer::new(&lines, words))
            }
            Self::Call { who, command, args } => {
                let args: Value = serde_json::from_str(args).map_err(|e| {
                    Refusal::new(
                        "wrong-arguments",
                        format!("参数不是 JSON：{e}"),
                        "请写成 {\"id\":1} 的样子",
                    )
                })?;
                let answer = who.desk(forms)?.call(command, args)?;
                let words = serde_json::to_string_pretty(&answer).unwrap_or_default();
                Ok(Answer::new(&answer, words))
            }
        }
    }
}
