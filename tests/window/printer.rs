//! The counter's printer, played by scripts in place of CUPS (`lp`, `lpstat`): without a default printer nothing counts
//! as printed, the clerk is told in words what to do, and the same key prints as soon as there is one.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use tempfile::TempDir;

use super::counter::{Counter, Folder, YLBX};
use super::driver::{ENTER, ESCAPE, F9, Window};

/// A printing system in a folder of its own.
pub struct Printer(TempDir);

impl Printer {
    /// One that prints.
    pub fn plugged() -> Self {
        let printer = Self(tempfile::tempdir().expect("a folder"));
        let lp = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\n\
                  if [ -f refuses ]; then cat > /dev/null; cat refuses >&2; exit 1; fi\n\
                  cat > paper.pdf\necho 'request id is Laser-7 (1 file(s))'\n";
        let lpstat = "#!/bin/sh\ncase \"$*\" in\n*not-completed*) ;;\n*completed*) \
                      printf 'Laser-7  linxy  20480  Sun\\n\\tStatus: \\n'\n\
                      printf '\\tAlerts: job-completed-successfully\\n\\tqueued for Laser\\n' ;;\n\
                      esac\nexit 0\n";
        for (name, script) in [("lp", lp), ("lpstat", lpstat)] {
            let path = printer.0.path().join(name);
            std::fs::write(&path, script).expect("a script");
            let may_run = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(&path, may_run).expect("a script");
        }
        printer
    }

    /// From now on it refuses, in its own words.
    fn refuses(&self, words: &str) {
        std::fs::write(self.0.path().join("refuses"), words).expect("a file");
    }

    /// It prints again.
    fn obeys(&self) {
        std::fs::remove_file(self.0.path().join("refuses")).expect("a file");
    }

    /// What a window needs to find it before the machine's own.
    pub fn environment(&self) -> [(String, String); 1] {
        let own = self.0.path().display();
        let rest = std::env::var("PATH").unwrap_or_default();
        [("PATH".to_owned(), format!("{own}:{rest}"))]
    }

    /// What lies in its tray.
    pub fn paper(&self) -> PathBuf {
        self.0.path().join("paper.pdf")
    }
}

#[test]
fn without_a_default_printer_nothing_is_printed_and_the_same_key_prints_later() {
    let printer = Printer::plugged();
    printer.refuses("lp: Error - no default destination available.\n");
    let number = std::cell::OnceCell::new();
    let window = Window::open_in("no-printer", &printer.environment(), |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.sign_in("linxy");
        let case = counter.intake(YLBX, "org", "new", 0);
        let known = case.number;
        assert!(number.set(known).is_ok());
    });
    window.sign_in("linxy");
    window.open_row(number.get().expect("a number"));
    window.see("intake");
    window.wait_for("[data-test='primary']:not(:disabled)");
    window.keys(&[F9]);
    window.focus_is("[data-test='dialog-primary']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='paper-sent'][data-state='failed']");
    let told = window.text("[data-test='paper-sent']");
    assert!(
        told.contains("设置") && !told.contains("lp:") && !told.contains("Error"),
        "{told}"
    );
    window.shots("told");
    window.keys(&[ESCAPE]);
    window.wait_gone("[data-test='dialog-primary']");
    window.wait_text("[data-test='primary']", "打印申请表");
    assert!(!printer.paper().exists());

    // There is a printer now: the same key prints, and only then the case goes on.
    printer.obeys();
    window.keys(&[F9]);
    window.focus_is("[data-test='dialog-primary']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='paper-sent'][data-state='printed']");
    assert!(printer.paper().exists());
    window.keys(&[ESCAPE]);
    window.wait_text("[data-test='primary']", "扫描归页");
}
