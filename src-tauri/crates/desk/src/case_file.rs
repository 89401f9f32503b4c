//! A case as a file: what `form example` prints and `form render` reads.

use std::collections::BTreeMap;

use case::{BusinessType, CaseContent, CertKind, Channel, FieldMap};
use chrono::{DateTime, FixedOffset, NaiveDate};
use identifiers::Kind;
use project::{FieldSpec, Project};
use serde::{Deserialize, Serialize};

use crate::api::Refusal;
use crate::people;

/// A case with the few facts beside its content that stand on paper.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
        let content = CaseContent {
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
        };
        let number = format!("{}-{}-0001", project.case_prefix(), today.format("%Y%m%d"));
        Ok(Self {
            number,
            apply_date: Some(today),
            acceptor: "林晓芸".to_owned(),
            accepted_at: None,
            agreements: BTreeMap::new(),
            content,
        })
    }

    /// The case for eyes that need no personal numbers: identity and telephone numbers of persons show their first and
    /// last digits only. It has no case number: a masked form is never taken for the one to be signed and filed.
    #[must_use]
    pub fn masked(&self, project: &Project) -> Self {
        let content = &self.content;
        let fields = project.fields(content.business, content.kind, content.channel);
        let columns = project.employee_columns();
        let mut shown: Vec<(String, String)> = Vec::new();
        let mut note = |spec: &FieldSpec, values: &FieldMap| {
            if let (Some(value), Some(kind)) = (values.get(&spec.id).filter(|v| !v.is_empty()), spec.check) {
                match kind {
                    Kind::Mobile => shown.push((value.clone(), identifiers::mask_phone(value))),
                    kind if kind.is_of_a_person() => shown.push((value.clone(), identifiers::mask_id(value))),
                    _ => {}
                }
            }
        };
        fields.iter().for_each(|spec| note(spec, &content.fields));
        for row in &content.employees {
            columns.iter().for_each(|spec| note(spec, row));
        }
        // The same number may stand in a field that asks for no number, as 联系方式 does.
        let mut masked = self.clone();
        masked.number.clear();
        let rows = masked.content.employees.iter_mut();
        for value in rows
            .chain([&mut masked.content.fields])
            .flat_map(|values| values.values_mut())
        {
            for (whole, part) in &shown {
                *value = value.replace(whole, part);
            }
        }
        masked
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
