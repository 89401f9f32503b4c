//! The picture of a sample: as it was cut, and as it stands after what was done to it.

use seal::{Cutout, Edit, Format, Reading, Style};
use store::{Sample, Tx};

use crate::rim::api::Refusal;
use crate::samples::api::{SampleEdit, SampleStyle};
use crate::samples::judgement::Judgement;
use crate::samples::judging::{Judged, PX_PER_MM};

/// A sample as it was cut and judged then, with its ink taken out of its paper.
pub fn as_cut(tx: &Tx<'_>, sample: &Sample) -> Result<Judged, Refusal> {
    let bytes = tx.attachment_bytes(sample.raw.unwrap_or(sample.picture))?;
    let frame = scan::decode(&bytes, scan::Limits::default())?.image;
    let reading: Reading = serde_json::from_value(sample.reading.clone()).map_err(|_| blank())?;
    Ok(Judged {
        cutout: Cutout::of(&frame, PX_PER_MM, &reading),
        reading,
        findings: sample.findings.clone(),
    })
}

/// The picture that is kept of a sample's ink as it was taken out of its paper; nothing when there is none.
pub fn clean(cutout: Option<&Cutout>) -> Option<Vec<u8>> {
    cutout?.file(Style::SealRed, Format::Png, None).ok()
}

/// The ink of a sample after its edit, with the colour that was asked for.
pub(crate) fn ink(tx: &Tx<'_>, sample: &Sample) -> Result<(Cutout, Style), Refusal> {
    let judgement = Judgement::of(sample)?;
    let cutout = as_cut(tx, sample)?.cutout.ok_or_else(blank)?;
    Ok((cutout.edited(&judgement.edit), judgement.style))
}

/// The colour of an edit.
pub fn colour(edit: &SampleEdit) -> Style {
    match edit.style {
        SampleStyle::SealRed => Style::SealRed,
        SampleStyle::AsScanned => Style::AsScanned,
    }
}

/// A sample's picture as it now stands, as PNG: cleaned, and edited where it was.
pub fn standing_picture(tx: &Tx<'_>, sample: &Sample) -> Result<Vec<u8>, Refusal> {
    match sample.edit {
        Some(_) => {
            let (cutout, style) = ink(tx, sample)?;
            file(&cutout, style, Format::Png, None)
        }
        None => Ok(tx.attachment_bytes(sample.picture)?),
    }
}

/// Least side of a sample's picture, in mm.
const LEAST_MM: f64 = 5.0;
/// Most white that may be added at a side, in mm.
const MOST_WHITE_MM: f64 = 20.0;
/// Most that may be turned, in tenths of a degree: half a turn either way.
const MOST_TURN: i32 = 1800;

/// An edit within what a picture can bear. Errors: `sample-edit-too-far`.
pub fn checked(asked: &SampleEdit, ink: &Cutout) -> Result<Edit, Refusal> {
    let whole = ink.rgba(Style::AsScanned);
    let mm = |px: u32| f64::from(px) / PX_PER_MM;
    let [left, top, right, bottom] = asked.trim_mm;
    let within = asked
        .trim_mm
        .iter()
        .all(|t| t.is_finite() && *t >= -MOST_WHITE_MM);
    let left_over = (mm(whole.width()) - left - right).min(mm(whole.height()) - top - bottom);
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

pub(crate) fn file(
    cutout: &Cutout,
    style: Style,
    format: Format,
    limit: Option<usize>,
) -> Result<Vec<u8>, Refusal> {
    cutout
        .file(style, format, limit)
        .map_err(|e| Refusal::new(seal::TooLarge::CODE, e.to_string(), e.remedy()))
}
