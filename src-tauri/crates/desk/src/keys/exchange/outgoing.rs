//! The exchange with the CA by file: packages out, of one case or of all that wait, and the training CA's answers for
//! practice.

use std::collections::BTreeMap;

use case::{CaseState as State, Role, Step};
use store::{Account, AuditAction, AuditEntry, CaseId, KeyJob, KeyJobId, StepPhase, Tx};
use token::KeyStep;

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::making::Stop;
use crate::counter::outside;
use crate::keys::api::KeyWent;
use crate::keys::desk::went;
use crate::keys::exchange::api::Exported;
use crate::keys::exchange::package::{Batch, material, packed, source, waiting};
use crate::keys::journal::record;
use crate::paper::documents::name_in;
use crate::rim::api::{ById, Nothing, Refusal};

/// Writes the package of one job, and sends the case to the CA with it.
pub(crate) fn export(desk: &Desk, case: CaseId, job_id: KeyJobId) -> Result<KeyWent, Refusal> {
    let of = |tx: &Tx<'_>, me: &Account| -> Result<_, Refusal> {
        let row = tx.case(case)?;
        let seen = Seen::load(desk, tx, me, case.0)?;
        let next = seen.row.state.after(Step::ExportRequest, seen.course())?;
        Ok((row, next, tx.key_job(job_id)?))
    };
    let out = desk.write_made(
        Some(Role::KeyClerk),
        || {
            let (name, material) = desk.look(|tx, me| {
                let (row, _, job) = of(tx, me)?;
                let batch = batch(desk, tx, me, case, vec![job])?;
                Ok((format!("{}-request", row.number), material(desk, tx, &[batch])?))
            })?;
            packed(desk, &name, material)
        },
        |tx, me, mut out| {
            let (_, next, job) = of(tx, me)?;
            if source(tx, &[batch(desk, tx, me, case, vec![job.clone()])?])? != out.source {
                return Err(Stop::Stale);
            }
            out.keep(desk, tx, me)?;
            tx.set_case_state(case, next, desk.utc())?;
            let words = format!("交换包 {}", name_in(out.path()));
            record(desk, tx, me, &job, KeyStep::Export, StepPhase::Done, &words)?;
            Ok(out)
        },
    )?;
    let (path, how) = (out.path().to_owned(), out.how());
    outside::name(desk, vec![out.into_file()])?;
    let mut went = went(desk, case, &format!("已导出 {}{how}，请交给 CA", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

fn batch<'a>(
    desk: &'a Desk,
    tx: &Tx<'_>,
    me: &'a Account,
    case: CaseId,
    jobs: Vec<KeyJob>,
) -> Result<Batch<'a>, Refusal> {
    let seen = Seen::load(desk, tx, me, case.0)?;
    Ok(Batch { seen, jobs })
}

/// Writes one package with the requests of all waiting jobs of a case again.
pub fn export_again(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    let case = CaseId(args.id);
    let out = desk.write_made(
        Some(Role::KeyClerk),
        || {
            let (name, material) = desk.look(|tx, me| {
                let batch = waiting_of(desk, tx, me, case)?;
                let name = format!("{}-request", batch.seen.row.number);
                Ok((name, material(desk, tx, &[batch])?))
            })?;
            packed(desk, &name, material)
        },
        |tx, me, mut out| {
            let batch = waiting_of(desk, tx, me, case)?;
            let count = batch.jobs.len();
            if source(tx, &[batch])? != out.source {
                return Err(Stop::Stale);
            }
            out.keep(desk, tx, me)?;
            let words = format!("再次导出交换包 {}，{count} 个请求", name_in(out.path()));
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::ExportedAgain, words).case(case))?;
            Ok(out)
        },
    )?;
    let (path, how) = (out.path().to_owned(), out.how());
    outside::name(desk, vec![out.into_file()])?;
    let mut went = went(desk, case, &format!("已导出 {}{how}", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

/// The requests of a case that wait. Errors: `nothing-to-export`.
fn waiting_of<'a>(desk: &'a Desk, tx: &Tx<'_>, me: &'a Account, case: CaseId) -> Result<Batch<'a>, Refusal> {
    let batch = batch(desk, tx, me, case, waiting(tx, case)?)?;
    match batch.jobs.is_empty() {
        true => Err(nothing_waits()),
        false => Ok(batch),
    }
}

/// The requests of all cases that wait, by project. Errors: `nothing-to-export`.
fn all_waiting<'a>(
    desk: &'a Desk,
    tx: &Tx<'_>,
    me: &'a Account,
) -> Result<BTreeMap<String, Vec<Batch<'a>>>, Refusal> {
    let mut projects: BTreeMap<String, Vec<Batch<'_>>> = BTreeMap::new();
    for row in tx.cases_in(&[State::Approved, State::AtCa], 500)? {
        let jobs = waiting(tx, row.id)?;
        if !jobs.is_empty() {
            let batch = batch(desk, tx, me, row.id, jobs)?;
            let project = batch.seen.project.id().to_owned();
            projects.entry(project).or_default().push(batch);
        }
    }
    match projects.is_empty() {
        true => Err(nothing_waits()),
        false => Ok(projects),
    }
}

/// Writes the requests of all cases that wait for the CA again, one package for each project.
pub fn export_all(desk: &Desk, _: Nothing) -> Result<Exported, Refusal> {
    let all = desk.write_made(
        Some(Role::KeyClerk),
        || {
            let projects = desk.look(|tx, me| {
                let projects = all_waiting(desk, tx, me)?.into_iter();
                projects
                    .map(|(project, batches)| Ok((project, material(desk, tx, &batches)?)))
                    .collect::<Result<Vec<_>, Refusal>>()
            })?;
            let packed = projects.into_iter().map(|(project, material)| {
                let name = format!("{project}-{}", desk.now().format("%Y%m%d-%H%M%S"));
                packed(desk, &name, material)
            });
            packed.collect::<Result<Vec<_>, Refusal>>()
        },
        |tx, me, mut all| {
            let projects = all_waiting(desk, tx, me)?;
            if projects.len() != all.len() {
                return Err(Stop::Stale);
            }
            let mut counts = Vec::new();
            for (batches, out) in projects.values().zip(&mut all) {
                if source(tx, batches)? != out.source {
                    return Err(Stop::Stale);
                }
                out.keep(desk, tx, me)?;
                let count: usize = batches.iter().map(|batch| batch.jobs.len()).sum();
                let words = format!("批量导出交换包 {}，{count} 个请求", name_in(out.path()));
                for batch in batches {
                    let entry = AuditEntry::new(desk.utc(), me, AuditAction::ExportedTogether, words.clone());
                    tx.audit(&entry.case(batch.seen.row.id))?;
                }
                counts.push(count);
            }
            Ok(counts.into_iter().zip(all).collect::<Vec<_>>())
        },
    )?;
    let files: Vec<String> = all
        .iter()
        .map(|(count, out)| format!("{}（{count} 个请求）{}", out.path().display(), out.how()))
        .collect();
    outside::name(desk, all.into_iter().map(|(_, out)| out.into_file()).collect())?;
    Ok(Exported {
        message: format!("已导出 {} 个交换包，请交给 CA", files.len()),
        files,
    })
}

fn nothing_waits() -> Refusal {
    Refusal::new(
        "nothing-to-export",
        "没有等 CA 回包的请求",
        "请先生成并导出证书请求",
    )
}
