//! A finished document moved and scaled for one printer.

use form::{Placement, place};

use crate::shared::{filling, paper, print, tool};

const MM_PER_PT: f64 = 25.4 / 72.0;

/// Where the words of a document stand, in millimetres from the top left corner.
fn words(pdf: &std::path::Path) -> Vec<(String, (f64, f64))> {
    let said = tool("pdftotext", &["-bbox", pdf.to_str().unwrap(), "-"]);
    let said = String::from_utf8(said).unwrap();
    let words = said.lines().filter(|line| line.contains("<word "));
    words
        .map(|line| {
            let edge = |key: &str| -> f64 {
                let rest = line.split_once(&format!("{key}=\"")).unwrap().1;
                rest.split('"').next().unwrap().parse::<f64>().unwrap() * MM_PER_PT
            };
            let text = line.split_once('>').unwrap().1.split('<').next().unwrap();
            (text.to_owned(), (edge("xMin"), edge("yMax")))
        })
        .collect()
}

#[test]
fn a_document_goes_where_its_placement_says_and_stays_sound() {
    let printed = print("f-ylbx-1", &filling());
    let before = words(&paper("placed-before.pdf", &printed.pdf));
    let placement = Placement {
        offset: (2.4, -1.3),
        scale: (0.994, 1.003),
    };
    let placed = place(&printed.pdf, placement).unwrap();
    let path = paper("placed-after.pdf", &placed);
    tool("qpdf", &["--check", path.to_str().unwrap()]);
    let after = words(&path);
    assert!(before.len() > 60 && before.len() == after.len());
    for ((text, from), (same, to)) in before.iter().zip(&after) {
        let wanted = placement.of(*from);
        assert_eq!(text, same);
        // The box of a word is rounded to the font's own box, scaled with it.
        let off = (wanted.0 - to.0).hypot(wanted.1 - to.1);
        assert!(off < 0.06, "{text}: {from:?} to {to:?}, {off:.3} mm off");
    }
    // What undoes it brings every word back.
    let back = place(&placed, placement.undone()).unwrap();
    for ((text, from), (_, to)) in before.iter().zip(&words(&paper("placed-back.pdf", &back))) {
        assert!((from.0 - to.0).hypot(from.1 - to.1) < 0.03, "{text}");
    }
    assert_eq!(place(&printed.pdf, Placement::NONE).unwrap(), printed.pdf);
    assert_eq!(
        place(&printed.pdf, placement).unwrap(),
        placed,
        "the same bytes twice"
    );
}

#[test]
fn placements_are_put_one_after_the_other() {
    let first = Placement {
        offset: (1.0, 2.0),
        scale: (0.99, 1.02),
    };
    let then = Placement {
        offset: (-0.5, 0.25),
        scale: (1.01, 0.98),
    };
    let point = (120.0, 40.0);
    let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) < 1e-9;
    assert!(near(then.after(first).of(point), then.of(first.of(point))));
    assert!(near(first.undone().of(first.of(point)), point));
    assert_eq!(place(b"no document", first).unwrap_err().code(), "form-pdf");
}
