//! The picture of a sample: as it was cut, and as it stands after what was done to it.
//!
//! Its frame is a picture that came from outside, cut: it is opened, edited and packed where such files are read.

use case::Finding;
use judging::PX_PER_MM;
use reader::{ReadError, Samples};
use seal::{Edit, Format, Reading, Style};
use store::{Sample, Tx};

use crate::counter::desk::Desk;
use crate::counter::reading::read_whole;
use crate::rim::api::Refusal;
use crate::samples::api::{SampleEdit, SampleStyle};
use crate::samples::judgement::Judgement;

/// A sample as it was cut and judged then.
pub struct AsCut {
    /// The picture of its frame.
    pub raw: Vec<u8>,
    /// What was read from it.
    pub reading: Reading,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl AsCut {
    /// A stored sample. Errors: `sample-blank` for one whose measures cannot be read; the store's.
    pub fn of(tx: &Tx<'_>, sample: &Sample) -> Result<Self, Refusal> {
        Ok(Self {
            raw: read_whole(tx, sample.raw.unwrap_or(sample.picture))?.1,
            reading: serde_json::from_value(sample.reading.clone()).map_err(|_| blank())?,
            findings: sample.findings.clone(),
        })
    }

    /// Its picture, opened.
    pub fn open(&self, desk: &Desk) -> Result<Samples, ReadError> {
        desk.readers().samples(&[&self.raw])
    }

    /// Width and height of its ink in mm; none where it has none.
    pub fn ink_mm(&self, desk: &Desk) -> Result<Option<(f64, f64)>, ReadError> {
        let size = self.open(desk)?.ink(PX_PER_MM, &self.reading)?;
        let mm = |px: u32| f64::from(px) / PX_PER_MM;
        Ok(size.map(|(width, height)| (mm(width), mm(height))))
    }

    /// Its ink after an edit, as a file. Errors: `sample-blank`; `seal-picture-too-large`.
    pub fn file(
        &self,
        desk: &Desk,
        (edit, style): (&Edit, Style),
        format: Format,
        limit: Option<u64>,
    ) -> Result<Vec<u8>, Refusal> {
        let mut open = self.open(desk)?;
        let file = open.edited_file(PX_PER_MM, &self.reading, edit, style, format, limit)?;
        file.ok_or_else(blank)
    }
}

/// How a sample's ink stands now: turned, cropped, coloured.
pub(crate) fn as_edited(sample: &Sample) -> Result<(Edit, Style), Refusal> {
    let judgement = Judgement::of(sample)?;
    Ok((judgement.edit, judgement.style))
}

/// The colour of an edit.
pub fn colour(edit: &SampleEdit) -> Style {
    match edit.style {
        SampleStyle::SealRed => Style::SealRed,
        SampleStyle::AsScanned => Style::AsScanned,
    }
}

/// A sample's picture as it now stands, as it was read from the store: cleaned, and edited where it was.
pub enum Standing {
    /// The picture itself.
    Kept(Vec<u8>),
    /// The cut and what was done to it since.
    Edited(Box<AsCut>, Edit, Style),
}

impl Standing {
    /// Reads it. Errors: `sample-blank`; the store's.
    pub fn of(tx: &Tx<'_>, sample: &Sample) -> Result<Self, Refusal> {
        Ok(match sample.edit {
            Some(_) => {
                let (edit, style) = as_edited(sample)?;
                Self::Edited(Box::new(AsCut::of(tx, sample)?), edit, style)
            }
            None => Self::Kept(read_whole(tx, sample.picture)?.1),
        })
    }

    /// As PNG. Errors: `sample-blank`.
    pub fn picture(self, desk: &Desk) -> Result<Vec<u8>, Refusal> {
        match self {
            Self::Kept(png) => Ok(png),
            Self::Edited(cut, edit, style) => cut.file(desk, (&edit, style), Format::Png, None),
        }
    }
}

/// Least side of a sample's picture, in mm.
const LEAST_MM: f64 = 5.0;
/// Most white that may be added at a side, in mm.
const MOST_WHITE_MM: f64 = 20.0;
/// Most that may be turned, in tenths of a degree: half a turn either way.
const MOST_TURN: i32 = 1800;

/// An edit within what a picture of this size can bear. Errors: `sample-edit-too-far`.
pub fn checked(asked: &SampleEdit, (width, height): (f64, f64)) -> Result<Edit, Refusal> {
    let [left, top, right, bottom] = asked.trim_mm;
    let within = asked
        .trim_mm
        .iter()
        .all(|t| t.is_finite() && *t >= -MOST_WHITE_MM);
    let left_over = (width - left - right).min(height - top - bottom);
    if !within || left_over < LEAST_MM || asked.turn_tenths.abs() > MOST_TURN {
        return Err(Refusal::new(
            "sample-edit-too-far",
            format!(
                "裁或转得太多：每边至多留白 {MOST_WHITE_MM:.0} mm，图片至少 {LEAST_MM:.0} mm 见方，旋转至多 180°"
            ),
            "请退一步（Ctrl+Z）或还原（R）后再改",
        ));
    }
    Ok(Edit {
        turn_tenths: asked.turn_tenths,
        trim_mm: asked.trim_mm,
    })
}

/// There is no ink to be chosen, edited or sent.
pub fn blank() -> Refusal {
    Refusal::new(
        "sample-blank",
        "这一格里没有印迹，没有可用的图片",
        "请改用别的样本，或请客户盖章后重新扫描",
    )
}
