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
    /// Whether some form has a field of this name.
    pub knows: &'a dyn Fn(&str) -> bool,
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
    /// What stands over the cell that is being written, and beside it: headings and labels, the nearest last.
    pub over: Vec<String>,
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
        let field = self.meant(&label)?;
        if self.fields.iter().any(|(_, known)| *known == field) {
            return None;
        }
        self.fields.push((label, field.clone()));
        Some(field)
    }

    /// The field of a label, by whose it is: `姓名` beside `法定代表人` is not the operator's. Where nobody knows a field
    /// of that person, none is proposed.
    fn meant(&self, label: &str) -> Option<String> {
        let plain = (self.wish.field_of)(label);
        let whose = self.over.iter().rev().find_map(|words| self.person(words));
        let Some(whose) = whose.filter(|_| person(label).is_none()) else {
            return plain;
        };
        let part = PARTS.iter().find(|(labels, _)| labels.contains(&label));
        let part = part.map(|(_, part)| *part).or_else(|| {
            let (_, part) = split(plain.as_deref()?)?;
            Some(part)
        });
        match part {
            // A unit has neither a first name nor an identity card.
            Some("name" | "id_no") if whose == "unit" => plain,
            Some(part) => Some(format!("{whose}_{part}")).filter(|field| (self.wish.knows)(field)),
            None => plain,
        }
    }

    /// Whom a heading or a label names, where it names anybody: as its own field says, else as its words do.
    fn person(&self, words: &str) -> Option<&'static str> {
        let named = person(words)?;
        let field = (self.wish.field_of)(&bare(words));
        let known = field.as_deref().and_then(split).map(|(person, _)| person);
        Some(known.unwrap_or(named))
    }

    pub fn is_unprintable(&self, c: char) -> bool {
        self.wish.unprintable.contains(&c)
    }
}

/// What a label that names nobody asks of the person it stands beside.
const PARTS: [(&[&str], &str); 4] = [
    (&["姓名", "名字"], "name"),
    (
        &["手机", "手机号", "手机号码", "移动电话", "联系电话", "电话"],
        "phone",
    ),
    (&["身份证号", "身份证号码", "证件号码", "证件号"], "id_no"),
    (&["电子邮箱", "电子邮件", "邮箱", "E-mail", "Email"], "email"),
];
/// Whom words name, by the names of their fields. The first that fits: `单位经办人` is no unit.
const PERSONS: [(&[&str], &str); 5] = [
    (&["经办人", "代办人", "被授权人", "代理人"], "operator"),
    (&["法定代表人", "法人代表", "法人", "负责人"], "legal_rep"),
    (&["联系人"], "contact"),
    (&["申请人", "个人"], "applicant"),
    (&["单位", "机构", "企业", "公司"], "unit"),
];
/// A heading is no longer than this, in characters.
const HEADING: usize = 14;

/// Whom a heading or a label names.
fn person(words: &str) -> Option<&'static str> {
    let named = |(names, _): &&(&[&str], &str)| names.iter().any(|name| words.contains(name));
    let found = PERSONS.iter().find(named);
    found
        .filter(|_| words.chars().count() <= HEADING)
        .map(|(_, field)| *field)
}

/// `operator_id_no` → `operator`, `id_no`.
fn split(field: &str) -> Option<(&'static str, &str)> {
    let parted = PERSONS.iter().find_map(|(_, person)| {
        let part = field.strip_prefix(person)?.strip_prefix('_')?;
        Some((*person, part))
    });
    // What only a unit has, it has whoever stands beside: its name, its addresses.
    parted.filter(|(person, _)| *person != "unit")
}

/// A label without stars, colons and white.
pub(crate) fn bare(label: &str) -> String {
    let dropped = |c: char| c.is_whitespace() || matches!(c, '*' | '＊' | '：' | ':');
    label.chars().filter(|c| !dropped(*c)).collect()
}
