//! `form sizes`: the smallest type on each form, blank, filled as usual, with long ordinary values and at its worst.

use std::path::PathBuf;

use clap::Args;
use desk::api::Refusal;
use form::type_sizes;
use practice::extremes::{self, Filled};
use serde_json::{Value, json};

use crate::cmd::projects;
use crate::output::{Answer, Outcome};

/// All forms, or some.
#[derive(Args)]
pub struct Sizes {
    /// Project id; all projects when left out.
    #[arg(long)]
    project: Option<String>,
    /// Form id; all forms when left out.
    #[arg(long)]
    form: Option<String>,
    /// Leave every page there as PDF, to be looked at.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// One form, filled in one way.
struct Size {
    pages: usize,
    /// Of any word on its pages, in points, as the finished file says it.
    page: Option<f64>,
    /// Of any value, in points.
    value: Option<f64>,
}

impl Sizes {
    /// A line each form. Points are told twice: of the smallest word of all, and of the smallest value.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let desk = projects(forms)?;
        let chosen = match &self.project {
            Some(id) => vec![desk.project(id)?],
            None => desk.projects().iter().collect(),
        };
        if let Some(folder) = &self.out {
            std::fs::create_dir_all(folder)?;
        }
        let wanted = self.form.as_deref().map(str::to_lowercase);
        let (mut list, mut words) = (Vec::new(), vec![head()]);
        for project in chosen {
            let forms = project.all_forms().iter();
            for form in forms.filter(|form| wanted.as_ref().is_none_or(|id| *id == form.id)) {
                let mut line = format!("{:<14} {:<9}", project.id(), form.id);
                let mut told = json!({ "project": project.id(), "form": form.id, "title": form.title });
                for filled in Filled::ALL {
                    let printed = extremes::print(&desk, project, form, filled, desk.today())?;
                    if let Some(folder) = &self.out {
                        let name = format!("{}-{}-{}.pdf", project.id(), form.id, filled.word());
                        std::fs::write(folder.join(name), &printed.pdf)?;
                    }
                    let size = Size::of(&printed)?;
                    line.push_str(&format!(" {:<19}", size.words()));
                    told[filled.word()] = size.json();
                }
                words.push(line.trim_end().to_owned());
                list.push(told);
            }
        }
        if list.is_empty() {
            let form = self.form.as_deref().unwrap_or_default();
            let remedy = "可用的表见 counterctl forms";
            return Err(Refusal::new("form-unknown", format!("没有表“{form}”"), remedy));
        }
        Ok(Answer::new(&json!({ "forms": list }), words.join("\n")))
    }
}

fn head() -> String {
    let columns = Filled::ALL.map(|filled| format!(" {:<19}", format!("{} p. all/value", filled.word())));
    format!("{:<14} {:<9}{}", "project", "form", columns.concat())
}

impl Size {
    fn of(printed: &form::Rendered) -> Result<Self, Refusal> {
        let sizes = type_sizes(&printed.pdf)?;
        Ok(Self {
            pages: printed.pages.len(),
            page: sizes
                .keys()
                .next()
                .map(|thousandths| f64::from(*thousandths) / 1000.0),
            value: printed.smallest,
        })
    }

    fn words(&self) -> String {
        let points = |size: Option<f64>| size.map_or("–".to_owned(), |size| format!("{size:.2}"));
        format!("{} p. {}/{}", self.pages, points(self.page), points(self.value))
    }

    fn json(&self) -> Value {
        let points = |size: Option<f64>| size.map(|size| (size * 100.0).round() / 100.0);
        json!({ "pages": self.pages, "smallest_pt": points(self.page), "smallest_value_pt": points(self.value) })
    }
}
