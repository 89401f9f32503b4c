//! What a document says about itself, in its information dictionary and in its metadata alike.

/// What the document says about itself.
pub(crate) struct About<'a> {
    pub title: &'a str,
    pub subject: &'a str,
}

/// Who made the document, and with what.
pub(super) const CREATOR: &str = "Counterfoil";
pub(super) const PRODUCER: &str = "Counterfoil · printpdf";
