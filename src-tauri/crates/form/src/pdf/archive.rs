//! What makes the document fit for archives, PDF/A-2u (ISO 19005-2): what it is in XMP, and which colours it means.
//!
//! Fonts are embedded and mapped to Unicode already, nothing is encrypted or transparent, no clock is read: the
//! metadata carries no dates, and a document of the same content has the same bytes. Documents are tagged (see `tags`);
//! that they keep all of level 2a is not claimed, because nothing at hand could prove it.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, Stream};

use super::about::{About, CREATOR, PRODUCER};

/// The document's own description, and the colours of its sample pictures.
pub(super) fn mark(
    pdf: &mut lopdf::Document,
    root: lopdf::ObjectId,
    about: &About<'_>,
) -> Result<(), lopdf::Error> {
    let profile = profile();
    let colours = Dictionary::from_iter([("N", Object::Integer(3))]);
    let colours = pdf.add_object(Stream::new(colours, profile));
    let intent = Dictionary::from_iter([
        ("Type", Object::Name(b"OutputIntent".to_vec())),
        ("S", Object::Name(b"GTS_PDFA1".to_vec())),
        ("OutputConditionIdentifier", Object::string_literal("sRGB")),
        ("Info", Object::string_literal(PROFILE_NAME)),
        ("DestOutputProfile", Object::Reference(colours)),
    ]);
    let intent = pdf.add_object(intent);
    let catalog = pdf.get_object_mut(root).and_then(Object::as_dict_mut)?;
    catalog.set("OutputIntents", Object::Array(vec![Object::Reference(intent)]));
    // It is not deflated with the rest, so that whoever looks for it can read it.
    let description = Dictionary::from_iter([
        ("Type", Object::Name(b"Metadata".to_vec())),
        ("Subtype", Object::Name(b"XML".to_vec())),
    ]);
    let description = pdf.add_object(Stream::new(description, xmp(about).into_bytes()));
    let catalog = pdf.get_object_mut(root).and_then(Object::as_dict_mut)?;
    catalog.set("Metadata", Object::Reference(description));
    Ok(())
}

/// The XMP packet (ISO 16684-1), in words that agree with the document's information dictionary.
fn xmp(about: &About<'_>) -> String {
    let subject = match about.subject {
        "" => String::new(),
        subject => format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:description>",
            escaped(subject)
        ),
    };
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
         <pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>{subject}\
         <dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\
         <xmp:CreatorTool>{}</xmp:CreatorTool><pdf:Producer>{}</pdf:Producer>\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        escaped(about.title),
        CREATOR,
        PRODUCER,
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What the colour profile calls itself.
const PROFILE_NAME: &str = "RGB, primaries of sRGB, gamma 2.2";

/// A display profile (ICC.1:2001-04) with the primaries of sRGB, adapted to D50, and a plain gamma.
fn profile() -> Vec<u8> {
    let xyz = |[x, y, z]: [f64; 3]| {
        let fixed = |n: f64| ((n * 65536.0).round() as u32).to_be_bytes();
        [&b"XYZ \0\0\0\0"[..], &fixed(x), &fixed(y), &fixed(z)].concat()
    };
    // One entry: a gamma in 8.8 fixed point.
    let curve = [
        &b"curv\0\0\0\0"[..],
        &1_u32.to_be_bytes(),
        &0x0233_u16.to_be_bytes(),
        &[0, 0],
    ]
    .concat();
    let text = [&b"text\0\0\0\0"[..], b"No copyright.\0\0\0"].concat();
    let name = PROFILE_NAME.as_bytes();
    let length = (name.len() as u32 + 1).to_be_bytes();
    // An ASCII name; its Unicode and Macintosh forms are left empty.
    let mut description = [&b"desc\0\0\0\0"[..], &length, name, &[0], &[0; 8], &[0; 70]].concat();
    description.resize(description.len().next_multiple_of(4), 0);
    let tags: BTreeMap<&[u8; 4], Vec<u8>> = BTreeMap::from([
        (b"desc", description),
        (b"cprt", text),
        (b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        (b"rXYZ", xyz([0.436_07, 0.222_49, 0.013_93])),
        (b"gXYZ", xyz([0.385_15, 0.716_87, 0.097_08])),
        (b"bXYZ", xyz([0.143_07, 0.060_61, 0.714_1])),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ]);
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let start = 128 + 4 + 12 * tags.len();
    for (tag, content) in &tags {
        table.extend_from_slice(*tag);
        table.extend(((start + data.len()) as u32).to_be_bytes());
        table.extend((content.len() as u32).to_be_bytes());
        data.extend_from_slice(content);
    }
    let mut head = vec![0_u8; 128];
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &((start + data.len()) as u32).to_be_bytes());
    put(8, &[2, 0x10, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // The profile's day; it is the profile that is dated, not the document.
    put(24, &[7, 234, 0, 1, 0, 1]);
    put(36, b"acsp");
    put(68, &[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
    [head, table, data].concat()
}
