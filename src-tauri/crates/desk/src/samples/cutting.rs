//! Frames of a page that is filed, cut out and judged by the project's own figures, then kept.

use std::collections::BTreeMap;

use form::BoxKind;
use judging::{Judged, thresholds};
use reader::ask::NamedFrame;
use reader::{FrameSample, Picture, Samples};
use scan::Registration;
use store::{CaseId, NewSample, Page, Tx};

use crate::casework::seen::Seen;
use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::pages::map::{boxes, map_of, registration_of};
use crate::rim::api::Refusal;
use crate::samples::counting::PNG;
use crate::samples::judgement::word;
use crate::samples::standing::Fresh;

/// The frames of a page as they stood in its picture, cut and judged for one place, with the picture still open.
pub struct Cuts<'a> {
    place: Place,
    frames: Vec<FrameSample>,
    hand: &'a mut Samples,
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

impl Cuts<'_> {
    /// Whether they were cut for this place.
    pub fn are_for(&self, case: CaseId, page: &Page) -> bool {
        self.place == Place::of(case, page)
    }
}

/// Cuts the frames of a page that is to be filed in this case and judges what stands in them; frames for pasted
/// copies are no samples. None for a page that lies on no sheet of the case's.
///
/// Takes its time, and the store only for a moment: pictures are shown and cases typed meanwhile.
pub fn cut<'a>(
    desk: &Desk,
    case: CaseId,
    page: &Page,
    picture: &'a mut Picture,
) -> Result<Option<Cuts<'a>>, Refusal> {
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
    let sampled: Vec<NamedFrame> = frames
        .filter(|frame| project.is_sampled(form, &frame.name))
        .map(|frame| NamedFrame {
            name: frame.name.clone(),
            rect: frame.rect,
        })
        .collect();
    let frames = match sampled.is_empty() {
        true => Vec::new(),
        false => picture.frames(&registration, &sampled, Some(&thresholds))?,
    };
    Ok(Some(Cuts {
        place: Place::of(case, page),
        frames,
        hand: picture.samples(),
    }))
}

/// Keeps what was cut from a newly filed page; gives what is to be held beside what the case has already, once the page
/// is on record.
pub fn keep<'a>(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    page: &Page,
    cuts: Cuts<'a>,
) -> Result<Fresh<'a>, Refusal> {
    let mut fresh = BTreeMap::new();
    for FrameSample {
        name: frame,
        raw,
        judged,
        ..
    } in cuts.frames
    {
        let Some((
            number,
            Judged {
                reading, findings, ..
            },
            clean,
        )) = judged
        else {
            continue;
        };
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
            reading: serde_json::to_value(&reading).unwrap_or_default(),
            verdict: word(reading.verdict).to_owned(),
            findings,
            fused_of: Vec::new(),
        };
        fresh.insert(tx.add_sample(&sample, desk.utc())?, number);
    }
    Ok(Fresh {
        case: seen.row.id,
        page: page.id,
        samples: fresh,
        hand: cuts.hand,
    })
}
