//! What is kept about printers, as the settings show it and as an administrator changes it.

use std::collections::BTreeSet;

use case::Role;
use identifiers::chinese_date;
use store::{AuditAction, AuditEntry};

use crate::counter::desk::Desk;
use crate::counter::devices::printers::{self, Calibration, Printers};
use crate::machine::lp;
use crate::printers::api::{KeepCalibration, OfPrinter, OnPaper, PaperLine, PrinterBook, PrinterLine, PutAt};
use crate::rim::api::{Nothing, Refusal};

/// Furthest that a printer sets a page off, in millimetres, and the scales that a printer has: what lies beyond is a
/// slip of the ruler.
const FURTHEST_MM: f64 = 15.0;
const SCALES: std::ops::RangeInclusive<f64> = 0.9..=1.1;

/// The printers, and the forms whose paper the CA prints.
pub fn book(desk: &Desk, _: Nothing) -> Result<PrinterBook, Refusal> {
    let known = printers::current(desk)?;
    let found = lp::printers();
    let mut names: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    names.extend(known.calibrations.iter().map(|one| one.printer.as_str()));
    names.insert("");
    let line = |name: &str| {
        let calibration = known.calibration(name);
        PrinterLine {
            printer: name.to_owned(),
            found: name.is_empty() || found.iter().any(|one| one == name),
            put: calibration.map(put_of),
            words: calibration.map(said).unwrap_or_default(),
        }
    };
    Ok(PrinterBook {
        printers: names.into_iter().map(line).collect(),
        forms: forms(desk, &known),
    })
}

/// All forms with the paper that is used for them.
fn forms(desk: &Desk, known: &Printers) -> Vec<PaperLine> {
    let projects = desk.projects().iter();
    let all = projects.flat_map(|project| project.all_forms().iter().map(move |form| (project, form)));
    all.map(|(project, form)| {
        let paper = known.overprint(project.id(), &form.id);
        PaperLine {
            project: project.id().to_owned(),
            project_name: project.short_name().to_owned(),
            form: form.id.clone(),
            title: form.title.clone(),
            parts: u32::from(form.copies),
            paper: paper.map(|paper| OnPaper {
                printer: paper.printer.clone(),
                right_mm: paper.offset.0,
                down_mm: paper.offset.1,
            }),
        }
    })
    .collect()
}

/// What a printer does, as the rim says it.
pub fn put_of(calibration: &Calibration) -> PutAt {
    PutAt {
        right_mm: calibration.offset.0,
        down_mm: calibration.offset.1,
        width: calibration.scale.0,
        height: calibration.scale.1,
    }
}

/// `偏右 1.3 毫米、偏上 0.6 毫米，宽 99.20%、高 99.75%`
pub fn in_words(put: &PutAt) -> String {
    let side = |mm: f64, more: &str, less: &str| match (mm * 10.0).round() as i64 {
        0 => String::new(),
        tenths if tenths > 0 => format!("偏{more} {:.1} 毫米", mm),
        _ => format!("偏{less} {:.1} 毫米", -mm),
    };
    let sides = [side(put.right_mm, "右", "左"), side(put.down_mm, "下", "上")];
    let sides: Vec<String> = sides.into_iter().filter(|words| !words.is_empty()).collect();
    let place = match sides.is_empty() {
        true => "位置不偏".to_owned(),
        false => sides.join("、"),
    };
    format!(
        "{place}，宽 {:.2}%、高 {:.2}%",
        put.width * 100.0,
        put.height * 100.0
    )
}

fn said(calibration: &Calibration) -> String {
    let day = calibration.day.parse().map(chinese_date);
    let how = if calibration.scanned {
        "扫描读得"
    } else {
        "尺量"
    };
    format!(
        "{}（{} {how}，{}）",
        in_words(&put_of(calibration)),
        day.unwrap_or_else(|_| calibration.day.clone()),
        calibration.by
    )
}

/// Refuses what no printer does.
///
/// # Errors
/// `calibration-out-of-range`.
pub fn plausible(put: &PutAt) -> Result<(), Refusal> {
    let near = |mm: f64| mm.is_finite() && mm.abs() <= FURTHEST_MM;
    if near(put.right_mm) && near(put.down_mm) && SCALES.contains(&put.width) && SCALES.contains(&put.height)
    {
        return Ok(());
    }
    Err(Refusal::new(
        "calibration-out-of-range",
        format!("量得{}，不像是打印机的偏差", in_words(put)),
        "请核对四个数的位置和单位（毫米），量到线的正中；打印时选“实际大小”，不要选适合页面",
    ))
}

/// Keeps what a printer does to a page; from then on it is undone for everything that is printed on it.
///
/// # Errors
/// `calibration-out-of-range`; `role-missing`.
pub fn keep(desk: &Desk, args: KeepCalibration) -> Result<PrinterBook, Refusal> {
    plausible(&args.put)?;
    let day = desk.today().to_string();
    let words = format!("校准打印机 {}：{}", shown(&args.printer), in_words(&args.put));
    change(desk, words, |known, by| {
        known.calibrations.retain(|one| one.printer != args.printer);
        known.calibrations.push(Calibration {
            printer: args.printer,
            offset: (args.put.right_mm, args.put.down_mm),
            scale: (args.put.width, args.put.height),
            scanned: args.scanned,
            day,
            by: by.to_owned(),
        });
    })
}

/// Forgets what a printer does: another one stands there now, or it was mended.
pub fn forget(desk: &Desk, args: OfPrinter) -> Result<PrinterBook, Refusal> {
    let words = format!("清除打印机 {} 的校准", shown(&args.printer));
    change(desk, words, |known, _| {
        known.calibrations.retain(|one| one.printer != args.printer);
    })
}

/// A printer as a sentence names it.
pub fn shown(printer: &str) -> &str {
    if printer.is_empty() {
        "系统默认"
    } else {
        printer
    }
}

/// One change by an administrator, told in the audit.
pub fn change(
    desk: &Desk,
    words: String,
    job: impl FnOnce(&mut Printers, &str),
) -> Result<PrinterBook, Refusal> {
    desk.write(Some(Role::Admin), |tx, me| {
        let mut known = printers::printers(tx)?;
        job(&mut known, &me.name);
        printers::put(tx, &known)?;
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::DevicesSaved, words))?;
        Ok(())
    })?;
    book(desk, Nothing {})
}
