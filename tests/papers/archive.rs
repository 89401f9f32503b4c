//! PDF/A-2u (ISO 19005-2), looked at with a parser that is not the writer: metadata, colours, fonts, and that every
//! glyph on every page says which character it is.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

use super::{filled, forms};

fn dict<'a>(pdf: &'a Document, object: &'a Object) -> &'a Dictionary {
    match object {
        Object::Reference(id) => dict(pdf, pdf.get_object(*id).unwrap()),
        Object::Dictionary(dict) => dict,
        Object::Stream(stream) => &stream.dict,
        other => panic!("{other:?}"),
    }
}

fn stream(pdf: &Document, object: &Object) -> Vec<u8> {
    let id = object.as_reference().unwrap();
    let stream = pdf.get_object(id).unwrap().as_stream().unwrap();
    stream
        .decompressed_content()
        .unwrap_or_else(|_| stream.content.clone())
}

/// The glyph numbers that a ToUnicode map names, each with a character that means something.
fn mapped(cmap: &str) -> BTreeSet<u16> {
    let mut found = BTreeSet::new();
    let hex = |word: &str| u16::from_str_radix(word.trim_matches(['<', '>']), 16).ok();
    let mut kind = "";
    for line in cmap.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [_, "beginbfchar"] => kind = "char",
            [_, "beginbfrange"] => kind = "range",
            ["endbfchar" | "endbfrange"] => kind = "",
            [cid, to] if kind == "char" => {
                assert!(!matches!(hex(to), Some(0 | 0xfeff | 0xfffe)), "{line}");
                found.extend(hex(cid));
            }
            [from, to, _] if kind == "range" => {
                found.extend(
                    hex(from)
                        .zip(hex(to))
                        .map(|(from, to)| from..=to)
                        .into_iter()
                        .flatten(),
                );
            }
            _ => {}
        }
    }
    found
}

/// The glyph numbers that a page shows, by the name of their font.
fn shown(content: &Content) -> BTreeSet<(Vec<u8>, u16)> {
    let (mut found, mut font) = (BTreeSet::new(), Vec::new());
    for operation in &content.operations {
        let strings: Vec<&Object> = match operation.operator.as_str() {
            "Tf" => {
                font = operation.operands[0].as_name().unwrap().to_vec();
                continue;
            }
            "Tj" | "'" => operation.operands.iter().collect(),
            "TJ" => operation.operands[0].as_array().unwrap().iter().collect(),
            _ => continue,
        };
        for text in strings.into_iter().filter_map(|object| object.as_str().ok()) {
            let cids = text
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            found.extend(cids.map(|cid| (font.clone(), cid)));
        }
    }
    found
}

#[test]
fn every_form_is_fit_for_archives_and_every_glyph_has_its_character() {
    let mut glyphs = 0;
    for (project, form) in forms() {
        let name = format!("{} {}", project.id(), form.id);
        let bytes = filled(project, form);
        let pdf = Document::load_mem(&bytes).unwrap();
        assert!(!pdf.is_encrypted() && pdf.version == "1.7", "{name}");
        assert!(pdf.trailer.get(b"ID").is_ok(), "{name}");
        let catalog = pdf.catalog().unwrap();
        let metadata = pdf
            .get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap())
            .unwrap();
        let metadata = metadata.as_stream().unwrap();
        assert!(
            !metadata.dict.has(b"Filter"),
            "{name}: readable without unpacking"
        );
        let xmp = String::from_utf8(metadata.content.clone()).unwrap();
        for words in [
            "<pdfaid:part>2<",
            "<pdfaid:conformance>U<",
            "<dc:title>",
            "zh-CN",
            "<?xpacket end=",
        ] {
            assert!(xmp.contains(words), "{name}: no {words} in {xmp}");
        }
        let intents = catalog.get(b"OutputIntents").unwrap().as_array().unwrap();
        let intent = dict(&pdf, &intents[0]);
        assert_eq!(
            intent.get(b"S").unwrap().as_name().unwrap(),
            b"GTS_PDFA1",
            "{name}"
        );
        let profile = stream(&pdf, intent.get(b"DestOutputProfile").unwrap());
        let size = u32::from_be_bytes(profile[..4].try_into().unwrap()) as usize;
        assert!(
            size == profile.len() && &profile[36..40] == b"acsp" && &profile[12..20] == b"mntrRGB ",
            "{name}"
        );
        for object in pdf.objects.values() {
            let Ok(dict) = object.as_dict().or_else(|_| object.as_stream().map(|s| &s.dict)) else {
                continue;
            };
            for forbidden in [&b"JS"[..], b"JavaScript", b"AA", b"EF", b"SMask", b"Launch"] {
                assert!(
                    !dict.has(forbidden),
                    "{name}: {}",
                    String::from_utf8_lossy(forbidden)
                );
            }
        }
        for id in pdf.get_pages().into_values() {
            let fonts = pdf.get_page_fonts(id).unwrap();
            let content = Content::decode(&pdf.get_page_content(id)).unwrap();
            let shown = shown(&content);
            let maps = fonts.iter().map(|(font, of)| {
                let map = stream(&pdf, of.get(b"ToUnicode").unwrap());
                (font.clone(), mapped(&String::from_utf8(map).unwrap()))
            });
            let maps: BTreeMap<Vec<u8>, BTreeSet<u16>> = maps.collect();
            for (font, cid) in &shown {
                let map = maps
                    .get(font)
                    .unwrap_or_else(|| panic!("{name}: a font that is not there"));
                assert!(map.contains(cid), "{name}: glyph {cid} says no character");
                glyphs += 1;
            }
            for font in fonts.values() {
                let below = dict(
                    &pdf,
                    &font.get(b"DescendantFonts").unwrap().as_array().unwrap()[0],
                );
                let descriptor = dict(&pdf, below.get(b"FontDescriptor").unwrap());
                let embedded = descriptor.has(b"FontFile2") || descriptor.has(b"FontFile3");
                assert!(
                    embedded && below.has(b"CIDToGIDMap") || descriptor.has(b"FontFile3"),
                    "{name}"
                );
            }
        }
    }
    assert!(glyphs > 5000, "{glyphs} glyphs");
}
