//! The figures a verdict rests on, as data.
//!
//! The guides give words, not numbers; the defaults were set on synthetic samples (tests of this crate) and are meant
//! to be overridden per project.

use serde::{Deserialize, Serialize};

/// Two limits: beyond the first a person looks, beyond the second the sample is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// From here on a person looks.
    pub look: f64,
    /// From here on the sample is rejected.
    pub reject: f64,
}

/// Every figure of the judgement; a missing field of the data takes its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// 空白: less ink than this, in mm².
    pub blank_mm2: f64,
    /// 颜色不正: optical density of the ink in red per density in green; brown and black have more of it.
    pub red_per_green: Band,
    /// 颜色不正: hue of a 正红 ink on white paper in CIE Lab lies between these, in degrees; beside them a person looks.
    pub red_hue_deg: [f64; 2],
    /// 颜色不正: hue of anything that can be taken for red at all, in degrees; what lies beside is rejected.
    pub reddish_hue_deg: [f64; 2],
    /// 偏淡: optical density of the ink in green, smaller is paler.
    pub density: Band,
    /// 模糊: width of the ink's edge from 10 to 90 % beyond the device's own, in mm.
    pub edge_mm: Band,
    /// 模糊: the same where it is widest, in two opposite quarters of the border.
    pub dragged_mm: Band,
    /// 偏淡: share of the border that is far paler than the rest, in per cent.
    pub pale_percent: Band,
    /// Most that is taken for the device's own, in mm.
    pub device_edge_mm: f64,
    /// 偏淡: area in mm² that is pinkish, or in a signature's frame a little darker, where no ink was found.
    pub faint_mm2: f64,
    /// 重影 of a seal with solid ground (白文): what two opposite corners lack beside the other two, in mm², from which a
    /// person looks.
    pub notch_mm2: f64,
    /// 字迹糊在一起: share of the text's ink that lies deeper than strokes are thick, in per cent.
    pub flooded_percent: Band,
    /// 缺字: how far the name stands off the seal's middle, in degrees.
    pub lopsided_deg: f64,
    /// 重影: how clearly a second border runs beside the first, 0 to 1.
    pub double: Band,
    /// 缺损: share of the border that is there, in per cent, smaller is worse.
    pub coverage_percent: Band,
    /// 缺损: largest hole in the border, in degrees.
    pub gap_deg: Band,
    /// 歪斜: rotation in degrees, either way.
    pub rotation_deg: Band,
    /// 变形: longer by shorter axis of a round seal.
    pub aspect_ratio: Band,
    /// Width and height of seals that are oval by design, in mm.
    pub oval_mm: Vec<[f64; 2]>,
    /// 压线: ink on or beyond the frame's line, in mm².
    pub on_line_mm2: Band,
    /// 压线 of a signature: its ink beside or beyond the frame's line, in mm².
    pub sign_on_line_mm2: Band,
    /// 压线 of a signature: strokes that stand alone beyond the frame's line, in mm², from which a person looks.
    pub sign_astray_mm2: f64,
    /// 断笔: breaks in the strokes of a signature.
    pub breaks: Band,
    /// How close to the frame's line counts as on it, in mm.
    pub line_reach_mm: f64,
    /// 印下有字或边框: dark print inside the seal, in mm².
    pub beneath_mm2: Band,
    /// 底色不白: chroma of the paper in CIE Lab, of paper that is as light as white is; darker paper may have less.
    pub paper_chroma: Band,
    /// The same for hues between `warm_hue_deg`, which a lamp can give to white paper as well.
    pub warm_chroma: Band,
    /// Hues of warm light in CIE Lab, in degrees.
    pub warm_hue_deg: [f64; 2],
    /// The same for hues between `cool_hue_deg`: a warm lamp hides half of a blue paper's colour.
    pub cool_chroma: Band,
    /// Hues of blue and blue-green paper in CIE Lab, in degrees; below −180 they go on from 180.
    pub cool_hue_deg: [f64; 2],
    /// 底色不白: lightness of the paper in CIE Lab, smaller is darker.
    pub paper_lightness: Band,
    /// 有杂质: marks on the paper beside the sample, in mm².
    pub dirt_mm2: Band,
    /// 有杂质: pale stains anywhere in the frame, in mm², from which a person looks.
    pub stain_mm2: f64,
    /// How much darker one end of the frame is lit from which the picture is taken for a camera's; from half of it on
    /// it may be one.
    pub camera_fall: f64,
    /// 底色不白 on a scanner, whose own white is known: chroma of the paper in CIE Lab.
    pub scanner_chroma: Band,
    /// Usual diameters of a round seal of an organisation, in mm.
    pub round_mm: [f64; 2],
    /// Usual sides or diameters of a legal representative's seal, in mm.
    pub personal_mm: [f64; 2],
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            blank_mm2: 2.0,
            red_per_green: Band {
                look: 0.42,
                reject: 0.6,
            },
            red_hue_deg: [8.0, 54.0],
            reddish_hue_deg: [-30.0, 75.0],
            density: Band {
                look: 0.75,
                reject: 0.45,
            },
            edge_mm: Band {
                look: 0.45,
                reject: 0.62,
            },
            dragged_mm: Band {
                look: 0.48,
                reject: 0.8,
            },
            pale_percent: Band {
                look: 2.5,
                reject: 40.0,
            },
            device_edge_mm: 0.3,
            faint_mm2: 8.0,
            notch_mm2: 0.5,
            flooded_percent: Band {
                look: 14.0,
                reject: 25.0,
            },
            lopsided_deg: 6.0,
            double: Band {
                look: 0.16,
                reject: 0.26,
            },
            coverage_percent: Band {
                look: 96.0,
                reject: 88.0,
            },
            gap_deg: Band {
                look: 6.0,
                reject: 15.0,
            },
            rotation_deg: Band {
                look: 8.0,
                reject: 20.0,
            },
            aspect_ratio: Band {
                look: 1.03,
                reject: 1.06,
            },
            oval_mm: vec![[45.0, 30.0], [40.0, 30.0]],
            on_line_mm2: Band {
                look: 0.3,
                reject: 1.0,
            },
            sign_on_line_mm2: Band {
                look: 0.08,
                reject: 0.8,
            },
            sign_astray_mm2: 0.3,
            breaks: Band {
                look: 1.0,
                reject: 4.0,
            },
            line_reach_mm: 0.5,
            beneath_mm2: Band {
                look: 0.6,
                reject: 2.5,
            },
            paper_chroma: Band {
                look: 9.0,
                reject: 14.0,
            },
            warm_chroma: Band {
                look: 12.0,
                reject: 22.0,
            },
            warm_hue_deg: [60.0, 135.0],
            cool_chroma: Band {
                look: 5.0,
                reject: 9.0,
            },
            cool_hue_deg: [-200.0, -80.0],
            paper_lightness: Band {
                look: 88.5,
                reject: 75.0,
            },
            dirt_mm2: Band {
                look: 1.5,
                reject: 8.0,
            },
            stain_mm2: 0.7,
            camera_fall: 0.02,
            scanner_chroma: Band {
                look: 8.2,
                reject: 14.0,
            },
            round_mm: [36.0, 46.0],
            personal_mm: [12.0, 27.0],
        }
    }
}
