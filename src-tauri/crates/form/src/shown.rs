//! What a form shows of its filling, without laying it out: the values that stand on it and the boxes that are ticked.
//!
//! Two fillings that show the same make the same paper, but for what belongs to the moment of printing. So a print
//! still holds as long as this has not changed. It never measures anything and knows no page.

use crate::description::{Block, Content, FormDescription, Row};
use crate::filling::{CopyOf, Filling, Scope};
use crate::inline::{Condition, Item};

impl FormDescription {
    /// Everything the form shows of a filling, in the order of its description: values as they are printed, `+` or
    /// `-` for a tick box, and an empty text where a condition leaves a value out. Fields named in `fixed` are left
    /// out altogether: they are written at the moment of printing, and what they say later is of no concern to a
    /// sheet that exists.
    pub fn shown(&self, filling: &Filling, fixed: &[&str]) -> Vec<String> {
        let copy = CopyOf {
            number: 1,
            count: 1,
            caption: "",
        };
        let mut seen = Seen {
            fixed,
            shown: Vec::new(),
        };
        seen.blocks(&self.blocks, Scope::new(filling, copy));
        seen.shown
    }
}

struct Seen<'a> {
    fixed: &'a [&'a str],
    shown: Vec<String>,
}

impl Seen<'_> {
    fn blocks(&mut self, blocks: &[Block], scope: Scope<'_>) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.items(&paragraph.items, scope),
                Block::Keep(inner)
                | Block::Office(inner)
                | Block::Only { blocks: inner, .. }
                | Block::Sheet { blocks: inner, .. } => self.blocks(inner, scope),
                Block::Table(table) => table.rows.iter().for_each(|row| self.row(row, scope)),
                Block::Code { field, .. } => self.shown.push(scope.value(field)),
                Block::Space { .. } | Block::Rule | Block::PageBreak | Block::Picture(_) => {}
            }
        }
    }

    /// A row once, or once for every entry of its list; how many there are is part of what is shown.
    fn row(&mut self, row: &Row, scope: Scope<'_>) {
        let Some(each) = &row.each else {
            return self.cells(row, scope);
        };
        let entries = scope.filling.rows.get(&each.list).map_or(0, Vec::len);
        self.shown.push(format!("{} {entries}", each.list));
        for index in 0..entries {
            let of_entry = Scope {
                row: Some((&each.list, index)),
                ..scope
            };
            self.cells(row, of_entry);
        }
    }

    fn cells(&mut self, row: &Row, scope: Scope<'_>) {
        for cell in &row.cells {
            match &cell.content {
                Content::Text(items)
                | Content::Frame { caption: items, .. }
                | Content::Sign { label: items, .. } => self.items(items, scope),
                Content::Grid { field, .. } | Content::Bar { field } => self.value(field, None, scope),
            }
        }
    }

    fn items(&mut self, items: &[Item], scope: Scope<'_>) {
        for item in items {
            match item {
                Item::Value { field, when }
                | Item::Blank {
                    field: Some(field),
                    when,
                    ..
                } => self.value(field, when.as_ref(), scope),
                Item::Tick {
                    when: Some(when),
                    always: false,
                } => self.tick(when, scope),
                Item::Blank { field: None, .. } | Item::Tick { .. } | Item::Words { .. } | Item::Break => {}
            }
        }
    }

    fn value(&mut self, field: &str, when: Option<&Condition>, scope: Scope<'_>) {
        let base = crate::filling::split_date(field).map_or(field, |(base, _)| base);
        if field.starts_with('#') || self.fixed.contains(&base) {
            return;
        }
        let stands = when.is_none_or(|when| scope.holds(&when.field, &when.values));
        self.shown.push(match stands {
            true => scope.value(field),
            false => String::new(),
        });
    }

    fn tick(&mut self, when: &Condition, scope: Scope<'_>) {
        let ticked = scope.holds(&when.field, &when.values);
        self.shown.push(if ticked { "+" } else { "-" }.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"form "f" version="1" {
        p "{unit_name} {[]business=new} {_years?business=new:10} {apply_date.year}"
        table cols="1fr" { row each="employees" fill=3 h=8 { value ".user_name" } }
    }"#;

    fn shown(values: &[(&str, &str)], names: &[&str]) -> Vec<String> {
        let form = FormDescription::parse("f.kdl", FORM, &|_| None).unwrap();
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let row = |name: &&str| [("user_name".to_owned(), (*name).to_owned())].into();
        let filling = Filling {
            values: values.iter().map(own).collect(),
            rows: [("employees".to_owned(), names.iter().map(row).collect())].into(),
            ..Filling::default()
        };
        form.shown(&filling, &["apply_date"])
    }

    #[test]
    fn what_is_shown_changes_with_what_stands_on_the_form_and_with_nothing_else() {
        let new = [("unit_name", "甲"), ("business", "new"), ("years", "3")];
        let base = shown(&new, &["乙"]);
        assert_eq!(base, ["甲", "+", "3", "employees 1", "乙"]);
        let same = [
            ("unit_name", " 甲\u{200b} "),
            ("business", "new"),
            ("years", "3"),
            ("apply_date", "2026-11-21"),
            ("remark", "不在表上"),
        ];
        assert_eq!(shown(&same, &["乙"]), base);
        for other in [
            [("unit_name", "丙"), ("business", "new"), ("years", "3")],
            [("unit_name", "甲"), ("business", "renew"), ("years", "3")],
            [("unit_name", "甲"), ("business", "new"), ("years", "1")],
        ] {
            assert_ne!(shown(&other, &["乙"]), base, "{other:?}");
        }
        assert_ne!(shown(&new, &["乙", "丁"]), base);
        let unsaid = [("unit_name", "甲"), ("business", "renew"), ("years", "3")];
        let otherwise = [("unit_name", "甲"), ("business", "renew"), ("years", "1")];
        assert_eq!(
            shown(&unsaid, &[]),
            shown(&otherwise, &[]),
            "the years stand with 新申请 only"
        );
    }
}
