//! One frame to measures: what is in it, how large, how sharp, how red, on what paper.

use crate::ink::Ink;
use crate::judge;
use crate::line::FrameLine;
use crate::mark::Marks;
use crate::sealed::seal;
use crate::signed::signature;
use crate::{Cutout, Expectation, Finding, Measures, Reading, SampleKind, Thresholds, Verdict};
use image::RgbImage;

/// Longest side of a frame picture that is looked at, in pixels.
const LONGEST_PX: u32 = 8192;

/// Reads a frame with the default thresholds.
pub fn read(frame: &RgbImage, px_per_mm: f64, expect: &Expectation) -> (Reading, Vec<Finding>) {
    read_with(frame, px_per_mm, expect, &Thresholds::default())
}

/// Reads a frame with a project's own thresholds.
pub fn read_with(
    frame: &RgbImage,
    px_per_mm: f64,
    expect: &Expectation,
    thresholds: &Thresholds,
) -> (Reading, Vec<Finding>) {
    let (reading, findings, _ink) = read_ink(frame, px_per_mm, expect, thresholds);
    (reading, findings)
}

/// As [`read_with`], with the ink taken out of its paper; none in a frame that shows none.
pub fn read_and_cut(
    frame: &RgbImage,
    px_per_mm: f64,
    expect: &Expectation,
    thresholds: &Thresholds,
) -> (Reading, Vec<Finding>, Option<Cutout>) {
    let (reading, findings, ink) = read_ink(frame, px_per_mm, expect, thresholds);
    let cutout = ink.and_then(|ink| Cutout::of_ink(frame, &ink, px_per_mm, &reading));
    (reading, findings, cutout)
}

impl Reading {
    /// What its measures say by other thresholds.
    pub fn findings(&self, thresholds: &Thresholds) -> Vec<Finding> {
        judge::findings(&self.measures, self.kind, thresholds)
    }
}

/// The reading, and the ink it is of; none in a picture that is no frame.
fn read_ink(
    frame: &RgbImage,
    px_per_mm: f64,
    expect: &Expectation,
    thresholds: &Thresholds,
) -> (Reading, Vec<Finding>, Option<Ink>) {
    let (w, h) = frame.dimensions();
    let usable = px_per_mm.is_finite() && (1.0..=200.0).contains(&px_per_mm);
    if !usable || w < 16 || h < 16 || w > LONGEST_PX || h > LONGEST_PX {
        let nothing = Reading {
            kind: expect.kind,
            verdict: Verdict::Reject,
            measures: Measures::default(),
            ink: None,
            marks: Vec::new(),
        };
        return (nothing, vec![judge::unusable()], None);
    }
    let ink = Ink::of(frame, px_per_mm);
    let frame_line = FrameLine::of(&ink, expect);
    let mut marks = Marks::new(px_per_mm);
    let (measures, place) = match expect.kind {
        SampleKind::Signature => signature(frame, &ink, &frame_line, thresholds, &mut marks),
        kind => seal(frame, &ink, (&frame_line, kind), thresholds, &mut marks),
    };
    let findings = judge::findings(&measures, expect.kind, thresholds);
    // What is nobody's finding is not pointed at.
    let mut marks = marks.all;
    marks.retain(|mark| findings.iter().any(|f| f.code == mark.kind.code()));
    let verdict = findings
        .iter()
        .map(|f| f.verdict)
        .max()
        .unwrap_or(Verdict::Accept);
    (
        Reading {
            kind: expect.kind,
            verdict,
            measures,
            ink: place,
            marks,
        },
        findings,
        Some(ink),
    )
}
