//! Proving the store: its bytes, and that everything in it was written by whom it says.

use case::Role as Right;
use store::{AuditAction, AuditEntry, Doubt, Problem, Seen};

use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::rim::api::{Done, Finding, Refusal, Severity};
use crate::rim::refusal;
use crate::settings::api::VerifyStore;

/// Checks the store: pages, ciphers, references, audit chain, attachments, signed acts; and holds it against the heads
/// that were kept outside.
///
/// # Errors
/// `store-unsound` with every finding; `store-invalid` for a text that is no head.
pub fn verify_store(desk: &Desk, args: VerifyStore) -> Result<Done, Refusal> {
    let seen = args.against.iter().filter(|head| !head.trim().is_empty());
    let seen: Vec<Seen> = seen.map(|head| head.parse()).collect::<Result<_, _>>()?;
    let renewed = desk.read(|open| {
        require(open, Right::Admin)?;
        let others = |problems: &[Problem]| problems.iter().any(|p| p.code != Doubt::NoMark.code());
        // A store that is sound and holds what was kept outside is no older one: it may have a new mark.
        Ok(open.store.doubt() == Some(Doubt::NoMark)
            && !seen.is_empty()
            && !others(&open.store.verify()?.problems)
            && open.store.verify_against(&seen)?.is_empty())
    })?;
    if renewed {
        renew_mark(desk, &seen)?;
    }
    desk.read(|open| {
        require(open, Right::Admin)?;
        let report = open.store.verify()?;
        let mut problems = report.problems;
        problems.extend(open.store.verify_against(&seen)?);
        if problems.is_empty() {
            let head = open
                .store
                .head()?
                .map(|head| head.to_string())
                .unwrap_or_default();
            let renewed = if renewed {
                "；数据库旁的标记已重新建立"
            } else {
                ""
            };
            let deleted = match open.store.read(|tx| tx.deletions())?.len() {
                0 => String::new(),
                n => format!("，按期删除的 {n} 件各有两人签字"),
            };
            let words = format!(
                "存储完好：审计 {} 行相接，附件 {} 份无误，每一步都有本人签名{deleted}；印记 {head}{renewed}",
                report.audit_rows, report.attachments
            );
            return Ok(Done { message: words });
        }
        let problems: Vec<_> = problems.iter().map(told).collect();
        Err(Refusal::new(
            "store-unsound",
            format!("存储有 {} 处与应有的不符", problems.len()),
            "请先不要办理，把整个存储文件夹另存一份作为凭据，再按每一条的说明处理",
        )
        .with(problems))
    })
}

/// Makes the mark beside the store anew, on record with what the store was held against.
fn renew_mark(desk: &Desk, seen: &[Seen]) -> Result<(), Refusal> {
    let held: Vec<String> = seen.iter().map(ToString::to_string).collect();
    desk.write(Some(Right::Admin), |tx, me| {
        let words = format!("对照库外的印记 {}，重新建立数据库旁的标记", held.join("、"));
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::MarkRenewed, words))?;
        Ok(())
    })?;
    match desk.slot().as_mut() {
        Some(open) => Ok(open.store.renew_mark()?),
        None => Ok(()),
    }
}

/// A problem with what to do about it: damage is mended from a backup, a change by hand is looked into first.
pub(crate) fn told(problem: &Problem) -> Finding {
    let remedy = match problem.code {
        "store-mark-missing" => Doubt::NoMark.remedy(),
        "act-time" => "请核对电脑时间，并问清当时办的是哪一天的事",
        code if is_change(code) => "有人绕过程序改动过：请由两人查清是谁、什么时候，再用改动之前的备份恢复",
        _ => "请由管理员用最近的备份恢复",
    };
    refusal::finding(problem.code, Severity::Refuse, &problem.words, remedy)
}

/// Whether a problem is a change beside the program, and no damage.
fn is_change(code: &str) -> bool {
    ["act-", "roster-", "schema-", "head-", "genesis-"]
        .iter()
        .any(|kind| code.starts_with(kind))
}
