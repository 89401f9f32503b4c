//! What the parts of the machine tell: scanners, cameras, the words of a page.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

/// A scanner.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Scanner {
    /// SANE's name.
    pub device: String,
    /// In words.
    pub label: String,
}

/// Where a scanner takes its paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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

/// A camera.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Camera {
    /// The system's node, `/dev/video0`.
    pub device: String,
    /// Its name.
    pub label: String,
}

/// A run of letters on a page and where it stands, in points from the upper left corner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LookWord {
    /// The letters.
    pub text: String,
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// A page that can be looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct LookSheet {
    /// What this page is, where it has a name of its own: 清理后, 扫描原样.
    pub title: String,
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// The words on it, for searching; none on a picture.
    pub words: Vec<LookWord>,
}
