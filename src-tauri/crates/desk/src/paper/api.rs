//! Printing, scanning, filing, seal samples.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::LookOf;
use crate::machine::api::LookSheet;
use crate::prints::api::PrintState;
use crate::rim::api::{Finding, Gate};

/// A form of the case, laid out for preview.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PreviewForm {
    /// Form id.
    pub form: String,
    /// Title.
    pub title: String,
    /// Pages of one copy.
    pub pages: u32,
    /// Copies.
    pub copies: u32,
    /// Only its values are printed, onto the CA's own paper.
    pub overprinted: bool,
    /// What the layout had to do (shrunk, continued).
    pub notes: Vec<String>,
}

/// The preview of all forms of a case; pages are fetched one by one with `previewPage`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Case number.
    pub number: String,
    /// Its forms.
    pub forms: Vec<PreviewForm>,
}

/// A page of a form of a case, as picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PreviewPage {
    /// The case.
    pub id: u32,
    /// Form id; `materials-slip` and `handover` are the counter's own.
    pub form: String,
    /// Page, from 1.
    pub page: u32,
    /// Dots per inch.
    pub dpi: u32,
}

/// Where prints go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PrintTo {
    /// The printer of the settings, through CUPS.
    Printer,
    /// A PDF in the print folder of the settings.
    File,
}

/// Printing the forms of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Print {
    /// The case.
    pub id: u32,
    /// Forms; all of the case when empty.
    pub forms: Vec<String>,
    /// Where to.
    pub to: PrintTo,
    /// Forms whose CA paper lies in a printer are printed whole all the same, on white paper.
    #[serde(default)]
    pub white: bool,
}

/// What came of printing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Printed {
    /// 已送打印机 … / 已存为 …
    pub message: String,
    /// PDF files written.
    pub files: Vec<String>,
    /// This content had been printed before.
    pub reprint: bool,
    /// What the printer said, in words: why a paper did not come out, or what holds it up.
    pub findings: Vec<Finding>,
    /// What became of each paper.
    pub papers: Vec<PaperSent>,
}

/// What became of a paper that was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PaperSent {
    /// Its title.
    pub title: String,
    /// Its record, to be named in `confirmPrint`; none for a paper that is not recorded.
    pub print: Option<u32>,
    /// What became of it.
    pub state: PrintState,
    /// What the printer said and what to do, when it is not out.
    pub said: Option<Finding>,
    /// The file it was saved as.
    pub file: Option<String>,
}

/// A person's word on whether a print came out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ConfirmPrint {
    /// The print (`FormLine.print`, `PaperSent.print`).
    pub print: u32,
    /// Whether it came out.
    pub came_out: bool,
}

/// A written document of a case (print, hand-over sheet, request, certificate …).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DocumentLine {
    /// Its attachment id; bytes are `document`.
    pub id: u32,
    /// What it is.
    pub words: String,
    /// File name.
    pub name: String,
    /// When.
    pub at: String,
    /// Bytes.
    pub bytes: u32,
    /// This account looks at it in the window without more; otherwise it says what for.
    pub looks: bool,
    /// This account gets the file itself without more.
    pub saves: bool,
}

/// A page of what is looked at, as picture. Only what was opened with `lookAt` has one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LookPage {
    /// What it is.
    pub of: LookOf,
    /// Its id.
    pub id: u32,
    /// Page, from 1.
    pub page: u32,
    /// Dots per inch.
    pub dpi: u32,
}

/// A line to be read: what it is, and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LookLine {
    /// 颁发给, 序列号 …; empty for a line of text.
    pub label: String,
    /// The value, or the line itself.
    pub value: String,
}

/// A part of what can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LookPart {
    /// 数字证书, 证书请求, 文件内容 …
    pub title: String,
    /// Its lines.
    pub lines: Vec<LookLine>,
}

/// A record, opened: pages to be seen, or parts to be read; one of the two is empty.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// What it is.
    pub of: LookOf,
    /// Its id.
    pub id: u32,
    /// Its name: that of the file, or what the page or sample is.
    pub name: String,
    /// Its pages.
    pub pages: Vec<LookSheet>,
    /// What can be read of it.
    pub parts: Vec<LookPart>,
    /// Whether it can be printed from here.
    pub may_print: Gate,
}
