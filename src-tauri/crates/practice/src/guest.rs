//! A made-up customer at the intake: what is wanted, the case opened and filled, every paper seen. For practice,
//! walkthroughs and stories; everything goes through the window's own commands.

use case::{BusinessType, CertKind, Channel, FieldMap};
use desk::Desk;
use desk::api::{ACTS_ON, CasePatch, CaseView, Finding, OpenCase, PaymentGiven, Refusal, SaveCase, Severity};
use desk::casework::people;

/// An amount in 分 for fees that the guide does not state.
const TYPED_FEE: u32 = 30_000;
/// The years the customer likes best, where they may be chosen.
const YEARS: u32 = 3;

/// What the customer wants; where nothing is said, the first thing the project offers.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Project id.
    pub project: String,
    /// Certificate kind.
    pub kind: Option<CertKind>,
    /// Business type; a first certificate when not named.
    pub business: Option<BusinessType>,
    /// Channel; the counter where it is offered.
    pub channel: Option<Channel>,
}

/// Who comes: indices of the made-up units and persons.
#[derive(Debug, Clone, Copy, Default)]
pub struct Guest {
    /// Index into [`people::UNITS`].
    pub unit: usize,
    /// Index into [`people::PERSONS`].
    pub person: usize,
}

/// Opens the case and fills it as the guest would: fields, years, papers, the circumstance without which the guide
/// refuses, and a yes to every warning. Errors: those of the commands; what stays refused stands in the view.
pub fn take_in(desk: &Desk, wish: &Wish, guest: Guest) -> Result<CaseView, Refusal> {
    let case = open(desk, wish)?;
    let fields = people::fields(&people::UNITS[guest.unit], &people::PERSONS[guest.person]);
    fill(
        desk,
        &case,
        &Entered {
            fields,
            ..Entered::default()
        },
    )
}

/// What the customer says.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// Dictionary fields; what the case does not ask for is left out.
    pub fields: FieldMap,
    /// Rows of the annex; one made-up row where the case wants some and none is given.
    pub employees: Vec<FieldMap>,
    /// Years; the usual number when not said.
    pub years: Option<u32>,
    /// Certificates of the register that are acted on; what the register takes by itself when not said.
    pub acts_on: Vec<u32>,
}

/// Fills an open case as the guest would: fields, years, papers, the circumstance without which the guide refuses, and
/// a yes to every warning. Errors: those of the commands; what stays refused stands in the view.
pub(crate) fn fill(desk: &Desk, case: &CaseView, entered: &Entered) -> Result<CaseView, Refusal> {
    let fields = &entered.fields;
    let known = case
        .groups
        .iter()
        .flat_map(|g| &g.fields)
        .filter_map(|f| Some((f.id.clone(), fields.get(&f.id)?.clone())))
        .collect();
    let usual = case.years.as_ref().map(|y| match y.options.first() {
        Some(first) if !y.options.contains(&YEARS) => *first,
        _ => YEARS,
    });
    let years = usual.map(|usual| entered.years.unwrap_or(usual));
    let has_rows = !entered.employees.is_empty() && !case.employee_columns.is_empty();
    let patch = CasePatch {
        fields: Some(known),
        years,
        payment: Some(PaymentGiven::Card),
        employees: has_rows.then(|| entered.employees.clone()),
        ..CasePatch::default()
    };
    let mut case = save(desk, case, patch)?;
    if !entered.acts_on.is_empty() {
        let patch = CasePatch {
            acts_on: Some(entered.acts_on.clone()),
            ..CasePatch::default()
        };
        case = save(desk, &case, patch)?;
    }
    let case = fill_missing(desk, case)?;
    let case = meet_conditions(desk, case)?;
    let materials = case.materials.iter();
    let patch = CasePatch {
        materials: Some(materials.map(|m| (m.id.clone(), m.needed.clone())).collect()),
        typed_fee_cents: case.fee.total_cents.is_none().then_some(TYPED_FEE),
        ..CasePatch::default()
    };
    let mut case = save(desk, &case, patch)?;
    let warned = |f: &&Finding| f.severity == Severity::Warn;
    for finding in case.findings.clone().iter().filter(warned) {
        let keep = format!("{}:{}", finding.field.as_deref().unwrap_or(""), finding.code);
        let patch = CasePatch {
            keep_finding: Some(keep),
            ..CasePatch::default()
        };
        case = save(desk, &case, patch)?;
    }
    Ok(case)
}

/// Opens the case that is wished for. Errors: those of the command.
pub(crate) fn open(desk: &Desk, wish: &Wish) -> Result<CaseView, Refusal> {
    let project = desk.project(&wish.project)?;
    let first_kind = project.kinds().first().map(|k| k.kind);
    let kind = wish.kind.or(first_kind).unwrap_or(CertKind::Org);
    let business = wish.business.unwrap_or(BusinessType::New);
    desk.commands().open_case(OpenCase {
        project: wish.project.clone(),
        kind,
        business,
        channel: wish.channel,
        customer: None,
        from_case: None,
        certificate: None,
    })
}

fn save(desk: &Desk, case: &CaseView, patch: CasePatch) -> Result<CaseView, Refusal> {
    desk.commands().save_case(SaveCase {
        id: case.id,
        revision: case.revision,
        patch,
    })
}

/// What a project asks for beyond the usual: the first of the options, else a made-up word.
fn fill_missing(desk: &Desk, case: CaseView) -> Result<CaseView, Refusal> {
    let fields = case
        .groups
        .iter()
        .flat_map(|g| &g.fields)
        .filter(|f| case.missing.contains(&f.id));
    let filled = fields.map(|f| {
        let value = f.options.first().map_or("演练", |o| o.value.as_str());
        (f.id.clone(), value.to_owned())
    });
    let filled = filled.chain(case_number(desk, &case)?).collect();
    // Only an annex in which nobody stands gets somebody made up: who was named stays.
    let is_blank = |row: &FieldMap| row.values().all(|value| value.trim().is_empty());
    let nobody = case.content.employees.iter().all(is_blank);
    let wants_row = nobody && case.missing.iter().any(|m| m.starts_with("employees."));
    let patch = CasePatch {
        fields: Some(filled),
        employees: wants_row.then(|| vec![people::employee(&people::PERSONS[5])]),
        ..CasePatch::default()
    };
    save(desk, &case, patch)
}

/// The number that the authority's own site gives the case, where it gives one: made up, and no other case's.
fn case_number(desk: &Desk, case: &CaseView) -> Result<Option<(String, String)>, Refusal> {
    let project = desk.project(&case.content.project)?;
    let asked = case.groups.iter().flat_map(|g| &g.fields);
    let open: Vec<&str> = asked
        .map(|field| field.id.as_str())
        .filter(|id| case.content.fields.get(*id).is_none_or(|value| value.is_empty()))
        .collect();
    let numbered = project
        .every_field()
        .find(|f| f.case_number.is_some() && open.contains(&f.id.as_str()));
    Ok(numbered.and_then(|field| {
        let number = people::case_number(field.case_number.as_deref()?, desk.today(), case.id);
        Some((field.id.clone(), number))
    }))
}

/// Ticks the first condition under which the guide refuses nothing more (an expired certificate renewed by post);
/// none when nothing is refused, or when no single one helps.
fn meet_conditions(desk: &Desk, mut case: CaseView) -> Result<CaseView, Refusal> {
    // A certificate that does not fit is no circumstance that a guide speaks of.
    let of_guide = |f: &Finding| f.severity == Severity::Refuse && f.field.as_deref() != Some(ACTS_ON);
    let refused = |case: &CaseView| case.findings.iter().any(of_guide);
    for condition in case.conditions.clone() {
        if !refused(&case) {
            break;
        }
        case = save(desk, &case, ticked(vec![condition.id]))?;
    }
    if refused(&case) {
        // None of them helps: nothing is ticked that nobody said.
        case = save(desk, &case, ticked(Vec::new()))?;
    }
    Ok(case)
}

fn ticked(conditions: Vec<String>) -> CasePatch {
    CasePatch {
        conditions: Some(conditions),
        ..CasePatch::default()
    }
}
