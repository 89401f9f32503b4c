//! The rules of the guides: an expression over the case, and what to say when it holds.

use case::{CaseContent, Finding, Severity};

use crate::Project;
use crate::data::rule::RuleData;
use crate::data::source::Source;
use crate::data::source::with_source;
use crate::facts::{CaseAsked, Facts};
use crate::upload;

/// The code of a finding on years that are not on offer.
const YEARS: &str = "years-not-offered";

impl Project {
    /// What the guide's rules say about a case, worst first: years, conditions of the guide, and that the business is
    /// offered at all on this channel. The code of a finding is the rule's id in lower case.
    pub fn rules(&self, content: &CaseContent, facts: &Facts) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for part in content.parts() {
            let more = self.rules_of_part(&part, facts).into_iter();
            let news: Vec<Finding> = more.filter(|f| !findings.contains(f)).collect();
            findings.extend(news);
        }
        findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        findings
    }

    /// The same of people who all ask for the same.
    fn rules_of_part(&self, content: &CaseContent, facts: &Facts) -> Vec<Finding> {
        let conditions = self.conditions_of(content, facts);
        let asked = CaseAsked {
            content,
            conditions: &conditions,
            facts,
        };
        let mut findings: Vec<Finding> = self
            .file
            .rules
            .iter()
            .filter(|rule| rule.when.holds(&asked))
            .map(|rule| Finding {
                code: rule.id.to_lowercase(),
                severity: rule.severity,
                field: rule.field.clone(),
                message: rule.message.clone(),
                remedy: with_source(&rule.remedy, &rule.seed, &rule.lines),
                suggestion: None,
            })
            .collect();
        findings.extend(self.offer_findings(content));
        findings.extend(self.years_finding(content));
        findings
    }

    /// The rule that a finding of [`Project::rules`] or [`Project::upload_findings`] speaks for, by its id in the
    /// data, and where it stands; none where the finding is of no rule (a business that the project does not have).
    pub fn rule_of(&self, content: &CaseContent, finding: &Finding) -> Option<(String, Source)> {
        if finding.code == YEARS {
            let parts = content.parts().into_iter();
            let years = parts
                .filter_map(|part| self.years(part.business, part.kind))
                .next()?;
            return Some((years.note.clone(), years.place()));
        }
        if finding.code.starts_with(upload::CODE) {
            let rules = self.upload();
            return Some((rules.note.clone(), Source::at(&rules.seed, &rules.lines)));
        }
        let rule = |r: &&RuleData| r.id.to_lowercase() == finding.code;
        let rule = self.file.rules.iter().find(rule)?;
        Some((rule.id.clone(), Source::at(&rule.seed, &rule.lines)))
    }

    fn offer_findings(&self, content: &CaseContent) -> Option<Finding> {
        let finding = |code: &str, field: &str, message: String, remedy: String| Finding {
            code: code.to_owned(),
            severity: Severity::Refuse,
            field: Some(field.to_owned()),
            message,
            remedy,
            suggestion: None,
        };
        let Some(business) = self.business(content.kind, content.business) else {
            return Some(finding(
                "business-not-offered",
                "business",
                self.not_offered(content.business, content.kind),
                "请改选业务类型或证书种类".to_owned(),
            ));
        };
        (!business.channel.contains(&content.channel)).then(|| {
            let words: Vec<_> = business.channel.iter().map(|c| self.channel_word(*c)).collect();
            finding(
                "channel-not-offered",
                "channel",
                format!("“{}”不能{}", business.word, self.channel_word(content.channel)),
                format!("请改选：{}", words.join("、")),
            )
        })
    }

    fn years_finding(&self, content: &CaseContent) -> Option<Finding> {
        let years = self.years(content.business, content.kind)?;
        let chosen = content.years?;
        (!years.allows(chosen)).then(|| Finding {
            code: YEARS.to_owned(),
            severity: Severity::Refuse,
            field: Some("years".to_owned()),
            message: format!("年限{chosen}年不可选：{}", years.note),
            remedy: with_source("请改选年限", &years.seed, &years.lines),
            suggestion: None,
        })
    }
}
