//! A page's picture that a reader has in hand. Its pixels stay there.

use judging::Judged;
use pagemark::{LineMm, RectMm};
use scan::{NoSheet, OnSheet, Recognised, Registration};
use seal::Thresholds;

use crate::ask::{
    Bars, Frames, Lies, Look, Looked, NamedFrame, PageRead, ReadPage, Recognise, Region, Straight,
};
use crate::error::ReadError;
use crate::readers::Readers;
use crate::samples::Samples;
use crate::worker::Worker;

/// The picture of a page.
pub struct Picture {
    hand: Samples,
}

/// A frame that was cut out of a page.
#[derive(Debug)]
pub struct FrameSample {
    /// Its name.
    pub name: String,
    /// What the picture shows of the form: the frame and a margin.
    pub around: RectMm,
    /// Where the frame lies in the page's picture.
    pub registration: Registration,
    /// The cut, PNG.
    pub raw: Vec<u8>,
    /// What stands in it, with its number and its clean picture, where it was judged.
    pub judged: Option<(u32, Judged, Option<Vec<u8>>)>,
}

impl Readers {
    /// Takes a page's picture in hand. It is decoded with the first question about it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn picture(&self, bytes: &[u8]) -> Result<Picture, ReadError> {
        Ok(Picture::of(self.with(&[bytes])?))
    }
}

impl Picture {
    pub(crate) fn of(worker: Worker) -> Self {
        Self {
            hand: Samples::of(worker, 1),
        }
    }

    pub(crate) fn worker(&mut self) -> &mut Worker {
        &mut self.hand.worker
    }

    /// Its size, and how large it is on paper.
    ///
    /// # Errors
    /// [`ReadError`]; of `scan` for a picture that cannot be decoded, as for every question below.
    pub fn look(&mut self) -> Result<Looked, ReadError> {
        Ok(self
            .worker()
            .ask(
                Look {
                    file: None,
                    longest: 0,
                },
                1,
            )?
            .0)
    }

    /// A small picture, JPEG, its longer side in pixels at most `longest`.
    ///
    /// # Errors
    /// As [`Picture::look`].
    pub fn small(&mut self, longest: u32) -> Result<Vec<u8>, ReadError> {
        only(self.worker().ask(Look { file: None, longest }, 1)?)
    }

    /// What the page says about itself.
    ///
    /// # Errors
    /// As [`Picture::look`].
    pub fn read(&mut self) -> Result<PageRead, ReadError> {
        Ok(self.worker().ask(ReadPage {}, 1)?.0)
    }

    /// Which of these pages it is, by its printed lines.
    ///
    /// # Errors
    /// As [`Picture::look`].
    pub fn recognise(&mut self, known: &[&[LineMm]]) -> Result<Option<Recognised>, ReadError> {
        let pages = known.len();
        let known = known.iter().map(|lines| lines.to_vec()).collect();
        let (found, _) = self.worker().ask(Recognise { known }, 1)?;
        Ok(found.filter(|found| found.page < pages))
    }

    /// The bars on a page whose place is known.
    ///
    /// # Errors
    /// As [`Picture::look`].
    pub fn bars(&mut self, registration: &Registration) -> Result<Option<String>, ReadError> {
        let registration = registration.clone();
        Ok(self.worker().ask(Bars { registration }, 1)?.0)
    }

    /// How the page, whose place is known, lies on its sheet, measured by a frame that is printed on it.
    ///
    /// # Errors
    /// As [`Picture::look`]; within the answer, why the sheet cannot be told.
    pub fn on_sheet(
        &mut self,
        registration: &Registration,
        frame: RectMm,
    ) -> Result<Result<OnSheet, NoSheet>, ReadError> {
        let registration = registration.clone();
        Ok(self.worker().ask(Lies { registration, frame }, 1)?.0)
    }

    /// A rectangle of the form, upright, PNG.
    ///
    /// # Errors
    /// As [`Picture::look`].
    pub fn region(
        &mut self,
        registration: &Registration,
        rect: RectMm,
        px_per_mm: f64,
    ) -> Result<Vec<u8>, ReadError> {
        let registration = registration.clone();
        let question = Region {
            registration,
            rect,
            px_per_mm,
        };
        only(self.worker().ask(question, 1)?)
    }

    /// The page upright, JPEG; as it came where its place is not known.
    ///
    /// # Errors
    /// As [`Picture::look`].
    pub fn straight(
        &mut self,
        registration: Option<&Registration>,
        px_per_mm: f64,
        longest: u32,
    ) -> Result<Vec<u8>, ReadError> {
        let question = Straight {
            registration: registration.cloned(),
            px_per_mm,
            longest,
        };
        only(self.worker().ask(question, 1)?)
    }

    /// Frames cut out of it, in their order; judged by these figures, or not at all.
    ///
    /// # Errors
    /// As [`Picture::look`].
    pub fn frames(
        &mut self,
        registration: &Registration,
        frames: &[NamedFrame],
        thresholds: Option<&Thresholds>,
    ) -> Result<Vec<FrameSample>, ReadError> {
        let question = Frames {
            registration: registration.clone(),
            frames: frames.to_vec(),
            thresholds: thresholds.cloned(),
        };
        let (cuts, parts) = self.worker().ask(question, 1)?;
        let mut parts = parts.into_iter();
        let samples = frames.iter().zip(cuts).map(|(frame, cut)| FrameSample {
            name: frame.name.clone(),
            around: cut.around,
            registration: cut.registration,
            raw: parts.next().unwrap_or_default(),
            judged: cut.judged.map(|one| {
                let clean = if one.clean { parts.next() } else { None };
                (one.number, one.judged, clean)
            }),
        });
        Ok(samples.collect())
    }

    /// The samples that were cut out of it, to be held beside others.
    pub fn samples(&mut self) -> &mut Samples {
        &mut self.hand
    }
}

/// The one part of an answer.
pub(crate) fn only<T>((_, parts): (T, Vec<Vec<u8>>)) -> Result<Vec<u8>, ReadError> {
    Ok(parts.into_iter().next().unwrap_or_default())
}
