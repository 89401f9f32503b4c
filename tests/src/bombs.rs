//! Files that cost far more than their size: made up like those that an examination of the program brought.
//!
//! None is the file of that examination, and none was tuned to the limits that stop it: sizes, formats and ways differ.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};

/// A bomb: what it is, its file's name, its bytes.
pub type Bomb = (&'static str, &'static str, Vec<u8>);

/// Every bomb that arrives as a scan.
pub fn scans() -> Vec<Bomb> {
    vec![
        (
            "2,000 packed streams of a megabyte under a name in disguise",
            "packed.pdf",
            packed_pdf(2_000),
        ),
        (
            "thirty pages of the same picture of 119 million pixels",
            "pictures.pdf",
            pictures_pdf(30),
        ),
        (
            "six million open brackets",
            "brackets.pdf",
            brackets_pdf(6_000_000),
        ),
        (
            "a page tree of sixty thousand floors",
            "floors.pdf",
            floors_pdf(60_000),
        ),
        (
            "119 million pixels of one bit, each of seven passes",
            "passes.png",
            png(11_900, 10_000),
        ),
        (
            "400 pages that share one strip",
            "strips.tif",
            tiff(400, 10_000, 11_000),
        ),
        (
            "40 pages that share a small strip",
            "small-strips.tif",
            tiff(40, 6_000, 7_000),
        ),
        (
            "entries that each name the whole file as their value",
            "entries.tif",
            entries_tiff(),
        ),
        (
            "a BMP that announces what it does not have",
            "announced.bmp",
            bmp(30_000, 3_900),
        ),
        (
            "a GIF of four thousand million pixels",
            "announced.gif",
            gif(65_535, 65_535),
        ),
    ]
}

fn zlib(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    for part in bytes {
        packer.write_all(&part).unwrap_or_default();
    }
    packer.finish().unwrap_or_default()
}

/// A PDF of these objects, numbered from 1; the first is its catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut table = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        table.extend(format!("{:010} 00000 n \n", out.len()).into_bytes());
        out.extend(format!("{} 0 obj\n", at + 1).into_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (out.len(), objects.len() + 1);
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes());
    out.extend(table);
    out.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").into_bytes());
    out
}

fn stream(words: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{words}/Length {}>>stream\n", bytes.len()).into_bytes();
    object.extend_from_slice(bytes);
    object.extend_from_slice(b"\nendstream");
    object
}

/// Object streams whose type is spelled with an escape (PDF 32000-1 §7.3.5), each of a megabyte of numbers.
pub fn packed_pdf(streams: usize) -> Vec<u8> {
    let head = "900000 0 ";
    let numbers = format!("{head}[{}]", "1 ".repeat((1 << 19) - 16));
    let packed = zlib(std::iter::once(numbers.into_bytes()));
    let words = format!("/Type/Obj#53tm/N 1/First {}/Filter/FlateDecode", head.len());
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[]/Count 0>>".to_vec(),
    ];
    objects.extend((0..streams).map(|_| stream(&words, &packed)));
    pdf(&objects)
}

/// Pages that all show one huge grey picture.
pub fn pictures_pdf(pages: usize) -> Vec<u8> {
    let packed = zlib((0..10_000).map(|_| vec![0; 11_900]));
    let words =
        "/Subtype/Image/Width 11900/Height 10000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode";
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 4)).collect();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {pages}/Kids[{}]>>", kids.join(" ")).into_bytes(),
        stream(words, &packed),
    ];
    let page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 3 0 R>>>>>>";
    objects.extend((0..pages).map(|_| page.to_vec()));
    pdf(&objects)
}

/// An object that opens and opens.
pub fn brackets_pdf(open: usize) -> Vec<u8> {
    pdf(&[b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), vec![b'['; open]])
}

/// A page below a node below a node.
pub fn floors_pdf(floors: usize) -> Vec<u8> {
    let mut objects = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
    objects
        .extend((0..floors).map(|at| format!("<</Type/Pages/Count 1/Kids[{} 0 R]>>", at + 3).into_bytes()));
    objects.push(b"<</Type/Page/MediaBox[0 0 9 9]>>".to_vec());
    pdf(&objects)
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

fn chunk(name: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
    let body = [name.as_slice(), bytes].concat();
    let length = u32::try_from(bytes.len()).unwrap_or_default();
    [&length.to_be_bytes()[..], &body, &crc(&body).to_be_bytes()].concat()
}

/// One bit a pixel in seven passes, with a chunk of chance beside it so that the file is no longer suspiciously small.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let passes: [[u32; 4]; 7] = [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
    ];
    let rows = passes.into_iter().flat_map(|[x, y, dx, dy]| {
        let (across, down) = ((width - x).div_ceil(dx), (height - y).div_ceil(dy));
        (0..down).map(move |_| vec![0; 1 + across.div_ceil(8) as usize])
    });
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([1, 0, 0, 0, 1]);
    let mut seed = 1_u32;
    let chance: Vec<u8> = (0..64_000)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .collect();
    let parts = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &head),
        chunk(b"teXt", &chance),
        chunk(b"IDAT", &zlib(rows)),
        chunk(b"IEND", b""),
    ];
    parts.concat()
}

/// Pages whose directories all point at one packed strip.
pub fn tiff(pages: u32, width: u32, height: u32) -> Vec<u8> {
    let strip = zlib((0..height).map(|_| vec![0; width as usize]));
    let mut out = b"II\x2a\0".to_vec();
    let first = 8 + strip.len().next_multiple_of(2);
    out.extend(u32::try_from(first).unwrap_or_default().to_le_bytes());
    out.extend(&strip);
    out.resize(first, 0);
    let length = u32::try_from(strip.len()).unwrap_or_default();
    for page in 0..pages {
        let entries: [(u16, u32); 9] = [
            (256, width),
            (257, height),
            (258, 8),
            (259, 8),
            (262, 1),
            (273, 8),
            (277, 1),
            (278, height),
            (279, length),
        ];
        directory(&mut out, &entries, page + 1 < pages);
    }
    out
}

/// A directory of numbers, and whether another one follows right behind it.
fn directory(out: &mut Vec<u8>, entries: &[(u16, u32)], more: bool) {
    out.extend(u16::try_from(entries.len()).unwrap_or_default().to_le_bytes());
    for (tag, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(4_u16.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    let next = if more { out.len() + 4 } else { 0 };
    out.extend(u32::try_from(next).unwrap_or_default().to_le_bytes());
}

/// Two pages of thousands of entries, each with a value as long as the file.
pub fn entries_tiff() -> Vec<u8> {
    let (entries, size) = (20_000_u16, 900_000_u32);
    let mut out = b"II\x2a\0\x08\0\0\0".to_vec();
    for page in 0..2 {
        out.extend((entries + 2).to_le_bytes());
        for (tag, value) in [(256_u16, 100_u32), (257, 100)] {
            out.extend(tag.to_le_bytes());
            out.extend([4, 0, 1, 0, 0, 0]);
            out.extend(value.to_le_bytes());
        }
        for entry in 0..entries {
            out.extend((40_000 + entry % 20_000).to_le_bytes());
            out.extend(1_u16.to_le_bytes());
            out.extend(size.to_le_bytes());
            out.extend(0_u32.to_le_bytes());
        }
        let next = if page == 0 { out.len() + 4 } else { 0 };
        out.extend(u32::try_from(next).unwrap_or_default().to_le_bytes());
    }
    out.resize(size as usize + 16, 0);
    out
}

/// A header and nothing behind it.
pub fn bmp(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"BM\x80\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([1, 0, 24, 0]);
    out.resize(128, 0);
    out
}

/// A screen and a frame of that size.
pub fn gif(width: u16, height: u16) -> Vec<u8> {
    let mut out = b"GIF89a".to_vec();
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0]);
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([0, 2, 2, 0x4c, 1, 0, 0x3b]);
    out
}

/// A file in a ZIP: its name, what it holds unpacked, and how often that is said again.
pub struct Entry<'a> {
    /// Its name, as bytes: names come in all encodings.
    pub name: &'a [u8],
    /// What it holds.
    pub bytes: &'a [u8],
    /// How many times.
    pub times: usize,
}

/// A ZIP of these files; with `shared` every entry of its directory points at the first file's bytes.
pub fn zip(entries: &[Entry<'_>], shared: bool) -> Vec<u8> {
    let (mut out, mut central) = (Vec::new(), Vec::new());
    let mut first: Option<(u32, Vec<u8>)> = None;
    for entry in entries {
        let at = u32::try_from(out.len()).unwrap_or_default();
        let (place, head) = match first.clone().filter(|_| shared) {
            Some(first) => first,
            None => {
                let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
                let mut sum = flate2::Crc::new();
                for _ in 0..entry.times {
                    packer.write_all(entry.bytes).unwrap_or_default();
                    sum.update(entry.bytes);
                }
                let packed = packer.finish().unwrap_or_default();
                let size = |n: usize| u32::try_from(n).unwrap_or_default().to_le_bytes();
                let mut head = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
                head.extend(sum.sum().to_le_bytes());
                head.extend(size(packed.len()));
                head.extend(size(entry.bytes.len() * entry.times));
                head.extend(u16::try_from(entry.name.len()).unwrap_or_default().to_le_bytes());
                head.extend([0, 0]);
                out.extend_from_slice(b"PK\x03\x04");
                out.extend_from_slice(&head);
                out.extend_from_slice(entry.name);
                out.extend(packed);
                first = Some((at, head.clone()));
                (at, head)
            }
        };
        central.extend_from_slice(b"PK\x01\x02\x14\0");
        central.extend_from_slice(&head[..22]);
        central.extend(u16::try_from(entry.name.len()).unwrap_or_default().to_le_bytes());
        central.extend([0; 12]);
        central.extend(place.to_le_bytes());
        central.extend_from_slice(entry.name);
    }
    let (start, length) = (out.len(), central.len());
    out.extend(central);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX).to_le_bytes();
    out.extend(count);
    out.extend(count);
    out.extend(u32::try_from(length).unwrap_or_default().to_le_bytes());
    out.extend(u32::try_from(start).unwrap_or_default().to_le_bytes());
    out.extend([0, 0]);
    out
}

/// SEQUENCE in SEQUENCE (X.690 §8.9), so many, as DER.
pub fn nested_der(levels: usize) -> Vec<u8> {
    // Lengths are known from the inside; the bytes stand from the outside.
    let mut heads: Vec<Vec<u8>> = Vec::with_capacity(levels);
    let mut length = 0_usize;
    for _ in 0..levels {
        let big = length.to_be_bytes();
        let skip = big.iter().take_while(|byte| **byte == 0).count();
        let mut head = vec![0x30];
        match length {
            0..128 => head.push(length as u8),
            _ => {
                head.push(0x80 | (big.len() - skip) as u8);
                head.extend_from_slice(&big[skip..]);
            }
        }
        length += head.len();
        heads.push(head);
    }
    heads.into_iter().rev().flatten().collect()
}
