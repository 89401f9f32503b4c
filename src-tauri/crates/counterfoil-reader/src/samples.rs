//! Samples of seals and signatures: judged, edited, held beside each other.

use case::Finding;
use judging::{Compared, Judged, compare, on_paper};
use reader::Refused;
use reader::ask::{Compare, EditedFile, Ink, Judge, JudgeEdited, Kept, Numbered};
use scan::Limits;
use seal::{Cutout, Edit, Format, Reading, Style, TooLarge};

use crate::session::{Answers, Session, Told};

/// The picture that is kept of a sample's ink; nothing when there is none.
pub(crate) fn clean(cutout: Option<&Cutout>) -> Option<Vec<u8>> {
    cutout?.file(Style::SealRed, Format::Png, None).ok()
}

impl Session<'_> {
    /// The sample in a file as it was read before, with its ink taken out again.
    fn as_cut(
        &self,
        file: u32,
        px_per_mm: f64,
        reading: Reading,
        findings: Vec<Finding>,
    ) -> Result<Judged, Refused> {
        let frame = scan::decode(self.file(file), Limits::default())
            .map_err(|e| Refused::from(&e))?
            .image;
        Ok(Judged {
            cutout: Cutout::of(&frame, px_per_mm, &reading),
            reading,
            findings,
        })
    }

    /// The ink of the first sample after an edit.
    fn edited(&self, px_per_mm: f64, reading: Reading, edit: &Edit) -> Result<Option<Cutout>, Refused> {
        let cut = self.as_cut(0, px_per_mm, reading, Vec::new())?.cutout;
        Ok(cut.map(|ink| match *edit == Edit::default() {
            true => ink,
            false => ink.edited(edit),
        }))
    }
}

impl Answers<Judge> for Session<'_> {
    fn answer(&mut self, question: Judge) -> Result<Told<Numbered>, Refused> {
        // A frame that was looked at is not decoded again.
        self.turn_to_file(question.file);
        let frame = &self.page()?.image;
        let (expect, thresholds) = (&question.expect, &question.thresholds);
        let sample = match question.cut {
            true => Judged::of(frame, question.px_per_mm, expect, thresholds),
            false => Judged::without_cutout(frame, question.px_per_mm, expect, thresholds),
        };
        let clean = clean(sample.cutout.as_ref());
        let said = Numbered {
            number: u32::try_from(self.judged.len()).unwrap_or(u32::MAX),
            judged: Judged {
                cutout: None,
                ..sample.clone()
            },
            clean: clean.is_some(),
        };
        self.judged.push(sample);
        Told::with(said, clean.into_iter().collect())
    }
}

impl Answers<Ink> for Session<'_> {
    fn answer(&mut self, question: Ink) -> Result<Told<Option<(u32, u32)>>, Refused> {
        let cut = self.edited(question.px_per_mm, question.reading, &Edit::default())?;
        Told::plain(cut.map(|ink| ink.rgba(Style::AsScanned).dimensions()))
    }
}

impl Answers<EditedFile> for Session<'_> {
    fn answer(&mut self, question: EditedFile) -> Result<Told<bool>, Refused> {
        let Some(ink) = self.edited(question.px_per_mm, question.reading, &question.edit)? else {
            return Told::plain(false);
        };
        let limit = question
            .limit
            .map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        let file = ink
            .file(question.style, question.format, limit)
            .map_err(|e| too_large(&e))?;
        Told::with(true, vec![file])
    }
}

impl Answers<JudgeEdited> for Session<'_> {
    fn answer(&mut self, question: JudgeEdited) -> Result<Told<Option<Judged>>, Refused> {
        let kind = question.reading.kind;
        let ink = self.edited(question.px_per_mm, question.reading, &question.edit)?;
        Told::plain(ink.map(|ink| Judged {
            cutout: None,
            ..Judged::of_picture(&ink, question.px_per_mm, kind, &question.thresholds)
        }))
    }
}

impl Answers<Compare> for Session<'_> {
    fn answer(&mut self, question: Compare) -> Result<Told<Compared>, Refused> {
        let px_per_mm = question.px_per_mm;
        let samples = question.samples.into_iter().map(|sample| match sample {
            Kept::Judged(number) => {
                let at = usize::try_from(number).unwrap_or(usize::MAX);
                self.judged.get(at).cloned().ok_or_else(unknown)
            }
            Kept::Before {
                file,
                reading,
                findings,
            } => self.as_cut(file, px_per_mm, reading, findings),
        });
        let samples = samples.collect::<Result<Vec<Judged>, _>>()?;
        let mut said = compare(&samples, px_per_mm, &question.thresholds);
        let ink = said.fused.as_mut().and_then(|fused| fused.cutout.take());
        let parts = match (&ink, clean(ink.as_ref())) {
            (Some(ink), Some(clean)) => vec![clean, scan::encode_png(&on_paper(ink, px_per_mm))],
            _ => Vec::new(),
        };
        Told::with(said, parts)
    }
}

fn too_large(error: &TooLarge) -> Refused {
    Refused {
        code: TooLarge::CODE.to_owned(),
        message: error.to_string(),
        remedy: error.remedy().to_owned(),
    }
}

/// A number that no sample has: a fault of the program.
fn unknown() -> Refused {
    Refused {
        code: "sample-unknown".to_owned(),
        message: "没有这一枚印模".to_owned(),
        remedy: "请把这一页撤回后重新归页".to_owned(),
    }
}
