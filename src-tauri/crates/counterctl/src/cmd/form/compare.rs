//! `form compare`: an old form beside a new one, as a CA's announcement is checked against what the counter has.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use desk::api::Refusal;
use desk::casework::case_file::unknown_form;
use desk::counter::places::write_whole;
use desk::prints::papers;
use form::{Comparison, FormDescription};
use serde_json::json;

use super::{loose, watch};
use crate::cmd::projects;
use crate::output::{Answer, Outcome};

/// Two forms. Each is a description's file, or `PROJECT/FORM`, or `PROJECT/FORM@2027-01-01` for the form of that day.
#[derive(Args)]
pub struct Compare {
    /// The old form.
    old: String,
    /// The new form.
    new: String,
    /// Both side by side, the differences tinted.
    #[arg(long, value_name = "X.pdf")]
    out: Option<PathBuf>,
    /// A picture of each sheet too, beside the PDF (by pdftoppm).
    #[arg(long, requires = "out")]
    png: bool,
}

impl Compare {
    /// Tells what differs.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let (old, new) = (description(&self.old, forms)?, description(&self.new, forms)?);
        let found = form::compare(&old, &new, &loose::fonts(forms)?)?;
        let mut pictures = Vec::new();
        if let Some(out) = &self.out {
            write_whole(out, &found.pdf)?;
            if self.png {
                pictures = watch::pictures(out)?;
            }
        }
        let of = |form: &FormDescription| json!({ "id": form.id(), "version": form.version(), "title": form.title() });
        let json = json!({
            "old": of(&old), "new": of(&new), "same": found.is_same(), "differences": found,
            "out": self.out, "pictures": pictures,
        });
        Ok(Answer::new(&json, words(&found)))
    }
}

/// A form by its file or by its name in a project.
fn description(named: &str, forms: &[PathBuf]) -> Result<FormDescription, Refusal> {
    if named.ends_with(".kdl") {
        return loose::description(Path::new(named), forms);
    }
    let unclear = || {
        Refusal::new(
            "form-unclear",
            format!("“{named}”不是表单描述文件，也不是“项目/表”"),
            "请写成 表.kdl，或 项目/表，或 项目/表@日期，例如 netca-gd-zfcg/f-zfcg-1@2027-01-01",
        )
    };
    let (place, day) = match named.split_once('@') {
        None => (named, None),
        Some((place, day)) => (place, Some(day.parse::<NaiveDate>().map_err(|_| unclear())?)),
    };
    let (project, form) = place.split_once('/').ok_or_else(unclear)?;
    let desk = projects(forms)?;
    let project = desk.project(project)?.clone();
    let project = match day {
        Some(day) => project.on(day),
        None => project,
    };
    let form = project.form(form).ok_or_else(|| unknown_form(&project, form))?;
    papers::description(&project, &form.id, &Default::default())
}

fn words(found: &Comparison) -> String {
    if found.is_same() {
        return "两份表印出来没有差别".to_owned();
    }
    let mut lines = Vec::new();
    if found.pages.0 != found.pages.1 {
        lines.push(format!("页数：{} → {}", found.pages.0, found.pages.1));
    }
    if found.copies.0 != found.copies.1 {
        lines.push(format!("份数：{} → {}", found.copies.0, found.copies.1));
    }
    for differ in &found.words {
        lines.push(match (differ.old.is_empty(), differ.new.is_empty()) {
            (true, _) => format!("新增：“{}”", differ.new),
            (_, true) => format!("删去：“{}”", differ.old),
            _ => format!("改：“{}” → “{}”", differ.old, differ.new),
        });
    }
    for (what, names) in [
        ("不再有的位置", &found.gone),
        ("新有的位置", &found.came),
        ("移动的位置", &found.moved),
    ] {
        if !names.is_empty() {
            lines.push(format!("{what}：{}", names.join("、")));
        }
    }
    lines.join("\n")
}
