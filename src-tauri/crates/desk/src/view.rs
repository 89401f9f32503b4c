//! The case as the window shows it: everything that follows from its content, worked out anew each time.

use std::collections::BTreeSet;

use case::{CaseContent, CaseState as State, Role};
use project::{Ask, FieldSpec, MaterialRow, Project, Required};
use store::{Account, CaseRow as Row, Tx};

use crate::api::*;
use crate::part::printer_words;
use crate::use_case::articles;
use crate::{Desk, checks, fees, gates, prints, sources, spine, versions};

/// A stored case with its project, account and facts, from which screens are worked out.
pub struct Seen<'a> {
    /// The desk.
    pub desk: &'a Desk,
    /// Who looks.
    pub account: &'a Account,
    /// The stored row.
    pub row: Row,
    /// Its project.
    pub project: &'a Project,
    /// Facts from earlier cases that the guide's rules ask for.
    pub facts: project::Facts,
}

impl<'a> Seen<'a> {
    /// Reads a case. Errors: `not-found`, `project-unknown`.
    pub fn load(desk: &'a Desk, tx: &Tx<'_>, account: &'a Account, id: u32) -> Result<Self, Refusal> {
        let row = tx.case(store::CaseId(id))?;
        let project = versions::project_of(desk, tx, &row)?;
        let facts = facts(desk, tx, &row)?;
        Ok(Self {
            desk,
            account,
            row,
            project,
            facts,
        })
    }

    /// The entered content.
    pub fn content(&self) -> &CaseContent {
        &self.row.content
    }

    /// What the checks say, with what the clerk has decided to keep.
    pub fn findings(&self) -> Vec<Finding> {
        let today = self.desk.today();
        let found = checks::findings(self.project, self.content(), &self.facts, today);
        let kept = &self.content().kept_findings;
        found
            .into_iter()
            .map(|f| {
                let mark = format!("{}:{}", f.field.as_deref().unwrap_or(""), f.code);
                let mut finding = Finding::from(f);
                finding.kept = finding.severity != Severity::Refuse && kept.contains(&mark);
                finding
            })
            .collect()
    }

    /// 单位法人数字证书 · 新申请 叁年
    pub fn what(&self) -> String {
        what(self.project, self.content())
    }

    /// The whole view.
    pub fn view(&self, tx: &Tx<'_>) -> Result<CaseView, Refusal> {
        let (content, project, row) = (self.content(), self.project, &self.row);
        let findings = self.findings();
        let missing = checks::missing(project, content);
        let materials = materials(project, content, &self.facts);
        let fee = fees::view(project, content, &self.facts);
        let forms = forms(self, tx)?;
        let gates = gates::Facts {
            findings: &findings,
            missing: &missing,
            materials: &materials,
            fee: &fee,
            forms: &forms,
        };
        let may_print = articles::gate(self, tx, gates::may_print(self, &gates))?;
        let (may_submit, submit) = gates::may_submit(self, tx, &gates, &may_print)?;
        Ok(CaseView {
            id: row.id.0,
            number: row.number.clone(),
            revision: row.revision,
            saved_at: self.local(row.updated),
            state: row.state.into(),
            state_word: row.state.chinese().to_owned(),
            next_step: next_step(project, row).to_owned(),
            editable: gates::editable(self),
            printed_with_this_content: gates.printed(),
            on_paper: on_paper(&forms),
            next: gates::next(self, submit),
            project_name: project.short_name().to_owned(),
            project_version: project.version().to_owned(),
            version_note: versions::note(self.desk, row, project),
            ca: project.ca().name.clone(),
            title: content.title().to_owned(),
            clerk: name_of(tx, row.clerk)?,
            spine: spine::spine(self, tx)?,
            content: content.into(),
            kinds: project
                .kinds()
                .iter()
                .map(|k| choice(k.kind.word(), &k.title))
                .collect(),
            businesses: project
                .businesses(content.kind)
                .iter()
                .map(|b| choice(b.business.word(), &b.word))
                .collect(),
            channels: project
                .channels(content.business, content.kind)
                .iter()
                .map(|c| choice(c.channel.word(), &c.word))
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
                true => project.employee_columns().iter().map(field_info).collect(),
                false => Vec::new(),
            },
            conditions: conditions(project, content, &self.facts),
            may_print,
            may_submit,
            findings,
            missing,
            materials,
            fee,
            forms,
            returned: returned(tx, row)?,
            wants_samples: !project.seals_for(content, &self.facts).is_empty(),
            taken_from: tx.setting::<String>(&format!("taken-from:{}", row.id))?,
        })
    }

    /// A stored time in the counter's own zone.
    pub fn local(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        at.with_timezone(self.desk.now().offset()).to_rfc3339()
    }
}

/// 单位法人数字证书 · 新申请 叁年
pub fn what(project: &Project, content: &CaseContent) -> String {
    let years = content.years.filter(|_| content.business.asks_years());
    let years = years
        .map(|y| format!(" {}年", identifiers::capital_number(u64::from(y))))
        .unwrap_or_default();
    let count = match content.certificates() {
        1 => String::new(),
        n => format!(" ×{n}"),
    };
    format!(
        "{} · {}{years}{count}",
        project.kind_title(content.kind),
        project.business_word(content.business)
    )
}

/// What the case cannot know: the day, and from the books whether the unit holds a unit certificate of the same project
/// (R-Y1, R-Z3, N-one in DOMAIN.md §4). That these books know of none proves nothing: it may have been issued elsewhere.
pub fn facts(desk: &Desk, tx: &Tx<'_>, row: &Row) -> Result<project::Facts, Refusal> {
    // Once it is approved a case is written to a key itself, and would find its own certificate in the books.
    let asks = row.state.is_editable() || row.state == State::InReview;
    let held = match row.content.field("uscc") {
        Some(uscc) if asks => tx.has_unit_certificate(&row.content.project, uscc)?,
        _ => false,
    };
    Ok(project::Facts {
        unit_has_certificate: held.then_some(true),
        today: Some(desk.today()),
    })
}

/// What has to be done next, in words; where the business prints no form nobody is told to print one.
fn next_step(project: &Project, row: &Row) -> &'static str {
    let prints = !project.forms(row.content.business, row.content.kind).is_empty();
    match row.state {
        State::Draft if !prints => "录入后送复核",
        state => state.next_step(),
    }
}

/// A choice of the window.
pub fn choice(value: &str, label: &str) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
    }
}

/// Name of an account.
pub fn name_of(tx: &Tx<'_>, id: store::AccountId) -> Result<String, Refusal> {
    Ok(tx.account(id)?.name)
}

fn groups(project: &Project, content: &CaseContent) -> Vec<FieldGroup> {
    let groups = project.groups(content.business, content.kind, content.channel);
    let single = groups.into_iter().filter(|g| !g.repeated);
    single
        .map(|g| FieldGroup {
            id: g.id,
            title: g.title,
            fields: g.fields.iter().map(field_info).collect(),
        })
        .filter(|g| !g.fields.is_empty())
        .collect()
}

fn field_info(spec: &FieldSpec) -> FieldInfo {
    let (need, one_of) = match &spec.required {
        Required::Yes => (Need::Required, None),
        Required::No => (Need::Optional, None),
        Required::OneOf(group) => (Need::OneOf, Some(group.clone())),
    };
    let options = spec
        .options
        .iter()
        .flatten()
        .map(|o| choice(&o.value, &o.label))
        .collect();
    FieldInfo {
        id: spec.id.clone(),
        label: spec.label.clone(),
        need,
        one_of,
        groups: digit_groups(spec.check),
        options,
        max_length: spec.max_len,
        note: spec.note.as_deref().map(|n| sources::parted(n).0),
        wide: spec.wide,
        derived_from: spec.derive.clone(),
    }
}

/// How the digits of a code are set apart on screen (ledger notes: 信用代码 2-6-9-1, 身份证 6-8-4, mobile 3-4-4).
fn digit_groups(kind: Option<identifiers::Kind>) -> Vec<u32> {
    use identifiers::Kind as K;
    match kind {
        Some(K::Uscc | K::UnitId) => vec![2, 6, 9, 1],
        Some(K::ResidentId | K::PersonId | K::ResidencePermit) => vec![6, 8, 4],
        Some(K::Mobile) => vec![3, 4, 4],
        Some(K::OrgCode) => vec![8, 2],
        Some(K::Postcode) => vec![6],
        _ => Vec::new(),
    }
}

fn conditions(project: &Project, content: &CaseContent, facts: &project::Facts) -> Vec<ConditionInfo> {
    let on = project.conditions_of(content, facts);
    let asked = project.conditions(content.business, content.kind, content.channel);
    asked
        .into_iter()
        .filter(|c| c.ask)
        .map(|c| ConditionInfo {
            id: c.id.clone(),
            label: c.label.clone(),
            on: on.contains(&c.id),
        })
        .collect()
}

/// The checklist of exactly this combination, with what has been seen.
pub fn materials(project: &Project, content: &CaseContent, facts: &project::Facts) -> Vec<MaterialLine> {
    let rows = project.materials_of(content, facts);
    rows.into_iter()
        .map(|row| {
            let needed = needed_marks(&row);
            let seen = content.materials_seen.get(&row.id).into_iter().flatten();
            let seen: Vec<Mark> = seen.filter_map(|w| mark(w)).collect();
            let asks = [&row.seal, &row.original]
                .into_iter()
                .filter_map(|ask| match ask {
                    Ask::Note(text) => Some(text.as_str()),
                    Ask::Yes | Ask::No => None,
                });
            let mut notes: Vec<&str> = std::iter::once(row.note.as_str())
                .chain(asks)
                .filter(|n| !n.is_empty())
                .collect();
            notes.dedup();
            // Where a word stands is told where 依据 is opened, not in the note.
            let (note, places) = sources::parted(&notes.join("；"));
            let own = sources::words(&row.source.place());
            MaterialLine {
                complete: needed.iter().all(|m| seen.contains(m)),
                note,
                quote: row.source.quote.clone(),
                place: std::iter::once(own).chain(places).collect::<Vec<_>>().join("；"),
                material: row.material,
                copies: row.copies,
                id: row.id,
                needed,
                seen,
            }
        })
        .collect()
}

/// What the clerk must tick for a material; rows that only inform need nothing.
fn needed_marks(row: &MaterialRow) -> Vec<Mark> {
    if row.info {
        return Vec::new();
    }
    let asked = |ask: &Ask, mark| (*ask == Ask::Yes).then_some(mark);
    let signed = row.signature.as_ref().map(|_| Mark::Signature);
    let marks = [
        Some(Mark::Copies),
        asked(&row.seal, Mark::Seal),
        asked(&row.original, Mark::Original),
        signed,
    ];
    marks.into_iter().flatten().collect()
}

fn mark(word: &str) -> Option<Mark> {
    match word {
        "copies" => Some(Mark::Copies),
        "seal" => Some(Mark::Seal),
        "original" => Some(Mark::Original),
        "signature" => Some(Mark::Signature),
        _ => None,
    }
}

/// The word under which a mark is stored.
pub fn mark_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Copies => "copies",
        Mark::Seal => "seal",
        Mark::Original => "original",
        Mark::Signature => "signature",
    }
}

fn forms(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<FormLine>, Refusal> {
    let standings = prints::standing(seen, tx)?.into_iter();
    Ok(standings
        .map(|standing| {
            let print = standing.holding();
            let state = standing.state();
            FormLine {
                id: standing.form.id.clone(),
                title: format!("《{}》", standing.form.title),
                copies: u32::from(standing.form.copies),
                copies_note: sources::parted(&standing.form.copies_source).0,
                printed: print.is_some(),
                pages: print.map_or(0, pages_of),
                state,
                state_word: prints::state_word(state).to_owned(),
                print: standing.newest().map(|p| p.id.0),
                said: said(&standing),
                fields: prints::fields_on(seen.desk, seen.project, &standing.form.id, &seen.row),
            }
        })
        .collect())
}

/// What the printing system said of the newest print of the present content, while that is not out.
fn said(standing: &prints::Standing<'_>) -> Option<Finding> {
    let newest = standing.newest().filter(|_| standing.holding().is_none())?;
    newest.told.as_deref().map(printer_words::finding)
}

/// What stands on any form whose print holds.
fn on_paper(forms: &[FormLine]) -> Vec<String> {
    let holding = forms.iter().filter(|f| f.printed);
    let names: BTreeSet<&String> = holding.flat_map(|f| &f.fields).collect();
    names.into_iter().cloned().collect()
}

/// Pages of one copy of a print.
fn pages_of(print: &store::PrintRecord) -> u32 {
    let maps = print.page_maps.as_array();
    let pages = maps
        .and_then(|maps| maps.first())
        .and_then(|map| map["pages"].as_u64());
    pages.and_then(|pages| u32::try_from(pages).ok()).unwrap_or(0)
}

/// Why the case came back: the wrong items of its last finished review.
fn returned(tx: &Tx<'_>, row: &Row) -> Result<Vec<ReturnReason>, Refusal> {
    // A case that is printed again is no more 已退回, but what it came back for is still to be seen until it goes there again.
    if !row.state.is_editable() {
        return Ok(Vec::new());
    }
    Ok(tx.setting(&format!("returned:{}", row.id))?.unwrap_or_default())
}

impl From<&CaseContent> for Content {
    fn from(c: &CaseContent) -> Self {
        Self {
            project: c.project.clone(),
            business: c.business.word().to_owned(),
            channel: c.channel.word().to_owned(),
            kind: c.kind.word().to_owned(),
            years: c.years,
            count: c.count,
            fields: c.fields.clone(),
            employees: c.employees.clone(),
        }
    }
}

impl From<State> for CaseState {
    fn from(state: State) -> Self {
        match state {
            State::Draft => Self::Draft,
            State::Printed => Self::Printed,
            State::Scanning => Self::Scanning,
            State::InReview => Self::InReview,
            State::Returned => Self::Returned,
            State::Approved => Self::Approved,
            State::AtCa => Self::AtCa,
            State::Ready => Self::Ready,
            State::Closed => Self::Closed,
            State::Void => Self::Void,
        }
    }
}

impl From<CaseState> for State {
    fn from(state: CaseState) -> Self {
        match state {
            CaseState::Draft => Self::Draft,
            CaseState::Printed => Self::Printed,
            CaseState::Scanning => Self::Scanning,
            CaseState::InReview => Self::InReview,
            CaseState::Returned => Self::Returned,
            CaseState::Approved => Self::Approved,
            CaseState::AtCa => Self::AtCa,
            CaseState::Ready => Self::Ready,
            CaseState::Closed => Self::Closed,
            CaseState::Void => Self::Void,
        }
    }
}

/// A case in a list, as this account sees it.
pub fn case_row(desk: &Desk, tx: &Tx<'_>, me: &Account, row: &Row) -> Result<CaseRow, Refusal> {
    let (project_name, what, next_step) = match versions::project_of(desk, tx, row) {
        Ok(project) => (
            project.short_name().to_owned(),
            what(project, &row.content),
            next_step(project, row),
        ),
        Err(_) => (
            row.content.project.clone(),
            "项目资料缺失，见设置".to_owned(),
            row.state.next_step(),
        ),
    };
    let actor = row.state.next_actor();
    let mine = match actor {
        Some(Role::Reviewer) => me.roles.has(Role::Reviewer) && row.clerk != me.id,
        Some(role) => me.roles.has(role),
        None => false,
    };
    let since = row.state_since;
    let waited = desk.utc().signed_duration_since(since);
    let note = match row.state {
        State::Returned => returned(tx, row)?
            .iter()
            .map(|r| format!("{}：{}", r.label, r.reason))
            .collect::<Vec<_>>()
            .join("；"),
        _ => String::new(),
    };
    Ok(CaseRow {
        id: row.id.0,
        number: row.number.clone(),
        title: row.content.title().to_owned(),
        project: project_name,
        what,
        state: row.state.into(),
        state_word: row.state.chinese().to_owned(),
        next_step: next_step.to_owned(),
        next_actor: actor
            .map_or(
                if row.state == State::Printed { "客户" } else { "" },
                Role::chinese,
            )
            .to_owned(),
        mine,
        since: since.with_timezone(desk.now().offset()).to_rfc3339(),
        clerk: name_of(tx, row.clerk)?,
        note,
        late: row.state == State::AtCa && waited.num_hours() >= 48,
    })
}
