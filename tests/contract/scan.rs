//! `counterctl scan read IMAGE --json --out DIR`: pages as scanners and cameras give them, printed by this program
//! and played by the page generator, and files that are no pages.

use std::fs;
use std::path::{Path, PathBuf};

use ::scan::synth::{Camera, Capture, Captured};
use counterfoil_tests::{counterctl, tool};
use image::RgbImage;
use pagemark::{Corner, RectMm, corner_rect};
use serde_json::Value;
use tempfile::TempDir;

const PROJECT: &str = "netca-gd-zfcg";
const FORM: &str = "f-zfcg-1";

/// The example of the form as printed, at 200 dpi.
fn printed(folder: &Path) -> RgbImage {
    printed_of(folder, PROJECT, FORM).0
}

/// The first page of a form's example at 200 dpi, and what was said of it when it was printed.
fn printed_of(folder: &Path, project: &str, form: &str) -> (RgbImage, Value) {
    let named = ["--project", project, "--form", form];
    let example = counterctl(["form", "example"].into_iter().chain(named));
    let (case, pdf) = (folder.join("case.json"), folder.join("form.pdf"));
    fs::write(&case, example.out).unwrap();
    let (case, out) = (case.to_str().unwrap(), pdf.to_str().unwrap());
    let mut words = vec!["form", "render", "--case", case, "--out", out, "--json"];
    words.extend(named);
    let said = counterctl(words);
    assert_eq!(said.code, 0, "{said:?}");
    let picture = folder.join("page");
    let words = [
        "-r",
        "200",
        "-f",
        "1",
        "-singlefile",
        "-png",
        out,
        picture.to_str().unwrap(),
    ];
    assert_eq!(tool("pdftoppm", words).code, 0);
    let image = image::open(picture.with_extension("png")).unwrap().into_rgb8();
    (image, said.json()["pages"][0].clone())
}

/// Reads a file and answers what was said of its pages, and the folder of what was cut.
fn read(file: &Path, more: &[&str]) -> (i32, Value, PathBuf) {
    let out = file.with_extension("read");
    let mut words = vec!["scan", "read", file.to_str().unwrap(), "--json", "--out"];
    words.push(out.to_str().unwrap());
    words.extend(more);
    let said = counterctl(words);
    (said.code, said.json(), out)
}

/// A page whose frames are named and cut, each to a picture of the size that was promised.
fn is_cut(page: &Value, out: &Path) {
    assert!(out.join("page-1.jpg").is_file(), "{page}");
    let frames = page["frames"].as_array().unwrap();
    assert!(!frames.is_empty(), "{page}");
    for frame in frames {
        let picture = image::open(frame["file"].as_str().unwrap()).unwrap();
        let mm = |i: usize| frame["mm"][i].as_f64().unwrap();
        let px = |mm: f64| (mm * 300.0 / 25.4).round() as u32;
        assert_eq!(
            (picture.width(), picture.height()),
            (px(mm(0)), px(mm(1))),
            "{frame}"
        );
    }
}

#[test]
fn pages_of_scanner_and_camera_are_read_and_their_frames_cut() {
    let folder = TempDir::new().unwrap();
    let sheet = printed(folder.path());
    let mut tidy = Capture::flatbed(2, 8.0);
    (tidy.torn, tidy.stain, tidy.print_scale) = (None, None, 1.0);
    let camera = Camera {
        tilt_deg: 15.0,
        towards_deg: 70.0,
        distance: 450.0,
        lens: -0.004,
        curl: 0.8,
    };
    let captures = [
        (
            "flatbed",
            Capture {
                turn_deg: 8.0,
                ..tidy.clone()
            },
        ),
        (
            "upside-down",
            Capture {
                turn_deg: 187.0,
                ..tidy.clone()
            },
        ),
        (
            "reduced",
            Capture {
                print_scale: 0.91,
                ..tidy.clone()
            },
        ),
        (
            "photographed",
            Capture {
                camera: Some(camera),
                ..tidy
            },
        ),
    ];
    for (name, capture) in captures {
        let file = folder.path().join(format!("{name}.jpg"));
        fs::write(&file, capture.take(&sheet).jpeg()).unwrap();
        let (code, said, out) = read(&file, &[]);
        let mark = &said["pages"][0]["reading"]["mark"];
        assert_eq!((code, &mark["form"]), (0, &Value::from(FORM)), "{name}: {said}");
        is_cut(&said["pages"][0], &out);
    }
}

/// Three squares of a slanted photo put the fourth corner millimetres or centimetres off, and the less it is slanted
/// the less they say so: the page is laid on its form's lines, and where those do not hold nothing is cut.
#[test]
fn a_slanted_photo_with_a_corner_out_of_it_is_cut_by_its_lines_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    let forms = [(PROJECT, FORM), ("bjca", "f-bjca-3"), ("nmgca", "f-nmg-u2")];
    let slants = [(3.0, 40.0), (6.0, 215.0), (18.0, 130.0)];
    let not_cut = ["page-frames-not-cut", "page-not-registered"];
    let mut cut = 0;
    for (at, (project, form)) in forms.into_iter().enumerate() {
        let (sheet, map) = printed_of(folder.path(), project, form);
        let (tilt_deg, towards_deg) = slants[at];
        let mut tidy = Capture::flatbed(5 + at as u64, 8.0);
        (tidy.torn, tidy.stain, tidy.print_scale) = (None, None, 1.0);
        let camera = Camera {
            tilt_deg,
            towards_deg,
            distance: 430.0,
            lens: -0.004,
            curl: 0.0,
        };
        let photo = Capture {
            camera: Some(camera),
            ..tidy
        };
        let truth = photo.take(&sheet);
        for corner in Corner::ALL {
            let file = folder.path().join(format!("{form}-{corner:?}.png"));
            without(&truth, corner).save(&file).unwrap();
            let (_, said, _) = read(&file, &[]);
            let page = &said["pages"][0];
            let frames = page["frames"].as_array().unwrap();
            let told = page["findings"].to_string();
            let named = !page["reading"]["mark"].is_null();
            assert!(
                !frames.is_empty() || !named || not_cut.iter().any(|code| told.contains(code)),
                "{form} {corner:?}: {said}"
            );
            cut += frames.len();
            for frame in frames {
                let off = beside(frame, &map, &truth);
                assert!(off < 1.0, "{form} {corner:?}: {off} mm: {said}");
            }
        }
    }
    assert!(cut > 0, "no page was laid on its lines");
}

/// How far a frame that was cut lies beside its place on the form, in millimetres.
fn beside(frame: &Value, map: &Value, truth: &Captured) -> f64 {
    let boxes = map["boxes"].as_array().unwrap();
    let printed = boxes.iter().find(|b| b["name"] == frame["name"]).unwrap();
    let r: RectMm = serde_json::from_value(printed["rect"].clone()).unwrap();
    let said: [(f64, f64); 4] = serde_json::from_value(frame["corners_px"].clone()).unwrap();
    let corners = [
        (r.x, r.y),
        (r.x + r.w, r.y),
        (r.x + r.w, r.y + r.h),
        (r.x, r.y + r.h),
    ];
    let off = corners.into_iter().zip(said).map(|(mm, said)| {
        let is = truth.forward(mm);
        (is.0 - said.0).hypot(is.1 - said.1) / truth.px_per_mm()
    });
    off.fold(0.0, f64::max)
}

/// The photo with something dark over one corner of the sheet.
fn without(truth: &Captured, corner: Corner) -> RgbImage {
    let square = corner_rect(corner);
    let (x, y) = truth.forward(square.centre());
    let reach = 14.0 * truth.px_per_mm();
    let mut picture = truth.image.clone();
    for (px, py, pixel) in picture.enumerate_pixels_mut() {
        if (f64::from(px) - x).abs() < reach && (f64::from(py) - y).abs() < reach {
            pixel.0 = [96, 84, 70];
        }
    }
    picture
}
#[test]
fn a_page_without_marks_is_read_by_the_lines_of_the_project_that_is_named() {
    let folder = TempDir::new().unwrap();
    let mut sheet = printed(folder.path());
    // Everything that stands in the margin is gone: squares, code and bars.
    let (width, height) = sheet.dimensions();
    let margin = width * 11 / 210;
    for (x, y, pixel) in sheet.enumerate_pixels_mut() {
        let high = if x > width / 2 { height * 24 / 297 } else { margin };
        if x < margin || x > width - margin || y < high || y > height - margin {
            pixel.0 = [255; 3];
        }
    }
    let mut capture = Capture::flatbed(3, 8.0);
    (capture.torn, capture.stain, capture.print_scale, capture.turn_deg) = (None, None, 1.0, 176.0);
    let file = folder.path().join("bare.jpg");
    fs::write(&file, capture.take(&sheet).jpeg()).unwrap();

    let (code, said, _) = read(&file, &[]);
    assert_eq!(
        (code, &said["pages"][0]["reading"]["mark"]),
        (1, &Value::Null),
        "{said}"
    );
    let (code, said, out) = read(&file, &["--project", PROJECT]);
    assert_eq!(
        (code, &said["pages"][0]["by_lines"]["form"]),
        (0, &Value::from(FORM)),
        "{said}"
    );
    is_cut(&said["pages"][0], &out);
}

#[test]
fn what_is_no_page_is_answered_with_a_code_and_a_remedy() {
    let folder = TempDir::new().unwrap();
    let whole = Capture::flatbed(0, 3.0)
        .take(&RgbImage::from_pixel(210, 297, image::Rgb([255; 3])))
        .jpeg();
    let bad: [(&str, &[u8], &str); 4] = [
        ("nothing.jpg", b"", "scan-empty"),
        ("words.jpg", b"This is no picture.", "scan-unknown-format"),
        ("header-only.png", b"\x89PNG\r\n\x1a\n\0\0", "scan-unreadable"),
        ("cut.jpg", &whole[..200], "scan-unreadable"),
    ];
    for (name, bytes, code) in bad {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let (exit, said, _) = read(&file, &[]);
        assert_eq!(exit, 1, "{name}: {said}");
        let error = if said["pages"].is_array() {
            &said["pages"][0]["error"]
        } else {
            &said["error"]
        };
        assert_eq!(error["code"], code, "{name}: {said}");
        assert!(
            error["remedy"].as_str().is_some_and(|r| !r.is_empty()),
            "{name}: {said}"
        );
    }
    let (exit, said, _) = read(&folder.path().join("not-there.jpg"), &[]);
    assert_ne!(exit, 0, "{said}");
}
