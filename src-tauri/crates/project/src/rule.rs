//! The rules of the guides (DOMAIN.md §4): an expression over the case, and what to say when it holds.

use case::{CaseContent, Finding, PaymentMethod, Severity};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::Project;
use crate::file::Source;
use crate::upload;
use crate::when::{Asked, When};

/// The code of a finding on years that are not on offer.
const YEARS: &str = "years-not-offered";

/// What the case itself cannot know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether the unit already holds a valid certificate of this project; none when nobody knows.
    pub unit_has_certificate: Option<bool>,
    /// The day of asking; none where only what holds on every day is asked.
    pub today: Option<NaiveDate>,
}

/// A rule as the project's file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleData {
    pub id: String,
    pub when: When,
    pub severity: Severity,
    #[serde(default)]
    pub field: Option<String>,
    pub message: String,
    pub remedy: String,
    #[serde(default)]
    pub seed: String,
    #[serde(default)]
    pub lines: String,
}

/// A case together with the facts, as expressions ask it.
pub(crate) struct CaseAsked<'a> {
    pub content: &'a CaseContent,
    pub conditions: &'a [String],
    pub facts: &'a Facts,
}

impl Asked for CaseAsked<'_> {
    fn holds(&self, condition: &str) -> bool {
        self.conditions.iter().any(|c| c == condition)
    }

    fn word(&self, key: &str) -> &str {
        match key {
            "business" => self.content.business.word(),
            "channel" => self.content.channel.word(),
            "kind" => self.content.kind.word(),
            "payment" => match self.content.payment {
                Some(PaymentMethod::Card) => "card",
                Some(PaymentMethod::Remittance) => "remittance",
                Some(PaymentMethod::Other) => "other",
                None => "unknown",
            },
            "unit_certificate" => match self.facts.unit_has_certificate {
                Some(true) => "yes",
                Some(false) => "no",
                None => "unknown",
            },
            "payer" => self.payer(),
            _ => "",
        }
    }

    fn entered(&self, field: &str) -> Option<&str> {
        self.content.field(field)
    }

    fn today(&self) -> Option<NaiveDate> {
        self.facts.today
    }
}

impl CaseAsked<'_> {
    /// Who remits: the applying unit, another, or nobody knows yet. Names are compared in their normal writing.
    fn payer(&self) -> &'static str {
        let name = |field| self.content.field(field).map(identifiers::normal_unit_name);
        match (name("pay_account_name"), name("unit_name")) {
            (Some(payer), Some(unit)) if payer == unit => "unit",
            (Some(_), Some(_)) => "other",
            _ => "unknown",
        }
    }
}

impl Project {
    /// What the guide's rules say about a case, worst first: years, conditions of the guide, and that the business is
    /// offered at all on this channel. The code of a finding is the rule's id in lower case.
    pub fn rules(&self, content: &CaseContent, facts: &Facts) -> Vec<Finding> {
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
        findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        findings
    }

    /// The rule that a finding of [`Project::rules`] or [`Project::upload_findings`] speaks for, by its id in the data, and where it stands; none where
    /// the finding is of no rule (a business that the project does not have).
    pub fn rule_of(&self, content: &CaseContent, finding: &Finding) -> Option<(String, Source)> {
        if finding.code == YEARS {
            let years = self.years(content.business, content.kind)?;
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

/// The remedy with the place of the rule behind it, so that a clerk can show the customer where it stands; a rule that
/// the guide does not have says so.
pub(crate) fn with_source(remedy: &str, seed: &str, lines: &str) -> String {
    if seed.is_empty() {
        format!("{remedy}（本受理点约定，非指南）")
    } else {
        format!("{remedy}（依据：指南{seed}第{lines}行）")
    }
}
