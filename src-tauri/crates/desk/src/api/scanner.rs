//! Scanners and cameras: which there are, what each offers, a stack on its way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Finding, PageLine, Refusal};

/// A scanner.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Scanner {
    /// SANE's name.
    pub device: String,
    /// In words.
    pub label: String,
}

/// Which scanner is meant.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AboutScanner {
    /// SANE's name; the settings' scanner when empty.
    pub device: String,
}

/// Where a scanner takes its paper.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanSource {
    /// The driver's name.
    pub name: String,
    /// What its `--adf-mode` has to say, for drivers that tell both sides so.
    pub adf_mode: Option<String>,
    /// 平板, 进纸器（单面）, 进纸器（双面）
    pub words: String,
    /// Paper is fed: a stack is scanned until it is through.
    pub feeder: bool,
}

/// What a scanner offers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScannerOptions {
    /// Sources; empty where there is nothing to choose.
    pub sources: Vec<ScanSource>,
    /// The driver's words for colour.
    pub modes: Vec<String>,
    /// Resolutions in dots per inch.
    pub resolutions: Vec<u32>,
    /// Width to be scanned for a sheet of A4, in mm; none where it cannot be set.
    pub width_mm: Option<f64>,
    /// Height, as the width.
    pub height_mm: Option<f64>,
}

/// Scanning a stack or a sheet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StartScan {
    /// SANE's name; the settings' scanner when empty.
    pub device: String,
    /// Source; as the device stands when none, and then one sheet.
    pub source: Option<ScanSource>,
    /// Colour in the driver's word; as the device stands when empty.
    pub mode: String,
    /// Dots per inch; the settings' when none.
    pub dpi: Option<u32>,
    /// Width to be scanned, in mm.
    pub width_mm: Option<f64>,
    /// Height.
    pub height_mm: Option<f64>,
    /// Case that unrecognised pages are offered for.
    pub case_id: Option<u32>,
}

/// What has come from a running stack since the last question.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Scanned {
    /// Pages, still to be read.
    pub pages: Vec<PageLine>,
    /// Pages that could not be taken; the stack went on.
    pub findings: Vec<Finding>,
    /// More may come: ask again.
    pub running: bool,
    /// What ended the stack before it was through: jam, open cover, no paper.
    pub stopped_by: Option<Refusal>,
}

/// A camera.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Camera {
    /// The system's node, `/dev/video0`.
    pub device: String,
    /// Its name.
    pub label: String,
}

/// Opening a camera.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenCamera {
    /// The system's node; the first camera when empty.
    pub device: String,
}

/// Keeping what the camera shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Capture {
    /// Case that an unrecognised page is offered for.
    pub case_id: Option<u32>,
}
