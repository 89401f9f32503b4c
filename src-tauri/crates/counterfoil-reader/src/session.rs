//! What a reader has in hand: the files, the page that was turned to, the samples that were judged.

use std::borrow::Cow;

use elsa::FrozenVec;
use judging::Judged;
use reader::Refused;
use reader::ask::Question;
use scan::{Limits, Page, ScanError, Stack};

/// One file, and what belongs to it.
pub struct Session<'a> {
    files: &'a FrozenVec<Vec<u8>>,
    /// The first file, opened as a file of scans.
    pub(crate) stack: Option<Stack<'a>>,
    /// The file of the page in hand; the first file where nobody turned to another.
    page: Option<Cow<'a, [u8]>>,
    /// Which file it is, where it is a whole one.
    in_hand: Option<u32>,
    /// The page in hand, decoded.
    decoded: Option<Page>,
    /// Samples, by the number under which they were told.
    pub(crate) judged: Vec<Judged>,
}

/// An answer: what was found, and the files that belong to it.
pub(crate) struct Told<T> {
    pub said: T,
    pub parts: Vec<Vec<u8>>,
}

impl<T> Told<T> {
    /// An answer without files.
    pub fn plain(said: T) -> Result<Self, Refused> {
        Ok(Self {
            said,
            parts: Vec::new(),
        })
    }

    /// An answer with these files.
    pub fn with(said: T, parts: Vec<Vec<u8>>) -> Result<Self, Refused> {
        Ok(Self { said, parts })
    }
}

/// Answers a kind of question.
pub(crate) trait Answers<Q: Question> {
    fn answer(&mut self, question: Q) -> Result<Told<Q::Said>, Refused>;
}

impl<'a> Session<'a> {
    /// With nothing in hand yet.
    pub fn new(files: &'a FrozenVec<Vec<u8>>) -> Self {
        Self {
            files,
            stack: None,
            page: None,
            in_hand: None,
            decoded: None,
            judged: Vec::new(),
        }
    }

    /// Takes a file in hand.
    pub fn take(&mut self, file: Vec<u8>) {
        self.files.push(file);
    }

    /// The bytes of a file; none are a file that is empty.
    pub(crate) fn file(&self, at: u32) -> &'a [u8] {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        self.files.get(at).unwrap_or_default()
    }

    /// All files, in the order in which they came.
    pub(crate) fn files(&self) -> impl Iterator<Item = &'a [u8]> {
        let files = self.files;
        (0..files.len()).filter_map(|at| files.get(at))
    }

    /// Turns to a page.
    pub(crate) fn turn_to(&mut self, page: Cow<'a, [u8]>) {
        self.page = Some(page);
        self.decoded = None;
        self.in_hand = None;
    }

    /// Turns to a file that is a page, unless it is in hand.
    pub(crate) fn turn_to_file(&mut self, at: u32) {
        if self.in_hand != Some(at) {
            self.turn_to(Cow::Borrowed(self.file(at)));
            self.in_hand = Some(at);
        }
    }

    /// The page in hand, decoded when it is first asked about.
    pub(crate) fn page(&mut self) -> Result<&Page, Refused> {
        if self.decoded.is_none() {
            let first = self.file(0);
            let bytes = self.page.as_deref().unwrap_or(first);
            self.decoded = Some(scan::decode(bytes, Limits::default()).map_err(|e| Refused::from(&e))?);
        }
        self.decoded
            .as_ref()
            .ok_or_else(|| Refused::from(&ScanError::Empty))
    }
}
