//! `form example` and `form render`: a made-up case as a file, and a case printed.

use std::path::PathBuf;

use clap::Subcommand;
use desk::api::Refusal;
use desk::casework::case_file::{CaseFile, unknown_form};
use desk::counter::places::write_whole;
use desk::prints::papers;
use form::FormError;
use serde_json::json;

use super::{projects, read};
use crate::output::{Answer, Outcome};

/// Forms of a project.
#[derive(Subcommand)]
pub enum Form {
    /// Print a made-up case in the JSON that `form render --case` reads.
    Example {
        /// Project id.
        #[arg(long)]
        project: String,
        /// Form id, for instance f-ylbx-1.
        #[arg(long)]
        form: String,
    },
    /// Print a case on a form.
    Render {
        /// Project id; that of the case, or the one that has the form, when left out.
        #[arg(long)]
        project: Option<String>,
        /// Form id.
        #[arg(long)]
        form: String,
        /// The case, as JSON.
        #[arg(
            long,
            value_name = "FILE",
            required_unless_present = "blank",
            conflicts_with = "blank"
        )]
        case: Option<PathBuf>,
        /// Print the form empty.
        #[arg(long)]
        blank: bool,
        /// Show personal numbers in part only; such a print carries no marks.
        #[arg(long, conflicts_with = "blank")]
        masked: bool,
        /// Copies.
        #[arg(long)]
        copies: Option<u16>,
        /// The PDF to write.
        #[arg(long, value_name = "X.pdf")]
        out: PathBuf,
    },
}

/// Most bytes of a case file.
const MAX_CASE: usize = 4 << 20;

impl Form {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        match self {
            Self::Example { project, form } => {
                let project = desk.project(project)?;
                let example = CaseFile::example(project, &form.to_lowercase(), desk.today())?;
                // The example is for a program to read: it is JSON with and without --json.
                let words = serde_json::to_string_pretty(&example).unwrap_or_default();
                Ok(Answer::new(&example, words))
            }
            Self::Render {
                project,
                form,
                case,
                blank: _,
                masked,
                copies,
                out,
            } => {
                let form = form.to_lowercase();
                let file = case.as_ref().map(|path| case_file(path)).transpose()?;
                let named = project
                    .as_deref()
                    .or(file.as_ref().map(|f| f.content.project.as_str()));
                let project = match named {
                    Some(id) => desk.project(id)?,
                    None => desk
                        .projects()
                        .iter()
                        .find(|p| p.form(&form).is_some())
                        .ok_or_else(|| {
                            let remedy = "可用的表见 counterctl forms";
                            Refusal::new("form-unknown", format!("没有表“{form}”"), remedy)
                        })?,
                };
                let form = project.form(&form).ok_or_else(|| unknown_form(project, &form))?;
                let file = file.map(|file| if *masked { file.masked(project) } else { file });
                let rendered = match &file {
                    Some(file) => papers::render(project, form, file, desk.fonts()?, copies.unwrap_or(1))?,
                    None if *copies == Some(0) => {
                        return Err(FormError::NoSuchCopy {
                            asked: 0,
                            count: form.copies,
                        }
                        .into());
                    }
                    None => papers::render_blank(project, form, desk.fonts()?)?,
                };
                write_whole(out, &rendered.pdf)?;
                let notes = rendered.remarks();
                let json = json!({
                    "out": out,
                    "bytes": rendered.pdf.len(),
                    "pages": rendered.pages,
                    "notes": notes,
                });
                let mut words = format!("{}：{} 页", out.display(), rendered.pages.len());
                for note in notes {
                    words.push_str(&format!("\n{note}"));
                }
                Ok(Answer::new(&json, words))
            }
        }
    }
}

fn case_file(path: &std::path::Path) -> Result<CaseFile, Refusal> {
    let bytes = read(path)?;
    if bytes.len() > MAX_CASE {
        return Err(Refusal::new(
            "case-file-large",
            format!("{} 过大", path.display()),
            "请用 form example 的样子重写",
        ));
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        Refusal::new(
            "case-file-unreadable",
            format!(
                "{} 第{}行第{}列：{error}",
                path.display(),
                error.line(),
                error.column()
            ),
            "请对照 counterctl form example 的输出改正",
        )
    })
}
