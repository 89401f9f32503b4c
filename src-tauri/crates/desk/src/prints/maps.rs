//! The page maps of a print: where fields and frames stand on each page. The one place that reads them.

use form::PageMap;
use store::PrintRecord;

use crate::rim::api::Refusal;

/// The pages of all copies of a print.
///
/// # Errors
/// `print-record-damaged` when the record cannot be read: what stands where is then not known, and nothing may be taken
/// as complete on its word.
pub fn of(print: &PrintRecord) -> Result<Vec<PageMap>, Refusal> {
    serde_json::from_value(print.page_maps.clone()).map_err(|_| {
        Refusal::new(
            "print-record-damaged",
            "这张表的打印记录读不出，不知道各页有什么",
            "请重新打印这张表，盖章后再扫描",
        )
    })
}

/// The pages of the first copy.
///
/// # Errors
/// As [`of`].
pub fn of_first_copy(print: &PrintRecord) -> Result<Vec<PageMap>, Refusal> {
    let mut maps = of(print)?;
    maps.retain(|map| map.copy == 1);
    Ok(maps)
}
