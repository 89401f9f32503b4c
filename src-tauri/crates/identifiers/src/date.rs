//! Dates as they are typed at a counter: 2027-06-30, 2027.6.30, 2027/6/30, 20270630, 2027年6月30日. The normal form is
//! that of GB/T 7408.1-2023 (ISO 8601), extended format.

use chrono::NaiveDate;

use crate::finding::Report;
use crate::text::half_width;

/// The day that a text names, in any of the usual ways of writing it; none when it names none.
pub fn date_of(text: &str) -> Option<NaiveDate> {
    let text = half_width(text);
    let text = text.trim().trim_end_matches('日');
    let parts: Vec<&str> = text.split(['-', '.', '/', '年', '月']).map(str::trim).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month, day) = match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.is_ascii() => {
            (number(&whole[..4])?, number(&whole[4..6])?, number(&whole[6..])?)
        }
        [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// What is no day is refused; another way of writing one is offered in the normal form, which the forms can split.
pub(crate) fn date(text: &str, report: &mut Report) {
    match date_of(text) {
        None => {
            report.refuse(
                "date-form",
                format!("“{text}”不是日期"),
                "请写成 2027-06-30 的样子",
            );
        }
        Some(day) if day.to_string() != text => {
            report
                .refuse(
                    "date-writing",
                    "日期应写成 2027-06-30 的样子",
                    format!("改为 {day}"),
                )
                .suggestion = Some(day.to_string());
        }
        Some(_) => {}
    }
}
