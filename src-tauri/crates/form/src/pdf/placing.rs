//! A finished document moved and scaled on its pages, by what a printer does wrong or a pre-printed form wants.
//!
//! The content of each page is set between two operators; nothing of it is read. The document that is kept is never
//! this one: it is for one printer.

use lopdf::{Document, Object, Stream};

use crate::drawing::MM_PER_PT;
use crate::error::FormError;

/// Where a page's content is put: a point `p` of the design goes to `offset + scale · p`, in millimetres from the top
/// left corner, rightwards and downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// How far to the right and down, in millimetres.
    pub offset: (f64, f64),
    /// Width and height as shares of the design's.
    pub scale: (f64, f64),
}

impl Placement {
    /// As it is.
    pub const NONE: Self = Self {
        offset: (0.0, 0.0),
        scale: (1.0, 1.0),
    };

    /// This one after another.
    #[must_use]
    pub fn after(self, first: Self) -> Self {
        Self {
            offset: (
                self.offset.0 + self.scale.0 * first.offset.0,
                self.offset.1 + self.scale.1 * first.offset.1,
            ),
            scale: (self.scale.0 * first.scale.0, self.scale.1 * first.scale.1),
        }
    }

    /// The one that undoes this one.
    #[must_use]
    pub fn undone(self) -> Self {
        Self {
            offset: (-self.offset.0 / self.scale.0, -self.offset.1 / self.scale.1),
            scale: (1.0 / self.scale.0, 1.0 / self.scale.1),
        }
    }

    /// Where a point of the design goes.
    pub fn of(self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.offset.0 + self.scale.0 * x, self.offset.1 + self.scale.1 * y)
    }
}

/// Puts the content of every page of a document elsewhere on it.
///
/// # Errors
/// [`FormError::Pdf`] for a document that cannot be read.
pub fn place(pdf: &[u8], placement: Placement) -> Result<Vec<u8>, FormError> {
    if placement == Placement::NONE {
        return Ok(pdf.to_vec());
    }
    let failed = |error: lopdf::Error| FormError::Pdf {
        reason: error.to_string(),
    };
    let mut document = Document::load_mem(pdf).map_err(failed)?;
    let pages: Vec<lopdf::ObjectId> = document.get_pages().into_values().collect();
    let end = document.add_object(Stream::new(Default::default(), b"\nQ\n".to_vec()));
    for page in pages {
        let begin = before(&document, page, placement).map_err(failed)?;
        let begin = document.add_object(Stream::new(Default::default(), begin.into_bytes()));
        let content = document.get_page_contents(page).into_iter();
        let content = [begin].into_iter().chain(content).chain([end]);
        let content = Object::Array(content.map(Object::Reference).collect());
        let page = document.get_object_mut(page).and_then(Object::as_dict_mut);
        page.map_err(failed)?.set("Contents", content);
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|error| FormError::Pdf {
        reason: error.to_string(),
    })?;
    Ok(bytes)
}

/// The operators before a page's content. A PDF counts from the lower edge of its page.
fn before(document: &Document, page: lopdf::ObjectId, placement: Placement) -> Result<String, lopdf::Error> {
    let height = height(document, page)?;
    let (right, down) = (placement.offset.0 / MM_PER_PT, placement.offset.1 / MM_PER_PT);
    let (across, along) = placement.scale;
    let up = height * (1.0 - along) - down;
    Ok(format!("q {across:.6} 0 0 {along:.6} {right:.4} {up:.4} cm\n"))
}

/// The height of a page in points, its own or that of the pages above it in the tree.
fn height(document: &Document, page: lopdf::ObjectId) -> Result<f64, lopdf::Error> {
    let mut at = page;
    loop {
        let dictionary = document.get_dictionary(at)?;
        if let Ok(bounds) = dictionary.get(b"MediaBox") {
            let (_, bounds) = document.dereference(bounds)?;
            let edge = |at: usize| bounds.as_array().ok().and_then(|b| b.get(at)?.as_float().ok());
            let (low, high) = (edge(1).unwrap_or(0.0), edge(3).unwrap_or(0.0));
            return Ok(f64::from(high - low));
        }
        at = dictionary.get(b"Parent").and_then(Object::as_reference)?;
    }
}
