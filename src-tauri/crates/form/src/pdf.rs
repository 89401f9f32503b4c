//! The drawing list as PDF bytes: the only place that knows printpdf and lopdf.
//!
//! Identical drawings give identical bytes: font ids and the file's `/ID` are our own, dates are the PDF epoch of
//! the description and no clock is read. Fonts are cut to the glyphs of the document before the library sees them
//! (see `cut`), and embedded once for all its pages. It never decides where anything stands.

mod about;
mod archive;
mod face;
mod page;
mod placing;
mod sizes;
mod sketch;
mod tags;

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};

pub(crate) use about::About;
use about::{CREATOR, PRODUCER};
pub use placing::{Placement, place};
pub use sizes::type_sizes;

use crate::drawing::Draw;
use crate::error::FormError;
use crate::fonts::Fonts;
use crate::structure::Structure;
use face::Faces;
use tags::Tags;

/// How hard streams are pressed, of 9. Outlines hardly shrink further: level 6 takes a third more of the whole page's
/// time for four per cent fewer bytes.
const PRESSING: Compression = Compression::new(2);

/// Writes the pages, with the structure of what stands on them where there is one.
pub(crate) fn write(
    pages: &[Vec<Draw>],
    about: &About<'_>,
    structure: Option<&Structure>,
    fonts: &Fonts,
) -> Result<Vec<u8>, FormError> {
    let tags = structure.map(|structure| Tags::of(pages, structure));
    let faces = Faces::of(pages);
    let mut document = PdfDocument::new(about.title);
    document.metadata.info.subject = about.subject.to_owned();
    document.metadata.info.creator = CREATOR.to_owned();
    document.metadata.info.producer = PRODUCER.to_owned();
    document.resources.fonts = faces.cut(fonts)?;
    for (at, draws) in pages.iter().enumerate() {
        let (width, height) = (pagemark::A4_WIDTH_MM as f32, pagemark::A4_HEIGHT_MM as f32);
        let operations = page::operations(draws, &faces, at, tags.as_ref());
        document
            .pages
            .push(PdfPage::new(Mm(width), Mm(height), operations));
        for (number, object) in sketch::of(draws).into_iter().enumerate() {
            let id = sketch::id(at, number);
            document.resources.xobjects.map.insert(id, object);
        }
    }
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let mut warnings = Vec::new();
    let mut pdf = printpdf::serialize::to_lopdf_doc(&document, &options, &mut warnings);
    finish(&mut pdf, about, tags.as_ref())?;
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(|e| FormError::Pdf {
        reason: e.to_string(),
    })?;
    Ok(bytes)
}

/// The page's furniture that printpdf cannot say, and everything that would differ from run to run.
fn finish(pdf: &mut lopdf::Document, about: &About<'_>, tags: Option<&Tags<'_>>) -> Result<(), FormError> {
    pdf.version = "1.7".into();
    let failed = |e: lopdf::Error| FormError::Pdf {
        reason: e.to_string(),
    };
    let root = pdf
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .map_err(failed)?;
    let catalog = pdf
        .get_object_mut(root)
        .and_then(Object::as_dict_mut)
        .map_err(failed)?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    catalog.set("PageLayout", Object::Name(b"SinglePage".to_vec()));
    catalog.set(
        "ViewerPreferences",
        Dictionary::from_iter([
            ("PrintScaling", Object::Name(b"None".to_vec())),
            ("Duplex", Object::Name(b"Simplex".to_vec())),
            ("PickTrayByPDFSize", Object::Boolean(true)),
            ("DisplayDocTitle", Object::Boolean(true)),
        ]),
    );
    if let Ok(info) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        let info = pdf
            .get_object_mut(info)
            .and_then(Object::as_dict_mut)
            .map_err(failed)?;
        for key in [
            "CreationDate",
            "ModDate",
            "GTS_PDFXVersion",
            "Identifier",
            "Trapped",
            "Keywords",
            "Author",
        ] {
            info.remove(key.as_bytes());
        }
        if about.subject.is_empty() {
            info.remove(b"Subject");
        }
    }
    archive::mark(pdf, root, about).map_err(failed)?;
    if let Some(tags) = tags {
        let pages: Vec<lopdf::ObjectId> = pdf.get_pages().into_values().collect();
        tags.attach(pdf, root, &pages).map_err(failed)?;
    }
    compress(pdf).map_err(|e| FormError::Pdf {
        reason: e.to_string(),
    })?;
    let id = fingerprint(pdf);
    let id = Object::String(id.to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    Ok(())
}

/// Deflates every stream: the library's own way is the slowest level for two per cent less.
fn compress(pdf: &mut lopdf::Document) -> std::io::Result<()> {
    for object in pdf.objects.values_mut() {
        if let Object::Stream(stream) = object
            && !stream.dict.has_type(b"Metadata")
            && !stream.dict.has(b"Filter")
        {
            let mut packer = ZlibEncoder::new(Vec::with_capacity(stream.content.len()), PRESSING);
            packer.write_all(&stream.content)?;
            stream.set_content(packer.finish()?);
            stream.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
        }
    }
    Ok(())
}

/// Sixteen bytes that depend on the content only (two FNV-1a hashes over all streams).
fn fingerprint(pdf: &lopdf::Document) -> [u8; 16] {
    let mut sums = [0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15];
    for object in pdf.objects.values() {
        if let Object::Stream(stream) = object {
            for chunk in stream.content.chunks(8) {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                let word = u64::from_le_bytes(word);
                sums[0] = (sums[0] ^ word).wrapping_mul(0x0100_0000_01b3);
                sums[1] = (sums[1].rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            }
        }
    }
    let mut id = [0; 16];
    id[..8].copy_from_slice(&sums[0].to_be_bytes());
    id[8..].copy_from_slice(&sums[1].to_be_bytes());
    id
}

/// Fonts are shared between threads that print at the same time.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<std::sync::Arc<Fonts>>();
};
