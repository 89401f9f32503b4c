//! Files as they come: formats, rotation by EXIF, limits, damage, stacks.

use std::io::Cursor;

use image::codecs::tiff::TiffEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use lopdf::{Document, Object, Stream, dictionary};
use scan::{Limits, ScanError, decode, read, split};

use crate::sheet::{jpeg, mark, page};

fn small() -> RgbImage {
    RgbImage::from_fn(40, 30, |x, y| {
        if x < 20 {
            Rgb([250, 20, y as u8])
        } else {
            Rgb([10, 10, 250])
        }
    })
}

fn encoded(img: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(img.clone())
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

#[test]
fn five_formats_decode_to_the_same_pixels() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::Tiff,
        ImageFormat::Jpeg,
    ] {
        let page = decode(&encoded(&small(), format), Limits::default()).unwrap();
        assert_eq!(page.image.dimensions(), (40, 30), "{format:?}");
        assert!(
            page.image.get_pixel(5, 5).0[0] > 200 && page.image.get_pixel(35, 5).0[2] > 200,
            "{format:?}"
        );
        assert!(!page.truncated, "{format:?}");
    }
}

#[test]
fn exif_rotation_is_obeyed_and_density_read() {
    let plain = jpeg(&small(), 90);
    // APP1 with one directory: orientation 6 (turn right by 90°).
    let mut exif = b"\xff\xe1\x00\x22Exif\0\0II\x2a\0\x08\0\0\0\x01\0".to_vec();
    exif.extend(0x0112_u16.to_le_bytes());
    exif.extend(3_u16.to_le_bytes());
    exif.extend(1_u32.to_le_bytes());
    exif.extend([6, 0, 0, 0]);
    exif.extend([0; 4]);
    let turned = [&plain[..2], &exif, &plain[2..]].concat();
    let page = decode(&turned, Limits::default()).unwrap();
    assert_eq!(page.image.dimensions(), (30, 40));
    assert!(
        page.image.get_pixel(15, 5).0[0] > 200,
        "the left half is on top now"
    );
    let mut out = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90);
    encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(300));
    encoder.encode_image(&small()).unwrap();
    assert_eq!(decode(&out, Limits::default()).unwrap().dpi, Some(300.0));
}

#[test]
fn colours_stored_apart_are_refused_and_never_shown_wrong() {
    let packed = |own_tables: bool, factor| {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, 90);
        encoder.set_sampling_factor(factor);
        encoder.set_optimized_huffman_tables(own_tables);
        encoder.encode(small().as_raw(), 40, 30, ColorType::Rgb).unwrap();
        decode(&out, Limits::default())
    };
    let refused = packed(true, SamplingFactor::F_2_2).unwrap_err();
    assert_eq!(refused.code(), "scan-unreadable");
    for page in [
        packed(false, SamplingFactor::F_2_2),
        packed(false, SamplingFactor::F_2_1),
        packed(true, SamplingFactor::F_1_1),
    ] {
        let image = page.unwrap().image;
        let (left, right) = (image.get_pixel(8, 20).0, image.get_pixel(32, 20).0);
        assert!(
            left[0] > 220 && left[1] < 60 && right[2] > 220 && right[0] < 40,
            "{left:?} {right:?}"
        );
    }
}

#[test]
fn transparent_pixels_are_paper() {
    let mut out = Vec::new();
    let rgba = [0_u8, 0, 0, 0, 0, 0, 0, 255];
    image::codecs::png::PngEncoder::new(&mut out)
        .write_image(&rgba, 2, 1, ExtendedColorType::Rgba8)
        .unwrap();
    let page = decode(&out, Limits::default()).unwrap();
    assert_eq!(
        (page.image.get_pixel(0, 0).0, page.image.get_pixel(1, 0).0),
        ([255; 3], [0; 3])
    );
}

/// A PNG header announcing this many pixels, with a valid check sum and no pixels behind it.
fn announced(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let sum = !header.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| {
            if s & 1 == 1 {
                0xedb8_8320 ^ (s >> 1)
            } else {
                s >> 1
            }
        })
    });
    let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    out.extend(header);
    out.extend(sum.to_be_bytes());
    out.extend(b"\0\0\0\x04IDAT\0\0\0\0\0\0\0\0");
    out
}

#[test]
fn limits_hold_before_anything_is_decoded() {
    let limits = Limits::default();
    for (width, height) in [(100_000, 100_000), (2_000_000_000, 2), (12_000, 10_001)] {
        let error = decode(&announced(width, height), limits).unwrap_err();
        assert_eq!(
            error,
            ScanError::TooManyPixels {
                width,
                height,
                limit: limits.pixels
            }
        );
        assert_eq!(error.code(), "scan-too-many-pixels");
        assert!(error.to_string().contains(&width.to_string()) && !error.remedy().is_empty());
    }
    let mut bmp = encoded(&small(), ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0x20, 0x4e, 0, 0, 0x20, 0x4e, 0, 0]);
    assert_eq!(decode(&bmp, limits).unwrap_err().code(), "scan-too-many-pixels");
    let tight = Limits {
        bytes: 100,
        pixels: 1000,
    };
    assert_eq!(
        decode(&[7; 101], tight).unwrap_err(),
        ScanError::TooManyBytes {
            bytes: 101,
            limit: 100
        }
    );
    assert_eq!(split(&[7; 101], tight).unwrap_err().code(), "scan-too-large");
}

#[test]
fn a_few_bytes_that_announce_a_huge_picture_are_no_scan() {
    for (width, height) in [(10_000, 10_000), (7_000, 7_000), (2_500, 2_500)] {
        let error = decode(&announced(width, height), Limits::default()).unwrap_err();
        assert_eq!(error.code(), "scan-no-grain", "{width}×{height}");
        assert!(error.to_string().contains(&height.to_string()) && !error.remedy().is_empty());
    }
    // A blank sheet at 600 dpi is the smoothest thing that a scanner sends.
    let blank = encoded(&RgbImage::from_pixel(4961, 7016, Rgb([255; 3])), ImageFormat::Png);
    let page = decode(&blank, Limits::default()).unwrap();
    assert_eq!(page.image.dimensions(), (4961, 7016), "{} bytes", blank.len());
}

#[test]
fn damage_is_an_error_or_a_remark_never_silence() {
    assert_eq!(decode(b"", Limits::default()).unwrap_err(), ScanError::Empty);
    assert_eq!(
        decode(b"PK\x03\x04 some zip", Limits::default()).unwrap_err(),
        ScanError::UnknownFormat
    );
    assert_eq!(
        split(b"hello", Limits::default()).unwrap_err(),
        ScanError::UnknownFormat
    );
    let png = encoded(&small(), ImageFormat::Png);
    assert_eq!(
        decode(&png[..png.len() / 2], Limits::default())
            .unwrap_err()
            .code(),
        "scan-unreadable"
    );
    let whole = jpeg(&page(150.0), 80);
    for share in [0.001, 0.4, 0.9] {
        let cut_off = &whole[..(whole.len() as f64 * share) as usize];
        match decode(cut_off, Limits::default()) {
            Ok(page) => {
                assert!(page.truncated);
                assert!(
                    read(&page).1.iter().any(|f| f.code == "page-truncated"),
                    "{share}"
                );
            }
            Err(error) => assert_eq!(error.code(), "scan-unreadable", "{share}"),
        }
    }
}

fn tiff_of(pages: &[RgbImage]) -> Vec<u8> {
    // One TIFF per page, chained: each directory's last four bytes point to the next file's, offsets shifted.
    let mut out: Vec<u8> = Vec::new();
    let mut link = 4;
    for page in pages {
        let mut one = Cursor::new(Vec::new());
        TiffEncoder::new(&mut one)
            .write_image(
                page.as_raw(),
                page.width(),
                page.height(),
                ExtendedColorType::Rgb8,
            )
            .unwrap();
        let mut one = one.into_inner();
        let base = out.len() as u32;
        let word = |b: &[u8], at: usize| u32::from_le_bytes(b[at..at + 4].try_into().unwrap());
        let directory = word(&one, 4) as usize;
        let count = usize::from(u16::from_le_bytes(
            one[directory..directory + 2].try_into().unwrap(),
        ));
        for entry in (0..count).map(|i| directory + 2 + i * 12) {
            let tag = u16::from_le_bytes(one[entry..entry + 2].try_into().unwrap());
            let size = match one[entry + 2] {
                3 => 2,
                4 => 4,
                5 => 8,
                _ => 1,
            } * word(&one, entry + 4) as usize;
            let offset = word(&one, entry + 8);
            if tag == 273 && size > 4 {
                for at in (offset as usize..offset as usize + size).step_by(4) {
                    let moved = word(&one, at) + base;
                    one[at..at + 4].copy_from_slice(&moved.to_le_bytes());
                }
            }
            if size > 4 || tag == 273 {
                one[entry + 8..entry + 12].copy_from_slice(&(offset + base).to_le_bytes());
            }
        }
        if base > 0 {
            out[link..link + 4].copy_from_slice(&(base + directory as u32).to_le_bytes());
        }
        link = base as usize + directory + 2 + count * 12;
        out.extend(one);
        out.resize(out.len().next_multiple_of(2), 0);
    }
    out
}

#[test]
fn a_tiff_stack_comes_apart() {
    let pages: Vec<RgbImage> = (0..3_u8)
        .map(|n| RgbImage::from_pixel(64, 48, Rgb([n * 80, 9, 200])))
        .collect();
    let files = split(&tiff_of(&pages), Limits::default()).unwrap();
    assert_eq!(files.len(), 3);
    for (file, page) in files.iter().zip(&pages) {
        assert_eq!(&decode(file, Limits::default()).unwrap().image, page);
    }
    // A directory that points back at itself ends the stack instead of looping.
    let mut looped = tiff_of(&pages[..1]);
    let directory = u32::from_le_bytes(looped[4..8].try_into().unwrap()) as usize;
    let end = directory + 2 + 12 * usize::from(looped[directory]);
    let to = looped[4..8].to_vec();
    looped[end..end + 4].copy_from_slice(&to);
    assert_eq!(split(&looped, Limits::default()).unwrap().len(), 1);
    assert_eq!(split(&jpeg(&small(), 80), Limits::default()).unwrap().len(), 1);
}

fn pdf_of(pictures: Vec<Stream>) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let kids: Vec<Object> = pictures
        .into_iter()
        .map(|picture| {
            let picture = document.add_object(picture);
            document
                .add_object(dictionary! {
                    "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                    "Resources" => dictionary! { "XObject" => dictionary! { "Im0" => picture } },
                })
                .into()
        })
        .collect();
    let count = kids.len() as i64;
    document.objects.insert(
        tree,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into(),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

fn image_stream(width: u32, height: u32, filter: &str, content: Vec<u8>) -> Stream {
    let mut dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(width), "Height" => i64::from(height),
        "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8,
    };
    if !filter.is_empty() {
        dict.set("Filter", filter);
    }
    Stream::new(dict, content)
}

#[test]
fn a_pdf_of_scans_comes_apart_and_a_damaged_page_keeps_its_place() {
    let scan = page(150.0);
    let raw = RgbImage::from_fn(300, 400, |x, y| Rgb([x as u8, y as u8, 77]));
    let bytes = pdf_of(vec![
        image_stream(scan.width(), scan.height(), "DCTDecode", jpeg(&scan, 85)),
        image_stream(900, 900, "JPXDecode", vec![1, 2, 3]),
        image_stream(300, 400, "", raw.as_raw().clone()),
        image_stream(900, 900, "DCTDecode", b"\xff\xd8\xff\xe0 broken".to_vec()),
    ]);
    let files = split(&bytes, Limits::default()).unwrap();
    assert_eq!(files.len(), 4);
    let first = decode(&files[0], Limits::default()).unwrap();
    assert_eq!(read(&first).0.mark, Some(mark()));
    assert_eq!(
        decode(&files[1], Limits::default()).unwrap_err(),
        ScanError::Empty
    );
    assert_eq!(decode(&files[2], Limits::default()).unwrap().image, raw);
    assert_eq!(
        decode(&files[3], Limits::default()).unwrap_err().code(),
        "scan-unreadable"
    );
    assert_eq!(
        split(
            &pdf_of(vec![image_stream(8, 8, "", vec![0; 192])]),
            Limits::default()
        ),
        Err(ScanError::NoPictures)
    );
    assert_eq!(
        split(b"%PDF-1.7 nothing else", Limits::default())
            .unwrap_err()
            .code(),
        "scan-unreadable"
    );
}

#[test]
fn hostile_pdfs_are_refused() {
    for open in ["[", "<<", "<</A", "("] {
        let deep = format!("%PDF-1.4\n1 0 obj\n{}\nendobj\n", open.repeat(100_000));
        let table = deep.len();
        let tail = format!(
            "xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer<</Size 2/Root 1 0 R>>\nstartxref\n{table}\n%%EOF"
        );
        let code = split((deep + &tail).as_bytes(), Limits::default())
            .unwrap_err()
            .code();
        assert!(
            ["scan-unreadable", "scan-pdf-without-pictures"].contains(&code),
            "{open}: {code}"
        );
    }
    // What is packed is unpacked all at once: many small streams would fill the memory that one may not.
    let packed = "%PDF-1.5\n".to_owned() + &"1 0 obj<</Type/ObjStm>>stream\nendstream endobj\n".repeat(500);
    assert_eq!(
        split(packed.as_bytes(), Limits::default()).unwrap_err().code(),
        "scan-unreadable"
    );
    // A picture that announces more pixels than allowed keeps its place and is not unpacked.
    let huge = pdf_of(vec![image_stream(
        60_000,
        60_000,
        "FlateDecode",
        vec![0x78, 0x9c, 3, 0, 0, 0, 0, 1],
    )]);
    assert_eq!(split(&huge, Limits::default()).unwrap(), [Vec::<u8>::new()]);
}

#[test]
fn errors_have_distinct_codes_and_remedies() {
    let all = [
        ScanError::Empty,
        ScanError::TooManyBytes { bytes: 2, limit: 1 },
        ScanError::TooManyPixels {
            width: 1,
            height: 1,
            limit: 0,
        },
        ScanError::NoGrain {
            bytes: 1,
            width: 1,
            height: 1,
        },
        ScanError::TooManyPages { limit: 1 },
        ScanError::UnknownFormat,
        ScanError::Damaged {
            reason: "unexpected end of file".into(),
        },
        ScanError::NoPictures,
        ScanError::Locked,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(ScanError::code).collect();
    assert_eq!(codes.len(), all.len());
    assert!(
        all.iter()
            .all(|e| e.remedy().ends_with('。') && !e.to_string().is_empty())
    );
    // What a decoder says in its own English is never shown.
    assert!(all.iter().all(|e| !e.to_string().contains("unexpected")));
}
