//! The fields a form needs, by the names of the data dictionary and with that form's own labels.

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

use identifiers::Kind;

use crate::When;

/// Whether a field must be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Required {
    /// Must be filled.
    Yes,
    /// May stay empty.
    No,
    /// At least one field of this group must be filled (`至少填写一个`).
    OneOf(String),
}

impl<'de> Deserialize<'de> for Required {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "yes" => Ok(Self::Yes),
            "no" => Ok(Self::No),
            other => match other.strip_prefix("one-of:") {
                Some(group) if !group.is_empty() => Ok(Self::OneOf(group.to_owned())),
                _ => Err(de::Error::custom(format!(
                    "need 不能是“{other}”，可用：yes、no、one-of:组名"
                ))),
            },
        }
    }
}

impl Serialize for Required {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Yes => serializer.serialize_str("yes"),
            Self::No => serializer.serialize_str("no"),
            Self::OneOf(group) => serializer.serialize_str(&format!("one-of:{group}")),
        }
    }
}

/// Whether a value goes over into the next case of the same customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carry {
    /// It is the customer's: offered again, to be looked at.
    #[default]
    Kept,
    /// It belongs to one application: its number, its dates, its invoice, its payment, its remarks.
    Once,
}

/// A choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// Dictionary name.
    pub id: String,
    /// The form's own label.
    pub label: String,
    /// Group id; set from the group the field stands in.
    #[serde(skip_deserializing)]
    pub group: String,
    /// Group title, for instance 申请单位基本资料; set from the group the field stands in.
    #[serde(skip_deserializing)]
    pub group_title: String,
    /// How its value is checked.
    #[serde(default)]
    pub check: Option<Kind>,
    /// Whether it must be filled.
    #[serde(rename = "need", default = "optional")]
    pub required: Required,
    /// Most characters it takes.
    #[serde(default = "most_characters")]
    pub max_len: u32,
    /// A short word beside it.
    #[serde(default)]
    pub note: Option<String>,
    /// Its choices, when it is one.
    #[serde(default)]
    pub options: Option<Vec<FieldOption>>,
    /// What it holds until something else is typed.
    #[serde(default)]
    pub default: Option<String>,
    /// Filled from this field unless typed: an organisation code from the unified code in it (positions 9–17), anything
    /// else as the same value. See [`Project::derived`](crate::Project::derived).
    #[serde(default)]
    pub derive: Option<String>,
    /// The value is a unit's name: brackets become full width.
    #[serde(default)]
    pub unit_name: bool,
    /// The value is the authority's own number of the case, of this shape: `Y`, `M`, `D` are a day's digits, `#` any
    /// digit, everything else itself. Once known it stands on paper as bars in place of the counter's number.
    #[serde(default)]
    pub case_number: Option<String>,
    /// Whether the value goes over into the customer's next case.
    #[serde(default)]
    pub carry: Carry,
    /// The value is the last day of something, whose first day stands in this field: it does not end before it begins.
    #[serde(default)]
    pub begins: Option<String>,
    /// The value is a day after which the paper it stands on holds no more: one that is past blocks.
    #[serde(default)]
    pub lapses: bool,
    /// The paper may be good for ever: `长期` stands in place of a day.
    #[serde(default)]
    pub endless: bool,
    /// Takes the whole row.
    #[serde(default)]
    pub wide: bool,
    /// Asked for only when this holds.
    #[serde(default, skip_serializing)]
    pub when: When,
}

/// What papers without a last day say: resident identity cards of the elderly, many business licences.
pub const ENDLESS: &str = "长期";

impl FieldSpec {
    /// Whether the value says that the paper has no last day, where the field allows that.
    pub fn is_endless(&self, value: &str) -> bool {
        self.endless && value.trim() == ENDLESS
    }

    /// A value in words: a choice by its label, anything else as it was entered.
    pub fn shown(&self, value: &str) -> String {
        let option = self.options.iter().flatten().find(|o| o.value == value);
        option.map_or(value, |o| &o.label).to_owned()
    }

    /// Whether a value can be the authority's number of a case; true for fields that hold no such number.
    pub fn is_case_number(&self, value: &str) -> bool {
        let Some(shape) = &self.case_number else {
            return true;
        };
        let letters = || shape.chars().zip(value.chars());
        let digits =
            |part: char| -> String { letters().filter(|(s, _)| *s == part).map(|(_, v)| v).collect() };
        let same = letters().all(|(shape, typed)| match shape {
            'Y' | 'M' | 'D' | '#' => typed.is_ascii_digit(),
            own => own == typed,
        });
        let day = ['Y', 'M', 'D'].map(digits).join("-");
        let is_day = day == "--" || chrono::NaiveDate::parse_from_str(&day, "%Y-%m-%d").is_ok();
        same && is_day && shape.chars().count() == value.chars().count()
    }
}

fn optional() -> Required {
    Required::No
}

fn most_characters() -> u32 {
    100
}

/// A headed group of fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldGroup {
    /// Group id.
    pub id: String,
    /// Its heading on the form.
    pub title: String,
    /// Certificate kinds whose form has it; none named means all.
    #[serde(default)]
    pub kind: Vec<case::CertKind>,
    /// True for the columns of a repeated table (the employee annex).
    #[serde(default)]
    pub repeated: bool,
    /// Its fields, in the form's order.
    pub fields: Vec<FieldSpec>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number on the guide's own form (004, line 200), and slips of it.
    #[test]
    fn a_number_of_the_authority_has_its_shape_and_a_day_in_it() {
        let spec: FieldSpec = toml::from_str(
            "id = \"ca_case_no\"\nlabel = \"业务单号：\"\ncase_number = \"00YYYYMMDD#######\"",
        )
        .unwrap();
        for (value, right) in [
            ("00202009200000604", true),
            ("00202609310000604", false),
            ("10202009200000604", false),
            ("0020200920000060", false),
            ("002020092000006041", false),
            ("0020200920000060X", false),
            ("LU-20261121-0001", false),
        ] {
            assert_eq!(spec.is_case_number(value), right, "{value}");
        }
    }
}
