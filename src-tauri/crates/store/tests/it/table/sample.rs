//! `sample`: decisions are kept; samples of a page that no longer counts do not count.

use store::{AttachmentId, CaseId, NewPage, NewSample, PageId, PageState, SampleId};

use super::page::tray_page;
use crate::house::{House, at, content};

fn cut_from(page_id: PageId, case_id: CaseId, picture: AttachmentId, frame: &str) -> NewSample {
    NewSample {
        case_id,
        page_id,
        frame: frame.into(),
        picture,
        raw: Some(picture),
        reading: serde_json::json!({"diameter_mm": 40.1}),
        findings: Vec::new(),
        verdict: "look".into(),
        fused_of: Vec::new(),
    }
}

#[test]
fn samples_follow_their_page_and_keep_the_decision() {
    let mut house = House::new();
    let (case, admin) = (house.add_case(content()).id, house.admin().id);
    let (page, one, two) = house.write(|tx| {
        let picture = tx.add_attachment("image/png", "印模.png", b"png", at(1))?;
        let new = NewPage {
            case_id: Some(case),
            ..tray_page(picture, PageState::Filed)
        };
        let page = tx.add_page(&new, at(1))?;
        let mut add = |frame: &str| tx.add_sample(&cut_from(page, case, picture, frame), at(2));
        Ok((page, add("seal.org.2")?, add("seal.org.1")?))
    });
    house.write(|tx| {
        tx.choose_sample(one, true)?;
        tx.decide_sample(one, "accept", "边缘完整", admin, at(3))
    });
    let samples = house.read(|tx| tx.samples_of_case(case));
    assert_eq!(samples.iter().map(|s| s.id).collect::<Vec<_>>(), [two, one]);
    assert_eq!((samples[0].chosen, samples[0].decision.as_deref()), (false, None));
    assert_eq!(
        (
            samples[1].chosen,
            samples[1].reason.as_str(),
            samples[1].decided_by
        ),
        (true, "边缘完整", Some(admin))
    );
    assert_eq!(samples[1].reading["diameter_mm"], 40.1);
    house.write(|tx| {
        let mut page = tx.page(page)?;
        page.state = PageState::Discarded;
        tx.save_page(&page)
    });
    assert!(house.read(|tx| tx.samples_of_case(case)).is_empty());
    assert_eq!(house.read(|tx| tx.sample(one)).page_id, page);
}

#[test]
fn a_sample_keeps_its_comparison_its_edit_and_what_it_was_made_of() {
    let mut house = House::new();
    let (case, admin) = (house.add_case(content()).id, house.admin().id);
    let (one, fused) = house.write(|tx| {
        let picture = tx.add_attachment("image/png", "印模.png", b"png", at(1))?;
        let new = NewPage {
            case_id: Some(case),
            ..tray_page(picture, PageState::Filed)
        };
        let page = tx.add_page(&new, at(1))?;
        let mut add = |frame: &str, fused_of: Vec<SampleId>| {
            let new = NewSample {
                fused_of,
                ..cut_from(page, case, picture, frame)
            };
            tx.add_sample(&new, at(2))
        };
        let one = add("seal.org.1", Vec::new())?;
        Ok((one, add("fused.unit-seal", vec![one])?))
    });
    let untouched = house.read(|tx| tx.sample(one));
    assert_eq!((untouched.beside, untouched.edit), (None, None));
    assert_eq!(house.read(|tx| tx.sample(fused)).fused_of, [one]);
    let edit = serde_json::json!({ "edit": { "turn_tenths": -12 } });
    house.write(|tx| {
        tx.set_sample_beside(one, &serde_json::json!({ "suggested": true }))?;
        tx.set_sample_edit(one, Some(&edit))?;
        tx.decide_sample(one, "accept", "边缘完整", admin, at(3))?;
        tx.choose_sample(one, true)
    });
    let sample = house.read(|tx| tx.sample(one));
    assert_eq!(sample.edit, Some(edit));
    assert_eq!(sample.beside.unwrap()["suggested"], true);
    house.write(|tx| {
        tx.set_sample_edit(one, None)?;
        tx.reopen_sample(one)
    });
    let sample = house.read(|tx| tx.sample(one));
    assert_eq!(sample.edit, None);
    assert_eq!(
        (
            sample.decision,
            sample.reason.as_str(),
            sample.decided_by,
            sample.chosen
        ),
        (None, "", None, false)
    );
}
