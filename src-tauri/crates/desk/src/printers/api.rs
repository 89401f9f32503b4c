//! Printers: how they put a page, and the CA's own paper in them.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::paper::api::PrintTo;
use crate::rim::api::Finding;

/// What a printer does to a page: a point `p` of the design comes out at offset + scale · `p`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PutAt {
    /// Rightwards in millimetres.
    pub right_mm: f64,
    /// Downwards in millimetres.
    pub down_mm: f64,
    /// Width as a share of the design's.
    pub width: f64,
    /// Height as a share of the design's.
    pub height: f64,
}

/// A printer with what is known of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PrinterLine {
    /// CUPS's name; empty for the system's default.
    pub printer: String,
    /// CUPS knows it now.
    pub found: bool,
    /// What it does to a page, where that was measured; it is corrected when something is printed on it.
    pub put: Option<PutAt>,
    /// The same in words, with when, how and by whom it was measured; empty where it was not.
    pub words: String,
}

/// A form of a project, and whether its values go onto the CA's own paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PaperLine {
    /// Project id.
    pub project: String,
    /// Its short name.
    pub project_name: String,
    /// Form id.
    pub form: String,
    /// Title.
    pub title: String,
    /// Parts of the CA's paper, which are printed in one pass.
    pub parts: u32,
    /// The paper that is used; none where the form is printed whole, on white paper.
    pub paper: Option<OnPaper>,
}

/// Where the values go on the CA's own paper, and in which printer that lies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OnPaper {
    /// CUPS's name of the printer; empty for the printer of the settings.
    pub printer: String,
    /// How far the CA's print lies to the right of our own, in millimetres.
    pub right_mm: f64,
    /// How far below it, in millimetres.
    pub down_mm: f64,
}

/// The printers, and the forms whose paper the CA prints.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PrinterBook {
    /// Printers: the system's default, those that CUPS knows, those of which something is known.
    pub printers: Vec<PrinterLine>,
    /// All forms of all projects.
    pub forms: Vec<PaperLine>,
}

/// The calibration page of a printer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationPage {
    /// The printer; empty for the system's default.
    pub printer: String,
    /// As the printer is corrected now, to see what is left; else as it prints by itself.
    pub corrected: bool,
    /// Where to.
    pub to: PrintTo,
}

/// A calibration page of a printer, measured with a ruler, in millimetres.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RuledPage {
    /// The printer.
    pub printer: String,
    /// From the sheet's left edge to line A.
    pub left_mm: f64,
    /// From the sheet's upper edge to line B.
    pub top_mm: f64,
    /// From line A to line C.
    pub across_mm: f64,
    /// From line B to line D.
    pub down_mm: f64,
}

/// What a calibration page says, before anybody keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationRead {
    /// The printer.
    pub printer: String,
    /// What the printer does to a page by itself.
    pub put: PutAt,
    /// It was read from a scan.
    pub scanned: bool,
    /// The page was printed with the correction: `left_mm` is what that leaves.
    pub corrected: bool,
    /// How far the page's marks came out from where they were designed, at most, in millimetres.
    pub left_mm: f64,
    /// That is as near as is asked for.
    pub good: bool,
    /// All of it in words.
    pub words: String,
    /// What there is to know besides.
    pub findings: Vec<Finding>,
}

/// Keeps what a printer does to a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeepCalibration {
    /// The printer.
    pub printer: String,
    /// What it does.
    pub put: PutAt,
    /// It was read from a scan.
    pub scanned: bool,
}

/// A printer, by CUPS's name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OfPrinter {
    /// The printer; empty for the system's default.
    pub printer: String,
}

/// The CA's own paper of a form is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct UsePaper {
    /// Project id.
    pub project: String,
    /// Form id.
    pub form: String,
    /// Where its print lies, and in which printer.
    pub paper: OnPaper,
}

/// A form of a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OfForm {
    /// Project id.
    pub project: String,
    /// Form id.
    pub form: String,
}
