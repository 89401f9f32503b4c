//! `projects`, `materials`, `fee`, `forms`: what the guides say, as data.

use std::path::PathBuf;

use ::case::{BusinessType, CertKind, Channel};
use clap::{Args, Subcommand};
use desk::api::Refusal;
use project::Query;
use serde_json::json;

use super::projects;
use crate::output::{Answer, Outcome};

/// The CA projects.
#[derive(Args)]
pub struct Projects {
    #[command(subcommand)]
    command: Option<ProjectsCommand>,
}

#[derive(Subcommand)]
enum ProjectsCommand {
    /// Validate a project folder.
    Check {
        /// The folder.
        dir: PathBuf,
    },
}

impl Projects {
    /// Lists the projects, or validates a folder with line, column and remedy.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        if let Some(ProjectsCommand::Check { dir }) = &self.command {
            return check(dir);
        }
        let desk = projects(forms)?;
        let list: Vec<_> = desk
            .projects()
            .iter()
            .map(|p| {
                let kinds: Vec<_> = p
                    .kinds()
                    .iter()
                    .map(|k| {
                        let businesses: Vec<_> = p
                            .businesses(k.kind)
                            .iter()
                            .map(|b| json!({ "business": b.business.word(), "word": b.word }))
                            .collect();
                        json!({ "kind": k.kind.word(), "title": k.title, "businesses": businesses })
                    })
                    .collect();
                json!({ "id": p.id(), "version": p.version(), "name": p.name(), "ca": p.ca().name, "kinds": kinds })
            })
            .collect();
        let words = desk
            .projects()
            .iter()
            .map(|p| format!("{:<16} {}（{}）", p.id(), p.name(), p.ca().name));
        let words = words.collect::<Vec<_>>().join("\n");
        Ok(Answer::new(
            &json!({ "projects": list, "problems": desk.problems() }),
            words,
        ))
    }
}

fn check(dir: &std::path::Path) -> Outcome {
    match desk::check_folder::check(dir) {
        Ok(project) => {
            let json =
                json!({ "verdict": "ok", "id": project.id(), "version": project.version(), "problems": [] });
            Ok(Answer::new(
                &json,
                format!("{} 版本 {}：无误", project.id(), project.version()),
            ))
        }
        Err(problems) => {
            let words = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
            let json = json!({ "verdict": "refuse", "problems": problems });
            Ok(Answer::new(&json, words.join("\n")).refused())
        }
    }
}

/// The papers that a case needs.
#[derive(Args)]
pub struct Materials {
    /// Project id.
    #[arg(long)]
    project: String,
    /// Business type.
    #[arg(long)]
    business: BusinessType,
    /// Certificate kind.
    #[arg(long)]
    kind: CertKind,
    /// Channel.
    #[arg(long, default_value = "counter")]
    channel: Channel,
    /// A condition of the guide that applies, for instance `expired`; may be given several times.
    #[arg(long)]
    condition: Vec<String>,
}

impl Materials {
    /// The checklist, with the guide's own words for each line.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        let project = desk.project(&self.project)?;
        offered(project, self.business, self.kind)?;
        let rows = project.materials(&Query {
            business: self.business,
            channel: self.channel,
            kind: self.kind,
            conditions: &self.condition,
        });
        let words = rows.iter().map(|r| {
            let note = if r.note.is_empty() {
                String::new()
            } else {
                format!("　{}", r.note)
            };
            format!("{:<9} {}　{}{note}", r.id, r.material, r.copies)
        });
        let conditions: Vec<_> = project
            .conditions(self.business, self.kind, self.channel)
            .iter()
            .map(|c| json!({ "id": c.id, "label": c.label }))
            .collect();
        let words = words.collect::<Vec<_>>().join("\n");
        Ok(Answer::new(
            &json!({ "materials": rows, "conditions": conditions }),
            words,
        ))
    }
}

fn offered(project: &project::Project, business: BusinessType, kind: CertKind) -> Result<(), Refusal> {
    if project.offers(business, kind) {
        return Ok(());
    }
    let words = project.businesses(kind);
    let known = words
        .iter()
        .map(|b| b.business.word())
        .collect::<Vec<_>>()
        .join("、");
    Err(Refusal::new(
        "business-not-offered",
        format!(
            "{}没有“{}”业务（{}）",
            project.short_name(),
            business.chinese(),
            project.kind_title(kind)
        ),
        format!("可用：{known}"),
    ))
}

/// What a case costs.
#[derive(Args)]
pub struct Fee {
    /// Project id.
    #[arg(long)]
    project: String,
    /// Business type.
    #[arg(long)]
    business: BusinessType,
    /// Certificate kind.
    #[arg(long)]
    kind: CertKind,
    /// Years.
    #[arg(long)]
    years: Option<u32>,
    /// Number of certificates.
    #[arg(long, default_value_t = 1)]
    count: u32,
}

impl Fee {
    /// The fee with its lines, rule and source; exit 1 when the guide forbids it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        let project = desk.project(&self.project)?;
        match project.quote(self.business, self.kind, self.years, self.count) {
            Ok(quote) => {
                let words = match quote.total_cents {
                    Some(_) => format!("{}\n{}（{}）", quote.formula, quote.rule, quote.source),
                    None => format!("指南未写明金额，由受理员录入\n{}（{}）", quote.rule, quote.source),
                };
                Ok(Answer::new(&quote.json(), words))
            }
            Err(refused) => {
                let json = json!({
                    "verdict": "refuse",
                    "error": { "code": refused.code, "message": refused.message, "remedy": refused.remedy },
                    "rule": refused.rule,
                    "source": refused.source,
                });
                let words = format!(
                    "{}\n{}\n{}（{}）",
                    refused.message, refused.remedy, refused.rule, refused.source
                );
                Ok(Answer::new(&json, words).refused())
            }
        }
    }
}

/// The forms of a project.
#[derive(Args)]
pub struct Forms {
    /// Project id; all projects when left out.
    #[arg(long)]
    project: Option<String>,
}

impl Forms {
    /// Id, title, copies, where used.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        let chosen = match &self.project {
            Some(id) => vec![desk.project(id)?],
            None => desk.projects().iter().collect(),
        };
        let mut list = Vec::new();
        let mut words = Vec::new();
        for project in chosen {
            for form in project.all_forms() {
                words.push(format!(
                    "{:<16} {:<10} 《{}》 {}份",
                    project.id(),
                    form.id,
                    form.title,
                    form.copies
                ));
                list.push(json!({
                    "project": project.id(),
                    "id": form.id,
                    "title": form.title,
                    "copies": form.copies,
                    "copies_source": form.copies_source,
                    "kinds": form.kind.iter().map(|k| k.word()).collect::<Vec<_>>(),
                    "businesses": form.business.iter().map(|b| b.word()).collect::<Vec<_>>(),
                }));
            }
        }
        Ok(Answer::new(&json!({ "forms": list }), words.join("\n")))
    }
}
