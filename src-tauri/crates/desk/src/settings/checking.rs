//! The store checked whole once a day, behind the work of whoever signs in first. What it finds stands over every
//! screen until the program ends; the way back is the administrator's.

use store::{AuditAction, AuditEntry, StoreError};

use crate::counter::desk::Desk;
use crate::rim::api::{Finding, Nothing, Refusal};
use crate::settings::api::TodaysCheck;
use crate::settings::trust::told;

/// Checks the store where nobody has today. The store is free meanwhile.
///
/// # Errors
/// `backup-under-way` while a backup or another check is; those of the store.
pub fn check_today(desk: &Desk, _: Nothing) -> Result<TodaysCheck, Refusal> {
    let is_done = desk.read(|open| {
        let last = open.store.read(|tx| tx.last_audit(AuditAction::StoreChecked))?;
        let today = desk.today();
        Ok(last.is_some_and(|row| row.at.with_timezone(desk.now().offset()).date_naive() == today))
    })?;
    let not_made = TodaysCheck {
        made: false,
        findings: Vec::new(),
    };
    if is_done {
        return Ok(not_made);
    }
    let place = desk.backup.begin()?;
    // Where nothing can be written nothing is put on record either: it is checked when it can be.
    let Some(copier) = desk.read(|open| Ok(open.store.copier()?))? else {
        return Ok(not_made);
    };
    let report = match copier.verify(&place.watch) {
        Ok(Some(report)) => report,
        // Somebody works with it just now, or has left: at the next sign-in.
        Ok(None) | Err(StoreError::BackupCancelled) => return Ok(not_made),
        Err(error) => return Err(error.into()),
    };
    let words = match report.problems.len() {
        0 => format!(
            "每日检验：审计 {} 行相接，附件 {} 份无误，每一步都有本人签名",
            report.audit_rows, report.attachments
        ),
        found => format!("每日检验：有 {found} 处与应有的不符"),
    };
    desk.write(None, |tx, me| {
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::StoreChecked, words))?;
        Ok(())
    })?;
    let findings: Vec<Finding> = report.problems.iter().map(told).collect();
    desk.unsound.tell(findings.clone());
    Ok(TodaysCheck { made: true, findings })
}
