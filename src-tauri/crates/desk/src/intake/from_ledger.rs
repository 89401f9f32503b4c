//! A case that begins at a certificate of the register: what is known of its holder comes along, as far as it may be
//! kept: from the case that brought the certificate, from the unit's newest data, else from the register alone.

use case::{BusinessType, CaseContent, CertKind, Channel, FieldMap};
use project::Project;
use store::{Certificate, HolderKind, HolderRow, Tx};

use crate::casework::carried;
use crate::counter::desk::Desk;
use crate::rim::api::Refusal;

/// Fields that tell of a person and not of the unit: they are the holder's own, never the last comer's.
const PERSONAL: [&str; 2] = ["applicant_", "user_"];

/// Takes over what these books know of the holder of a certificate. Errors: those of the store.
pub(crate) fn take_over(
    desk: &Desk,
    tx: &Tx<'_>,
    project: &Project,
    certificate: &Certificate,
    content: &mut CaseContent,
) -> Result<(), Refusal> {
    let source = certificate.case_id.map(|id| tx.case(id)).transpose()?;
    let held = match (&source, certificate.holder) {
        (None, Some(id)) => Held::of(tx, id)?,
        _ => Held::default(),
    };
    let mut known = content.clone();
    match &source {
        Some(row) => known.fields.clone_from(&row.content.fields),
        None => known.fields.extend(held.unit_fields()),
    }
    carried::fields(desk.projects(), &known.fields, content);
    if let Some(customer) = tx.customer_of(&known)? {
        carried::fields(desk.projects(), &customer.fields, content);
    }
    if certificate.kind != CertKind::Org {
        content.fields.retain(|name, _| !is_personal(name));
        let own = known.fields.into_iter().filter(|(name, _)| is_personal(name));
        carried::fields(desk.projects(), &own.collect(), content);
    }
    if project.has_employees(content.kind) {
        let row = match &source {
            Some(row) => annex_row(tx, project, certificate, &row.content)?,
            None => held.person_fields(|name| name.starts_with("user_")),
        };
        content.employees = vec![row];
    } else if source.is_none() && certificate.kind != CertKind::Org {
        let asked = project.fields(content.business, content.kind, content.channel);
        let own = held.person_fields(|name| asked.iter().any(|spec| spec.id == name));
        content.fields.extend(own);
    }
    let asked = project.fields(content.business, content.kind, content.channel);
    if asked.iter().any(|spec| spec.id == project::OLD_CERT_UNTIL) {
        let day = certificate.last_day(*desk.now().offset()).to_string();
        content.fields.insert(project::OLD_CERT_UNTIL.to_owned(), day);
    }
    Ok(())
}

fn is_personal(field: &str) -> bool {
    PERSONAL.iter().any(|start| field.starts_with(start))
}

/// The row of the annex that the certificate was made for, as far as it may be kept.
fn annex_row(
    tx: &Tx<'_>,
    project: &Project,
    certificate: &Certificate,
    content: &CaseContent,
) -> Result<FieldMap, Refusal> {
    let job = certificate.job_id.map(|job| tx.key_job(job)).transpose()?;
    let at = job.and_then(|job| job.row()).unwrap_or_default();
    let mut row = content.employees.get(at).cloned().unwrap_or_default();
    carried::keep(project, &mut row);
    Ok(row)
}

/// The channel by which the case before came, else the counter where a business is offered there, else its first one.
pub(crate) fn usual_channel(
    project: &Project,
    business: BusinessType,
    kind: CertKind,
    before: Option<Channel>,
) -> Channel {
    let offered: Vec<Channel> = project
        .channels(business, kind)
        .iter()
        .map(|c| c.channel)
        .collect();
    let wanted = before.into_iter().chain([Channel::Counter]);
    let usual = wanted.chain(offered.first().copied());
    usual
        .into_iter()
        .find(|channel| offered.contains(channel))
        .unwrap_or(Channel::Counter)
}

/// What the register alone knows of a holder.
#[derive(Default)]
struct Held {
    unit: Option<HolderRow>,
    person: Option<HolderRow>,
}

impl Held {
    fn of(tx: &Tx<'_>, id: store::HolderId) -> Result<Self, Refusal> {
        let row = tx.holder(id)?;
        Ok(match row.kind {
            HolderKind::Unit => Self {
                unit: Some(row),
                person: None,
            },
            HolderKind::Person => Self {
                unit: row.unit_id.map(|unit| tx.holder(unit)).transpose()?,
                person: Some(row),
            },
        })
    }

    fn unit_fields(&self) -> FieldMap {
        let Some(unit) = &self.unit else {
            return FieldMap::new();
        };
        let mut fields = FieldMap::from([("unit_name".to_owned(), unit.name.clone())]);
        if let Some(code) = &unit.code {
            let field = match code.replace('-', "").len() {
                18 => "uscc",
                9 => "org_code",
                _ => "unit_other_id",
            };
            fields.insert(field.to_owned(), code.clone());
        }
        fields
    }

    /// Name and number of the person under the names that are asked for.
    fn person_fields(&self, is_asked: impl Fn(&str) -> bool) -> FieldMap {
        let Some(person) = &self.person else {
            return FieldMap::new();
        };
        let code = person.code.clone().unwrap_or_default();
        let all = [
            ("user_name", &person.name),
            ("user_id_no", &code),
            ("applicant_name", &person.name),
            ("applicant_id_no", &code),
        ];
        let asked = all
            .into_iter()
            .filter(|(name, value)| is_asked(name) && !value.is_empty());
        asked
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }
}
