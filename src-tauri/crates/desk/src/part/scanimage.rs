//! Scans through SANE (`scanimage`).

use std::time::Duration;

use super::run;
use crate::api::{Refusal, Scanner};

/// Scanners that SANE finds; none when SANE is not there.
pub fn devices() -> Vec<Scanner> {
    let args = ["-f", "%d\t%v %m%n"];
    let Ok(ran) = run("scanimage", "sane-utils", args, &[], Duration::from_secs(30)) else {
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

/// One page as PNG. Errors by SANE's status (SANE standard §4.3, returned by `scanimage` as its exit code):
/// jam, empty feeder, open cover, each with its remedy.
pub fn page(device: &str, dpi: u32) -> Result<Vec<u8>, Refusal> {
    let dpi = dpi.clamp(100, 600).to_string();
    let mut args = vec!["--format=png", "--mode", "Color", "--resolution", &dpi];
    if !device.is_empty() {
        args.extend(["-d", device]);
    }
    let ran = run("scanimage", "sane-utils", args, &[], Duration::from_secs(120))?;
    let (code, message, remedy) = match ran.code {
        Some(0) if !ran.stdout.is_empty() => return Ok(ran.stdout),
        Some(3) => (
            "scanner-busy",
            "扫描仪正被别的程序使用",
            "请关闭其他扫描程序后重试",
        ),
        Some(6) => ("scanner-jam", "扫描仪卡纸", "请打开盖板取出纸张，理齐后重新放入"),
        Some(7) => ("scanner-empty", "进纸器里没有纸", "请放入纸张后重试"),
        Some(8) => ("scanner-cover", "扫描仪盖板没有合上", "请合上盖板后重试"),
        _ => (
            "scanner-failed",
            "扫描没有成功",
            "请检查扫描仪电源和连线，或改用拖入文件",
        ),
    };
    let detail = if ran.stderr.is_empty() {
        String::new()
    } else {
        format!("（{}）", ran.stderr)
    };
    Err(Refusal::new(code, format!("{message}{detail}"), remedy))
}
