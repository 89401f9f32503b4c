//! What a description is wished to be, what came of it, and the labels and fields that come up while it is written.

use std::collections::BTreeSet;

use crate::model::Note;

/// What the description is to be called, and which labels are known.
pub struct Wish<'a> {
    /// The form's id: letters, digits, `-`, `.`, `_`.
    pub id: &'a str,
    /// Version of the description.
    pub version: &'a str,
    /// The file's name, for the description's first line.
    pub source: &'a str,
    /// The field that a label (`单位名称`) stands for, where it is known.
    pub field_of: &'a dyn Fn(&str) -> Option<String>,
    /// Replaced by a blank letter: characters that no font of the printer has.
    pub unprintable: &'a BTreeSet<char>,
}

/// A first description.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The description.
    pub kdl: String,
    /// Its title.
    pub title: String,
    /// How many tables and cells came over.
    pub tables: usize,
    /// Cells of all tables.
    pub cells: usize,
    /// Fields that were proposed, with their labels.
    pub fields: Vec<(String, String)>,
    /// Labels beside an empty cell whose field is not known.
    pub open: Vec<String>,
    /// What to look at.
    pub notes: Vec<Note>,
}

/// What comes up while wordings are written.
pub(crate) struct Wording<'a> {
    pub wish: &'a Wish<'a>,
    pub fields: Vec<(String, String)>,
    pub open: Vec<String>,
    /// How wide a blank may be, in millimetres.
    pub room: f64,
}

impl Wording<'_> {
    /// The field that a label stands for, once: the same label elsewhere may be somebody else's.
    pub fn field(&mut self, label: &str) -> Option<String> {
        let label = bare(label);
        if label.is_empty() || label.chars().count() > 24 {
            return None;
        }
        let field = (self.wish.field_of)(&label)?;
        if self.fields.iter().any(|(_, known)| *known == field) {
            return None;
        }
        self.fields.push((label, field.clone()));
        Some(field)
    }

    pub fn is_unprintable(&self, c: char) -> bool {
        self.wish.unprintable.contains(&c)
    }
}

/// A label without stars, colons and white.
pub(crate) fn bare(label: &str) -> String {
    let dropped = |c: char| c.is_whitespace() || matches!(c, '*' | '＊' | '：' | ':');
    label.chars().filter(|c| !dropped(*c)).collect()
}
