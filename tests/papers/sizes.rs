//! The sizes of type as other people's programs find them in the finished files: nothing of an ordinary case is set
//! smaller than is pleasant to read, and what the command says of a form is what stands in its file.

use std::collections::BTreeMap;

use counterfoil_tests::tool;
use practice::extremes::{self, Filled};

use super::{day, desk, forms, write};

/// Points.
const LEGIBLE: f64 = 7.5;

/// The sizes at which a document of ours sets words, in thousandths of a point: qpdf unpacks it, and the `Tf` before
/// every word is read. Nothing on its pages scales text. With what stands around the form, or without.
fn sizes(folder: &std::path::Path, pdf: &[u8], with_around: bool) -> BTreeMap<u32, usize> {
    let path = write(folder, "sizes.pdf", pdf);
    let plain = folder.join("plain.pdf");
    let how = ["--qdf", "--object-streams=disable"].map(std::ffi::OsStr::new);
    let unpacked = tool(
        "qpdf",
        how.into_iter().chain([path.as_os_str(), plain.as_os_str()]),
    );
    assert_eq!(unpacked.code, 0, "{unpacked:?}");
    let bytes = std::fs::read(plain).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let (mut found, mut current, mut around) = (BTreeMap::new(), 0, false);
    for line in text.lines() {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        assert!(!words.ends_with(&["Tm"]) && !words.ends_with(&["Tz"]), "{line}");
        if let [.., size, "Tf"] = words.as_slice() {
            let points: f64 = size.parse().unwrap_or_else(|_| panic!("{line}"));
            current = (points * 1000.0).round() as u32;
        }
        match words.last() {
            Some(&"BDC") => around = words[0] == "/Artifact",
            Some(&"EMC") => around = false,
            Some(&"Tj" | &"TJ") if with_around || !around => *found.entry(current).or_default() += 1,
            _ => {}
        }
    }
    assert!(!found.is_empty(), "no type at all");
    found
}

#[test]
fn no_word_of_an_ordinary_page_is_smaller_than_is_pleasant_to_read() {
    let folder = tempfile::tempdir().unwrap();
    let (mut small, mut seen) = (Vec::new(), 0);
    for (project, form) in forms() {
        for filled in Filled::ALL {
            let name = format!("{} {} {}", project.id(), form.id, filled.word());
            let printed = extremes::print(desk(), project, form, filled, day())
                .unwrap_or_else(|e| panic!("{name}: {e}"));
            let own = form::type_sizes(&printed.pdf).unwrap();
            let found = sizes(folder.path(), &printed.pdf, false);
            assert_eq!(own, found, "{name}: what the command says, and what stands there");
            seen += found.values().sum::<usize>();
            let found = sizes(folder.path(), &printed.pdf, true);
            let (smallest, _) = found.first_key_value().unwrap();
            if filled != Filled::Worst && f64::from(*smallest) < LEGIBLE * 1000.0 {
                small.push(format!("{name}: {:.2} pt", f64::from(*smallest) / 1000.0));
            }
        }
    }
    assert!(seen > 5000, "{seen}");
    assert!(small.is_empty(), "{small:#?}");
}
