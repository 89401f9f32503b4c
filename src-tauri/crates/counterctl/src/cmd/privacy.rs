//! `privacy …`: cases whose time has come and their deletion by two, one person's data, files outside the store.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use desk::Desk;
use desk::api::{
    Beside, CasesDeleted, DeleteCases, DeletionLine, ExportPerson, FindPerson, Keeping, KeepingAsked,
    KeepingLine, Nothing, OutsideDays, OutsideFiles, PersonFound, PrintDeletions, Purpose, Refusal, Swept,
};

use super::who::As;
use crate::output::{Answer, Outcome};
use crate::secret;

/// Whose data, and what for.
#[derive(Args)]
pub struct Person {
    #[command(flatten)]
    who: As,
    /// The whole name.
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// What for: `contact`, `compare`, `asked_by_ca`, `inspection`, `complaint`, `own_data` or `other`.
    #[arg(long)]
    purpose: String,
    /// The same in words; needed beside `other`.
    #[arg(long, default_value = "", hide_default_value = true)]
    words: String,
    /// Asks for the whole number of the document as well, on the terminal or from standard input: an argument would
    /// stand in the list of processes.
    #[arg(long)]
    by_number: bool,
}

/// Personal data.
#[derive(Subcommand)]
pub enum Privacy {
    /// What may be deleted now, what waits until when and why; of the cases that a number or name finds, or of all.
    Due {
        #[command(flatten)]
        who: As,
        /// A case number, a name.
        text: Option<String>,
    },
    /// Delete cases whose time has come; the password of whoever agrees is asked after one's own.
    Delete {
        #[command(flatten)]
        who: As,
        /// Case numbers; all of them go, or none.
        #[arg(required = true)]
        numbers: Vec<String>,
        /// Login of whoever agrees.
        #[arg(long)]
        beside: String,
    },
    /// What was deleted, newest first.
    Deleted {
        #[command(flatten)]
        who: As,
    },
    /// Where one person's data stands; who asked and what for is on record.
    Find(Person),
    /// Hand one person's data out into a folder, for that person.
    Export {
        #[command(flatten)]
        person: Person,
        /// With scans and documents.
        #[arg(long)]
        papers: bool,
        /// Login of a clerk or reviewer who agrees, where one does not see it whole; the password is asked last.
        #[arg(long)]
        beside: Option<String>,
    },
    /// Files outside the store and until when they lie there.
    Outside {
        #[command(flatten)]
        who: As,
        /// Remove them after so many days from now on; 0 never.
        #[arg(long)]
        days: Option<u32>,
    },
    /// Remove files outside the store that are due.
    Sweep {
        #[command(flatten)]
        who: As,
    },
    /// Print or save the certificate of deletion of cases once more.
    Certificate {
        #[command(flatten)]
        who: As,
        /// Numbers of cases that were deleted.
        #[arg(required = true)]
        numbers: Vec<String>,
    },
}

impl Privacy {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::Due { who, text } => {
                let keeping = keeping(&who.desk(forms)?, text.as_deref().unwrap_or_default())?;
                Ok(Answer::new(&keeping, words_of(&keeping)))
            }
            Self::Delete { who, numbers, beside } => {
                let desk = who.desk(forms)?;
                let ids = numbers
                    .iter()
                    .map(|number| case_of(&desk, number))
                    .collect::<Result<_, _>>()?;
                let beside = agreeing(beside)?;
                let deleted = desk.commands().delete_cases(DeleteCases { ids, beside })?;
                Ok(Answer::new(&deleted, what_went(&deleted)))
            }
            Self::Deleted { who } => {
                let deleted = keeping(&who.desk(forms)?, "")?.deleted;
                let lines: Vec<String> = deleted.iter().map(deletion).collect();
                let words = match lines.is_empty() {
                    true => "还没有删除过".to_owned(),
                    false => lines.join("\n"),
                };
                Ok(Answer::new(&deleted, words))
            }
            Self::Find(person) => {
                let desk = person.who.desk(forms)?;
                let found = desk.commands().find_person(FindPerson {
                    name: person.name.clone(),
                    id_no: person.number()?,
                    purpose: purpose(&person.purpose)?,
                    words: person.words.clone(),
                })?;
                Ok(Answer::new(&found, where_it_stands(&found)))
            }
            Self::Export {
                person,
                papers,
                beside,
            } => {
                let desk = person.who.desk(forms)?;
                let args = ExportPerson {
                    name: person.name.clone(),
                    id_no: person.number()?,
                    purpose: purpose(&person.purpose)?,
                    words: person.words.clone(),
                    papers: *papers,
                    beside: beside.as_deref().map(agreeing).transpose()?,
                };
                let exported = desk.commands().export_person(args)?;
                let words = format!("{}\n{}", exported.message, exported.folder);
                Ok(Answer::new(&exported, words))
            }
            Self::Outside { who, days } => {
                let desk = who.desk(forms)?;
                let files = match days {
                    Some(days) => desk.commands().choose_outside_days(OutsideDays { days: *days })?,
                    None => desk.commands().outside_files(Nothing {})?,
                };
                Ok(Answer::new(&files, what_lies_outside(&files)))
            }
            Self::Sweep { who } => swept(&who.desk(forms)?.commands().sweep_outside(Nothing {})?),
            Self::Certificate { who, numbers } => {
                let desk = who.desk(forms)?;
                let ids = numbers
                    .iter()
                    .map(|number| deletion_of(&desk, number))
                    .collect::<Result<_, _>>()?;
                let printed = desk.commands().print_deletions(PrintDeletions { ids })?;
                Ok(Answer::new(&printed, printed.message.clone()))
            }
        }
    }
}

impl Person {
    /// The number, asked for where it is to be; empty else.
    fn number(&self) -> Result<String, Refusal> {
        match self.by_number {
            true => Ok(secret::ask("证件号码")?.expose().to_owned()),
            false => Ok(String::new()),
        }
    }
}

/// Somebody who agrees, whose password is asked.
fn agreeing(login: &str) -> Result<Beside, Refusal> {
    Ok(Beside {
        login: login.to_owned(),
        password: secret::ask("同意者的口令")?,
    })
}

/// A purpose by its word. Errors: `unknown-word`.
fn purpose(word: &str) -> Result<Purpose, Refusal> {
    serde_json::from_value(word.into()).map_err(|_| {
        Refusal::new(
            "unknown-word",
            format!("不认识的用途“{word}”"),
            "请写 contact、compare、asked_by_ca、inspection、complaint、own_data 或 other",
        )
    })
}

fn where_it_stands(found: &PersonFound) -> String {
    let mut words = vec![format!("{}：受理件 {} 件", found.who, found.cases.len())];
    for one in &found.cases {
        words.push(format!(
            "  {}  {}  {}  {}（扫描 {} 页，另有 {} 人）",
            one.number,
            one.state_word,
            one.parts.join("、"),
            one.keeps,
            one.pages,
            one.others
        ));
    }
    let holders = found.holders.iter();
    words
        .extend(holders.map(|one| format!("  台账 {} {}，证书 {} 张", one.name, one.code, one.certificates)));
    if found.numbers.len() > 1 {
        words.push(format!("同名的有几个证件号码：{}", found.numbers.join("、")));
    }
    words.join("\n")
}

fn what_lies_outside(files: &OutsideFiles) -> String {
    let rule = match files.days {
        0 => "不自动清除".to_owned(),
        days => format!("写出满 {days} 天清除"),
    };
    let mut words = vec![format!(
        "库外文件 {} 个，到期 {} 个；{rule}",
        files.count, files.due
    )];
    let lines = files.lines.iter();
    words
        .extend(lines.map(|one| format!("  {}  {}  {}  {}", one.kind, one.case_number, one.until, one.path)));
    words.join("\n")
}

fn swept(swept: &Swept) -> Outcome {
    let mut words = vec![swept.message.clone()];
    words.extend(swept.left.iter().map(|left| format!("请处理：{left}")));
    Ok(Answer::new(swept, words.join("\n")))
}

fn keeping(desk: &Desk, text: &str) -> Result<Keeping, Refusal> {
    desk.commands().keeping(KeepingAsked {
        text: text.to_owned(),
    })
}

/// A case by its number. Errors: `not-found`.
fn case_of(desk: &Desk, number: &str) -> Result<u32, Refusal> {
    let found = keeping(desk, number)?;
    let mut lines = found.due.iter().chain(&found.waits);
    let wanted = number.trim().to_uppercase();
    let line = lines.find(|line| line.number == wanted);
    line.map(|line| line.id).ok_or_else(|| not_found(number))
}

/// A deletion by the number of its case. Errors: `not-found`.
fn deletion_of(desk: &Desk, number: &str) -> Result<u32, Refusal> {
    let found = keeping(desk, number)?.deleted;
    let wanted = number.trim().to_uppercase();
    let line = found.iter().find(|line| line.number == wanted);
    line.map(|line| line.id).ok_or_else(|| not_found(number))
}

fn not_found(number: &str) -> Refusal {
    Refusal::new(
        "not-found",
        format!("没有 {number}"),
        "请用 privacy due 看在库的件，用 privacy deleted 看删除过的件",
    )
}

fn words_of(keeping: &Keeping) -> String {
    let mut words = vec![format!("到期可以删除 {} 件", keeping.due_count)];
    words.extend(keeping.due.iter().map(line));
    if !keeping.waits.is_empty() {
        words.push("还要保存".to_owned());
        words.extend(keeping.waits.iter().map(line));
    }
    if keeping.deleted_count > 0 {
        words.push(format!("已删除 {} 件", keeping.deleted_count));
        words.extend(keeping.deleted.iter().map(deletion));
    }
    words.join("\n")
}

fn line(one: &KeepingLine) -> String {
    let day = match one.day.is_empty() {
        true => "—",
        false => &one.day,
    };
    format!(
        "  {}  {day}  {}  {}（{}）",
        one.number, one.state_word, one.why, one.project
    )
}

fn deletion(one: &DeletionLine) -> String {
    format!(
        "  {}  {}  {}、{}  {}",
        one.number,
        one.at.get(..16).unwrap_or(&one.at),
        one.by,
        one.beside,
        one.counts
    )
}

fn what_went(deleted: &CasesDeleted) -> String {
    let mut words = vec![deleted.message.clone()];
    words.extend(deleted.deleted.iter().map(deletion));
    words.extend(
        deleted
            .certificate
            .iter()
            .map(|printed| format!("删除证明：{}", printed.message)),
    );
    words.extend(
        deleted
            .left
            .iter()
            .map(|left| format!("请处理库外的文件：{left}")),
    );
    words.extend(deleted.troubles.iter().map(ToString::to_string));
    words.join("\n")
}
