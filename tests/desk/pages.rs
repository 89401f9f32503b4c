//! Pages on their way to their case: without their marks, printed elsewhere, in stacks with damaged ones, through the
//! watched folder. No page is lost on the way.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use ::practice::customer::{self, Place};
use case::Channel;
use desk::api::{ById, CaseView, Nothing, PageLine, PageState, SampleVerdict};
use desk::machine::pdftoppm::page_png;
use lopdf::{Document, Object, Stream, dictionary};
use pagemark::{Corner, RectMm, corner_rect};
use secrecy::SecretString;

use super::counter::{Counter, LN_UKEY, YLBX, ZFCG, by_id, changed, done, fields, filed, refused};
use super::customer::places;
use super::spoiled::{all_marks, cover, photograph};

/// The top of the page, where the bars stand.
fn bars() -> RectMm {
    RectMm {
        x: 0.0,
        y: 0.0,
        w: 210.0,
        h: 26.0,
    }
}

fn codes(page: &PageLine) -> Vec<&str> {
    let findings = page.findings.iter();
    findings.map(|f| f.code.as_str()).collect()
}

/// A case whose one form is printed, stamped and scanned, and that scan.
fn scanned(counter: &Counter, project: &str, form: &str) -> (CaseView, Vec<u8>) {
    let case = counter.intake(project, "org", "new", 1);
    let printed = counter.print(&case, &[]);
    let scan = std::fs::read(&counter.scanned(&case, &printed, form)[0]).unwrap();
    (counter.get(&case), scan)
}

/// The verdicts of the samples that were cut from frames; the one fused of them is no frame's.
fn cut_verdicts(counter: &Counter, case: &CaseView) -> Vec<SampleVerdict> {
    let samples = done(counter.commands().samples(by_id(case)));
    let samples = samples.iter();
    let cut = samples.filter(|s| !s.fused);
    cut.map(|s| s.verdict).collect()
}

fn import(counter: &Counter, about: u32, bytes: Vec<u8>) -> PageLine {
    let came = counter.commands().import_scan("scan", about, bytes);
    came.unwrap().pages[0].clone()
}

#[test]
fn a_page_whose_marks_are_gone_is_filed_by_its_bars_and_lines_and_its_frames_are_cut() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (other, _) = scanned(&counter, YLBX, "f-ylbx-1");
    let (case, scan) = scanned(&counter, ZFCG, "f-zfcg-1");
    // Another case is on screen: what the bars say counts.
    let page = import(&counter, other.id, cover(&scan, &all_marks()));
    assert_eq!(page.state, PageState::Filed, "{page:#?}");
    assert_eq!(
        (page.case_id, page.form.as_deref()),
        (Some(case.id), Some("f-zfcg-1")),
        "{page:#?}"
    );
    assert!(codes(&page).contains(&"page-by-lines"), "{page:#?}");
    assert!(page.registered);
    assert_eq!(cut_verdicts(&counter, &case), [SampleVerdict::Accept; 3]);
    // The same sheet once more: every copy is there, so the clerk decides.
    let copies = case.forms[0].copies;
    for _ in 1..copies {
        assert_eq!(
            import(&counter, 0, cover(&scan, &all_marks())).state,
            PageState::Filed
        );
    }
    let again = import(&counter, 0, cover(&scan, &all_marks()));
    assert_eq!(
        (again.state, codes(&again)),
        (PageState::Tray, vec!["page-by-lines-again"]),
        "{again:#?}"
    );
}

#[test]
fn a_page_without_marks_and_bars_waits_with_a_suggestion_for_the_case_on_screen() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (case, scan) = scanned(&counter, ZFCG, "f-zfcg-1");
    let mut places = all_marks();
    places.push(bars());
    let page = import(&counter, case.id, cover(&scan, &places));
    assert_eq!(page.state, PageState::Tray, "{page:#?}");
    assert_eq!(
        (page.case_id, page.form.as_deref(), page.page),
        (Some(case.id), Some("f-zfcg-1"), 1)
    );
    assert!(page.words.starts_with("像是"), "{page:#?}");
    assert!(codes(&page).contains(&"page-by-lines-only"), "{page:#?}");
    let file = filed(page.id, &case, "f-zfcg-1");
    let filed = done(counter.commands().file_page(file));
    assert_eq!((filed.state, filed.registered), (PageState::Filed, true));
    assert_eq!(cut_verdicts(&counter, &case).len(), 3);
}

#[test]
fn a_blank_form_printed_elsewhere_is_registered_by_its_lines_when_it_is_filed_by_hand() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let project = counter.desk.project(ZFCG).unwrap();
    let form = project.form("f-zfcg-1").unwrap();
    let blank = desk::prints::papers::render_blank(project, form, counter.desk.fonts().unwrap()).unwrap();
    let painted = page_png(&blank.pdf, 1, u32::from(customer::DPI)).unwrap();
    let stamps: Vec<Place> = places(ZFCG, "f-zfcg-1").remove(0);
    let scan = customer::stamp_and_scan(&painted, &stamps, 3).unwrap();
    let page = import(&counter, 0, scan.clone());
    assert_eq!(
        (page.state, page.registered),
        (PageState::Tray, false),
        "{page:#?}"
    );
    let file = filed(page.id, &case, "f-zfcg-1");
    assert!(done(counter.commands().file_page(file)).registered);
    assert_eq!(cut_verdicts(&counter, &case), [SampleVerdict::Accept; 3]);
    // With the case on screen the same sheet is offered for it.
    let page = import(&counter, case.id, scan);
    assert_eq!(
        (page.state, page.form.as_deref()),
        (PageState::Tray, Some("f-zfcg-1")),
        "{page:#?}"
    );
}

/// Three squares cannot tell a slanted photo from a flat sheet: the form's lines lay the page, and where they are not
/// to be seen either nothing is cut.
#[test]
fn a_page_with_three_squares_is_cut_by_its_lines_and_without_them_not_at_all() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let corner = corner_rect(Corner::BottomLeft);
    let (case, scan) = scanned(&counter, ZFCG, "f-zfcg-1");
    let page = import(&counter, case.id, cover(&scan, &[corner]));
    assert_eq!(
        (page.state, page.registered),
        (PageState::Filed, true),
        "{page:#?}"
    );
    assert!(!codes(&page).contains(&"page-frames-not-cut"), "{page:#?}");
    assert_eq!(cut_verdicts(&counter, &case), [SampleVerdict::Accept; 3]);
    let (case, scan) = scanned(&counter, ZFCG, "f-zfcg-1");
    let table = RectMm {
        x: 14.0,
        y: 42.0,
        w: 182.0,
        h: 240.0,
    };
    let page = import(&counter, case.id, cover(&scan, &[corner, table]));
    assert_eq!(page.state, PageState::Filed, "{page:#?}");
    let told = page.findings.iter().find(|f| f.code == "page-frames-not-cut");
    let told = told.unwrap_or_else(|| panic!("{page:#?}"));
    assert!(told.remedy.contains("重新扫描"), "{page:#?}");
    assert_eq!(cut_verdicts(&counter, &case), []);
}

/// 辽宁's rule R-U2 holds for a page without its mark too.
#[test]
fn bars_of_another_number_are_refused_with_both_when_the_mark_is_gone() {
    const NUMBER: &str = "00202009200000604";
    const OTHER: &str = "00202009200000485";
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let case = counter.save(&case, fields([("ca_case_no", NUMBER)]));
    let printed = counter.print(&case, &["f-ln-1"]);
    let scan = std::fs::read(&counter.scanned(&case, &printed, "f-ln-1")[0]).unwrap();
    let scan = cover(&scan, &all_marks());
    counter.save(&case, fields([("ca_case_no", OTHER)]));
    let page = import(&counter, case.id, scan.clone());
    assert_eq!(page.state, PageState::Tray, "{page:#?}");
    let findings = page.findings.iter();
    let told: Vec<_> = findings.filter(|f| f.code == "barcode-not-the-case").collect();
    let message = told[0].message.as_str();
    assert!(message.contains(NUMBER) && message.contains(OTHER), "{message}");
    // The slip is put right, and the page that waited is looked at once more.
    let case = counter.get(&case);
    counter.save(&case, fields([("ca_case_no", NUMBER)]));
    let read = done(counter.commands().read_page(by_id(&page)));
    assert_eq!(
        (read.state, read.case_id),
        (PageState::Filed, Some(case.id)),
        "{read:#?}"
    );
}

/// A stack as one PDF: every page is a picture, as scanner software writes it.
fn pdf_of(pictures: &[Vec<u8>]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let kids: Vec<Object> = pictures
        .iter()
        .map(|picture| {
            let dict = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 600, "Height" => 800,
                "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
            };
            let picture = document.add_object(Stream::new(dict, picture.clone()));
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                "Resources" => dictionary! { "XObject" => dictionary! { "Im0" => picture } },
            };
            document.add_object(page).into()
        })
        .collect();
    let pages = dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids };
    document.objects.insert(tree, pages.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

#[test]
fn every_page_of_a_stack_is_one_page_somewhere_and_the_file_is_kept_as_it_came() {
    let broken = || b"\xff\xd8\xff\xe0 broken".to_vec();
    let stacks: [(&str, Vec<Vec<u8>>, usize); 4] = [
        ("one.pdf", vec![photograph(1)], 0),
        ("five.pdf", (10..15).map(photograph).collect(), 0),
        ("middle.pdf", vec![photograph(20), broken(), photograph(21)], 1),
        ("ends.pdf", vec![broken(), photograph(30), broken()], 2),
    ];
    let counter = Counter::new();
    counter.sign_in("linxy");
    let mut files = Vec::new();
    for (name, pictures, unreadable) in &stacks {
        let file = pdf_of(pictures);
        let came = counter.commands().import_scan(name, 0, file.clone()).unwrap();
        let (pages, told) = (&came.pages, &came.findings);
        assert_eq!(
            (pages.len(), told.len()),
            (pictures.len() - unreadable, *unreadable),
            "{name}: {came:#?}"
        );
        assert!(told.iter().all(|f| f.message.contains(name)), "{came:#?}");
        files.push(file);
    }
    done(counter.commands().sign_out(Nothing {}));
    let password = SecretString::from(desk::counter::practice::PASSWORD);
    let (store, _) = store::Store::unlock(counter.folder.path(), "linxy", &password).unwrap();
    let kept: Vec<(Vec<u8>, Option<Vec<u8>>)> = store
        .read(|tx| {
            let all = (1..).map_while(|id| tx.page(store::PageId(id)).ok());
            all.map(|page| {
                let file = page.file.map(|file| tx.attachment_bytes(file)).transpose()?;
                Ok::<_, store::StoreError>((tx.attachment_bytes(page.attachment)?, file))
            })
            .collect()
        })
        .unwrap();
    let put_in: Vec<_> = stacks
        .iter()
        .zip(&files)
        .flat_map(|((_, pictures, _), file)| pictures.iter().map(move |p| (p.clone(), Some(file.clone()))))
        .collect();
    assert!(kept == put_in, "{} pages kept of {}", kept.len(), put_in.len());
}

fn leave(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let before = SystemTime::now() - Duration::from_secs(60);
    File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(before)
        .unwrap();
}

#[test]
fn the_watched_folder_hands_over_what_is_whole_and_sets_aside_what_cannot_be_read() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let folder = tempfile::tempdir().unwrap();
    let mut devices = done(counter.commands().settings(Nothing {})).devices;
    devices.watch_folder = folder.path().display().to_string();
    done(counter.commands().save_devices(devices));
    counter.sign_in("linxy");
    leave(folder.path(), "a.jpg", &photograph(1));
    leave(folder.path(), "b.jpg", b"\xff\xd8\xff\xe0 broken");
    leave(folder.path(), "c.jpg", &photograph(2));
    // Larger than a page may be: set aside without being read.
    leave(folder.path(), "e.pdf", b"");
    let huge = File::options()
        .write(true)
        .open(folder.path().join("e.pdf"))
        .unwrap();
    huge.set_len(1 << 40).unwrap();
    huge.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    // Still being written.
    std::fs::write(folder.path().join("d.jpg"), photograph(3)).unwrap();
    let came = done(counter.commands().poll_watch_folder(Nothing {}));
    let origins: Vec<_> = came.pages.iter().map(|p| &p.origin).collect();
    assert_eq!(origins, ["a.jpg", "c.jpg"]);
    assert!(came.findings[0].message.starts_with("b.jpg"), "{came:#?}");
    for place in ["done/a.jpg", "搁置/b.jpg", "done/c.jpg", "d.jpg", "搁置/e.pdf"] {
        assert!(folder.path().join(place).is_file(), "{place}");
    }
    assert!(!came.pages[0].read);
    let page = done(counter.commands().read_page(ById { id: came.pages[0].id }));
    assert_eq!((page.read, page.state), (true, PageState::Tray));
    let (mime, thumb) = counter.commands().page_thumb(by_id(&page)).unwrap();
    let small = image::load_from_memory(&thumb).unwrap();
    assert_eq!(
        (mime.as_str(), small.width(), small.height()),
        ("image/jpeg", 240, 320)
    );
    assert!(
        done(counter.commands().poll_watch_folder(Nothing {}))
            .pages
            .is_empty(),
        "nothing is taken twice"
    );
}

#[test]
fn uploads_keep_to_the_guides_size_stay_legible_and_leave_the_original_as_it_is() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    // 辽宁's guide: less than 5 MB (004, line 383). A lossless scan is larger.
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    refused(counter.commands().export_uploads(by_id(&case)), "upload-nothing");
    let printed = counter.print(&case, &["f-ln-1"]);
    let jpeg = std::fs::read(&counter.scanned(&case, &printed, "f-ln-1")[0]).unwrap();
    let scan = cover(&jpeg, &[]);
    assert!(scan.len() > 5_242_879, "{} bytes", scan.len());
    assert_eq!(import(&counter, case.id, scan).state, PageState::Filed);
    let made = done(counter.commands().export_uploads(by_id(&case)));
    assert!(made.findings.is_empty(), "{made:#?}");
    let file = &made.files[0];
    let path = Path::new(made.folder.as_str()).join(file.name.as_str());
    let upload = std::fs::read(&path).unwrap();
    assert_eq!(upload.len(), file.bytes as usize);
    assert!(upload.len() <= 5_242_879, "{} bytes", upload.len());
    assert!(file.words.contains("上限 5.0 MB"), "{made:#?}");
    let (reading, _) = scan::read(&scan::decode(&upload, scan::Limits::default()).unwrap());
    assert_eq!(
        reading.mark.map(|mark| mark.case.to_string()),
        Some(case.number.clone())
    );

    // Where the guide states no size, the original is handed on, byte for byte.
    let (case, scan) = scanned(&counter, ZFCG, "f-zfcg-1");
    import(&counter, case.id, scan.clone());
    let made = done(counter.commands().export_uploads(by_id(&case)));
    let path = Path::new(made.folder.as_str()).join(made.files[0].name.as_str());
    assert!(std::fs::read(&path).unwrap() == scan, "{}", path.display());
    assert!(made.files[0].words.contains("原图"), "{made:#?}");
}

/// 辽宁's site has eight places (004:386-393): each gets one file under its name, with all its pages in their order, and
/// what it needs and has no scan yet is told. Several employees' cards lie under one line of the checklist.
#[test]
fn each_place_of_the_site_gets_one_file_with_all_its_pages() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let case = counter.save(&case, changed(|patch| patch.channel = Some(Channel::Online)));
    let rows: Vec<&str> = case.materials.iter().map(|row| row.id.as_str()).collect();
    assert!(rows.contains(&"LU-6") && rows.contains(&"LU-8"), "{rows:?}");
    for (row, width) in [("LU-8", 420), ("LU-6", 500), ("LU-8", 640)] {
        let card = image::RgbImage::from_pixel(width, 700, image::Rgb([200, 210, 220]));
        let page = import(&counter, 0, scan::encode_png(&card));
        assert_eq!(page.state, PageState::Tray, "{page:#?}");
        done(counter.commands().file_page(filed(page.id, &case, row)));
    }
    let made = done(counter.commands().export_uploads(by_id(&case)));
    let names: Vec<&str> = made.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "有效单位证件复印件（如营业执照）（需加盖公章）.png",
            "机构中员工身份证复印件（需加盖公章）.pdf"
        ],
        "{made:#?}"
    );
    assert!(made.files[1].words.contains("2 页"), "{made:#?}");
    let cards = std::fs::read(Path::new(made.folder.as_str()).join(names[1])).unwrap();
    let cards = scan::split(&cards, scan::Limits::default()).unwrap();
    let widths: Vec<u32> = cards
        .iter()
        .map(|card| scan::decode(card, scan::Limits::default()).unwrap().image.width())
        .collect();
    assert_eq!(widths, [420, 640], "in the order in which they came");
    let missing = &made.findings;
    assert_eq!(
        missing.len(),
        4,
        "application, seal, authorisation, operator's card: {missing:#?}"
    );
    assert!(
        missing.iter().all(|f| f.code == "upload-slot-empty"),
        "{missing:#?}"
    );
}
