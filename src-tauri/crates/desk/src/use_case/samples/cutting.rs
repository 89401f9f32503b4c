//! Frames of a page that is filed, cut out and judged by the project's own figures, then kept.

use std::collections::BTreeMap;

use form::{BoxKind, BoxOnPage};
use pagemark::RectMm;
use scan::Registration;
use seal::{Expectation, SampleKind, Thresholds};
use store::{CaseId, NewSample, Page, Tx};

use super::super::scanning::{boxes, map_of, registration_of};
use super::judgement::word;
use super::{PNG, PX_PER_MM, files, standing};
use crate::api::Refusal;
use crate::judging::{Judged, thresholds};
use crate::view::Seen;
use crate::{Desk, versions};

/// Margin cut around the printed frame of a seal, so that ink beyond its line is seen, in mm.
const MARGIN_MM: f64 = 3.0;
/// The same for a signature: its ink is as black as the form's own captions, which must not come into the picture.
const SIGNATURE_MARGIN_MM: f64 = 1.0;

/// What a frame is for, by the first part of its name (`seal.org.1`, `seal.legal.2`, `sign.legal.1`).
fn kind_of(frame: &str) -> SampleKind {
    match frame.split('.').collect::<Vec<_>>().as_slice() {
        ["seal", "legal", ..] => SampleKind::LegalRepSeal,
        ["sign", ..] => SampleKind::Signature,
        _ => SampleKind::OrgSeal,
    }
}

/// The frames of a page as they stood in its picture, cut and judged for one place.
pub struct Cuts {
    place: Place,
    frames: Vec<CutFrame>,
}

/// Where a page was to be filed when its frames were cut: another form or sheet has other frames, another project other figures.
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
struct CutFrame {
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

/// Cuts the frames of a page that is to be filed in this case and judges what stands in them; frames for pasted copies are
/// no samples. None for a page that lies on no sheet of the case's.
///
/// Takes its time, and the store only for a moment: pictures are shown and cases typed meanwhile.
pub fn cut(desk: &Desk, case: CaseId, page: &Page, picture: &scan::Page) -> Result<Option<Cuts>, Refusal> {
    let Some(registration) = registration_of(page) else {
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
) -> CutFrame {
    let r = frame.rect;
    let kind = kind_of(&frame.name);
    let margin = match kind {
        SampleKind::Signature => SIGNATURE_MARGIN_MM,
        _ => MARGIN_MM,
    };
    let around = RectMm {
        x: r.x - margin,
        y: r.y - margin,
        w: r.w + 2.0 * margin,
        h: r.h + 2.0 * margin,
    };
    // A sheet curls and a lens bends: the frame's own border says best where it lies.
    let cut = scan::cut(picture, &registration.around_frame(picture, r), around, PX_PER_MM);
    let expect = Expectation {
        width_mm: r.w,
        height_mm: r.h,
        kind,
    };
    let judged = Judged::of(&cut, PX_PER_MM, &expect, thresholds);
    CutFrame {
        name: frame.name.clone(),
        raw: scan::encode_png(&cut),
        clean: files::clean(judged.cutout.as_ref()),
        judged,
    }
}

/// Keeps what was cut from a newly filed page, and holds it beside what the case has already.
pub fn keep(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>, page: &Page, cuts: Cuts) -> Result<(), Refusal> {
    let mut fresh = BTreeMap::new();
    for CutFrame {
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
