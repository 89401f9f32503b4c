//! `printer …`: what a printer does to a page, measured and undone; and the CA's own paper in it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use desk::api::{
    CalibrationPage, CalibrationRead, KeepCalibration, Nothing, OfForm, OfPrinter, OnPaper, PaperLine,
    PrintTo, Printed, PrinterBook, RuledPage, UsePaper,
};
use desk::doors::dispatch::Commands;

use super::read;
use super::who::As;
use crate::output::{Answer, Outcome};

/// A printer of this machine.
#[derive(Args)]
pub struct Named {
    #[command(flatten)]
    who: As,
    /// CUPS's name of the printer; the system's default when left out.
    #[arg(long, default_value = "")]
    printer: String,
}

/// A form of a project.
#[derive(Args)]
pub struct Of {
    #[command(flatten)]
    who: As,
    /// Project id.
    #[arg(long)]
    project: String,
    /// Form id.
    #[arg(long)]
    form: String,
}

/// What a printer does to a page, and the CA's own paper.
#[derive(Subcommand)]
pub enum Printer {
    /// Printers with what was measured, and the forms whose values go onto the CA's paper.
    List {
        #[command(flatten)]
        who: As,
    },
    /// The calibration page of a printer, into the print folder.
    Page {
        #[command(flatten)]
        of: Named,
        /// As the printer is corrected now, to see what is left.
        #[arg(long)]
        corrected: bool,
        /// On the printer instead.
        #[arg(long)]
        print: bool,
    },
    /// Read a scan of a printer's calibration page.
    Read {
        #[command(flatten)]
        of: Named,
        /// The scan.
        scan: PathBuf,
        /// Keep what it says.
        #[arg(long)]
        keep: bool,
    },
    /// Four lengths from a ruler, in millimetres.
    Ruler {
        #[command(flatten)]
        of: Named,
        /// From the sheet's left edge to line A.
        #[arg(long)]
        left: f64,
        /// From the sheet's upper edge to line B.
        #[arg(long)]
        top: f64,
        /// From line A to line C.
        #[arg(long)]
        across: f64,
        /// From line B to line D.
        #[arg(long)]
        down: f64,
        /// Keep what they say.
        #[arg(long)]
        keep: bool,
    },
    /// Forget what a printer does to a page.
    Forget {
        #[command(flatten)]
        of: Named,
    },
    /// The CA's own paper of a form (套打).
    #[command(subcommand)]
    Paper(Paper),
}

/// The CA's own paper.
#[derive(Subcommand)]
pub enum Paper {
    /// Print only values, onto the CA's paper.
    Use {
        #[command(flatten)]
        of: Of,
        /// The printer in which it lies; that of the settings when left out.
        #[arg(long, default_value = "")]
        printer: String,
        /// How far the CA's print lies to the right of our own, in millimetres.
        #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
        right: f64,
        /// How far below it.
        #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
        down: f64,
    },
    /// Print the form whole again, on white paper.
    Drop {
        #[command(flatten)]
        of: Of,
    },
    /// Print a made-up case's values onto the CA's paper.
    Try {
        #[command(flatten)]
        of: Of,
    },
}

impl Printer {
    /// Runs it.
    pub fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::List { who } => listed(&who.desk(forms)?.commands().printer_book(Nothing {})?),
            Self::Page { of, corrected, print } => {
                let args = CalibrationPage {
                    printer: of.printer.clone(),
                    corrected: *corrected,
                    to: if *print { PrintTo::Printer } else { PrintTo::File },
                };
                sent(&of.who.desk(forms)?.commands().print_calibration_page(args)?)
            }
            Self::Read { of, scan, keep } => {
                let bytes = read(scan)?;
                let desk = of.who.desk(forms)?;
                let said = desk.commands().read_calibration(&of.printer, 0, bytes)?;
                told(&desk.commands(), &said, *keep)
            }
            Self::Ruler {
                of,
                left,
                top,
                across,
                down,
                keep,
            } => {
                let args = RuledPage {
                    printer: of.printer.clone(),
                    left_mm: *left,
                    top_mm: *top,
                    across_mm: *across,
                    down_mm: *down,
                };
                let desk = of.who.desk(forms)?;
                let said = desk.commands().rule_calibration(args)?;
                told(&desk.commands(), &said, *keep)
            }
            Self::Forget { of } => {
                let printer = of.printer.clone();
                let desk = of.who.desk(forms)?;
                listed(&desk.commands().forget_calibration(OfPrinter { printer })?)
            }
            Self::Paper(paper) => paper.run(forms),
        }
    }
}

impl Paper {
    fn run(&self, forms: &[PathBuf]) -> Outcome {
        match self {
            Self::Use {
                of,
                printer,
                right,
                down,
            } => {
                let args = UsePaper {
                    project: of.project.clone(),
                    form: of.form.clone(),
                    paper: OnPaper {
                        printer: printer.clone(),
                        right_mm: *right,
                        down_mm: *down,
                    },
                };
                listed(&of.who.desk(forms)?.commands().use_paper(args)?)
            }
            Self::Drop { of } => listed(&of.who.desk(forms)?.commands().drop_paper(of.form())?),
            Self::Try { of } => sent(&of.who.desk(forms)?.commands().try_paper(of.form())?),
        }
    }
}

impl Of {
    fn form(&self) -> OfForm {
        OfForm {
            project: self.project.clone(),
            form: self.form.clone(),
        }
    }
}

/// What a page says, kept where that is asked for.
fn told(desk: &Commands<'_>, said: &CalibrationRead, keep: bool) -> Outcome {
    let mut words = vec![said.words.clone()];
    let findings = said.findings.iter();
    words.extend(findings.map(|finding| format!("{}。{}", finding.message, finding.remedy)));
    if keep {
        desk.keep_calibration(KeepCalibration {
            printer: said.printer.clone(),
            put: said.put,
            scanned: said.scanned,
        })?;
        words.push("已采用：以后在这台打印机上打印都按此校正".to_owned());
    }
    Ok(Answer::new(said, words.join("\n")))
}

fn listed(book: &PrinterBook) -> Outcome {
    let mut words = Vec::new();
    for line in &book.printers {
        let name = if line.printer.is_empty() {
            "系统默认"
        } else {
            &line.printer
        };
        let gone = if line.found { "" } else { "（现在找不到）" };
        let put = if line.words.is_empty() {
            "没有校准"
        } else {
            &line.words
        };
        words.push(format!("{name}{gone}：{put}"));
    }
    let on_paper = |line: &PaperLine| {
        let paper = line.paper.as_ref()?;
        let printer = if paper.printer.is_empty() {
            "设置的打印机"
        } else {
            &paper.printer
        };
        Some(format!(
            "{} 《{}》：套打在 CA 预印表上，右 {:.1} 毫米、下 {:.1} 毫米，{printer}",
            line.project_name, line.title, paper.right_mm, paper.down_mm
        ))
    };
    words.extend(book.forms.iter().filter_map(on_paper));
    Ok(Answer::new(book, words.join("\n")))
}

fn sent(printed: &Printed) -> Outcome {
    let mut words = vec![printed.message.clone()];
    words.extend(printed.files.clone());
    let findings = printed.findings.iter();
    words.extend(findings.map(|finding| format!("{}。{}", finding.message, finding.remedy)));
    Ok(Answer::new(printed, words.join("\n")))
}
