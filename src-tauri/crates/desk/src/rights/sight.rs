//! What one account sees at one place, applied to values and to sentences.

use case::{CaseContent, FieldMap, Roles};
use identifiers::{Kind, Personal};
use project::{FieldSpec, Project};
use store::Numbers;

use crate::rights::groups::{FieldGroup, group_of, group_of_field};
use crate::rights::table::{Place, Seeing, TABLE};

/// Characters of an address that stay: the province and the town.
const OF_ADDRESS: usize = 6;

/// How an account may look for people by their numbers: who does not read them whole does not find by a piece of one.
pub fn searches(roles: &Roles) -> Numbers {
    let sight = Sight::of(roles, Place::Case);
    match sight.has(FieldGroup::IdNumbers) && sight.has(FieldGroup::Phones) {
        true => Numbers::InPart,
        false => Numbers::Whole,
    }
}

/// What is seen of each group.
#[derive(Debug, Clone)]
pub struct Sight([Seeing; FieldGroup::ALL.len()]);

impl Sight {
    /// That of an account with some roles, at a place: of several roles the one that sees most.
    pub fn of(roles: &Roles, place: Place) -> Self {
        Self(TABLE.map(|line| {
            match place {
                Place::List => line.list,
                Place::Case => roles
                    .iter()
                    .map(|role| line.of(role))
                    .max()
                    .unwrap_or(Seeing::Hidden),
            }
        }))
    }

    /// What is seen of a group.
    pub fn sees(&self, group: FieldGroup) -> Seeing {
        let mut lines = TABLE.iter().zip(self.0);
        lines
            .find_map(|(line, seeing)| (line.group == group).then_some(seeing))
            .unwrap_or(Seeing::Hidden)
    }

    /// That of lists, which is the same for everybody.
    pub fn in_lists() -> Self {
        Self::of(&Roles::default(), Place::List)
    }

    /// Whether all is seen whole.
    pub fn is_whole(&self) -> bool {
        self.0.iter().all(|seeing| *seeing == Seeing::Whole)
    }

    /// Whether a group is seen whole.
    pub fn has(&self, group: FieldGroup) -> bool {
        self.sees(group) == Seeing::Whole
    }

    /// A value of a group as it is shown.
    pub fn value(&self, group: FieldGroup, value: &str) -> String {
        match self.sees(group) {
            Seeing::Whole => value.to_owned(),
            Seeing::Masked => covered(group, value),
            Seeing::Hidden => String::new(),
        }
    }

    /// A value of a field as it is shown. What stands in a field of no group is looked through for numbers of persons,
    /// unless its project says what else it is.
    pub fn field(&self, id: &str, check: Option<Kind>, value: &str) -> String {
        match group_of(id, check) {
            Some(group) => self.value(group, value),
            None if check.is_some() => value.to_owned(),
            None => self.text(value),
        }
    }

    /// A sentence, a file's name, and whatever else people type.
    pub fn text(&self, text: &str) -> String {
        let kinds = [
            (FieldGroup::IdNumbers, Personal::Documents),
            (FieldGroup::Phones, Personal::Phones),
            (FieldGroup::Emails, Personal::Emails),
        ];
        let covered: Vec<Personal> = kinds
            .into_iter()
            .filter(|(group, _)| !self.has(*group))
            .map(|(_, kind)| kind)
            .collect();
        match covered.is_empty() {
            true => text.to_owned(),
            false => identifiers::mask_personal(text, &covered),
        }
    }

    /// A sentence about a case: its own values are covered too, of whatever form they are.
    pub fn text_of(&self, known: &Known, text: &str) -> String {
        let mut out = text.to_owned();
        for (group, value) in &known.0 {
            if !self.has(*group) && out.contains(value.as_str()) {
                out = out.replace(value.as_str(), &covered(*group, value));
            }
        }
        self.text(&out)
    }

    /// Single fields as they are shown.
    pub fn fields(&self, specs: &[FieldSpec], fields: &FieldMap) -> FieldMap {
        let check = |id: &str| {
            specs
                .iter()
                .find(|spec| spec.id == id)
                .and_then(|spec| spec.check)
        };
        fields
            .iter()
            .map(|(id, value)| (id.clone(), self.field(id, check(id), value)))
            .collect()
    }

    /// A content as it is shown, and the names of the fields in it that are not shown whole.
    pub fn content(&self, project: &Project, content: &CaseContent) -> (CaseContent, Vec<String>) {
        let specs = project.fields(content.business, content.kind, content.channel);
        let columns = project.employee_columns();
        let shown = CaseContent {
            fields: self.fields(&specs, &content.fields),
            employees: content
                .employees
                .iter()
                .map(|row| self.fields(&columns, row))
                .collect(),
            ..content.clone()
        };
        let mut names = differing("", &content.fields, &shown.fields);
        for (at, (row, told)) in content.employees.iter().zip(&shown.employees).enumerate() {
            names.extend(differing(&format!("employees.{at}."), row, told));
        }
        (shown, names)
    }
}

fn differing(before: &str, stored: &FieldMap, shown: &FieldMap) -> Vec<String> {
    let names = stored
        .iter()
        .filter(|(name, value)| shown.get(*name) != Some(*value));
    names.map(|(name, _)| format!("{before}{name}")).collect()
}

/// A value of a group with all but its ends covered.
fn covered(group: FieldGroup, value: &str) -> String {
    match group {
        FieldGroup::IdNumbers | FieldGroup::Accounts => identifiers::mask_id(value),
        FieldGroup::Phones => identifiers::mask_phone(value),
        FieldGroup::Emails => identifiers::mask_email(value),
        FieldGroup::Addresses => {
            let head: String = value.chars().take(OF_ADDRESS).collect();
            match value.chars().count() > OF_ADDRESS {
                true => format!("{head}****"),
                false => "****".to_owned(),
            }
        }
        FieldGroup::Papers | FieldGroup::Samples | FieldGroup::Certificates => String::new(),
    }
}

/// Sentences about one case as somebody gets to read them.
#[derive(Debug, Clone)]
pub struct Teller {
    sight: Sight,
    known: Known,
}

impl Teller {
    /// In lists.
    pub fn in_lists(known: Known) -> Self {
        Self {
            sight: Sight::in_lists(),
            known,
        }
    }

    /// A sentence.
    pub fn text(&self, text: &str) -> String {
        self.sight.text_of(&self.known, text)
    }
}

/// The personal values that a case is known to hold, longest first, so that none is covered in part.
#[derive(Debug, Clone, Default)]
pub struct Known(Vec<(FieldGroup, String)>);

impl Known {
    /// Those of a content.
    pub fn of(project: &Project, content: &CaseContent) -> Self {
        let specs = project.fields(content.business, content.kind, content.channel);
        let columns = project.employee_columns();
        let mut found = Vec::new();
        let rows = content.employees.iter().map(|row| (&columns, row));
        for (specs, fields) in std::iter::once((&specs, &content.fields)).chain(rows) {
            for (id, value) in fields {
                let spec = specs.iter().find(|spec| spec.id == *id);
                let group = spec.map_or_else(|| group_of(id, None), group_of_field);
                found.extend(group.map(|group| (group, value.clone())));
            }
        }
        Self::from(found)
    }

    /// Further values.
    #[must_use]
    pub fn with(self, more: impl IntoIterator<Item = (FieldGroup, String)>) -> Self {
        Self::from(self.0.into_iter().chain(more).collect())
    }

    /// As typed, and in the normal form that checks and papers use. What is too short to be told from other words is
    /// left to the sentence's own look.
    fn from(found: Vec<(FieldGroup, String)>) -> Self {
        const SHORTEST: usize = 5;
        let mut all: Vec<(FieldGroup, String)> = Vec::new();
        for (group, value) in found {
            let normal = identifiers::normal_code(&value);
            for form in [value.trim().to_owned(), normal] {
                if form.chars().count() >= SHORTEST {
                    all.push((group, form));
                }
            }
        }
        all.sort_by(|a, b| b.1.chars().count().cmp(&a.1.chars().count()).then(a.cmp(b)));
        all.dedup();
        Self(all)
    }
}

#[cfg(test)]
mod tests {
    use case::Role;

    use super::*;

    fn sight(roles: &[Role], place: Place) -> Sight {
        Sight::of(&Roles::new(roles.iter().copied()), place)
    }

    #[test]
    fn of_several_roles_the_one_that_sees_most_counts_and_lists_show_all_alike() {
        let number = "440105199003072510";
        let of = |roles: &[Role], place| sight(roles, place).field("operator_id_no", None, number);
        assert_eq!(of(&[Role::KeyClerk], Place::Case), "4401************10");
        assert_eq!(of(&[Role::KeyClerk, Role::Clerk], Place::Case), number);
        assert_eq!(of(&[Role::Clerk], Place::List), "4401************10");
        assert_eq!(of(&[], Place::Case), "");
    }

    #[test]
    fn values_of_no_usual_form_are_covered_in_sentences_too() {
        let known = Known::default().with([
            (FieldGroup::IdNumbers, "军字第0012号".to_owned()),
            (FieldGroup::Addresses, "广州市海珠区示例路7号3楼".to_owned()),
        ]);
        let told = sight(&[Role::Admin], Place::Case).text_of(
            &known,
            "证件军字第0012号，寄到广州市海珠区示例路7号3楼，电话13800000162",
        );
        assert_eq!(told, "证件军******号，寄到广州市海珠区****，电话138****0162");
        let clerk = sight(&[Role::Clerk], Place::Case);
        assert_eq!(clerk.text_of(&known, "证件军字第0012号"), "证件军字第0012号");
    }
}
