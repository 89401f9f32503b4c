//! Samples that a reader has in hand: judged, edited, held beside each other.

use judging::{Compared, Judged};
use seal::{Edit, Expectation, Format, Reading, Style, Thresholds};

use crate::ask::{Compare, EditedFile, Ink, Judge, JudgeEdited, Kept, Look, Looked, Upload, Uploaded};
use crate::error::ReadError;
use crate::readers::Readers;
use crate::worker::Worker;

/// Pictures of frames.
pub struct Samples {
    pub(crate) worker: Worker,
    files: u32,
}

/// Samples beside each other, with the files of the picture that was made of all.
#[derive(Debug)]
pub struct ComparedSamples {
    /// What comparing them says.
    pub compared: Compared,
    /// The picture of all, clean and on white paper, PNG.
    pub fused: Option<(Vec<u8>, Vec<u8>)>,
}

impl Readers {
    /// Takes pictures of frames in hand.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn samples(&self, frames: &[&[u8]]) -> Result<Samples, ReadError> {
        let files = u32::try_from(frames.len()).unwrap_or(u32::MAX);
        Ok(Samples::of(self.with(frames)?, files))
    }

    /// Makes an upload of pages, each a picture of its own, one after the other in one file where there are several.
    ///
    /// # Errors
    /// [`ReadError`]; of `scan` for pages that cannot be made to fit and stay legible.
    pub fn upload(
        &self,
        pages: &[&[u8]],
        formats: &[String],
        max_bytes: Option<u64>,
    ) -> Result<(Uploaded, Vec<u8>), ReadError> {
        let mut worker = self.with(pages)?;
        let question = Upload {
            formats: formats.to_vec(),
            max_bytes,
        };
        let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let (made, parts) = worker.ask(question, count)?;
        Ok((made, parts.into_iter().next().unwrap_or_default()))
    }
}

impl Samples {
    pub(crate) fn of(worker: Worker, files: u32) -> Self {
        Self { worker, files }
    }

    /// Takes one more picture in hand; its number.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn add(&mut self, frame: &[u8]) -> Result<u32, ReadError> {
        self.worker.hand(frame)?;
        self.files += 1;
        Ok(self.files - 1)
    }

    /// The size of a frame's picture.
    ///
    /// # Errors
    /// As [`Samples::judge`].
    pub fn look(&mut self, file: u32) -> Result<Looked, ReadError> {
        let question = Look {
            file: Some(file),
            longest: 0,
        };
        Ok(self.worker.ask(question, 1)?.0)
    }

    /// Judges a frame; with `cut` its ink is taken out, and its clean picture comes with it where there is any. Gives
    /// the number by which it is compared.
    ///
    /// # Errors
    /// [`ReadError`]; of `scan` for a picture that cannot be decoded, as for every question below.
    pub fn judge(
        &mut self,
        file: u32,
        px_per_mm: f64,
        expect: &Expectation,
        thresholds: &Thresholds,
        cut: bool,
    ) -> Result<(u32, Judged, Option<Vec<u8>>), ReadError> {
        let question = Judge {
            file,
            px_per_mm,
            expect: *expect,
            thresholds: thresholds.clone(),
            cut,
        };
        let (one, parts) = self.worker.ask(question, 1)?;
        let clean = if one.clean { parts.into_iter().next() } else { None };
        Ok((one.number, one.judged, clean))
    }

    /// Width and height of the ink in the first frame, in pixels; none where there is none.
    ///
    /// # Errors
    /// As [`Samples::judge`].
    pub fn ink(&mut self, px_per_mm: f64, reading: &Reading) -> Result<Option<(u32, u32)>, ReadError> {
        let reading = reading.clone();
        Ok(self.worker.ask(Ink { px_per_mm, reading }, 1)?.0)
    }

    /// The first sample after an edit, as a file; none where it has no ink.
    ///
    /// # Errors
    /// As [`Samples::judge`]; `seal-picture-too-large` when it cannot be made to fit.
    pub fn edited_file(
        &mut self,
        px_per_mm: f64,
        reading: &Reading,
        edit: &Edit,
        style: Style,
        format: Format,
        limit: Option<u64>,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let question = EditedFile {
            px_per_mm,
            reading: reading.clone(),
            edit: *edit,
            style,
            format,
            limit,
        };
        let (has_ink, parts) = self.worker.ask(question, 1)?;
        Ok(parts.into_iter().next().filter(|_| has_ink))
    }

    /// The first sample judged by its own picture after an edit; none where it has no ink.
    ///
    /// # Errors
    /// As [`Samples::judge`].
    pub fn judge_edited(
        &mut self,
        px_per_mm: f64,
        reading: &Reading,
        edit: &Edit,
        thresholds: &Thresholds,
    ) -> Result<Option<Judged>, ReadError> {
        let question = JudgeEdited {
            px_per_mm,
            reading: reading.clone(),
            edit: *edit,
            thresholds: thresholds.clone(),
        };
        Ok(self.worker.ask(question, 1)?.0)
    }

    /// Holds samples beside each other.
    ///
    /// # Errors
    /// As [`Samples::judge`].
    pub fn compare(
        &mut self,
        px_per_mm: f64,
        thresholds: &Thresholds,
        samples: Vec<Kept>,
    ) -> Result<ComparedSamples, ReadError> {
        let question = Compare {
            px_per_mm,
            thresholds: thresholds.clone(),
            samples,
        };
        let (compared, parts) = self.worker.ask(question, 1)?;
        let mut parts = parts.into_iter();
        let fused = parts.next().zip(parts.next());
        Ok(ComparedSamples { compared, fused })
    }
}
