//! `page`: arrives, waits in the tray, is filed, replaced, put aside; the scan stays.

use case::{Finding, Severity};
use store::{AttachmentId, NewPage, PageState};

use crate::house::{House, at, content};

pub fn tray_page(attachment: AttachmentId, state: PageState) -> NewPage {
    NewPage {
        case_id: None,
        attachment,
        file: None,
        origin: "scan-0001.jpg".into(),
        form: None,
        form_version: None,
        page: 0,
        pages: 0,
        copy: 0,
        registration: None,
        findings: vec![Finding {
            code: "page-no-marks".into(),
            severity: Severity::Warn,
            field: None,
            message: "页上没有标记".into(),
            remedy: "请手工归页".into(),
            suggestion: None,
        }],
        filed_by: None,
        read_at: None,
        state,
    }
}

#[test]
fn a_page_goes_from_the_tray_to_its_case_and_is_replaced() {
    let mut house = House::new();
    let (case, admin) = (house.add_case(content()).id, house.admin().id);
    let scan = house.write(|tx| tx.add_attachment("image/jpeg", "scan.jpg", b"jpeg", at(1)));
    let (old, new) = house.write(|tx| {
        let page = tray_page(scan, PageState::Tray);
        Ok((tx.add_page(&page, at(2))?, tx.add_page(&page, at(3))?))
    });
    let tray = house.read(|tx| tx.tray());
    assert_eq!(tray.iter().map(|p| p.id).collect::<Vec<_>>(), [old, new]);
    assert_eq!(
        (tray[0].arrived, tray[0].findings[0].code.as_str()),
        (at(2), "page-no-marks")
    );

    let file = |house: &mut House, id, minute| {
        house.write(|tx| {
            let mut page = tx.page(id)?;
            page.case_id = Some(case);
            page.form = Some("f-ylbx-1".into());
            (page.page, page.pages, page.copy) = (1, 2, 1);
            page.registration = Some(serde_json::json!({"scale": 1.5}));
            (page.filed_by, page.filed_at) = (Some(admin), Some(at(minute)));
            page.state = PageState::Filed;
            if let Some(mut before) = tx.pages_at(case, "f-ylbx-1", 1, 1)?.into_iter().next() {
                before.replaced_by = Some(id);
                tx.save_page(&before)?;
            }
            tx.save_page(&page)
        });
    };
    file(&mut house, old, 4);
    assert_eq!(
        house.read(|tx| tx.pages_of_case(case))[0].registration,
        Some(serde_json::json!({"scale": 1.5}))
    );
    file(&mut house, new, 5);
    let counts = house.read(|tx| tx.pages_of_case(case));
    assert_eq!(counts.iter().map(|p| p.id).collect::<Vec<_>>(), [new]);
    let history = house.read(|tx| tx.page_history(case));
    assert_eq!((history.len(), history[0].replaced_by), (2, Some(new)));
    assert!(house.read(|tx| tx.pages_at(case, "f-ylbx-1", 2, 1)).is_empty());
    assert!(house.read(|tx| tx.tray()).is_empty());
}

#[test]
fn a_page_knows_its_file_and_what_it_was_read_against() {
    let mut house = House::new();
    let file = house.write(|tx| tx.add_attachment("application/pdf", "stack.pdf", b"%PDF-", at(1)));
    let id = house.write(|tx| {
        let scan = tx.add_attachment("image/jpeg", "stack.pdf 第1页", b"jpeg", at(1))?;
        let new = NewPage {
            file: Some(file),
            ..tray_page(scan, PageState::Tray)
        };
        tx.add_page(&new, at(1))
    });
    let page = house.read(|tx| tx.page(id));
    assert_eq!((page.file, page.read_at, page.map), (Some(file), None, None));
    let map = serde_json::json!({"page": 1, "boxes": []});
    house.write(|tx| {
        let mut page = tx.page(id)?;
        page.read_at = Some(at(2));
        page.map = Some(map.clone());
        tx.save_page(&page)
    });
    let page = house.read(|tx| tx.page(id));
    assert_eq!((page.read_at, page.map), (Some(at(2)), Some(map)));
}

#[test]
fn a_filed_page_needs_its_case_and_no_page_is_ever_deleted() {
    let mut house = House::new();
    let scan = house.write(|tx| tx.add_attachment("image/jpeg", "scan.jpg", b"jpeg", at(1)));
    house.refused(|tx| tx.add_page(&tray_page(scan, PageState::Filed), at(2)));
    house.write(|tx| tx.add_page(&tray_page(scan, PageState::Discarded), at(2)));
    let conn = crate::raw::connection(&house.folder);
    assert!(conn.execute_batch("DELETE FROM page").is_err());
}
