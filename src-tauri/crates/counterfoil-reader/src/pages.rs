//! Files of scans: their pages, and what a page says.

use judging::{CutFrame as Cut, Judged, PX_PER_MM, kind_of};
use reader::Refused;
use reader::ask::{
    Bars, CutFrame, Frames, Lies, Look, Looked, NamedFrame, Numbered, PageAt, PageRead, PageTaken, ReadPage,
    Recognise, Region, Straight, Upload, Uploaded,
};
use scan::{Limits, NoSheet, OnSheet, Page, Recognised, Registration, Stack, UploadRule};
use seal::{Expectation, Thresholds};

use crate::samples::clean;
use crate::session::{Answers, Session, Told};

/// Largest side of what is cut out of a page, in mm: the page itself.
const LARGEST_MM: f64 = 420.0;
/// Most pixels for a millimetre of the form.
const FINEST_PX: f64 = 48.0;
/// Most frames of one page.
const MOST_FRAMES: usize = 200;

impl Answers<PageAt> for Session<'_> {
    fn answer(&mut self, question: PageAt) -> Result<Told<PageTaken>, Refused> {
        let mut stack = match self.stack.take() {
            Some(stack) => stack,
            None => Stack::open(self.file(0), Limits::default()).map_err(|e| Refused::from(&e))?,
        };
        let at = usize::try_from(question.at).unwrap_or(usize::MAX);
        let page = stack.page(at);
        let said = PageTaken {
            pages: u32::try_from(stack.pages()).unwrap_or(u32::MAX),
            is_picture: stack.is_picture(),
        };
        self.stack = Some(stack);
        let page = page.map_err(|e| Refused::from(&e))?;
        let back = question.back && !said.is_picture;
        let parts = if back { vec![page.to_vec()] } else { Vec::new() };
        self.turn_to(page);
        Told::with(said, parts)
    }
}

impl Answers<Look> for Session<'_> {
    fn answer(&mut self, question: Look) -> Result<Told<Looked>, Refused> {
        if let Some(file) = question.file {
            self.turn_to_file(file);
        }
        let page = self.page()?;
        let said = Looked {
            width: page.image.width(),
            height: page.image.height(),
            dpi: page.dpi,
        };
        let small = (question.longest > 0).then(|| scan::preview_jpeg(page, question.longest));
        Told::with(said, small.into_iter().collect())
    }
}

impl Answers<ReadPage> for Session<'_> {
    fn answer(&mut self, _: ReadPage) -> Result<Told<PageRead>, Refused> {
        let (reading, findings) = scan::read(self.page()?);
        Told::plain(PageRead { reading, findings })
    }
}

impl Answers<Recognise> for Session<'_> {
    fn answer(&mut self, question: Recognise) -> Result<Told<Option<Recognised>>, Refused> {
        let known: Vec<_> = question.known.iter().map(Vec::as_slice).collect();
        Told::plain(scan::recognise(self.page()?, &known))
    }
}

impl Answers<Bars> for Session<'_> {
    fn answer(&mut self, question: Bars) -> Result<Told<Option<String>>, Refused> {
        Told::plain(scan::case_bars(self.page()?, &question.registration))
    }
}

impl Answers<Lies> for Session<'_> {
    fn answer(&mut self, question: Lies) -> Result<Told<Result<OnSheet, NoSheet>>, Refused> {
        let frame = within(question.frame);
        Told::plain(scan::on_sheet(self.page()?, &question.registration, frame))
    }
}

impl Answers<Region> for Session<'_> {
    fn answer(&mut self, question: Region) -> Result<Told<()>, Refused> {
        let rect = within(question.rect);
        let scale = question.px_per_mm.clamp(1.0, FINEST_PX);
        let cut = scan::cut(self.page()?, &question.registration, rect, scale);
        Told::with((), vec![scan::encode_png(&cut)])
    }
}

impl Answers<Straight> for Session<'_> {
    fn answer(&mut self, question: Straight) -> Result<Told<()>, Refused> {
        let page = self.page()?;
        let Some(registration) = &question.registration else {
            return Told::with((), vec![scan::preview_jpeg(page, question.longest)]);
        };
        let sheet = pagemark::RectMm {
            x: 0.0,
            y: 0.0,
            w: pagemark::A4_WIDTH_MM,
            h: pagemark::A4_HEIGHT_MM,
        };
        let scale = question.px_per_mm.clamp(1.0, FINEST_PX);
        let upright = scan::cut(page, registration, sheet, scale);
        let upright = Page::from_image(upright, None);
        Told::with((), vec![scan::preview_jpeg(&upright, question.longest)])
    }
}

impl Answers<Frames> for Session<'_> {
    fn answer(&mut self, question: Frames) -> Result<Told<Vec<CutFrame>>, Refused> {
        let (mut said, mut parts, mut judged) = (Vec::new(), Vec::new(), Vec::new());
        let mut number = self.judged.len();
        let page = self.page()?;
        for frame in question.frames.iter().take(MOST_FRAMES) {
            let (cut, sample) = frame_of(page, &question.registration, frame, question.thresholds.as_ref());
            parts.push(scan::encode_png(&cut.picture));
            let sample = sample.map(|sample| {
                let clean = clean(sample.cutout.as_ref());
                let told = Numbered {
                    number: u32::try_from(number).unwrap_or(u32::MAX),
                    judged: Judged {
                        cutout: None,
                        ..sample.clone()
                    },
                    clean: clean.is_some(),
                };
                parts.extend(clean);
                judged.push(sample);
                number += 1;
                told
            });
            said.push(CutFrame {
                around: cut.around,
                registration: cut.registration,
                judged: sample,
            });
        }
        self.judged.extend(judged);
        Told::with(said, parts)
    }
}

fn frame_of(
    page: &Page,
    registration: &Registration,
    frame: &NamedFrame,
    thresholds: Option<&Thresholds>,
) -> (Cut, Option<Judged>) {
    let rect = within(frame.rect);
    let cut = Cut::of(page, registration, &frame.name, rect);
    let judged = thresholds.map(|thresholds| {
        let expect = Expectation {
            width_mm: rect.w,
            height_mm: rect.h,
            kind: kind_of(&frame.name),
        };
        Judged::of(&cut.picture, PX_PER_MM, &expect, thresholds)
    });
    (cut, judged)
}

impl Answers<Upload> for Session<'_> {
    fn answer(&mut self, question: Upload) -> Result<Told<Uploaded>, Refused> {
        let rule = UploadRule {
            formats: &question.formats,
            max_bytes: question.max_bytes,
        };
        let limits = Limits::default();
        let originals: Vec<Vec<u8>> = self.files().map(<[u8]>::to_vec).collect();
        let made = match originals.as_slice() {
            [only] => scan::decode(only, limits).and_then(|page| scan::for_upload(only, &page, rule)),
            several => scan::merged_for_upload(several, limits, rule),
        };
        let made = made.map_err(|e| Refused::from(&e))?;
        let said = Uploaded {
            ending: made.ending,
            dpi: made.dpi,
        };
        Told::with(said, vec![made.bytes])
    }
}

/// A rectangle no larger than a page, wherever it lies.
fn within(rect: pagemark::RectMm) -> pagemark::RectMm {
    pagemark::RectMm {
        w: rect.w.clamp(0.5, LARGEST_MM),
        h: rect.h.clamp(0.5, LARGEST_MM),
        ..rect
    }
}
