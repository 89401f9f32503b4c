//! Frames of a newly filed page, cut out and judged by the project's own figures.

use std::collections::BTreeMap;

use form::BoxKind;
use pagemark::RectMm;
use scan::Registration;
use seal::{Expectation, SampleKind};
use store::{NewSample, Page, Tx};

use super::super::scanning::{boxes, map_of};
use super::files::clean;
use super::judgement::word;
use super::{PNG, PX_PER_MM, standing};
use crate::Desk;
use crate::api::Refusal;
use crate::judging::{Judged, thresholds};
use crate::view::Seen;

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

/// Cuts the frames of a newly filed page and judges what stands in them; frames for pasted copies are no samples.
pub fn cut(
    desk: &Desk,
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    page: &Page,
    picture: &scan::Page,
    registration: &Registration,
) -> Result<(), Refusal> {
    let case = seen.row.id;
    let Some(map) = map_of(tx, case, page)? else {
        return Ok(());
    };
    let form = page.form.as_deref().unwrap_or_default();
    let thresholds = thresholds(seen.project);
    let sampled = |name: &str| seen.project.is_sampled(form, name);
    let mut fresh = BTreeMap::new();
    for frame in boxes(&map, BoxKind::Frame).filter(|b| sampled(&b.name)) {
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
        let judged = Judged::of(&cut, PX_PER_MM, &expect, &thresholds);
        let name = |what: &str| format!("{}-{}-{what}.png", seen.row.number, frame.name);
        let raw = tx.add_attachment(PNG, &name("raw"), &scan::encode_png(&cut), desk.utc())?;
        let picture = match clean(judged.cutout.as_ref()) {
            None => raw,
            Some(clean) => tx.add_attachment(PNG, &name("clean"), &clean, desk.utc())?,
        };
        let sample = NewSample {
            case_id: case,
            page_id: page.id,
            frame: frame.name.clone(),
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
