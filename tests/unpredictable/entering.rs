//! Entering: opening a case, typing, choosing, ticking, giving up. A save that is taken is read back from the books
//! at once; one on what the window has not seen must be refused or leave the other's work alone.

use std::collections::BTreeMap;

use case::{BusinessType, CertKind, Channel, Role};
use desk::api::{
    Abandon, CasePatch, CaseState, CaseView, Choice, FieldInfo, HitKind, LookUp, Mark, OpenCase,
    PaymentGiven, SaveCase, Severity,
};
use desk::casework::people;

use super::acts::What;
use super::counter::Counter;
use super::doing::{Asked, held};
use super::telling;

/// What hands type: names, numbers with a slip, quotation marks, rare characters, nothing at all, far too much.
const TEXTS: [&str; 9] = [
    "教务处",
    "020-33334444",
    "124401054550257068",
    "𠮷野家（广州）",
    "'\"<b>&%s",
    "",
    " ",
    "440105199003072511",
    "很长很长的一行字很长很长的一行字很长很长的一行字很长很长的一行字很长很长的一行字很长很长的一行字很长很长的一行字",
];

/// Opens a case for one of all the wishes that the projects offer.
pub fn open(counter: &mut Counter, at: u8, wish: u8, returning: bool) {
    let customer = match returning {
        true => returning_unit(counter, at),
        false => None,
    };
    let (project, kind, business, channel) = wish_of(counter, wish);
    let args = OpenCase {
        project,
        kind,
        business,
        channel: Some(channel),
        customer,
        from_case: None,
        certificate: None,
    };
    let said = counter.ask(at, "open_case", |to| to.open_case(args));
    assert_eq!(
        said.is_ok(),
        counter.has(at, Role::Clerk),
        "a clerk opens any case that is offered: {said:?}"
    );
    if let Ok(view) = said {
        counter.taken(view.id);
        let texts: Vec<String> = counter.row(view.id).content.fields.into_values().collect();
        texts.iter().for_each(|text| counter.typed(text));
        counter.windows[usize::from(at)].screen.insert(view.id, view);
    }
}

fn returning_unit(counter: &Counter, at: u8) -> Option<u32> {
    let said = counter.ask(at, "look_up", |to| {
        to.look_up(LookUp {
            text: "mmw".to_owned(),
        })
    });
    let unit = said.ok()?.into_iter().find(|hit| hit.kind == HitKind::Customer);
    unit.map(|hit| hit.id)
}

/// All that is offered, in the projects' own order; every third pick is the first certificate of a project.
fn wish_of(counter: &Counter, pick: u8) -> (String, CertKind, BusinessType, Channel) {
    let projects = counter.windows[0].desk.projects();
    let mut wishes = Vec::new();
    for project in projects.iter() {
        for kind in project.kinds() {
            for business in project.businesses(kind.kind) {
                for channel in project.channels(business.business, kind.kind) {
                    let project = project.id().to_owned();
                    wishes.push((project, kind.kind, business.business, channel.channel));
                }
            }
        }
    }
    let first: Vec<_> = wishes
        .iter()
        .filter(|wish| wish.2 == BusinessType::New)
        .cloned()
        .collect();
    let pick = usize::from(pick);
    match pick % 3 {
        0 => first[pick / 3 % first.len()].clone(),
        _ => wishes[pick * 7 % wishes.len()].clone(),
    }
}

/// A change of these fields.
fn fields(typed: BTreeMap<String, String>) -> CasePatch {
    CasePatch {
        fields: Some(typed),
        ..CasePatch::default()
    }
}

/// Saves a patch as the window would: with the revision that it has seen. Gives what came of it.
fn save(counter: &mut Counter, at: u8, id: u32, patch: CasePatch) -> Option<CaseView> {
    let seen = counter.screen(at, id)?;
    let now = counter.peek(at, id)?;
    let before = counter.row(id).content;
    let typed = patch.fields.clone().unwrap_or_default();
    let args = SaveCase {
        id,
        revision: seen.revision,
        patch,
    };
    telling::trying(id, &typed);
    let said = counter.ask(at, "save_case", |to| to.save_case(args));
    if seen.revision == now.revision {
        let asked = Asked {
            what: "save_case",
            role: Role::Clerk,
            at,
        };
        held(counter, &asked, &now.editable, &said);
    } else if said.is_ok() {
        assert!(now.editable.open, "a closed case took a stale save");
        for field in typed.keys() {
            assert_eq!(
                seen.content.fields.get(field),
                now.content.fields.get(field),
                "{field} was changed elsewhere and overwritten unseen"
            );
        }
    }
    let Ok(view) = said else {
        // The clerk reads the refusal and fetches what is there now.
        counter.look(at, id);
        return None;
    };
    telling::took(id, &typed);
    counter.taken(id);
    let after = counter.row(id).content;
    for (name, old) in &before.fields {
        let derived = field(&view, name).is_none_or(|f| f.derived_from.is_some());
        let same = after.fields.get(name) == Some(old);
        assert!(
            same || derived || typed.contains_key(name),
            "{name} went away by typing into {typed:?}"
        );
    }
    for (name, value) in typed {
        let there = after.fields.get(&name).cloned().unwrap_or_default();
        let follows = field(&view, &name).is_some_and(|f| f.derived_from.is_some());
        if value.is_empty() && follows {
            // What was emptied follows again as soon as there is something to follow.
            counter.acknowledged.fields.entry(id).or_default().remove(&name);
            continue;
        }
        assert_eq!(there, value, "{name} was taken, and is not there");
        counter
            .acknowledged
            .fields
            .entry(id)
            .or_default()
            .insert(name, value);
    }
    counter.windows[usize::from(at)].screen.insert(id, view.clone());
    Some(view)
}

fn field<'a>(view: &'a CaseView, name: &str) -> Option<&'a FieldInfo> {
    view.groups.iter().flat_map(|g| &g.fields).find(|f| f.id == name)
}

/// Types one of the texts, or what is right, into a field.
pub fn type_in(counter: &mut Counter, at: u8, id: u32, pick: u8, text: u8) {
    let Some(view) = counter.screen(at, id) else {
        return;
    };
    let fields: Vec<&FieldInfo> = view.groups.iter().flat_map(|g| &g.fields).collect();
    let Some(field) = fields.get(usize::from(pick) % fields.len().max(1)) else {
        return;
    };
    let right = people::fields(&people::UNITS[0], &people::PERSONS[0]);
    let text = usize::from(text);
    let value = match (text % 3, field.options.as_slice()) {
        (_, [first, ..]) => field
            .options
            .get(text % field.options.len())
            .unwrap_or(first)
            .value
            .clone(),
        (0, _) => right
            .get(&field.id)
            .cloned()
            .unwrap_or_else(|| TEXTS[0].to_owned()),
        _ => TEXTS[text % TEXTS.len()].to_owned(),
    };
    let name = field.id.clone();
    counter.typed(&value);
    let patch = CasePatch {
        fields: Some([(name, value)].into()),
        ..CasePatch::default()
    };
    save(counter, at, id, patch);
}

/// One of what is offered.
fn picked<T: Copy>(choices: &[Choice<T>], pick: usize) -> Option<T> {
    choices.get(pick % choices.len().max(1)).map(|c| c.value)
}

/// Chooses something of the intake.
pub fn choose(counter: &mut Counter, at: u8, id: u32, what: What, option: u8) {
    let Some(view) = counter.screen(at, id) else {
        return;
    };
    let pick = usize::from(option);
    let mut patch = CasePatch::default();
    match what {
        What::Years => {
            let options = view.years.as_ref().map(|y| y.options.clone()).unwrap_or_default();
            let chosen = options
                .get(pick % options.len().max(1))
                .copied()
                .unwrap_or(pick as u32 % 7);
            patch.years = Some(chosen);
        }
        What::Count => patch.count = Some(u32::from(option) % 4),
        What::Kind => patch.kind = picked(&view.kinds, pick),
        What::Business => patch.business = picked(&view.businesses, pick),
        What::Channel => patch.channel = picked(&view.channels, pick),
        What::Project => {
            let projects: Vec<String> = counter.windows[0]
                .desk
                .projects()
                .iter()
                .map(|p| p.id().to_owned())
                .collect();
            patch.project = Some(projects[pick % projects.len()].clone());
        }
        What::Condition => {
            let mut on: Vec<String> = view
                .conditions
                .iter()
                .filter(|c| c.on)
                .map(|c| c.id.clone())
                .collect();
            let Some(turned) = view.conditions.get(pick % view.conditions.len().max(1)) else {
                return;
            };
            match turned.on {
                true => on.retain(|id| *id != turned.id),
                false => on.push(turned.id.clone()),
            }
            patch.conditions = Some(on);
        }
        What::Payment => {
            use PaymentGiven as P;
            patch.payment = Some([P::Card, P::Remittance, P::Other][pick % 3]);
        }
        What::Fee => {
            let cents = [0, 1, 10_000, 99_999_999][pick % 4];
            patch.typed_fee_cents = Some(cents);
        }
        What::Employees => {
            let rows: Vec<_> = people::PERSONS[5..]
                .iter()
                .take(pick % 4)
                .map(people::employee)
                .collect();
            rows.iter()
                .flat_map(BTreeMap::values)
                .for_each(|text| counter.typed(text));
            patch.employees = Some(rows);
        }
    }
    save(counter, at, id, patch);
}

/// Ticks one paper or all of them, or takes the ticks back.
pub fn tick(counter: &mut Counter, at: u8, id: u32, paper: Option<u8>, seen: bool) {
    let Some(view) = counter.screen(at, id) else {
        return;
    };
    let lines = view.materials.iter().enumerate();
    let at_line = paper.map(|paper| usize::from(paper) % view.materials.len().max(1));
    let marks: BTreeMap<String, Vec<Mark>> = lines
        .filter(|(line, _)| at_line.is_none_or(|wanted| wanted == *line))
        .map(|(_, m)| (m.id.clone(), if seen { m.needed.clone() } else { Vec::new() }))
        .collect();
    let ticked = CasePatch {
        materials: Some(marks),
        ..CasePatch::default()
    };
    save(counter, at, id, ticked);
}

/// Keeps the first doubtful value as it is.
pub fn keep(counter: &mut Counter, at: u8, id: u32) {
    let Some(view) = counter.screen(at, id) else {
        return;
    };
    let doubtful = view
        .findings
        .iter()
        .find(|f| f.severity == Severity::Warn && !f.kept);
    if let Some(finding) = doubtful {
        let mark = format!("{}:{}", finding.field.as_deref().unwrap_or(""), finding.code);
        let kept = CasePatch {
            keep_finding: Some(mark),
            ..CasePatch::default()
        };
        save(counter, at, id, kept);
    }
}

/// The number of the authority's own that a case waits for, and its field; none where it has one or takes none.
pub fn number(counter: &Counter, id: u32) -> Option<(String, String)> {
    let row = counter.row(id);
    let desk = &counter.windows[0].desk;
    let project = desk.project(&row.content.project).ok()?;
    let field = project.case_number_field(&row.content)?;
    let number = people::case_number(field.case_number.as_deref()?, desk.today(), id);
    let awaited = project.case_number(&row.content).is_none();
    awaited.then_some((field.id, number))
}

/// Enters everything as a made-up guest brings it: fields, years, conditions, papers, money.
pub fn fill(counter: &mut Counter, at: u8, id: u32, guest: usize) {
    let Some(view) = counter.look(at, id) else { return };
    let right = people::fields(&people::UNITS[guest], &people::PERSONS[guest]);
    right.values().for_each(|text| counter.typed(text));
    let mut typed: BTreeMap<String, String> = number(counter, id).into_iter().collect();
    typed.values().for_each(|text| counter.typed(text));
    for info in view.groups.iter().flat_map(|g| &g.fields) {
        let there = view.content.fields.get(&info.id);
        let value = match (right.get(&info.id), info.options.first(), there) {
            (Some(value), _, _) => value.clone(),
            (None, Some(option), None) => option.value.clone(),
            _ => continue,
        };
        typed.insert(info.id.clone(), value);
    }
    let mut patch = CasePatch {
        payment: Some(PaymentGiven::Card),
        ..fields(typed)
    };
    if let Some(years) = &view.years {
        patch.years = Some(years.options.first().copied().unwrap_or(1));
    }
    if !view.employee_columns.is_empty() {
        let rows: Vec<_> = people::PERSONS[5..7].iter().map(people::employee).collect();
        rows.iter()
            .flat_map(BTreeMap::values)
            .for_each(|text| counter.typed(text));
        patch.employees = Some(rows);
    }
    let Some(view) = save(counter, at, id, patch) else {
        return;
    };
    let Some(view) = mend(counter, at, view) else {
        return;
    };
    let marks: BTreeMap<String, Vec<Mark>> = view
        .materials
        .iter()
        .map(|m| (m.id.clone(), m.needed.clone()))
        .collect();
    let mut patch = CasePatch {
        materials: Some(marks),
        ..CasePatch::default()
    };
    if view.fee.total_cents.is_none() {
        patch.typed_fee_cents = Some(30_000);
    }
    if save(counter, at, id, patch).is_none() {
        return;
    }
    for _ in 0..view.findings.len() {
        keep(counter, at, id);
    }
}

/// What the guest's own data leaves open: a field that only this project asks for, a slip typed before, a condition
/// to tick.
fn mend(counter: &mut Counter, at: u8, mut view: CaseView) -> Option<CaseView> {
    let id = view.id;
    for _ in 0..4 {
        let mut typed = BTreeMap::new();
        for missing in view.missing.iter().filter(|m| !m.starts_with("employees.")) {
            let option = field(&view, missing).and_then(|f| f.options.first());
            let value = option.map_or("演练", |o| o.value.as_str());
            typed.insert(missing.clone(), value.to_owned());
        }
        for finding in view.findings.iter().filter(|f| f.severity == Severity::Refuse) {
            let Some(info) = finding.field.as_deref().and_then(|name| field(&view, name)) else {
                continue;
            };
            let value = finding
                .suggestion
                .clone()
                .or(info.options.first().map(|o| o.value.clone()));
            typed.insert(info.id.clone(), value.unwrap_or_default());
        }
        if typed.is_empty() {
            break;
        }
        typed.values().for_each(|text| counter.typed(text));
        counter.typed("演练");
        view = save(counter, at, id, fields(typed))?;
    }
    for condition in view.conditions.clone() {
        let refused = |f: &desk::api::Finding| f.severity == Severity::Refuse;
        if !view.findings.iter().any(refused) {
            break;
        }
        let on = CasePatch {
            conditions: Some(vec![condition.id]),
            ..CasePatch::default()
        };
        view = save(counter, at, id, on)?;
    }
    Some(view)
}

/// Gives a case up.
pub fn abandon(counter: &mut Counter, at: u8, id: u32, reason: bool) {
    let Some(now) = counter.peek(at, id) else { return };
    let words = if reason { "客户改日再来" } else { " " };
    let said = counter.ask(at, "abandon_case", |to| {
        to.abandon_case(Abandon {
            id,
            reason: words.to_owned(),
            refund_cents: None,
            keys: Vec::new(),
            beside: None,
        })
    });
    if reason && now.editable.open {
        assert_eq!(
            said.as_ref().map(|v| v.state).ok(),
            Some(CaseState::Void),
            "{said:?}"
        );
    }
    if said.is_ok() {
        assert!(
            reason && counter.has(at, Role::Clerk),
            "given up without a word, or by another"
        );
    }
}
