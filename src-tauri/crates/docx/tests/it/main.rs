//! Word files as different programs write them, and files that are none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should fail loudly"
)]

mod bad;
mod made;
mod random;
mod tables;
mod wordings;

use std::collections::BTreeSet;

use docx::{DocxError, Draft, Wish};

/// The description of a file, with a few labels known.
fn draft(bytes: &[u8]) -> Result<Draft, DocxError> {
    let known = [
        ("单位名称", "unit_name"),
        ("联系人", "operator_name"),
        ("手机号码", "operator_phone"),
    ];
    let wish = Wish {
        id: "f-t-1",
        version: "1",
        source: "表.docx",
        field_of: &|label| {
            let found = known.iter().find(|(words, _)| *words == label);
            found.map(|(_, field)| (*field).to_owned())
        },
        knows: &|field| {
            [
                "operator_name",
                "operator_phone",
                "legal_rep_name",
                "legal_rep_phone",
            ]
            .contains(&field)
        },
        unprintable: &BTreeSet::new(),
    };
    docx::draft(bytes, &wish)
}

/// The description of a body.
fn of_body(body: &str) -> Draft {
    draft(&made::file(body, &[])).unwrap_or_else(|e| panic!("{e}"))
}

/// The lines of a description, without the white before them.
fn lines(draft: &Draft) -> Vec<&str> {
    draft.kdl.lines().map(str::trim).collect()
}

/// A paragraph, and a cell with properties.
fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
}

fn cell(properties: &str, words: &str) -> String {
    let inner = if words.is_empty() {
        "<w:p/>".to_owned()
    } else {
        p(words)
    };
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
}
