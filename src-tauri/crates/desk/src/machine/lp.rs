//! Prints through CUPS (`lp`, `lpstat`), and asks it what became of a job.
//!
//! Printers scale and turn pages of their own accord, so every job says A4, one-sided, unscaled;
//! the marks on the page correct the rest when it comes back. CUPS is asked in its own English, whatever
//! the counter's language is, and its answers become codes here; nobody is ever shown its words.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use percent_encoding::percent_decode_str;

use crate::machine::ipp;
use crate::machine::program::run_command;
use crate::rim::api::Refusal;

const DEADLINE: Duration = Duration::from_secs(20);
/// How long a question about a job may take.
const ANSWER: Duration = Duration::from_secs(5);

/// What CUPS says of a job now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Not out yet; with what holds it up, where CUPS says so.
    UnderWay(Option<&'static str>),
    /// Out, as far as the printing system knows.
    Out,
    /// It did not come out, and why.
    Failed(&'static str),
    /// CUPS does not know, or does not say.
    Unknown(&'static str),
}

/// The printers that CUPS knows; none when CUPS is not there.
pub fn printers() -> Vec<String> {
    let Ok(ran) = ask(None, &["-e"]) else {
        return Vec::new();
    };
    let lines = ran.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.map(str::to_owned).collect()
}

/// A program of the printing system: from a folder of the set-up where it has one there, else the system's.
fn program(tools: Option<&Path>, name: &str) -> Command {
    let own = tools
        .map(|folder| folder.join(name))
        .filter(|path| path.is_file());
    let mut command = Command::new(own.map_or_else(|| OsString::from(name), OsString::from));
    // English, and a printer under a Chinese name keeps it.
    command.env("LC_ALL", "C.UTF-8").env("LANGUAGE", "C");
    command
}

fn ask(tools: Option<&Path>, args: &[&str]) -> Result<String, Refusal> {
    let mut command = program(tools, "lpstat");
    command.args(args);
    let ran = run_command(command, "cups-client", &[], ANSWER)?;
    Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
}

/// Sends a PDF to a printer (the default one when the name is empty) and answers with the job's name, when CUPS gives
/// one.
///
/// Errors, as codes: `printer-none`, `printer-unknown`, `printer-not-accepting`, `printing-not-running`,
/// `printing-missing`, `printer-denied`, `printer-refused`.
pub fn send(
    tools: Option<&Path>,
    printer: &str,
    title: &str,
    pdf: &[u8],
) -> Result<Option<String>, &'static str> {
    let mut command = program(tools, "lp");
    command.args([
        "-t",
        title,
        "-o",
        "media=A4",
        "-o",
        "sides=one-sided",
        "-o",
        "print-scaling=none",
    ]);
    if !printer.is_empty() {
        command.args(["-d", printer]);
    }
    command.arg("-");
    let ran = run_command(command, "cups-client", pdf, DEADLINE).map_err(|refused| {
        match refused.code.as_str() {
            "part-missing" => "printing-missing",
            "part-hung" => "printing-not-running",
            _ => "printer-refused",
        }
    })?;
    match ran.code {
        Some(0) => Ok(job_of(&String::from_utf8_lossy(&ran.stdout))),
        _ => Err(match refusal_of(&ran.stderr) {
            "printer-none" if !is_running(tools) => "printing-not-running",
            code => code,
        }),
    }
}

/// Whether CUPS answers. Where it does not, `lp` speaks as if nobody had chosen a printer.
fn is_running(tools: Option<&Path>) -> bool {
    ask(tools, &["-r"]).is_ok_and(|said| !said.contains("not running"))
}

/// `request id is Laser-12 (1 file(s))` → `Laser-12`.
fn job_of(said: &str) -> Option<String> {
    let job = said.split("request id is ").nth(1)?.split_whitespace().next()?;
    let (_, number) = job.rsplit_once('-')?;
    number.bytes().all(|b| b.is_ascii_digit()).then(|| job.to_owned())
}

/// What the words of a refused job come to.
fn refusal_of(said: &str) -> &'static str {
    let said = said.to_ascii_lowercase();
    let known = [
        ("no default destination", "printer-none"),
        ("not accepting", "printer-not-accepting"),
        ("does not exist", "printer-unknown"),
        ("no such", "printer-unknown"),
        ("unknown destination", "printer-unknown"),
        ("scheduler", "printing-not-running"),
        ("unable to connect", "printing-not-running"),
        ("connection refused", "printing-not-running"),
        ("bad file descriptor", "printing-not-running"),
        ("forbidden", "printer-denied"),
        ("unauthorized", "printer-denied"),
        ("not authorized", "printer-denied"),
    ];
    let found = known.iter().find(|(words, _)| said.contains(words));
    found.map_or("printer-refused", |(_, code)| code)
}

/// Asks CUPS what became of a job. Answers at once; a job under way is asked for again by the caller. The jobs of all
/// printers are asked for: by the name of one whose name is not ASCII, `lpstat` finds none.
pub fn look(tools: Option<&Path>, job: &str) -> JobState {
    let Some((printer, _)) = job.rsplit_once('-') else {
        return JobState::Unknown("print-job-unclear");
    };
    let waiting = ask(tools, &["-l", "-W", "not-completed", "-o"]);
    let Ok(waiting) = waiting else {
        return JobState::Unknown("printing-not-running");
    };
    if let Some(about) = block_of(&waiting, job) {
        let of_printer = ask(tools, &["-l", "-p", printer]).unwrap_or_default();
        return JobState::UnderWay(trouble(about).or_else(|| trouble(&of_printer)));
    }
    if let Some(ended) = ended(tools, job) {
        return ended;
    }
    match ask(tools, &["-l", "-W", "completed", "-o"]) {
        Ok(done) => block_of(&done, job).map_or(JobState::Unknown("print-job-lost"), outcome),
        Err(_) => JobState::Unknown("printing-not-running"),
    }
}

/// What became of a job by the state that CUPS itself gives it; none when that is not to be had.
fn ended(tools: Option<&Path>, job: &str) -> Option<JobState> {
    let (printer, number) = job.rsplit_once('-')?;
    let server = ask(tools, &["-H"]).ok()?;
    let socket = Path::new(server.trim());
    if !socket.is_absolute() {
        return None;
    }
    match ipp::state(socket, printer, number.parse().ok()?)? {
        ipp::JobState::Completed => Some(JobState::Out),
        ipp::JobState::Canceled => Some(JobState::Failed("print-job-cancelled")),
        ipp::JobState::Aborted => Some(JobState::Failed("print-job-aborted")),
        // It is not among those under way any more, and not ended: the next question tells.
        _ => Some(JobState::UnderWay(None)),
    }
}

/// The lines about one job: that which begins with its name, and the indented ones that follow.
fn block_of<'a>(said: &'a str, job: &str) -> Option<&'a str> {
    let mut start = None;
    let mut at = 0;
    for line in said.split_inclusive('\n') {
        let indented = line.starts_with([' ', '\t']);
        match start {
            None if !indented && names(line, job) => start = Some(at),
            Some(from) if !indented => return said.get(from..at),
            _ => {}
        }
        at += line.len();
    }
    start.and_then(|from| said.get(from..))
}

/// Whether a line begins with a job's name, as it is or as addresses write it: `%E5%89%8D-1` is 前-1.
fn names(line: &str, job: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    first == job
        || percent_decode_str(first)
            .decode_utf8()
            .is_ok_and(|name| name == job)
}

/// The reasons of a job or a printer that hold a job up (RFC 8011, 5.4.12, and PWG 5100.9), with the word before
/// their grade.
fn trouble(said: &str) -> Option<&'static str> {
    let said = said.to_ascii_lowercase();
    let known = [
        ("media-empty", "printer-paper-empty"),
        ("media-needed", "printer-paper-empty"),
        ("media-jam", "printer-jam"),
        ("cover-open", "printer-cover-open"),
        ("door-open", "printer-cover-open"),
        ("toner-empty", "printer-toner-empty"),
        ("marker-supply-empty", "printer-toner-empty"),
        ("offline", "printer-offline"),
        ("connecting-to-device", "printer-offline"),
        ("timed-out", "printer-offline"),
        // The printer did not take the job; CUPS tries again in half a minute.
        ("resources-are-not-ready", "printer-offline"),
        ("job-hold", "print-job-held"),
        ("printer-stopped", "printer-stopped"),
        ("job-stopped", "printer-stopped"),
        ("paused", "printer-stopped"),
        ("disabled since", "printer-stopped"),
    ];
    let found = known.iter().find(|(words, _)| said.contains(words));
    found.map(|(_, code)| *code)
}

/// What became of a job that CUPS has done with, by its reasons.
fn outcome(about: &str) -> JobState {
    let said = about.to_ascii_lowercase();
    let has = |words: &str| said.contains(words);
    if has("job-completed-successfully") {
        JobState::Out
    } else if has("canceled") || has("cancelled") {
        JobState::Failed("print-job-cancelled")
    } else if has("aborted") || has("document-format-error") || has("unprintable") {
        JobState::Failed("print-job-aborted")
    } else {
        JobState::Unknown("print-job-unclear")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cups_refuses_has_a_code() {
        let table = [
            ("lp: Error - no default destination available.", "printer-none"),
            ("lp: The printer or class does not exist.", "printer-unknown"),
            (
                "lp: Destination \"Laser\" is not accepting jobs.",
                "printer-not-accepting",
            ),
            ("lp: Error - scheduler not responding.", "printing-not-running"),
            ("lp: Unable to connect to server", "printing-not-running"),
            ("lp: Forbidden", "printer-denied"),
            ("lp: something new", "printer-refused"),
        ];
        for (said, code) in table {
            assert_eq!(refusal_of(said), code, "{said}");
        }
        assert_eq!(
            job_of("request id is La-ser-12 (1 file(s))\n"),
            Some("La-ser-12".to_owned())
        );
        assert_eq!(job_of("request id is Laser (0 files)"), None);
    }

    #[test]
    fn a_job_is_told_by_its_own_lines_only() {
        let said = "Laser-1  lin  1024  Sun\n\tStatus: \n\tAlerts: aborted-by-system\n\tqueued for Laser\n\
                    Laser-12 lin  2048  Sun\n\tStatus: \n\tAlerts: job-completed-successfully\n\tqueued for Laser\n";
        let of = |job| block_of(said, job).map(outcome);
        assert_eq!(of("Laser-12"), Some(JobState::Out));
        assert_eq!(of("Laser-1"), Some(JobState::Failed("print-job-aborted")));
        assert_eq!(of("Laser-2"), None);
        let chinese = "%E5%89%8D%E5%8F%B0-3 lin 1024 Sun\n\tAlerts: job-completed-successfully\n";
        assert_eq!(block_of(chinese, "前台-3").map(outcome), Some(JobState::Out));
        assert_eq!(
            outcome("Laser-3\n\tAlerts: job-canceled-by-user"),
            JobState::Failed("print-job-cancelled")
        );
        assert_eq!(outcome("Laser-3\n"), JobState::Unknown("print-job-unclear"));
        assert_eq!(trouble("Alerts: media-empty-error"), Some("printer-paper-empty"));
        assert_eq!(
            trouble("printer Laser disabled since Sun -"),
            Some("printer-stopped")
        );
        assert_eq!(trouble("Alerts: none"), None);
    }
}
