//! What a case of a project goes through after its second check.

use case::{CaseContent, Course};

use crate::data::course::{ApprovalRule, MakingRule, TermRule};
use crate::data::file::ProjectFile;
use crate::data::retention::{FEWEST_YEARS, RetentionRule};
use crate::facts::{CaseAsked, Facts};
use crate::field::FieldSpec;
use crate::problem::Problems;
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

    /// How long its cases are kept.
    pub fn retention(&self) -> &RetentionRule {
        &self.file.retention
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

/// What must hold of the rules for after the second check.
pub(crate) fn validate(file: &ProjectFile, problems: &mut Problems<'_>) {
    approval(file, problems);
    retention(file, problems);
}

/// An approval that never holds, or that nobody could give, would stop every case.
fn approval(file: &ProjectFile, problems: &mut Problems<'_>) {
    let rule = &file.approval;
    if !(1..=3650).contains(&rule.days) || !(1..=2).contains(&rule.approvers) {
        problems.refuse(
            "approval-rule",
            problems.at("approval", "days"),
            format!("复核 {} 天有效、{} 人通过，办不成", rule.days, rule.approvers),
            "days 写 1 到 3650，approvers 写 1 或 2",
        );
    }
}

/// Less than the law asks for, or for ever.
fn retention(file: &ProjectFile, problems: &mut Problems<'_>) {
    let rule = &file.retention;
    if !(FEWEST_YEARS..=100).contains(&rule.years) || !(1..=600).contains(&rule.abandoned_months) {
        problems.refuse(
            "retention-rule",
            problems.at("retention", "years"),
            format!(
                "证书到期后保存 {} 年、作废件保存 {} 个月，不行",
                rule.years, rule.abandoned_months
            ),
            "years 写 5 到 100（电子签名法第二十四条：证书失效后至少五年），abandoned_months 写 1 到 600",
        );
    }
}
