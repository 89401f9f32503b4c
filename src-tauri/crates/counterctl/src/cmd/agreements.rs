//! `agreements …`: the authorities' long agreements of a store: which are installed, and installing one.

use std::path::PathBuf;

use clap::Subcommand;
use desk::api::{InstallAgreement, Installed, Nothing, PermitPrinting};

use super::read;
use super::who::As;
use crate::output::{Answer, Outcome};

/// Long agreements.
#[derive(Subcommand)]
pub enum Agreements {
    /// What each project's forms carry, installed or not, and where the authority publishes it.
    List {
        #[command(flatten)]
        who: As,
    },
    /// Install the authority's current text, as an administrator.
    Install {
        #[command(flatten)]
        who: As,
        /// Project id.
        #[arg(long)]
        project: String,
        /// The agreement's id in the project.
        #[arg(long)]
        agreement: String,
        /// The authority's word for the version, for instance V2.1.
        #[arg(long, value_name = "V")]
        text_version: String,
        /// The authority's date of the text, for instance 2026-03-01.
        #[arg(long)]
        dated: String,
        /// The text: plain, UTF-8 or GB 18030, a paragraph a line.
        file: PathBuf,
    },
    /// Put down, as an administrator, why a project's contracts may be printed without their articles today.
    Permit {
        #[command(flatten)]
        who: As,
        /// Project id.
        #[arg(long)]
        project: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

impl Agreements {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who } => answer(&who.desk(forms)?.commands().installed(Nothing {})?),
            Self::Permit { who, project, reason } => {
                let args = PermitPrinting {
                    project: project.clone(),
                    reason: reason.clone(),
                };
                answer(&who.desk(forms)?.commands().permit_printing(args)?)
            }
            Self::Install {
                who,
                project,
                agreement,
                text_version,
                dated,
                file,
            } => {
                let desk = who.desk(forms)?;
                let found = desk
                    .commands()
                    .read_agreement(&file.to_string_lossy(), 0, read(file)?)?;
                answer(&desk.commands().install_agreement(InstallAgreement {
                    project: project.clone(),
                    agreement: agreement.clone(),
                    version: text_version.clone(),
                    dated: dated.clone(),
                    text: found.text,
                })?)
            }
        }
    }
}

/// One line an agreement; the JSON is the desk's own.
fn answer(installed: &Installed) -> Outcome {
    let mut lines = Vec::new();
    for project in &installed.projects {
        if let Some(permitted) = &project.permitted {
            lines.push(format!(
                "{:<16} {} 准予今日不印正文先打印：{}",
                project.id, permitted.by, permitted.reason
            ));
        }
        for agreement in &project.agreements {
            let state = match &agreement.current {
                None => format!("未装；公布处：{}", agreement.published),
                Some(current) => format!(
                    "已装 {} 版（{}），SHA-256 {}",
                    current.version, current.dated, current.sha256
                ),
            };
            lines.push(format!(
                "{:<16} {:<10} 《{}》 {state}",
                project.id, agreement.id, agreement.title
            ));
        }
    }
    Ok(Answer::new(installed, lines.join("\n")))
}
