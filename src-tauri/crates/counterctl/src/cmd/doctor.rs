//! `doctor`: what of the program and of this machine is there, and what holds around files from outside
//! and around the drivers of keys.

use std::path::PathBuf;

use clap::Args;
use desk::counter::places::Places;
use desk::settings::isolation;
use serde_json::json;

use super::readers;
use crate::output::{Answer, Outcome, PART_MISSING};

/// What the program calls on, with the package that brings it on Debian.
const PARTS: [(&str, &str, &str); 5] = [
    ("lp", "cups-client", "打印"),
    ("scanimage", "sane-utils", "扫描仪"),
    ("pdftoppm", "poppler-utils", "看 PDF"),
    ("v4l2-ctl", "v4l-utils", "高拍仪"),
    ("pcscd", "pcscd", "读卡器"),
];

/// What is there, and what holds.
#[derive(Args)]
pub struct Doctor {}

impl Doctor {
    /// Exit 0 when the program is whole; 3 when its data or the part that reads files is missing. What only some
    /// counters need, and walls that this kernel does not have, are told and refuse nothing.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        let places = Places::find(forms)?;
        let isolation = isolation::of(&readers()?, &token::WorkerCommand::this_program(Vec::new())?);
        let mut words = vec![isolation.word.clone()];
        if !isolation.remedy.is_empty() {
            words.push(format!("  · {}", isolation.remedy));
        }
        words.push(isolation.drivers.word.clone());
        let parts = PARTS.map(|(program, package, what)| (program, package, what, is_there(program)));
        for (program, package, what, there) in parts {
            words.push(match there {
                true => format!("{what}：{program} 已装"),
                false => format!("{what}：没有 {program}；要用请安装软件包 {package}"),
            });
        }
        let parts = parts.map(|(program, package, _, there)| {
            json!({ "program": program, "package": package, "installed": there })
        });
        let folders: Vec<_> = places
            .forms
            .iter()
            .map(|folder| folder.display().to_string())
            .collect();
        words.push(format!("项目：{}", folders.join("、")));
        let whole = isolation.reader;
        let mut answer = Answer::new(
            &json!({
                "isolation": isolation,
                "reader": places.reader.program,
                "parts": parts,
                "forms": folders,
            }),
            words.join("\n"),
        );
        if !whole {
            answer.exit = PART_MISSING;
        }
        Ok(answer)
    }
}

/// Whether a program of the system is installed, where programs are looked for.
fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Daemons stand where an ordinary user's path does not lead.
    let more = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(more)
        .any(|folder| folder.join(program).is_file())
}
