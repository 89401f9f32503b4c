//! How a project wants its samples judged and sent: figures where they differ from the program's own, file formats of
//! the pictures.
//!
//! The guides give words (正红、不歪、不变型、不压线), seldom numbers; a project file therefore holds only figures that its
//! guide states or makes stricter. What each figure measures is said where samples are judged; this crate knows their
//! names, their shapes and what can be sensible, so that a slip is told with its line instead of judging seals wrongly.

use std::collections::BTreeMap;

use crate::Project;
use crate::data::file::ProjectFile;
use crate::data::judging::{PictureRules, Threshold};
use crate::problem::Problems;

/// What a figure's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    One,
    /// The larger the worse.
    Rising,
    /// The smaller the worse.
    Falling,
    Range,
    Sizes,
}

impl Shape {
    fn word(self) -> &'static str {
        match self {
            Self::One => "一个数",
            Self::Rising => "{ look = 数, reject = 数 }，reject 不小于 look",
            Self::Falling => "{ look = 数, reject = 数 }，reject 不大于 look",
            Self::Range => "[从, 到]",
            Self::Sizes => "[[宽, 高], …]",
        }
    }
}

/// The figures a project may set: name, shape, and the span in which a value can be meant.
const FIGURES: [(&str, Shape, [f64; 2]); 37] = [
    ("blank_mm2", Shape::One, [0.1, 50.0]),
    ("faint_mm2", Shape::One, [0.5, 200.0]),
    ("red_per_green", Shape::Rising, [0.05, 1.0]),
    ("red_hue_deg", Shape::Range, [-90.0, 120.0]),
    ("reddish_hue_deg", Shape::Range, [-120.0, 150.0]),
    ("density", Shape::Falling, [0.05, 3.0]),
    ("edge_mm", Shape::Rising, [0.05, 2.0]),
    ("dragged_mm", Shape::Rising, [0.05, 2.0]),
    ("pale_percent", Shape::Rising, [0.1, 100.0]),
    ("device_edge_mm", Shape::One, [0.01, 2.0]),
    ("double", Shape::Rising, [0.01, 1.0]),
    ("notch_mm2", Shape::One, [0.05, 10.0]),
    ("flooded_percent", Shape::Rising, [0.5, 100.0]),
    ("lopsided_deg", Shape::One, [2.0, 90.0]),
    ("coverage_percent", Shape::Falling, [10.0, 100.0]),
    ("gap_deg", Shape::Rising, [0.5, 180.0]),
    ("rotation_deg", Shape::Rising, [0.5, 180.0]),
    ("aspect_ratio", Shape::Rising, [1.0, 2.0]),
    ("oval_mm", Shape::Sizes, [10.0, 80.0]),
    ("on_line_mm2", Shape::Rising, [0.01, 50.0]),
    ("sign_on_line_mm2", Shape::Rising, [0.01, 50.0]),
    ("sign_astray_mm2", Shape::One, [0.01, 50.0]),
    ("breaks", Shape::Rising, [1.0, 50.0]),
    ("line_reach_mm", Shape::One, [0.1, 3.0]),
    ("beneath_mm2", Shape::Rising, [0.05, 100.0]),
    ("paper_chroma", Shape::Rising, [1.0, 60.0]),
    ("warm_chroma", Shape::Rising, [1.0, 60.0]),
    ("warm_hue_deg", Shape::Range, [-180.0, 180.0]),
    ("cool_chroma", Shape::Rising, [1.0, 60.0]),
    ("cool_hue_deg", Shape::Range, [-360.0, 180.0]),
    ("paper_lightness", Shape::Falling, [20.0, 100.0]),
    ("dirt_mm2", Shape::Rising, [0.1, 200.0]),
    ("stain_mm2", Shape::One, [0.1, 200.0]),
    ("camera_fall", Shape::One, [0.0, 0.5]),
    ("scanner_chroma", Shape::Rising, [1.0, 60.0]),
    ("round_mm", Shape::Range, [10.0, 80.0]),
    ("personal_mm", Shape::Range, [5.0, 50.0]),
];

/// File formats a picture of a sample can be made in.
const FORMATS: [&str; 4] = ["png", "jpeg", "bmp", "gif"];

/// The names of all figures a project may state.
pub fn threshold_names() -> impl Iterator<Item = &'static str> {
    FIGURES.iter().map(|f| f.0)
}

impl Threshold {
    /// Whether this can be meant as the value of a figure; never of one that is not known.
    pub fn is_sensible_for(&self, name: &str) -> bool {
        let known = FIGURES.iter().find(|f| f.0 == name);
        known.is_some_and(|(_, shape, span)| self.fits(*shape, *span))
    }

    fn fits(&self, shape: Shape, [least, most]: [f64; 2]) -> bool {
        let within = |value: &f64| value.is_finite() && (least..=most).contains(value);
        match (self, shape) {
            (Self::One(value), Shape::One) => within(value),
            (Self::Band { look, reject }, Shape::Rising) => within(look) && within(reject) && look <= reject,
            (Self::Band { look, reject }, Shape::Falling) => within(look) && within(reject) && look >= reject,
            (Self::Range([from, to]), Shape::Range) => within(from) && within(to) && from < to,
            (Self::Sizes(sizes), Shape::Sizes) => !sizes.is_empty() && sizes.iter().flatten().all(within),
            _ => false,
        }
    }
}

/// Names and values that nobody can have meant.
pub(crate) fn validate(file: &ProjectFile, problems: &mut Problems<'_>) {
    const THRESHOLDS: &str = "[sampling.thresholds]";
    for (name, value) in &file.sampling.thresholds {
        match FIGURES.iter().find(|f| f.0 == name) {
            None => {
                let names: Vec<&str> = threshold_names().collect();
                problems.refuse(
                    "threshold-unknown",
                    problems.at(THRESHOLDS, name),
                    format!("印模判定没有“{name}”这一项"),
                    format!("可用：{}", names.join("、")),
                );
            }
            Some((_, shape, span)) if !value.fits(*shape, *span) => problems.refuse(
                "threshold-value",
                problems.at(THRESHOLDS, name),
                format!("印模判定“{name}”的值不对：应在{}至{}之间", span[0], span[1]),
                format!("请写成{}", shape.word()),
            ),
            Some(_) => {}
        }
    }
    let pictures = &file.sampling.pictures;
    if let Some(format) = pictures.formats.iter().find(|f| !FORMATS.contains(&f.as_str())) {
        problems.refuse(
            "picture-format",
            problems.at("[sampling.pictures]", format),
            format!("印模图片没有“{format}”格式"),
            format!("可用：{}", FORMATS.join("、")),
        );
    }
    if pictures.max_bytes.is_some_and(|most| most < 4096) {
        problems.refuse(
            "picture-size",
            problems.at("[sampling.pictures]", "max_bytes"),
            "印模图片的大小限制太小：不足4096字节放不下一枚印章",
            "请改正 max_bytes（单位：字节）",
        );
    }
}

impl Project {
    /// The figures by which samples of this project are judged, where they differ from the program's own.
    pub fn thresholds(&self) -> &BTreeMap<String, Threshold> {
        &self.file.sampling.thresholds
    }

    /// The files of a chosen sample: as the project says it; where it is silent, what its upload rules take; else
    /// PNG, the only one with transparent paper and true size.
    pub fn pictures(&self) -> PictureRules {
        let mut rules = self.file.sampling.pictures.clone();
        let upload = self.upload();
        if rules.formats.is_empty() {
            let word = |ending: &String| if ending == "jpg" { "jpeg" } else { ending.as_str() }.to_owned();
            let taken: Vec<String> = upload.formats.iter().map(word).collect();
            let known = FORMATS.iter().filter(|f| taken.iter().any(|t| t == *f));
            rules.formats = known.map(|f| (*f).to_owned()).collect();
            if rules.note.is_empty() {
                rules.note.clone_from(&upload.note);
            }
        }
        if rules.formats.is_empty() {
            rules.formats = vec![FORMATS[0].to_owned()];
        }
        rules.max_bytes = rules.max_bytes.or(upload.max_bytes);
        rules
    }
}
