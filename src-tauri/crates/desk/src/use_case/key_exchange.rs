//! The exchange with the CA by file: packages out, of one case or of all that wait, and the training CA's answers for practice.

use std::collections::BTreeMap;

use case::{BusinessType, CaseState as State, Role, Step};
use pki::CounterKey;
use pki::exchange::{PackageMeta, RequestItem};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::{Account, AuditEntry, CaseId, Direction, KeyJob as Job, KeyJobId, NewExchange, StepPhase, Tx};
use token::KeyStep;

use super::key_answers::import_answer;
use super::key_steps::record;
use super::keys::{holder, link, went};
use super::paper::name_in;
use super::samples;
use super::settings::{self, hex};
use crate::api::*;
use crate::key_plan::Plan;
use crate::places::{free_name, write_whole};
use crate::view::Seen;
use crate::{Desk, training};

/// Name under which the counter's own signing key is sealed.
const COUNTER_KEY: &str = "counter-key";

/// The counter's own signing key for packages, made on first use and sealed.
pub(super) fn counter_key(
    tx: &mut Tx<'_>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<CounterKey, Refusal> {
    if let Some(stored) = tx.secret(COUNTER_KEY)? {
        let der: Vec<u8> = settings::from_hex(stored.expose_secret());
        return Ok(CounterKey::from_pkcs8_der(&der)?);
    }
    let key = CounterKey::generate(&mut rand::rng());
    tx.put_secret(COUNTER_KEY, &SecretString::from(hex(&key.to_pkcs8_der()?)), now)?;
    Ok(key)
}

pub(super) fn csr_der(tx: &Tx<'_>, job: &Job) -> Result<Vec<u8>, Refusal> {
    let id = job
        .csr
        .ok_or_else(|| Refusal::new("request-missing", "还没有证书请求", "请先生成证书请求"))?;
    Ok(pki::verify_request(&tx.attachment_bytes(id)?)?.der)
}

/// Requests of one case that go to the CA.
struct Batch<'a> {
    seen: Seen<'a>,
    jobs: Vec<Job>,
}

/// The requests of a batch with what the CA needs to know of the case. Each has a name of its own: an employee's row, or the
/// running number of a further key.
fn items(tx: &Tx<'_>, batch: &Batch<'_>) -> Result<Vec<RequestItem>, Refusal> {
    let seen = &batch.seen;
    let all = tx.jobs_of_case(seen.row.id)?;
    // The authority makes one electronic seal for the case, however many keys it gets: its pictures go with the first.
    let mut pictures = match seen.project.pictures().in_package {
        true => samples::files_of_case(tx, seen)?,
        false => Vec::new(),
    };
    let mut item = |job: &Job| -> Result<RequestItem, Refusal> {
        let running = all.iter().position(|one| one.id == job.id).unwrap_or_default();
        let case_no = match (job.subject_index, running) {
            (Some(at), _) => format!("{}-{}", seen.row.number, at + 1),
            (None, 0) => seen.row.number.clone(),
            (None, further) => format!("{}-s{further}", seen.row.number),
        };
        let data = serde_json::json!({
            "case": seen.row.number,
            "business": seen.content().business.word(),
            "kind": seen.content().kind.word(),
            "years": seen.content().years,
            "holder": holder(seen.content(), job),
            "linked_to": link(seen, &all, job).map(|_| seen.row.number.clone()),
            "fields": seen.content().fields,
        });
        Ok(RequestItem {
            case_no,
            csr_der: csr_der(tx, job)?,
            data,
            pictures: std::mem::take(&mut pictures),
        })
    };
    batch.jobs.iter().map(&mut item).collect()
}

/// Writes a package with the given requests of one project into the exchange folder and keeps it in the store.
fn package(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    name: &str,
    batches: &[Batch<'_>],
) -> Result<(std::path::PathBuf, Vec<u8>), Refusal> {
    let now = desk.utc();
    let mut requests = Vec::new();
    for batch in batches {
        requests.extend(items(tx, batch)?);
    }
    let project = batches.first().map(|batch| batch.seen.project.id().to_owned());
    let meta = PackageMeta {
        counter: tx.counter()?.name,
        project: project.unwrap_or_default(),
        created: now,
    };
    let zip = pki::exchange::export(&requests, &meta, &counter_key(tx, now)?)?;
    let manifest = serde_json::json!({ "requests": requests.len(), "sha256": hex(&Sha256::digest(&zip)) });
    let one_case = match batches {
        [only] => Some(only.seen.row.id),
        _ => None,
    };
    let (path, _) = keep_outgoing(desk, tx, me, name, &zip, one_case, manifest)?;
    Ok((path, zip))
}

/// Keeps a file for the CA in the store, and says where it goes.
pub(super) fn keep_outgoing(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    name: &str,
    zip: &[u8],
    case_id: Option<CaseId>,
    manifest: serde_json::Value,
) -> Result<(std::path::PathBuf, store::ExchangeId), Refusal> {
    let attachment = tx.add_attachment("application/zip", &format!("{name}.zip"), zip, desk.utc())?;
    let exchange = NewExchange {
        direction: Direction::Out,
        case_id,
        attachment,
        by: me.id,
        manifest,
    };
    let id = tx.add_exchange(&exchange, desk.utc())?;
    let folder = settings::folder(desk, &settings::devices(tx)?.exchange_folder, "exchange");
    Ok((free_name(&folder, name, "zip"), id))
}

pub(super) fn export(desk: &Desk, case: CaseId, job_id: KeyJobId) -> Result<KeyWent, Refusal> {
    let path = desk.write(Some(Role::KeyClerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, case.0)?;
        let job = tx.key_job(job_id)?;
        let next = seen
            .row
            .state
            .after(Step::ExportRequest, seen.content().business)?;
        let name = format!("{}-request", seen.row.number);
        let batch = Batch {
            seen,
            jobs: vec![job.clone()],
        };
        let (path, zip) = package(desk, tx, me, &name, &[batch])?;
        tx.set_case_state(case, next, desk.utc())?;
        record(
            desk,
            tx,
            me,
            &job,
            KeyStep::Export,
            StepPhase::Done,
            &format!("交换包 {}", name_in(&path)),
        )?;
        // The file last: when it cannot be written, nothing is recorded as exported.
        write_whole(&path, &zip)?;
        Ok(path)
    })?;
    let mut went = went(desk, case, &format!("已导出 {}，请交给 CA", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

/// Writes one package with the requests of all waiting jobs of a case again.
pub fn export_again(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    let case = CaseId(args.id);
    let path = desk.write(Some(Role::KeyClerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        let waiting = waiting(tx, case)?;
        if waiting.is_empty() {
            return Err(nothing_waits());
        }
        let name = format!("{}-request", seen.row.number);
        let count = waiting.len();
        let batch = Batch { seen, jobs: waiting };
        let (path, zip) = package(desk, tx, me, &name, &[batch])?;
        let words = format!("再次导出交换包 {}，{count} 个请求", name_in(&path));
        tx.audit(&AuditEntry::new(desk.utc(), me, "exported-again", words).case(case))?;
        write_whole(&path, &zip)?;
        Ok(path)
    })?;
    let mut went = went(desk, case, &format!("已导出 {}", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

/// The jobs of a case that wait for the CA.
fn waiting(tx: &Tx<'_>, case: CaseId) -> Result<Vec<Job>, Refusal> {
    let mut waiting = Vec::new();
    for job in tx.jobs_of_case(case)? {
        if Plan::load(tx, job.clone())?.next() == Some(KeyStep::Import) {
            waiting.push(job);
        }
    }
    Ok(waiting)
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
            let (path, zip) = package(desk, tx, me, &name, &batches)?;
            let words = format!("批量导出交换包 {}，{count} 个请求", name_in(&path));
            for batch in &batches {
                let entry = AuditEntry::new(desk.utc(), me, "exported-together", words.clone());
                tx.audit(&entry.case(batch.seen.row.id))?;
            }
            write_whole(&path, &zip)?;
            files.push(format!("{}（{count} 个请求）", path.display()));
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

/// Practice store only: the training CA answers the request of a job.
pub fn training_issue(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    if !training::is_training(&desk.config.store_dir) {
        return Err(Refusal::new(
            "not-training",
            "训练用 CA 只能在练习环境里使用",
            "正式件请把交换包交给 CA，收到回包后导入",
        ));
    }
    let (csr, days, recovers) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let job = tx.key_job(KeyJobId(args.id))?;
            let content = tx.case(job.case_id)?.content;
            Ok((
                csr_der(tx, &job)?,
                content.years.unwrap_or(1) * 365,
                content.business == BusinessType::KeyRecovery,
            ))
        })
    })?;
    let pem = training::answer(
        &training::ca(&desk.config.store_dir)?,
        &csr,
        days,
        recovers,
        desk.utc(),
    )?;
    import_answer(desk, "训练CA回包.pem", args.id, pem.into_bytes())
}
