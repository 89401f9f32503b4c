//! Pages found, filed and registered by their marks; code read rate and time beside `zbarimg` on the same files.

use std::process::Command;

use pagemark::RectMm;
use scan::synth::{Capture, Captured};
use scan::{Limits, Registration, decode, read};

use crate::sheets::Sheet;
use crate::{Run, clock, mean, p95, share};

/// Prints both rows.
pub fn table(run: &Run, sheets: &[Sheet]) {
    let zbar = if clock::run(Command::new("zbarimg").arg("--version")).is_some() {
        "zbarimg"
    } else {
        "zbarimg (not installed)"
    };
    println!(
        "{:22} {:>16} {:>16} {:>10} {:>20} {:>9} {:>15} {:>15}",
        "pages", "found and filed", "code read", "CPU", zbar, "CPU", "corners p95", "by own border"
    );
    row(run, sheets, "flatbed, 300 dpi", 400, |seed| {
        Capture::flatbed(seed, 300.0 / 25.4)
    });
    row(run, sheets, "flatbed, 150 dpi", 200, |seed| {
        Capture::flatbed(seed + 500_000, 150.0 / 25.4)
    });
    row(run, sheets, "camera, 8 megapixels", 400, |seed| {
        Capture::camera(seed, 9.0)
    });
}

/// A form's page as a file of a scanner or a camera, with the truth.
pub fn captured(run: &Run, sheet: &Sheet, capture: &Capture) -> (Vec<u8>, std::path::PathBuf, Captured) {
    let captured = capture.take(&sheet.image);
    let bytes = captured.jpeg();
    let path = run.folder.join("captured.jpg");
    std::fs::write(&path, &bytes).expect("the folder is writable");
    (bytes, path, captured)
}

/// Frames, or, on a page without any, the corners of places where they would stand.
pub fn places(sheet: &Sheet) -> Vec<RectMm> {
    if sheet.frames.is_empty() {
        let rect = |x, y| RectMm {
            x,
            y,
            w: 50.0,
            h: 50.0,
        };
        vec![
            rect(20.0, 60.0),
            rect(140.0, 60.0),
            rect(20.0, 220.0),
            rect(140.0, 220.0),
        ]
    } else {
        sheet.frames.clone()
    }
}

/// How far a registration puts the corners of a rectangle from where they are, in form millimetres.
pub fn errors(registration: &Registration, truth: &Captured, rect: RectMm) -> [f64; 4] {
    [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(a, b)| {
        let mm = (rect.x + a * rect.w, rect.y + b * rect.h);
        let (is, said) = (truth.forward(mm), registration.to_px(mm));
        (is.0 - said.0).hypot(is.1 - said.1) / truth.px_per_mm()
    })
}

fn row(run: &Run, sheets: &[Sheet], name: &str, full: u64, capture: impl Fn(u64) -> Capture) {
    if !name.starts_with(&run.rows) {
        return;
    }
    let mut tally = Tally::default();
    for seed in run.seeds(full) {
        let sheet = &sheets[seed as usize % sheets.len()];
        let capture = capture(seed);
        let (bytes, path, truth) = captured(run, sheet, &capture);
        let ((page, reading), took) = clock::timed(|| {
            let page = decode(&bytes, Limits::default()).expect("a whole file");
            let reading = read(&page).0;
            (page, reading)
        });
        tally.pages += 1;
        tally.time.push(took);
        let read_code = reading.mark.as_ref() == Some(&sheet.mark);
        assert!(
            reading.mark.is_none() || read_code,
            "seed {seed}: {:?}",
            reading.mark
        );
        tally.by_code += usize::from(read_code);
        // Without its code a page is filed by its bars, which name the case, and its lines, which name the form's page.
        let lines = || {
            let known: Vec<_> = sheets.iter().map(|s| s.lines.as_slice()).collect();
            let found = scan::recognise(&page, &known)?;
            let bars = scan::case_bars(&page, &found.registration)?;
            let right = std::ptr::eq(&sheets[found.page], sheet) && bars == sheet.mark.case;
            assert!(right, "seed {seed}: taken for page {} of {bars}", found.page);
            Some(found.registration)
        };
        // A page with its code but too few squares is laid on the lines of the form that the code names, where they
        // are to be seen.
        let own_lines = || Some(scan::recognise(&page, &[sheet.lines.as_slice()])?.registration);
        let registration = match reading.registration {
            _ if !read_code => lines(),
            Some(unsure) if !unsure.is_sure() => own_lines().or(Some(unsure)),
            none_or_sure => none_or_sure,
        };
        tally.filed += usize::from(registration.is_some());
        match registration {
            Some(registration) => {
                for rect in places(sheet) {
                    tally.corners.extend(errors(&registration, &truth, rect));
                }
                for rect in &sheet.frames {
                    let own = registration.around_frame(&page, *rect);
                    tally.bordered.extend(errors(&own, &truth, *rect));
                }
            }
            None if run.talk => {
                println!("  seed {seed}: read {read_code}, {}", told(&capture));
                let _ = std::fs::copy(&path, run.folder.join(format!("missed-{seed}.jpg")));
            }
            None => {}
        }
        let mut zbarimg = Command::new("zbarimg");
        zbarimg.args([
            "--quiet",
            "--raw",
            "-Sdisable",
            "-Sqrcode.enable",
            "-Scode128.enable",
        ]);
        if let Some((printed, took)) = clock::run(zbarimg.arg(&path)) {
            tally.by_zbar += usize::from(printed.lines().any(|l| l.parse() == Ok(sheet.mark.clone())));
            tally.zbar_time.push(took);
        }
        if run.talk && tally.pages % EVERY == 0 {
            tally.print(name);
        }
    }
    tally.print(name);
}

/// Pages after which a row is printed as it stands, when each page is talked about.
const EVERY: usize = 20;

/// What a row has come to so far.
#[derive(Default)]
struct Tally {
    pages: usize,
    filed: usize,
    by_code: usize,
    by_zbar: usize,
    time: Vec<f64>,
    zbar_time: Vec<f64>,
    corners: Vec<f64>,
    bordered: Vec<f64>,
}

impl Tally {
    fn print(&self, name: &str) {
        println!(
            "{name:22} {:>16} {:>16} {:>7.0} ms {:>20} {:>6.0} ms {:>12.3} mm {:>12.3} mm",
            share(self.filed, self.pages),
            share(self.by_code, self.pages),
            mean(&self.time),
            share(self.by_zbar, self.pages),
            mean(&self.zbar_time),
            p95(&self.corners),
            p95(&self.bordered),
        );
    }
}

/// What was hard about a page, in few words.
pub fn told(capture: &Capture) -> String {
    let Capture {
        print_scale,
        turn_deg,
        torn,
        stain,
        camera,
        ..
    } = capture;
    format!("print {print_scale:.3}, turned {turn_deg:.1}°, torn {torn:?}, {stain:?}, {camera:?}")
}
