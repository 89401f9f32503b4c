//! `projects`, `materials`, `fee`, `forms`: what the guides say, as data.

use std::path::PathBuf;

use ::case::{BusinessType, CertKind, Channel};
use clap::{Args, Subcommand};
use desk::api::Refusal;
use project::{Ask, Facts, FormRef, Project};
use serde_json::json;

use super::asked::{Asked, offered, ruled, told};
use super::{projects, readers};
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
                            .map(|b| {
                                let channels = p.channels(b.business, k.kind);
                                let channels: Vec<_> = channels.iter().map(|c| c.channel.word()).collect();
                                json!({ "business": b.business.word(), "word": b.word, "channels": channels })
                            })
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
    match desk::projects::check_folder::check(&readers()?, dir) {
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
    #[command(flatten)]
    asked: Asked,
    /// A file that is to be uploaded to the authority: its size and format are held against the guide; may be given
    /// several times.
    #[arg(long, value_name = "FILE")]
    upload: Vec<PathBuf>,
}

impl Materials {
    /// The checklist, with the guide's own words for each line; exit 1 when the guide forbids the case.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        let project = desk.project(&self.asked.project)?;
        let channel = *self.asked.channels(project).first().unwrap_or(&Channel::Counter);
        let content = self.asked.content(project, channel)?;
        let facts = self.asked.facts(desk.today());
        let mut findings = project.rules(&content, &facts);
        for path in &self.upload {
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            findings.extend(project.upload_findings(&name, std::fs::metadata(path)?.len()));
        }
        let ruled = told(project, &content, &findings);
        let rows = project.materials_of(&content, &facts);
        let lines = rows.iter().map(|r| {
            let note = if r.note.is_empty() {
                String::new()
            } else {
                format!("　{}", r.note)
            };
            let asked = [("公章", asked(&r.seal)), ("原件", asked(&r.original))];
            let asked = asked.map(|(what, word)| format!("{what}：{word}")).join("　");
            let signature = r.signature.as_deref().unwrap_or("不需");
            let copies = &r.copies;
            // A row that only tells something asks for nothing, and says of nothing that it is not needed.
            if r.info {
                return format!("{:<9} {}　{copies}{note}", r.id, r.material);
            }
            format!(
                "{:<9} {}　{copies}　{asked}　签字：{signature}{note}",
                r.id, r.material
            )
        });
        let words: Vec<String> = ruled.words.iter().cloned().chain(lines).collect();
        let conditions: Vec<_> = project
            .conditions(content.business, content.kind, channel)
            .iter()
            .map(|c| json!({ "id": c.id, "label": c.label }))
            .collect();
        let json = json!({
            "channel": channel.word(),
            "materials": rows,
            "conditions": conditions,
            "findings": ruled.json,
        });
        let answer = Answer::new(&json, words.join("\n"));
        Ok(if ruled.refused { answer.refused() } else { answer })
    }
}

/// What the guide asks of a paper, in a word or its own words.
fn asked(ask: &Ask) -> &str {
    match ask {
        Ask::Yes => "要",
        Ask::No => "不需",
        Ask::Note(words) => words,
    }
}

/// What a case costs.
#[derive(Args)]
pub struct Fee {
    #[command(flatten)]
    asked: Asked,
    /// Years.
    #[arg(long)]
    years: Option<u32>,
    /// Number of certificates.
    #[arg(long, default_value_t = 1)]
    count: u32,
    /// Number of further ones that belong to them (副证, 副锁).
    #[arg(long)]
    sub_count: Option<u32>,
}

impl Fee {
    /// The fee with its lines, rule and source; exit 1 when the guide forbids it. Where no channel is named and the
    /// guide states the price for one only, that one answers.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        let project = desk.project(&self.asked.project)?;
        let facts = self.asked.facts(desk.today());
        let mut answer = None;
        for channel in self.asked.channels(project) {
            let quoted = self.quote(project, channel, &facts)?;
            if quoted.stated || answer.is_none() {
                let stated = quoted.stated;
                answer = Some(quoted.answer);
                if stated {
                    break;
                }
            }
        }
        match answer {
            Some(answer) => Ok(answer),
            None => Ok(self.quote(project, Channel::Counter, &facts)?.answer),
        }
    }

    fn quote(&self, project: &Project, channel: Channel, facts: &Facts) -> Result<Quoted, Refusal> {
        let mut content = self.asked.content(project, channel)?;
        content.years = self.years;
        content.count = self.count;
        if let Some(count) = self.sub_count {
            content.fields.insert("sub_count".to_owned(), count.to_string());
        }
        let ruled = ruled(project, &content, facts);
        match project.quote_of(&content, facts) {
            Ok(quote) => {
                let mut words = ruled.words;
                words.push(match quote.total_cents {
                    Some(_) => format!("{}\n{}（{}）", quote.formula, quote.rule, quote.source),
                    None => format!("指南未写明金额，由受理员录入\n{}（{}）", quote.rule, quote.source),
                });
                let mut json = quote.json();
                json["channel"] = json!(channel.word());
                json["findings"] = json!(ruled.json);
                let answer = Answer::new(&json, words.join("\n"));
                Ok(Quoted {
                    stated: quote.stated,
                    answer: if ruled.refused { answer.refused() } else { answer },
                })
            }
            Err(refused) => {
                let json = json!({
                    "verdict": "refuse",
                    "error": { "code": refused.code, "message": refused.message, "remedy": refused.remedy },
                    "rule": refused.rule,
                    "source": refused.source,
                    "findings": ruled.json,
                });
                let words = format!(
                    "{}\n{}\n{}（{}）",
                    refused.message, refused.remedy, refused.rule, refused.source
                );
                Ok(Quoted {
                    stated: true,
                    answer: Answer::new(&json, words).refused(),
                })
            }
        }
    }
}

/// A fee on one channel, and whether the guide states it there.
struct Quoted {
    stated: bool,
    answer: Answer,
}

/// The forms of a project.
#[derive(Args)]
pub struct Forms {
    /// Project id; all projects when left out.
    #[arg(long)]
    project: Option<String>,
    /// Only the forms that this business prints.
    #[arg(long, requires_all = ["project", "kind"])]
    business: Option<BusinessType>,
    /// Certificate kind, with a business.
    #[arg(long, requires = "business")]
    kind: Option<CertKind>,
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
            for form in self.of(project)? {
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

    /// The forms asked about. Errors: `business-not-offered`.
    fn of<'a>(&self, project: &'a Project) -> Result<Vec<&'a FormRef>, Refusal> {
        match (self.business, self.kind) {
            (Some(business), Some(kind)) => {
                offered(project, business, kind)?;
                Ok(project.forms(business, kind))
            }
            _ => Ok(project.all_forms().iter().collect()),
        }
    }
}
