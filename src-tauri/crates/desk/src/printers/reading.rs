//! What a calibration page says of its printer: by four lengths from a ruler, or from a scan of it.

use pagemark::RectMm;
use reader::Readers;
use scan::{NoSheet, OnSheet};

use crate::counter::desk::Desk;
use crate::counter::devices::printers::{self, Calibration};
use crate::printers::api::{CalibrationRead, PutAt, RuledPage};
use crate::printers::book::{in_words, plausible, shown};
use crate::printers::page::{self, Token};
use crate::rim::api::{Finding, Refusal, Severity};
use crate::rim::refusal;

/// As near as a page must come out, in millimetres.
const NEAR_MM: f64 = 0.3;
/// A print that is turned by more than this on its sheet, in degrees, is told: a quarter of a millimetre over the page.
const TURNED_DEG: f64 = 0.06;
/// A scanner whose scale is off by more than this share is told.
const SCANNER_OFF: f64 = 0.004;

/// What a ruler says of a calibration page that was printed without correction.
///
/// # Errors
/// `calibration-out-of-range`.
pub fn ruled(desk: &Desk, args: RuledPage) -> Result<CalibrationRead, Refusal> {
    let frame = page::frame(desk)?;
    let (width, height) = (args.across_mm / frame.w, args.down_mm / frame.h);
    let put = PutAt {
        right_mm: args.left_mm - width * frame.x,
        down_mm: args.top_mm - height * frame.y,
        width,
        height,
    };
    plausible(&put)?;
    let left_mm = off(&put, frame);
    Ok(CalibrationRead {
        words: told(&args.printer, &put, left_mm, false),
        printer: args.printer,
        put,
        scanned: false,
        corrected: false,
        left_mm,
        good: left_mm <= NEAR_MM,
        findings: Vec::new(),
    })
}

/// What a scan says of a printer's calibration page; `printer` is its name. A page that was printed with the present
/// correction says what that leaves, and what the printer does by itself follows from both.
///
/// # Errors
/// `calibration-not-the-page`, `calibration-other-printer`, `calibration-since-changed`, `calibration-no-edges`,
/// `calibration-no-sheet`, `calibration-out-of-range`; those of reading pictures.
pub fn read(desk: &Desk, printer: &str, _: u32, bytes: Vec<u8>) -> Result<CalibrationRead, Refusal> {
    let known = printers::current(desk)?;
    let calibration = known.calibration(printer);
    let frame = page::frame(desk)?;
    let (seen, corrected) = seen(desk.readers(), &bytes, printer, calibration, frame)?;
    let measured = PutAt {
        right_mm: seen.offset.0,
        down_mm: seen.offset.1,
        width: seen.scale.0,
        height: seen.scale.1,
    };
    // What offset and scale do not undo counts as well: a page that is fed askew is not as near as it says.
    let (straight_mm, left_mm) = (off(&measured, frame), seen.farthest_mm);
    // Printed by itself, a page shows what the printer does; printed with a correction, what that has left of it.
    let put = match calibration.filter(|_| corrected) {
        Some(before) => PutAt {
            right_mm: measured.right_mm + measured.width * before.offset.0,
            down_mm: measured.down_mm + measured.height * before.offset.1,
            width: measured.width * before.scale.0,
            height: measured.height * before.scale.1,
        },
        None => measured,
    };
    plausible(&put)?;
    Ok(CalibrationRead {
        words: match straight_mm <= NEAR_MM && left_mm > NEAR_MM {
            true => format!(
                "打印机 {} 最多差 {left_mm:.2} 毫米，超过 ±{NEAR_MM} 毫米：是纸走歪或印斜了，校准改不了",
                shown(printer)
            ),
            false => told(printer, &measured, left_mm, corrected),
        },
        printer: printer.to_owned(),
        put,
        scanned: true,
        corrected,
        left_mm,
        good: left_mm <= NEAR_MM,
        findings: findings(&seen),
    })
}

/// Finds the printer's page among the pictures of a file and how it lies on its sheet; whether it was corrected.
fn seen(
    readers: &Readers,
    bytes: &[u8],
    printer: &str,
    calibration: Option<&Calibration>,
    frame: RectMm,
) -> Result<(OnSheet, bool), Refusal> {
    let mut refused = not_the_page();
    let mut stack = readers.stack(bytes)?;
    for at in 0..stack.pages() {
        let picture = stack.turn_to(at)?;
        let reading = picture.read()?.reading;
        let (Some(mark), Some(registration)) = (&reading.mark, &reading.registration) else {
            continue;
        };
        if !Token::is_on(mark) {
            continue;
        }
        let corrected = Token::says_corrected(mark);
        if Token::of(printer, None).is_said_by(mark)
            || calibration.is_some_and(|known| Token::of(printer, Some(known)).is_said_by(mark))
        {
            let seen = picture.on_sheet(registration, frame)?.map_err(no_sheet)?;
            return Ok((seen, corrected));
        }
        refused = match corrected {
            true => since_changed(printer),
            false => other_printer(printer),
        };
    }
    Err(refused)
}

/// How far the corners of the frame come out from where they were designed, at most, in millimetres.
fn off(put: &PutAt, frame: RectMm) -> f64 {
    let (right, low) = (frame.x + frame.w, frame.y + frame.h);
    let corners = [(frame.x, frame.y), (right, frame.y), (right, low), (frame.x, low)];
    let away = corners.map(|(x, y)| {
        let at = (put.right_mm + put.width * x, put.down_mm + put.height * y);
        (at.0 - x).hypot(at.1 - y)
    });
    away.into_iter().fold(0.0, f64::max)
}

fn told(printer: &str, put: &PutAt, left_mm: f64, corrected: bool) -> String {
    let printer = shown(printer);
    match (corrected, left_mm <= NEAR_MM) {
        (true, true) => {
            format!("打印机 {printer} 复验：最多差 {left_mm:.2} 毫米，在 ±{NEAR_MM} 毫米之内，合格")
        }
        (true, false) => format!(
            "打印机 {printer} 复验：最多差 {left_mm:.2} 毫米（{}），超过 ±{NEAR_MM} 毫米，请采用新的校准再复验",
            in_words(put)
        ),
        (false, true) => format!(
            "打印机 {printer} {}，最多差 {left_mm:.2} 毫米，不校正也合格",
            in_words(put)
        ),
        (false, false) => format!("打印机 {printer} {}，最多差 {left_mm:.2} 毫米", in_words(put)),
    }
}

fn findings(seen: &OnSheet) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell = |code: &str, message: String, remedy: &str| {
        findings.push(refusal::finding(code, Severity::Warn, &message, remedy));
    };
    if seen.turned_deg.abs() > TURNED_DEG {
        tell(
            "calibration-turned",
            format!("纸走得歪 {:.2} 度，程序不能校正", seen.turned_deg.abs()),
            "请把纸盒的挡板靠紧，再打一张；打出来还歪请修打印机",
        );
    }
    if seen.by_picture {
        tell(
            "calibration-by-picture",
            "看不到纸边，以扫描图的边作纸边".to_owned(),
            "请确认扫描时纸顶到了角上；要量得准，纸背后垫一张深色的纸重扫",
        );
    }
    if let Some(off) = seen.scanner.filter(|off| off.abs() > SCANNER_OFF) {
        tell(
            "calibration-scanner-off",
            format!("扫描仪的比例与标称差 {:.1}%，已按纸的大小折算", off * 100.0),
            "纸不是整 210×297 毫米的，请用尺复核一遍",
        );
    }
    findings
}

fn not_the_page() -> Refusal {
    Refusal::new(
        "calibration-not-the-page",
        "图里没有打印机校准页",
        "请先在这台打印机上打校准页，再扫描这一张；用 300 dpi，四个角都露出来",
    )
}

fn other_printer(printer: &str) -> Refusal {
    Refusal::new(
        "calibration-other-printer",
        format!("这张校准页不是打印机 {} 的", shown(printer)),
        "请选打出这一张的打印机，或在这台打印机上重打一张",
    )
}

fn since_changed(printer: &str) -> Refusal {
    Refusal::new(
        "calibration-since-changed",
        format!("这张复验页不是打印机 {} 按现在的校准打的", shown(printer)),
        "请重打一张复验页，再扫描",
    )
}

fn no_sheet(why: NoSheet) -> Refusal {
    match why {
        NoSheet::Sides => Refusal::new(
            "calibration-no-edges",
            "看不到纸的四条边，量不出位置",
            "请在纸背后垫一张深色的纸，四条边都露在图里，再扫描；或用尺量，填四个数",
        ),
        NoSheet::Shape => Refusal::new(
            "calibration-no-sheet",
            "图里的纸不是平放的 A4",
            "请用扫描仪扫描 A4 纸，不要拍照；或用尺量，填四个数",
        ),
    }
}
