//! `agreements …`: the authorities' long agreements of a store: which are installed, and installing one.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};

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
            Self::List { who } => answer(who.desk(forms)?.call("installed", json!({}))?),
            Self::Permit { who, project, reason } => {
                let args = json!({ "project": project, "reason": reason });
                answer(who.desk(forms)?.call("permit_printing", args)?)
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
                let found = desk.upload("read_agreement", &file.to_string_lossy(), 0, read(file)?)?;
                let args = json!({
                    "project": project, "agreement": agreement, "version": text_version, "dated": dated,
                    "text": found["text"],
                });
                answer(desk.call("install_agreement", args)?)
            }
        }
    }
}

/// One line an agreement; the JSON is the desk's own.
fn answer(installed: Value) -> Outcome {
    let text = |v: &Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for project in installed["projects"].as_array().into_iter().flatten() {
        if let Some(reason) = project["permitted"]["reason"].as_str() {
            let by = text(&project["permitted"], "by");
            lines.push(format!(
                "{:<16} {by} 准予今日不印正文先打印：{reason}",
                text(project, "id")
            ));
        }
        for agreement in project["agreements"].as_array().into_iter().flatten() {
            let state = match &agreement["current"] {
                Value::Null => format!("未装；公布处：{}", text(agreement, "published")),
                current => format!(
                    "已装 {} 版（{}），SHA-256 {}",
                    text(current, "version"),
                    text(current, "dated"),
                    text(current, "sha256")
                ),
            };
            lines.push(format!(
                "{:<16} {:<10} 《{}》 {state}",
                text(project, "id"),
                text(agreement, "id"),
                text(agreement, "title")
            ));
        }
    }
    Ok(Answer::new(&installed, lines.join("\n")))
}
