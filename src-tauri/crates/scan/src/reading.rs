//! A page picture to its mark, its bar code, its place on the form, and what a person should know.
//!
//! Nothing here is an error: a holiday photo is a page on which nothing was found, and says so.

use image::RgbImage;
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, Corner, PageMark, RectMm, corner_rect};
use serde::{Deserialize, Serialize};

use crate::codes::{self, Found};
use crate::luma::Luma;
use crate::registration::{self, Registration};
use crate::{Finding, Page};
use crate::{blind, cut};

const MM_PER_INCH: f64 = 25.4;
/// Lowest resolution at which frames can be judged, in dots per inch.
const LOWEST_DPI: f64 = 150.0;
/// Prints reduced down to 90 % are accepted; measured on the form's own millimetres they show that much fewer dots.
const REDUCED_TO: f64 = 0.89;
/// Print scales, in per cent of the design, that raise no remark.
const PRINT_SCALE: std::ops::RangeInclusive<f64> = 89.0..=106.0;
/// Disagreement of the marks, in millimetres, from which cut frames are not to be trusted.
const POOR_FIT_MM: f64 = 1.2;
/// Bands of the page, top and bottom in millimetres, where forms print the case number as bars.
const BAR_BANDS_MM: [(f64, f64); 2] = [(0.0, 48.0), (250.0, A4_HEIGHT_MM)];

/// What a page picture says about itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Which page of which copy of which form of which case, when its code could be read.
    pub mark: Option<PageMark>,
    /// The text of the Code 128 on the page, which on our forms is the case number, or the authority's own number of
    /// it.
    pub case_barcode: Option<String>,
    /// Where the form lies in the picture, when its marks were found.
    pub registration: Option<Registration>,
    /// Dots per inch measured on the form's millimetres, else as the file declares them.
    pub dpi: Option<f64>,
    /// Size of the print in per cent of the design, when the file declares its dots per inch.
    pub print_scale_percent: Option<f64>,
}

/// Reads a page: any rotation, 150 to 600 dpi, printed at 90 to 104 %, one corner missing.
///
/// Above 104 % a centred print puts its own marks, six millimetres from the edge, off the sheet.
pub fn read(page: &Page) -> (Reading, Vec<Finding>) {
    let factor = codes::coarse_factor(&page.image);
    let coarse = Luma::shrunk(&page.image, factor);
    if coarse.is_blank() {
        let words = "空白页（可能是背面）";
        let blank = Finding::new(
            "page-blank",
            words,
            "确认是背面即可丢弃；若不是，请检查放纸方向后重新扫描。",
        );
        return (
            Reading {
                dpi: page.dpi,
                ..Reading::default()
            },
            vec![blank],
        );
    }
    let mut found = codes::find_mark(&page.image, &coarse);
    let registration = match &found {
        Found::Mark(code) => registration::register(&page.image, code),
        _ => blind::find(&page.image, &coarse, factor).map(|(registration, mark)| {
            found = mark.map_or(found.clone(), Found::Enlarged);
            registration
        }),
    };
    let case_barcode = match &registration {
        Some(registration) => bars_on_form(&page.image, registration, found.mark().is_some()),
        None => bars_anywhere(&coarse),
    };
    let measured = registration.as_ref().map(|r| r.px_per_mm * MM_PER_INCH);
    let print_scale_percent = measured
        .zip(page.dpi)
        .map(|(measured, declared)| measured / declared * 100.0);
    let mut findings = Vec::new();
    if page.truncated {
        findings.push(Finding::new(
            "page-truncated",
            "图像文件不完整，页面下部可能缺失",
            "请重新扫描这一页。",
        ));
    }
    about_code(&found, case_barcode.as_deref(), &mut findings);
    if found.mark().is_some() || registration.is_some() {
        about_place(page, registration.as_ref(), &mut findings);
    }
    about_size(measured, page.dpi, print_scale_percent, &mut findings);
    let reading = Reading {
        mark: found.mark().cloned(),
        case_barcode,
        registration,
        dpi: measured.or(page.dpi),
        print_scale_percent,
    };
    (reading, findings)
}

/// The text of the Code 128 on a page whose place is known, which on our forms is the case number.
///
/// For pages that were registered by other means than their mark ([`crate::recognise`]).
pub fn case_bars(page: &Page, registration: &Registration) -> Option<String> {
    bars_on_form(&page.image, registration, false)
}

/// The bar code on a registered page. A page known by its mark is not searched for one where forms print none.
fn bars_on_form(page: &RgbImage, registration: &Registration, known: bool) -> Option<String> {
    let bands = &BAR_BANDS_MM[..if known { 1 } else { BAR_BANDS_MM.len() }];
    bands.iter().find_map(|&(top, bottom)| {
        let band = RectMm {
            x: 0.0,
            y: top,
            w: A4_WIDTH_MM,
            h: bottom - top,
        };
        [7.0, 10.0]
            .iter()
            .find_map(|&scale| codes::code128(&cut::upright_luma(page, registration, band, scale)))
    })
}

fn bars_anywhere(coarse: &Luma) -> Option<String> {
    codes::code128(coarse)
}

fn about_code(found: &Found, bars: Option<&str>, findings: &mut Vec<Finding>) {
    let by_hand = "请核对纸张后由人工归档；若是本程序打印的表，请平整放好重新扫描。";
    match found {
        Found::Mark(_) | Found::Enlarged(_) => {
            let printed = found.mark().map_or("", |mark| mark.bars());
            if let Some(bars) = bars.filter(|bars| !printed.is_empty() && *bars != printed) {
                findings.push(Finding::new(
                    "page-barcode-differs",
                    format!("条形码上的编号 {bars} 与页码标记中的编号 {printed} 不一致"),
                    "请核对这一页是否拼接或贴改过，不要归入本案。",
                ));
            }
        }
        Found::Damaged => findings.push(Finding::new("page-code-damaged", "页码标记已损坏", by_hand)),
        Found::Foreign => {
            findings.push(Finding::new(
                "page-code-foreign",
                "页上只有其他用途的二维码，没有页码标记",
                by_hand,
            ));
        }
        Found::Nothing => findings.push(Finding::new("page-no-code", "没有找到页码标记", by_hand)),
    }
}

fn about_place(page: &Page, registration: Option<&Registration>, findings: &mut Vec<Finding>) {
    let Some(registration) = registration else {
        findings.push(Finding::new(
            "page-not-registered",
            "定位方块找到的不足两个，不能按方框裁切",
            "请把整张纸平放、四角露出后重新扫描。",
        ));
        return;
    };
    let size = page.image.dimensions();
    for corner in Corner::ALL
        .into_iter()
        .filter(|c| !registration.squares.contains(c))
    {
        let name = match corner {
            Corner::TopLeft => "左上角",
            Corner::TopRight => "右上角",
            Corner::BottomLeft => "左下角",
            Corner::BottomRight => "右下角",
        };
        if registration.covers(size, corner_rect(corner), -0.3) {
            let message = format!("{name}的定位方块没有找到（被遮挡、折角或污损）");
            findings.push(Finding::new(
                "page-corner-missing",
                message,
                "改按表格线定位；方框没有裁切时，请露出四角后重新扫描。",
            ));
        } else {
            let message = format!("页面的{name}在图像之外");
            findings.push(Finding::new(
                "page-cut-off",
                message,
                "请确认该处没有填写内容；必要时摆正后重新扫描。",
            ));
        }
    }
    if registration.residual_mm > POOR_FIT_MM {
        let message = format!("定位误差 {:.1} 毫米，页面可能弯曲", registration.residual_mm);
        findings.push(Finding::new("page-fit-poor", message, "请压平纸张后重新扫描。"));
    }
}

fn about_size(
    measured: Option<f64>,
    declared: Option<f64>,
    percent: Option<f64>,
    findings: &mut Vec<Finding>,
) {
    let low = measured.map_or_else(
        || declared.filter(|d| *d < LOWEST_DPI),
        |m| (m < LOWEST_DPI * REDUCED_TO).then_some(m),
    );
    if let Some(dpi) = low {
        let message = format!("分辨率太低：约 {dpi:.0} dpi");
        findings.push(Finding::new(
            "page-resolution-low",
            message,
            "请用 300 dpi 重新扫描。",
        ));
    }
    // A camera declares whatever it likes; only values a scanner would use say something about the print.
    if let Some(percent) =
        percent.filter(|p| declared.is_some_and(|d| d >= LOWEST_DPI) && !PRINT_SCALE.contains(p))
    {
        let message = format!("表格的打印比例约为 {percent:.0}%");
        findings.push(Finding::new(
            "page-print-scaled",
            message,
            "请在打印时选择“实际大小”，不要缩放。",
        ));
    }
}
