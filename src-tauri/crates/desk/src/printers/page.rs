//! The calibration page: a frame of known size on paper, with a mark that says which printer it was for and whether it
//! was corrected.

use form::{Filling, Placement, Rendered};
use pagemark::{PageMark, RectMm};
use sha2::{Digest as _, Sha256};

use crate::counter::desk::Desk;
use crate::counter::devices::printers::{self, Calibration};
use crate::paper::api::Printed;
use crate::paper::printing::{self, Paper, Place};
use crate::printers::api::CalibrationPage;
use crate::printers::book::shown;
use crate::prints::sheets;
use crate::rim::api::Refusal;
use crate::rim::hex::hex;

/// The sheet's form id, and its title.
const PAGE: &str = "printer-page";
const TITLE: &str = "打印机校准页";

/// What the page's mark says in place of a case number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The page of a printer, as it prints by itself or as it is corrected.
    pub fn of(printer: &str, corrected: Option<&Calibration>) -> Self {
        let mut said = format!("CAL-{}", short(printer.as_bytes(), 4));
        if let Some(calibration) = corrected {
            let values = format!("{:?} {:?}", calibration.offset, calibration.scale);
            said.push('-');
            said.push_str(&short(values.as_bytes(), 3));
        }
        Self(said)
    }

    /// Whether a mark is that of a calibration page at all.
    pub fn is_on(mark: &PageMark) -> bool {
        mark.form == PAGE
    }

    /// Whether a mark says this.
    pub fn is_said_by(&self, mark: &PageMark) -> bool {
        Self::is_on(mark) && mark.case == self.0
    }

    /// Whether a mark speaks of a corrected page.
    pub fn says_corrected(mark: &PageMark) -> bool {
        mark.case.matches('-').count() == 2
    }
}

fn short(bytes: &[u8], length: usize) -> String {
    hex(&Sha256::digest(bytes)[..length]).to_uppercase()
}

/// Lays the page out.
///
/// # Errors
/// `sheet-missing`; what the form refuses.
fn lay_out(desk: &Desk, printer: &str, corrected: Option<&Calibration>) -> Result<Rendered, Refusal> {
    let state = match corrected {
        Some(_) => "复验：按现有校准打印，应分毫不差",
        None => "未校正：打印机本来的样子",
    };
    let values = [
        ("printer", shown(printer).to_owned()),
        ("print_date", desk.today().to_string()),
        ("state", state.to_owned()),
    ];
    let filling = Filling {
        values: values.map(|(name, value)| (name.to_owned(), value)).into(),
        ..Filling::default()
    };
    sheets::render(desk, PAGE, &Token::of(printer, corrected).0, &filling)
}

/// The frame on the page: the outermost of its long lines.
///
/// # Errors
/// As [`lay_out`].
pub fn frame(desk: &Desk) -> Result<RectMm, Refusal> {
    let rendered = lay_out(desk, "", None)?;
    let lines = rendered.pages.iter().flat_map(|page| &page.lines);
    let ends = lines.flat_map(|line| [line.from, line.to]);
    let start = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    let (left, top, right, low) = ends.fold(start, |(left, top, right, low), (x, y)| {
        (left.min(x), top.min(y), right.max(x), low.max(y))
    });
    Ok(RectMm {
        x: left,
        y: top,
        w: right - left,
        h: low - top,
    })
}

/// Prints the page of a printer, on it or into the print folder.
///
/// # Errors
/// `calibration-none` for a corrected page of a printer that was never measured; those of printing.
pub fn print(desk: &Desk, args: CalibrationPage) -> Result<Printed, Refusal> {
    let known = printers::current(desk)?;
    let calibration = known.calibration(&args.printer).filter(|_| args.corrected);
    if args.corrected && calibration.is_none() {
        return Err(Refusal::new(
            "calibration-none",
            format!("打印机 {} 还没有校准", shown(&args.printer)),
            "请先打一张未校正的校准页，量好或扫描回来",
        ));
    }
    let rendered = lay_out(desk, &args.printer, calibration)?;
    let correction = calibration.map_or(Placement::NONE, Calibration::correction);
    let paper = Paper {
        print: None,
        case: None,
        name: PAGE.to_owned(),
        title: TITLE.to_owned(),
        // Corrected here and not on the way: the page must come out as its mark says.
        pdf: form::place(&rendered.pdf, correction)?,
        copies: Vec::new(),
        place: Place::OnPrinter(args.printer),
    };
    printing::send(desk, args.to, &[paper], false)
}
