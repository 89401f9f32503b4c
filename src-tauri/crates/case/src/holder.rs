//! Whose certificate it is: a unit, a person of a unit, or a person. Told from the entered content alone, by number
//! and only without one by name, so that two people of one unit are never taken for each other. Never here: a store, a
//! certificate.

use identifiers::{normal_code, normal_unit_name};

use crate::{CaseContent, CertKind};

/// Numbers of a unit by dictionary name, best first.
const UNIT_NUMBERS: [&str; 4] = ["uscc", "org_code", "institution_cert_no", "unit_other_id"];
/// Names and numbers of a person by dictionary name: those of an annex row, then those of a single applicant.
const PERSON: [(&str, &str); 2] = [("user_name", "user_id_no"), ("applicant_name", "applicant_id_no")];

/// A unit or a person, by name and number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Party {
    /// The name as entered.
    pub name: String,
    /// The number in its normal form; none where nothing was entered.
    pub code: Option<String>,
}

/// The holder of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Holder {
    /// The unit; none for a person who stands for no unit.
    pub unit: Option<Party>,
    /// The person; none for a unit's own certificate.
    pub person: Option<Party>,
}

impl Party {
    fn of(name: Option<&str>, code: Option<&str>) -> Option<Self> {
        let code = code.map(normal_code).filter(|code| !code.is_empty());
        match (name, code) {
            (None, None) => None,
            (name, code) => Some(Self {
                name: name.unwrap_or_default().to_owned(),
                code,
            }),
        }
    }

    /// By what a person is the same in another case: the number, else the name.
    pub fn as_person(&self) -> String {
        self.identity(|code| format!("code:{code}"))
    }

    /// By what a unit is the same in another case. A unified code stands for the organisation code in it (GB
    /// 32100-2015, positions 9–17), so that a unit entered by either is one unit.
    pub fn as_unit(&self) -> String {
        self.identity(|code| {
            let plain: String = code.chars().filter(|c| *c != '-').collect();
            match (plain.len(), plain.get(8..17)) {
                (18, Some(org)) => format!("org:{org}"),
                (9, _) => format!("org:{plain}"),
                _ => format!("code:{code}"),
            }
        })
    }

    fn identity(&self, of_code: impl FnOnce(&str) -> String) -> String {
        match self.code.as_deref() {
            Some(code) => of_code(code),
            None => format!("name:{}", normal_unit_name(&self.name)),
        }
    }
}

impl Holder {
    /// The party that the certificate names: the person, else the unit.
    pub fn party(&self) -> Option<&Party> {
        self.person.as_ref().or(self.unit.as_ref())
    }

    /// The name that tells the holder: the person's, else the unit's.
    pub fn name(&self) -> &str {
        self.party().map_or("", |party| &party.name)
    }
}

impl CaseContent {
    /// Whose certificate the case asks for; `row` names the employee in the annex. None while nothing is entered.
    pub fn holder(&self, row: Option<usize>) -> Option<Holder> {
        let unit_code = UNIT_NUMBERS.iter().find_map(|field| self.field(field));
        let unit = Party::of(self.field("unit_name"), unit_code);
        let holder = match self.kind {
            CertKind::Org => Holder { unit, person: None },
            CertKind::OrgEmployee => Holder {
                unit,
                person: Some(self.person(row)?),
            },
            CertKind::Person => Holder {
                unit: None,
                person: Some(self.person(None)?),
            },
        };
        holder.party()?;
        Some(holder)
    }

    /// The holders of all certificates that the case asks for: one for each filled row of the annex, else one.
    pub fn holders(&self) -> Vec<(Option<usize>, Holder)> {
        let rows = self.rows();
        if !rows.is_empty() {
            let rows = rows.into_iter();
            return rows
                .filter_map(|at| Some((Some(at), self.holder(Some(at))?)))
                .collect();
        }
        self.holder(None)
            .map(|holder| (None, holder))
            .into_iter()
            .collect()
    }

    fn person(&self, row: Option<usize>) -> Option<Party> {
        let row = row.and_then(|at| self.employees.get(at));
        let value = |field: &str| match row {
            Some(row) => row.get(field).map(|v| v.trim()).filter(|v| !v.is_empty()),
            None => self.field(field),
        };
        PERSON
            .iter()
            .find_map(|(name, number)| Party::of(value(name), value(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(code: &str) -> Party {
        Party::of(Some("甲"), Some(code)).expect("a party")
    }

    #[test]
    fn a_unit_is_one_by_its_unified_code_and_by_the_organisation_code_in_it() {
        assert_eq!(party("914403001922038216").as_unit(), "org:192203821");
        assert_eq!(party(" １９２２０３８２-1 ").as_unit(), "org:192203821");
        assert_eq!(party("粤事证第1号").as_unit(), "code:粤事证第1号");
    }

    #[test]
    fn a_person_is_one_by_the_whole_number_and_only_without_one_by_the_name() {
        let typed = party("44030719850912003x").as_person();
        assert_eq!(typed, party("４４０３０７19850912003X").as_person());
        let named = Party::of(Some(" 黎小满 "), None).expect("a party");
        assert_eq!(named.as_person(), "name:黎小满");
        assert_eq!(Party::of(None, Some(" ")), None);
    }
}
