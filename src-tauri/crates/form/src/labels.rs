//! What people call a field: the words of the form beside it.
//!
//! Errors, notes and the continuation list speak of 通信地址, never of `unit_mail_address`. What stands on the form
//! comes first, then the caller's own list of names; an id is the last resort.

use crate::description::{Cell, Content};
use crate::filling::Scope;
use crate::inline::Item;

/// The name of a field that stands in a wording: its full name is `unit_name` or `employees.3.user_name`.
pub(crate) fn of(scope: &Scope<'_>, label: &str, items: &[Item], full_name: &str) -> String {
    let own = words_before(items, full_name);
    let known = || scope.known_label(full_name);
    match (own, label) {
        (Some(own), "") => known().unwrap_or(own),
        (Some(own), label) if scope.row.is_some() => format!("{label}（{own}）"),
        (Some(own), _) => own,
        (None, "") => known().unwrap_or_else(|| full_name.to_owned()),
        (None, label) => label.to_owned(),
    }
}

/// The words before a value in its own cell, if there are any.
fn words_before(items: &[Item], full_name: &str) -> Option<String> {
    let mut before = None;
    let mut after_value = false;
    for item in items {
        match item {
            Item::Words { text, .. } => {
                before = bare(if after_value { behind_unit(text) } else { text }).or(before);
                after_value = false;
            }
            Item::Value { field, .. }
            | Item::Blank {
                field: Some(field), ..
            } if full_name.ends_with(field.as_str()) => {
                return before;
            }
            Item::Value { .. } | Item::Blank { .. } => after_value = true,
            _ => {}
        }
    }
    None
}

/// What stands behind the unit of the value before: of `时  业务备注：` the label, not the hours' own word.
fn behind_unit(text: &str) -> &str {
    let gap = text.find("  ").into_iter().chain(text.find('\u{3000}')).min();
    gap.map_or(text, |at| &text[at..])
}

/// A label without its colon, the star of what must be filled in, and the blanks inside it.
fn bare(text: &str) -> Option<String> {
    let bare = text.replace([' ', '\u{3000}'], "");
    let bare = bare.trim_matches(['：', ':', '，', ',', '*']);
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// The wording of a label cell, for the fields of the cells behind it.
pub(crate) fn words_of(cell: &Cell) -> Option<String> {
    let Content::Text(items) = &cell.content else {
        return None;
    };
    let first = items.iter().find_map(|i| {
        if let Item::Words { text, .. } = i {
            Some(text)
        } else {
            None
        }
    });
    let only_words = items
        .iter()
        .all(|i| matches!(i, Item::Words { .. } | Item::Break));
    first.filter(|_| only_words).and_then(|text| bare(text))
}
