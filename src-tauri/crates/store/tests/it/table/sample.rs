//! `sample`: decisions are kept; samples of a page that no longer counts do not count.

use store::{NewPage, NewSample, PageState};

use super::page::tray_page;
use crate::house::{House, at, content};

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
        let mut add = |frame: &str| {
            let new = NewSample {
                case_id: case,
                page_id: page,
                frame: frame.into(),
                picture,
                raw: Some(picture),
                reading: serde_json::json!({"diameter_mm": 40.1}),
                findings: Vec::new(),
                verdict: "look".into(),
            };
            tx.add_sample(&new, at(2))
        };
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
