//! The drawing list as PDF bytes (ISO 32000-1): the only place that knows the PDF library.
//!
//! Identical drawings give identical bytes: objects are numbered in the order they are written, the file's `/ID` is
//! a sum of its own content, and no clock is read. Fonts are cut to the glyphs of the document (see `cut`) and
//! embedded once for all its pages. It never decides where anything stands.

mod face;
mod page;

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::types::PageLayout;
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Settings, TextStr};

use crate::drawing::{Draw, MM_PER_PT};
use crate::error::FormError;
use crate::fonts::Fonts;
use face::Faces;

/// What the document says about itself.
pub(crate) struct About<'a> {
    pub title: &'a str,
    pub subject: &'a str,
}

/// How hard streams are pressed, of 9. Outlines hardly shrink further: level 6 takes a third more of the whole page's
/// time for four per cent fewer bytes.
const PRESSING: Compression = Compression::new(2);

/// Writes the pages.
pub(crate) fn write(pages: &[Vec<Draw>], about: &About<'_>, fonts: &Fonts) -> Result<Vec<u8>, FormError> {
    let faces = Faces::of(pages);
    let mut pdf = Pdf::with_settings(Settings { pretty: false });
    let mut next = Ref::new(1);
    let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
    write_catalog(&mut pdf, catalog, tree);
    pdf.document_info(info)
        .title(TextStr(about.title))
        .subject(TextStr(about.subject))
        .creator(TextStr("Counterfoil"))
        .producer(TextStr("Counterfoil · pdf-writer"));
    let embedded = faces.embed(&mut pdf, &mut next, fonts)?;
    let numbered: Vec<(Ref, Ref)> = pages.iter().map(|_| (next.bump(), next.bump())).collect();
    let mut root = pdf.pages(tree);
    root.kids(numbered.iter().map(|(page, _)| *page))
        .count(pages.len() as i32)
        .media_box(Rect::new(
            0.0,
            0.0,
            points(pagemark::A4_WIDTH_MM),
            points(pagemark::A4_HEIGHT_MM),
        ));
    let mut resources = root.resources();
    let mut dictionary = resources.fonts();
    for (slot, font) in embedded {
        dictionary.pair(face::name(slot), font);
    }
    dictionary.finish();
    resources.finish();
    root.finish();
    for (draws, (page, content)) in pages.iter().zip(numbered) {
        pdf.page(page).parent(tree).contents(content);
        let operations = pressed(&page::operations(draws, &faces))?;
        pdf.stream(content, &operations)
            .filter(pdf_writer::Filter::FlateDecode);
    }
    let id = fingerprint(pdf.as_bytes()).to_vec();
    pdf.set_file_id((id.clone(), id));
    Ok(pdf.finish())
}

/// The document's language and how it wants to be printed: as it is, one sheet a page.
fn write_catalog(pdf: &mut Pdf, catalog: Ref, tree: Ref) {
    let mut root = pdf.catalog(catalog);
    root.pages(tree)
        .lang(TextStr("zh-CN"))
        .page_layout(PageLayout::SinglePage);
    let mut wishes = root.viewer_preferences();
    wishes.display_doc_title(true);
    wishes
        .pair(Name(b"PrintScaling"), Name(b"None"))
        .pair(Name(b"Duplex"), Name(b"Simplex"))
        .pair(Name(b"PickTrayByPDFSize"), true);
}

/// A stream's bytes, deflated.
fn pressed(bytes: &[u8]) -> Result<Vec<u8>, FormError> {
    let mut packer = ZlibEncoder::new(Vec::with_capacity(bytes.len()), PRESSING);
    packer
        .write_all(bytes)
        .and_then(|()| packer.finish())
        .map_err(|e| FormError::Pdf {
            reason: e.to_string(),
        })
}

/// Sixteen bytes that depend on the content only (two FNV-1a hashes).
fn fingerprint(content: &[u8]) -> [u8; 16] {
    let mut sums = [0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15];
    for chunk in content.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        let word = u64::from_le_bytes(word);
        sums[0] = (sums[0] ^ word).wrapping_mul(0x0100_0000_01b3);
        sums[1] = (sums[1].rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    let mut id = [0; 16];
    id[..8].copy_from_slice(&sums[0].to_be_bytes());
    id[8..].copy_from_slice(&sums[1].to_be_bytes());
    id
}

/// Millimetres as points. Thousandths of a point are finer than any printer; fewer digits make smaller files.
fn points(mm: f64) -> f32 {
    rounded(mm / MM_PER_PT)
}

/// Points to their thousandth.
fn rounded(pt: f64) -> f32 {
    ((pt * 1000.0).round() / 1000.0) as f32
}

/// Fonts are shared between threads that print at the same time.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<std::sync::Arc<Fonts>>();
};
