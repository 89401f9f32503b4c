//! `exchange …`: the post to and from the CA by file, as the key clerk signed in.

use std::path::PathBuf;

use clap::Subcommand;
use desk::api::{
    Answers, CaEncryption, CloseRevocation, Exported, ImportFolder, Nothing, OfProject, RevocationLine,
    Revocations, RevokedTaken, Severity,
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
    /// The certificates that packages for the CA are encrypted for; with a file, installs one for a project.
    Encryption {
        #[command(flatten)]
        who: As,
        /// The project.
        #[arg(long)]
        project: Option<String>,
        /// The CA's certificate, PEM, DER or P7B.
        #[arg(long, requires = "project", conflicts_with = "drop")]
        install: Option<PathBuf>,
        /// Packages of the project leave unencrypted again.
        #[arg(long, requires = "project")]
        drop: bool,
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
            Self::Encryption {
                who,
                project,
                install,
                drop,
            } => {
                let desk = who.desk(forms)?;
                let project = project.clone().unwrap_or_default();
                let settings = match (install, drop) {
                    (Some(file), _) => desk.commands().install_ca_encryption(&project, 0, read(file)?)?,
                    (None, true) => desk.commands().drop_ca_encryption(OfProject { project })?,
                    (None, false) => desk.commands().settings(Nothing {})?,
                };
                Ok(encrypted_for(&settings.ca_encryption))
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

fn encrypted_for(all: &[CaEncryption]) -> Answer {
    let line = |one: &CaEncryption| {
        let now = match one.may.open {
            true => "",
            false => &one.may.reason,
        };
        format!(
            "{}  {}  {} 至 {}  {}  {now}",
            one.project, one.subject, one.not_before, one.not_after, one.fingerprint
        )
    };
    let lines: Vec<String> = all.iter().map(line).collect();
    let words = match lines.is_empty() {
        true => "没有装 CA 加密证书，交换包不加密".to_owned(),
        false => lines.join("\n"),
    };
    Answer::new(&all, words)
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
