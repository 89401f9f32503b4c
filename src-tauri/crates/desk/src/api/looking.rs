//! Looking at what a case keeps: documents, scanned pages and samples open in the window, page by page.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Gate;

/// What kind of record is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LookOf {
    /// A stored document: a print, a sheet, a request, a certificate, a package.
    Document,
    /// A scanned page.
    Page,
    /// A seal or signature sample: cleaned, and as it was scanned.
    Sample,
}

/// A record to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookAt {
    /// What it is.
    pub of: LookOf,
    /// Its id.
    pub id: u32,
}

/// A page of what is looked at, as picture. Only what was opened with `lookAt` has one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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

/// A run of letters on a page and where it stands, in points from the upper left corner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
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

/// A line to be read: what it is, and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookLine {
    /// 颁发给, 序列号 …; empty for a line of text.
    pub label: String,
    /// The value, or the line itself.
    pub value: String,
}

/// A part of what can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookPart {
    /// 数字证书, 证书请求, 文件内容 …
    pub title: String,
    /// Its lines.
    pub lines: Vec<LookLine>,
}

/// A record, opened: pages to be seen, or parts to be read; one of the two is empty.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
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
