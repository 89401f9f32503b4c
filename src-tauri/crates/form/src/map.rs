//! The map of a printed page: where each value, box, frame and signature stands, in millimetres.
//!
//! The scanner's registration, the second check's zoom and the seal cutter live on it. It never holds a value
//! itself: a map may lie about in the clear.

use pagemark::{LineMm, RectMm};
use serde::{Deserialize, Serialize};

/// One printed page and its boxes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageMap {
    /// Page number within the form, from 1.
    pub page: u16,
    /// Number of pages of the form.
    pub pages: u16,
    /// Copy number, from 1.
    pub copy: u16,
    /// The boxes in reading order.
    pub boxes: Vec<BoxOnPage>,
    /// The long lines of tables and frames: a scanned page whose marks are gone is still registered by them.
    #[serde(default)]
    pub lines: Vec<LineMm>,
}

/// A named place on a page.
///
/// Names: a value has its field's name (`unit_name`), a field of a repeated row `rows.N.field` with N from 1
/// (`employees.3.user_name`), a tick box `field=value` (`business=new`), frames and signatures the name the
/// description gives them (`seal.org.1`, `sign.operator`). The parts of a date share one box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoxOnPage {
    /// The name, see above.
    pub name: String,
    /// What stands there.
    pub kind: BoxKind,
    /// Where, from the top left corner of the page.
    pub rect: RectMm,
}

/// What stands in a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoxKind {
    /// A printed value, or the blank for one.
    Value,
    /// A tick box.
    Tick,
    /// A frame for a seal or signature sample; the rectangle is its line, centre to centre.
    Frame,
    /// A place for a signature or stamp.
    Sign,
    /// Office use: filled by the acceptance point.
    Office,
}

/// Something the clerk should know about a printed form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "note")]
#[non_exhaustive]
pub enum Note {
    /// A value was printed smaller than usual.
    Shrunk {
        /// Which field.
        field: String,
        /// The size used, in points.
        size: f64,
    },
    /// A value did not fit its cell: the whole of it stands in the continuation list at the end.
    Continued {
        /// Which field.
        field: String,
    },
    /// The form has more pages than its description allows.
    MorePages {
        /// The pages allowed.
        allowed: u16,
        /// The pages printed.
        printed: u16,
    },
}

impl Note {
    /// The stable code of this note.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shrunk { .. } => "shrunk",
            Self::Continued { .. } => "continued",
            Self::MorePages { .. } => "more-pages",
        }
    }

    /// The field it speaks of, by its full name.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Shrunk { field, .. } | Self::Continued { field } => Some(field),
            Self::MorePages { .. } => None,
        }
    }

    /// The note in words; `label` is what the form calls its field.
    pub(crate) fn message(&self, label: &str) -> String {
        match self {
            Self::Shrunk { size, .. } => format!("「{label}」较长，已用{size:.1}磅小字打印"),
            Self::Continued { .. } => format!("「{label}」一栏写不下，全文见表末“续栏”"),
            Self::MorePages { allowed, printed } => format!("本表应为{allowed}页，实际{printed}页"),
        }
    }
}
