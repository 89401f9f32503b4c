//! Scans through SANE (`scanimage`): which scanners there are, what each can do, stacks of pages.
//!
//! The bindings to SANE's library that can be had are stale, and its drivers are known to hang; a program of its own
//! can be ended.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::machine::api::{Scanner, ScannerOptions};
use crate::machine::program::run_command;
use crate::machine::scanimage::options;
use crate::rim::api::Refusal;

pub(crate) const PACKAGE: &str = "sane-utils";

/// SANE, with a configuration of its own when the store brings one (`sane.d` beside its files): a practice store its
/// test device, a counter the address of a scanner that answers on the network of the house only.
#[derive(Debug, Clone)]
pub struct Sane {
    config: Option<PathBuf>,
}

impl Sane {
    /// SANE for a store.
    pub fn of(store: &Path) -> Self {
        Self {
            config: Some(store.join("sane.d")).filter(|folder| folder.is_dir()),
        }
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new("scanimage");
        // Its words are matched and shown: always the same ones.
        command.env("LC_ALL", "C");
        if let Some(config) = &self.config {
            command.env("SANE_CONFIG_DIR", config);
        }
        command
    }

    /// Scanners that SANE finds; none when SANE is not there.
    pub fn devices(&self) -> Vec<Scanner> {
        let mut command = self.command();
        command.args(["-f", "%d\t%v %m%n"]);
        let Ok(ran) = run_command(command, PACKAGE, &[], Duration::from_secs(30)) else {
            return Vec::new();
        };
        String::from_utf8_lossy(&ran.stdout)
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(device, label)| Scanner {
                device: device.to_owned(),
                label: label.trim().to_owned(),
            })
            .collect()
    }

    /// What a scanner offers. Errors: `part-missing`, `part-hung`, `scanner-busy`, `scanner-failed`.
    pub fn options(&self, device: &str) -> Result<ScannerOptions, Refusal> {
        let mut command = self.command();
        command.arg("-A");
        if !device.is_empty() {
            command.args(["-d", device]);
        }
        let ran = run_command(command, PACKAGE, &[], Duration::from_secs(30))?;
        match ran.code {
            Some(0) => Ok(options::parse(&String::from_utf8_lossy(&ran.stdout))),
            code => Err(refused(code, &ran.stderr)),
        }
    }
}

/// SANE's status, which `scanimage` gives as its exit code (SANE standard 1.06 §4.2.7), in words with what to do.
pub(crate) fn refused(code: Option<i32>, said: &str) -> Refusal {
    let (code, message, remedy) = match code {
        Some(3) => (
            "scanner-busy",
            "扫描仪正被别的程序使用",
            "请关闭其他扫描程序后重试",
        ),
        Some(6) => (
            "scanner-jam",
            "扫描仪卡纸",
            "请打开盖板取出纸张，理齐后从卡住的那张起重新放入；已扫进来的页都在",
        ),
        Some(7) => ("scanner-empty", "进纸器里没有纸", "请放入纸张后重试"),
        Some(8) => (
            "scanner-cover",
            "扫描仪盖板没有合上",
            "请合上盖板后重试；已扫进来的页都在",
        ),
        _ => (
            "scanner-failed",
            "扫描没有成功",
            "请检查扫描仪电源和连线，或改用拖入文件",
        ),
    };
    // The last line is what ended it; those before count pages.
    let detail = match said.lines().rev().find(|line| line.starts_with("scanimage:")) {
        Some(line) => format!("（{line}）"),
        None => String::new(),
    };
    Refusal::new(code, format!("{message}{detail}"), remedy)
}
