//! Frames of a page that is filed, cut out and judged by the project's own figures, then kept.

use std::collections::BTreeMap;

use form::{BoxKind, BoxOnPage};
use scan::Registration;
use seal::{Expectation, Thresholds};
use store::{CaseId, NewSample, Page, Tx};

use crate::casework::seen::Seen;
use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::pages::map::{boxes, map_of, registration_of};
use crate::rim::api::Refusal;
use crate::samples::counting::PNG;
use crate::samples::judgement::word;
use crate::samples::judging::{CutFrame, Judged, PX_PER_MM, kind_of, thresholds};
use crate::samples::{pictures, standing};

/// The frames of a page as they stood in its picture, cut and judged for one place.
pub struct Cuts {
    place: Place,
    frames: Vec<Sample>,
}

/// Where a page was to be filed when its frames were cut: another form or sheet has other frames, another project
/// other figures.
#[derive(PartialEq, Eq)]
struct Place {
    case: CaseId,
    form: Option<String>,
    page: u32,
    copy: u32,
}

impl Place {
    fn of(case: CaseId, page: &Page) -> Self {
        Self {
            case,
            form: page.form.clone(),
            page: page.page,
            copy: page.copy,
        }
    }
}

/// What was cut out of one frame, as files and as it was judged.
struct Sample {
    name: String,
    raw: Vec<u8>,
    clean: Option<Vec<u8>>,
    judged: Judged,
}

impl Cuts {
    /// Whether they were cut for this place.
    pub fn are_for(&self, case: CaseId, page: &Page) -> bool {
        self.place == Place::of(case, page)
    }
}

/// Cuts the frames of a page that is to be filed in this case and judges what stands in them; frames for pasted
/// copies are no samples. None for a page that lies on no sheet of the case's.
///
/// Takes its time, and the store only for a moment: pictures are shown and cases typed meanwhile.
pub fn cut(desk: &Desk, case: CaseId, page: &Page, picture: &scan::Page) -> Result<Option<Cuts>, Refusal> {
    // Laid by three squares of a slanted photo a frame would be cut millimetres beside its place, and judged all the
    // same.
    let Some(registration) = registration_of(page).filter(Registration::is_sure) else {
        return Ok(None);
    };
    let (project, map) = desk.read(|open| {
        open.store.read(|tx| {
            let project = versions::project_of(desk, tx, &tx.case(case)?)?;
            Ok::<_, Refusal>((project, map_of(tx, case, page)?))
        })
    })?;
    let form = page.form.as_deref().unwrap_or_default();
    let thresholds = thresholds(project);
    let frames = map.iter().flat_map(|map| boxes(map, BoxKind::Frame));
    Ok(Some(Cuts {
        place: Place::of(case, page),
        frames: frames
            .filter(|frame| project.is_sampled(form, &frame.name))
            .map(|frame| cut_frame(frame, picture, &registration, &thresholds))
            .collect(),
    }))
}

fn cut_frame(
    frame: &BoxOnPage,
    picture: &scan::Page,
    registration: &Registration,
    thresholds: &Thresholds,
) -> Sample {
    let cut = CutFrame::of(picture, registration, &frame.name, frame.rect).picture;
    let expect = Expectation {
        width_mm: frame.rect.w,
        height_mm: frame.rect.h,
        kind: kind_of(&frame.name),
    };
    let judged = Judged::of(&cut, PX_PER_MM, &expect, thresholds);
    Sample {
        name: frame.name.clone(),
        raw: scan::encode_png(&cut),
        clean: pictures::clean(judged.cutout.as_ref()),
        judged,
    }
}

/// Keeps what was cut from a newly filed page, and holds it beside what the case has already.
pub fn keep(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>, page: &Page, cuts: Cuts) -> Result<(), Refusal> {
    let mut fresh = BTreeMap::new();
    for Sample {
        name: frame,
        raw,
        clean,
        judged,
    } in cuts.frames
    {
        let name = |what: &str| format!("{}-{frame}-{what}.png", seen.row.number);
        let raw = tx.add_attachment(PNG, &name("raw"), &raw, desk.utc())?;
        let picture = match clean {
            None => raw,
            Some(clean) => tx.add_attachment(PNG, &name("clean"), &clean, desk.utc())?,
        };
        let sample = NewSample {
            case_id: seen.row.id,
            page_id: page.id,
            frame,
            picture,
            raw: Some(raw),
            reading: serde_json::to_value(&judged.reading).unwrap_or_default(),
            verdict: word(judged.reading.verdict).to_owned(),
            findings: judged.findings.clone(),
            fused_of: Vec::new(),
        };
        fresh.insert(tx.add_sample(&sample, desk.utc())?, judged);
    }
    standing::compare(desk, tx, seen, page, fresh)
}
