//! What may be done to a case now, and if not, why not: the words beside a disabled button.

use std::collections::BTreeSet;

use case::Role;
use store::Tx;

use crate::api::{FeeView, Finding, FormLine, Gate, MaterialLine, Refusal, Severity};
use crate::use_case::samples;
use crate::view::Seen;

/// What the view has worked out already.
pub struct Facts<'a> {
    /// Findings.
    pub findings: &'a [Finding],
    /// Required fields still empty.
    pub missing: &'a [String],
    /// Checklist.
    pub materials: &'a [MaterialLine],
    /// Fee.
    pub fee: &'a FeeView,
    /// Forms that the business prints.
    pub forms: &'a [FormLine],
}

/// Whether this account may change the content.
pub fn editable(seen: &Seen<'_>) -> Gate {
    let state = seen.row.state;
    if !state.is_editable() {
        return Gate::closed(format!(
            "受理件现为“{}”，内容已锁定；要改须由复核员退回",
            state.chinese()
        ));
    }
    if !seen.account.roles.has(Role::Clerk) {
        return Gate::closed("只有受理员可以修改；请由受理员办理");
    }
    Gate::open()
}

impl Facts<'_> {
    /// All forms printed with this content; a business without forms has nothing left to print.
    pub fn printed(&self) -> bool {
        self.forms.iter().all(|f| f.printed)
    }
}

/// Whether the forms may be printed: there are some, and the entry is complete.
pub fn may_print(seen: &Seen<'_>, facts: &Facts<'_>) -> Gate {
    if facts.forms.is_empty() {
        return Gate::closed("这项业务没有要打印的表，录完可直接送复核");
    }
    complete(seen, facts)
}

/// Whether the entry is complete: everything filled, nothing refused, a fee known.
fn complete(seen: &Seen<'_>, facts: &Facts<'_>) -> Gate {
    let edit = editable(seen);
    if !edit.open {
        return edit;
    }
    let refused = facts
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Refuse)
        .count();
    let open_warnings = facts
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Warn && !f.kept)
        .count();
    let missing = facts.missing.len();
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
    if let Some(refused) = &facts.fee.refused {
        reasons.push(refused.message.clone());
    }
    if reasons.is_empty() {
        Gate::open()
    } else {
        Gate::closed(reasons.join("、"))
    }
}

/// Whether the case may go to the second check: printed as it is, every page back, papers seen, samples chosen.
pub fn may_submit(seen: &Seen<'_>, tx: &Tx<'_>, facts: &Facts<'_>) -> Result<Gate, Refusal> {
    let complete = complete(seen, facts);
    if !complete.open {
        return Ok(complete);
    }
    if !facts.printed() {
        return Ok(Gate::closed("申请表还没有按现在的内容打印"));
    }
    let missing_pages = missing_pages(seen, tx)?;
    if !missing_pages.is_empty() {
        return Ok(Gate::closed(format!("未扫描：{}", missing_pages.join("、"))));
    }
    let papers = facts.materials.iter().filter(|m| !m.complete).count();
    if papers > 0 {
        return Ok(Gate::closed(format!(
            "材料还有 {papers} 项未见齐，请在受理页逐项勾选"
        )));
    }
    if facts.fee.total_cents.is_none() {
        return Ok(Gate::closed("费用还没有录入"));
    }
    let unchosen = unchosen_groups(seen, tx)?;
    if !unchosen.is_empty() {
        return Ok(Gate::closed(format!("印模还没有选定：{}", unchosen.join("、"))));
    }
    Ok(Gate::open())
}

/// Pages of the first copy of each form that have not come back, in words. The counter keeps one copy; further
/// copies may be scanned but need not be.
pub fn missing_pages(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<String>, Refusal> {
    let filed: BTreeSet<(String, u32)> = tx
        .pages_of_case(seen.row.id)?
        .into_iter()
        .filter(|p| p.state == store::PageState::Filed && p.replaced_by.is_none())
        .filter_map(|p| Some((p.form?, p.page)))
        .collect();
    let prints = tx.prints_of_case(seen.row.id)?;
    let hash = store::content_hash(&seen.row.content)?;
    let mut missing = Vec::new();
    for form in seen
        .project
        .forms(seen.row.content.business, seen.row.content.kind)
    {
        let Some(print) = prints
            .iter()
            .rev()
            .find(|p| p.form == form.id && p.content_hash == hash)
        else {
            continue;
        };
        let maps: Vec<form::PageMap> = serde_json::from_value(print.page_maps.clone()).unwrap_or_default();
        let pages = maps.iter().filter(|m| m.copy == 1).map(|m| u32::from(m.page));
        for page in pages.filter(|page| !filed.contains(&(form.id.clone(), *page))) {
            missing.push(format!("《{}》第{page}页", form.title));
        }
    }
    Ok(missing)
}

/// Groups of seal samples of which none has been chosen.
pub fn unchosen_groups(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<String>, Refusal> {
    let samples = samples::current(tx, seen.row.id)?;
    let wanted = seen.project.seals_for(&seen.row.content, &seen.facts);
    Ok(wanted
        .into_iter()
        .filter(|group| !samples.iter().any(|s| s.chosen && samples::is_of(group, s)))
        .map(|group| group.what.clone())
        .collect())
}
