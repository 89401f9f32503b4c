//! What may be asked about a file, and what is answered.
//!
//! A question is a type of its own that names its answer; the reader answers [`Ask`], which is any of them. Pictures
//! and other files of an answer do not stand in it: they follow as parts, in the order that the question's own words
//! say.

mod pages;
mod papers;
mod project;
mod samples;
mod text;
mod word;

pub use pages::{
    Bars, CutFrame, Frames, Lies, Look, Looked, NamedFrame, PageAt, PageRead, PageTaken, ReadPage, Recognise,
    Region, Straight, Upload, Uploaded,
};
pub use papers::{
    Certificate, Certificates, CertificatesFound, Known, KnownAs, Package, PackageOpened, PackedItem,
    Request, Revocations,
};
pub use project::{CheckProject, ProjectFile};
pub use samples::{Compare, EditedFile, Ink, Judge, JudgeEdited, Kept, Numbered};
pub use text::{Encoding, Text};
pub use word::{Draft, DraftNote, Drafted};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A question, which names what is answered.
pub trait Question: Into<Ask> {
    /// The answer.
    type Said: Serialize + DeserializeOwned;
}

/// A question with what it is given for: the reader's processor time grows with the pages that it is told of.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asked {
    /// So many pages are to be worked on for it.
    pub pages: u32,
    /// The question.
    pub ask: Ask,
}

/// An answer as it crosses: what was found, and how many parts follow.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer<T> {
    /// Parts that follow.
    pub parts: u32,
    /// What was found.
    pub said: T,
}

/// Writes the enum of all questions and what each answers.
macro_rules! questions {
    ($($(#[$doc:meta])* $question:ident -> $said:ty;)*) => {
        /// Any question.
        #[expect(clippy::large_enum_variant, reason = "one at a time crosses the pipe")]
        #[derive(Debug, Serialize, Deserialize)]
        pub enum Ask {
            $($(#[$doc])* $question($question),)*
        }
        $(
            impl From<$question> for Ask {
                fn from(question: $question) -> Self {
                    Self::$question(question)
                }
            }
            impl Question for $question {
                type Said = $said;
            }
        )*
    };
}

questions! {
    /// A page of a file of scans.
    PageAt -> PageTaken;
    /// The size of the page in hand, and a small picture.
    Look -> Looked;
    /// What the page in hand is.
    ReadPage -> PageRead;
    /// Which of these pages the one in hand is, by its lines.
    Recognise -> Option<scan::Recognised>;
    /// The bars of the page in hand.
    Bars -> Option<String>;
    /// How the page in hand lies on its sheet.
    Lies -> Result<scan::OnSheet, scan::NoSheet>;
    /// Part of the page in hand.
    Region -> ();
    /// The page in hand, upright.
    Straight -> ();
    /// Frames of the page in hand, cut and judged.
    Frames -> Vec<CutFrame>;
    /// The files as an upload.
    Upload -> Uploaded;
    /// A frame, judged.
    Judge -> Numbered;
    /// The size of a sample's ink.
    Ink -> Option<(u32, u32)>;
    /// A sample as a file.
    EditedFile -> bool;
    /// A sample judged after an edit.
    JudgeEdited -> Option<judging::Judged>;
    /// Samples beside each other.
    Compare -> judging::Compared;
    /// Everything from a CA.
    Certificates -> CertificatesFound;
    /// One certificate.
    Certificate -> ();
    /// A request.
    Request -> ();
    /// A package of requests.
    Package -> PackageOpened;
    /// A list of revoked certificates.
    Revocations -> pki::RevocationList;
    /// Whatever of these a file is.
    Known -> KnownAs;
    /// A Word file's first description.
    Draft -> Drafted;
    /// Whether reading a project folder comes to an end.
    CheckProject -> ();
    /// A file as plain text.
    Text -> Option<Encoding>;
}
