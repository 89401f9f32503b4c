//! What a case of a project goes through after its second check.

use case::{CaseContent, Course};

use crate::data::course::{ApprovalRule, MakingRule, TermRule};
use crate::facts::{CaseAsked, Facts};
use crate::field::FieldSpec;
use crate::project::Project;

impl Project {
    /// How many sign off, and how long that holds.
    pub fn approval(&self) -> &ApprovalRule {
        &self.file.approval
    }

    /// Every field of the project, whatever it is asked for.
    pub fn every_field(&self) -> impl Iterator<Item = &FieldSpec> {
        self.file.groups.iter().flat_map(|group| &group.fields)
    }

    /// How long a certificate is valid, beside the years applied for.
    pub fn term(&self) -> &TermRule {
        &self.file.term
    }

    /// Who makes what a case applies for, where the project says so.
    pub fn making(&self, content: &CaseContent, facts: &Facts) -> Option<&MakingRule> {
        let conditions = self.conditions_of(content, facts);
        let asked = CaseAsked {
            content,
            conditions: &conditions,
            facts,
        };
        self.file.making.iter().find(|rule| rule.when.holds(&asked))
    }

    /// What a case goes through after its second check; made at this counter where the project says nothing else.
    pub fn course(&self, content: &CaseContent, facts: &Facts) -> Course {
        let usual = Course::from(content.leading_business());
        match self.making(content, facts) {
            Some(rule) => Course {
                made_by: rule.by,
                ..usual
            },
            None => usual,
        }
    }
}
