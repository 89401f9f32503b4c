//! What a check answers: the normal form, a verdict of three, findings in words, and what the number itself tells.
//!
//! This crate stands below `case`, so these types are its own; `project` and `desk` turn them into the case's.

use chrono::NaiveDate;
use serde::Serialize;

use crate::Kind;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Print and go on; the clerk confirms.
    Warn,
    /// Cannot be right.
    Refuse,
}

/// The outcome: good, doubtful or refused; there is no fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing to object to.
    Ok,
    /// May go on after confirmation.
    Warn,
    /// Cannot be right.
    Refuse,
}

/// One thing the check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code, kebab-case.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong and what would be right.
    pub message: String,
    /// What to do next.
    pub remedy: String,
    /// A value to put in the place of what was typed; offered, never applied by itself.
    pub suggestion: Option<String>,
}

/// Male or female, as a document number says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

impl Sex {
    /// 男 or 女.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }
}

/// What the number itself tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Date of birth.
    pub birth: Option<NaiveDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Name of the division, from the widest part that is known (省 or 省市县).
    pub area: Option<String>,
    /// The organisation code inside a unified social credit code (positions 9–17).
    pub org_code: Option<String>,
}

/// The answer to one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The kind it was checked as; for `person-id` and `unit-id` the kind it turned out to be.
    pub kind: Kind,
    /// Half-width, upper case (not e-mail), without spaces.
    pub normal: String,
    /// The heaviest finding, or ok.
    pub verdict: Verdict,
    /// Everything found, heaviest first.
    pub findings: Vec<Finding>,
    /// What the number itself tells.
    pub facts: Facts,
}

/// A check under way: findings and facts are gathered here, then sealed into a [`Checked`].
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub findings: Vec<Finding>,
    pub facts: Facts,
}

impl Report {
    pub fn refuse(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> &mut Finding {
        self.add(code, Severity::Refuse, message.into(), remedy.into())
    }

    pub fn warn(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> &mut Finding {
        self.add(code, Severity::Warn, message.into(), remedy.into())
    }

    fn add(
        &mut self,
        code: &'static str,
        severity: Severity,
        message: String,
        remedy: String,
    ) -> &mut Finding {
        let at = self.findings.len();
        self.findings.push(Finding {
            code,
            severity,
            message,
            remedy,
            suggestion: None,
        });
        &mut self.findings[at]
    }

    pub fn seal(mut self, kind: Kind, normal: String) -> Checked {
        self.findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        let verdict = match self.findings.first().map(|f| f.severity) {
            Some(Severity::Refuse) => Verdict::Refuse,
            Some(Severity::Warn) => Verdict::Warn,
            _ => Verdict::Ok,
        };
        Checked {
            kind,
            normal,
            verdict,
            findings: self.findings,
            facts: self.facts,
        }
    }
}
