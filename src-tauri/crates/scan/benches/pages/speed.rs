//! Time and memory for one page with nine frames: decoded, registered, its frames cut; beside the usual OpenCV-Python
//! pipeline on the same file in the same run.

use std::path::Path;
use std::process::Command;

use pagemark::RectMm;
use scan::synth::Capture;
use scan::{Limits, cut, decode, read};

use crate::found::captured;
use crate::sheets::Sheet;
use crate::{Run, clock};

/// Frames are cut at 300 dpi, whatever the scan's, and with this margin around, as the desk does.
const CUT_PX_PER_MM: f64 = 300.0 / 25.4;
const MARGIN_MM: f64 = 3.0;
/// Rounds; the median counts.
const ROUNDS: usize = 11;

/// Prints the rows of 300 and 600 dpi.
pub fn table(run: &Run, sheets: &[Sheet]) {
    println!(
        "{:22} {:>10} {:>12} {:>16} {:>8} {:>14}",
        "page with nine frames", "CPU", "budget", "OpenCV-Python", "times", "peak memory"
    );
    let sheet = sheets.iter().max_by_key(|s| s.frames.len()).expect("a sheet");
    for (dpi, budget) in [(300.0, 200.0), (600.0, 700.0)] {
        let mut capture = Capture::flatbed(run.first_seed, dpi / 25.4);
        (
            capture.turn_deg,
            capture.print_scale,
            capture.torn,
            capture.stain,
            capture.quality,
        ) = (1.3, 1.0, None, None, 85);
        let (bytes, path, _) = captured(run, sheet, &capture);
        let mut times: Vec<f64> = (0..ROUNDS)
            .map(|_| clock::timed(|| whole(&bytes, &nine(sheet))).1)
            .collect();
        times.sort_by(f64::total_cmp);
        let median = times[ROUNDS / 2];
        let opencv = opencv(&path);
        let peak = clock::run(
            Command::new(std::env::current_exe().expect("this program"))
                .arg("peak")
                .arg(&path),
        );
        let peak = peak.map_or(String::new(), |(printed, _)| printed.trim().to_owned());
        let (rival, times) = opencv.map_or(("not installed".to_owned(), String::new()), |ms| {
            (format!("{ms:.0} ms"), format!("{:.1}", ms / median))
        });
        println!(
            "{:22} {median:>7.0} ms {budget:>9.0} ms {rival:>16} {times:>8} {peak:>11} MB",
            format!("{dpi:.0} dpi")
        );
    }
}

/// Nine frames: the sheet's own, and as many places of a frame's size as are missing.
fn nine(sheet: &Sheet) -> Vec<RectMm> {
    let rest = (0..9).map(|i| RectMm {
        x: 18.0 + f64::from(i % 3) * 58.0,
        y: 30.0 + f64::from(i / 3) * 58.0,
        w: 56.0,
        h: 56.0,
    });
    sheet.frames.iter().copied().chain(rest).take(9).collect()
}

fn whole(bytes: &[u8], frames: &[RectMm]) -> usize {
    let page = decode(bytes, Limits::default()).expect("a whole file");
    let registration = read(&page).0.registration.expect("a registered page");
    let cuts = frames.iter().map(|frame| {
        let around = RectMm {
            x: frame.x - MARGIN_MM,
            y: frame.y - MARGIN_MM,
            w: frame.w + 2.0 * MARGIN_MM,
            h: frame.h + 2.0 * MARGIN_MM,
        };
        cut(
            &page,
            &registration.around_frame(&page, *frame),
            around,
            CUT_PX_PER_MM,
        )
        .len()
    });
    cuts.sum()
}

/// Processor milliseconds of the usual pipeline, when Python has OpenCV (`COUNTERFOIL_PYTHON` names another Python).
fn opencv(picture: &Path) -> Option<f64> {
    let (printed, _) = clock::run(&mut pipeline(picture, ROUNDS))?;
    printed.trim().parse().ok()
}

/// The usual pipeline on a picture, so many rounds of it.
pub fn pipeline(picture: &Path, rounds: usize) -> Command {
    let python = std::env::var_os("COUNTERFOIL_PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/pages/opencv_pipeline.py");
    let mut command = Command::new(python);
    command.arg(script).arg(picture).arg(rounds.to_string());
    command
}

/// Reads one file the way the desk does and prints the most memory this process has held, in megabytes.
pub fn peak(file: &Path) {
    let bytes = std::fs::read(file).expect("a readable file");
    let frames: Vec<RectMm> = (0..9)
        .map(|i| RectMm {
            x: 18.0 + f64::from(i % 3) * 58.0,
            y: 100.0 + f64::from(i / 3) * 58.0,
            w: 56.0,
            h: 56.0,
        })
        .collect();
    assert!(whole(&bytes, &frames) > 0);
    println!("{:.0}", clock::peak_megabytes());
}
