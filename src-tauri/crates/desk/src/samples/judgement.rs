//! What a stored sample is worth now: as read from its frame or after its edit, and beside the others of its group.

use case::Finding;
use seal::{Beside, Edit, Reading, Style, Verdict};
use serde::{Deserialize, Serialize};
use store::Sample;

use crate::rim::api::Refusal;

/// A sample beside the others of its group, as it is stored with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Standing {
    /// The best of its group.
    pub suggested: bool,
    /// Why it is, in words.
    pub why: String,
    /// What it lacks or has beyond the others.
    pub beside: Option<Beside>,
}

/// How a sample was cropped and turned, and what was read then, as it is stored with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Edited {
    /// How it was turned and cropped.
    pub edit: Edit,
    /// How its ink is coloured.
    pub style: Style,
    /// What was measured then.
    pub reading: Reading,
    /// What there is to say about it then.
    pub findings: Vec<Finding>,
}

/// A sample as it counts now.
pub struct Judgement {
    /// What was measured.
    pub reading: Reading,
    /// What there is to say about it, gravest first.
    pub findings: Vec<Finding>,
    /// The verdict with what the comparison says.
    pub verdict: Verdict,
    /// How it is turned and cropped.
    pub edit: Edit,
    /// How its ink is coloured.
    pub style: Style,
    /// How it stands among the others; nothing when it was never compared.
    pub standing: Option<Standing>,
}

impl Judgement {
    /// Of a stored sample. Errors: `sample-damaged`.
    pub fn of(sample: &Sample) -> Result<Self, Refusal> {
        let edited: Option<Edited> = sample.edit.clone().map(parsed).transpose()?;
        let standing: Option<Standing> = sample.beside.clone().map(parsed).transpose()?;
        let (reading, mut findings, edit, style) = match edited {
            Some(edited) => (edited.reading, edited.findings, edited.edit, edited.style),
            None => (
                parsed::<Reading>(sample.reading.clone())?,
                sample.findings.clone(),
                Edit::default(),
                Style::SealRed,
            ),
        };
        let said = standing.iter().filter_map(|s| s.beside.as_ref()?.finding());
        let mut verdict = reading.verdict;
        for finding in said {
            verdict = verdict.max(finding.verdict);
            findings.push(judging::finding(finding));
        }
        findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        Ok(Self {
            reading,
            findings,
            verdict,
            edit,
            style,
            standing,
        })
    }
}

fn parsed<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|error| {
        Refusal::new(
            "sample-damaged",
            format!("印模的测量记录读不出：{error}"),
            "请把这一页撤回后重新扫描",
        )
    })
}

/// The clerk's decision as it is stored: taken as the measures have it.
pub(crate) const CHOSEN: &str = "choose";
/// Judged good after a look.
pub(crate) const ACCEPTED: &str = "accept";
/// Judged not good.
pub(crate) const REJECTED: &str = "reject";

/// A verdict as it is stored.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accept",
        Verdict::Look => "look",
        Verdict::Reject => "reject",
    }
}
