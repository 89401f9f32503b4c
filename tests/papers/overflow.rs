//! Forms that long values drive onto one page more: nobody signs alone. Every place to sign has the words above it on
//! its own page, and an entry of the continuation list is never split. With `COUNTERFOIL_PAPERS=FOLDER` the papers are
//! left there to be looked at.

use counterfoil_tests::tool;
use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use form::BoxKind;
use project::{FormRef, Project};

use super::{desk, example, forms, write};

/// Words that belong to a place to sign stand this near above it, in millimetres.
const NEAR: f64 = 62.0;
/// Below the marks, in millimetres.
const BODY: f64 = 22.5;

/// The example with values that go on and on.
fn endless(project: &Project, form: &FormRef, times: usize) -> CaseFile {
    let mut file = example(project, form);
    let long = |text: &str| text.repeat(times);
    for (field, value) in &mut file.content.fields {
        if field.ends_with("address") || field == "unit_name" {
            *value = long("内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗尼尔基镇纳文大街中段");
        } else if field.ends_with("_name") {
            *value = long("乌力吉巴雅尔");
        }
    }
    file
}

/// Middle and lower edge of every word of every page, in millimetres.
fn words(pdf: &std::path::Path) -> Vec<Vec<(f64, f64)>> {
    let said = tool("pdftotext", ["-bbox".as_ref(), pdf.as_os_str(), "-".as_ref()]).out;
    let mut pages = Vec::new();
    for line in said.lines() {
        let edge = |key: &str| -> f64 {
            let at = line.split(&format!("{key}=\"")).nth(1).unwrap_or_default();
            let number = at.split('"').next().unwrap_or_default();
            number.parse::<f64>().unwrap_or_default() * 25.4 / 72.0
        };
        if line.contains("<page ") {
            pages.push(Vec::new());
        } else if line.contains("<word ")
            && let Some(page) = pages.last_mut()
        {
            page.push(((edge("xMin") + edge("xMax")) / 2.0, edge("yMax")));
        }
    }
    pages
}

#[test]
fn nobody_signs_alone_on_a_page() {
    let look = std::env::var_os("COUNTERFOIL_PAPERS").map(std::path::PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let (mut alone, mut over, mut signs) = (Vec::new(), 0, 0);
    for (project, form) in forms() {
        let usual =
            papers::render(project, form, &example(project, form), desk().fonts().unwrap(), 1).unwrap();
        for times in [3, 6, 9, 14, 20] {
            let name = format!("{}-{}-over{times}", project.id(), form.id);
            let file = endless(project, form, times);
            let printed = papers::render(project, form, &file, desk().fonts().unwrap(), 1).unwrap();
            over += usize::from(printed.pages.len() > usual.pages.len());
            let path = write(
                look.as_deref().unwrap_or(folder.path()),
                &format!("{name}.pdf"),
                &printed.pdf,
            );
            let words = words(&path);
            for page in &printed.pages {
                let places = page.boxes.iter().filter(|b| {
                    let office = b.kind == BoxKind::Office && b.name.starts_with("sign.");
                    b.kind == BoxKind::Sign || office
                });
                for place in places {
                    signs += 1;
                    let top = place.rect.y;
                    let above = words[usize::from(page.page) - 1]
                        .iter()
                        .any(|(_, low)| *low > BODY && *low < top + 1.5 && *low > top - NEAR);
                    if !above {
                        alone.push(format!("{name}, page {}: {}", page.page, place.name));
                    }
                }
            }
        }
    }
    assert!(
        over > 40 && signs > 200,
        "{over} papers of more pages, {signs} places"
    );
    assert!(alone.is_empty(), "{alone:#?}");
}
