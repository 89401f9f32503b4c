//! Paints a page of a PDF (poppler's `pdftoppm`), for previews and for practice scans.

use std::time::Duration;

use super::run;
use crate::api::Refusal;

/// A page as PNG. `page` counts from 1, `dpi` is held between 40 and 600.
pub fn page_png(pdf: &[u8], page: u32, dpi: u32) -> Result<Vec<u8>, Refusal> {
    let (page, dpi) = (page.max(1).to_string(), dpi.clamp(40, 600).to_string());
    let args = ["-png", "-r", &dpi, "-f", &page, "-l", &page, "-singlefile", "-"];
    let ran = run("pdftoppm", "poppler-utils", args, pdf, Duration::from_secs(30))?;
    if ran.code != Some(0) || ran.stdout.is_empty() {
        return Err(Refusal::new(
            "preview-failed",
            format!("第{page}页画不出来：{}", ran.stderr),
            "请重新预览；仍不行请先打印为文件再打开查看",
        ));
    }
    Ok(ran.stdout)
}
