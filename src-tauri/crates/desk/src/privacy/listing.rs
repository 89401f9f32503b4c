//! What may be deleted now, and what waits until when and why.

use std::collections::BTreeMap;

use case::CaseState;
use chrono::{DateTime, Utc};
use project::Project;
use store::{Aging, AuditAction, CaseId, Deletion, Numbers, Tx};

use crate::casework::versions;
use crate::counter::desk::Desk;
use crate::keeping::rule::{ABANDONED, Rule, Standing, standing};
use crate::privacy::api::{DeletionLine, Keeping, KeepingAsked, KeepingLine, KeepingState};
use crate::rights::sight::{Sight, searches};
use crate::rim::api::Refusal;

/// Most lines of one list.
const MOST: usize = 300;
/// How many of what comes next are looked at.
const NEXT: u32 = 100;
/// Most cases that a text finds.
const FOUND: usize = 50;

/// What is kept until when.
pub fn keeping(desk: &Desk, args: KeepingAsked) -> Result<Keeping, Refusal> {
    desk.read(|open| {
        let numbers = searches(&open.account.roles);
        open.store.read(|tx| match args.text.trim() {
            "" => all(desk, tx),
            text => found(desk, tx, text, numbers),
        })
    })
}

/// The whole list.
pub(super) fn all(desk: &Desk, tx: &Tx<'_>) -> Result<Keeping, Refusal> {
    let now = desk.utc();
    // Nothing of a closed case goes within the fewest years that any rule knows; of the others, months count.
    let old = store::retention_end(now, 0) - chrono::Duration::days(365 * i64::from(project::FEWEST_YEARS));
    let mut cases = tx.aging(&[CaseState::Closed], old)?;
    cases.extend(tx.aging(&ABANDONED, now)?);
    let (mut due, mut waits) = (Vec::new(), Vec::new());
    for case in cases {
        let how = standing_of(desk, tx, &case, now)?;
        match how {
            Standing::Due(_, since) => due.push((since, case, how)),
            Standing::Waits(_, until) => waits.push((until, case, how)),
            Standing::Kept(_) => {}
        }
    }
    for case in tx.aging_first(&[CaseState::Closed], NEXT)? {
        let how = standing_of(desk, tx, &case, now)?;
        if let Standing::Waits(_, until) = how
            && waits.iter().all(|(_, known, _)| known.case != case.case)
        {
            waits.push((until, case, how));
        }
    }
    let due_count = u32::try_from(due.len()).unwrap_or(u32::MAX);
    let lines = |mut list: Vec<(DateTime<Utc>, Aging, Standing)>| -> Result<Vec<KeepingLine>, Refusal> {
        list.sort_by_key(|(at, case, _)| (*at, case.case));
        let shown = list.iter().take(MOST);
        shown.map(|(_, case, how)| line(desk, tx, case, how)).collect()
    };
    let deletions = tx.deletions()?;
    Ok(Keeping {
        due: lines(due)?,
        due_count,
        waits: lines(waits)?,
        deleted_count: u32::try_from(deletions.len()).unwrap_or(u32::MAX),
        deleted: deletions
            .iter()
            .take(MOST)
            .map(|one| deletion_line(desk, one))
            .collect(),
    })
}

/// How the cases stand that a text finds, and what of it was deleted.
fn found(desk: &Desk, tx: &Tx<'_>, text: &str, numbers: Numbers) -> Result<Keeping, Refusal> {
    let now = desk.utc();
    let (mut due, mut waits) = (Vec::new(), Vec::new());
    let rows = match tx.case_by_number(text)? {
        Some(row) => vec![row],
        None => tx.look_up_cases(text, FOUND, numbers)?,
    };
    for row in rows {
        let Some(case) = tx.aging_of(row.id)? else {
            continue;
        };
        let how = standing_of(desk, tx, &case, now)?;
        let line = line(desk, tx, &case, &how)?;
        match line.standing {
            KeepingState::Due => due.push(line),
            KeepingState::Waits | KeepingState::Kept => waits.push(line),
        }
    }
    let wanted = text.to_uppercase();
    let deleted: Vec<DeletionLine> = tx
        .deletions()?
        .iter()
        .filter(|one| one.statement.number.contains(&wanted))
        .take(MOST)
        .map(|one| deletion_line(desk, one))
        .collect();
    Ok(Keeping {
        due_count: u32::try_from(due.len()).unwrap_or(u32::MAX),
        due,
        waits,
        deleted_count: u32::try_from(deleted.len()).unwrap_or(u32::MAX),
        deleted,
    })
}

/// How a case stands by the rule of its project; by that of the version it was opened with, where the project is not
/// installed any more.
fn standing_of(desk: &Desk, tx: &Tx<'_>, case: &Aging, now: DateTime<Utc>) -> Result<Standing, Refusal> {
    let project = match desk.project(&case.project) {
        Ok(project) => Some(project),
        Err(_) => versions::project_of(desk, tx, &tx.case(case.case)?).ok(),
    };
    let is_draft = ABANDONED.contains(&case.state) && case.state != CaseState::Void;
    let submitted = is_draft && tx.last_act(case.case, &[AuditAction::Submitted])?.is_some();
    Ok(standing(case, project.map(Project::retention), submitted, now))
}

/// A day as the counter reads it.
pub(super) fn day(desk: &Desk, at: DateTime<Utc>) -> String {
    at.with_timezone(desk.now().offset()).date_naive().to_string()
}

fn line(desk: &Desk, tx: &Tx<'_>, case: &Aging, how: &Standing) -> Result<KeepingLine, Refusal> {
    let (state, why, day) = match how {
        Standing::Due(rule, since) => (KeepingState::Due, rule.words(), day(desk, *since)),
        Standing::Waits(rule, until) => (KeepingState::Waits, rule.words(), day(desk, *until)),
        Standing::Kept(why) => (KeepingState::Kept, (*why).to_owned(), String::new()),
    };
    let row = tx.case(case.case)?;
    let project = versions::project_of(desk, tx, &row);
    Ok(KeepingLine {
        id: case.case.0,
        number: case.number.clone(),
        title: Sight::in_lists().text(&case.title),
        project: project.map_or_else(|_| case.project.clone(), |p| p.short_name().to_owned()),
        state_word: case.state.chinese().to_owned(),
        standing: state,
        why,
        day,
    })
}

/// Until when a case is kept, in words.
pub(super) fn keeps(desk: &Desk, tx: &Tx<'_>, id: CaseId) -> Result<String, Refusal> {
    let Some(case) = tx.aging_of(id)? else {
        return Ok(String::new());
    };
    Ok(match standing_of(desk, tx, &case, desk.utc())? {
        Standing::Due(_, since) => format!("{} 已到期", day(desk, since)),
        Standing::Waits(_, until) => format!("到 {}", day(desk, until)),
        Standing::Kept(why) => why.to_owned(),
    })
}

/// By which rule a case may go now, and since when it may. Errors: `case-not-due` with the day, `case-kept` with why.
pub(super) fn must_be_due(desk: &Desk, tx: &Tx<'_>, id: CaseId) -> Result<(Rule, DateTime<Utc>), Refusal> {
    // What was deleted says so itself.
    tx.case(id)?;
    let Some(case) = tx.aging_of(id)? else {
        return Err(Refusal::new("not-found", "找不到这一件", "请刷新列表后重选"));
    };
    let number = &case.number;
    match standing_of(desk, tx, &case, desk.utc())? {
        Standing::Due(rule, since) => Ok((rule, since)),
        Standing::Waits(rule, until) => Err(Refusal::new(
            "case-not-due",
            format!(
                "{number} 保存到 {}，还不能删除（{}）",
                day(desk, until),
                rule.words()
            ),
            "到期以后再删；一件也没有删除，请去掉这一件再试",
        )),
        Standing::Kept(why) => Err(Refusal::new(
            "case-kept",
            format!("{number} 不能删除：{why}"),
            "一件也没有删除，请去掉这一件再试",
        )),
    }
}

/// A deletion as it is shown.
pub(super) fn deletion_line(desk: &Desk, one: &Deletion) -> DeletionLine {
    let said = &one.statement;
    DeletionLine {
        id: one.id,
        number: said.number.clone(),
        opened: day(desk, said.opened),
        rule: said.rule_words.clone(),
        due: day(desk, said.due),
        at: said.at.with_timezone(desk.now().offset()).to_rfc3339(),
        by: said.by_name.clone(),
        beside: said.beside_name.clone(),
        counts: counts(&said.counts),
        repeated: one.repeated,
    }
}

/// Tables that people know by a name; what else went is told together.
const TABLES: [(&str, &str); 9] = [
    ("page", "扫描页"),
    ("print_record", "打印记录"),
    ("sample", "印样"),
    ("review", "复核记录"),
    ("key_job", "制证记录"),
    ("certificate", "证书"),
    ("attachment", "文件"),
    ("customer", "客户资料"),
    ("holder", "持有人"),
];

fn counts(counts: &BTreeMap<String, u32>) -> String {
    let named = TABLES.iter().filter_map(|(table, word)| {
        let count = counts.get(*table)?;
        Some(format!("{word} {count}"))
    });
    let mut parts: Vec<String> = named.collect();
    let others: u32 = counts
        .iter()
        .filter(|(table, _)| TABLES.iter().all(|(known, _)| known != table))
        .map(|(_, count)| *count)
        .sum();
    if others > 0 {
        parts.push(format!("其他 {others}"));
    }
    match parts.is_empty() {
        true => "受理件本身".to_owned(),
        false => parts.join("、"),
    }
}
