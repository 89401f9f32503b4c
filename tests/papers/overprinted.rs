//! 套打: the values alone, onto paper that the form is printed on already. Laid over the empty form they make the filled
//! one, and what would not fit its place is refused by name.

use counterfoil_tests::tool;
use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use image::GrayImage;
use project::{FormRef, Project};

use super::{bare, desk, example, forms, pictures, worst, write};

/// Share of a page's pixels that may differ: edges of letters, softened twice.
const SHARE: f64 = 0.000_6;
/// The resolution at which pages are laid over each other.
const AT_100_DPI: [&str; 2] = ["-r", "100"];

/// The case as it is printed without marks.
fn unmarked(project: &Project, form: &FormRef) -> CaseFile {
    let mut file = example(project, form);
    file.number.clear();
    // The authority's own bars are marks as well.
    if let Some(field) = project.case_number_field(&file.content) {
        file.content.fields.remove(&field.id);
    }
    file
}

/// Ink of either.
fn laid_over(values: &GrayImage, paper: &GrayImage) -> GrayImage {
    let mut both = paper.clone();
    for (under, over) in both.pixels_mut().zip(values.pixels()) {
        under.0[0] = under.0[0].min(over.0[0]);
    }
    both
}

/// Share of the pixels below the top margin, where an empty contract says what it lacks, that differ clearly.
fn differing(a: &GrayImage, b: &GrayImage) -> f64 {
    let below = a.width() * (18.0 / 25.4 * 100.0) as u32;
    let pixels = a.pixels().zip(b.pixels()).skip(below as usize);
    let differ = pixels.filter(|(a, b)| a.0[0].abs_diff(b.0[0]) > 90);
    differ.count() as f64 / a.pixels().len() as f64
}

#[test]
fn values_laid_over_the_empty_form_make_the_filled_one() {
    let folder = tempfile::tempdir().unwrap();
    let look = std::env::var_os("COUNTERFOIL_PAPERS").map(std::path::PathBuf::from);
    let fonts = desk().fonts().unwrap();
    let (mut wrong, mut compared, mut moved) = (Vec::new(), 0, 0);
    for (project, form) in forms() {
        let name = format!("{}-{}", project.id(), form.id);
        let file = unmarked(project, form);
        let values = papers::overprint(project, form, &file, fonts).unwrap_or_else(|e| panic!("{name}: {e}"));
        let whole = papers::render(project, form, &file, fonts, 1).unwrap();
        let paper = papers::render_blank(project, form, fonts).unwrap();
        if let Some(folder) = &look {
            std::fs::write(folder.join(format!("{name}-values.pdf")), &values.pdf).unwrap();
        }
        assert_eq!(values.pages.len(), whole.pages.len(), "{name}");
        let [values_of, whole_of, paper_of] = [("values", &values), ("whole", &whole), ("paper", &paper)]
            .map(|(what, printed)| pictures(folder.path(), what, &printed.pdf, &AT_100_DPI));
        for ((values, whole), paper) in values_of.iter().zip(&whole_of).zip(paper_of.iter().cycle()) {
            // A value that is wider than its blank moves the words behind it, on white paper only.
            if differing(&laid_over(whole, paper), whole) > SHARE {
                moved += 1;
                continue;
            }
            compared += 1;
            let share = differing(&laid_over(values, paper), whole);
            if share > SHARE {
                wrong.push(format!("{name}: {:.3} %", share * 100.0));
            }
        }
    }
    assert!(compared > 32 && moved < 5, "{compared} pages, {moved} left out");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_value_of_the_whole_form_is_missing_among_the_values() {
    let folder = tempfile::tempdir().unwrap();
    let fonts = desk().fonts().unwrap();
    let text = |pdf: &[u8]| {
        let path = write(folder.path(), "paper.pdf", pdf);
        bare(&tool("pdftotext", ["-layout".as_ref(), path.as_os_str(), "-".as_ref()]).out)
    };
    let (mut missing, mut seen) = (Vec::new(), 0);
    for (project, form) in forms() {
        let file = unmarked(project, form);
        let whole = text(&papers::render(project, form, &file, fonts, 1).unwrap().pdf);
        let paper = text(&papers::render_blank(project, form, fonts).unwrap().pdf);
        let values = text(&papers::overprint(project, form, &file, fonts).unwrap().pdf);
        let rows = file.content.employees.iter().flat_map(|row| row.values());
        for value in file.content.fields.values().chain(rows).map(|value| bare(value)) {
            // What the form says by itself, however it was filled in, is on the paper.
            let times = |text: &str| text.matches(&value).count();
            if value.chars().count() < 2 || times(&whole) <= times(&paper) {
                continue;
            }
            seen += 1;
            if times(&values) < times(&whole) - times(&paper) {
                missing.push(format!("{} {}: {value}", project.id(), form.id));
            }
        }
    }
    missing.dedup();
    assert!(seen > 150, "{seen} values");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn nothing_of_the_form_itself_is_among_the_values() {
    let folder = tempfile::tempdir().unwrap();
    let fonts = desk().fonts().unwrap();
    for (project, form) in forms() {
        let values = papers::overprint(project, form, &unmarked(project, form), fonts).unwrap();
        let path = write(folder.path(), "values.pdf", &values.pdf);
        let text = bare(&tool("pdftotext", [path.as_os_str(), "-".as_ref()]).out);
        for words in ["申请", "盖章", "：", "第1页", "□", "☐"] {
            let own = |value: &String| bare(value).contains(words);
            let file = unmarked(project, form);
            let typed = file.content.fields.values().any(own);
            assert!(
                typed || !text.contains(words),
                "{} {}: {words} in {text}",
                project.id(),
                form.id
            );
        }
        let checked = tool("qpdf", ["--check".as_ref(), path.as_os_str()]);
        assert_eq!(checked.code, 0, "{checked:?}");
    }
}

#[test]
fn what_does_not_fit_the_printed_form_is_refused_by_its_label() {
    let fonts = desk().fonts().unwrap();
    let (mut refused, mut fitted) = (0, 0);
    for (project, form) in forms() {
        let mut file = worst::worst(project, form);
        for (field, value) in &mut file.content.fields {
            if field.ends_with("address") {
                *value = value.repeat(6);
            }
        }
        match papers::overprint(project, form, &file, fonts) {
            Ok(_) => fitted += 1,
            Err(told) => {
                refused += 1;
                assert_eq!(told.code, "form-no-room", "{} {}: {told}", project.id(), form.id);
                let named = ["地址", "住所", "住址", "单位", "名称", "姓名", "表", "员工"];
                assert!(named.iter().any(|label| told.message.contains(label)), "{told}");
                assert!(told.remedy.contains("套打"), "{told:?}");
            }
        }
    }
    assert!(refused > 10 && fitted > 5, "{refused} refused, {fitted} fitted");
}

/// A CA's multi-part sheet, scanned: our empty form as the CA's printer set it off, on the coloured paper of one part.
/// The values, put by the same offset, lie in their places on it.
#[test]
fn values_lie_in_their_places_on_a_scanned_multi_part_sheet_with_its_own_offset() {
    const OFFSET: (f64, f64) = (3.4, -1.6);
    const PARTS: [(&str, [f64; 3]); 3] = [
        ("f-snca-1a", [250.0, 250.0, 246.0]),
        ("f-snca-1b", [250.0, 214.0, 220.0]),
        ("f-snca-1c", [252.0, 246.0, 196.0]),
    ];
    let folder = tempfile::tempdir().unwrap();
    let look = std::env::var_os("COUNTERFOIL_PAPERS").map(std::path::PathBuf::from);
    let project = desk().project("snca-yztca").unwrap();
    let fonts = desk().fonts().unwrap();
    let page = |name: &str, pdf: &[u8]| {
        image::DynamicImage::from(pictures(folder.path(), name, pdf, &AT_100_DPI).remove(0)).to_rgb8()
    };
    for (seed, (id, colour)) in (61_u64..).zip(PARTS) {
        let form = project.form(id).unwrap();
        let paper = page("paper", &papers::render_blank(project, form, fonts).unwrap().pdf);
        let values = papers::overprint(project, form, &unmarked(project, form), fonts).unwrap();
        let placed = form::place(
            &values.pdf,
            form::Placement {
                offset: OFFSET,
                ..form::Placement::NONE
            },
        );
        let mut sheet = scan::synth::Capture::flatbed(seed, 6.0);
        (sheet.torn, sheet.stain, sheet.print_scale) = (None, None, 1.0);
        (sheet.turn_deg, sheet.paper, sheet.print_shift) = (1.1, colour, OFFSET);
        let scanned = sheet.take(&paper);
        // What our printer puts onto the sheet that lies so in the scan.
        let ours = scan::synth::Capture {
            print_shift: (0.0, 0.0),
            noise: 0.0,
            paper: [255.0; 3],
            shade: (0.0, 0.0),
            ..sheet.clone()
        };
        let ink = ours.take(&page("values", &placed.unwrap()));
        let places: Vec<[(f64, f64); 2]> = values.pages[0]
            .boxes
            .iter()
            .map(|b| {
                let corner = |x: f64, y: f64| scanned.forward((x, y));
                // A page that is askew by a degree: the box around the box.
                let (a, c) = (
                    corner(b.rect.x, b.rect.y),
                    corner(b.rect.x + b.rect.w, b.rect.y + b.rect.h),
                );
                let (b, d) = (
                    corner(b.rect.x + b.rect.w, b.rect.y),
                    corner(b.rect.x, b.rect.y + b.rect.h),
                );
                let (left, right) = (a.0.min(d.0), b.0.max(c.0));
                let (top, low) = (a.1.min(b.1), c.1.max(d.1));
                [(left - 3.0, top - 3.0), (right + 3.0, low + 3.0)]
            })
            .collect();
        let (mut whole, mut outside) = (0, 0);
        let mut both = scanned.image.clone();
        for (x, y, pixel) in ink.image.enumerate_pixels() {
            for (under, over) in both.get_pixel_mut(x, y).0.iter_mut().zip(pixel.0) {
                *under = (u16::from(*under) * u16::from(over) / 255) as u8;
            }
            if pixel.0[1] < 120 {
                whole += 1;
                let (x, y) = (f64::from(x), f64::from(y));
                let inside =
                    |[from, to]: &[(f64, f64); 2]| x >= from.0 && x <= to.0 && y >= from.1 && y <= to.1;
                outside += usize::from(!places.iter().any(inside));
            }
        }
        if let Some(folder) = &look {
            both.save(folder.join(format!("{id}-overlaid.png"))).unwrap();
        }
        assert!(whole > 1000, "{id}: {whole} pixels of ink");
        assert!(
            outside * 200 < whole,
            "{id}: {outside} of {whole} pixels outside of their places"
        );
    }
}
