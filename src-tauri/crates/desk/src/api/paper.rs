//! Printing, scanning, filing, seal samples.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Finding, PrintState};

/// A form of the case, laid out for preview.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
    /// What the layout had to do (shrunk, continued).
    pub notes: Vec<String>,
}

/// The preview of all forms of a case; pages are fetched one by one with `previewPage`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Case number.
    pub number: String,
    /// Its forms.
    pub forms: Vec<PreviewForm>,
}

/// A page of a form of a case, as picture.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrintTo {
    /// The printer of the settings, through CUPS.
    Printer,
    /// A PDF in the print folder of the settings.
    File,
}

/// Printing the forms of a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Print {
    /// The case.
    pub id: u32,
    /// Forms; all of the case when empty.
    pub forms: Vec<String>,
    /// Where to.
    pub to: PrintTo,
}

/// What came of printing.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmPrint {
    /// The print (`FormLine.print`, `PaperSent.print`).
    pub print: u32,
    /// Whether it came out.
    pub came_out: bool,
}

/// Where a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Filed to a case, and of a print that holds.
    Filed,
    /// Filed to a case, but of a print that shows another content than the case has now: it counts for nothing until it is
    /// scanned again from a new print, or the content is put back.
    Stale,
    /// Filed to a case, and nobody can tell of which print: a person has to look at it and file it again.
    Unsure,
    /// Waits for the clerk.
    Tray,
    /// Put aside by the clerk; the original is kept.
    Discarded,
}

/// A scanned page.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PageLine {
    /// The page; its picture is `pagePicture`.
    pub id: u32,
    /// Where it stands.
    pub state: PageState,
    /// Case.
    pub case_id: Option<u32>,
    /// Case number.
    pub number: Option<String>,
    /// Form id, or the material's row id for other papers.
    pub form: Option<String>,
    /// 《…申请表》 第1页 第1份
    pub words: String,
    /// Page of the form.
    pub page: u32,
    /// Pages of the form.
    pub pages: u32,
    /// Copy.
    pub copy: u32,
    /// Name of the file or device it came from.
    pub origin: String,
    /// When it arrived.
    pub at: String,
    /// What the reading has to say.
    pub findings: Vec<Finding>,
    /// Registered to its form, so that fields can be shown in it.
    pub registered: bool,
    /// Its marks have been looked for; while they have not, `readPage` does it.
    pub read: bool,
}

/// What came of an import.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Pages, in order.
    pub pages: Vec<PageLine>,
    /// Files or pages that could not be read; the rest went on.
    pub findings: Vec<Finding>,
}

/// A file made for the authority's site.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UploadFile {
    /// Its name, after the paper.
    pub name: String,
    /// Bytes.
    pub bytes: u32,
    /// 812 KB，上限 1.0 MB；重新压缩为 200 dpi
    pub words: String,
}

/// What was made for the authority's site.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Uploads {
    /// Where the files lie.
    pub folder: String,
    /// What the guide asks of uploads, in its words.
    pub rule: String,
    /// The files.
    pub files: Vec<UploadFile>,
    /// Pages that cannot be made to fit and stay legible.
    pub findings: Vec<Finding>,
}

/// Filing a page by hand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilePage {
    /// The page.
    pub page_id: u32,
    /// The case.
    pub case_id: u32,
    /// Form id or material row id.
    pub form: String,
    /// Page of the form, from 1.
    pub page: u32,
    /// Copy, from 1.
    pub copy: u32,
}

/// A page as picture.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PagePicture {
    /// The page.
    pub id: u32,
    /// Longest side in px.
    pub longest: u32,
}

/// Part of a page, straightened, as picture.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PageRegion {
    /// The page.
    pub id: u32,
    /// Left, in mm of the form.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
    /// Pixels per mm, at most 24.
    pub px_per_mm: f64,
}

/// A written document of a case (print, hand-over sheet, request, certificate …).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
}
