//! What a CA takes as an upload, made from a scanned page: its formats, its size, still legible.
//!
//! The original is never touched. It is handed on as it is where the rules allow; otherwise the page is packed again,
//! from the finest way down until it fits. Below 150 dpi or quality 55 a page's small print is gone, so there it ends
//! with an error instead of a picture that the CA sends back.

use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, PixelDensity, SamplingFactor};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};

use crate::cut::{encode_png, shrink};
use crate::{Limits, Page, ScanError, decode};

/// Long side of A4 in inches, for pages that declare no density.
const A4_LONG_INCHES: f64 = 297.0 / 25.4;

/// Ways to pack a page, finest first: most dots per inch, JPEG quality, colour at full resolution or at half.
const WAYS: [(f64, u8, SamplingFactor); 9] = [
    (600.0, 92, SamplingFactor::R_4_4_4),
    (600.0, 84, SamplingFactor::R_4_4_4),
    (300.0, 88, SamplingFactor::R_4_4_4),
    (300.0, 80, SamplingFactor::R_4_2_0),
    (300.0, 68, SamplingFactor::R_4_2_0),
    (220.0, 76, SamplingFactor::R_4_2_0),
    (200.0, 66, SamplingFactor::R_4_2_0),
    (150.0, 72, SamplingFactor::R_4_2_0),
    (150.0, 56, SamplingFactor::R_4_2_0),
];

/// What a CA takes; the rules of a project's `[upload]` table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadRule<'a> {
    /// File name endings in lower case; none stated when empty.
    pub formats: &'a [String],
    /// Most bytes of one file, when stated.
    pub max_bytes: Option<u64>,
}

/// A file made for an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its name's ending, one of the formats allowed.
    pub ending: String,
    /// Dots per inch it was brought down to; `None` when it is the original, byte for byte.
    pub dpi: Option<f64>,
}

impl UploadRule<'_> {
    fn allows(&self, ending: &str) -> bool {
        self.formats.is_empty() || self.formats.iter().any(|f| f == ending)
    }

    fn fits(&self, bytes: usize) -> bool {
        self.max_bytes.is_none_or(|most| bytes as u64 <= most)
    }

    fn no_format(&self) -> ScanError {
        ScanError::NoUploadFormat {
            allowed: self.formats.join("、"),
        }
    }
}

/// Makes one upload of several pages, in their order: a PDF whose pages are brought down alike until they fit together.
/// Each page is decoded anew for each try, so that a long row of pages takes no more memory than one.
///
/// # Errors
/// [`ScanError::NoUploadFormat`] when PDF is not allowed, [`ScanError::NotSmallEnough`] when the pages cannot be made
/// to fit and stay legible; those of a picture that cannot be read.
pub fn merged_for_upload(
    originals: &[Vec<u8>],
    limits: Limits,
    rule: UploadRule<'_>,
) -> Result<Upload, ScanError> {
    if !rule.allows("pdf") {
        return Err(rule.no_format());
    }
    let mut least = usize::MAX;
    for (most_dpi, quality, colour) in WAYS {
        let mut sheets = Vec::new();
        let mut finest: f64 = 0.0;
        for original in originals {
            let (small, dpi) = brought_down(&decode(original, limits)?, most_dpi);
            finest = finest.max(dpi);
            sheets.push(Sheet::of(&small, dpi, quality, colour)?);
        }
        let bytes = as_pdf(sheets)?;
        if rule.fits(bytes.len()) {
            return Ok(Upload {
                bytes,
                ending: "pdf".to_owned(),
                dpi: Some(finest),
            });
        }
        least = least.min(bytes.len());
    }
    Err(ScanError::NotSmallEnough {
        bytes: least as u64,
        limit: rule.max_bytes.unwrap_or(u64::MAX),
    })
}

/// A page at no more than so many dots per inch, and how many it has then.
fn brought_down(page: &Page, most_dpi: f64) -> (RgbImage, f64) {
    let long = f64::from(page.image.width().max(page.image.height()));
    let has = page.dpi.unwrap_or(long / A4_LONG_INCHES);
    let dpi = has.min(most_dpi);
    (shrink(&page.image, (long * dpi / has).round() as u32), dpi)
}

/// Makes an upload of a page: `original` is its file as it came, `page` the same decoded.
///
/// # Errors
/// [`ScanError::NoUploadFormat`] when no format that can be written is allowed, [`ScanError::NotSmallEnough`] when
/// the page cannot be made to fit and stay legible.
pub fn for_upload(original: &[u8], page: &Page, rule: UploadRule<'_>) -> Result<Upload, ScanError> {
    let allowed = |ending: &str| rule.allows(ending);
    let fits = |bytes: usize| rule.fits(bytes);
    let endings: &[&str] = match image::guess_format(original) {
        Ok(image::ImageFormat::Jpeg) => &["jpg", "jpeg"],
        Ok(image::ImageFormat::Png) => &["png"],
        Ok(image::ImageFormat::Bmp) => &["bmp"],
        Ok(image::ImageFormat::Gif) => &["gif"],
        Ok(image::ImageFormat::Tiff) => &["tif", "tiff"],
        _ => &[],
    };
    if let Some(ending) = endings
        .iter()
        .find(|e| allowed(e))
        .filter(|_| fits(original.len()))
    {
        return Ok(Upload {
            bytes: original.to_vec(),
            ending: (*ending).to_owned(),
            dpi: None,
        });
    }
    let ending = ["jpg", "jpeg", "pdf", "png"]
        .into_iter()
        .find(|e| allowed(e))
        .ok_or_else(|| rule.no_format())?;
    let mut least = usize::MAX;
    for (most_dpi, quality, colour) in WAYS {
        let (small, dpi) = brought_down(page, most_dpi);
        let bytes = match ending {
            "png" => encode_png(&small),
            "pdf" => as_pdf(vec![Sheet::of(&small, dpi, quality, colour)?])?,
            _ => packed(&small, Some(dpi), quality, colour)?,
        };
        if fits(bytes.len()) {
            return Ok(Upload {
                bytes,
                ending: ending.to_owned(),
                dpi: Some(dpi),
            });
        }
        least = least.min(bytes.len());
    }
    Err(ScanError::NotSmallEnough {
        bytes: least as u64,
        limit: rule.max_bytes.unwrap_or(u64::MAX),
    })
}

/// A picture as JPEG, declaring its dots per inch when they are known.
pub(crate) fn packed(
    picture: &RgbImage,
    dpi: Option<f64>,
    quality: u8,
    colour: SamplingFactor,
) -> Result<Vec<u8>, ScanError> {
    let (width, height) = picture.dimensions();
    let side = |n: u32| {
        u16::try_from(n).map_err(|_| ScanError::TooManyPixels {
            width,
            height,
            limit: u64::from(u16::MAX) * u64::from(u16::MAX),
        })
    };
    let mut out = Vec::new();
    // Tables of its own would make the encoder write the colours one after the other, which few programs read rightly.
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_sampling_factor(colour);
    if let Some(dpi) = dpi {
        encoder.set_density(PixelDensity::dpi(dpi.round().clamp(1.0, 4800.0) as u16));
    }
    encoder
        .encode(picture.as_raw(), side(width)?, side(height)?, ColorType::Rgb)
        .map_err(ScanError::damaged)?;
    Ok(out)
}

/// A picture that becomes a page of a PDF.
struct Sheet {
    size: (u32, u32),
    dpi: f64,
    jpeg: Vec<u8>,
}

impl Sheet {
    fn of(picture: &RgbImage, dpi: f64, quality: u8, colour: SamplingFactor) -> Result<Self, ScanError> {
        Ok(Self {
            size: picture.dimensions(),
            dpi,
            jpeg: packed(picture, Some(dpi), quality, colour)?,
        })
    }
}

/// A page for each picture, of its own size, with the JPEG on it, edge to edge (PDF 32000-1 §8.9.5).
fn as_pdf(sheets: Vec<Sheet>) -> Result<Vec<u8>, ScanError> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let mut pages = Vec::new();
    for sheet in sheets {
        let points = |n: u32| Object::Real((f64::from(n) * 72.0 / sheet.dpi) as f32);
        let (width, height) = (points(sheet.size.0), points(sheet.size.1));
        let scan = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Filter" => "DCTDecode", "BitsPerComponent" => 8,
            "ColorSpace" => "DeviceRGB", "Width" => i64::from(sheet.size.0), "Height" => i64::from(sheet.size.1),
        };
        let scan = document.add_object(Stream::new(scan, sheet.jpeg));
        let place = vec![
            width.clone(),
            0.into(),
            0.into(),
            height.clone(),
            0.into(),
            0.into(),
        ];
        let drawing = Content {
            operations: vec![
                Operation::new("cm", place),
                Operation::new("Do", vec!["Scan".into()]),
            ],
        };
        let drawing = drawing.encode().map_err(ScanError::damaged)?;
        let drawing = document.add_object(Stream::new(dictionary! {}, drawing));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), width, height],
            "Contents" => drawing, "Resources" => dictionary! { "XObject" => dictionary! { "Scan" => scan } },
        });
        pages.push(Object::from(page));
    }
    let count = pages.len() as i64;
    document.objects.insert(
        tree,
        dictionary! { "Type" => "Pages", "Kids" => pages, "Count" => count }.into(),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut out = Vec::new();
    document.save_to(&mut out).map_err(ScanError::damaged)?;
    Ok(out)
}
