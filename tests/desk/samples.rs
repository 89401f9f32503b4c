//! Seal samples: compared, fused, edited, judged by a person, chosen, sent to the authority.

use ::practice::guest::{Guest, Wish, take_in};
use case::CertKind;
use counterfoil_tests::counterctl;
use desk::api::{
    ById, CaseView, EditSample, ItemKind, PageState, PictureFormat, ReviewItem, ReviewView, SampleDecision,
    SampleEdit, SampleLine, SamplePicture, SampleStyle, SampleVerdict, SaveSample,
};
use judging::{Judged, compare, thresholds};
use seal::synth::{SealDesign, stamp};
use seal::{Expectation, SampleKind, Verdict};
use serde_json::json;

use super::counter::{Counter, ZFCG, by_id, decided, done, printed_file, refused, signed};
use super::customer::{chip_border, places, stamp_at};

const PX_PER_MM: f64 = 300.0 / 25.4;
const SNCA: &str = "snca-yztca";
const NMGCA: &str = "nmgca";

/// A case whose page with the frames has come back, the seal in the second frame with a piece rubbed out of its border.
fn with_a_chipped_sample(counter: &Counter) -> (CaseView, Vec<SampleLine>) {
    let case = counter.intake(ZFCG, "org", "new", 1);
    let printed = counter.print(&case, &[]);
    let pages = places(ZFCG, "f-zfcg-1");
    let scans = stamp_at(&printed_file(&printed, "f-zfcg-1"), &pages, counter.folder.path());
    let second = pages[0].iter().find(|p| p.name == "seal.org.2").unwrap();
    chip_border(&scans[0], second);
    let scan = std::fs::read(&scans[0]).unwrap();
    let imported = counter.commands().import_scan("scan.jpg", 0, scan).unwrap();
    assert_eq!(imported.pages[0].state, PageState::Filed, "{imported:#?}");
    let samples = samples_of(counter, &case);
    (case, samples)
}

/// A case whose page has come back with nothing in its second frame.
fn with_an_empty_frame(counter: &Counter) -> Vec<SampleLine> {
    let case = counter.intake(ZFCG, "org", "new", 1);
    let printed = counter.print(&case, &[]);
    let mut pages = places(ZFCG, "f-zfcg-1");
    pages[0].retain(|place| place.name != "seal.org.2");
    let scans = stamp_at(&printed_file(&printed, "f-zfcg-1"), &pages, counter.folder.path());
    let scan = std::fs::read(&scans[0]).unwrap();
    let imported = counter.commands().import_scan("scan.jpg", 0, scan).unwrap();
    assert_eq!(imported.pages[0].state, PageState::Filed, "{imported:#?}");
    samples_of(counter, &case)
}

/// A frame of 54 by 54 mm about a seal on clean paper, and what is expected of it.
fn framed(design: &SealDesign, die: u64) -> (image::RgbImage, Expectation) {
    let mut frame = image::RgbImage::from_pixel(700, 700, image::Rgb([252, 251, 248]));
    stamp(&mut frame, (350.0, 350.0), PX_PER_MM, design, die);
    let expect = Expectation {
        width_mm: 54.0,
        height_mm: 54.0,
        kind: SampleKind::OrgSeal,
    };
    (frame, expect)
}

fn samples_of(counter: &Counter, case: &CaseView) -> Vec<SampleLine> {
    done(counter.commands().samples(by_id(case)))
}

/// The case sent on and looked through by a reviewer: the second check, and in it the sample that was chosen.
fn in_the_second_check(counter: &Counter, case: &CaseView) -> (ReviewView, ReviewItem) {
    let case = done(counter.commands().submit(by_id(case)));
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    let mut items = view.items.iter();
    let item = items.find(|i| i.kind == ItemKind::Sample).unwrap().clone();
    (view, item)
}

fn edit(sample: &SampleLine, turn_tenths: i32, trim_mm: [f64; 4], style: SampleStyle) -> EditSample {
    let edit = SampleEdit {
        turn_tenths,
        trim_mm,
        style,
    };
    EditSample { id: sample.id, edit }
}

fn size_of(png: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory(png).unwrap();
    (picture.width(), picture.height())
}

#[test]
fn a_projects_own_figures_judge_its_samples() {
    let counter = Counter::new();
    let figures = |project: &str| thresholds(counter.desk.project(project).unwrap());
    assert_eq!(figures(ZFCG).round_mm, [36.0, 51.0]);
    assert_eq!(figures(SNCA).on_line_mm2.look, 0.2);
    let strict = figures(NMGCA);
    // Turned by seven degrees: straight enough for most, 歪 by the words of this guide.
    let design = SealDesign {
        rotation_deg: 7.0,
        ..SealDesign::round(40.0)
    };
    let (frame, expect) = framed(&design, 5);
    let judged = |t: &seal::Thresholds| Judged::of(&frame, PX_PER_MM, &expect, t);
    assert_eq!(judged(&figures(ZFCG)).reading.verdict, Verdict::Accept);
    let looked = judged(&strict);
    assert_eq!(looked.reading.verdict, Verdict::Look, "{:?}", looked.findings);
    assert_eq!(looked.findings[0].code, "seal-tilted");
}

#[test]
fn a_frame_without_ink_is_neither_good_nor_chosen() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let samples = with_an_empty_frame(&counter);
    let ask = |at: usize, decision| {
        counter
            .commands()
            .decide_sample(decided(&samples[at], decision, "看过原图"))
    };
    for decision in [SampleDecision::Accept, SampleDecision::Choose] {
        refused(ask(1, decision), "sample-blank");
    }
    assert!(
        ask(0, SampleDecision::Choose).is_ok(),
        "the stamped one beside it"
    );
    assert!(
        ask(1, SampleDecision::Reject).is_ok(),
        "what is not there is no good"
    );
}

#[test]
fn what_one_sample_lacks_is_told_and_the_suggested_one_says_why() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (_, samples) = with_a_chipped_sample(&counter);
    assert_eq!(samples[1].verdict, SampleVerdict::Look, "{:#?}", samples[1]);
    let beside = samples[1].beside.concat();
    assert!(beside.contains("缺约"), "{beside}");
    let suggested: Vec<_> = samples.iter().filter(|s| s.suggested).collect();
    assert_eq!(suggested.len(), 1);
    assert_ne!(suggested[0].frame, "seal.org.2");
    assert!(!suggested[0].why.is_empty());
    assert!(samples[0].instruction.contains("三个样本"));
}

#[test]
fn the_fused_picture_is_a_choice_of_its_own_and_goes_all_the_way() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (case, samples) = with_a_chipped_sample(&counter);
    let fused = &samples[3];
    assert_eq!(
        (fused.fused, fused.verdict),
        (true, SampleVerdict::Accept),
        "{fused:#?}"
    );
    done(
        counter
            .commands()
            .decide_sample(decided(&samples[0], SampleDecision::Choose, "")),
    );
    let lines = done(
        counter
            .commands()
            .decide_sample(decided(fused, SampleDecision::Choose, "")),
    );
    let chosen: Vec<_> = lines
        .iter()
        .filter(|s| s.chosen)
        .map(|s| s.frame.as_str())
        .collect();
    assert_eq!(chosen, ["fused.unit-seal"], "one of a group");
    let trail = counter.trail(&case);
    assert!(trail.contains("由 3 枚样本合成"), "{trail:?}");
    let (view, item) = in_the_second_check(&counter, &case);
    assert_eq!(item.id, "sample:fused.unit-seal");
    assert!(
        item.rect.is_some(),
        "the frames it was made of are its place: {item:?}"
    );
    done(counter.commands().approve(signed(&view)));
}

#[test]
fn what_was_fused_goes_with_the_page_it_came_from() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (case, samples) = with_a_chipped_sample(&counter);
    done(
        counter
            .commands()
            .decide_sample(decided(&samples[3], SampleDecision::Choose, "")),
    );
    let page = done(counter.commands().pages_of_case(by_id(&case)))[0].id;
    done(counter.commands().unfile_page(ById { id: page }));
    assert!(samples_of(&counter, &case).is_empty());
    let gate = counter.get(&case).may_submit.clone();
    assert!(!gate.open, "{gate:?}");
}

#[test]
fn an_edit_is_kept_beside_the_cut_judged_anew_recorded_and_taken_back() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (case, samples) = with_a_chipped_sample(&counter);
    let first = &samples[0];
    let picture = |raw: bool| {
        counter
            .commands()
            .sample_picture(SamplePicture {
                id: first.id,
                raw,
                edit: None,
            })
            .unwrap()
            .1
    };
    let (raw, before) = (picture(true), picture(false));
    let lines = done(counter.commands().edit_sample(edit(
        first,
        5,
        [-1.0, 0.0, -1.0, 0.0],
        SampleStyle::AsScanned,
    )));
    assert_eq!(lines[0].edit.turn_tenths, 5);
    assert_eq!(lines[0].verdict, SampleVerdict::Accept, "{:#?}", lines[0]);
    assert_eq!(picture(true), raw, "the cut is never changed");
    let (was, now) = (size_of(&before), size_of(&picture(false)));
    assert!(
        now.0 >= was.0 + 22 && now.1 == was.1,
        "a millimetre of white at both sides: {was:?} {now:?}"
    );
    // Into the border: what is cut away is missing.
    let lines = done(counter.commands().edit_sample(edit(
        first,
        0,
        [4.0, 0.0, 0.0, 0.0],
        SampleStyle::SealRed,
    )));
    assert_eq!(lines[0].verdict, SampleVerdict::Reject, "{:#?}", lines[0]);
    let back = done(
        counter
            .commands()
            .edit_sample(edit(first, 0, [0.0; 4], SampleStyle::SealRed)),
    );
    assert_eq!(json!(back[0]), json!(samples[0]), "nothing is lost");
    assert_eq!(picture(false), before);
    refused(
        counter
            .commands()
            .edit_sample(edit(first, 0, [30.0, 0.0, 30.0, 0.0], SampleStyle::SealRed)),
        "sample-edit-too-far",
    );
    refused(
        counter
            .commands()
            .edit_sample(edit(first, 1801, [0.0; 4], SampleStyle::SealRed)),
        "sample-edit-too-far",
    );
    let trail = counter.trail(&case);
    assert!(
        trail.contains("转 0.5°，裁左-1.0") && trail.contains("还原为裁好时的样子"),
        "{trail:?}"
    );
    counter.sign_in("hemin");
    refused(
        counter
            .commands()
            .edit_sample(edit(first, 5, [0.0; 4], SampleStyle::SealRed)),
        "role-missing",
    );
}

#[test]
fn a_decision_falls_when_an_edit_brings_up_something_new_and_stays_otherwise() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (_, samples) = with_a_chipped_sample(&counter);
    done(
        counter
            .commands()
            .decide_sample(decided(&samples[0], SampleDecision::Choose, "")),
    );
    let lines = done(counter.commands().edit_sample(edit(
        &samples[0],
        0,
        [0.2, 0.0, 0.0, 0.0],
        SampleStyle::SealRed,
    )));
    assert!(
        lines[0].chosen,
        "a crop that takes no ink leaves the choice: {:#?}",
        lines[0]
    );
    let lines = done(counter.commands().edit_sample(edit(
        &samples[0],
        0,
        [4.0, 0.0, 0.0, 0.0],
        SampleStyle::SealRed,
    )));
    assert_eq!((lines[0].chosen, lines[0].decision.as_deref()), (false, None));
}

#[test]
fn a_looked_at_sample_keeps_its_reason_and_it_stands_in_the_second_check_and_in_the_record() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (case, samples) = with_a_chipped_sample(&counter);
    let second = &samples[1];
    refused(
        counter
            .commands()
            .decide_sample(decided(second, SampleDecision::Choose, "")),
        "sample-needs-look",
    );
    refused(
        counter
            .commands()
            .decide_sample(decided(second, SampleDecision::Accept, "  ")),
        "reason-empty",
    );
    let lines = done(counter.commands().decide_sample(decided(
        second,
        SampleDecision::Accept,
        "缺口在边框，字迹完整",
    )));
    assert!(
        lines[1].decided.as_ref().unwrap().starts_with("林晓"),
        "{:#?}",
        lines[1]
    );
    done(
        counter
            .commands()
            .decide_sample(decided(second, SampleDecision::Choose, "")),
    );
    let (view, item) = in_the_second_check(&counter, &case);
    assert_eq!(item.id, "sample:seal.org.2");
    assert!(item.fact.contains("缺口在边框，字迹完整（林晓"), "{item:?}");
    done(counter.commands().approve(signed(&view)));
    let record = counter.trail(&case);
    assert!(record.contains("人工判合格：缺口在边框，字迹完整"), "{record}");
}

#[test]
fn the_second_check_is_bound_to_the_edit() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (case, samples) = with_a_chipped_sample(&counter);
    done(
        counter
            .commands()
            .decide_sample(decided(&samples[0], SampleDecision::Choose, "")),
    );
    let hash = || done(counter.commands().review(by_id(&case))).bound_hash.clone();
    let before = hash();
    done(
        counter
            .commands()
            .edit_sample(edit(&samples[0], 3, [0.0; 4], SampleStyle::SealRed)),
    );
    assert_ne!(hash(), before);
}

#[test]
fn the_picture_is_saved_in_every_format_at_true_size() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (_, samples) = with_a_chipped_sample(&counter);
    let save = |formats: &[PictureFormat]| {
        done(counter.commands().save_sample(SaveSample {
            id: samples[0].id,
            formats: formats.to_vec(),
        }))
    };
    let message = save(&[]).message.clone();
    assert!(message.contains(".png（"), "{message}");
    let message = save(&[PictureFormat::Jpeg, PictureFormat::Bmp, PictureFormat::Gif])
        .message
        .clone();
    for ending in ["seal.org.1.jpg", "seal.org.1.bmp", "seal.org.1.gif"] {
        assert!(message.contains(ending), "{message}");
    }
    let unknown = json!({ "id": samples[0].id, "formats": ["tiff"] });
    refused(counter.desk.call("save_sample", unknown), "wrong-arguments");
}

/// The limit of the guide (003:3110): a picture of at most 1 MB; a bitmap at full size would have more.
#[test]
fn a_projects_limit_of_bytes_is_kept() {
    let counter = Counter::new();
    let rules = counter.desk.project(NMGCA).unwrap().pictures();
    assert_eq!(
        (rules.formats, rules.max_bytes),
        (vec!["png".into(), "jpeg".into(), "bmp".into()], Some(1_048_576))
    );
}

/// All samples of one seal lack the same hairlines: that is its design; what one alone lacks is its defect.
#[test]
fn samples_side_by_side_tell_design_from_defect() {
    let figures = seal::Thresholds::default();
    let sample = |rotation_deg: f64, missing: Option<(f64, f64)>| {
        let design = SealDesign {
            rotation_deg,
            missing,
            hairlines: 2,
            ..SealDesign::round(40.0)
        };
        let (frame, expect) = framed(&design, 7);
        Judged::of(&frame, PX_PER_MM, &expect, &figures)
    };
    let samples = [
        sample(-2.0, None),
        sample(1.0, Some((60.0, 14.0))),
        sample(3.0, None),
    ];
    let compared = compare(&samples, PX_PER_MM, &figures);
    assert!(
        compared.suggested.is_some_and(|at| at != 1),
        "{:?}",
        compared.beside
    );
    let missing: Vec<f64> = compared
        .beside
        .iter()
        .map(|b| b.as_ref().unwrap().missing_mm2)
        .collect();
    assert!(
        missing[1] > 2.0 && missing[0] < 1.0 && missing[2] < 1.0,
        "{missing:?}"
    );
    let fused = compared.fused.expect("three samples of one seal");
    assert!(fused.reading.verdict < Verdict::Reject, "{:?}", fused.findings);
}

#[test]
fn the_command_line_says_the_same_of_the_same_frames() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let (_, samples) = with_a_chipped_sample(&counter);
    let mut args: Vec<String> = ["seal", "choose", "--json", "--project", ZFCG, "--margin", "3"]
        .map(str::to_owned)
        .into();
    for sample in samples.iter().filter(|s| !s.fused) {
        let raw = SamplePicture {
            id: sample.id,
            raw: true,
            edit: None,
        };
        let png = counter.commands().sample_picture(raw).unwrap().1;
        let (width, height) = size_of(&png);
        let file = counter.folder.path().join(format!("{}.png", sample.frame));
        std::fs::write(&file, png).unwrap();
        if sample.id == samples[0].id {
            let mm = |px: u32| f64::from(px) / PX_PER_MM;
            args.extend(["--mm".to_owned(), format!("{},{}", mm(width), mm(height))]);
        }
        args.push(file.display().to_string());
    }
    let said = counterctl(&args);
    assert_eq!(said.code, 0, "{said:?}");
    let said = said.json();
    for (at, sample) in samples.iter().filter(|s| !s.fused).enumerate() {
        assert_eq!(
            said["samples"][at]["verdict"],
            json!(sample.verdict),
            "{at}: {said:#?}"
        );
        let suggested = said["suggested"].as_u64() == Some(at as u64);
        assert_eq!(suggested, sample.suggested, "{at}");
    }
    assert_eq!(said["fused_verdict"], json!(samples[3].verdict));
}

/// Strokes reach near a signature's border, seals stand in wide frames: the margin is one for both, whoever cuts.
#[test]
fn the_command_line_cuts_signatures_as_the_desk_does() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let wish = Wish {
        project: NMGCA.to_owned(),
        kind: Some(CertKind::Person),
        ..Wish::default()
    };
    let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
    let printed = counter.print(&case, &["f-nmg-p2"]);
    let scan = counter.scanned(&case, &printed, "f-nmg-p2").remove(0);
    let bytes = std::fs::read(&scan).unwrap();
    done(counter.commands().import_scan("scan.jpg", case.id, bytes));

    let out = scan.with_extension("read");
    let (file, folder) = (scan.to_str().unwrap(), out.to_str().unwrap());
    let said = counterctl(["scan", "read", file, "--json", "--out", folder]);
    assert_eq!(said.code, 0, "{said:?}");
    let samples = done(counter.commands().samples(by_id(&case)));
    assert_eq!(samples.len(), 3);
    for sample in samples {
        let (id, raw) = (sample.id, true);
        let picture = SamplePicture { id, raw, edit: None };
        let (_, own) = done(counter.commands().sample_picture(picture));
        let other = std::fs::read(out.join(format!("page-1-{}.png", sample.frame))).unwrap();
        assert_eq!(size_of(&own), size_of(&other), "{}", sample.frame);
    }
}
