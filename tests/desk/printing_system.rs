//! The real printing system: a CUPS of the test's own, with a printer whose paper lies in a folder.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use desk::api::{CaseState, CaseView, NextStep, PaperSent, Print, PrintState, PrintTo};
use tempfile::TempDir;

use super::counter::{Counter, YLBX, by_id, done};

const PATIENCE: Duration = Duration::from_secs(30);

/// The printer: it tells of a jam and waits while there is one, and gives up when it is broken.
const PRINTER: &str = "#!/bin/sh\n\
    here=\"$(dirname \"$0\")/../../out\"\n\
    if [ $# -eq 0 ]; then echo 'direct paper \"Paper\" \"Paper\"'; exit 0; fi\n\
    [ -f \"$here/broken\" ] && exit 1\n\
    if [ -f \"$here/jam\" ]; then echo 'STATE: +media-jam-error' >&2; read -r go < \"$here/go\"; fi\n\
    echo 'STATE: -media-jam-error' >&2\n\
    if [ -n \"$6\" ]; then cat \"$6\"; else cat; fi > \"$here/$1.pdf\"\n";

const SETTINGS: &str = "PreserveJobHistory Yes\nWebInterface No\nBrowsing No\nLogLevel warn\n\
    <Location />\nOrder allow,deny\nAllow all\n</Location>\n\
    <Policy default>\nJobPrivateAccess default\nJobPrivateValues default\n\
    <Limit All>\nOrder deny,allow\nAllow all\n</Limit>\n</Policy>\n";

/// The description of a printer that takes PDF and has no way of printing on one side only.
const DUPLEX: &str = "*PPD-Adobe: \"4.3\"\n*FormatVersion: \"4.3\"\n*FileVersion: \"1.0\"\n*LanguageVersion: English\n\
    *LanguageEncoding: ISOLatin1\n*PCFileName: \"DUPLEX.PPD\"\n*Manufacturer: \"Test\"\n*Product: \"(Both Sides)\"\n\
    *ModelName: \"Both Sides\"\n*ShortNickName: \"Both Sides\"\n*NickName: \"Both Sides\"\n*PSVersion: \"(3010.000) 0\"\n\
    *LanguageLevel: \"3\"\n*ColorDevice: False\n*cupsFilter: \"application/pdf 0 -\"\n\
    *OpenUI *PageSize/Size: PickOne\n*DefaultPageSize: A4\n*PageSize A4/A4: \"\"\n*CloseUI: *PageSize\n\
    *OpenUI *PageRegion/Region: PickOne\n*DefaultPageRegion: A4\n*PageRegion A4/A4: \"\"\n*CloseUI: *PageRegion\n\
    *DefaultImageableArea: A4\n*ImageableArea A4/A4: \"12 12 583 830\"\n*DefaultPaperDimension: A4\n\
    *PaperDimension A4/A4: \"595 842\"\n\
    *OpenUI *Duplex/Sides: PickOne\n*DefaultDuplex: DuplexNoTumble\n*Duplex DuplexNoTumble/Both: \"\"\n*CloseUI: *Duplex\n";

/// A CUPS on a socket of its own.
struct Cups {
    folder: TempDir,
    daemon: Child,
}

impl Drop for Cups {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Cups {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        for name in ["etc", "spool", "cache", "state", "bin/backend", "out", "tools"] {
            std::fs::create_dir_all(at.join(name)).unwrap();
        }
        for name in ["filter", "monitor", "notifier", "daemon"] {
            std::os::unix::fs::symlink(Path::new("/usr/lib/cups").join(name), at.join("bin").join(name))
                .unwrap();
        }
        // For its owner alone: CUPS gives such a program to nobody else.
        write(&at.join("bin/backend/paper"), PRINTER, 0o700);
        assert!(
            Command::new("mkfifo")
                .arg(at.join("out/go"))
                .status()
                .unwrap()
                .success()
        );
        let place = at.display();
        let files = format!(
            "ServerRoot {place}/etc\nServerBin {place}/bin\nRequestRoot {place}/spool\nCacheDir {place}/cache\n\
             StateDir {place}/state\nAccessLog {place}/access\nErrorLog {place}/error\nPageLog {place}/page\n"
        );
        write(&at.join("etc/cups-files.conf"), &files, 0o600);
        let settings = format!("Listen {place}/socket\n{SETTINGS}");
        write(&at.join("etc/cupsd.conf"), &settings, 0o600);
        // The desk's own words for the two programs, which find this CUPS.
        for name in ["lp", "lpstat"] {
            let script = format!("#!/bin/sh\nHOME={place} CUPS_SERVER={place}/socket exec {name} \"$@\"\n");
            write(&at.join("tools").join(name), &script, 0o755);
        }
        let daemon = Command::new("/usr/sbin/cupsd")
            .arg("-f")
            .arg("-c")
            .arg(at.join("etc/cupsd.conf"))
            .arg("-s")
            .arg(at.join("etc/cups-files.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("cupsd: `cargo xtask setup` installs it");
        let cups = Self { folder, daemon };
        let until = Instant::now() + PATIENCE;
        while !cups.told("lpstat", &["-r"]).contains("is running") {
            assert!(Instant::now() < until, "{}", cups.log());
            std::thread::park_timeout(Duration::from_millis(20));
        }
        cups
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the daemon wrote down, for a test that fails.
    fn log(&self) -> String {
        let log = std::fs::read_to_string(self.path("error")).unwrap_or_else(|error| error.to_string());
        let jobs = self.told("lpstat", &["-l", "-W", "all", "-o"]);
        format!("{jobs}\n{log}")
    }

    fn told(&self, program: &str, args: &[&str]) -> String {
        let ran = Command::new(program)
            .args(args)
            .env("CUPS_SERVER", self.path("socket"))
            .env("LC_ALL", "C")
            .env("HOME", self.folder.path())
            .env("PATH", "/usr/bin:/usr/sbin:/bin:/sbin")
            .output()
            .unwrap();
        format!(
            "{}{}",
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr)
        )
    }

    /// A printer that knows nothing but both sides: what it is told of sides, it ignores.
    fn add_duplex_printer(&self, name: &str) {
        let description = self.path("duplex.ppd");
        write(&description, DUPLEX, 0o644);
        let description = description.display().to_string();
        self.told(
            "lpadmin",
            &["-p", name, "-E", "-v", "paper:/tray", "-P", &description],
        );
        self.told("lpadmin", &["-d", name]);
    }

    /// A printer that takes what it gets as it is, and is everybody's.
    fn add_printer(&self, name: &str) {
        self.told("lpadmin", &["-p", name, "-E", "-v", "paper:/tray", "-m", "raw"]);
        self.told("lpadmin", &["-d", name]);
    }

    fn set(&self, trouble: &str) {
        write(&self.path("out").join(trouble), "", 0o600);
    }

    /// Takes the stuck paper out, and lets the printer go on as often as it waits.
    fn mend(&self, trouble: &str) {
        std::fs::remove_file(self.path("out").join(trouble)).unwrap();
        std::fs::write(self.path("out/go"), "go\n").unwrap();
    }

    /// The papers that came out.
    fn papers(&self) -> Vec<Vec<u8>> {
        let out = std::fs::read_dir(self.path("out")).unwrap();
        let names = out.map(|entry| entry.unwrap().path());
        let papers = names.filter(|path| path.extension().is_some_and(|kind| kind == "pdf"));
        papers.map(|path| std::fs::read(path).unwrap()).collect()
    }

    fn stop(&mut self) {
        // It may have ended already.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

fn write(path: &Path, text: &str, mode: u32) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// A counter whose printing system is this CUPS, with a clerk at it and a case ready to be printed.
fn at_the_printer(cups: &Cups) -> (Counter, CaseView) {
    let mut counter = Counter::new();
    counter.take_tools_from(cups.path("tools"));
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    (counter, case)
}

fn print(counter: &Counter, case: &CaseView) -> PaperSent {
    let sent = done(counter.commands().print(Print {
        id: case.id,
        forms: Vec::new(),
        to: PrintTo::Printer,
        white: false,
    }));
    sent.papers[0].clone()
}

/// Asks until the case's form stands so; its state and the code of what is said of it.
fn until(cups: &Cups, counter: &Counter, case: &CaseView, state: PrintState, code: Option<&str>) -> CaseView {
    let end = Instant::now() + PATIENCE;
    loop {
        let now = done(counter.commands().follow_prints(by_id(case)));
        let form = &now.forms[0];
        if form.state == state && form.said.as_ref().map(|said| said.code.as_str()) == code {
            return now;
        }
        assert!(Instant::now() < end, "{form:#?}\n{}", cups.log());
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

/// Somebody cancels what the printer still holds; the case as it stands when that is told.
fn cancelled(cups: &Cups, counter: &Counter, case: &CaseView) -> CaseView {
    cups.told("cancel", &["-a"]);
    let code = Some("print-job-cancelled");
    until(cups, counter, case, PrintState::Failed, code)
}

#[test]
fn a_form_that_came_out_of_a_real_queue_is_printed_and_nobody_is_asked() {
    let cups = Cups::start();
    let (counter, case) = at_the_printer(&cups);
    assert_eq!(print(&counter, &case).said.unwrap().code, "printer-none");
    cups.add_printer("前台打印机");
    cups.set("jam");
    print(&counter, &case);
    let stuck = until(&cups, &counter, &case, PrintState::Printing, Some("printer-jam"));
    assert_eq!(stuck.state, CaseState::Draft);
    assert!(cups.papers().is_empty());
    cups.mend("jam");
    let out = until(&cups, &counter, &case, PrintState::Printed, None);
    assert_eq!((out.state, out.next), (CaseState::Printed, NextStep::Scan));
    let papers = cups.papers();
    assert_eq!(papers.len(), 2, "a job for each copy");
    assert!(papers.iter().all(|paper| paper.starts_with(b"%PDF-")));
    assert_eq!(sheets(&papers), 2, "one copy in each job");
}

/// How many sheets a printer needs that fills both sides of each.
fn sheets(papers: &[Vec<u8>]) -> usize {
    let pages = papers
        .iter()
        .map(|paper| lopdf::Document::load_mem(paper).unwrap().get_pages().len());
    pages.map(|pages| pages.div_ceil(2)).sum()
}

#[test]
fn two_copies_come_out_on_two_sheets_of_a_printer_that_prints_both_sides() {
    let cups = Cups::start();
    cups.add_duplex_printer("Both");
    let (counter, case) = at_the_printer(&cups);
    let sent = print(&counter, &case);
    assert!(sent.said.is_none(), "{sent:#?}\n{}", cups.log());
    until(&cups, &counter, &case, PrintState::Printed, None);
    let papers = cups.papers();
    assert_eq!(papers.len(), 2, "a job for each copy\n{}", cups.log());
    assert_eq!(sheets(&papers), 2, "{}", cups.log());
    // Each sheet carries its own copy and nothing of the other.
    let mut copies: Vec<String> = papers.iter().map(|paper| text_of(&cups, paper)).collect();
    copies.sort();
    assert!(
        copies[0].contains("第1份，共2份") && !copies[0].contains("第2份"),
        "{copies:?}"
    );
    assert!(
        copies[1].contains("第2份，共2份") && !copies[1].contains("第1份"),
        "{copies:?}"
    );
}

fn text_of(cups: &Cups, paper: &[u8]) -> String {
    let path = cups.path("looked-at");
    std::fs::write(&path, paper).unwrap();
    let text = Command::new("pdftotext").arg(path).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    // The copies differ in their number alone.
    text[text.find("份，共").unwrap().saturating_sub(4)..].to_owned()
}

#[test]
fn a_job_that_somebody_cancels_has_printed_nothing() {
    let cups = Cups::start();
    cups.add_printer("Laser");
    let (counter, case) = at_the_printer(&cups);
    cups.set("jam");
    print(&counter, &case);
    until(&cups, &counter, &case, PrintState::Printing, Some("printer-jam"));
    let now = cancelled(&cups, &counter, &case);
    assert_eq!((now.state, now.next), (CaseState::Draft, NextStep::Print));
    assert!(cups.papers().is_empty());
}

#[test]
fn what_a_real_queue_refuses_or_holds_is_told_by_its_reason() {
    let mut cups = Cups::start();
    cups.add_printer("Laser");
    let (counter, case) = at_the_printer(&cups);
    cups.told("cupsreject", &["Laser"]);
    assert_eq!(print(&counter, &case).said.unwrap().code, "printer-not-accepting");
    cups.told("cupsaccept", &["Laser"]);
    cups.set("broken");
    print(&counter, &case);
    until(
        &cups,
        &counter,
        &case,
        PrintState::Printing,
        Some("printer-offline"),
    );
    cancelled(&cups, &counter, &case);
    cups.told("cupsdisable", &["Laser"]);
    print(&counter, &case);
    until(
        &cups,
        &counter,
        &case,
        PrintState::Printing,
        Some("printer-stopped"),
    );
    cancelled(&cups, &counter, &case);
    cups.stop();
    assert_eq!(print(&counter, &case).said.unwrap().code, "printing-not-running");
    assert_eq!(counter.get(&case).next, NextStep::Print);
}
