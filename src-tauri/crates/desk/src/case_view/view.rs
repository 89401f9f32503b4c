//! The case as the window shows it: everything that follows from its content, worked out anew each time.

use case::{CaseContent, CaseState as State, Course, MadeBy};
use project::Project;
use store::{CaseRow as Row, Tx};

use crate::case_view::acts_on::acts_on;
use crate::case_view::api::{CaseView, Content, Kept, LinkedCase, Making, ReturnReason, YearsInfo};
use crate::case_view::fields::{choice, conditions, field_info, groups};
use crate::case_view::forms::on_paper;
use crate::case_view::gates::Gates;
use crate::case_view::spine;
use crate::casework::seen::{Seen, name_of};
use crate::casework::{editable, linked, versions};
use crate::rights::groups::FieldGroup;
use crate::rim::api::Refusal;
use crate::rim::sources;

impl Seen<'_> {
    /// The whole view.
    pub fn view(&self, tx: &Tx<'_>) -> Result<CaseView, Refusal> {
        let (content, project, row) = (self.content(), self.project, &self.row);
        let (shown, covered) = self.sight.content(project, content);
        let gates = Gates::of(self, tx)?;
        let annex = project.annex_columns(content.business, content.kind, content.channel);
        Ok(CaseView {
            id: row.id.0,
            number: row.number.clone(),
            revision: row.revision,
            saved_at: self.local(row.updated),
            kept: Kept::Books,
            state: row.state.into(),
            state_word: row.state.word_on(self.course()).to_owned(),
            next_step: next_step(project, row, self.course()).to_owned(),
            editable: editable::editable(self),
            printed_with_this_content: gates.printed(),
            on_paper: on_paper(&gates.forms),
            next: gates.next(self, tx)?,
            project_name: project.short_name().to_owned(),
            project_version: project.version().to_owned(),
            version_note: versions::note(self.desk, row, project),
            ca: project.ca().name.clone(),
            title: content.title().to_owned(),
            clerk: name_of(tx, row.clerk)?,
            spine: spine::spine(self, tx)?,
            content: (&shown).into(),
            covered,
            papers_shown: self.sight.has(FieldGroup::Papers),
            kinds: project.kinds().iter().map(|k| choice(k.kind, &k.title)).collect(),
            businesses: project
                .businesses(content.kind)
                .iter()
                .map(|b| choice(b.business, &b.word))
                .collect(),
            channels: project
                .channels(content.business, content.kind)
                .iter()
                .map(|c| choice(c.channel, &c.word))
                .collect(),
            years: project
                .years(content.business, content.kind)
                .filter(|_| content.business.asks_years())
                .map(|y| YearsInfo {
                    options: y.options.clone(),
                    note: sources::parted(&y.note).0,
                    capital: y.capital,
                }),
            groups: groups(project, content),
            employee_columns: match project.has_employees(content.kind) {
                true => annex.iter().map(field_info).collect(),
                false => Vec::new(),
            },
            conditions: conditions(project, content, &self.facts),
            may_print: gates.may_print,
            may_submit: gates.may_submit,
            findings: gates.findings,
            missing: gates.missing,
            materials: gates.materials,
            fee: gates.fee,
            forms: gates.forms,
            returned: self.reasons(tx)?,
            wants_samples: !self.seals().is_empty(),
            acts_on: acts_on(self, tx)?,
            taken_from: match row.taken_from {
                Some(earlier) => Some(tx.case(earlier)?.number),
                None => None,
            },
            making: project.making(content, &self.facts).map(|rule| Making {
                word: rule.by.chinese().to_owned(),
                words: rule.words.clone(),
                source: rule.source().place(),
            }),
            linked: linked::linked(tx, row)?.iter().map(Into::into).collect(),
        })
    }
}

impl Seen<'_> {
    /// Why the case came back, as this account gets to read it.
    fn reasons(&self, tx: &Tx<'_>) -> Result<Vec<ReturnReason>, Refusal> {
        let mut reasons = returned(tx, &self.row)?;
        for one in &mut reasons {
            one.reason = self.told(&one.reason);
        }
        Ok(reasons)
    }
}

/// What has to be done next, in words; where the business prints no form nobody is told to print one, and where
/// nothing is made here nobody is told to hand it over.
pub(crate) fn next_step(project: &Project, row: &Row, course: Course) -> &'static str {
    let forms = project.forms(row.content.business, row.content.kind);
    let prints = course.made_by != MadeBy::Client && !forms.is_empty();
    match (row.state, course.made_by) {
        (State::Draft, _) if !prints => "录入后送复核",
        (State::Ready, MadeBy::Ca) => "报 CA 制证寄出，办结",
        (State::Ready, MadeBy::Phone) => "告知用户在手机里安装，办结",
        (State::Ready, MadeBy::Client) => "告知用户自助办理，办结",
        (State::Ready, MadeBy::Nobody) => "报送 CA，办结",
        (state, _) => state.next_step(),
    }
}

/// Why the case came back: the wrong items of its last finished review.
pub(crate) fn returned(tx: &Tx<'_>, row: &Row) -> Result<Vec<ReturnReason>, Refusal> {
    // A case that is printed again is no more 已退回, but what it came back for is still to be seen until it goes there
    // again.
    if !row.state.is_editable() {
        return Ok(Vec::new());
    }
    let reasons = tx.case_past(row.id)?.returned;
    Ok(reasons.into_iter().map(Into::into).collect())
}

impl From<store::ReturnReason> for ReturnReason {
    fn from(kept: store::ReturnReason) -> Self {
        Self {
            label: kept.label,
            field: kept.field,
            reason: kept.reason,
        }
    }
}

impl From<&Row> for LinkedCase {
    fn from(row: &Row) -> Self {
        Self {
            id: row.id.0,
            number: row.number.clone(),
            state: row.state.into(),
            state_word: row.state.chinese().to_owned(),
        }
    }
}

impl From<&CaseContent> for Content {
    fn from(c: &CaseContent) -> Self {
        Self {
            project: c.project.clone(),
            business: c.business,
            channel: c.channel,
            kind: c.kind,
            years: c.years,
            count: c.count,
            fields: c.fields.clone(),
            employees: c.employees.clone(),
        }
    }
}
