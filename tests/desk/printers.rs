//! Printers: what one does to a page is read from its calibration page or measured with a ruler, and undone from then
//! on; and the CA's own paper, onto which only values are printed.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use counterfoil_tests::tool;
use desk::api::{
    CalibrationPage, CalibrationRead, KeepCalibration, Nothing, OfForm, OfPrinter, OnPaper, Print, PrintTo,
    PutAt, RuledPage, UsePaper,
};
use image::{Rgb, RgbImage, imageops};
use scan::synth::Capture;

use super::counter::{Counter, YLBX, by_id, done, fields, refused};

const DPI: f64 = 200.0;
const PRINTER: &str = "前台 Laser";

/// A printer that strays: what it does to a page, in millimetres and shares.
struct Straying {
    right: f64,
    down: f64,
    scale: f64,
    /// Along the feed besides.
    longer: f64,
    /// How far the sheet is fed askew, in degrees.
    askew: f64,
}

/// A page turned about its middle by some degrees, as a sheet that is fed askew takes it.
fn turned(page: &RgbImage, degrees: f64) -> RgbImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (mx, my) = (f64::from(page.width()) / 2.0, f64::from(page.height()) / 2.0);
    RgbImage::from_fn(page.width(), page.height(), |x, y| {
        let (dx, dy) = (f64::from(x) - mx, f64::from(y) - my);
        let at = (mx + cos * dx + sin * dy, my - sin * dx + cos * dy);
        imageops::interpolate_bilinear(page, at.0 as f32, at.1 as f32).unwrap_or(Rgb([255; 3]))
    })
}

impl Straying {
    /// Prints a page and scans it back, skewed by some degrees.
    fn scanned(&self, pdf: &Path, skew: f64, seed: u64) -> Vec<u8> {
        let stem = pdf.with_extension("");
        let dpi = DPI.to_string();
        let args = ["-r", &dpi, "-png", "-singlefile"].map(std::ffi::OsStr::new);
        let args = args.into_iter().chain([pdf.as_os_str(), stem.as_os_str()]);
        assert_eq!(tool("pdftoppm", args).code, 0);
        let page = image::open(stem.with_extension("png")).unwrap().to_rgb8();
        let height = (f64::from(page.height()) * self.longer).round() as u32;
        let stretched = imageops::resize(&page, page.width(), height, imageops::FilterType::Triangle);
        let mut sheet = RgbImage::from_pixel(page.width(), page.height(), Rgb([255; 3]));
        imageops::replace(&mut sheet, &stretched, 0, 0);
        if self.askew != 0.0 {
            sheet = turned(&sheet, self.askew);
        }
        let mut capture = Capture::flatbed(seed, DPI / 25.4);
        (capture.torn, capture.stain, capture.turn_deg) = (None, None, skew);
        (capture.print_shift, capture.print_scale) = ((self.right, self.down), self.scale);
        capture.take(&sheet).jpeg()
    }
}

/// The calibration page as a file.
fn page(counter: &Counter, printer: &str, corrected: bool) -> PathBuf {
    let printed = done(counter.commands().print_calibration_page(CalibrationPage {
        printer: printer.to_owned(),
        corrected,
        to: PrintTo::File,
    }));
    PathBuf::from(&printed.files[0])
}

fn keep(counter: &Counter, read: &CalibrationRead) {
    done(counter.commands().keep_calibration(KeepCalibration {
        printer: read.printer.clone(),
        put: read.put,
        scanned: read.scanned,
    }));
}

#[test]
fn a_calibration_page_scanned_back_askew_brings_the_printer_within_three_tenths_of_a_millimetre() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let straying = [
        (
            Straying {
                right: 2.1,
                down: -1.6,
                scale: 0.991,
                longer: 1.002,
                askew: 0.0,
            },
            [0.6, -1.3],
        ),
        (
            Straying {
                right: -3.2,
                down: 2.4,
                scale: 1.004,
                longer: 0.996,
                askew: 0.0,
            },
            [-2.2, 181.1],
        ),
    ];
    for (printer, (straying, skews)) in straying.iter().enumerate() {
        let name = format!("{PRINTER} {printer}");
        let seed = 900 + 10 * printer as u64;
        let first = straying.scanned(&page(&counter, &name, false), skews[0], seed);
        let read = done(counter.commands().read_calibration(&name, 0, first));
        assert!(!read.corrected && !read.good && read.left_mm > 1.0, "{read:#?}");
        keep(&counter, &read);
        // Printed as it is corrected now, and scanned back once more.
        let again = straying.scanned(&page(&counter, &name, true), skews[1], seed + 1);
        let read = done(counter.commands().read_calibration(&name, 0, again));
        println!("{name}: {:.3} mm left, {}", read.left_mm, read.words);
        assert!(read.corrected && read.good && read.left_mm <= 0.3, "{read:#?}");
        assert!(read.words.contains("合格"), "{}", read.words);
        // What the second reading says of the printer itself is what the first said.
        let known = done(counter.commands().printer_book(Nothing {}));
        let known = known.printers.iter().find(|one| one.printer == name).unwrap();
        let put = known.put.unwrap();
        assert!(
            (put.right_mm - read.put.right_mm).abs() < 0.3,
            "{put:?} {:?}",
            read.put
        );
        assert!(known.words.contains("扫描读得") && !known.found, "{known:?}");
    }
}

#[test]
fn a_printer_that_feeds_askew_is_not_said_to_be_right() {
    let counter = Counter::new();
    counter.sign_in("admin");
    for (nth, askew) in [0.16, -0.2].into_iter().enumerate() {
        let name = format!("歪 {nth}");
        let straying = Straying {
            right: 1.2,
            down: -0.9,
            scale: 0.996,
            longer: 1.0,
            askew,
        };
        let seed = 940 + 10 * nth as u64;
        let first = straying.scanned(&page(&counter, &name, false), 0.7, seed);
        keep(
            &counter,
            &done(counter.commands().read_calibration(&name, 0, first)),
        );
        let again = straying.scanned(&page(&counter, &name, true), -1.1, seed + 1);
        let read = done(counter.commands().read_calibration(&name, 0, again));
        // A turn moves the corners of the frame, some 150 mm from the middle, by its share of them.
        let expected = f64::to_radians(askew.abs()) * 150.0;
        println!(
            "{name}: {:.3} mm left, {expected:.3} expected, {}",
            read.left_mm, read.words
        );
        assert!((read.left_mm - expected).abs() < 0.12 && !read.good, "{read:#?}");
        assert!(read.words.contains("校准改不了"), "{}", read.words);
        assert!(
            read.findings.iter().any(|f| f.code == "calibration-turned"),
            "{read:#?}"
        );
    }
}

#[test]
fn a_ruler_says_the_same_as_arithmetic_and_slips_are_refused() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let ruled = |left_mm, top_mm, across_mm, down_mm| {
        counter.commands().rule_calibration(RuledPage {
            printer: String::new(),
            left_mm,
            top_mm,
            across_mm,
            down_mm,
        })
    };
    let read = done(ruled(21.4, 27.1, 168.3, 249.0));
    let PutAt {
        right_mm,
        down_mm,
        width,
        height,
    } = read.put;
    assert!(
        (width - 0.99).abs() < 1e-9 && (height - 1.0).abs() < 1e-9,
        "{read:?}"
    );
    assert!(
        (right_mm - 1.6).abs() < 1e-9 && (down_mm + 0.9).abs() < 1e-9,
        "{read:?}"
    );
    assert!(
        !read.good && !read.scanned && read.words.contains("系统默认"),
        "{read:?}"
    );
    assert!(done(ruled(20.1, 28.0, 170.0, 249.0)).good);
    for slip in [
        (2.0, 28.0, 170.0, 249.0),
        (20.0, 28.0, 249.0, 170.0),
        (20.0, f64::NAN, 170.0, 249.0),
    ] {
        let told = refused(ruled(slip.0, slip.1, slip.2, slip.3), "calibration-out-of-range");
        assert!(told.remedy.contains("毫米"), "{told:?}");
    }
}

#[test]
fn what_is_no_page_of_the_printer_is_refused_by_its_reason() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let still = Straying {
        right: 1.0,
        down: 1.0,
        scale: 1.0,
        longer: 1.0,
        askew: 0.0,
    };
    let read = |printer: &str, jpeg: Vec<u8>| counter.commands().read_calibration(printer, 0, jpeg);
    let other = still.scanned(&page(&counter, "Dot", false), 0.4, 7);
    refused(read(PRINTER, other), "calibration-other-printer");
    let printed = page(&counter, PRINTER, false);
    let mut photo = Capture::camera(3, 8.0);
    photo.turn_deg = 4.0;
    let args = ["-r", "200", "-png", "-singlefile"].map(std::ffi::OsStr::new);
    let stem = printed.with_extension("");
    tool(
        "pdftoppm",
        args.into_iter().chain([printed.as_os_str(), stem.as_os_str()]),
    );
    let picture = image::open(stem.with_extension("png")).unwrap().to_rgb8();
    let told = read(PRINTER, photo.take(&picture).jpeg()).unwrap_err();
    assert!(
        ["calibration-no-sheet", "calibration-no-edges"].contains(&told.code.as_str()),
        "{told:?}"
    );
    assert!(told.remedy.contains("用尺量"), "{told:?}");
    refused(
        read(
            PRINTER,
            scan::encode_png(&RgbImage::from_pixel(900, 900, Rgb([250; 3]))),
        ),
        "calibration-not-the-page",
    );
    // Printed by a correction that is not the present one any more.
    let kept = |right_mm| {
        let put = PutAt {
            right_mm,
            down_mm: 0.0,
            width: 1.0,
            height: 1.0,
        };
        let keep = KeepCalibration {
            printer: PRINTER.to_owned(),
            put,
            scanned: false,
        };
        done(counter.commands().keep_calibration(keep))
    };
    kept(1.0);
    let before = still.scanned(&page(&counter, PRINTER, true), -0.5, 11);
    kept(0.5);
    refused(read(PRINTER, before), "calibration-since-changed");
    done(counter.commands().forget_calibration(OfPrinter {
        printer: PRINTER.to_owned(),
    }));
    let asked = CalibrationPage {
        printer: PRINTER.to_owned(),
        corrected: true,
        to: PrintTo::File,
    };
    refused(
        counter.commands().print_calibration_page(asked),
        "calibration-none",
    );
}

/// A printing system that keeps what it gets, with what it was asked.
fn with_printing(counter: &mut Counter) -> PathBuf {
    let tools = counter.folder.path().join("printing");
    std::fs::create_dir_all(&tools).unwrap();
    let lp = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\ncount=$(ls | grep -c '^paper-')\ncat > paper-$count.pdf\n\
              echo \"$*\" >> asked\necho \"request id is Laser-$count (1 file(s))\"\n";
    let lpstat = "#!/bin/sh\nexit 0\n";
    for (name, script) in [("lp", lp), ("lpstat", lpstat)] {
        std::fs::write(tools.join(name), script).unwrap();
        std::fs::set_permissions(tools.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    counter.take_tools_from(tools.clone());
    tools
}

/// Where a word stands on the first page of a document, in millimetres from its top left corner.
fn place_of(pdf: &Path, word: &str) -> (f64, f64) {
    let said = tool("pdftotext", ["-bbox".as_ref(), pdf.as_os_str(), "-".as_ref()]).out;
    let line = said.lines().find(|line| line.contains(&format!(">{word}<")));
    let line = line.unwrap_or_else(|| panic!("{word} is not on {}: {said}", pdf.display()));
    let edge = |key: &str| -> f64 {
        let rest = line.split_once(&format!("{key}=\"")).unwrap().1;
        rest.split('"').next().unwrap().parse::<f64>().unwrap() * 25.4 / 72.0
    };
    (edge("xMin"), edge("yMax"))
}

fn printed(counter: &Counter, id: u32, white: bool) -> desk::api::Printed {
    done(counter.commands().print(Print {
        id,
        forms: Vec::new(),
        to: PrintTo::Printer,
        white,
    }))
}

#[test]
fn everything_that_is_printed_is_corrected_for_its_printer_and_what_is_kept_is_not() {
    let mut counter = Counter::new();
    let tools = with_printing(&mut counter);
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    printed(&counter, case.id, false);
    let plain = place_of(&tools.join("paper-0.pdf"), "申请业务类型");
    counter.sign_in("admin");
    done(counter.commands().keep_calibration(KeepCalibration {
        printer: String::new(),
        put: PutAt {
            right_mm: 1.5,
            down_mm: -2.0,
            width: 0.99,
            height: 1.005,
        },
        scanned: false,
    }));
    counter.sign_in("linxy");
    printed(&counter, case.id, false);
    let corrected = place_of(&tools.join("paper-2.pdf"), "申请业务类型");
    // The printer brings it to where it was designed.
    let out = (1.5 + 0.99 * corrected.0, -2.0 + 1.005 * corrected.1);
    assert!(
        (out.0 - plain.0).hypot(out.1 - plain.1) < 0.05,
        "{plain:?} {corrected:?}"
    );
    assert!((corrected.0 - plain.0).hypot(corrected.1 - plain.1) > 1.0);
    let checked = tool(
        "qpdf",
        ["--check".as_ref(), tools.join("paper-2.pdf").as_os_str()],
    );
    assert_eq!(checked.code, 0, "{checked:?}");
    // The document of the case is as it was designed, and so is a file.
    let saved = done(counter.commands().print(super::counter::to_file(&case, &[])));
    assert_eq!(place_of(Path::new(&saved.files[0]), "申请业务类型"), plain);
}

const SNCA: &str = "snca-yztca";

#[test]
fn values_alone_go_onto_the_cas_paper_in_its_own_printer_with_its_own_offset() {
    let mut counter = Counter::made(super::counter::Folder::new(), &[SNCA]);
    let tools = with_printing(&mut counter);
    counter.permit(SNCA);
    let case = counter.intake(SNCA, "org", "new", 0);
    let case = counter.save(&case, fields([("subject_type", "purchaser")]));
    counter.sign_in("admin");
    let paper = |right_mm, down_mm| UsePaper {
        project: SNCA.to_owned(),
        form: "f-snca-1a".to_owned(),
        paper: OnPaper {
            printer: "Dot".to_owned(),
            right_mm,
            down_mm,
        },
    };
    refused(counter.commands().use_paper(paper(60.0, 0.0)), "paper-offset");
    let trial = OfForm {
        project: SNCA.to_owned(),
        form: "f-snca-1a".to_owned(),
    };
    refused(counter.commands().try_paper(trial.clone()), "paper-not-used");
    let book = done(counter.commands().use_paper(paper(3.0, -1.5)));
    let line = book.forms.iter().find(|line| line.form == "f-snca-1a").unwrap();
    assert_eq!(line.paper.as_ref().map(|paper| paper.down_mm), Some(-1.5));
    done(counter.commands().try_paper(trial.clone()));
    counter.sign_in("linxy");
    let preview = done(counter.commands().preview(by_id(&case)));
    let on_it = preview
        .forms
        .iter()
        .find(|form| form.form == "f-snca-1a")
        .unwrap();
    assert!(
        on_it.overprinted && on_it.notes.iter().any(|note| note.contains("预印表")),
        "{on_it:#?}"
    );
    assert!(preview.forms.iter().filter(|form| form.overprinted).count() == 1);
    let sent = printed(&counter, case.id, false);
    let at = sent
        .papers
        .iter()
        .position(|paper| paper.title.contains("机构数字证书申请表"))
        .unwrap();
    let job = tools.join(format!("paper-{}.pdf", at + 1));
    let asked = std::fs::read_to_string(tools.join("asked")).unwrap();
    assert!(asked.lines().nth(at + 1).unwrap().contains("-d Dot"), "{asked}");
    assert!(asked.lines().next().unwrap().contains("试打"), "{asked}");
    let text = tool("pdftotext", [job.as_os_str(), "-".as_ref()]).out;
    assert!(!text.contains("单位名称") && !text.contains("SN-"), "{text}");
    let number = &case.content.fields["uscc"];
    let on_paper = place_of(&job, number);
    // On white paper the same value stands so much to the left and lower.
    printed(&counter, case.id, true);
    let white = tools.join(format!("paper-{}.pdf", sent.papers.len() + 1 + at));
    let text = tool("pdftotext", [white.as_os_str(), "-".as_ref()]).out;
    assert!(text.contains("单位名称") && text.contains("SN-"), "{text}");
    let on_white = place_of(&white, number);
    let off = (on_paper.0 - on_white.0 - 3.0).hypot(on_paper.1 - on_white.1 + 1.5);
    assert!(off < 0.05, "{on_paper:?} {on_white:?}");
    counter.sign_in("admin");
    let book = done(counter.commands().drop_paper(trial));
    assert!(book.forms.iter().all(|line| line.paper.is_none()));
}

#[test]
fn what_does_not_fit_the_cas_paper_is_told_before_and_refused_by_its_label() {
    let counter = Counter::made(super::counter::Folder::new(), &[SNCA]);
    counter.permit(SNCA);
    let case = counter.intake(SNCA, "org", "new", 0);
    let long = "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文大街中段政务服务中心办公楼三层东侧"
        .repeat(2);
    let case = counter.save(
        &case,
        fields([("unit_mail_address", &long), ("subject_type", "purchaser")]),
    );
    counter.sign_in("admin");
    done(counter.commands().use_paper(UsePaper {
        project: SNCA.to_owned(),
        form: "f-snca-1a".to_owned(),
        paper: OnPaper {
            printer: String::new(),
            right_mm: 0.0,
            down_mm: 0.0,
        },
    }));
    counter.sign_in("linxy");
    let preview = done(counter.commands().preview(by_id(&case)));
    let on_it = preview.forms.iter().find(|form| form.overprinted).unwrap();
    assert!(
        on_it
            .notes
            .iter()
            .any(|note| note.contains("通讯地址") && note.contains("写不下")),
        "{on_it:#?}"
    );
    let mut print = super::counter::to_file(&case, &["f-snca-1a"]);
    let told = refused(counter.commands().print(print.clone()), "form-no-room");
    assert!(told.message.contains("通讯地址"), "{told:?}");
    print.white = true;
    done(counter.commands().print(print));
}

/// The CA's paper carries the CA's articles: nothing is missing on it.
#[test]
fn a_contract_on_the_cas_own_paper_needs_no_text_of_ours() {
    let counter = Counter::made(super::counter::Folder::new(), &["nmgca"]);
    counter.sign_in("linxy");
    let case = counter.intake("nmgca", "org", "new", 0);
    let print = super::counter::to_file(&case, &["f-nmg-u1"]);
    refused(counter.commands().print(print.clone()), "articles-missing");
    counter.sign_in("admin");
    done(counter.commands().use_paper(UsePaper {
        project: "nmgca".to_owned(),
        form: "f-nmg-u1".to_owned(),
        paper: OnPaper {
            printer: String::new(),
            right_mm: 0.0,
            down_mm: 0.0,
        },
    }));
    counter.sign_in("linxy");
    let white = Print {
        white: true,
        ..print.clone()
    };
    refused(counter.commands().print(white), "articles-missing");
    done(counter.commands().print(print));
}
