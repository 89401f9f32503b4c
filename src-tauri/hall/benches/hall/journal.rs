//! What a window writes down outside its books: what it began, what was acknowledged, what was refused.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in microseconds: the same for all processes of this machine.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_micros()).unwrap()
}

/// A window's journal. What was written stays when the process is killed.
pub struct Journal(File);

/// A line of it.
#[derive(Debug, Clone)]
pub struct Line {
    pub at: u64,
    pub kind: String,
    pub rest: Vec<String>,
}

impl Line {
    /// What stands at a place.
    pub fn word(&self, at: usize) -> &str {
        self.rest.get(at).map_or("", String::as_str)
    }

    /// The number that stands there.
    pub fn number(&self, at: usize) -> u64 {
        self.word(at).parse().unwrap_or(0)
    }
}

impl Journal {
    pub fn open(path: &Path) -> Self {
        Self(OpenOptions::new().create(true).append(true).open(path).unwrap())
    }

    /// Writes a line at once, whole.
    pub fn note(&mut self, kind: &str, rest: &[&dyn ToString]) {
        let mut line = format!("{}\t{kind}", now());
        for one in rest {
            line.push('\t');
            line.push_str(&one.to_string().replace(['\t', '\n'], " "));
        }
        line.push('\n');
        self.0.write_all(line.as_bytes()).unwrap();
    }
}

/// Everything that a journal holds.
pub fn read(path: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    text[..whole]
        .lines()
        .filter_map(|line| {
            let mut words = line.split('\t').map(str::to_owned);
            Some(Line {
                at: words.next()?.parse().ok()?,
                kind: words.next()?,
                rest: words.collect(),
            })
        })
        .collect()
}
