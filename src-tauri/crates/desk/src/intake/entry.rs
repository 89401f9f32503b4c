//! Intake: choosing the project, opening, saving, giving up.

use std::collections::{BTreeMap, BTreeSet};

use case::{CaseContent, ROW_BUSINESS, ROW_YEARS, Role, Step};
use project::Project;
use store::{AuditAction, AuditEntry, CaseId, CertificateId, NewCase, Tx};

use crate::case_view::api::CaseView;
use crate::case_view::elsewhere;
use crate::case_view::fields::choice;
use crate::case_view::moving::get;
use crate::casework::materials::mark_word;
use crate::casework::seen::Seen;
use crate::casework::{carried, checks, hands, linked, versions};
use crate::counter::desk::Desk;
use crate::intake::api::{BusinessInfo, CasePatch, KindInfo, OpenCase, ProjectInfo, SaveCase};
use crate::intake::from_ledger::{take_over, usual_channel};
use crate::pages::settling::{self, Event};
use crate::prints::standing;
use crate::register::acted_on::{Asked, tail};
use crate::rim::api::{ById, Nothing, Refusal};
use crate::rim::sources;

/// Longest value that is kept of a field; what a form can hold is checked apart.
const MAX_VALUE: usize = 2000;
/// Longest name of a field, a condition or a material, in bytes; those of the projects have some twenty.
const MAX_NAME: usize = 64;
/// Most of them in a case.
const MAX_NAMES: usize = 500;
/// Most rows of an annex.
const MAX_EMPLOYEES: usize = 500;

/// Projects to choose from.
pub fn projects(desk: &Desk, _: Nothing) -> Result<Vec<ProjectInfo>, Refusal> {
    let all = desk.projects().iter().map(|p| ProjectInfo {
        id: p.id().to_owned(),
        name: p.name().to_owned(),
        short_name: p.short_name().to_owned(),
        ca: p.ca().name.clone(),
        kinds: p
            .kinds()
            .iter()
            .map(|k| KindInfo {
                value: k.kind,
                label: k.title.clone(),
                businesses: p
                    .businesses(k.kind)
                    .iter()
                    .map(|b| BusinessInfo {
                        value: b.business,
                        label: b.word.clone(),
                        channels: p
                            .channels(b.business, k.kind)
                            .iter()
                            .map(|c| choice(c.channel, &c.word))
                            .collect(),
                        note: p.business_note(b.business, k.kind).map(|n| sources::parted(n).0),
                    })
                    .collect(),
            })
            .collect(),
    });
    Ok(all.collect())
}

/// Opens a draft, with a returning unit's data where one is named.
pub fn open(desk: &Desk, args: OpenCase) -> Result<CaseView, Refusal> {
    let project = desk.project(&args.project)?;
    let (kind, business) = (args.kind, args.business);
    if !project.offers(business, kind) {
        return Err(Refusal::new(
            "business-not-offered",
            project.not_offered(business, kind),
            "请改选业务类型或证书种类",
        ));
    }
    let id = desk.write(Some(Role::Clerk), |tx, me| {
        let begun_at = args.certificate.map(|id| tx.certificate(CertificateId(id)));
        let begun_at = begun_at.transpose()?;
        let customer = args
            .customer
            .map(|id| tx.customer(store::CustomerId(id)))
            .transpose()?;
        let earlier = args.from_case.map(|id| over(desk, tx, me, id)).transpose()?;
        let came_by = earlier.as_ref().map(|earlier| earlier.content.channel);
        let channel = args
            .channel
            .unwrap_or_else(|| usual_channel(project, business, kind, came_by));
        let mut content = CaseContent {
            project: project.id().to_owned(),
            project_version: project.version().to_owned(),
            business,
            channel,
            kind,
            years: business
                .asks_years()
                .then(|| project.default_years(business, kind))
                .flatten(),
            count: 1,
            conditions: Vec::new(),
            fields: BTreeMap::new(),
            employees: Vec::new(),
            typed_fee_cents: None,
            payment: None,
            materials_seen: BTreeMap::new(),
            kept_findings: Vec::new(),
            acts_on: Vec::new(),
        };
        for spec in project.fields(business, kind, channel) {
            if let Some(value) = spec.default {
                content.fields.insert(spec.id, value);
            }
        }
        match (&earlier, &customer) {
            _ if begun_at.is_some() => {}
            (Some(earlier), _) => carried::over(desk.projects(), project, &earlier.content, &mut content),
            (None, Some(customer)) => carried::fields(desk.projects(), &customer.fields, &mut content),
            (None, None) => {}
        }
        if let Some(certificate) = &begun_at {
            take_over(desk, tx, project, certificate, &mut content)?;
        }
        if project.has_employees(kind) && content.employees.is_empty() {
            content.employees.push(BTreeMap::new());
        }
        checks::derive(project, &content.clone(), &BTreeSet::new(), &mut content);
        if let Some(certificate) = &begun_at {
            let chosen = vec![certificate.id.0];
            asked(desk, tx, project, None, &content).check_choice(&chosen)?;
            content.acts_on = chosen;
        }
        settle_acts_on(desk, tx, project, None, &mut content)?;
        let new = NewCase {
            prefix: project.case_prefix().to_owned(),
            day: desk.today(),
            clerk: me.id,
            content,
        };
        let row = tx.add_case(&new, desk.utc())?;
        versions::keep(desk, tx, row.id, project)?;
        let mut words = format!("开立受理件 {}（{}）", row.number, project.short_name());
        if let Some(certificate) = &begun_at {
            words = format!("{words}，从台账的证书 …{} 开件", tail(&certificate.serial));
        }
        let linked_from = earlier.as_ref().map(|earlier| earlier.id);
        let brought = begun_at.as_ref().and_then(|certificate| certificate.case_id);
        let last = customer.as_ref().map(|customer| customer.last_case);
        tx.set_origin(row.id, brought.or(linked_from).or(last), linked_from)?;
        if let Some(earlier) = &earlier {
            let onward = format!("另开关联件 {}（{}）", row.number, project.business_word(business));
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::CaseLinked, onward).case(earlier.id))?;
            words = format!("{words}，接 {}", earlier.number);
        }
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::CaseOpened, words).case(row.id))?;
        Ok(row.id.0)
    })?;
    get(desk, ById { id })
}

/// A case that is over, to go on in another one. Errors: `case-not-over`, `not-found`.
fn over(desk: &Desk, tx: &Tx<'_>, me: &store::Account, id: u32) -> Result<store::CaseRow, Refusal> {
    let seen = Seen::load(desk, tx, me, id)?;
    if seen.row.state.is_end() {
        return Ok(seen.row);
    }
    Err(linked::not_over(&seen))
}

/// Saves what changed. A change of what stands on a printed form makes that print stale, and putting it back makes it
/// hold again; where the case stands follows from its papers.
pub fn save(desk: &Desk, args: SaveCase) -> Result<CaseView, Refusal> {
    let id = args.id;
    desk.write(Some(Role::Clerk), |tx, me| save_in(desk, tx, me, args))?;
    get(desk, ById { id })
}

/// Whether somebody may change a case, from the revision that is named. Errors: `case-changed-elsewhere`, those of the
/// state that a case is in.
pub(crate) fn may_save(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &store::Account,
    row: &store::CaseRow,
    revision: u32,
) -> Result<(), Refusal> {
    elsewhere::newest(desk, tx, me, row, revision)?;
    if !row.state.is_editable() {
        row.state.after(Step::Edit, row.content.business)?;
    }
    Ok(())
}

/// Whether a change leaves what a case acts on as it is, or it may be chosen.
enum Chosen {
    /// It has to be one that the case may act on.
    Checked,
    /// It is looked at when it goes in.
    Later,
}

/// What a case holds once a change is laid over it, with its project by then.
fn changed<'a>(
    desk: &'a Desk,
    tx: &Tx<'_>,
    row: &store::CaseRow,
    patch: CasePatch,
    choice: Chosen,
) -> Result<(CaseContent, &'a Project), Refusal> {
    let mut content = row.content.clone();
    let project = project_after(desk, tx, row, patch.project.as_deref())?;
    let chosen = patch.acts_on.clone();
    apply(project, &mut content, patch)?;
    if let Some(chosen) = chosen {
        if let Chosen::Checked = choice {
            asked(desk, tx, project, Some(row.id), &content).check_choice(&chosen)?;
        }
        content.acts_on = chosen;
    }
    settle_acts_on(desk, tx, project, Some(row.id), &mut content)?;
    Ok((content, project))
}

/// What a case would hold with a change that is not in the books yet. Errors: `project-unknown`.
pub(crate) fn laid_over(
    desk: &Desk,
    tx: &Tx<'_>,
    row: &store::CaseRow,
    patch: CasePatch,
) -> Result<CaseContent, Refusal> {
    Ok(changed(desk, tx, row, patch, Chosen::Later)?.0)
}

/// The same within a transaction that is under way.
pub(crate) fn save_in(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &store::Account,
    args: SaveCase,
) -> Result<(), Refusal> {
    let mut row = tx.case(CaseId(args.id))?;
    may_save(desk, tx, me, &row, args.revision)?;
    let (content, project) = changed(desk, tx, &row, args.patch, Chosen::Checked)?;
    if content == row.content {
        return Ok(());
    }
    let before = Seen::load(desk, tx, me, args.id)?;
    standing::keep_papers(&before, tx)?;
    let held = standing::holding(&before, tx)?;
    if content.project != row.content.project {
        versions::keep(desk, tx, row.id, project)?;
    }
    row.content = content;
    tx.save_content(row.id, row.revision, &row.content, desk.utc())?;
    if hands::last_editor(tx, row.id)?.is_none_or(|edit| edit.account_id != me.id) {
        let words = format!("{} 接着录入或修改", me.name);
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::CaseEdited, words).case(row.id))?;
    }
    let holds = standing::holding(&Seen::load(desk, tx, me, args.id)?, tx)?;
    for (changed, kept, words) in [
        (&held, &holds, "内容有改动，已打印的作废，须重新打印"),
        (&holds, &held, "内容改回原样，已打印的重新有效"),
    ] {
        let titles: Vec<&str> = changed.difference(kept).map(String::as_str).collect();
        if !titles.is_empty() {
            let words = format!("{words}：{}", titles.join("、"));
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::CaseEdited, words).case(row.id))?;
        }
    }
    settling::settle(desk, tx, me, args.id, Event::Edited)
}

fn asked<'a, 't>(
    desk: &Desk,
    tx: &'a Tx<'t>,
    project: &'a Project,
    case: Option<CaseId>,
    content: &'a CaseContent,
) -> Asked<'a, 't> {
    Asked {
        tx,
        project,
        case,
        content,
        now: desk.utc(),
    }
}

/// Brings the certificates that a case acts on up to date with what is entered.
fn settle_acts_on(
    desk: &Desk,
    tx: &Tx<'_>,
    project: &Project,
    case: Option<CaseId>,
    content: &mut CaseContent,
) -> Result<(), Refusal> {
    let settled = asked(desk, tx, project, case, content).settled()?;
    content.acts_on = settled;
    Ok(())
}

/// The project of a case after a save: another one in its present version, else its own in the version it goes by.
fn project_after<'a>(
    desk: &'a Desk,
    tx: &Tx<'_>,
    row: &store::CaseRow,
    chosen: Option<&str>,
) -> Result<&'a Project, Refusal> {
    match chosen.filter(|id| *id != row.content.project) {
        Some(other) => desk.project(other),
        None => versions::project_of(desk, tx, row),
    }
}

/// What somebody typed, without what no screen shows, and no longer than a paper could take.
fn typed(value: &str) -> String {
    identifiers::shown_text(value).chars().take(MAX_VALUE).collect()
}

fn apply(project: &Project, content: &mut CaseContent, patch: CasePatch) -> Result<(), Refusal> {
    let moved = content.project != project.id();
    if moved {
        content.project = project.id().to_owned();
        content.project_version = project.version().to_owned();
    }
    if let Some(kind) = patch.kind {
        content.kind = kind;
    }
    if let Some(business) = patch.business {
        content.business = business;
    }
    if let Some(channel) = patch.channel {
        content.channel = channel;
    }
    if moved {
        take_offered(project, content);
    }
    let before = content.clone();
    if !content.business.asks_years() {
        content.years = None;
    }
    if let Some(years) = patch.years {
        content.years = Some(years).filter(|y| *y > 0);
    }
    if let Some(count) = patch.count {
        content.count = count.clamp(1, 999);
    }
    let named: BTreeSet<String> = patch.fields.iter().flat_map(BTreeMap::keys).cloned().collect();
    if let Some(fields) = patch.fields {
        for (name, value) in fields {
            let value = typed(&value);
            if name.len() > MAX_NAME
                || (content.fields.len() >= MAX_NAMES && !content.fields.contains_key(&name))
            {
                continue;
            }
            if value.is_empty() {
                content.fields.remove(&name);
            } else {
                content.fields.insert(name, value);
            }
        }
    }
    if let Some(employees) = patch.employees {
        let row = |row: BTreeMap<String, String>| {
            let short = row.into_iter().filter(|(name, _)| name.len() <= MAX_NAME);
            short
                .take(MAX_NAMES)
                .map(|(name, value)| (name, typed(&value)))
                .collect()
        };
        content.employees = employees.into_iter().take(MAX_EMPLOYEES).map(row).collect();
    }
    // A row asks for something of its own only where the form has a box for it.
    let columns = project.employee_columns();
    for own in [ROW_BUSINESS, ROW_YEARS] {
        if !columns.iter().any(|column| column.id == own) {
            for row in &mut content.employees {
                row.remove(own);
            }
        }
    }
    if let Some(conditions) = patch.conditions {
        let short = conditions.into_iter().filter(|one| one.len() <= MAX_NAME);
        content.conditions = short.take(MAX_NAMES).collect();
    }
    let materials = patch.materials.into_iter().flatten().take(MAX_NAMES);
    for (id, marks) in materials.filter(|(id, _)| id.len() <= MAX_NAME) {
        content
            .materials_seen
            .insert(id, marks.into_iter().map(|m| mark_word(m).to_owned()).collect());
    }
    if let Some(cents) = patch.typed_fee_cents {
        content.typed_fee_cents = Some(u64::from(cents));
    }
    if patch.clear_fee == Some(true) {
        content.typed_fee_cents = None;
    }
    if let Some(payment) = patch.payment {
        content.payment = payment.into();
    }
    if let Some(finding) = patch.keep_finding
        && !content.kept_findings.contains(&finding)
        && finding.len() <= MAX_VALUE
        && content.kept_findings.len() < MAX_NAMES
    {
        content.kept_findings.push(finding);
    }
    checks::derive(project, &before, &named, content);
    Ok(())
}

/// What another project does not offer gives way to the first that it offers. Nothing typed is touched: fields it does
/// not ask for stay in the draft and come back with a project that does.
fn take_offered(project: &Project, content: &mut CaseContent) {
    if let (None, Some(first)) = (project.kind(content.kind), project.kinds().first()) {
        content.kind = first.kind;
    }
    let businesses = project.businesses(content.kind);
    if let (false, Some(first)) = (project.offers(content.business, content.kind), businesses.first()) {
        content.business = first.business;
    }
    let channels = project.channels(content.business, content.kind);
    let offered = channels.iter().any(|c| c.channel == content.channel);
    if let (false, Some(first)) = (offered, channels.first()) {
        content.channel = first.channel;
    }
    let allowed = |years| {
        let rule = project.years(content.business, content.kind);
        rule.is_some_and(|rule| rule.allows(years))
    };
    if content.business.asks_years() && !content.years.is_some_and(allowed) {
        content.years = project.default_years(content.business, content.kind);
    }
}
