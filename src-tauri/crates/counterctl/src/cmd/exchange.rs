//! `exchange …`: the post to and from the CA by file, as the key clerk signed in.

use std::path::PathBuf;

use clap::Subcommand;
use desk::api::{
    Answers, CloseRevocation, Exported, ImportFolder, Nothing, RevocationLine, Revocations, RevokedTaken,
    Severity,
};
use serde::Serialize;

use super::read;
use super::who::As;
use crate::output::{Answer, Outcome};

/// The exchange with the CA.
#[derive(Subcommand)]
pub enum Exchange {
    /// Write the requests that wait for the CA, one signed package for each project.
    Export {
        #[command(flatten)]
        who: As,
    },
    /// Take all answers of the CA that lie in a folder, whatever cases they are for.
    Import {
        #[command(flatten)]
        who: As,
        /// The folder; `answers` in the store's exchange folder when left out.
        #[arg(default_value = "", hide_default_value = true)]
        folder: String,
    },
    /// What waits to be revoked or suspended by the CA.
    Revocations {
        #[command(flatten)]
        who: As,
        /// Write it as signed lists, one for each project, and take it off the queue.
        #[arg(long)]
        export: bool,
    },
    /// Take the CA's signed list of revoked certificates: what was asked for is closed by it, the rest is told.
    Revoked {
        #[command(flatten)]
        who: As,
        /// The list, DER or PEM.
        list: PathBuf,
    },
    /// Close something asked of the CA that it is known to have done.
    Close {
        #[command(flatten)]
        who: As,
        /// Its number, as `exchange revocations` tells it.
        id: u32,
        /// How it is known.
        #[arg(long)]
        reason: String,
    },
}

impl Exchange {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::Export { who } => exported(&who.desk(forms)?.commands().export_all(Nothing {})?),
            Self::Import { who, folder } => {
                let folder = folder.clone();
                imported(
                    &who.desk(forms)?
                        .commands()
                        .import_folder(ImportFolder { folder })?,
                )
            }
            Self::Revocations { who, export: true } => {
                told(&who.desk(forms)?.commands().export_revocations(Nothing {})?)
            }
            Self::Revoked { who, list } => {
                let name = list.file_name().map(|name| name.to_string_lossy().into_owned());
                let desk = who.desk(forms)?;
                let name = name.unwrap_or_default();
                revoked(&desk.commands().import_revoked(&name, 0, read(list)?)?)
            }
            Self::Close { who, id, reason } => {
                let args = CloseRevocation {
                    id: *id,
                    reason: reason.clone(),
                };
                waiting(&who.desk(forms)?.commands().close_revocation(args)?)
            }
            Self::Revocations { who, .. } => waiting(&who.desk(forms)?.commands().revocations(Nothing {})?),
        }
    }
}

fn exported(done: &Exported) -> Outcome {
    Ok(written(done, &done.message, &done.files))
}

/// Refused when a certificate was: what fitted was taken all the same, and the words tell both.
fn imported(answers: &Answers) -> Outcome {
    let mut words = vec![answers.message.clone()];
    for finding in &answers.findings {
        words.push(format!("  · {}；{}", finding.message, finding.remedy));
    }
    let answer = Answer::new(answers, words.join("\n"));
    let is_refused = answers
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Refuse);
    Ok(if is_refused { answer.refused() } else { answer })
}

/// What the list closed, and what it says that nobody here asked for.
fn revoked(taken: &RevokedTaken) -> Outcome {
    let mut words = vec![taken.message.clone()];
    words.extend(taken.taken.iter().map(|line| format!("  {line}")));
    for finding in &taken.findings {
        words.push(format!("  · {}；{}", finding.message, finding.remedy));
    }
    Ok(Answer::new(taken, words.join("\n")))
}

/// What waits, and what the CA was told already.
pub(super) fn waiting(list: &Revocations) -> Outcome {
    let line = |one: &RevocationLine, state: &str| {
        let certificate = one.certificate.as_deref().unwrap_or("证书号本台没有记录");
        format!(
            "{}  {}  {}  {}　{certificate}　{}{state}",
            one.id, one.word, one.case_number, one.holder, one.reason
        )
    };
    let told = list.told.iter().map(|one| line(one, "　已报 CA"));
    let mut lines: Vec<String> = list.lines.iter().map(|one| line(one, "")).chain(told).collect();
    if lines.is_empty() {
        lines.push("没有要报 CA 注销或挂起的证书".to_owned());
    }
    Ok(Answer::new(list, lines.join("\n")))
}

fn told(list: &Revocations) -> Outcome {
    Ok(written(list, "清单已写好，请交给 CA", &list.files))
}

/// What was done, and a line for each file that was written.
fn written(json: &impl Serialize, message: &str, files: &[String]) -> Answer {
    let lines = std::iter::once(message).chain(files.iter().map(String::as_str));
    Answer::new(json, lines.collect::<Vec<_>>().join("\n"))
}
