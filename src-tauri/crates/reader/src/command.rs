//! How a reader is started.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// The program that reads.
pub const PROGRAM: &str = "counterfoil-reader";
/// How long an answer may take. The reader's own processor time ends before.
const PATIENCE: Duration = Duration::from_secs(15);

/// How to start a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderCommand {
    /// The program.
    pub program: PathBuf,
    /// How long it may take to answer, beside what it is given for each page.
    pub patience: Duration,
    /// Whether the next one is started as soon as one has its file: for a program that stays.
    pub ahead: bool,
}

impl ReaderCommand {
    /// The reader that belongs to this program: beside it, or where the package puts it.
    ///
    /// # Errors
    /// What the operating system says when it cannot name this program's file.
    pub fn of_this_program() -> std::io::Result<Self> {
        let program = std::env::current_exe()?;
        Ok(Self::program(beside(&program)))
    }

    /// Another program that answers as the reader does.
    pub fn program(program: PathBuf) -> Self {
        Self {
            program,
            patience: PATIENCE,
            ahead: false,
        }
    }

    /// The same with the next one always started ahead.
    #[must_use]
    pub fn ahead(mut self) -> Self {
        self.ahead = true;
        self
    }
}

/// Beside the program; for a test, which cargo puts a folder deeper, beside the programs it tests; in an installed
/// program (`PREFIX/bin/…`) in `PREFIX/lib/counterfoil`. Where it is nowhere, the first is named in the error.
fn beside(program: &Path) -> PathBuf {
    let folder = program.parent().unwrap_or(Path::new("/"));
    let is = |name: &str| folder.file_name().is_some_and(|own| own == name);
    let above = folder.parent().unwrap_or(folder);
    let mut places = vec![folder.join(PROGRAM)];
    if is("deps") || is("examples") {
        places.push(above.join(PROGRAM));
    }
    if is("bin") {
        places.insert(0, above.join("lib/counterfoil").join(PROGRAM));
    }
    let found = places.iter().find(|place| place.is_file());
    found.unwrap_or(&places[0]).clone()
}
