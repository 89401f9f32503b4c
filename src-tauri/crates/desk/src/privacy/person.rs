//! One person's data: where it stands, by number or by name, whatever part the person had. 个人信息保护法 第四十五条: a person
//! may see and copy the own data. What for is said first and is on record before anything is told; what is told is
//! masked as in every list.

use std::collections::{BTreeMap, BTreeSet};

use case::{CaseContent, FieldMap};
use project::{FieldSpec, Project};
use serde_json::json;
use store::{AuditAction, AuditEntry, CaseId, CaseRow, HolderRow, Tx};

use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::privacy::api::{FindPerson, PersonFound, PersonHolder, PersonLine};
use crate::privacy::listing::keeps;
use crate::rights::groups::{FieldGroup, group_of};
use crate::rights::sight::Sight;
use crate::rights::table::Place;
use crate::rights::unmasking::purpose_of;
use crate::rim::api::Refusal;

/// Fewest characters of a name, and of a number: less finds anybody.
const FEWEST: (usize, usize) = (2, 6);
/// Names that are no person's.
const NO_PERSONS: [&str; 4] = ["unit_name", "project_name", "pay_account_name", "agency_name"];
/// Ends of dictionary names that tell a field of a person.
const ENDS: [&str; 3] = ["_id_no", "_name", "_code"];

/// Who is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The name; empty when not asked by it.
    pub name: String,
    /// The number of the document, in capitals; empty when not asked by it.
    pub number: String,
}

/// A part that a person has in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// 经办人姓名 …; which row of the annex.
    pub label: String,
    /// What is kept of the person there: label and value.
    pub values: Vec<(String, String)>,
    /// The number that stands there.
    pub number: String,
}

/// A case with the parts that the person has in it.
pub(super) struct Found {
    pub row: CaseRow,
    /// None where the person is only mentioned: in a reason, a file's name, a certificate.
    pub parts: Vec<Part>,
    /// Other people whose data stands in it.
    pub others: usize,
}

impl Wanted {
    /// Who is asked for. Errors: `person-empty` where neither name nor number says enough.
    pub(super) fn of(name: &str, number: &str) -> Result<Self, Refusal> {
        let name: String = identifiers::shown_text(name.trim()).trim().to_owned();
        let number: String = number.chars().filter(|c| !c.is_whitespace()).collect();
        let said = |text: &str, fewest: usize| text.is_empty() || text.chars().count() >= fewest;
        if (name.is_empty() && number.is_empty()) || !said(&name, FEWEST.0) || !said(&number, FEWEST.1) {
            return Err(Refusal::new(
                "person-empty",
                "没有写明查谁",
                "请填完整的证件号码，或完整的姓名；只记得一部分的，先在档案里找到那一件",
            ));
        }
        Ok(Self {
            name,
            number: number.to_uppercase(),
        })
    }

    /// As the audit says it: nobody reads there whom it was about.
    pub(super) fn masked(&self) -> String {
        let first: String = self.name.chars().take(1).collect();
        let name = match self.name.is_empty() {
            true => String::new(),
            false => format!("{first}**"),
        };
        let number = match self.number.is_empty() {
            true => String::new(),
            false => identifiers::mask_id(&self.number),
        };
        [name, number]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What is looked for in texts.
    fn words(&self) -> Vec<String> {
        let all = [self.name.clone(), self.number.clone(), self.number.to_lowercase()];
        let said: BTreeSet<String> = all.into_iter().filter(|word| !word.is_empty()).collect();
        said.into_iter().collect()
    }

    /// Whether somebody with a name and a number is the one: by the number where it is known and stands there, else by
    /// the name.
    fn is(&self, name: &str, number: &str) -> bool {
        let by_name = !self.name.is_empty() && self.name == name;
        match self.number.is_empty() || number.is_empty() {
            true => by_name,
            false => self.number == number,
        }
    }
}

/// The cases of a person, oldest first.
pub(super) fn cases_of(desk: &Desk, tx: &Tx<'_>, wanted: &Wanted) -> Result<Vec<Found>, Refusal> {
    let words = wanted.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let numbers: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| *word != wanted.name)
        .collect();
    let by_number: BTreeSet<CaseId> = tx.cases_holding(&numbers)?.into_iter().collect();
    let mut found = Vec::new();
    for id in tx.cases_holding(&words)? {
        let row = tx.case(id)?;
        let project = versions::project_of(desk, tx, &row).ok();
        let people = people(project, &row.content);
        let count = people.len();
        let parts: Vec<Part> = people
            .into_iter()
            .filter(|(name, part)| wanted.is(name, &part.number))
            .map(|(_, part)| part)
            .collect();
        // Mentioned only: by the number where it is known. By the name alone where nobody of the case is called so, or
        // it would be the namesake's.
        let is_mentioned = || -> Result<bool, Refusal> {
            match wanted.number.is_empty() {
                true => Ok(!store::canonical_json(&row.content)?.contains(&wanted.name)),
                false => Ok(by_number.contains(&id)),
            }
        };
        if !parts.is_empty() || is_mentioned()? {
            found.push(Found {
                others: count - parts.len(),
                row,
                parts,
            });
        }
    }
    Ok(found)
}

/// Everybody of a content, by name.
fn people(project: Option<&Project>, content: &CaseContent) -> Vec<(String, Part)> {
    let specs = project.map(|p| p.fields(content.business, content.kind, content.channel));
    let columns = project.map(Project::employee_columns);
    let mut all = of_fields(&specs.unwrap_or_default(), &content.fields, "");
    for (at, row) in content.employees.iter().enumerate() {
        let columns = columns.clone().unwrap_or_default();
        all.extend(of_fields(&columns, row, &format!("附表第 {} 行 ", at + 1)));
    }
    all
}

/// Persons of single fields: those that begin alike and have a name or the number of a person's document.
fn of_fields(specs: &[FieldSpec], fields: &FieldMap, before: &str) -> Vec<(String, Part)> {
    let check = |id: &str| {
        specs
            .iter()
            .find(|spec| spec.id == id)
            .and_then(|spec| spec.check)
    };
    let label = |id: &str| {
        let spec = specs.iter().find(|spec| spec.id == id);
        let label = spec.map_or(id, |spec| spec.label.as_str());
        label
            .trim_matches(['*', '：', ':', ' ', '\u{3000}'])
            .replace(' ', "")
    };
    // 经办人资料里的姓名: a form calls every name 姓名.
    let within = |id: &str| {
        let spec = specs.iter().find(|spec| spec.id == id);
        let group = spec.map_or("", |spec| spec.group_title.as_str());
        match group.is_empty() {
            true => label(id),
            false => format!("{group}里的{}", label(id)),
        }
    };
    let is_number = |id: &str| group_of(id, check(id)) == Some(FieldGroup::IdNumbers);
    let mut stems: BTreeMap<&str, (String, String, String)> = BTreeMap::new();
    for (id, value) in fields.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let Some(stem) = ENDS.iter().find_map(|end| id.strip_suffix(end)) else {
            continue;
        };
        let is_name = id.ends_with("_name") && !NO_PERSONS.contains(&id.as_str());
        if is_name || is_number(id) {
            let person = stems.entry(stem).or_default();
            match is_name {
                true => (person.0, person.2) = (value.trim().to_owned(), within(id)),
                false => person.1 = value.trim().to_uppercase(),
            }
        }
    }
    let part = |(stem, (name, number, called)): (&str, (String, String, String))| {
        let own = |id: &str| id.strip_prefix(stem).is_some_and(|rest| rest.starts_with('_'));
        let values = fields
            .iter()
            .filter(|(id, value)| own(id) && !value.trim().is_empty());
        let called = if called.is_empty() {
            within(&format!("{stem}_id_no"))
        } else {
            called
        };
        let part = Part {
            label: format!("{before}{called}"),
            values: values.map(|(id, value)| (label(id), value.clone())).collect(),
            number,
        };
        (name, part)
    };
    stems.into_iter().map(part).collect()
}

/// Holders of the register that are the person.
pub(super) fn holders_of(tx: &Tx<'_>, wanted: &Wanted) -> Result<Vec<HolderRow>, Refusal> {
    let all = tx.holders()?.into_iter();
    let is_one = |holder: &HolderRow| {
        let code = holder.code.as_deref().unwrap_or_default().to_uppercase();
        holder.kind == store::HolderKind::Person && wanted.is(&holder.name, &code)
    };
    Ok(all.filter(is_one).collect())
}

/// Where a person's data stands. Errors: `person-empty`, `purpose-empty`; those of a store that cannot be written.
pub fn find(desk: &Desk, args: FindPerson) -> Result<PersonFound, Refusal> {
    let purpose = purpose_of(args.purpose, &args.words)?;
    let wanted = Wanted::of(&args.name, &args.id_no)?;
    desk.write(None, |tx, me| {
        let found = cases_of(desk, tx, &wanted)?;
        let holders = holders_of(tx, &wanted)?;
        let words = format!(
            "查找 {} 的个人信息，用途：{purpose}；{} 件",
            wanted.masked(),
            found.len()
        );
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::PersonSearched, words);
        tx.audit(&entry.facts(json!({ "purpose": args.purpose, "cases": found.len() })))?;
        let numbers = numbers(&found, &holders);
        Ok(PersonFound {
            who: wanted.masked(),
            takes_two: !Sight::of(&me.roles, Place::Case).is_whole(),
            cases: found
                .iter()
                .map(|one| line(desk, tx, one))
                .collect::<Result<_, _>>()?,
            holders: holders
                .iter()
                .map(|holder| {
                    Ok(PersonHolder {
                        name: holder.name.clone(),
                        code: identifiers::mask_id(holder.code.as_deref().unwrap_or_default()),
                        certificates: u32::try_from(tx.certificates_of_holder(holder.id)?.len())
                            .unwrap_or(u32::MAX),
                    })
                })
                .collect::<Result<_, Refusal>>()?,
            audit_rows: u32::try_from(unnamed(tx, &wanted)?).unwrap_or(u32::MAX),
            numbers: numbers
                .iter()
                .map(|number| identifiers::mask_id(number))
                .collect(),
        })
    })
}

/// Rows of the audit that name no case and are about the person.
fn unnamed(tx: &Tx<'_>, wanted: &Wanted) -> Result<usize, Refusal> {
    let words = wanted.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(tx.audit_holding(&words)?.len())
}

/// The numbers that stand beside the name: more than one is more than one person.
pub(super) fn numbers(found: &[Found], holders: &[HolderRow]) -> BTreeSet<String> {
    let in_cases = found
        .iter()
        .flat_map(|one| &one.parts)
        .map(|part| part.number.clone());
    let in_register = holders
        .iter()
        .filter_map(|holder| holder.code.as_deref().map(str::to_uppercase));
    in_cases
        .chain(in_register)
        .filter(|number| !number.is_empty())
        .collect()
}

fn line(desk: &Desk, tx: &Tx<'_>, one: &Found) -> Result<PersonLine, Refusal> {
    let row = &one.row;
    let project = versions::project_of(desk, tx, row);
    Ok(PersonLine {
        id: row.id.0,
        number: row.number.clone(),
        project: project.map_or_else(|_| row.content.project.clone(), |p| p.short_name().to_owned()),
        state_word: row.state.chinese().to_owned(),
        parts: match one.parts.is_empty() {
            true => vec!["只在文字里提到".to_owned()],
            false => one.parts.iter().map(|part| part.label.clone()).collect(),
        },
        pages: u32::try_from(tx.pages_of_case(row.id)?.len()).unwrap_or(u32::MAX),
        others: u32::try_from(one.others).unwrap_or(u32::MAX),
        keeps: keeps(desk, tx, row.id)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_stands_there_decides_and_else_the_name() {
        let by_both = Wanted::of(" 钟文 ", "44010119900101123x").unwrap();
        assert!(by_both.is("别名", "44010119900101123X"));
        assert!(by_both.is("钟文", ""));
        assert!(!by_both.is("钟文", "440101199001011248"), "a namesake");
        let by_name = Wanted::of("钟文", "").unwrap();
        assert!(by_name.is("钟文", "440101199001011248") && !by_name.is("钟文文", ""));
        for (name, number) in [("", ""), ("钟", ""), ("", "4401"), ("钟文", "44")] {
            assert_eq!(
                Wanted::of(name, number).unwrap_err().code,
                "person-empty",
                "{name} {number}"
            );
        }
        assert!(!by_both.masked().contains("文") && !by_both.masked().contains("19900101"));
    }

    #[test]
    fn the_people_of_fields_are_told_apart_by_how_their_names_begin() {
        let fields: FieldMap = [
            ("unit_name", "海珠小学"),
            ("operator_name", "钟文"),
            ("operator_id_no", "44010119900101123X"),
            ("operator_phone", "13800138000"),
            ("legal_rep_name", "李明"),
        ]
        .map(|(id, value)| (id.to_owned(), value.to_owned()))
        .into();
        let people = of_fields(&[], &fields, "");
        let names: Vec<&str> = people.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["李明", "钟文"]);
        assert_eq!(people[1].1.values.len(), 3);
        assert_eq!(people[1].1.number, "44010119900101123X");
    }
}
