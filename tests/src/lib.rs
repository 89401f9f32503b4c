//! What the whole-house tests share: the source tree, the built programs, and running them.
//!
//! Never here: a claim about the house. Those stand in the tests themselves.

pub mod bombs;
pub mod contracts;
pub mod corner;
pub mod engine;
pub mod readers;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The top of the source tree.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where the programs lie that are to be looked at, when not beside the test: a benchmark names the released ones.
pub const PROGRAMS: &str = "COUNTERFOIL_PROGRAMS";

/// A program of the house. Panics with the remedy when it is not built: a test cannot go on without it.
pub fn program(name: &str) -> PathBuf {
    let built = std::env::var_os(PROGRAMS)
        .map_or_else(beside_the_test, PathBuf::from)
        .join(name);
    assert!(
        built.is_file(),
        "{} is not built: run the tests with `cargo xtask test`",
        built.display()
    );
    built
}

/// target/debug/deps/this-test → target/debug
fn beside_the_test() -> PathBuf {
    let exe = std::env::current_exe().unwrap_or_default();
    let built = exe.ancestors().nth(2);
    built.unwrap_or(Path::new("target/debug")).to_path_buf()
}

/// What a program said.
#[derive(Debug)]
pub struct Said {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Said {
    /// Standard output as JSON. Panics with all that was said when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("no JSON ({e}): {self:?}"))
    }

    /// Both outputs together.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs a command to its end. Panics when it cannot be started.
pub fn run(command: &mut Command) -> Said {
    match command.output() {
        Ok(output) => output.into(),
        Err(error) => {
            panic!("{command:?} could not be started ({error}): `cargo xtask setup` installs what is missing")
        }
    }
}

/// Runs another project's tool.
pub fn tool<S: AsRef<OsStr>>(name: &str, args: impl IntoIterator<Item = S>) -> Said {
    run(Command::new(name).args(args))
}

/// The words of a PDF without the space between them; the PDF must be sound.
pub fn words_of_pdf(pdf: &Path) -> String {
    let checked = tool("qpdf", ["--check".as_ref(), pdf.as_os_str()]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let said = tool("pdftotext", ["-layout".as_ref(), pdf.as_os_str(), "-".as_ref()]);
    assert_eq!(said.code, 0, "{said:?}");
    said.out.split_whitespace().collect()
}

/// Runs the command line of the house, away from the tester's own settings.
pub fn counterctl<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Said {
    run(Command::new(program("counterctl"))
        .args(args)
        .current_dir(root())
        .env_remove("SOFTHSM2_CONF"))
}

/// The same with something said on its standard input, a password for instance.
pub fn counterctl_told<S: AsRef<OsStr>>(input: &str, args: impl IntoIterator<Item = S>) -> Said {
    let mut child = Command::new(program("counterctl"));
    child
        .args(args)
        .current_dir(root())
        .env_remove("SOFTHSM2_CONF")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let said = child.spawn().and_then(|mut child| {
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        child.wait_with_output()
    });
    match said {
        Ok(output) => output.into(),
        Err(error) => panic!("counterctl could not be asked: {error}"),
    }
}

/// Copies a folder with all that is in it. Panics when it cannot: a test cannot go on without it.
pub fn copy_folder(from: &Path, to: &Path) {
    let copied = std::fs::create_dir_all(to).and_then(|()| {
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            match entry.path().is_dir() {
                true => copy_folder(&entry.path(), &to.join(entry.file_name())),
                false => {
                    std::fs::copy(entry.path(), to.join(entry.file_name()))?;
                }
            }
        }
        Ok(())
    });
    if let Err(error) = copied {
        panic!("{} could not be copied: {error}", from.display());
    }
}
