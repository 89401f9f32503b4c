//! Where a sample's findings are to be seen, in the coordinates of the pictures that the window shows.
//!
//! A reading points at places of the picture that was read: the frame as it was cut, or, once a sample was turned,
//! cropped or fused, that picture in the middle of white paper. Judges nothing.

use seal::{Cutout, Edit, Mark, MarkKind};

use crate::samples::api::{SampleMark, SampleMarkKind};
use crate::samples::judgement::Judgement;
use judging::AROUND_MM;

/// The regions in the uncropped picture and in the one as it is kept; none in the first for what was read without its
/// frame.
pub fn of(judgement: &Judgement, fused: bool) -> (Vec<SampleMark>, Vec<SampleMark>) {
    let reading = &judgement.reading;
    if fused || judgement.edit != Edit::default() {
        return (Vec::new(), moved(&reading.marks, (AROUND_MM, AROUND_MM)));
    }
    let corner = reading.ink.map(|ink| Cutout::corner_mm(&ink));
    let clean = corner.map(|corner| moved(&reading.marks, corner));
    (moved(&reading.marks, (0.0, 0.0)), clean.unwrap_or_default())
}

fn moved(marks: &[Mark], (left, top): (f64, f64)) -> Vec<SampleMark> {
    marks
        .iter()
        .map(|mark| SampleMark {
            kind: kind(mark.kind),
            code: mark.kind.code().to_owned(),
            outline: mark.outline.iter().map(|[x, y]| [x - left, y - top]).collect(),
        })
        .collect()
}

fn kind(of: MarkKind) -> SampleMarkKind {
    match of {
        MarkKind::OnLine => SampleMarkKind::OnLine,
        MarkKind::Missing => SampleMarkKind::Missing,
        MarkKind::Double => SampleMarkKind::Double,
        MarkKind::Print => SampleMarkKind::Print,
        MarkKind::Dirt => SampleMarkKind::Dirt,
        MarkKind::Flooded => SampleMarkKind::Flooded,
        MarkKind::Gap => SampleMarkKind::Gap,
    }
}
