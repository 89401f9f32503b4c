//! What crosses the rim about pages that come, are filed and are shown.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::machine::api::ScanSource;
use crate::pages::api::PageLine;
use crate::rim::api::{Finding, Refusal};

/// What came of an import.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Pages, in order.
    pub pages: Vec<PageLine>,
    /// Files or pages that could not be read; the rest went on.
    pub findings: Vec<Finding>,
    /// Pages that are kept at this window until the hall's server is back. 暂存
    pub spooled: u32,
}

/// A file made for the authority's site.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PagePicture {
    /// The page.
    pub id: u32,
    /// Longest side in px.
    pub longest: u32,
}

/// Part of a page, straightened, as picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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

/// Which scanner is meant.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AboutScanner {
    /// SANE's name; the settings' scanner when empty.
    pub device: String,
}

/// Scanning a stack or a sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Scanned {
    /// Pages, still to be read.
    pub pages: Vec<PageLine>,
    /// Pages that could not be taken; the stack went on.
    pub findings: Vec<Finding>,
    /// Pages that are kept at this window until the hall's server is back. 暂存
    pub spooled: u32,
    /// More may come: ask again.
    pub running: bool,
    /// What ended the stack before it was through: jam, open cover, no paper.
    pub stopped_by: Option<Refusal>,
}

/// Opening a camera.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenCamera {
    /// The system's node; the first camera when empty.
    pub device: String,
}

/// Keeping what the camera shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Capture {
    /// Case that an unrecognised page is offered for.
    pub case_id: Option<u32>,
}
