//! What is asked about a frame, and what is answered: the words between this crate and its callers.
//!
//! Lengths are millimetres, areas square millimetres, angles degrees; nothing here measures or judges.

use serde::{Deserialize, Serialize};

use crate::{Mark, Verdict};

/// What a frame is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SampleKind {
    /// 单位公章.
    OrgSeal,
    /// 法定代表人私章.
    LegalRepSeal,
    /// A handwritten signature.
    Signature,
}

/// What the frame should hold.
///
/// `width_mm` and `height_mm` are those of the printed frame. The picture may show more than the frame: the frame is
/// taken to stand in its middle, and a margin of a few millimetres lets ink beyond the line be seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// Width of the printed frame in mm.
    pub width_mm: f64,
    /// Height of the printed frame in mm.
    pub height_mm: f64,
    /// What belongs in it.
    pub kind: SampleKind,
}

/// The shape of a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A circle, or an ellipse that should be one.
    Round,
    /// An ellipse by design.
    Oval,
    /// A square or rectangle.
    Square,
    /// Another shape, a gourd for instance.
    Free,
}

/// A box in millimetres from the picture's top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoxMm {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// What was measured. Absent where the sample gives no hold for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Area of the sample's ink in mm².
    pub ink_mm2: f64,
    /// Area of ink of another colour than red in mm².
    pub other_ink_mm2: f64,
    /// Shape of a seal.
    pub shape: Option<Shape>,
    /// Mean diameter of a round seal in mm.
    pub diameter_mm: Option<f64>,
    /// Long and short axis, or the two sides, in mm.
    pub sides_mm: Option<[f64; 2]>,
    /// Longer by shorter of the above.
    pub aspect_ratio: Option<f64>,
    /// Clockwise rotation in degrees beside the frame's printed lines: −180 to 180 where the seal says which way it is
    /// up, else within half of `turn_period_deg`.
    pub rotation_deg: Option<f64>,
    /// Turns by this many degrees look alike: 360 when the seal says which way it is up, 72 for a star alone, 180 for
    /// an oval without a name, 90 for a square or a person's name.
    #[serde(default)]
    pub turn_period_deg: Option<f64>,
    /// How far the name along the border stands off the seal's own middle, in degrees.
    #[serde(default)]
    pub lopsided_deg: Option<f64>,
    /// Width of a hole in the name along the border, in degrees; none when it is set without holes.
    #[serde(default)]
    pub name_hole_deg: Option<f64>,
    /// Width in mm of a hole in a straight line of text, as if a character were missing.
    #[serde(default)]
    pub line_hole_mm: Option<f64>,
    /// Whether one quarter of a square name holds nothing while the others do.
    #[serde(default)]
    pub empty_corner: bool,
    /// Share of the text's ink that lies deeper than strokes are thick, in per cent: they ran together.
    #[serde(default)]
    pub flooded_percent: Option<f64>,
    /// How crowded the strokes of a square name are: the depth of their ink by the side of the room they have, times
    /// the power 1.5 of the share of it that is inked, in thousandths.
    #[serde(default)]
    pub crowded_permille: Option<f64>,
    /// How far the strokes of a name in a shape of its own have closed up: the depth of their ink in mm, the greater
    /// the more of their room is inked and the less narrow paper is left between them.
    #[serde(default)]
    pub closed_mm: Option<f64>,
    /// Whether the characters are white in solid ground (白文).
    #[serde(default)]
    pub solid: bool,
    /// Share of solid ground that is white, in per cent: the characters in it.
    #[serde(default)]
    pub white_percent: Option<f64>,
    /// Whether the ink's outline is that of no known shape.
    #[serde(default)]
    pub odd_shape: bool,
    /// Whether no stroke of the characters in a shape of its own tells another turn than its axis does.
    #[serde(default)]
    pub text_agrees: bool,
    /// Share of the border that is inked, in per cent.
    pub coverage_percent: Option<f64>,
    /// Largest hole in the border in degrees.
    pub gap_deg: Option<f64>,
    /// Optical density of the ink (in green for red ink, in brightness for a signature).
    pub density: Option<f64>,
    /// Density in red per density in green.
    pub red_per_green: Option<f64>,
    /// Density in blue per density in green.
    pub blue_per_green: Option<f64>,
    /// Hue of the ink on white paper in CIE Lab, in degrees: 25 is crimson, 40 vermilion, 70 orange, −20 magenta.
    #[serde(default)]
    pub ink_hue_deg: Option<f64>,
    /// How deep the ink behind the border's edge is, in mm.
    #[serde(default)]
    pub border_mm: Option<f64>,
    /// Width of the border's edge from 10 to 90 % in mm.
    pub edge_mm: Option<f64>,
    /// The same in the two opposite quarters where it is widest: what was dragged is soft along the drag alone.
    #[serde(default)]
    pub dragged_mm: Option<f64>,
    /// Share of the border that is there and far paler than the rest of it, in per cent.
    #[serde(default)]
    pub pale_percent: f64,
    /// The same of the frame's printed line: how sharp the device is.
    #[serde(default)]
    pub device_edge_mm: Option<f64>,
    /// Area that is pinkish where no ink was found, in mm².
    #[serde(default)]
    pub faint_mm2: f64,
    /// How clearly a second border runs beside the first, 0 to 1.
    pub double: Option<f64>,
    /// Ink on or beyond the frame's line in mm².
    pub on_line_mm2: f64,
    /// Strokes of a signature that stand alone beyond the frame's line, in mm²: its own or a neighbour's.
    #[serde(default)]
    pub astray_mm2: f64,
    /// Dark print inside the seal in mm².
    pub beneath_mm2: f64,
    /// The same in per cent of the seal's area.
    pub black_percent: f64,
    /// Marks on the paper beside the sample in mm².
    pub dirt_mm2: f64,
    /// Dark specks that stand far from all strokes of a signature.
    #[serde(default)]
    pub specks: u32,
    /// Pale stains on the paper, soft edges and all, in mm².
    #[serde(default)]
    pub stain_mm2: f64,
    /// How unevenly the frame is lit, 0 to 1: next to nothing on a scanner.
    #[serde(default)]
    pub light_fall: f64,
    /// Lightness of the paper in CIE Lab (D65, white of the picture format).
    pub paper_lightness: f64,
    /// Chroma of the paper in CIE Lab.
    pub paper_chroma: f64,
    /// Its hue in CIE Lab: 0 is red, 90 yellow, 180 or −180 green, −90 blue.
    #[serde(default)]
    pub paper_hue_deg: f64,
    /// Breaks in the strokes of a signature.
    #[serde(default)]
    pub breaks: Option<u32>,
}

/// What one sample is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What the frame was for.
    pub kind: SampleKind,
    /// The worst finding's verdict.
    pub verdict: Verdict,
    /// What was measured.
    pub measures: Measures,
    /// Where the sample's ink stands in the picture.
    pub ink: Option<BoxMm>,
    /// Where in the picture its findings are to be seen.
    #[serde(default)]
    pub marks: Vec<Mark>,
}
