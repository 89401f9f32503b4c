//! `case …`: cases of a store, signed in as one of its accounts.

use std::path::PathBuf;

use clap::Subcommand;
use desk::api::{ById, Purpose, Refusal, Unmask, UnmaskOf};
use serde_json::{Value, json};

use super::ways::WayBack;
use super::who::{As, find, list};
use crate::output::{Answer, Outcome};

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
    /// Tells a covered value; what for is on record.
    Unmask {
        #[command(flatten)]
        who: As,
        /// Case number.
        number: String,
        /// The field's name in the data dictionary, or `employees.0.user_id_no` in the annex.
        #[arg(long)]
        field: String,
        /// What for: contact, compare, asked_by_ca, inspection, complaint, own_data, other.
        #[arg(long, value_parser = purpose)]
        purpose: Purpose,
        /// The same in words; needed for `other`.
        #[arg(long, default_value = "")]
        words: String,
    },
    #[command(flatten)]
    Way(WayBack),
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

/// A purpose by its word.
fn purpose(word: &str) -> Result<Purpose, String> {
    serde_json::from_value(json!(word)).map_err(|_| format!("不认识的用途“{word}”"))
}

impl Case {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who, text } => {
                let rows = list(&who.desk(forms)?, text)?;
                let words = rows
                    .iter()
                    .map(|r| format!("{}  {:<7} {}　{}", r.number, r.state_word, r.title, r.what));
                let words = words.collect::<Vec<_>>().join("\n");
                Ok(Answer::new(&rows, words))
            }
            Self::Show { who, number } => {
                let desk = who.desk(forms)?;
                let id = find(&desk, number)?;
                let view = desk.commands().get_case(ById { id })?;
                let words = format!("{:#}", json!(view.content));
                Ok(Answer::new(&view, words))
            }
            Self::Audit { who, number } => {
                let desk = who.desk(forms)?;
                let id = find(&desk, number)?;
                let lines = desk.commands().audit_of_case(ById { id })?;
                let words = lines.iter().map(|r| format!("{}  {}  {}", r.at, r.who, r.words));
                let words = words.collect::<Vec<_>>().join("\n");
                Ok(Answer::new(&lines, words))
            }
            Self::Unmask {
                who,
                number,
                field,
                purpose,
                words,
            } => {
                let desk = who.desk(forms)?;
                let told = desk.commands().unmask(Unmask {
                    of: UnmaskOf::Case,
                    id: find(&desk, number)?,
                    field: field.clone(),
                    purpose: *purpose,
                    words: words.clone(),
                })?;
                let words = match told.value.is_empty() {
                    true => format!("{}：{} 秒内可以打开", told.label, told.seconds),
                    false => format!("{}：{}", told.label, told.value),
                };
                Ok(Answer::new(&told, words))
            }
            Self::Way(way) => way.run(forms),
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
