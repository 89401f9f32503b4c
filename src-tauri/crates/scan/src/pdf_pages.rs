//! The scans inside a PDF, one picture a page.
//!
//! A PDF from a scanner holds one picture per page: the largest is taken. JPEG streams come out untouched, plain or
//! deflated pixels become PNG, fax streams (CCITT group 4) get a TIFF header. Text, vectors and the page's own
//! rotation are ignored: the marks on the paper tell the pose. Object and picture sizes are bounded while decoding;
//! the parser bounds nesting itself.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use crate::most_pages::Announced;
use crate::{Limits, ScanError};

/// Pictures smaller than this on their longer side are logos, not scans.
const SMALLEST_SCAN_PX: u32 = 200;
/// What names a stream of packed objects (PDF 32000-1 §7.5.7).
const PACKED: &[u8] = b"/ObjStm";
/// Most of them in a file: the parser unpacks all of them at once, so that the two bounds together are the memory
/// that a file can take. A scanner's stack of four hundred pages has some twenty.
const MOST_PACKED: usize = 128;
/// The largest of them unpacked, in bytes. A hundred objects of a scan take a few kilobytes.
const LARGEST_PACKED: usize = 1 << 20;
/// Most pages that are looked at for a picture.
const MOST_LOOKED_AT: usize = 2_000;
/// How far up the page tree resources may be inherited from.
const MOST_PARENTS: usize = 16;

/// A PDF of scans.
pub(crate) struct Pdf {
    document: Document,
    /// The pages that have a picture; the others are passed over.
    pages: Vec<ObjectId>,
}

impl Pdf {
    /// Reads its objects and finds its pages.
    ///
    /// # Errors
    /// [`ScanError`] for a file that is damaged, locked, without pictures, or of too many pages or pixels together.
    pub(crate) fn open(bytes: &[u8], limits: Limits) -> Result<Self, ScanError> {
        let packed = bytes.windows(PACKED.len()).filter(|w| *w == PACKED).count();
        if packed > MOST_PACKED {
            return Err(ScanError::damaged(format!("{packed} object streams")));
        }
        let options = LoadOptions {
            max_decompressed_size: Some(LARGEST_PACKED),
            ..LoadOptions::default()
        };
        let document = Document::load_mem_with_options(bytes, options).map_err(ScanError::damaged)?;
        if document.is_encrypted() {
            return Err(ScanError::Locked);
        }
        let mut pages = Vec::new();
        let (mut announced, mut looked_at) = (Announced::under(limits), 0);
        for page in document.page_iter() {
            // Pages without a picture cost a look too.
            looked_at += 1;
            if looked_at > MOST_LOOKED_AT {
                return Err(ScanError::TooManyPages {
                    limit: MOST_LOOKED_AT,
                });
            }
            if let Some(scan) = scan_of(&document, page) {
                announced.add(scan.width, scan.height)?;
                pages.push(page);
            }
        }
        announced.check_grain(bytes.len())?;
        if pages.is_empty() {
            return Err(ScanError::NoPictures);
        }
        Ok(Self { document, pages })
    }

    /// How many pages.
    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// A page's picture as a file; none when it cannot be taken out.
    pub(crate) fn page(&self, at: usize, limits: Limits) -> Option<Vec<u8>> {
        let scan = scan_of(&self.document, *self.pages.get(at)?)?;
        extract(&self.document, &scan, limits)
    }
}

/// The largest picture of a page, unless it is no more than a logo.
fn scan_of(document: &Document, page: ObjectId) -> Option<Picture<'_>> {
    pictures(document, page)
        .into_iter()
        .filter(|p| p.width.max(p.height) >= SMALLEST_SCAN_PX)
        .max_by_key(|p| u64::from(p.width) * u64::from(p.height))
}

/// One image of a page.
struct Picture<'a> {
    stream: &'a Stream,
    width: u32,
    height: u32,
}

impl<'a> Picture<'a> {
    fn of(document: &'a Document, object: &'a Object) -> Option<Self> {
        let stream = document.dereference(object).ok()?.1.as_stream().ok()?;
        if stream.dict.get(b"Subtype").ok()?.as_name().ok()? != b"Image" {
            return None;
        }
        let side = |key: &[u8]| {
            let value = document.dereference(stream.dict.get(key).ok()?).ok()?.1;
            u32::try_from(value.as_i64().ok()?).ok()
        };
        Some(Self {
            stream,
            width: side(b"Width")?,
            height: side(b"Height")?,
        })
    }

    fn filters(&self) -> Vec<Vec<u8>> {
        let name = |o: &Object| o.as_name().map(<[u8]>::to_vec).ok();
        match self.stream.dict.get(b"Filter") {
            Ok(Object::Array(list)) => list.iter().filter_map(name).collect(),
            Ok(one) => name(one).into_iter().collect(),
            Err(_) => Vec::new(),
        }
    }

    fn is_mask(&self) -> bool {
        self.stream
            .dict
            .get(b"ImageMask")
            .and_then(Object::as_bool)
            .unwrap_or(false)
    }
}

/// The images among a page's resources, which may be inherited (PDF 32000-1 §7.7.3.4).
fn pictures(document: &Document, page: ObjectId) -> Vec<Picture<'_>> {
    let mut node = document.get_dictionary(page).ok();
    for _ in 0..MOST_PARENTS {
        let Some(dict) = node else { break };
        let resources = dict.get(b"Resources").ok().and_then(|o| dictionary(document, o));
        if let Some(objects) = resources
            .and_then(|r| r.get(b"XObject").ok())
            .and_then(|o| dictionary(document, o))
        {
            return objects
                .iter()
                .filter_map(|(_, object)| Picture::of(document, object))
                .collect();
        }
        node = dict.get(b"Parent").ok().and_then(|o| dictionary(document, o));
    }
    Vec::new()
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

fn extract(document: &Document, picture: &Picture<'_>, limits: Limits) -> Option<Vec<u8>> {
    limits.check_pixels(picture.width, picture.height).ok()?;
    let content = &picture.stream.content;
    let filters = picture.filters();
    let (last, before) = match filters.split_last() {
        Some((last, before)) => (last.as_slice(), before),
        None => (&b""[..], &[][..]),
    };
    match last {
        b"DCTDecode" if before.is_empty() => Some(content.clone()),
        b"DCTDecode" => undo(picture, before, limits.bytes),
        b"CCITTFaxDecode" if before.is_empty() => fax_as_tiff(document, picture),
        b"" => as_png(document, picture, content),
        b"FlateDecode" | b"LZWDecode" | b"RunLengthDecode" | b"ASCII85Decode" | b"ASCIIHexDecode" => {
            let room = limits.pixels.saturating_mul(3).saturating_add(1 << 20);
            as_png(document, picture, &undo(picture, &filters, room)?)
        }
        _ => None,
    }
}

/// Undoes some of the filters of a picture's stream.
fn undo(picture: &Picture<'_>, filters: &[Vec<u8>], most: u64) -> Option<Vec<u8>> {
    let mut dict = Dictionary::new();
    dict.set(
        "Filter",
        Object::Array(filters.iter().map(|f| Object::Name(f.clone())).collect()),
    );
    if let Ok(parameters) = picture.stream.dict.get(b"DecodeParms") {
        dict.set("DecodeParms", parameters.clone());
    }
    let stream = Stream::new(dict, picture.stream.content.clone());
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    stream.decompressed_content_with_limit(most).ok()
}

/// Number of colours per pixel, looking through a reference and an ICC profile.
fn components(document: &Document, picture: &Picture<'_>) -> Option<usize> {
    let mut space = picture.stream.dict.get(b"ColorSpace").ok()?;
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

fn as_png(document: &Document, picture: &Picture<'_>, pixels: &[u8]) -> Option<Vec<u8>> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let (bits, colours) = if picture.is_mask() {
        (1, 1)
    } else {
        let bits = picture
            .stream
            .dict
            .get(b"BitsPerComponent")
            .and_then(Object::as_i64);
        (bits.unwrap_or(8), components(document, picture)?)
    };
    let (data, kind) = match (bits, colours) {
        (8, 3) => (pixels.get(..w * h * 3)?.to_vec(), ExtendedColorType::Rgb8),
        (8, 1) => (pixels.get(..w * h)?.to_vec(), ExtendedColorType::L8),
        (1, 1) => {
            let row = w.div_ceil(8);
            let white = |line: &[u8], x: usize| line[x / 8] >> (7 - x % 8) & 1 == 1;
            let rows = pixels.get(..row * h)?.chunks_exact(row);
            let data = rows.flat_map(|line| (0..w).map(move |x| if white(line, x) { 255 } else { 0 }));
            (data.collect(), ExtendedColorType::L8)
        }
        _ => return None,
    };
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
    encoder
        .write_image(&data, picture.width, picture.height, kind)
        .ok()?;
    Some(out)
}

/// A group 4 fax stream with a TIFF header before it (TIFF 6.0 section 11, PDF 32000-1 §7.4.6).
fn fax_as_tiff(document: &Document, picture: &Picture<'_>) -> Option<Vec<u8>> {
    let parameters = match picture.stream.dict.get(b"DecodeParms").ok()? {
        Object::Array(list) => list.first()?,
        other => other,
    };
    let parameters = dictionary(document, parameters)?;
    if parameters.get(b"K").and_then(Object::as_i64).unwrap_or(0) >= 0 {
        return None;
    }
    let black_is_one = parameters
        .get(b"BlackIs1")
        .and_then(Object::as_bool)
        .unwrap_or(false);
    let content = &picture.stream.content;
    let length = u32::try_from(content.len()).ok()?;
    let entries: [(u16, u32); 8] = [
        (256, picture.width),
        (257, picture.height),
        (258, 1),
        (259, 4),
        (262, u32::from(black_is_one)),
        (273, 8),
        (278, picture.height),
        (279, length),
    ];
    let mut out = b"II\x2a\0".to_vec();
    out.extend((8 + length.checked_next_multiple_of(2)?).to_le_bytes());
    out.extend_from_slice(content);
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
