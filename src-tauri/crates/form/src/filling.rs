//! The values a form is filled with, and how a description's names find them.
//!
//! Names are those of the fields of the project files (`forms/README.md`). Dates come in as ISO (`2026-11-21`,
//! `2026-11-21T09:30`) and are split here: `apply_date.year`, `.month`, `.day`, `.hour`, `.minute`. Nothing is
//! checked for truth here, only for size.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::FormError;

/// No field of any form is longer, in characters.
const MAX_VALUE: usize = 4000;
/// No application has more rows.
const MAX_ROWS: usize = 2000;

/// What goes into the blanks.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filling {
    /// Single fields by name.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Repeated rows by the name of their list, for instance `employees`.
    #[serde(default)]
    pub rows: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    /// What people call the fields (`unit_name`: 单位名称), where the form has no label beside them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// What every page says above the form, for instance that numbers are covered; nothing when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notice: String,
}

impl Filling {
    /// As many rows, and no value.
    pub(crate) fn emptied(&self) -> Self {
        let rows = self.rows.iter();
        Self {
            rows: rows
                .map(|(list, rows)| (list.clone(), vec![BTreeMap::new(); rows.len()]))
                .collect(),
            ..Self::default()
        }
    }

    /// Refuses values and row counts that no form could hold.
    pub(crate) fn check_size(&self) -> Result<(), FormError> {
        let cells = self.rows.values().flatten().flatten();
        for (field, value) in self.values.iter().chain(cells) {
            let length = value.chars().count();
            if length > MAX_VALUE {
                return Err(FormError::TooLong {
                    field: field.clone(),
                    length,
                    limit: MAX_VALUE,
                });
            }
        }
        for (field, rows) in &self.rows {
            if rows.len() > MAX_ROWS {
                return Err(FormError::TooLong {
                    field: field.clone(),
                    length: rows.len(),
                    limit: MAX_ROWS,
                });
            }
        }
        Ok(())
    }
}

/// Where a name is looked up: the whole filling, and within a sheet or row that part of a list.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub filling: &'a Filling,
    /// Name of the list whose chunk this sheet shows, and the chunk's range in it.
    pub sheet: Option<(&'a str, usize, usize)>,
    /// Name of the list and index of the row this cell stands in.
    pub row: Option<(&'a str, usize)>,
    /// Which copy (份, 联) this is.
    pub copy: CopyOf<'a>,
}

/// One copy among the copies of a form.
#[derive(Clone, Copy)]
pub(crate) struct CopyOf<'a> {
    pub number: u16,
    pub count: u16,
    pub caption: &'a str,
}

impl<'a> Scope<'a> {
    pub fn new(filling: &'a Filling, copy: CopyOf<'a>) -> Self {
        Self {
            filling,
            sheet: None,
            row: None,
            copy,
        }
    }

    /// The full name of a field for the map: `.user_name` becomes `employees.3.user_name`.
    pub fn full_name(&self, name: &str) -> String {
        match (name.strip_prefix('.'), self.row) {
            (Some(column), Some((list, index))) => format!("{list}.{}.{column}", index + 1),
            (Some(column), None) => column.to_owned(),
            (None, _) => name.to_owned(),
        }
    }

    /// What the caller says people call a field; a row's field with the number of its row.
    pub fn known_label(&self, full_name: &str) -> Option<String> {
        let of = |name: &str| self.filling.labels.get(name);
        match full_name.split('.').collect::<Vec<_>>().as_slice() {
            [_, row, column] if row.bytes().all(|b| b.is_ascii_digit()) => {
                Some(format!("第{row}行{}", of(column)?))
            }
            _ => of(full_name).cloned(),
        }
    }

    /// The value of a field, empty when there is none.
    pub fn value(&self, name: &str) -> String {
        if name == "#rows" {
            return match self.sheet {
                Some((_, from, to)) if to > from => (to - from).to_string(),
                _ => String::new(),
            };
        }
        match name {
            "#row" => {
                return self
                    .row
                    .map(|(_, index)| (index + 1).to_string())
                    .unwrap_or_default();
            }
            "#copy" => return self.copy.number.to_string(),
            "#copies" => return self.copy.count.to_string(),
            "#caption" => return self.copy.caption.to_owned(),
            _ => {}
        }
        let (map, name) = match (name.strip_prefix('.'), self.row) {
            (Some(column), Some((list, index))) => {
                match self.filling.rows.get(list).and_then(|rows| rows.get(index)) {
                    Some(row) => (row, column),
                    None => return String::new(),
                }
            }
            (Some(_), None) => return String::new(),
            (None, _) => (&self.filling.values, name),
        };
        if let Some(value) = map.get(name) {
            return tidy(value);
        }
        match split_date(name) {
            Some((base, part)) => map
                .get(base)
                .map(|date| date_part(date, part))
                .unwrap_or_default(),
            None => String::new(),
        }
    }

    /// True when the field holds one of the values; a field may hold several, separated by commas.
    pub fn holds(&self, name: &str, wanted: &[String]) -> bool {
        let value = self.value(name);
        value.split(',').any(|v| wanted.iter().any(|w| w == v.trim()))
    }
}

const PARTS: [&str; 5] = ["year", "month", "day", "hour", "minute"];

/// `apply_date.year` → (`apply_date`, 0).
pub(crate) fn split_date(name: &str) -> Option<(&str, usize)> {
    let (base, part) = name.rsplit_once('.')?;
    PARTS
        .iter()
        .position(|p| *p == part)
        .filter(|_| !base.is_empty())
        .map(|at| (base, at))
}

/// One part of an ISO date and time, without leading zeros; empty when the text is no date.
fn date_part(date: &str, part: usize) -> String {
    let numbers: Vec<&str> = date.trim().split(['-', 'T', ' ', ':', '+', 'Z']).collect();
    match numbers.get(part).and_then(|n| n.parse::<u32>().ok()) {
        Some(n) => n.to_string(),
        None => String::new(),
    }
}

/// A value as it is printed: no line breaks or control characters, no outer blanks.
pub(crate) fn tidy(value: &str) -> String {
    let seen = value.chars().filter(|c| !is_invisible(*c));
    let cleaned: String = seen.map(|c| if c.is_control() { ' ' } else { c }).collect();
    cleaned.trim().to_owned()
}

/// Marks without ink that come along when text is copied from web pages: joiners, direction marks, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_split_and_rows_are_numbered_from_one() {
        let mut filling = Filling::default();
        filling.values.insert("apply_date".into(), "2026-03-09".into());
        filling
            .values
            .insert("acceptance_time".into(), "2026-11-21T09:05".into());
        filling.rows.insert(
            "employees".into(),
            vec![[("user_name".to_owned(), "甲".to_owned())].into()],
        );
        let scope = Scope {
            row: Some(("employees", 0)),
            ..Scope::new(
                &filling,
                CopyOf {
                    number: 1,
                    count: 1,
                    caption: "",
                },
            )
        };
        let table = [
            ("apply_date.year", "2026"),
            ("apply_date.month", "3"),
            ("apply_date.hour", ""),
            ("acceptance_time.hour", "9"),
            ("nothing.year", ""),
            (".user_name", "甲"),
            ("#row", "1"),
        ];
        for (name, expected) in table {
            assert_eq!(scope.value(name), expected, "{name}");
        }
        assert_eq!(scope.full_name(".user_name"), "employees.1.user_name");
    }
}
