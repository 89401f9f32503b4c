//! The rendered forms that are captured, and what is known about them.
//!
//! A folder holds, for each form, `NAME.json` (what `counterctl form render --json` says) and `NAME-1.png`,
//! `NAME-2.png` … (its pages at 300 dpi, by poppler). `cargo xtask bench scan` fills it.

use std::path::Path;

use image::RgbImage;
use pagemark::{LineMm, PageMark, RectMm};
use serde_json::Value;

/// One page of a form as printed.
pub struct Sheet {
    /// The page at 300 dpi.
    pub image: RgbImage,
    /// What its mark says.
    pub mark: PageMark,
    /// Its long lines.
    pub lines: Vec<LineMm>,
    /// Its frames for samples.
    pub frames: Vec<RectMm>,
}

/// Every page of every form in a folder, in the order of their names.
pub fn load(folder: &Path) -> Vec<Sheet> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of sheets is readable")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    names.sort();
    let sheets: Vec<Sheet> = names.iter().flat_map(|path| of_form(path)).collect();
    assert!(!sheets.is_empty(), "no sheets in {}", folder.display());
    sheets
}

fn of_form(path: &Path) -> Vec<Sheet> {
    let said: Value = serde_json::from_slice(&std::fs::read(path).expect("readable")).expect("JSON");
    let pages = said["pages"].as_array().expect("pages");
    let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
    pages
        .iter()
        .enumerate()
        .map(|(at, page)| {
            // Poppler counts with as many digits as the last page has.
            let digits = pages.len().to_string().len();
            let picture = path.with_file_name(format!("{stem}-{:0digits$}.png", at + 1));
            let image = image::open(&picture)
                .unwrap_or_else(|e| panic!("{}: {e}", picture.display()))
                .into_rgb8();
            let frames = page["boxes"].as_array().expect("boxes").iter();
            let frames = frames
                .filter(|b| b["kind"] == "frame")
                .map(|b| serde_json::from_value(b["rect"].clone()).expect("a rectangle"));
            // The clean rendering is the one witness of its mark that no reading in question has touched.
            let clean = scan::Page::from_image(image.clone(), Some(300.0));
            let mark = scan::read(&clean).0.mark.expect("a clean page reads");
            assert_eq!(
                (u64::from(mark.page), at as u64 + 1),
                (
                    page["page"].as_u64().expect("a page"),
                    at as u64 % u64::from(mark.pages) + 1
                )
            );
            Sheet {
                image,
                mark,
                lines: serde_json::from_value(page["lines"].clone()).expect("lines"),
                frames: frames.collect(),
            }
        })
        .collect()
}
