//! The CA's own paper (预印多联纸): for which forms it is used, where its print lies, and a trial.

use store::{AuditAction, AuditEntry};

use case::Role;

use crate::casework::case_file::{CaseFile, unknown_form};
use crate::counter::desk::Desk;
use crate::counter::devices::printers::{self, Overprint};
use crate::paper::api::{PrintTo, Printed};
use crate::paper::printing::{self, Paper, Place};
use crate::printers::api::{OfForm, PrinterBook, UsePaper};
use crate::printers::book::change;
use crate::prints::papers;
use crate::rim::api::Refusal;

/// Furthest that the CA's print lies from our own, in millimetres.
const FURTHEST_MM: f64 = 50.0;

/// Uses the CA's own paper for a form.
///
/// # Errors
/// `project-unknown`, `form-unknown`; `paper-offset` for an offset that leaves the sheet.
pub fn use_for(desk: &Desk, args: UsePaper) -> Result<PrinterBook, Refusal> {
    let title = title(desk, &args.project, &args.form)?;
    let paper = args.paper;
    let near = |mm: f64| mm.is_finite() && mm.abs() <= FURTHEST_MM;
    if !near(paper.right_mm) || !near(paper.down_mm) {
        return Err(Refusal::new(
            "paper-offset",
            format!("套打偏移 {}、{} 毫米太大", paper.right_mm, paper.down_mm),
            format!("请填 -{FURTHEST_MM} 到 {FURTHEST_MM} 毫米；差得更多的，请先核对是不是这张表的预印纸"),
        ));
    }
    let words = format!(
        "{title}改为套打在 CA 预印表上，右 {:.1} 毫米、下 {:.1} 毫米",
        paper.right_mm, paper.down_mm
    );
    change(desk, words, |known, _| {
        known
            .overprints
            .retain(|one| (&one.project, &one.form) != (&args.project, &args.form));
        known.overprints.push(Overprint {
            project: args.project,
            form: args.form,
            printer: paper.printer,
            offset: (paper.right_mm, paper.down_mm),
        });
    })
}

/// Prints a form whole again, on white paper.
///
/// # Errors
/// As [`use_for`].
pub fn drop_for(desk: &Desk, args: OfForm) -> Result<PrinterBook, Refusal> {
    let words = format!("{}不再套打，印在白纸上", title(desk, &args.project, &args.form)?);
    change(desk, words, |known, _| {
        known
            .overprints
            .retain(|one| (&one.project, &one.form) != (&args.project, &args.form));
    })
}

/// Prints a made-up case's values onto the CA's paper, to see whether they meet its places.
///
/// # Errors
/// `paper-not-used` for a form that is printed whole; those of printing.
pub fn try_for(desk: &Desk, args: OfForm) -> Result<Printed, Refusal> {
    let title = title(desk, &args.project, &args.form)?;
    let known = printers::current(desk)?;
    let Some(paper) = known.overprint(&args.project, &args.form) else {
        return Err(Refusal::new(
            "paper-not-used",
            format!("{title}没有设成套打"),
            "请先填好预印表的偏移并保存",
        ));
    };
    let project = desk.project(&args.project)?;
    let form = project
        .form(&args.form)
        .ok_or_else(|| unknown_form(project, &args.form))?;
    let file = CaseFile::example(project, &form.id, desk.today())?;
    let rendered = papers::overprint(project, form, &file, desk.fonts()?)?;
    desk.write(Some(Role::Admin), |tx, me| {
        let words = format!("试打{title}的套打（虚构内容）");
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::DocumentPrinted,
            words,
        ))?;
        Ok(())
    })?;
    let sheet = Paper {
        print: None,
        case: None,
        name: format!("{}-{}-套打试打", project.id(), form.id),
        title: format!("{}（套打试打）", form.title),
        pdf: rendered.pdf,
        copies: Vec::new(),
        place: Place::OnThePaper(paper.clone()),
    };
    printing::send(desk, PrintTo::Printer, &[sheet], false)
}

fn title(desk: &Desk, project: &str, form: &str) -> Result<String, Refusal> {
    let project = desk.project(project)?;
    let known = project.form(form).ok_or_else(|| unknown_form(project, form))?;
    Ok(format!("{}《{}》", project.short_name(), known.title))
}
