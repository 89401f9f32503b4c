//! `counterctl scan read IMAGE --json --out DIR`: pages as scanners and cameras give them, printed by this program
//! and played by the page generator, and files that are no pages.

use std::fs;
use std::path::{Path, PathBuf};

use ::scan::synth::{Camera, Capture};
use counterfoil_tests::{counterctl, tool};
use image::RgbImage;
use serde_json::Value;
use tempfile::TempDir;

const PROJECT: &str = "netca-gd-zfcg";
const FORM: &str = "f-zfcg-1";

/// The example of the form as printed, at 200 dpi.
fn printed(folder: &Path) -> RgbImage {
    let example = counterctl(["form", "example", "--project", PROJECT, "--form", FORM]);
    let (case, pdf) = (folder.join("case.json"), folder.join("form.pdf"));
    fs::write(&case, example.out).unwrap();
    let (case, out) = (case.to_str().unwrap(), pdf.to_str().unwrap());
    let said = counterctl([
        "form",
        "render",
        "--project",
        PROJECT,
        "--form",
        FORM,
        "--case",
        case,
        "--out",
        out,
    ]);
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
    image::open(picture.with_extension("png")).unwrap().into_rgb8()
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

/// Three squares of a slanted photo put the fourth corner centimetres off: the page is laid on its form's lines, and
/// where those do not hold nothing is cut.
#[test]
fn a_slanted_photo_with_a_corner_out_of_it_is_cut_by_its_lines_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    let sheet = printed(folder.path());
    let mut tidy = Capture::flatbed(5, 8.0);
    (tidy.torn, tidy.stain, tidy.print_scale) = (None, None, 1.0);
    let camera = Camera {
        tilt_deg: 18.0,
        towards_deg: 40.0,
        distance: 430.0,
        lens: -0.004,
        curl: 0.0,
    };
    let photo = Capture {
        camera: Some(camera),
        ..tidy
    };
    let file = folder.path().join("whole.jpg");
    fs::write(&file, photo.take(&sheet).jpeg()).unwrap();
    let (_, whole, _) = read(&file, &[]);
    let registration: ::scan::Registration =
        serde_json::from_value(whole["pages"][0]["reading"]["registration"].clone()).unwrap();
    let corners = |said: &Value| -> Vec<Vec<[f64; 2]>> {
        let frames = said["pages"][0]["frames"].as_array().unwrap();
        let corners = frames
            .iter()
            .map(|f| serde_json::from_value(f["corners_px"].clone()).unwrap());
        corners.collect()
    };
    let mut picture = image::open(&file).unwrap().into_rgb8();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (mm_x, mm_y) = registration.to_mm((f64::from(x), f64::from(y))).unwrap();
        if mm_x < 24.0 && mm_y > 270.0 {
            pixel.0 = [96, 84, 70];
        }
    }
    let torn = folder.path().join("torn.jpg");
    picture.save(&torn).unwrap();
    let (_, said, _) = read(&torn, &[]);
    let (before, after) = (corners(&whole), corners(&said));
    assert!(!before.is_empty(), "{whole}");
    for (was, is) in before.iter().zip(&after) {
        for (was, is) in was.iter().zip(is) {
            let off = (was[0] - is[0]).hypot(was[1] - is[1]) / registration.px_per_mm;
            assert!(off < 1.0, "{off} mm: {said}");
        }
    }
    let told = said["pages"][0]["findings"].to_string();
    assert!(
        !after.is_empty() || told.contains("page-frames-not-cut"),
        "{said}"
    );
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
