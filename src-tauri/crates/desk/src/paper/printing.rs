//! Papers on their way out: to the printer, into a file, and what became of them.
//!
//! A print counts when paper came out, when it was saved as a file, or when a person says so; what nobody knows is a
//! state of its own. The store is never held while a printer works. A paper the printer does not take is saved as a
//! file beside, so that nothing is lost, but that does not make it printed.

use std::time::{Duration, Instant};

use case::Role;
use form::Placement;
use store::{AuditAction, AuditEntry, CaseId, OutsideKind, PrintId, PrintOutcome, PrintRecord};

use crate::case_view::api::CaseView;
use crate::case_view::moving;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::devices::printers::{self, Overprint, Printers};
use crate::counter::outside::{self, Named};
use crate::machine::lp::{self, JobState};
use crate::machine::printer_words;
use crate::pages::settling::{self, Event};
use crate::paper::api::{ConfirmPrint, PaperSent, PrintTo, Printed};
use crate::prints::api::PrintState;
use crate::rim::api::{ById, Refusal};
use crate::rim::writing::{Long, not_inside};

/// How long `print` waits for the printing system's word before it answers that the paper is under way.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long between two questions.
const BETWEEN: Duration = Duration::from_millis(200);
/// How long a job may be under way without a reason before a person is asked.
const TOO_LONG: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// Between the names of several jobs of one paper; no printer has it in its name (RFC 8011, 5.4.3, by CUPS).
const JOIN: &str = ",";

/// A paper to be sent.
pub struct Paper {
    /// Its record, where it has one.
    pub print: Option<PrintId>,
    /// Of which case it is.
    pub case: Option<CaseId>,
    /// Name of its file, without ending.
    pub name: String,
    /// Title, for the printer's queue and the screen.
    pub title: String,
    /// The document.
    pub pdf: Vec<u8>,
    /// Each copy as a document of its own, where there are several: a printer that prints on both sides against its
    /// orders must not put two copies on one sheet, and not every queue can take pages out of a document.
    pub copies: Vec<Vec<u8>>,
    /// Where it has to stand on the sheet.
    pub place: Place,
}

/// Where a paper has to stand on its sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// Anywhere: what was scanned, what others made.
    Anywhere,
    /// Where it was designed, whatever the printer does to a page.
    AsDesigned,
    /// On the CA's own print of the form.
    OnThePaper(Overprint),
    /// Where this printer puts it by itself.
    OnPrinter(String),
}

impl Paper {
    /// The printer that it goes to.
    fn printer<'a>(&'a self, usual: &'a str) -> &'a str {
        match &self.place {
            Place::OnThePaper(paper) if !paper.printer.is_empty() => &paper.printer,
            Place::OnPrinter(printer) => printer,
            _ => usual,
        }
    }

    /// The document as a file: for the CA's paper with the values where that has its places.
    fn as_file(&self) -> Vec<u8> {
        not_inside(Long::Layout);
        let Place::OnThePaper(paper) = &self.place else {
            return self.pdf.clone();
        };
        form::place(&self.pdf, paper.placement()).unwrap_or_else(|_| self.pdf.clone())
    }

    /// The documents of its jobs, each put where the printer must get it. What cannot be moved goes as it is.
    fn jobs(&self, printers: &Printers, printer: &str) -> Vec<Vec<u8>> {
        not_inside(Long::Layout);
        let placement = match &self.place {
            Place::Anywhere | Place::OnPrinter(_) => Placement::NONE,
            Place::AsDesigned => printers.correction(printer),
            Place::OnThePaper(paper) => printers.correction(printer).after(paper.placement()),
        };
        let documents = match self.copies.len() {
            0 | 1 => std::slice::from_ref(&self.pdf),
            _ => self.copies.as_slice(),
        };
        let placed = |pdf: &Vec<u8>| form::place(pdf, placement).unwrap_or_else(|_| pdf.clone());
        documents.iter().map(placed).collect()
    }
}

/// What became of a paper.
struct Sent {
    outcome: PrintOutcome,
    job: Option<String>,
    told: Option<&'static str>,
    file: Option<String>,
}

/// Sends a paper that nobody asked to have elsewhere: to this printer of the settings, or into the print folder where
/// none is set. Errors: as [`send`].
pub fn send_where_it_goes(desk: &Desk, printer: &str, paper: Paper) -> Result<Printed, Refusal> {
    let to = match printer.is_empty() {
        true => PrintTo::File,
        false => PrintTo::Printer,
    };
    send(desk, to, &[paper], false)
}

/// Sends papers to the printer or into the print folder, and records what became of those that have a record. Errors:
/// those of the file system, when a file was asked for.
pub fn send(desk: &Desk, to: PrintTo, papers: &[Paper], reprint: bool) -> Result<Printed, Refusal> {
    let devices = devices::current(desk)?;
    let printers = printers::current(desk)?;
    let folder = devices::folder(desk, &devices.print_folder, "prints");
    let save = |paper: &Paper| -> Result<String, Refusal> {
        let named = Named {
            kind: OutsideKind::Paper,
            case: paper.case,
            folder: &folder,
            stem: &paper.name,
            ending: "pdf",
        };
        Ok(outside::put(desk, None, named, &paper.as_file())?
            .display()
            .to_string())
    };
    let mut printed = Printed {
        message: String::new(),
        files: Vec::new(),
        reprint,
        findings: Vec::new(),
        papers: Vec::new(),
    };
    let mut all = Vec::new();
    for paper in papers {
        all.push(match to {
            PrintTo::Printer => to_printer(desk, (&devices.printer, &printers), paper, &save),
            PrintTo::File => match save(paper) {
                Ok(file) => Sent {
                    outcome: PrintOutcome::Saved,
                    job: None,
                    told: None,
                    file: Some(file),
                },
                Err(refused) => {
                    let failed = Sent {
                        outcome: PrintOutcome::Failed,
                        job: None,
                        told: Some("file-not-saved"),
                        file: None,
                    };
                    record(desk, paper, &failed)?;
                    return Err(refused);
                }
            },
        });
    }
    wait_for(desk, &mut all);
    for (paper, sent) in papers.iter().zip(all) {
        record(desk, paper, &sent)?;
        let said = sent.told.map(printer_words::finding);
        printed.findings.extend(said.clone());
        printed.papers.push(PaperSent {
            title: paper.title.clone(),
            print: paper.print.map(|id| id.0),
            state: state_of(sent.outcome),
            said,
            file: sent.file.clone(),
        });
        printed.files.extend(sent.file);
    }
    printed.message = message(&printed);
    Ok(printed)
}

fn to_printer(
    desk: &Desk,
    (usual, printers): (&str, &Printers),
    paper: &Paper,
    save: &dyn Fn(&Paper) -> Result<String, Refusal>,
) -> Sent {
    let tools = desk.config.places.tools.as_deref();
    let printer = paper.printer(usual);
    let mut jobs = Vec::new();
    let mut sent = Ok(());
    for document in paper.jobs(printers, printer) {
        match lp::send(tools, printer, &paper.title, &document) {
            Ok(job) => jobs.push(job),
            Err(code) => {
                sent = Err(code);
                break;
            }
        }
    }
    // What one copy's job is not named by, nobody can ask for.
    let job = jobs
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .map(|jobs| jobs.join(JOIN));
    match sent {
        Ok(()) => Sent {
            outcome: match job {
                Some(_) => PrintOutcome::Printing,
                None => PrintOutcome::Unknown,
            },
            told: job.is_none().then_some("print-job-unclear"),
            job,
            file: None,
        },
        // The file beside is a help; where even that fails, what the printer said is still the answer.
        Err(code) => Sent {
            outcome: PrintOutcome::Failed,
            job: None,
            told: Some(code),
            file: save(paper).ok(),
        },
    }
}

/// Asks for a moment what becomes of the jobs that are under way.
fn wait_for(desk: &Desk, all: &mut [Sent]) {
    let tools = desk.config.places.tools.as_deref();
    let until = Instant::now() + PATIENCE;
    loop {
        for sent in all.iter_mut().filter(|s| s.outcome == PrintOutcome::Printing) {
            if let Some(jobs) = &sent.job {
                (sent.outcome, sent.told) = now(look(tools, jobs));
            }
        }
        // What holds a printer up is told at once: somebody has to go there.
        let waits = |s: &Sent| s.outcome == PrintOutcome::Printing && s.told.is_none();
        if !all.iter().any(waits) || Instant::now() >= until {
            return;
        }
        std::thread::sleep(BETWEEN);
    }
}

/// What became of all jobs of a paper: one that failed is the paper's word, then one that nobody knows of, then one
/// that is still under way.
fn look(tools: Option<&std::path::Path>, jobs: &str) -> JobState {
    let rank = |state: &JobState| match state {
        JobState::Failed(_) => 0,
        JobState::Unknown(_) => 1,
        JobState::UnderWay(Some(_)) => 2,
        JobState::UnderWay(None) => 3,
        JobState::Out => 4,
    };
    let states = jobs.split(JOIN).map(|job| lp::look(tools, job));
    states
        .min_by_key(rank)
        .unwrap_or(JobState::Unknown("print-job-unclear"))
}

/// A job's state as what became of the print.
fn now(state: JobState) -> (PrintOutcome, Option<&'static str>) {
    match state {
        JobState::UnderWay(told) => (PrintOutcome::Printing, told),
        JobState::Out => (PrintOutcome::Printed, None),
        JobState::Failed(code) => (PrintOutcome::Failed, Some(code)),
        JobState::Unknown(code) => (PrintOutcome::Unknown, Some(code)),
    }
}

fn record(desk: &Desk, paper: &Paper, sent: &Sent) -> Result<(), Refusal> {
    let Some(id) = paper.print else { return Ok(()) };
    desk.write(None, |tx, me| {
        let print = tx.print(id)?;
        // A page that is back already has the last word.
        if print.outcome.is_out() && sent.outcome != PrintOutcome::Saved {
            return Ok(());
        }
        tx.set_print_outcome(id, sent.outcome, sent.job.as_deref(), sent.told)?;
        settling::settle(desk, tx, me, print.case_id.0, Event::Printed)
    })
}

/// A record's outcome as a state on the screen.
pub fn state_of(outcome: PrintOutcome) -> PrintState {
    match outcome {
        PrintOutcome::Printing => PrintState::Printing,
        PrintOutcome::Printed => PrintState::Printed,
        PrintOutcome::Saved => PrintState::Saved,
        PrintOutcome::Failed => PrintState::Failed,
        PrintOutcome::Unknown => PrintState::Unknown,
    }
}

fn message(printed: &Printed) -> String {
    let of = |state| printed.papers.iter().filter(|p| p.state == state).count();
    let parts = [
        (PrintState::Printed, "打印机已打出"),
        (PrintState::Printing, "已送打印机，还没有打完"),
        (PrintState::Unknown, "已送打印机，不知道打出来没有"),
        (PrintState::Failed, "没有打出来"),
        (PrintState::Saved, "已存为 PDF，在打印存放目录里，共"),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(state, _)| of(*state) > 0)
        .map(|(state, words)| format!("{words} {} 份", of(state)))
        .collect();
    let beside = printed.files.len() - of(PrintState::Saved).min(printed.files.len());
    match beside {
        0 => told.join("；"),
        n => format!("{}；另存了 {n} 份 PDF，在打印存放目录里", told.join("；")),
    }
}

/// Asks the printing system what became of the prints of a case that were under way. Changes nothing of what is known.
pub fn follow(desk: &Desk, args: ById) -> Result<CaseView, Refusal> {
    let tools = desk.config.places.tools.as_deref();
    let waiting: Vec<PrintRecord> = desk.read(|open| {
        open.store.read(|tx| {
            let mut all = tx.prints_of_case(CaseId(args.id))?;
            all.retain(|p| p.outcome == PrintOutcome::Printing);
            Ok::<_, Refusal>(all)
        })
    })?;
    let mut found = Vec::new();
    for print in waiting {
        let age = desk.utc().signed_duration_since(print.at);
        let (outcome, told) = match &print.job {
            Some(jobs) => now(look(tools, jobs)),
            // Sent by a window that was closed before it learned the job's name, or that is just sending it.
            None if age > chrono::TimeDelta::minutes(1) => (PrintOutcome::Unknown, Some("print-job-lost")),
            None => (PrintOutcome::Printing, None),
        };
        found.push(match outcome {
            PrintOutcome::Printing if told.is_none() && age > TOO_LONG => {
                (print.id, PrintOutcome::Unknown, Some("print-job-unclear"))
            }
            _ => (print.id, outcome, told),
        });
    }
    if !found.is_empty() {
        desk.write(None, |tx, me| {
            for (id, outcome, told) in found {
                if tx.print(id)?.outcome == PrintOutcome::Printing {
                    tx.set_print_outcome(id, outcome, None, told)?;
                }
            }
            settling::settle(desk, tx, me, args.id, Event::Printed)
        })?;
    }
    moving::get(desk, args)
}

/// A person says whether a print came out, when the printing system does not know, or is wrong. Errors: `role-missing`;
/// `print-known` when it is known already.
pub fn confirm(desk: &Desk, args: ConfirmPrint) -> Result<CaseView, Refusal> {
    let case = desk.write(Some(Role::Clerk), |tx, me| {
        let print = tx.print(PrintId(args.print))?;
        let (outcome, told, words) = match args.came_out {
            true => (PrintOutcome::Printed, None, "受理员看过：打印出来了"),
            false => (
                PrintOutcome::Failed,
                Some("print-not-out"),
                "受理员看过：没有打印出来",
            ),
        };
        let back = tx
            .pages_of_case(print.case_id)?
            .iter()
            .any(|p| p.print == Some(print.id));
        if !args.came_out && back {
            return Err(Refusal::new(
                "print-known",
                "这次打印的纸已经扫描回来了",
                "不必再说打没打出来；要换一张请重新打印",
            ));
        }
        tx.set_print_outcome(print.id, outcome, None, told)?;
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::PrintConfirmed, words);
        tx.audit(&entry.case(print.case_id))?;
        settling::settle(desk, tx, me, print.case_id.0, Event::Printed)?;
        Ok(print.case_id)
    })?;
    moving::get(desk, ById { id: case.0 })
}
