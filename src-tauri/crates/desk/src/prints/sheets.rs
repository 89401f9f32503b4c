//! The counter's own sheets (hand-over, customer's slip): forms like the CAs', kept under `forms/common`.

use form::{CaNumber, Filling, FormDescription, Marks, Rendered};

use crate::counter::desk::Desk;
use crate::rim::api::Refusal;
use crate::rim::writing::{Long, not_inside};

/// The project id that the counter's own sheets carry in their page marks.
const OWN: &str = "counter";

/// Lays one of the counter's own sheets out. Errors: `sheet-missing`, whatever the form refuses.
pub fn render(desk: &Desk, sheet: &str, case_number: &str, filling: &Filling) -> Result<Rendered, Refusal> {
    not_inside(Long::Layout);
    let description = description(desk, sheet)?;
    let marks = Marks {
        project: OWN.to_owned(),
        case: case_number.to_owned(),
        ca_number: CaNumber::Unused,
        print: 0,
    };
    Ok(form::render(
        &description,
        filling,
        Some(&marks),
        1..=1,
        desk.fonts()?,
    )?)
}

/// The version of a sheet, which a print of it keeps. Errors: as [`render`].
pub fn version(desk: &Desk, sheet: &str) -> Result<String, Refusal> {
    Ok(description(desk, sheet)?.version().to_owned())
}

fn description(desk: &Desk, sheet: &str) -> Result<FormDescription, Refusal> {
    let file = |name: &str, ending: &str| {
        let folders = desk.config.places.forms.iter();
        folders
            .map(|f| f.join("common").join(format!("{name}.{ending}")))
            .find_map(|p| std::fs::read_to_string(p).ok())
    };
    let text = file(sheet, "kdl").ok_or_else(|| {
        Refusal::new(
            "sheet-missing",
            format!("缺少受理点自用表 {sheet}"),
            "请管理员重新安装程序；受理点自用的单据随程序安装",
        )
    })?;
    Ok(FormDescription::parse(sheet, &text, &|name| file(name, "kdl"))?)
}

/// The sheet's form id.
pub const SHEET: &str = "handover";
/// Its title.
pub const SHEET_TITLE: &str = "领取交接单";
