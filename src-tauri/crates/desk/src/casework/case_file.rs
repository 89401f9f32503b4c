//! A case as a file: what `form example` prints and `form render` reads.

use std::collections::BTreeMap;

use case::{BusinessType, CaseContent, CertKind, Channel, FieldMap};
use chrono::{DateTime, FixedOffset, NaiveDate};
use identifiers::Kind;
use project::{FieldSpec, Project};
use serde::{Deserialize, Serialize};

use crate::casework::people;
use crate::rim::api::Refusal;

/// A case with the few facts beside its content that stand on paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseFile {
    /// Case number; an empty one prints no marks.
    #[serde(default)]
    pub number: String,
    /// Date of the application (申请日期), if already known.
    #[serde(default)]
    pub apply_date: Option<NaiveDate>,
    /// Name of the clerk (受理员).
    #[serde(default)]
    pub acceptor: String,
    /// When it was taken (受理时间).
    #[serde(default)]
    pub accepted_at: Option<DateTime<FixedOffset>>,
    /// The authorities' long agreements that are installed, by id: their whole text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub agreements: BTreeMap<String, String>,
    /// Its numbers are covered, and the paper says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
    /// The entered content.
    #[serde(flatten)]
    pub content: CaseContent,
}

impl CaseFile {
    /// A made-up case that prints the given form of the project. Errors: `form-unknown`.
    pub fn example(project: &Project, form: &str, today: NaiveDate) -> Result<Self, Refusal> {
        let (kind, business) = first_use(project, form).ok_or_else(|| unknown_form(project, form))?;
        let (unit, operator) = (&people::UNITS[0], &people::PERSONS[0]);
        let employees = match kind {
            CertKind::OrgEmployee => people::PERSONS[5..8].iter().map(people::employee).collect(),
            _ => Vec::new(),
        };
        let mut content = CaseContent {
            project: project.id().to_owned(),
            project_version: project.version().to_owned(),
            business,
            channel: Channel::Counter,
            kind,
            years: business.asks_years().then_some(3),
            count: 1,
            conditions: Vec::new(),
            fields: people::fields(unit, operator),
            employees,
            typed_fee_cents: None,
            payment: None,
            materials_seen: Default::default(),
            kept_findings: Vec::new(),
            acts_on: Vec::new(),
        };
        if let Some(field) = project.case_number_field(&content) {
            let shape = field.case_number.unwrap_or_default();
            content
                .fields
                .insert(field.id, people::case_number(&shape, today, 1));
        }
        let number = format!("{}-{}-0001", project.case_prefix(), today.format("%Y%m%d"));
        Ok(Self {
            number,
            apply_date: Some(today),
            acceptor: "林晓芸".to_owned(),
            accepted_at: None,
            agreements: BTreeMap::new(),
            masked: false,
            content,
        })
    }

    /// The case for eyes that need no numbers: documents, telephones, codes and addresses of mail show their ends only,
    /// by the kind of their field and wherever else they stand. It has no case number and says what it is: a masked
    /// form is never taken for the one to be signed and filed.
    #[must_use]
    pub fn masked(&self, project: &Project) -> Self {
        let content = &self.content;
        let fields = project.fields(content.business, content.kind, content.channel);
        let columns = project.employee_columns();
        let mut masked = self.clone();
        masked.number.clear();
        masked.masked = true;
        let kinds = kinds_of(&fields);
        cover(&mut masked.content.fields, &kinds);
        let kinds = kinds_of(&columns);
        for row in &mut masked.content.employees {
            cover(row, &kinds);
        }
        masked
    }
}

/// What numbers the fields ask for.
fn kinds_of(fields: &[FieldSpec]) -> BTreeMap<&str, Option<Kind>> {
    fields.iter().map(|spec| (spec.id.as_str(), spec.check)).collect()
}

/// Covers the numbers among some values; what a choice or a day says stays.
fn cover(values: &mut FieldMap, kinds: &BTreeMap<&str, Option<Kind>>) {
    for (field, value) in values {
        let kind = kinds.get(field.as_str()).copied().flatten();
        *value = identifiers::mask_kind(value, kind);
    }
}

/// The first certificate kind and business type that print a form.
fn first_use(project: &Project, form: &str) -> Option<(CertKind, BusinessType)> {
    project.kinds().iter().find_map(|kind| {
        let businesses = project.businesses(kind.kind);
        let uses = |b: &BusinessType| project.forms(*b, kind.kind).iter().any(|f| f.id == form);
        businesses
            .iter()
            .map(|b| b.business)
            .find(uses)
            .map(|b| (kind.kind, b))
    })
}

/// The refusal for a form that a project does not have.
pub fn unknown_form(project: &Project, form: &str) -> Refusal {
    Refusal::new(
        "form-unknown",
        format!("{} 没有表“{form}”", project.short_name()),
        format!("可用的表见 counterctl forms --project {}", project.id()),
    )
}
