//! `form example` and `form render`: a made-up case as a file, and a case printed.

use std::path::{Path, PathBuf};

use clap::Args;
use desk::api::Refusal;
use desk::casework::case_file::{CaseFile, unknown_form};
use desk::counter::places::write_whole;
use desk::prints::papers;
use form::{Fonts, FormError, Placement, Rendered};
use project::{FormRef, Project};
use serde_json::json;

use super::loose;
use crate::cmd::{projects, read};
use crate::output::{Answer, Outcome};

/// A made-up case.
#[derive(Args)]
pub struct Example {
    /// Project id.
    #[arg(long)]
    project: String,
    /// Form id, for instance f-ylbx-1.
    #[arg(long)]
    form: String,
}

/// A case on paper.
#[derive(Args)]
pub struct Render {
    /// Project id; that of the case, or the one that has the form, when left out.
    #[arg(long)]
    project: Option<String>,
    /// Form id.
    #[arg(long, required_unless_present = "file")]
    form: Option<String>,
    /// A description that lies in no project, printed empty.
    #[arg(long, value_name = "FORM.kdl", conflicts_with_all = ["project", "form", "case", "masked", "copies"])]
    file: Option<PathBuf>,
    /// The case, as JSON.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present_any = ["blank", "file"],
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
    /// Only the values, for paper that the CA has printed (套打).
    #[arg(long, conflicts_with_all = ["blank", "masked", "copies", "file"])]
    overprint: bool,
    /// How far the CA's print lies to the right of our own, in millimetres.
    #[arg(
        long,
        requires = "overprint",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    right: f64,
    /// How far below it.
    #[arg(
        long,
        requires = "overprint",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    down: f64,
    /// The PDF to write.
    #[arg(long, value_name = "X.pdf")]
    out: PathBuf,
}

/// Most bytes of a case file.
const MAX_CASE: usize = 4 << 20;

impl Example {
    /// Answers with the case.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        let project = desk.project(&self.project)?;
        let example = CaseFile::example(project, &self.form.to_lowercase(), desk.today())?;
        // The example is for a program to read: it is JSON with and without --json.
        let words = serde_json::to_string_pretty(&example).unwrap_or_default();
        Ok(Answer::new(&example, words))
    }
}

impl Render {
    /// Writes the PDF.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        if let Some(file) = &self.file {
            let printed = loose::blank(&loose::description(file, forms)?, &loose::fonts(forms)?)?;
            return written(&self.out, &printed, Vec::new());
        }
        let desk = projects(forms)?;
        let form = self.form.as_deref().unwrap_or_default().to_lowercase();
        let file = self.case.as_ref().map(|path| case_file(path)).transpose()?;
        let named = self.project.as_deref();
        let project = match named.or(file.as_ref().map(|f| f.content.project.as_str())) {
            Some(id) => desk.project(id)?,
            None => of_form(desk.projects().iter(), &form)?,
        };
        let form = project.form(&form).ok_or_else(|| unknown_form(project, &form))?;
        if let Some(file) = file.as_ref().filter(|_| self.overprint) {
            return self.values(project, form, file, desk.fonts()?);
        }
        let file = file.map(|file| if self.masked { file.masked(project) } else { file });
        let missing = missing_articles(project, form, file.as_ref())?;
        // A blank or masked page says itself that it is not for signing; a filled contract would not.
        if !missing.is_empty() && !self.blank && !self.masked {
            return Err(without_articles(&missing));
        }
        let rendered = match &file {
            Some(file) => papers::render(project, form, file, desk.fonts()?, self.copies.unwrap_or(1))?,
            None if self.copies == Some(0) => {
                return Err(FormError::NoSuchCopy {
                    asked: 0,
                    count: form.copies,
                }
                .into());
            }
            None => papers::render_blank(project, form, desk.fonts()?)?,
        };
        let bare = (!missing.is_empty())
            .then(|| format!("{}正文没有装入；印出的页不作签字之用", missing.join("、")));
        // A masked page has no marks anyway.
        let content = file.filter(|_| !self.masked).map(|file| file.content);
        let awaited = content.and_then(|content| papers::awaited(project, &content));
        written(&self.out, &rendered, bare.into_iter().chain(awaited).collect())
    }
}

impl Render {
    /// Writes the values alone, where the CA's paper has their places.
    fn values(&self, project: &Project, form: &FormRef, file: &CaseFile, fonts: &Fonts) -> Outcome {
        let mut rendered = papers::overprint(project, form, file, fonts)?;
        let placement = Placement {
            offset: (self.right, self.down),
            ..Placement::NONE
        };
        rendered.pdf = form::place(&rendered.pdf, placement)?;
        written(&self.out, &rendered, Vec::new())
    }
}

fn of_form<'a>(mut projects: impl Iterator<Item = &'a Project>, form: &str) -> Result<&'a Project, Refusal> {
    let known = projects.find(|p| p.form(form).is_some());
    known.ok_or_else(|| {
        let remedy = "可用的表见 counterctl forms";
        Refusal::new("form-unknown", format!("没有表“{form}”"), remedy)
    })
}

/// Writes the document and tells of it.
fn written(out: &Path, rendered: &Rendered, told: Vec<String>) -> Outcome {
    write_whole(out, &rendered.pdf)?;
    let mut notes = rendered.remarks();
    notes.extend(told);
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

fn missing_articles(
    project: &Project,
    form: &FormRef,
    file: Option<&CaseFile>,
) -> Result<Vec<String>, Refusal> {
    let texts = file.map(|file| file.agreements.clone()).unwrap_or_default();
    let description = papers::description(project, &form.id, &texts)?;
    Ok(papers::missing_articles(project, &description))
}

fn without_articles(missing: &[String]) -> Refusal {
    Refusal::new(
        "articles-missing",
        format!("{}的正文没有给出，不能打印", missing.join("、")),
        "请在案件文件的 agreements 里按协议编号写入 CA 现行正文；\
         柜台的案件请先用 counterctl agreements install 装入，或由管理员用 agreements permit 写明理由准予今日先印",
    )
}

fn case_file(path: &Path) -> Result<CaseFile, Refusal> {
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
