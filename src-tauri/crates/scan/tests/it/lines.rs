//! Pages without marks, found by their printed lines; frames settled on their own border.

use image::{Rgb, RgbImage};
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, LineMm, RectMm};
use scan::synth::{Capture, Captured};
use scan::{Fit, Page, Registration, recognise};

use crate::sheet::fill;

const fn line(from: (f64, f64), to: (f64, f64)) -> LineMm {
    LineMm { from, to }
}

/// A table of five rows, cells in two of them, and a row of two frames beneath.
const TABLE: [LineMm; 13] = [
    line((18.0, 40.0), (192.0, 40.0)),
    line((18.0, 52.0), (192.0, 52.0)),
    line((18.0, 61.0), (192.0, 61.0)),
    line((18.0, 83.0), (192.0, 83.0)),
    line((18.0, 104.0), (192.0, 104.0)),
    line((18.0, 180.0), (130.0, 180.0)),
    line((18.0, 232.0), (130.0, 232.0)),
    line((18.0, 40.0), (18.0, 104.0)),
    line((192.0, 40.0), (192.0, 104.0)),
    line((60.0, 40.0), (60.0, 83.0)),
    line((18.0, 180.0), (18.0, 232.0)),
    line((74.0, 180.0), (74.0, 232.0)),
    line((130.0, 180.0), (130.0, 232.0)),
];

/// Another form of the same kind.
const OTHER: [LineMm; 9] = [
    line((18.0, 44.0), (192.0, 44.0)),
    line((18.0, 58.0), (192.0, 58.0)),
    line((18.0, 97.0), (192.0, 97.0)),
    line((18.0, 150.0), (192.0, 150.0)),
    line((18.0, 262.0), (192.0, 262.0)),
    line((18.0, 44.0), (18.0, 262.0)),
    line((192.0, 44.0), (192.0, 262.0)),
    line((105.0, 58.0), (105.0, 97.0)),
    line((140.0, 150.0), (140.0, 262.0)),
];

/// The second frame beneath the table.
const FRAME: RectMm = RectMm {
    x: 74.0,
    y: 180.0,
    w: 56.0,
    h: 52.0,
};

/// A page with these lines and nothing else, at 200 dpi.
fn drawn(lines: &[LineMm]) -> RgbImage {
    let px_per_mm = 200.0 / 25.4;
    let side = |mm: f64| (mm * px_per_mm).round() as u32;
    let mut page = RgbImage::from_pixel(side(A4_WIDTH_MM), side(A4_HEIGHT_MM), Rgb([255; 3]));
    for l in lines {
        let rect = RectMm {
            x: l.from.0 - 0.1,
            y: l.from.1 - 0.1,
            w: l.to.0 - l.from.0 + 0.2,
            h: l.to.1 - l.from.1 + 0.2,
        };
        fill(&mut page, px_per_mm, rect);
    }
    page
}

fn most_off(registration: &Registration, truth: &Captured, rect: RectMm) -> f64 {
    let corners = [
        (rect.x, rect.y),
        (rect.x + rect.w, rect.y),
        (rect.x + rect.w, rect.y + rect.h),
        (rect.x, rect.y + rect.h),
    ];
    let off = corners.map(|mm| {
        let (is, said) = (truth.forward(mm), registration.to_px(mm));
        (is.0 - said.0).hypot(is.1 - said.1) / truth.px_per_mm()
    });
    off.into_iter().fold(0.0, f64::max)
}

#[test]
fn a_page_is_found_and_registered_by_its_lines_alone() {
    let page = drawn(&TABLE);
    for seed in 0..8 {
        let capture = match seed % 2 {
            0 => Capture::flatbed(seed, 6.0),
            _ => Capture::camera(seed, 6.0),
        };
        let truth = capture.take(&page);
        let picture = Page::from_image(truth.image.clone(), None);
        let found = recognise(&picture, &[&OTHER, &TABLE])
            .unwrap_or_else(|| panic!("seed {seed}: nothing found in {capture:?}"));
        assert_eq!(
            (found.page, found.registration.fit),
            (1, Fit::Lines),
            "seed {seed}"
        );
        // One map for a sheet that a lens bends and that does not lie flat is right to a millimetre only; a frame's
        // own is better.
        let (whole, own) = (
            most_off(&found.registration, &truth, FRAME),
            most_off(&found.registration.around_frame(&picture, FRAME), &truth, FRAME),
        );
        assert!(
            whole <= 1.2 && own <= 0.3,
            "seed {seed}: {whole:.2} mm, own border {own:.2} mm"
        );
    }
}

#[test]
fn what_is_unknown_or_unclear_is_not_guessed() {
    let seen = |lines: &[LineMm]| Page::from_image(Capture::flatbed(8, 6.0).take(&drawn(lines)).image, None);
    assert_eq!(recognise(&seen(&TABLE), &[&OTHER]), None, "another form");
    assert_eq!(recognise(&seen(&TABLE), &[]), None, "no form known");
    assert_eq!(recognise(&seen(&[]), &[&TABLE, &OTHER]), None, "an empty page");
    // A square in a square looks the same whichever way the sheet lies.
    let symmetric = [
        line((55.0, 98.5), (155.0, 98.5)),
        line((55.0, 198.5), (155.0, 198.5)),
        line((55.0, 98.5), (55.0, 198.5)),
        line((155.0, 98.5), (155.0, 198.5)),
    ];
    assert_eq!(recognise(&seen(&symmetric), &[&symmetric]), None, "no way up");
    assert_eq!(
        recognise(&seen(&TABLE), &[&TABLE, &TABLE]),
        None,
        "two forms with the same lines"
    );
}

#[test]
fn a_frame_without_its_border_stays_where_the_page_puts_it() {
    let truth = Capture::flatbed(0, 6.0).take(&drawn(&TABLE));
    let picture = Page::from_image(truth.image.clone(), None);
    let registration = recognise(&picture, &[&TABLE]).unwrap().registration;
    let nowhere = RectMm {
        x: 30.0,
        y: 115.0,
        w: 50.0,
        h: 50.0,
    };
    assert_eq!(registration.around_frame(&picture, nowhere), registration);
}
