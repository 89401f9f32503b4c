//! The case that `materials` and `fee` are asked about, put together from arguments, and what the guide's rules say
//! to it.

use ::case::{BusinessType, CaseContent, CertKind, Channel, Finding, Severity};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use desk::api::Refusal;
use desk::casework::fees::payment_of;
use project::{Facts, Project};
use serde_json::{Value, json};

/// Whether the unit holds a valid certificate of the project.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Held {
    Yes,
    No,
}

/// A combination, with what is known of the case beyond it.
#[derive(Args)]
pub struct Asked {
    /// Project id.
    #[arg(long)]
    pub project: String,
    /// Business type.
    #[arg(long)]
    business: BusinessType,
    /// Certificate kind.
    #[arg(long)]
    kind: CertKind,
    /// Channel; the counter, or the first channel offered, when left out.
    #[arg(long)]
    pub channel: Option<Channel>,
    /// A condition of the guide that applies, for instance `expired`; may be given several times.
    #[arg(long)]
    condition: Vec<String>,
    /// What was entered in a field, for instance `old_cert_until=2026-06-30`; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = entry)]
    field: Vec<(String, String)>,
    /// How it is paid: card, remittance, other.
    #[arg(long)]
    payment: Option<String>,
    /// Whether the unit already holds a valid certificate of this project, where that is known.
    #[arg(long)]
    unit_certificate: Option<Held>,
}

fn entry(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("应写成 字段=值")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Asked {
    /// The channels to ask about, the likeliest first.
    pub fn channels(&self, project: &Project) -> Vec<Channel> {
        if let Some(channel) = self.channel {
            return vec![channel];
        }
        let offered = project.channels(self.business, self.kind);
        let mut channels: Vec<Channel> = offered.into_iter().map(|c| c.channel).collect();
        channels.sort();
        channels
    }

    /// The case, on one of its channels.
    ///
    /// # Errors
    /// `business-not-offered`, with what is offered.
    pub fn content(&self, project: &Project, channel: Channel) -> Result<CaseContent, Refusal> {
        offered(project, self.business, self.kind)?;
        Ok(CaseContent {
            project: project.id().to_owned(),
            project_version: project.version().to_owned(),
            business: self.business,
            channel,
            kind: self.kind,
            years: None,
            count: 1,
            conditions: self.condition.clone(),
            fields: self.field.iter().cloned().collect(),
            employees: Vec::new(),
            typed_fee_cents: None,
            payment: self.payment.as_deref().and_then(payment_of),
            materials_seen: Default::default(),
            kept_findings: Vec::new(),
            acts_on: Vec::new(),
        })
    }

    /// What the case cannot know.
    pub fn facts(&self, today: NaiveDate) -> Facts {
        Facts {
            unit_has_certificate: self.unit_certificate.map(|held| matches!(held, Held::Yes)),
            today: Some(today),
            ..Facts::default()
        }
    }
}

/// What the guide's rules say, each with the rule's id and its place.
pub struct Ruled {
    /// As JSON.
    pub json: Vec<Value>,
    /// In words, a line each.
    pub words: Vec<String>,
    /// Whether one of them refuses.
    pub refused: bool,
}

/// Asks the rules about a case.
pub fn ruled(project: &Project, content: &CaseContent, facts: &Facts) -> Ruled {
    told(project, content, &project.rules(content, facts))
}

/// Findings with their rules and places.
pub fn told(project: &Project, content: &CaseContent, findings: &[Finding]) -> Ruled {
    Ruled {
        json: findings.iter().map(|f| finding(project, content, f)).collect(),
        words: findings
            .iter()
            .map(|f| format!("{}：{}", f.message, f.remedy))
            .collect(),
        refused: findings.iter().any(|f| f.severity == Severity::Refuse),
    }
}

fn finding(project: &Project, content: &CaseContent, f: &Finding) -> Value {
    let (rule, source) = project
        .rule_of(content, f)
        .map_or((Value::Null, Value::Null), |(rule, source)| {
            (json!(rule), json!(source.place()))
        });
    json!({
        "code": f.code,
        "severity": f.severity,
        "field": f.field,
        "message": f.message,
        "remedy": f.remedy,
        "rule": rule,
        "source": source,
    })
}

/// The business is offered for the kind. Errors: `business-not-offered`.
pub fn offered(project: &Project, business: BusinessType, kind: CertKind) -> Result<(), Refusal> {
    if project.offers(business, kind) {
        return Ok(());
    }
    let words = project.businesses(kind);
    let known = words
        .iter()
        .map(|b| b.business.word())
        .collect::<Vec<_>>()
        .join("、");
    Err(Refusal::new(
        "business-not-offered",
        project.not_offered(business, kind),
        match known.is_empty() {
            false => format!("可用：{known}"),
            true => {
                let kinds = project.kinds().iter().map(|k| k.kind.word());
                format!("可用的证书种类：{}", kinds.collect::<Vec<_>>().join("、"))
            }
        },
    ))
}
