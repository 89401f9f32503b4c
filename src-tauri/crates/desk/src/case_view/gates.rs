//! What may be done to a case now, and if not, why not: the words beside a disabled button.

use std::collections::BTreeSet;

use case::{CaseState as State, Role, Step};
use store::Tx;

use crate::case_view::api::{FormLine, NextStep};
use crate::case_view::forms::forms;
use crate::casework::api::{FeeView, MaterialLine};
use crate::casework::begun;
use crate::casework::editable::editable;
use crate::casework::materials::materials;
use crate::casework::seen::Seen;
use crate::casework::{checks, fees, hands};
use crate::pages::belonging;
use crate::prints::api::PrintState;
use crate::prints::{maps, standing};
use crate::projects::articles;
use crate::register::acted_on;
use crate::rim::api::{Finding, Gate, Refusal, Severity};
use crate::samples::counting;

/// What follows from a case's content and papers, and what stands open to it.
pub struct Gates {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Required fields still empty.
    pub missing: Vec<String>,
    /// Checklist.
    pub materials: Vec<MaterialLine>,
    /// Fee.
    pub fee: FeeView,
    /// Forms that the business prints.
    pub forms: Vec<FormLine>,
    /// Whether the forms may be printed.
    pub may_print: Gate,
    /// Whether the case may go to the second check.
    pub may_submit: Gate,
    /// What the way to the second check still wants.
    submit: NextStep,
}

impl Gates {
    /// Works them out. Errors: the store's, those of the forms' descriptions.
    pub fn of(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Self, Refusal> {
        let (content, project) = (seen.content(), seen.project);
        let mut gates = Self {
            findings: seen.findings(),
            missing: checks::missing(project, content),
            materials: materials(project, content, &seen.facts),
            fee: fees::view(project, content, &seen.facts),
            forms: forms(seen, tx)?,
            may_print: Gate::closed(""),
            may_submit: Gate::closed(""),
            submit: NextStep::Nothing,
        };
        gates.may_print = articles::gate(seen, tx, gates.for_printing(seen))?;
        (gates.may_submit, gates.submit) = gates.for_second_check(seen, tx)?;
        Ok(gates)
    }

    /// All forms printed with this content; a business without forms has nothing left to print.
    pub fn printed(&self) -> bool {
        self.forms.iter().all(|f| f.printed)
    }

    /// The step with which the case goes to the second check.
    pub fn submit_step(&self) -> Step {
        match self.forms.is_empty() {
            true => Step::SubmitUnprinted,
            false => Step::Submit,
        }
    }

    /// Whether the forms may be printed: there are some, and the entry is complete.
    fn for_printing(&self, seen: &Seen<'_>) -> Gate {
        if self.forms.is_empty() {
            return Gate::closed("这项业务没有要打印的表，录完可直接送复核");
        }
        self.complete(seen)
    }

    /// Whether the entry is complete: everything filled, nothing refused, a fee known.
    fn complete(&self, seen: &Seen<'_>) -> Gate {
        let edit = editable(seen);
        if !edit.open {
            return edit;
        }
        let refused = self
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Refuse)
            .count();
        let open_warnings = self
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Warn && !f.kept)
            .count();
        let missing = self.missing.len();
        let mut reasons = Vec::new();
        if refused > 0 {
            reasons.push(format!("还有 {refused} 处不符"));
        }
        if missing > 0 {
            reasons.push(format!("{missing} 项未录"));
        }
        if open_warnings > 0 {
            reasons.push(format!("{open_warnings} 处待确认（改正或保留原样）"));
        }
        if let Some(refused) = &self.fee.refused {
            reasons.push(refused.message.clone());
        }
        if reasons.is_empty() {
            Gate::open()
        } else {
            Gate::closed(reasons.join("、"))
        }
    }

    /// Whether the case may go to the second check: printed as it is, every page back, papers seen, samples chosen, and
    /// where its state lets it go there.
    fn for_second_check(&self, seen: &Seen<'_>, tx: &Tx<'_>) -> Result<(Gate, NextStep), Refusal> {
        let closed = |reason: String, next| Ok((Gate::closed(reason), next));
        let complete = self.complete(seen);
        if !complete.open {
            return Ok((complete, NextStep::Fill));
        }
        if let Some(reason) = begun::bound(seen, tx)? {
            return closed(reason, NextStep::Fill);
        }
        if let Some((reason, next)) = self.unprinted() {
            // What may not be printed now is not the next thing to do: what stands before it is.
            return match next {
                NextStep::Print if !self.may_print.open => {
                    closed(self.may_print.reason.clone(), NextStep::Fill)
                }
                _ => closed(reason, next),
            };
        }
        let missing_pages = missing_pages(seen, tx)?;
        if !missing_pages.is_empty() {
            return closed(format!("未扫描：{}", missing_pages.join("、")), NextStep::Scan);
        }
        let papers = self.materials.iter().filter(|m| !m.complete).count();
        if papers > 0 {
            return closed(
                format!("材料还有 {papers} 项未见齐，请在受理页逐项勾选"),
                NextStep::Materials,
            );
        }
        if self.fee.total_cents.is_none() {
            return closed("费用还没有录入".to_owned(), NextStep::Fee);
        }
        let unchosen = unchosen_groups(seen, tx)?;
        if !unchosen.is_empty() {
            return closed(
                format!("印模还没有选定：{}", unchosen.join("、")),
                NextStep::Samples,
            );
        }
        match seen.row.state.after(self.submit_step(), seen.course()) {
            Ok(_) => Ok((Gate::open(), NextStep::Submit)),
            Err(refused) => closed(refused.to_string(), NextStep::Nothing),
        }
    }

    /// Which forms lack a print that holds, in words, and what is to be done about it.
    fn unprinted(&self) -> Option<(String, NextStep)> {
        let of = |states: &[PrintState]| -> Vec<&str> {
            let forms = self
                .forms
                .iter()
                .filter(|f| !f.printed && states.contains(&f.state));
            forms.map(|f| f.title.as_str()).collect()
        };
        let asked = of(&[PrintState::Printing, PrintState::Unknown]);
        let to_print = of(&[PrintState::None, PrintState::Stale, PrintState::Failed]);
        match (to_print.is_empty(), asked.is_empty()) {
            (true, true) => None,
            (true, false) => Some((
                format!("{}还没有确认打印出来", asked.join("、")),
                NextStep::ConfirmPrint,
            )),
            (false, _) => Some((
                format!("还没有按现在的内容打印：{}", to_print.join("、")),
                NextStep::Print,
            )),
        }
    }

    /// What has to be done next.
    pub fn next(&self, seen: &Seen<'_>, tx: &Tx<'_>) -> Result<NextStep, Refusal> {
        let has = |role| seen.account.roles.has(role);
        let next = match (seen.row.state, seen.row.state.next_actor()) {
            (State::Draft | State::Printed | State::Scanning | State::Returned, _) if has(Role::Clerk) => {
                self.submit
            }
            (State::InReview, Some(role)) if has(role) => {
                match hands::had_a_hand(tx, &seen.row, seen.account.id)? {
                    true => NextStep::Nothing,
                    false => NextStep::Review,
                }
            }
            (State::Approved | State::AtCa, Some(role)) if has(role) => NextStep::Keys,
            (State::Ready, Some(role)) if has(role) => NextStep::HandOver,
            _ => NextStep::Nothing,
        };
        Ok(next)
    }
}

/// What a case in the second check lacks of what it was sent there with, in words; none when it is whole. It is asked
/// again before the sign-off: what is not on paper now is never approved.
pub fn gap(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<String>, Refusal> {
    let forms = standing::standing(seen, tx)?;
    let unprinted = forms.iter().filter(|f| f.holding().is_none());
    let unprinted: Vec<String> = unprinted.map(|f| format!("《{}》", f.form.title)).collect();
    if !unprinted.is_empty() {
        return Ok(Some(format!("没有按现在的内容打印：{}", unprinted.join("、"))));
    }
    let missing = missing_pages(seen, tx)?;
    if !missing.is_empty() {
        return Ok(Some(format!("未扫描：{}", missing.join("、"))));
    }
    let unchosen = unchosen_groups(seen, tx)?;
    if !unchosen.is_empty() {
        return Ok(Some(format!("印模还没有选定：{}", unchosen.join("、"))));
    }
    // What it was to act on may have been given up or replaced by another case meanwhile.
    let about = seen
        .findings()
        .into_iter()
        .find(|f| f.severity == Severity::Refuse && f.field.as_deref() == Some(acted_on::FIELD));
    Ok(about.map(|finding| finding.message))
}

/// Pages of the first copy of each form that have not come back from a print that holds, in words. The counter keeps
/// one copy; further copies may be scanned but need not be.
pub fn missing_pages(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<String>, Refusal> {
    let pages = belonging::current(seen, tx)?.into_iter();
    let filed: BTreeSet<(String, u32)> = pages.filter_map(|p| Some((p.form?, p.page))).collect();
    let mut missing = Vec::new();
    for standing in standing::standing(seen, tx)? {
        let Some(print) = standing.holding() else { continue };
        let Ok(maps) = maps::of_first_copy(print) else {
            // Nobody knows how many pages there are: closed, and the way out is a new print.
            missing.push(format!(
                "《{}》（打印记录读不出，请重新打印）",
                standing.form.title
            ));
            continue;
        };
        let pages = maps.iter().map(|m| u32::from(m.page));
        for page in pages.filter(|page| !filed.contains(&(standing.form.id.clone(), *page))) {
            missing.push(format!("《{}》第{page}页", standing.form.title));
        }
    }
    Ok(missing)
}

/// Groups of seal samples of which none has been chosen.
pub fn unchosen_groups(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<String>, Refusal> {
    let samples = counting::current(tx, seen)?;
    let wanted = seen.seals();
    Ok(wanted
        .into_iter()
        .filter(|group| !samples.iter().any(|s| s.chosen && counting::is_of(group, s)))
        .map(|group| group.what.clone())
        .collect())
}
