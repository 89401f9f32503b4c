//! A case whose time has come is deleted, by an administrator and another who agrees: both sign. What lies outside the
//! store of it goes too, as far as it still is what was written; the ledger of deletions is written beside the store
//! and beside the backups; the certificate of deletion says what went, and holds no personal data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use case::Role;
use store::{AuditAction, AuditEntry, CaseId, Deletion, DeletionOrder, OutsideFile, Traces, Tx, Witness};

use crate::counter::beside::witness;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::keeping::files::{Lies, remove};
use crate::keeping::traces;
use crate::paper::api::Printed;
use crate::privacy::api::{CasesDeleted, DeleteCases, PrintDeletions};
use crate::privacy::certificate;
use crate::privacy::listing::{self, deletion_line};
use crate::rim::api::Refusal;
use crate::rim::refusal;
use crate::settings::backing_up;

/// Most cases of one deletion: what two people can look through.
const MOST: usize = 100;

/// Deletes cases, all of them or none.
///
/// # Errors
/// `case-not-due` with the day, `case-kept` with the reason, `case-deleted`; `nothing-to-delete`, `too-many`;
/// `beside-missing`, `beside-same-account`, `role-missing`, `store-wrong-password` for the other person.
pub fn delete(desk: &Desk, args: DeleteCases) -> Result<CasesDeleted, Refusal> {
    let ids: BTreeSet<u32> = args.ids.iter().copied().collect();
    if ids.is_empty() {
        return Err(Refusal::new(
            "nothing-to-delete",
            "没有选要删除的件",
            "请在到期的件里勾选",
        ));
    }
    if ids.len() > MOST {
        return Err(Refusal::new(
            "too-many",
            format!("一次最多删除 {MOST} 件"),
            "请分几次，每次两个人都看过再删",
        ));
    }
    let witness = agreeing(desk, &args)?;
    let (deletions, files) = desk.write(Some(Role::Admin), |tx, me| {
        let (mut deletions, mut files) = (Vec::new(), Vec::new());
        for id in ids {
            let id = CaseId(id);
            let (rule, due) = listing::must_be_due(desk, tx, id)?;
            let row = tx.case(id)?;
            let traces = traces::of(tx, &row)?;
            files.extend(outside(tx, id, &traces)?);
            let order = DeletionOrder {
                case: id,
                rule: rule.word().to_owned(),
                rule_words: rule.words(),
                due,
                traces,
            };
            let deleted = tx.delete_case(&order, me, &witness, desk.utc())?;
            let words = format!(
                "删除受理件 {}：{}，{} 同意",
                row.number,
                rule.words(),
                witness.account.name
            );
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::CaseDeleted, words).case(id))?;
            deletions.push(deleted);
        }
        Ok((deletions, files))
    })?;
    // The cases are gone for good: what does not succeed from here on is told beside.
    desk.looked.close();
    let mut troubles: Vec<Refusal> = forget(desk).err().into_iter().collect();
    let left = clear(desk, &files)?;
    let certificate = match certificate::print(desk, &deletions) {
        Ok(printed) => Some(printed),
        Err(refused) => {
            troubles.push(refused);
            None
        }
    };
    Ok(CasesDeleted {
        message: format!("已删除 {} 件，两人签字已记录", deletions.len()),
        deleted: deletions.iter().map(|one| deletion_line(desk, one)).collect(),
        left,
        certificate,
        troubles,
        keeping: desk.read(|open| open.store.read(|tx| listing::all(desk, tx)))?,
    })
}

/// Whoever agrees: somebody else of the counter, with a role.
fn agreeing(desk: &Desk, args: &DeleteCases) -> Result<Witness, Refusal> {
    let witness = witness(desk, &args.beside, "另一位同事")?;
    let has_role = witness.account.roles.iter().next().is_some();
    match has_role {
        true => Ok(witness),
        false => Err(refusal::no_role_at_all(&witness.account.name)),
    }
}

/// Files outside the store that hold the case: its own, and packages that hold it among others.
fn outside(tx: &Tx<'_>, id: CaseId, traces: &Traces) -> Result<Vec<OutsideFile>, Refusal> {
    let mut packages: BTreeSet<_> = tx.exchanges_of_case(id)?.iter().map(|one| one.id).collect();
    packages.extend(tx.exchanges_with_case(id)?.iter().map(|one| one.id));
    let named = tx.exchanges_of_several()?.into_iter();
    packages.extend(
        named
            .filter(|one| traces.files.contains(&one.attachment))
            .map(|one| one.id),
    );
    let there = tx.outside_files()?.into_iter();
    let is_of = |file: &OutsideFile| {
        file.case_id == Some(id) || file.exchange.is_some_and(|exchange| packages.contains(&exchange))
    };
    Ok(there.filter(is_of).collect())
}

/// The store forgets what was searched by, its log is emptied, and the ledger of deletions is written beside it and
/// beside its backups.
fn forget(desk: &Desk) -> Result<(), Refusal> {
    let mut slot = desk.slot();
    let open = slot.as_mut().ok_or_else(refusal::not_signed_in)?;
    let plan = open.store.read(backing_up::plan)?.folder;
    let backups: Vec<PathBuf> = Some(plan.trim().into())
        .filter(|_| !plan.trim().is_empty())
        .into_iter()
        .collect();
    open.store.write_ledger(&backups)?;
    match open.store.forget_deleted()? {
        true => Ok(()),
        false => Err(Refusal::new(
            "deletion-log-open",
            "另一个程序还开着数据库，写入日志里的旧页要等它退出才清空",
            "请关掉其他窗口和命令行，再锁屏登录一次",
        )),
    }
}

/// Removes files outside the store; gives those that stay, with why.
fn clear(desk: &Desk, files: &[OutsideFile]) -> Result<Vec<String>, Refusal> {
    let devices = devices::current(desk)?;
    let own = [
        devices::folder(desk, &devices.print_folder, "prints"),
        devices::folder(desk, &devices.exchange_folder, "exchange"),
    ];
    let own: Vec<&Path> = own.iter().map(PathBuf::as_path).collect();
    let mut left = Vec::new();
    for file in files {
        match remove(file, &own) {
            Lies::AsWritten | Lies::Gone => {}
            Lies::Changed => left.push(format!("{}：写出后被改过，没有删", file.path)),
            Lies::Unreadable => left.push(format!("{}：删不掉", file.path)),
        }
    }
    Ok(left)
}

/// Prints the certificate of deletions once more.
///
/// # Errors
/// `not-found`; those of the sheet and of the file system.
pub fn print(desk: &Desk, args: PrintDeletions) -> Result<Printed, Refusal> {
    let all = desk.read(|open| Ok(open.store.read(|tx| tx.deletions())?))?;
    let wanted: Vec<Deletion> = all.into_iter().filter(|one| args.ids.contains(&one.id)).collect();
    if wanted.is_empty() {
        return Err(Refusal::new("not-found", "没有这条删除记录", "请刷新列表后重选"));
    }
    certificate::print(desk, &wanted)
}
