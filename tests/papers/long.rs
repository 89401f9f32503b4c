//! Ordinary long values of 内蒙古 on every form: nothing stands smaller than is pleasant to read while the row could be
//! taller, and no page more is needed. With `COUNTERFOIL_PAPERS=FOLDER` every page is left there to be looked at.

use desk::prints::papers;
use practice::extremes::Filled;

use super::{desk, filled_with, forms};

/// Smallest size of a value, in points.
const LEGIBLE: f64 = 7.5;

#[test]
fn long_ordinary_values_stay_legible_and_need_no_page_more() {
    let look = std::env::var_os("COUNTERFOIL_PAPERS").map(std::path::PathBuf::from);
    let fonts = desk().fonts().unwrap();
    let (mut small, mut table) = (Vec::new(), String::new());
    for (project, form) in forms() {
        let name = format!("{}-{}", project.id(), form.id);
        table.push_str(&format!("{name:<28}"));
        let mut pages = Vec::new();
        for filled in [Filled::Example, Filled::Long, Filled::Worst] {
            let (what, file) = (filled.word(), filled_with(project, form, filled));
            let printed =
                papers::render(project, form, &file, fonts, 1).unwrap_or_else(|e| panic!("{name}: {e}"));
            let size = printed.smallest.unwrap_or(f64::INFINITY);
            table.push_str(&format!("  {what} {} p. {size:>5.2} pt", printed.pages.len()));
            if filled != Filled::Worst && size < LEGIBLE {
                small.push(format!("{name} {what}: {size:.2} pt {:?}", printed.remarks()));
            }
            if let Some(folder) = &look {
                std::fs::write(folder.join(format!("{name}-{what}.pdf")), &printed.pdf).unwrap();
            }
            pages.push(printed.pages.len());
        }
        if let Some(folder) = &look {
            let blank = papers::render_blank(project, form, fonts).unwrap();
            std::fs::write(folder.join(format!("{name}-blank.pdf")), &blank.pdf).unwrap();
        }
        table.push('\n');
        if pages[1] > pages[0] {
            small.push(format!(
                "{name}: {} pages, {} with long values",
                pages[0], pages[1]
            ));
        }
    }
    println!("{table}");
    assert!(small.is_empty(), "{small:#?}\n{table}");
}
