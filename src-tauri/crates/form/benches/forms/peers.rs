//! The peers: typst from the command line and as a library, and LibreOffice.
//!
//! Each gets the same outline in its own language and the very font files of ours, in a folder of its own that is
//! removed in the end. What a peer makes must hold a page: a peer that fails is told, not timed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::clock::Took;
use crate::shared;
use crate::subject::Subject;
use crate::{fodt, typst};

/// Compiles the files it is given in one process and prints the times of each.
const WARM_TYPST: &str = include_str!("warm.py");
const HINT: &str = "`cargo xtask bench --setup` installs it";

/// What is there to be measured against.
pub struct Peers {
    folder: Option<TempDir>,
    typst: bool,
    typst_python: Option<PathBuf>,
    soffice: bool,
    remarks: Vec<String>,
}

impl Peers {
    /// Nobody.
    pub fn none() -> Self {
        Self {
            folder: None,
            typst: false,
            typst_python: None,
            soffice: false,
            remarks: Vec::new(),
        }
    }

    /// Those that are installed; `python` is one that has typst's library.
    pub fn find(python: Option<&String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the peers");
        unpack_fonts(&folder.path().join("share/fonts"));
        std::fs::write(folder.path().join("warm.py"), WARM_TYPST).expect("a file for the peers");
        let has_typst = |python: &PathBuf| answers(Command::new(python).args(["-c", "import typst"]));
        let mut peers = Self {
            typst: answers(Command::new("typst").arg("--version")),
            typst_python: python.map(PathBuf::from).filter(has_typst),
            soffice: answers(Command::new("soffice").arg("--version")),
            folder: Some(folder),
            remarks: Vec::new(),
        };
        let there = [
            (
                "typst's command line",
                peers.typst,
                "put `typst` on the PATH (`cargo install typst-cli`)",
            ),
            ("typst's library", peers.typst_python.is_some(), HINT),
            ("LibreOffice", peers.soffice, HINT),
        ];
        for (name, _, hint) in there.iter().filter(|(_, there, _)| !there) {
            peers.remarks.push(format!("{name} is not here: {hint}"));
        }
        peers
    }

    /// What is missing, with the way to get it.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// One page again and again in one process, another value each time.
    pub fn warm(&self, page: &Subject, times: usize) -> Vec<(String, Took)> {
        let files: Vec<PathBuf> = (0..=times)
            .filter_map(|turn| self.typst_file(&format!("warm{turn}"), page, turn))
            .collect();
        let took = self.typst_library(&files);
        // The first one opens the fonts.
        let warm = took.get(1..).filter(|warm| !warm.is_empty());
        warm.map(|warm| ("typst, as a library".to_owned(), Took::median(warm)))
            .into_iter()
            .collect()
    }

    /// One page from a process of its own.
    pub fn cold(&self, page: &Subject, times: usize) -> Vec<(String, Took)> {
        let mut out = Vec::new();
        let median = |run: &dyn Fn()| Took::median(&(0..times).map(|_| Took::of(run).0).collect::<Vec<_>>());
        if let Some(file) = self.typst_file("cold", page, 1) {
            if self.typst {
                out.push(("typst compile".to_owned(), median(&|| self.typst_compile(&file))));
            }
            if self.typst_python.is_some() {
                let run = || drop(self.typst_library(std::slice::from_ref(&file)));
                out.push(("typst, library in a new Python".to_owned(), median(&run)));
            }
        }
        if let Some(file) = self.fodt_file("cold", page, 1) {
            // The first start makes LibreOffice's profile.
            self.soffice(std::slice::from_ref(&file));
            let run = || self.soffice(std::slice::from_ref(&file));
            out.push(("soffice --convert-to pdf".to_owned(), median(&run)));
        }
        out
    }

    /// All forms in one process.
    pub fn batch(&self, all: &[Subject]) -> Vec<(String, Took)> {
        let mut out = Vec::new();
        let named = || {
            all.iter()
                .enumerate()
                .map(|(at, subject)| (format!("form{at}"), subject))
        };
        let files: Vec<PathBuf> = named()
            .filter_map(|(name, s)| self.typst_file(&name, s, 1))
            .collect();
        if self.typst_python.is_some() {
            let took = Took::of(|| self.typst_library(&files)).0;
            out.push(("typst, as a library, with its start".to_owned(), took));
        }
        let files: Vec<PathBuf> = named()
            .filter_map(|(name, s)| self.fodt_file(&name, s, 1))
            .collect();
        if !files.is_empty() {
            out.push((
                "soffice, with its start".to_owned(),
                Took::of(|| self.soffice(&files)).0,
            ));
        }
        out
    }

    fn folder(&self) -> &Path {
        self.folder.as_ref().expect("peers have a folder").path()
    }

    fn typst_file(&self, name: &str, subject: &Subject, turn: usize) -> Option<PathBuf> {
        (self.typst || self.typst_python.is_some()).then(|| {
            let path = self.folder().join(format!("{name}.typ"));
            std::fs::write(&path, typst::source(&subject.outline(turn))).expect("a file for the peers");
            path
        })
    }

    fn fodt_file(&self, name: &str, subject: &Subject, turn: usize) -> Option<PathBuf> {
        self.soffice.then(|| {
            let path = self.folder().join(format!("{name}.fodt"));
            std::fs::write(&path, fodt::source(&subject.outline(turn))).expect("a file for the peers");
            path
        })
    }

    fn typst_compile(&self, file: &Path) {
        let mut command = Command::new("typst");
        command.args(["compile", "--ignore-system-fonts", "--font-path"]);
        command.arg(self.folder().join("share/fonts")).arg(file);
        run(&mut command);
        must_hold_a_page(&file.with_extension("pdf"));
    }

    /// The times of each file by typst's own process; none without files.
    fn typst_library(&self, files: &[PathBuf]) -> Vec<Took> {
        let Some(python) = self.typst_python.as_ref().filter(|_| !files.is_empty()) else {
            return Vec::new();
        };
        let mut command = Command::new(python);
        command
            .arg(self.folder().join("warm.py"))
            .arg(self.folder().join("share/fonts"));
        let said = run(command.args(files));
        files
            .iter()
            .for_each(|file| must_hold_a_page(&file.with_extension("pdf")));
        let took = |line: &str| {
            let (cpu, wall) = line.split_once(' ')?;
            Some(Took {
                cpu: cpu.parse().ok()?,
                wall: wall.parse().ok()?,
            })
        };
        said.lines().filter_map(took).collect()
    }

    fn soffice(&self, files: &[PathBuf]) {
        let folder = self.folder();
        let mut command = Command::new("soffice");
        command
            .env("HOME", folder)
            .env("XDG_DATA_HOME", folder.join("share"))
            .arg(format!(
                "-env:UserInstallation=file://{}/profile",
                folder.display()
            ))
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .arg(folder)
            .args(files);
        run(&mut command);
        files
            .iter()
            .for_each(|file| must_hold_a_page(&file.with_extension("pdf")));
    }
}

/// Whether a program is there and well.
fn answers(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Runs a peer to its end and hands back what it said.
fn run(command: &mut Command) -> String {
    let said = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let error = String::from_utf8_lossy(&said.stderr);
    assert!(
        said.status.success(),
        "{command:?} ended with {}: {error}",
        said.status
    );
    String::from_utf8_lossy(&said.stdout).into_owned()
}

fn must_hold_a_page(pdf: &Path) {
    let bytes = std::fs::read(pdf).unwrap_or_else(|e| panic!("{}: {e}", pdf.display()));
    assert!(bytes.starts_with(b"%PDF"), "{} is no PDF", pdf.display());
}

/// The very fonts our pages are printed with.
fn unpack_fonts(to: &Path) {
    std::fs::create_dir_all(to).expect("a folder for the fonts");
    let fonts = shared::repository().join("assets/fonts/print");
    for entry in std::fs::read_dir(fonts).expect("the fonts") {
        let packed = entry.expect("an entry").path();
        if packed.extension().is_some_and(|e| e == "zst") {
            let bytes = std::fs::read(&packed).expect("a font");
            let bytes = zstd::decode_all(bytes.as_slice()).expect("a packed font");
            std::fs::write(to.join(packed.file_stem().expect("a name")), bytes).expect("a font's file");
        }
    }
}
