//! The scans inside a PDF, one picture a page.
//!
//! A PDF from a scanner holds one picture per page: the largest is taken. JPEG streams come out untouched, plain or
//! deflated pixels become PNG, fax streams (CCITT group 4) get a TIFF header. Text, vectors and the page's own rotation are
//! ignored: the marks on the paper tell the pose. Object and picture sizes are bounded while decoding.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use lopdf::xobject::PdfImage;
use lopdf::{Dictionary, Document, LoadOptions, Object, Stream};

use crate::split::MOST_PAGES;
use crate::{Limits, ScanError};

/// Pictures smaller than this on their longer side are logos, not scans.
const SMALLEST_SCAN_PX: i64 = 200;

/// One picture per page that has one; pages without a picture are passed over.
pub(crate) fn pages(bytes: &[u8], limits: Limits) -> Result<Vec<Vec<u8>>, ScanError> {
    let most = usize::try_from(limits.bytes).unwrap_or(usize::MAX);
    let options = LoadOptions {
        max_decompressed_size: Some(most),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(ScanError::damaged)?;
    if document.is_encrypted() {
        return Err(ScanError::Locked);
    }
    let mut out = Vec::new();
    let mut total = 0_usize;
    for (number, page) in document.page_iter().enumerate() {
        if number >= MOST_PAGES {
            return Err(ScanError::TooManyPages { limit: MOST_PAGES });
        }
        let pictures = document.get_page_images(page).unwrap_or_default();
        let largest = pictures
            .into_iter()
            .filter(|p| p.width.max(p.height) >= SMALLEST_SCAN_PX)
            .max_by_key(|p| p.width.saturating_mul(p.height));
        if let Some(picture) = largest {
            let file = extract(&document, &picture, limits).unwrap_or_default();
            total = total.saturating_add(file.len());
            if total > most.saturating_mul(4) {
                return Err(ScanError::TooManyBytes {
                    bytes: total as u64,
                    limit: limits.bytes.saturating_mul(4),
                });
            }
            out.push(file);
        }
    }
    if out.is_empty() {
        Err(ScanError::NoPictures)
    } else {
        Ok(out)
    }
}

fn extract(document: &Document, picture: &PdfImage<'_>, limits: Limits) -> Option<Vec<u8>> {
    let width = u32::try_from(picture.width).ok()?;
    let height = u32::try_from(picture.height).ok()?;
    limits.check_pixels(width, height).ok()?;
    let filters = picture.filters.clone().unwrap_or_default();
    let (last, before) = match filters.split_last() {
        Some((last, before)) => (last.as_str(), before),
        None => ("", &[][..]),
    };
    match last {
        "DCTDecode" if before.is_empty() => Some(picture.content.to_vec()),
        "DCTDecode" => undo(picture, before, limits.bytes),
        "CCITTFaxDecode" if before.is_empty() => fax_as_tiff(document, picture, width, height),
        "" | "FlateDecode" | "LZWDecode" | "RunLengthDecode" | "ASCII85Decode" | "ASCIIHexDecode" => {
            let room = limits.pixels.saturating_mul(3).saturating_add(1 << 20);
            let pixels = if filters.is_empty() {
                picture.content.to_vec()
            } else {
                undo(picture, &filters, room)?
            };
            as_png(document, picture, width, height, &pixels)
        }
        _ => None,
    }
}

/// Undoes some of the filters of a picture's stream.
fn undo(picture: &PdfImage<'_>, filters: &[String], most: u64) -> Option<Vec<u8>> {
    let mut dict = Dictionary::new();
    let names = filters
        .iter()
        .map(|f| Object::Name(f.as_bytes().to_vec()))
        .collect::<Vec<_>>();
    dict.set("Filter", Object::Array(names));
    if let Ok(parameters) = picture.origin_dict.get(b"DecodeParms") {
        dict.set("DecodeParms", parameters.clone());
    }
    let stream = Stream::new(dict, picture.content.to_vec());
    stream
        .decompressed_content_with_limit(usize::try_from(most).unwrap_or(usize::MAX))
        .ok()
}

/// Number of colours per pixel, looking through a reference and an ICC profile.
fn components(document: &Document, picture: &PdfImage<'_>) -> Option<usize> {
    let mut space = picture.origin_dict.get(b"ColorSpace").ok()?;
    for _ in 0..4 {
        space = match space {
            Object::Reference(id) => document.get_object(*id).ok()?,
            Object::Array(parts) if parts.first()?.as_name().ok()? == b"ICCBased" => {
                let profile = document
                    .get_object(parts.get(1)?.as_reference().ok()?)
                    .ok()?
                    .as_stream()
                    .ok()?;
                return usize::try_from(profile.dict.get(b"N").ok()?.as_i64().ok()?).ok();
            }
            Object::Array(parts) => parts.first()?,
            Object::Name(name) => {
                return match name.as_slice() {
                    b"DeviceRGB" | b"CalRGB" => Some(3),
                    b"DeviceGray" | b"CalGray" => Some(1),
                    _ => None,
                };
            }
            _ => return None,
        };
    }
    None
}

fn as_png(
    document: &Document,
    picture: &PdfImage<'_>,
    width: u32,
    height: u32,
    pixels: &[u8],
) -> Option<Vec<u8>> {
    let (w, h) = (width as usize, height as usize);
    let bits = picture
        .bits_per_component
        .unwrap_or(if is_mask(picture) { 1 } else { 8 });
    let colours = if is_mask(picture) {
        1
    } else {
        components(document, picture)?
    };
    let (data, kind) = match (bits, colours) {
        (8, 3) => (pixels.get(..w * h * 3)?.to_vec(), ExtendedColorType::Rgb8),
        (8, 1) => (pixels.get(..w * h)?.to_vec(), ExtendedColorType::L8),
        (1, 1) => {
            let row = w.div_ceil(8);
            let rows = pixels.get(..row * h)?.chunks_exact(row);
            let bit = |line: &[u8], x: usize| {
                if line[x / 8] >> (7 - x % 8) & 1 == 1 {
                    255
                } else {
                    0
                }
            };
            (
                rows.flat_map(|line| (0..w).map(move |x| bit(line, x))).collect(),
                ExtendedColorType::L8,
            )
        }
        _ => return None,
    };
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(&data, width, height, kind).ok()?;
    Some(out)
}

fn is_mask(picture: &PdfImage<'_>) -> bool {
    picture
        .origin_dict
        .get(b"ImageMask")
        .and_then(Object::as_bool)
        .unwrap_or(false)
}

/// A group 4 fax stream with a TIFF header before it (TIFF 6.0 section 11, PDF 32000-1 §7.4.6).
fn fax_as_tiff(document: &Document, picture: &PdfImage<'_>, width: u32, height: u32) -> Option<Vec<u8>> {
    let parameters = match picture.origin_dict.get(b"DecodeParms").ok()? {
        Object::Array(list) => list.first()?,
        other => other,
    };
    let parameters = match parameters {
        Object::Reference(id) => document.get_dictionary(*id).ok()?,
        other => other.as_dict().ok()?,
    };
    if parameters.get(b"K").and_then(Object::as_i64).unwrap_or(0) >= 0 {
        return None;
    }
    let black_is_one = parameters
        .get(b"BlackIs1")
        .and_then(Object::as_bool)
        .unwrap_or(false);
    let length = u32::try_from(picture.content.len()).ok()?;
    let entries: [(u16, u32); 8] = [
        (256, width),
        (257, height),
        (258, 1),
        (259, 4),
        (262, u32::from(black_is_one)),
        (273, 8),
        (278, height),
        (279, length),
    ];
    let mut out = b"II\x2a\0".to_vec();
    out.extend((8 + length.next_multiple_of(2)).to_le_bytes());
    out.extend_from_slice(picture.content);
    out.resize(out.len().next_multiple_of(2), 0);
    out.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(4_u16.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend(0_u32.to_le_bytes());
    Some(out)
}
