//! Prints through CUPS (`lp`, `lpstat`).
//!
//! Printers scale and turn pages of their own accord, so every job says A4, one-sided, unscaled (FORMS.md,
//! "Printing"); the marks on the page correct the rest when it comes back.

use std::time::Duration;

use super::run;
use crate::api::Refusal;

const DEADLINE: Duration = Duration::from_secs(20);

/// The printers that CUPS knows; none when CUPS is not there.
pub fn printers() -> Vec<String> {
    let Ok(ran) = run("lpstat", "cups-client", ["-e"], &[], DEADLINE) else {
        return Vec::new();
    };
    String::from_utf8_lossy(&ran.stdout)
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Sends a PDF to a printer (the default one when the name is empty). Errors: `printer-refused` with CUPS's own
/// words; the caller saves the file instead, so that nothing is lost.
pub fn print(printer: &str, title: &str, pdf: &[u8]) -> Result<String, Refusal> {
    let mut args = vec![
        "-t",
        title,
        "-o",
        "media=A4",
        "-o",
        "sides=one-sided",
        "-o",
        "print-scaling=none",
    ];
    if !printer.is_empty() {
        args.extend(["-d", printer]);
    }
    args.push("-");
    let ran = run("lp", "cups-client", args, pdf, DEADLINE)?;
    if ran.code == Some(0) {
        return Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned());
    }
    Err(Refusal::new(
        "printer-refused",
        format!("打印机没有接受：{}", ran.stderr),
        "请检查打印机是否开机、设置里选的打印机是否正确；文件已另存，可先打开文件打印",
    ))
}
