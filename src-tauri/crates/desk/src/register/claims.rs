//! What a case says about the certificates it acts on, held against the register. A tick that the register contradicts
//! is refused; where a case acts on several, the guide's rules are asked about each.

use case::{CaseContent, Finding, Severity};
use chrono::FixedOffset;
use identifiers::chinese_date;
use project::{ConditionSpec, Facts, Project};
use store::Certificate;

use crate::register::acted_on::{ActedOn, tail};

/// What a finding on a tick stands at.
const FIELD: &str = "conditions";

/// The case about whose certificates is asked.
pub struct Claims<'a> {
    /// What it acts on.
    pub acted: &'a ActedOn,
    /// Its project.
    pub project: &'a Project,
    /// What was entered.
    pub content: &'a CaseContent,
    /// The facts of the case as a whole.
    pub facts: &'a Facts,
    /// The counter's own zone.
    pub zone: FixedOffset,
}

impl Claims<'_> {
    /// Ticks that the register contradicts or makes, and what the guide says about one of several certificates alone.
    pub fn findings(&self, said: &[Finding]) -> Vec<Finding> {
        let mut found = self.of_ticks();
        let mut more = self.of_each(said);
        found.append(&mut more);
        found
    }

    /// The facts as far as they are about this certificate alone; without one about what these books do not know.
    fn facts_of(&self, certificate: Option<&Certificate>) -> Facts {
        Facts {
            certificate_until: certificate.map(|c| c.last_day(self.zone)),
            register_decides: certificate.is_some(),
            ..*self.facts
        }
    }

    fn of_ticks(&self) -> Vec<Finding> {
        let Some(first) = self.acted.certificates().next() else {
            return Vec::new();
        };
        let borne_out = |condition: &ConditionSpec, certificate: &Certificate| {
            let claims = self
                .project
                .claims(self.content, &self.facts_of(Some(certificate)));
            claims.iter().any(|(one, holds)| one.id == condition.id && *holds)
        };
        let claims = self.project.claims(self.content, self.facts);
        let finding = |(condition, _): &(&ConditionSpec, bool)| {
            let is_ticked = self.content.conditions.contains(&condition.id);
            let witness = self.acted.certificates().find(|c| borne_out(condition, c));
            match (is_ticked, witness) {
                (true, None) if self.facts.register_decides => Some(self.contradicted(condition, first)),
                (false, Some(certificate)) => Some(self.followed(condition, certificate)),
                _ => None,
            }
        };
        claims.iter().filter_map(finding).collect()
    }

    fn told(&self, certificate: &Certificate) -> String {
        let until = chinese_date(certificate.last_day(self.zone));
        format!(
            "台账里这张证书（…{}）的有效期至{until}",
            tail(&certificate.serial)
        )
    }

    fn contradicted(&self, condition: &ConditionSpec, certificate: &Certificate) -> Finding {
        let label = &condition.label;
        let remedy =
            format!("请取消勾选“{label}”，按证书的实际有效期办理；办的不是这一张的，在“办理对象”里改选");
        Finding {
            code: "condition-contradicted".to_owned(),
            severity: Severity::Refuse,
            field: Some(FIELD.to_owned()),
            message: format!("勾选了“{label}”，{}，两者不符", self.told(certificate)),
            remedy: condition.with_source(&remedy),
            suggestion: None,
        }
    }

    fn followed(&self, condition: &ConditionSpec, certificate: &Certificate) -> Finding {
        let remedy = "请告知客户；办的不是这一张的，在“办理对象”里改选";
        Finding {
            code: "condition-by-register".to_owned(),
            severity: Severity::Note,
            field: Some(FIELD.to_owned()),
            message: format!("{}，按“{}”办理", self.told(certificate), condition.label),
            remedy: condition.with_source(remedy),
            suggestion: None,
        }
    }

    /// What the rules say about one of several holders and have not `said` about the case as a whole.
    fn of_each(&self, said: &[Finding]) -> Vec<Finding> {
        let mut more: Vec<Finding> = Vec::new();
        if self.acted.subjects.len() < 2 {
            return more;
        }
        for subject in &self.acted.subjects {
            let facts = self.facts_of(subject.acted.first());
            let part = self.content.part_of(subject.row);
            let rules = self.project.rules(&part, &facts).into_iter();
            let known = |f: &Finding| said.iter().chain(&more).any(|one| one.code == f.code);
            let news: Vec<Finding> = rules.filter(|f| !known(f)).collect();
            more.extend(news.into_iter().map(|f| Finding {
                message: format!("{}：{}", subject.holder.name(), f.message),
                ..f
            }));
        }
        more
    }
}
