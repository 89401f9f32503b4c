//! `counterctl forms` and `form example|render`: every form of every project, held against poppler, qpdf and zbar.

use std::path::Path;

use counterfoil_tests::{counterctl, tool};
use tempfile::TempDir;

const FORMS: &[(&str, &str)] = &[
    ("netca-gd-zfcg", "f-zfcg-1"),
    ("netca-gd-ylbx", "f-ylbx-1"),
    ("netca-gd-ylbx", "f-ylbx-2"),
    ("netca-gd-ylbx", "f-ylbx-2a"),
];

fn render(project: &str, form: &str, out: &Path, how: &[&str]) {
    let out = out.to_str().expect("a path in UTF-8");
    let mut args = vec![
        "form",
        "render",
        "--project",
        project,
        "--form",
        form,
        "--out",
        out,
    ];
    args.extend(how);
    let said = counterctl(args);
    assert_eq!(said.code, 0, "{form}: {said:?}");
}

/// Every font of the PDF is embedded, and the file is sound.
fn sound(pdf: &Path) {
    let fonts = tool("pdffonts", [pdf]);
    let rows: Vec<&str> = fonts.out.lines().skip(2).collect();
    assert!(!rows.is_empty(), "{}: no fonts: {fonts:?}", pdf.display());
    for row in rows {
        // Columns from the right: object number and generation, uni, sub, emb.
        let embedded = row.split_whitespace().rev().nth(4);
        assert_eq!(embedded, Some("yes"), "{}: {row}", pdf.display());
    }
    let checked = tool("qpdf", ["--check".as_ref(), pdf.as_os_str()]);
    assert_eq!(checked.code, 0, "{}: {checked:?}", pdf.display());
}

#[test]
fn the_forms_of_the_guides_are_offered() {
    for (project, form) in FORMS {
        let said = counterctl(["forms", "--project", project, "--json"]);
        assert!(
            said.json().to_string().contains(&format!("\"{form}\"")),
            "{project} lacks {form}: {said:?}"
        );
    }
}

#[test]
fn an_example_renders_to_a_sound_pdf_with_a_readable_barcode() {
    let folder = TempDir::new().unwrap();
    for (project, form) in FORMS {
        let example = counterctl(["form", "example", "--project", project, "--form", form]);
        assert_eq!(example.code, 0, "{form}: {example:?}");
        let case = folder.path().join(format!("{form}.json"));
        std::fs::write(&case, example.out).unwrap();
        let pdf = folder.path().join(format!("{form}.pdf"));
        render(project, form, &pdf, &["--case", case.to_str().unwrap()]);
        sound(&pdf);

        let picture = folder.path().join(form);
        let made = tool(
            "pdftoppm",
            [
                "-r".as_ref(),
                "200".as_ref(),
                "-f".as_ref(),
                "1".as_ref(),
                "-singlefile".as_ref(),
                "-png".as_ref(),
                pdf.as_os_str(),
                picture.as_os_str(),
            ],
        );
        assert_eq!(made.code, 0, "{form}: {made:?}");
        let read = tool(
            "zbarimg",
            ["--quiet".as_ref(), picture.with_extension("png").as_os_str()],
        );
        assert!(
            read.out.contains("CODE-128:") || read.out.contains("QR-Code:"),
            "{form}: no barcode: {read:?}"
        );
    }
}

#[test]
fn a_blank_form_is_sound_and_holds_no_example() {
    let folder = TempDir::new().unwrap();
    for (project, form) in FORMS {
        let pdf = folder.path().join(format!("{form}.pdf"));
        render(project, form, &pdf, &["--blank"]);
        sound(&pdf);
        let example = counterctl(["form", "example", "--project", project, "--form", form]).out;
        let text = tool("pdftotext", [pdf.as_os_str(), "-".as_ref()]).out;
        let code = example
            .split('"')
            .find(|word| word.len() == 18 && word.starts_with("91"));
        assert!(
            code.is_none_or(|code| !text.contains(code)),
            "{form}: the blank form names the example"
        );
    }
}

#[test]
fn a_case_that_is_no_case_is_refused() {
    let folder = TempDir::new().unwrap();
    let case = folder.path().join("case.json");
    std::fs::write(&case, "{\"unit_name\": [1, 2").unwrap();
    let out = folder.path().join("x.pdf");
    let said = counterctl([
        "form",
        "render",
        "--project",
        "netca-gd-zfcg",
        "--form",
        "f-zfcg-1",
        "--case",
        case.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(!out.exists(), "a PDF was written all the same");
}
