//! Whom a case knows as the one to fetch, and whether the person at the window is that one. Looks only at names and
//! numbers; the face beside the picture is the clerk's.

use case::CaseContent;
use chrono::NaiveDate;

/// Who may fetch, as the form named that person.
pub(crate) struct Applicant<'a> {
    /// 经办人, 申请人, 联系人.
    pub role: &'static str,
    pub name: &'a str,
    pub id_no: &'a str,
    pub phone: &'a str,
}

/// The persons that forms name, with the fields of name, number and telephone; who acts for the unit comes first.
const PERSONS: [(&str, [&str; 3]); 4] = [
    ("经办人", ["operator_name", "operator_id_no", "operator_phone"]),
    ("申请人", ["applicant_name", "applicant_id_no", "applicant_phone"]),
    ("代理人", ["agent_name", "agent_id_no", "agent_phone"]),
    ("联系人", ["contact_name", "contact_id_no", "contact_way"]),
];

impl<'a> Applicant<'a> {
    /// The first person whose name and number the case knows; else the first whose name it knows, since some forms
    /// ask for no number; else nobody.
    pub fn of(content: &'a CaseContent) -> Self {
        let field = |id: &str| content.field(id).unwrap_or_default().trim();
        let persons = || {
            PERSONS.into_iter().map(|(role, [name, id_no, phone])| Self {
                role,
                name: field(name),
                id_no: field(id_no),
                phone: field(phone),
            })
        };
        let nobody = Self {
            role: "经办人",
            name: "",
            id_no: "",
            phone: "",
        };
        persons()
            .find(|one| !one.name.is_empty() && !one.id_no.is_empty())
            .or_else(|| persons().find(|one| !one.name.is_empty()))
            .unwrap_or(nobody)
    }

    /// Whether this is the name that the form says. A case without a name lets any pass: the sheet keeps who it was.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.is_empty() || same_name(self.name, name)
    }

    /// Whether this is the number that the form says.
    pub fn has_number(&self, number: &str) -> bool {
        !self.id_no.is_empty() && identifiers::normal_code(number) == identifiers::normal_code(self.id_no)
    }
}

/// A name may be written with spaces, in full width, or with another point between its parts.
fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        identifiers::half_width(name)
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if "•‧・.∙".contains(c) { '·' } else { c })
            .collect::<String>()
            .to_uppercase()
    };
    plain(one) == plain(other)
}

/// What is wrong with a number as it was typed, when something is: 校验码, birthday, division. A number that a case holds
/// already was settled at the intake and is not asked again.
pub(crate) fn number_problem(number: &str, today: NaiveDate) -> Option<identifiers::Finding> {
    let checked = identifiers::check(identifiers::Kind::PersonId, number, today);
    checked
        .findings
        .into_iter()
        .find(|found| found.severity == identifiers::Severity::Refuse)
}

/// At which places two numbers of the same length differ, in words; empty where that does not help.
pub(crate) fn differing(typed: &str, known: &str) -> String {
    let (typed, known) = (identifiers::normal_code(typed), identifiers::normal_code(known));
    if typed.chars().count() != known.chars().count() {
        return String::new();
    }
    let places: Vec<String> = typed
        .chars()
        .zip(known.chars())
        .enumerate()
        .filter(|(_, (one, other))| one != other)
        .map(|(at, _)| (at + 1).to_string())
        .collect();
    match places.len() {
        1..=3 => format!("，不同的是第 {} 位", places.join("、")),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_every_way_of_writing() {
        assert!(same_name("古丽·买买提", "古丽•买买提"));
        assert!(same_name("沈若川", " 沈 若川　"));
        assert!(same_name("Ａnna", "anna"));
        assert!(!same_name("沈若川", "沈若"));
    }

    #[test]
    fn few_differing_places_are_named_and_many_are_not() {
        assert_eq!(
            differing("110105194912310021", "110105194912310022"),
            "，不同的是第 18 位"
        );
        assert_eq!(differing("11010519491231002x", "11010519491231002X"), "");
        assert_eq!(differing("1101", "110105194912310022"), "");
        assert_eq!(differing("220106200001011234", "110105194912310022"), "");
    }
}
