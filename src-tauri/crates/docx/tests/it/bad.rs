//! Files that are no form: each is refused in words, with what to do, and none is unpacked without end.

use crate::{draft, made};

#[test]
fn what_is_no_word_file_is_told_as_what_it_is() {
    let empty = made::file("", &[]);
    let blank = made::file("<w:p/><w:p><w:r><w:t>   </w:t></w:r></w:p>", &[]);
    let broken = made::package(&[("word/document.xml", b"<w:document><w:body><w:p></w:body>")]);
    let sheet = made::package(&[(
        "_rels/.rels",
        b"<Relationships><Relationship Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    )]);
    let open = made::package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"<a/>"),
    ]);
    let mut torn = made::file("<w:p/>", &[]);
    torn.truncate(60);
    for (bytes, code) in [
        (&b""[..], "docx-empty"),
        (b"hello", "docx-not-zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word", "docx-old-format"),
        (b"%PDF-1.7", "docx-other-kind"),
        (b"{\\rtf1", "docx-other-kind"),
        (b"\xef\xbb\xbf <html>", "docx-other-kind"),
        (&sheet, "docx-other-kind"),
        (&open, "docx-other-kind"),
        (&torn, "docx-damaged"),
        (&broken, "docx-damaged"),
        (&made::package(&[("a.txt", b"a")]), "docx-no-document"),
        (
            &made::package(&[("word/document.xml", b"<w:document/>")]),
            "docx-no-document",
        ),
        (&empty, "docx-nothing"),
        (&blank, "docx-nothing"),
    ] {
        let error = draft(bytes).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(
            error.to_string().chars().any(|c| c > '\u{4e00}') && error.remedy().contains('请')
                || code == "docx-too-much"
        );
    }
}

#[test]
fn bombs_are_cut_off_by_what_they_give() {
    let white = vec![b' '; 20 << 20];
    let bomb = made::package(&[("word/document.xml", &white)]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(draft(&bomb).unwrap_err().code(), "docx-too-large");
    let deep = format!("{}{}", "<w:p>".repeat(5000), "</w:p>".repeat(5000));
    assert_eq!(draft(&made::file(&deep, &[])).unwrap_err().code(), "docx-damaged");
    // Entities are never expanded.
    let laughs = b"<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><d><body><p><r><t>x&c;</t></r></p></body></d>";
    let draft = draft(&made::package(&[("word/document.xml", laughs)])).unwrap();
    assert!(draft.kdl.contains("\"x\""), "{}", draft.kdl);
    let cells = "<w:tc><w:p/></w:tc>".repeat(50);
    let rows = format!("<w:tbl>{}</w:tbl>", format!("<w:tr>{cells}</w:tr>").repeat(80));
    assert_eq!(
        crate::draft(&made::file(&rows, &[])).unwrap_err().code(),
        "docx-too-much"
    );
}
