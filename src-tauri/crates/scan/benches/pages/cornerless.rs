//! Photos of slanted sheets with one corner covered or out of the picture: a frame is cut within a millimetre, or
//! nothing is cut.

use image::{Rgb, RgbImage, imageops};
use pagemark::{Corner, RectMm, corner_rect};
use scan::synth::{Capture, Captured};
use scan::{Page, Registration, read, recognise};

use crate::found::{places, told};
use crate::sheets::Sheet;
use crate::{Run, share};

/// What is around a square that is gone with it, in millimetres.
const AROUND_MM: f64 = 9.0;
/// What a cut may be off, in millimetres.
const MOST_MM: f64 = 1.0;
/// A table's colour.
const TABLE: [u8; 3] = [96, 84, 70];

/// Prints the rows.
pub fn table(run: &Run, sheets: &[Sheet]) {
    println!(
        "{:30} {:>16} {:>12} {:>10} {:>10}",
        "a corner is missing", "within 1 mm", "cut beside", "not cut", "worst"
    );
    row(run, sheets, "camera, 6 megapixels", |seed| {
        let mut capture = Capture::camera(seed, 8.0);
        capture.stain = None;
        capture
    });
    row(run, sheets, "flatbed, 200 dpi", |seed| {
        let mut capture = Capture::flatbed(seed, 200.0 / 25.4);
        (capture.torn, capture.stain) = (None, None);
        capture
    });
}

fn row(run: &Run, sheets: &[Sheet], name: &str, capture: impl Fn(u64) -> Capture) {
    if !name.starts_with(&run.rows) {
        return;
    }
    let (mut right, mut beside, mut not_cut, mut worst) = (0, 0, 0, 0.0_f64);
    for seed in run.seeds(120) {
        let sheet = &sheets[seed as usize % sheets.len()];
        let corner = Corner::ALL[(seed / 2) as usize % Corner::ALL.len()];
        let capture = capture(seed);
        let truth = capture.take(&sheet.image);
        let (picture, origin) = if seed.is_multiple_of(2) {
            (covered(&truth, corner), (0.0, 0.0))
        } else {
            cropped(&truth, corner)
        };
        let page = Page::from_image(picture, None);
        let reading = read(&page).0;
        let by_lines = || Some(recognise(&page, &[sheet.lines.as_slice()])?.registration);
        let registration = match reading.registration {
            Some(sure) if sure.is_sure() => Some(sure),
            _ => by_lines(),
        };
        let Some(registration) = registration else {
            not_cut += 1;
            continue;
        };
        let off = places(sheet).into_iter().map(|frame| {
            let own = registration.around_frame(&page, frame);
            most_off(&own, &truth, origin, frame)
        });
        let off = off.fold(0.0, f64::max);
        worst = worst.max(off);
        if off <= MOST_MM {
            right += 1;
        } else {
            beside += 1;
            if run.talk {
                let fit = registration.fit;
                println!(
                    "  seed {seed}: {off:.2} mm by {fit:?}, {corner:?}, {}",
                    told(&capture)
                );
            }
        }
    }
    println!(
        "{name:30} {:>16} {beside:>12} {not_cut:>10} {worst:>7.2} mm",
        share(right, right + beside + not_cut)
    );
}

fn most_off(registration: &Registration, truth: &Captured, origin: (f64, f64), frame: RectMm) -> f64 {
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
    let off = corners.map(|(a, b)| {
        let mm = (frame.x + a * frame.w, frame.y + b * frame.h);
        let (is, said) = (truth.forward(mm), registration.to_px(mm));
        (is.0 - origin.0 - said.0).hypot(is.1 - origin.1 - said.1) / truth.px_per_mm()
    });
    off.into_iter().fold(0.0, f64::max)
}

/// The corners of what is gone, in pixels: from the left, top, right, bottom.
fn gone(truth: &Captured, corner: Corner) -> [f64; 4] {
    let r = corner_rect(corner);
    let (l, t) = (r.x - AROUND_MM, r.y - AROUND_MM);
    let (r, b) = (r.x + r.w + AROUND_MM, r.y + r.h + AROUND_MM);
    let corners = [(l, t), (r, t), (r, b), (l, b)].map(|mm| truth.forward(mm));
    corners.iter().fold(
        [f64::MAX, f64::MAX, f64::MIN, f64::MIN],
        |[l, t, r, b], (x, y)| [l.min(*x), t.min(*y), r.max(*x), b.max(*y)],
    )
}

/// Something lies on the corner.
fn covered(truth: &Captured, corner: Corner) -> RgbImage {
    let mut picture = truth.image.clone();
    let [l, t, r, b] = gone(truth, corner).map(|v| v.max(0.0) as u32);
    for y in t..b.min(picture.height()) {
        for x in l..r.min(picture.width()) {
            picture.put_pixel(x, y, Rgb(TABLE));
        }
    }
    picture
}

/// The picture ends before the corner; and where its first pixel was.
fn cropped(truth: &Captured, corner: Corner) -> (RgbImage, (f64, f64)) {
    let (width, height) = truth.image.dimensions();
    let r = corner_rect(corner);
    let (x, y) = truth.forward(r.centre());
    let (w, h) = (f64::from(width), f64::from(height));
    // The side of the picture that is nearest to the square moves over it.
    let sides = [x, y, w - x, h - y];
    let nearest = (0..4).min_by(|a, b| sides[*a].total_cmp(&sides[*b])).unwrap_or(0);
    let take = ((sides[nearest] + 2.0 * truth.px_per_mm()) as u32).min(width.min(height) / 4);
    let [left, top, right, bottom] = [0, 1, 2, 3].map(|side| if side == nearest { take } else { 0 });
    let picture = imageops::crop_imm(
        &truth.image,
        left,
        top,
        width - left - right,
        height - top - bottom,
    );
    (picture.to_image(), (f64::from(left), f64::from(top)))
}
