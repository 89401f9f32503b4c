//! Numbers of people who do not exist, none twice, all with right check digits: where one of them turns up, it is known
//! whose it was.

use std::cell::Cell;
use std::collections::BTreeMap;

use case::CertKind;
use desk::api::{CasePatch, CaseView};
use desk::rights::groups::{FieldGroup, group_of};
use identifiers::Kind;
use project::Project;

use crate::counter::Counter;

/// A number with the group that it belongs to.
pub type Mark = (FieldGroup, String);

/// Draws numbers, and keeps those that were drawn.
#[derive(Default)]
pub struct Marks {
    next: Cell<u32>,
    drawn: std::cell::RefCell<Vec<Mark>>,
}

impl Marks {
    /// A number of a group, never given before.
    pub fn draw(&self, group: FieldGroup, kind: Option<Kind>) -> String {
        let n = self.next.get() + 1;
        self.next.set(n);
        let value = match (group, kind) {
            (FieldGroup::IdNumbers, _) => id_number(n),
            (FieldGroup::Phones, Some(Kind::Phone)) => format!("020-8912{n:04}"),
            (FieldGroup::Phones, _) => format!("1381555{n:04}"),
            (FieldGroup::Emails, _) => format!("probe{n}@marker.example"),
            (FieldGroup::Addresses, _) => format!("珠海市香洲区标记路{n}号{n}室"),
            (FieldGroup::Accounts, _) => format!("62220200012345{n:04}"),
            (group, _) => panic!("{group:?} has no numbers"),
        };
        self.know(group, &value);
        value
    }

    /// A number that was not drawn here and belongs to somebody all the same.
    pub fn know(&self, group: FieldGroup, value: &str) {
        self.drawn.borrow_mut().push((group, value.to_owned()));
    }

    /// All numbers so far.
    pub fn all(&self) -> Vec<Mark> {
        self.drawn.borrow().clone()
    }

    /// Puts a number of its own into every field of a case that belongs to a group.
    pub fn fill(&self, counter: &Counter, case: &CaseView) -> CaseView {
        let project = counter.desk.project(&case.content.project).expect("a project");
        let content = &case.content;
        let asked = project.fields(content.business, content.kind, content.channel);
        let mut fields = BTreeMap::new();
        for spec in &asked {
            if let Some(group) = group_of(&spec.id, spec.check) {
                fields.insert(spec.id.clone(), self.draw(group, spec.check));
            }
        }
        let employees = (content.kind == CertKind::OrgEmployee).then(|| self.rows(project, case));
        counter.save(
            case,
            CasePatch {
                fields: Some(fields),
                employees,
                ..CasePatch::default()
            },
        )
    }

    fn rows(&self, project: &Project, case: &CaseView) -> Vec<BTreeMap<String, String>> {
        let columns = project.employee_columns();
        let mut rows = case.content.employees.clone();
        for row in &mut rows {
            for spec in &columns {
                if let Some(group) = group_of(&spec.id, spec.check) {
                    row.insert(spec.id.clone(), self.draw(group, spec.check));
                }
            }
        }
        rows
    }
}

/// A resident identity number (GB 11643) by its running number.
pub fn id_number(n: u32) -> String {
    let head = format!("4401051985{:02}{:02}{:03}", n / 28 % 12 + 1, n % 28 + 1, n % 1000);
    let check = identifiers::resident_check_char(&head).expect("seventeen digits");
    format!("{head}{check}")
}
