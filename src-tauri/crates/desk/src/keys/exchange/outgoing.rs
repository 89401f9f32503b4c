//! The exchange with the CA by file: packages out, of one case or of all that wait, and the training CA's answers for
//! practice.

use std::collections::BTreeMap;

use case::{CaseState as State, Role, Step};
use store::{AuditAction, AuditEntry, CaseId, KeyJobId, StepPhase};
use token::KeyStep;

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::keys::api::KeyWent;
use crate::keys::desk::went;
use crate::keys::exchange::api::Exported;
use crate::keys::exchange::package::{Batch, package, waiting};
use crate::keys::journal::record;
use crate::paper::documents::name_in;
use crate::rim::api::{ById, Nothing, Refusal};

pub(crate) fn export(desk: &Desk, case: CaseId, job_id: KeyJobId) -> Result<KeyWent, Refusal> {
    let (path, how) = desk.write(Some(Role::KeyClerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, case.0)?;
        let job = tx.key_job(job_id)?;
        let next = seen.row.state.after(Step::ExportRequest, seen.course())?;
        let name = format!("{}-request", seen.row.number);
        let batch = Batch {
            seen,
            jobs: vec![job.clone()],
        };
        let out = package(desk, tx, me, &name, &[batch])?;
        tx.set_case_state(case, next, desk.utc())?;
        record(
            desk,
            tx,
            me,
            &job,
            KeyStep::Export,
            StepPhase::Done,
            &format!("交换包 {}", name_in(&out.path)),
        )?;
        out.write(desk, tx, me)?;
        let how = out.how();
        Ok((out.path, how))
    })?;
    let mut went = went(desk, case, &format!("已导出 {}{how}，请交给 CA", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

/// Writes one package with the requests of all waiting jobs of a case again.
pub fn export_again(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    let case = CaseId(args.id);
    let (path, how) = desk.write(Some(Role::KeyClerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        let waiting = waiting(tx, case)?;
        if waiting.is_empty() {
            return Err(nothing_waits());
        }
        let name = format!("{}-request", seen.row.number);
        let count = waiting.len();
        let batch = Batch { seen, jobs: waiting };
        let out = package(desk, tx, me, &name, &[batch])?;
        let words = format!("再次导出交换包 {}，{count} 个请求", name_in(&out.path));
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::ExportedAgain, words).case(case))?;
        out.write(desk, tx, me)?;
        let how = out.how();
        Ok((out.path, how))
    })?;
    let mut went = went(desk, case, &format!("已导出 {}{how}", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

/// Writes the requests of all cases that wait for the CA again, one package for each project.
pub fn export_all(desk: &Desk, _: Nothing) -> Result<Exported, Refusal> {
    desk.write(Some(Role::KeyClerk), |tx, me| {
        let mut projects: BTreeMap<String, Vec<Batch<'_>>> = BTreeMap::new();
        for row in tx.cases_in(&[State::Approved, State::AtCa], 500)? {
            let jobs = waiting(tx, row.id)?;
            if !jobs.is_empty() {
                let seen = Seen::load(desk, tx, me, row.id.0)?;
                let project = seen.project.id().to_owned();
                projects.entry(project).or_default().push(Batch { seen, jobs });
            }
        }
        if projects.is_empty() {
            return Err(nothing_waits());
        }
        let mut files = Vec::new();
        for (project, batches) in projects {
            let count: usize = batches.iter().map(|batch| batch.jobs.len()).sum();
            let name = format!("{project}-{}", desk.now().format("%Y%m%d-%H%M%S"));
            let out = package(desk, tx, me, &name, &batches)?;
            let words = format!("批量导出交换包 {}，{count} 个请求", name_in(&out.path));
            for batch in &batches {
                let entry = AuditEntry::new(desk.utc(), me, AuditAction::ExportedTogether, words.clone());
                tx.audit(&entry.case(batch.seen.row.id))?;
            }
            out.write(desk, tx, me)?;
            files.push(format!("{}（{count} 个请求）{}", out.path.display(), out.how()));
        }
        Ok(Exported {
            message: format!("已导出 {} 个交换包，请交给 CA", files.len()),
            files,
        })
    })
}

fn nothing_waits() -> Refusal {
    Refusal::new(
        "nothing-to-export",
        "没有等 CA 回包的请求",
        "请先生成并导出证书请求",
    )
}
