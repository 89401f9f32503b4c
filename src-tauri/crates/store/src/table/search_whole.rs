//! Looking up without probing: whoever may not read the numbers of persons finds people by them only when the whole
//! number was typed. A piece of one finds nothing, or it could be put together from what is found piece by piece.

use case::FieldMap;

use crate::table::search_text::{Indexed, fold, indexed, initials, runs};
use crate::{CaseRow, Customer, Result, Tx};

/// How numbers of persons may be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// By any piece of them.
    InPart,
    /// Whole only.
    Whole,
}

/// What a record is found by.
#[derive(Default)]
pub(super) struct FoundBy {
    names: Vec<String>,
    codes: Vec<String>,
    persons: Vec<String>,
}

impl FoundBy {
    /// What a case is found by.
    pub fn of_case(tx: &Tx<'_>, case: &CaseRow) -> Result<Self> {
        let mut by = Self::default();
        by.codes.push(plain(&case.number));
        by.fields(&case.content.fields);
        for employee in &case.content.employees {
            by.fields(employee);
        }
        by.codes
            .extend(tx.serials_of_case(case.id)?.iter().map(|serial| plain(serial)));
        Ok(by)
    }

    /// What a customer is found by.
    pub fn of_customer(customer: &Customer) -> Self {
        let mut by = Self::default();
        by.fields(&customer.fields);
        by
    }

    fn fields(&mut self, fields: &FieldMap) {
        for (field, value) in fields {
            match indexed(field) {
                Some(Indexed::Name) => self.names.push(value.clone()),
                Some(Indexed::Code) => self.codes.push(plain(value)),
                Some(Indexed::Person) => self.persons.push(plain(value)),
                None => {}
            }
        }
    }

    /// Whether what was typed is found without a piece of a person's number.
    pub fn explains(&self, text: &str) -> bool {
        let whole = plain(text);
        if self
            .persons
            .iter()
            .any(|number| !number.is_empty() && *number == whole)
        {
            return true;
        }
        runs(&fold(text)).iter().all(|(han, run)| {
            let run: String = run.iter().collect();
            // Ideographs stand in names alone, and a single letter is not looked for.
            *han || run.chars().count() == 1 || self.has(&run)
        })
    }

    fn has(&self, run: &str) -> bool {
        let in_name = |name: &String| {
            plain(name).contains(run) || initials(name).iter().any(|spelling| spelling.contains(run))
        };
        self.codes.iter().any(|code| code.contains(run)) || self.names.iter().any(in_name)
    }
}

fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
