//! The sizes of type that a finished document shows, read out of its pages: what is on the paper, whatever the layout
//! meant to put there.

use std::collections::BTreeMap;

use lopdf::Document;
use lopdf::content::Content;

use crate::error::FormError;

fn unreadable(reason: impl std::fmt::Display) -> FormError {
    FormError::Pdf {
        reason: reason.to_string(),
    }
}

/// How often each size of type is asked for on the pages of a document of ours, by thousandths of a point: in the form
/// itself, without what stands around it on every page (marks, page numbers). It holds for documents whose pages scale
/// no text, as [`render`](crate::render()) writes them.
///
/// # Errors
/// [`FormError::Pdf`] for a document that cannot be read.
pub fn type_sizes(pdf: &[u8]) -> Result<BTreeMap<u32, usize>, FormError> {
    let document = Document::load_mem(pdf).map_err(unreadable)?;
    let mut sizes = BTreeMap::new();
    for page in document.page_iter() {
        let content = document.get_page_content(page);
        let content = Content::decode(&content).map_err(unreadable)?;
        let (mut current, mut around) = (None, false);
        for operation in &content.operations {
            match operation.operator.as_str() {
                "Tf" => current = operation.operands.get(1).and_then(|size| size.as_float().ok()),
                "BDC" => {
                    let tag = operation.operands.first().and_then(|tag| tag.as_name().ok());
                    around = tag == Some(b"Artifact");
                }
                "EMC" => around = false,
                "Tj" | "TJ" if !around => {
                    let size = current.ok_or_else(|| unreadable("字前面没有字号"))?;
                    *sizes.entry((size * 1000.0).round() as u32).or_default() += 1;
                }
                _ => {}
            }
        }
    }
    Ok(sizes)
}
