//! Printing and scanning: pages find their case, bad ones are told, the rest goes on.

use ::practice::customer::Place;
use desk::api::{
    ById, CaseState, ConfirmPrint, NextStep, Nothing, PageState, PreviewPage, Print, PrintState, PrintTo,
    SampleDecision, SamplePicture, SampleVerdict,
};

use super::counter::{
    Counter, LN_UKEY, YLBX, ZFCG, by_id, decided, done, fields, filed, printed_file, refused,
};
use super::customer::{places, stamp_at};

#[test]
fn a_changed_case_must_be_printed_again() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    assert!(case.may_submit.open, "{:?}", case.may_submit);
    let case = counter.save(&case, fields([("unit_phone", "020-33334444")]));
    assert_eq!(case.state, CaseState::Draft);
    assert!(!case.may_submit.open);
    let again = counter.print(&case, &[]);
    assert!(!again.reprint, "new content is a new print");
    let once_more = counter.print(&case, &[]);
    assert!(
        once_more.reprint,
        "the same content is a reprint, and recorded as one"
    );
    assert!(
        once_more.files[0].as_str() != again.files[0].as_str(),
        "nothing is overwritten"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_what_has_no_mark_waits_in_the_tray() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let refused = counter
        .commands()
        .import_scan("notes.txt", 0, b"no picture".to_vec())
        .unwrap_err();
    assert!(refused.code.starts_with("scan-"), "{refused}");
    let blank = image::RgbImage::from_pixel(600, 800, image::Rgb([250, 250, 248]));
    let png = scan::encode_png(&blank);
    let imported = counter.commands().import_scan("id-card.png", 0, png).unwrap();
    assert_eq!(imported.pages[0].state, PageState::Tray);
    let case = counter.intake(YLBX, "org", "new", 0);
    let page = imported.pages[0].id;
    let material = &case.materials[2].id;
    let file = filed(page, &case, material);
    assert_eq!(done(counter.commands().file_page(file)).state, PageState::Filed);
    assert!(done(counter.commands().tray(Nothing {})).is_empty());
    assert_eq!(
        done(counter.commands().unfile_page(ById { id: page })).state,
        PageState::Tray
    );
}

#[test]
fn a_second_scan_of_the_same_page_takes_its_place_and_may_be_taken_back() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let case = counter.print_and_scan(&case);
    let first = done(counter.commands().pages_of_case(by_id(&case)))[0].id;
    let case = counter.print_and_scan(&case);
    let pages = done(counter.commands().pages_of_case(by_id(&case)));
    assert_eq!(pages.len(), 1, "the new one counts");
    assert_ne!(pages[0].id, first);
    let told = pages[0].findings.iter().any(|f| f.code == "page-duplicate");
    assert!(told, "{pages:#?}");
    done(counter.commands().unfile_page(ById { id: pages[0].id }));
    assert_eq!(
        done(counter.commands().pages_of_case(by_id(&case)))[0].id,
        first,
        "the earlier one counts again"
    );
}

#[test]
fn samples_are_cut_and_judged_and_the_one_beside_the_units_seal_is_not_clean() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let printed = counter.print(&case, &[]);
    let mut pages = places(ZFCG, "f-zfcg-1");
    // The unit's own seal above the frames reaches into the middle one, as it does on many real forms.
    let middle = pages[0].iter().find(|place| place.name == "seal.org.2");
    let mut above = middle.unwrap().rect;
    above.y -= 15.0;
    above.h = 0.0;
    pages[0].push(Place {
        name: "sign.seal".to_owned(),
        rect: above,
    });
    let scans = stamp_at(&printed_file(&printed, "f-zfcg-1"), &pages, counter.folder.path());
    let scan = std::fs::read(&scans[0]).unwrap();
    counter.commands().import_scan("scan.jpg", 0, scan).unwrap();
    counter.choose_suggested(&case);
    let samples = done(counter.commands().samples(by_id(&case)));
    assert_eq!(samples.iter().filter(|s| !s.fused).count(), 3);
    let verdicts: Vec<_> = samples.iter().map(|s| s.verdict).collect();
    assert_eq!(
        verdicts[..3],
        [
            SampleVerdict::Accept,
            SampleVerdict::Reject,
            SampleVerdict::Accept
        ],
        "{samples:#?}"
    );
    assert!(samples[3].fused, "what was fused of them stands beside");
    assert_eq!(samples.len(), 4);
    assert_eq!(samples[1].findings[0].code, "seal-paper-dirty");
    assert_eq!(samples.iter().filter(|s| s.chosen).count(), 1);
    let rejected = decided(&samples[1], SampleDecision::Choose, "");
    refused(counter.commands().decide_sample(rejected), "sample-rejected");
    let looked = decided(&samples[1], SampleDecision::Accept, "边上是单位章，印文完整");
    let lines = done(counter.commands().decide_sample(looked));
    assert!(
        lines[1].decision.as_ref().unwrap().contains("边上是单位章"),
        "the reason stays with it"
    );
    let (mime, clean) = counter
        .commands()
        .sample_picture(SamplePicture {
            id: samples[0].id,
            raw: false,
            edit: None,
        })
        .unwrap();
    assert!(mime == "image/png" && clean.starts_with(b"\x89PNG"));
}

#[test]
fn the_slip_and_the_preview_are_laid_out() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org_employee", "new", 2);
    let preview = done(counter.commands().preview(by_id(&case)));
    let forms: Vec<_> = preview.forms.iter().map(|f| f.form.as_str()).collect();
    assert_eq!(forms, ["f-ylbx-2", "f-ylbx-2a"]);
    for form in ["f-ylbx-2", "f-ylbx-2a", "materials-slip"] {
        let page = PreviewPage {
            id: case.id,
            form: form.to_owned(),
            page: 1,
            dpi: 60,
        };
        let (_, png) = counter.commands().preview_page(page).unwrap();
        assert!(image::load_from_memory(&png).unwrap().width() > 400);
    }
}

#[test]
fn a_printer_that_does_not_take_it_costs_only_the_way_to_the_file() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let mut devices = done(counter.commands().settings(Nothing {})).devices;
    devices.printer = "no-such-printer".to_owned();
    done(counter.commands().save_devices(devices));
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let printed = done(counter.commands().print(Print {
        id: case.id,
        forms: Vec::new(),
        to: PrintTo::Printer,
        white: false,
    }));
    assert!(
        printed.papers[0].state == PrintState::Failed && !printed.findings[0].message.contains("lp"),
        "a printer that failed has printed nothing, and nobody is shown its English: {printed:?}"
    );
    let file = std::path::PathBuf::from(printed.files[0].as_str());
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    assert!(
        !file.starts_with(counter.folder.path()),
        "readable papers never lie inside the store"
    );
    let case = counter.get(&case);
    assert_eq!((case.state, case.next), (CaseState::Draft, NextStep::Print));
    assert_eq!(case.forms[0].state, PrintState::Failed);
    // The file was printed elsewhere: the person who has the paper says so.
    let confirm = ConfirmPrint {
        print: case.forms[0].print.unwrap(),
        came_out: true,
    };
    let case = done(counter.commands().confirm_print(confirm));
    assert_eq!(
        (case.state, case.forms[0].state),
        (CaseState::Printed, PrintState::Printed)
    );
}

/// 辽宁's rule R-U2 (guide 004, 397–399): the bars on the application are the authority's own number of the case.
#[test]
fn a_page_with_another_number_of_the_authority_is_refused_with_both_numbers() {
    const NUMBER: &str = "00202009200000604";
    const OTHER: &str = "00202009200000485";
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let slip = counter.save(&case, fields([("ca_case_no", "0020200920000060")]));
    let told = slip.findings.iter();
    assert_eq!(told.filter(|f| f.code == "case-number-shape").count(), 1);
    let case = counter.save(&slip, fields([("ca_case_no", NUMBER)]));
    let printed = counter.print(&case, &["f-ln-1"]);
    let scan = counter.scanned(&case, &printed, "f-ln-1");
    let bytes = || std::fs::read(&scan[0]).unwrap();
    let page = counter.commands().import_scan("a.jpg", 0, bytes()).unwrap();
    assert_eq!(page.pages[0].state, PageState::Filed, "{page:#?}");
    // The number was a slip; what was printed with it is not this case's paper any more.
    counter.save(&case, fields([("ca_case_no", OTHER)]));
    let page = counter.commands().import_scan("b.jpg", 0, bytes()).unwrap();
    assert_eq!(page.pages[0].state, PageState::Tray, "{page:#?}");
    let findings = &page.pages[0].findings;
    let refused = findings.iter().find(|f| f.code == "barcode-not-the-case");
    let message = refused.unwrap_or_else(|| panic!("{page:#?}")).message.as_str();
    assert!(message.contains(NUMBER) && message.contains(OTHER), "{message}");
}
