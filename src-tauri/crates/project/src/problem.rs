//! What is wrong with a project folder, and where: file, line, column, message, remedy.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// Whether a problem keeps the project from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemSeverity {
    /// The project is used all the same; one part of it is missing.
    Warn,
    /// The project is left out.
    Refuse,
}

/// One problem of a project folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable code, kebab-case.
    pub code: &'static str,
    /// Whether the project can be used all the same.
    pub severity: ProblemSeverity,
    /// The file, relative to the folder that holds the projects where possible.
    pub file: String,
    /// Line from 1, when the problem stands in a text.
    pub line: Option<u32>,
    /// Column from 1, in characters.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    /// `netca-gd-ylbx/project.toml:12:3`: the file, with line and column where it has them.
    pub fn place(&self) -> String {
        match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", self.file),
            _ => self.file.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}（{}）", self.place(), self.message, self.remedy)
    }
}

/// Line and column (from 1, in characters) of a byte offset.
pub(crate) fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}

/// Gathers the problems of one file.
pub(crate) struct Problems<'a> {
    file: &'a str,
    text: &'a str,
    pub list: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub fn of(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            list: Vec::new(),
        }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    pub fn refuse(
        &mut self,
        code: &'static str,
        span: Option<Range<usize>>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(code, ProblemSeverity::Refuse, span, message.into(), remedy.into());
    }

    pub fn warn(&mut self, code: &'static str, message: impl Into<String>, remedy: impl Into<String>) {
        self.add(code, ProblemSeverity::Warn, None, message.into(), remedy.into());
    }

    fn add(
        &mut self,
        code: &'static str,
        severity: ProblemSeverity,
        span: Option<Range<usize>>,
        message: String,
        remedy: String,
    ) {
        let place = span.map(|s| position(self.text, s.start));
        self.list.push(Problem {
            code,
            severity,
            file: self.file.to_owned(),
            line: place.map(|p| p.0),
            column: place.map(|p| p.1),
            message,
            remedy,
        });
    }
}
