//! A printer's offset and scale, told from a scan of a page of known print: held against the generator's truth.

use image::{Rgb, RgbImage, imageops};
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, Layout, RectMm};
use scan::synth::Capture;
use scan::{Limits, NoSheet, OnSheet, decode, on_sheet, read};

use crate::sheet::{fill, mark, marked};

const DPI: f64 = 200.0;
const FRAME: RectMm = RectMm {
    x: 20.0,
    y: 28.0,
    w: 170.0,
    h: 249.0,
};

/// Marks and one frame, as wide and high as the printer makes them: shares of the design.
fn printed(stretch: (f64, f64)) -> (RgbImage, (f64, f64)) {
    let px_per_mm = DPI / 25.4;
    let mut page = marked(Layout::PRESENT, &mark(), DPI, &[]);
    let (right, low) = (FRAME.x + FRAME.w, FRAME.y + FRAME.h);
    for (x, y, w, h) in [
        (FRAME.x, FRAME.y, FRAME.w, 0.4),
        (FRAME.x, low, FRAME.w, 0.4),
        (FRAME.x, FRAME.y, 0.4, FRAME.h),
        (right, FRAME.y, 0.4, FRAME.h),
    ] {
        let line = RectMm {
            x: x - 0.2,
            y: y - 0.2,
            w,
            h,
        };
        fill(&mut page, px_per_mm, line);
    }
    let side = |pixels: u32, share: f64| (f64::from(pixels) * share).round() as u32;
    let (width, height) = (side(page.width(), stretch.0), side(page.height(), stretch.1));
    let stretched = imageops::resize(&page, width, height, imageops::FilterType::Triangle);
    let mut sheet = RgbImage::from_pixel(page.width(), page.height(), Rgb([255; 3]));
    imageops::replace(&mut sheet, &stretched, 0, 0);
    let exact = |now: u32, then: u32| f64::from(now) / f64::from(then);
    (sheet, (exact(width, page.width()), exact(height, page.height())))
}

fn told(jpeg: &[u8]) -> Result<OnSheet, NoSheet> {
    let page = decode(jpeg, Limits::default()).unwrap();
    let (reading, findings) = read(&page);
    let registration = reading.registration.unwrap_or_else(|| panic!("{findings:?}"));
    on_sheet(&page, &registration, FRAME)
}

/// How far a page that is corrected by what was told still prints from where it should, at most.
fn left(told: &OnSheet, capture: &Capture, stretch: (f64, f64)) -> f64 {
    let points = [
        (10.0, 10.0),
        (200.0, 10.0),
        (200.0, 287.0),
        (10.0, 287.0),
        (105.0, 148.0),
    ];
    let (cx, cy) = (A4_WIDTH_MM / 2.0, A4_HEIGHT_MM / 2.0);
    let off = points.map(|(x, y)| {
        // What is sent to the printer, and where it puts that.
        let sent = (
            (x - told.offset.0) / told.scale.0,
            (y - told.offset.1) / told.scale.1,
        );
        let on_sheet = (
            (sent.0 * stretch.0 - cx) * capture.print_scale + cx + capture.print_shift.0,
            (sent.1 * stretch.1 - cy) * capture.print_scale + cy + capture.print_shift.1,
        );
        (on_sheet.0 - x).hypot(on_sheet.1 - y)
    });
    off.into_iter().fold(0.0, f64::max)
}

#[test]
fn a_printers_offset_and_scale_are_told_to_a_fifth_of_a_millimetre() {
    let (mut worst, mut refused) = (0.0_f64, 0);
    for seed in 100..108 {
        let mut capture = Capture::flatbed(seed, DPI / 25.4);
        // What a printer does, and no more: forms shrunk on purpose are another matter.
        capture.print_scale = 0.985 + 0.03 * ((seed * 7 % 24) as f64 / 24.0);
        capture.turn_deg = [0.0, 0.4, -1.2, 2.5, 180.6, 91.0, -88.0, 5.0][seed as usize % 8];
        let stretch = [(1.0, 1.0), (0.998, 1.004), (1.003, 0.995)][seed as usize % 3];
        let (page, stretch) = printed(stretch);
        match told(&capture.take(&page).jpeg()) {
            Ok(told) => {
                let left = left(&told, &capture, stretch);
                println!("seed {seed}: {left:.3} mm left, {told:?}");
                worst = worst.max(left);
                assert!(told.turned_deg.abs() < 0.1, "seed {seed}: {told:?}");
            }
            Err(why) => {
                println!("seed {seed}: {why:?}");
                refused += 1;
            }
        }
    }
    println!("{worst:.3} mm at most, {refused} of 8 not told");
    assert!(worst <= 0.2 && refused == 0, "{worst:.3} mm, {refused} refused");
}

#[test]
fn a_picture_that_is_the_sheet_shows_it_by_its_own_ends_unless_it_is_turned() {
    let mut capture = Capture::flatbed(3, DPI / 25.4);
    (capture.torn, capture.stain, capture.feed_stretch) = (None, None, 0.0);
    (capture.turn_deg, capture.print_scale) = (0.0, 1.0);
    let (page, stretch) = printed((1.0, 1.0));
    let seen = told(&capture.take(&page).jpeg()).unwrap();
    assert!(seen.by_picture, "{seen:?}");
    assert!(left(&seen, &capture, stretch) < 0.2, "{seen:?}");
    // The same with lid and paper of one colour, turned: nothing shows where the sheet is.
    capture.paper = [230.0, 231.0, 233.0];
    capture.turn_deg = 0.7;
    assert_eq!(told(&capture.take(&page).jpeg()), Err(NoSheet::Sides));
}
