//! What was typed while the server was away, as it lies in the spool, and how it lies over a case that others may have
//! changed since: place by place, by what stood there when it was typed.

use std::collections::BTreeMap;

use case::CaseContent;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{CaseRow, Tx};

use crate::counter::desk::Desk;
use crate::counter::spool::unreadable;
use crate::intake::api::CasePatch;
use crate::intake::entry::laid_over;
use crate::rim::api::Refusal;

/// What was typed into a case, and what stood there before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Typed {
    /// The case as whoever typed had it on the screen.
    pub before: CaseContent,
    /// What was changed.
    pub patch: CasePatch,
}

impl Typed {
    /// Reads what lies in the spool. Errors: `spool-unreadable`.
    pub fn read(body: &str) -> Result<Self, Refusal> {
        serde_json::from_str(body).map_err(|_| unreadable())
    }

    /// As it lies in the spool.
    pub fn written(&self) -> Result<String, Refusal> {
        serde_json::to_string(self).map_err(|_| unreadable())
    }

    /// Both as one, where what is typed later simply stands in the place of what was typed before; none where one thing
    /// follows from the other and both have to be done in their order.
    pub fn with(&self, later: &CasePatch) -> Option<Self> {
        if !(is_plain(&self.patch) && is_plain(later)) {
            return None;
        }
        let mut patch = self.patch.clone();
        if let Some(fields) = &later.fields {
            let both = patch.fields.get_or_insert_with(BTreeMap::new);
            both.extend(fields.clone());
        }
        if let Some(materials) = &later.materials {
            let both = patch.materials.get_or_insert_with(BTreeMap::new);
            both.extend(materials.clone());
        }
        patch.years = later.years.or(patch.years);
        patch.count = later.count.or(patch.count);
        patch.payment = later.payment.or(patch.payment);
        patch.conditions = later.conditions.clone().or(patch.conditions);
        patch.employees = later.employees.clone().or(patch.employees);
        Some(Self {
            before: self.before.clone(),
            patch,
        })
    }

    /// Places of the case that somebody else has changed since, to something else than what was typed here.
    pub fn clashes(&self, desk: &Desk, tx: &Tx<'_>, row: &CaseRow) -> Result<Vec<String>, Refusal> {
        let mut as_typed = row.clone();
        as_typed.content = self.before.clone();
        let mine = laid_over(desk, tx, &as_typed, self.patch.clone())?;
        let plain = |content: &CaseContent| serde_json::to_value(content).map_err(|_| unreadable());
        let (before, mine, theirs) = (plain(&self.before)?, plain(&mine)?, plain(&row.content)?);
        let places = places(&self.patch).into_iter();
        let clashing = places.filter(|place| {
            let [before, mine, theirs] = [&before, &mine, &theirs].map(|content| at(content, place));
            theirs != before && theirs != mine
        });
        Ok(clashing.map(|place| place.join(".")).collect())
    }
}

/// Nothing else follows from it than what follows from the case as a whole.
fn is_plain(patch: &CasePatch) -> bool {
    let CasePatch {
        business,
        channel,
        kind,
        project,
        years: _,
        count: _,
        fields: _,
        employees: _,
        conditions: _,
        materials: _,
        typed_fee_cents,
        clear_fee,
        payment: _,
        keep_finding,
        acts_on,
    } = patch;
    business.is_none()
        && channel.is_none()
        && kind.is_none()
        && project.is_none()
        && typed_fee_cents.is_none()
        && clear_fee.is_none()
        && keep_finding.is_none()
        && acts_on.is_none()
}

/// The places of a case that a change is about, as they are called in what is stored. That a finding is kept collides
/// with nothing.
fn places(patch: &CasePatch) -> Vec<Vec<String>> {
    let given = [
        ("business", patch.business.is_some()),
        ("channel", patch.channel.is_some()),
        ("kind", patch.kind.is_some()),
        ("project", patch.project.is_some()),
        ("years", patch.years.is_some()),
        ("count", patch.count.is_some()),
        ("employees", patch.employees.is_some()),
        ("conditions", patch.conditions.is_some()),
        (
            "typed_fee_cents",
            patch.typed_fee_cents.is_some() || patch.clear_fee.is_some(),
        ),
        ("payment", patch.payment.is_some()),
        ("acts_on", patch.acts_on.is_some()),
    ];
    let whole = given.into_iter().filter(|(_, is_given)| *is_given);
    let fields = patch.fields.iter().flat_map(BTreeMap::keys);
    let materials = patch.materials.iter().flat_map(BTreeMap::keys);
    whole
        .map(|(name, _)| vec![name.to_owned()])
        .chain(fields.map(|name| vec!["fields".to_owned(), name.clone()]))
        .chain(materials.map(|id| vec!["materials_seen".to_owned(), id.clone()]))
        .collect()
}

/// What stands at a place. Nothing and an empty value are the same, and so are ticks in another order.
fn at(content: &Value, place: &[String]) -> Value {
    let mut found = content;
    for name in place {
        found = found.get(name).unwrap_or(&Value::Null);
    }
    match found {
        Value::String(text) if text.trim().is_empty() => Value::Null,
        Value::String(text) => Value::String(text.trim().to_owned()),
        Value::Array(all) if all.is_empty() => Value::Null,
        Value::Array(all) if all.iter().all(Value::is_string) => {
            let mut words: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
            words.sort_unstable();
            Value::from(words)
        }
        other => other.clone(),
    }
}
