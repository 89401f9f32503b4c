//! `form watch`: the page of a description while it is edited. Each save prints it anew, or says what is wrong and
//! where; the last good page stays until then. Nothing but the PDF and its pictures is ever written.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::Args;
use desk::api::Refusal;
use desk::counter::places::write_whole;
use form::Fonts;
use serde_json::json;

use super::loose;
use crate::output::{Answer, Outcome};

/// How long between two looks at the files.
const BETWEEN: Duration = Duration::from_millis(200);

/// A description under work.
#[derive(Args)]
pub struct Watch {
    /// The description.
    #[arg(value_name = "FORM.kdl")]
    file: PathBuf,
    /// The PDF; beside the description when left out.
    #[arg(long, value_name = "X.pdf")]
    out: Option<PathBuf>,
    /// A picture of each page too, beside the PDF (by pdftoppm).
    #[arg(long)]
    png: bool,
    /// Open the PDF in the desktop's viewer, which shows it anew by itself.
    #[arg(long)]
    open: bool,
    /// Print once and end; what is wrong in the description is then the answer.
    #[arg(long)]
    once: bool,
}

/// What one look gave.
struct Page {
    out: PathBuf,
    pictures: Vec<PathBuf>,
    pages: usize,
    notes: Vec<String>,
}

impl Watch {
    /// Prints until it is stopped.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let fonts = loose::fonts(forms)?;
        if self.once {
            let page = self.print(forms, &fonts)?;
            let json = json!({
                "out": page.out, "pictures": page.pictures, "pages": page.pages, "notes": page.notes,
            });
            return Ok(Answer::new(&json, told(&page)));
        }
        let mut seen = BTreeMap::new();
        let mut opened = !self.open;
        loop {
            let now = self.state();
            if now != seen && !now.is_empty() {
                seen = now;
                match self.print(forms, &fonts) {
                    Ok(page) => {
                        say(&told(&page));
                        if !opened {
                            opened = true;
                            show(&page.out);
                        }
                    }
                    Err(refusal) => say(&refusal.to_string()),
                }
            }
            std::thread::sleep(BETWEEN);
        }
    }

    fn print(&self, forms: &[PathBuf], fonts: &Fonts) -> Result<Page, Refusal> {
        let printed = loose::blank(&loose::description(&self.file, forms)?, fonts)?;
        let out = self
            .out
            .clone()
            .unwrap_or_else(|| self.file.with_extension("pdf"));
        write_whole(&out, &printed.pdf)?;
        let pages = printed.pages.len();
        Ok(Page {
            pictures: if self.png { pictures(&out)? } else { Vec::new() },
            notes: printed.remarks(),
            out,
            pages,
        })
    }

    /// The texts that the page depends on: the description, and the clauses that lie beside it.
    fn state(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let clauses = [folder.join("clauses"), folder.join("../clauses")];
        let beside = clauses
            .iter()
            .filter_map(|folder| std::fs::read_dir(folder).ok())
            .flatten();
        let paths = beside.flatten().map(|entry| entry.path());
        let kdl = paths.filter(|path| path.extension().is_some_and(|e| e == "kdl"));
        // An editor that is just replacing the file leaves a moment without it: that is no change.
        let Ok(own) = std::fs::read(&self.file) else {
            return BTreeMap::new();
        };
        let clauses = kdl.filter_map(|path| std::fs::read(&path).ok().map(|text| (path, text)));
        clauses.chain([(self.file.clone(), own)]).collect()
    }
}

fn told(page: &Page) -> String {
    let mut words = format!("已印 {}：{} 页", page.out.display(), page.pages);
    for note in &page.notes {
        words.push_str(&format!("\n{note}"));
    }
    words
}

/// Says it at once: whoever edits looks at the terminal beside.
fn say(words: &str) {
    println!("{words}");
    // A terminal that is gone ends the program by itself.
    let _ = std::io::stdout().flush();
}

fn show(pdf: &Path) {
    if Command::new("xdg-open").arg(pdf).spawn().is_err() {
        say("没有找到看 PDF 的程序，请自己打开上面的文件；它每次保存后都会更新");
    }
}

/// A picture of each page, `X-1.png` beside `X.pdf`.
pub fn pictures(pdf: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let missing = || {
        Refusal::new(
            "part-missing",
            "没有 pdftoppm，画不出图片",
            "请安装 poppler-utils，或不加 --png，直接看 PDF",
        )
    };
    let stem = pdf.with_extension("");
    let run = Command::new("pdftoppm")
        .args(["-r", "80", "-png"])
        .args([pdf, &stem])
        .output()
        .map_err(|_| missing())?;
    if !run.status.success() {
        return Err(missing());
    }
    let folder = pdf.parent().unwrap_or(Path::new("."));
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let prefix = stem
        .file_name()
        .map(|n| format!("{}-", n.to_string_lossy()))
        .unwrap_or_default();
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            name.strip_prefix(&prefix)
                .and_then(|rest| rest.strip_suffix(".png"))
                .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        })
        .collect();
    found.sort();
    Ok(found)
}
