//! Bytes to pixels, under limits.
//!
//! The size is read from the header and checked before a single pixel is allocated. EXIF rotation is obeyed. A file
//! cut short in the middle is still shown when its decoder can (the clerk sees what there is), but it is marked.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};

use crate::{ScanError, density};

/// How much of a file from outside is taken on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one file.
    pub bytes: u64,
    /// Most pixels of one page.
    pub pixels: u64,
}

impl Default for Limits {
    /// 64 MB and 120 million pixels: an A3 page at 600 dpi is 70 million.
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            pixels: 120_000_000,
        }
    }
}

impl Limits {
    pub(crate) fn check_bytes(&self, bytes: &[u8]) -> Result<(), ScanError> {
        match bytes.len() as u64 {
            0 => Err(ScanError::Empty),
            n if n > self.bytes => Err(ScanError::TooManyBytes {
                bytes: n,
                limit: self.bytes,
            }),
            _ => Ok(()),
        }
    }

    pub(crate) fn check_pixels(&self, width: u32, height: u32) -> Result<(), ScanError> {
        if width == 0 || height == 0 {
            return Err(ScanError::damaged("没有像素"));
        }
        if u64::from(width) * u64::from(height) > self.pixels {
            return Err(ScanError::TooManyPixels {
                width,
                height,
                limit: self.pixels,
            });
        }
        Ok(())
    }

    /// Refuses a small file that announces a huge picture: paper that was scanned has grain, a bomb has none. A blank
    /// A4 sheet at 600 dpi has 35 million pixels and, as the densest fax, some 7,000 to a byte.
    pub(crate) fn check_grain(&self, bytes: usize, width: u32, height: u32) -> Result<(), ScanError> {
        let pixels = u64::from(width) * u64::from(height);
        let to_a_byte = pixels / (bytes as u64).max(1);
        let too_smooth = |(from, most): &(u64, u64)| pixels > *from && to_a_byte > *most;
        if GRAIN.iter().any(too_smooth) {
            return Err(ScanError::NoGrain {
                bytes: bytes as u64,
                width,
                height,
            });
        }
        Ok(())
    }
}

/// From so many pixels on no more than so many to a byte.
const GRAIN: [(u64, u64); 2] = [(4_000_000, 20_000), (36_000_000, 2_000)];

/// One page as pixels.
#[derive(Debug, Clone)]
pub struct Page {
    /// The picture, upright as far as its file said.
    pub image: RgbImage,
    /// Dots per inch as the file declares them (JFIF, EXIF, pHYs, TIFF, BMP), if it does and they make sense.
    pub dpi: Option<f64>,
    /// True when the file ends before its picture does.
    pub truncated: bool,
}

impl Page {
    /// A page from pixels that are already there, for instance from a camera.
    pub fn from_image(image: RgbImage, dpi: Option<f64>) -> Self {
        Self {
            image,
            dpi,
            truncated: false,
        }
    }
}

/// Runs a decoder that others wrote: their panic on a hostile file becomes our error.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, ScanError>) -> Result<T, ScanError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(ScanError::damaged("解码器中止")))
}

/// Decodes a JPEG, PNG, BMP, GIF (first frame) or TIFF (first page) into RGB, eight bits each.
///
/// # Errors
/// [`ScanError`] when the file is empty, over the limits, of another format or damaged.
pub fn decode(bytes: &[u8], limits: Limits) -> Result<Page, ScanError> {
    limits.check_bytes(bytes)?;
    let format = image::guess_format(bytes).map_err(|_| ScanError::UnknownFormat)?;
    if !matches!(
        format,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Bmp | ImageFormat::Gif | ImageFormat::Tiff
    ) {
        return Err(ScanError::UnknownFormat);
    }
    guarded(|| decode_as(bytes, format, limits))
}

fn decode_as(bytes: &[u8], format: ImageFormat, limits: Limits) -> Result<Page, ScanError> {
    // PNG's decoder would answer a bomb with a memory error of its own; the header alone names the size.
    if let (ImageFormat::Png, Some(&[a, b, c, d, e, f, g, h])) = (format, bytes.get(16..24)) {
        let (width, height) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
        limits.check_pixels(width, height)?;
        limits.check_grain(bytes.len(), width, height)?;
    }
    if format == ImageFormat::Jpeg && colours_apart(bytes) {
        return Err(ScanError::damaged("颜色分次存储的 JPEG"));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // Sixteen-bit RGBA is the widest pixel; decoders keep a little besides.
    let mut guard = image::Limits::no_limits();
    guard.max_alloc = Some(limits.pixels.saturating_mul(8).saturating_add(64 << 20));
    reader.limits(guard);
    let mut decoder = reader.into_decoder().map_err(ScanError::damaged)?;
    let (width, height) = decoder.dimensions();
    limits.check_pixels(width, height)?;
    limits.check_grain(bytes.len(), width, height)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(ScanError::damaged)?;
    picture.apply_orientation(orientation);
    let dpi = density::declared(bytes, format).filter(|d| (30.0..=4800.0).contains(d));
    let truncated = format == ImageFormat::Jpeg && !ends_as_jpeg(bytes);
    Ok(Page {
        image: on_white(picture),
        dpi,
        truncated,
    })
}

/// Transparent pixels are paper: flattened on white, not on whatever colour the file hides there.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let mut out = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in out.pixels_mut().zip(rgba.pixels()) {
        let alpha = u16::from(from.0[3]);
        for c in 0..3 {
            to.0[c] = ((u16::from(from.0[c]) * alpha + 255 * (255 - alpha)) / 255) as u8;
        }
    }
    out
}

/// True for a JPEG that is not progressive and stores its colours one after the other, some at half resolution.
///
/// The decoder shows such a picture in false colours and says nothing (zune-jpeg 0.5.15; found by the page
/// generator), and a refused page is better than a wrong one. Neither scanners nor cameras write them.
fn colours_apart(bytes: &[u8]) -> bool {
    let (mut halved, mut colours, mut apart) = (false, 0, false);
    for (marker, body) in density::jpeg_segments(bytes) {
        match (marker, body) {
            // Baseline and extended sequential frames: precision, size, then three bytes for each colour.
            (0xc0 | 0xc1, [_, _, _, _, _, count, each @ ..]) => {
                colours = *count;
                halved = each.chunks_exact(3).any(|c| c[1] != 0x11);
            }
            (0xda, [count, ..]) => apart = *count < colours,
            _ => {}
        }
    }
    halved && apart
}

/// An end-of-image marker in the last bytes; some scanners pad behind it.
fn ends_as_jpeg(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4096)..];
    tail.windows(2).any(|pair| pair == [0xff, 0xd9])
}
