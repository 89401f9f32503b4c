//! Seal samples: side by side, edited, decided on, sent.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::rim::api::Finding;

/// What the findings that speak of a measure make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum MeasureMark {
    /// None speaks of it.
    Ok,
    /// One asks for a look.
    Warn,
    /// One speaks against the sample.
    Refuse,
}

/// What is measured of a sample, in the order in which the measures stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// 直径, of a round seal.
    Diameter,
    /// 边长, of a square one.
    Sides,
    /// 旋转
    Turn,
    /// 变形
    Shape,
    /// 颜色
    Colour,
    /// 完整
    Coverage,
    /// 清晰
    Sharpness,
    /// 压线
    OnLine,
    /// 底纸
    Paper,
}

/// A measure of a sample, with its own mark.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    /// What is measured.
    pub kind: MeasureKind,
    /// The same in words.
    pub name: String,
    /// 40.1 mm
    pub value: String,
    /// What is usual, with where that comes from when the guide does not state it; empty where nothing is.
    pub usual: String,
    /// What its findings make of it.
    pub mark: MeasureMark,
}

/// How the ink of a sample's picture is coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SampleStyle {
    /// A seal in one red; a signature stays as scanned.
    #[default]
    SealRed,
    /// In the colours of the scan.
    AsScanned,
}

/// What was done to a sample. Always applied to the sample as it was cut, so undoing is giving the edit before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SampleEdit {
    /// Turned clockwise, in tenths of a degree.
    pub turn_tenths: i32,
    /// Cut off at the left, top, right and bottom, in mm; less than nothing adds white.
    pub trim_mm: [f64; 4],
    /// Its colour.
    pub style: SampleStyle,
}

/// What a region of a sample shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SampleMarkKind {
    /// Ink on or beyond the frame's line.
    OnLine,
    /// Ink that is missing.
    Missing,
    /// A second impression.
    Double,
    /// Print beneath the seal.
    Print,
    /// Dirt on the paper.
    Dirt,
    /// Strokes that ran together.
    Flooded,
    /// A gap in a stroke of the pen.
    Gap,
}

/// A region of a sample's picture that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SampleMark {
    /// What it shows.
    pub kind: SampleMarkKind,
    /// Code of the finding.
    pub code: String,
    /// Corners of a closed line: mm right of and below the picture's top left corner.
    pub outline: Vec<[f64; 2]>,
}

/// What the measures say of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SampleVerdict {
    /// 合格
    Accept,
    /// 需人看
    Look,
    /// 不合格
    Reject,
}

/// What a person judged a sample to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SampleJudged {
    /// 人工判合格
    Accepted,
    /// 人工判不合格
    Rejected,
}

/// A seal or signature sample cut from its frame, or fused of those of its group.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SampleLine {
    /// The sample; pictures are `samplePicture`.
    pub id: u32,
    /// Frame name, for instance `seal.org.1`.
    pub frame: String,
    /// 公章 第1枚
    pub label: String,
    /// 公章
    pub group: String,
    /// What the guide asks of the group, in its own words.
    pub instruction: String,
    /// The copy of the paper that it was cut from; 0 for one fused of several.
    pub copy: u32,
    /// 第1份 第2页: where it was cut from; empty for one fused of several.
    pub from: String,
    /// Fused of the others of its group: a choice beside them, never painted where no sample has ink.
    pub fused: bool,
    /// What the measures say of it.
    pub verdict: SampleVerdict,
    /// Its word.
    pub verdict_word: String,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Findings in the guides' words.
    pub findings: Vec<Finding>,
    /// Where the findings are to be seen in its uncropped picture.
    pub marks: Vec<SampleMark>,
    /// Where they are to be seen in its picture as it is kept.
    pub clean_marks: Vec<SampleMark>,
    /// What it lacks or has beyond the others of its group, in words.
    pub beside: Vec<String>,
    /// The best of its group.
    pub suggested: bool,
    /// Why it is, in words.
    pub why: String,
    /// Chosen by the clerk.
    pub chosen: bool,
    /// The clerk's decision and reason where a look was needed, in words.
    pub decision: Option<String>,
    /// What a person judged it to be, where somebody did; it counts before the measures.
    pub judged: Option<SampleJudged>,
    /// Who decided and when: 林晓芸 11月21日 09:30
    pub decided: Option<String>,
    /// What was done to it.
    pub edit: SampleEdit,
    /// Pixels of its picture per mm.
    pub px_per_mm: f64,
}

/// A sample's picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SamplePicture {
    /// The sample.
    pub id: u32,
    /// As scanned instead of cleaned.
    pub raw: bool,
    /// As it would be after this edit; as it is kept when absent.
    pub edit: Option<SampleEdit>,
}

/// Edits a sample: crop, turn, colour. The sample as it was cut is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct EditSample {
    /// The sample.
    pub id: u32,
    /// What is to be done to it as it was cut; all nothing gives it back.
    pub edit: SampleEdit,
}

/// What the clerk does with a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SampleDecision {
    /// Use this one.
    Choose,
    /// Looked at, and good.
    Accept,
    /// No good.
    Reject,
}

/// The clerk's decision on a sample.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DecideSample {
    /// The sample.
    pub id: u32,
    /// What is done with it.
    pub decision: SampleDecision,
    /// Why, required for accept and reject of a 需人看.
    pub reason: String,
}

/// A format that a sample's picture is saved in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// BMP.
    Bmp,
    /// GIF.
    Gif,
}

/// Saves a sample's picture as files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SaveSample {
    /// The sample.
    pub id: u32,
    /// Those the project asks for when empty.
    pub formats: Vec<PictureFormat>,
}
