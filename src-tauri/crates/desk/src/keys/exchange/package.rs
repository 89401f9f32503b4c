//! A package for the CA: the requests of one case or of several, signed with the counter's own key.

use pki::CounterKey;
use pki::exchange::{PackageMeta, RequestItem};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::{Account, CaseId, Circle, Direction, KeyJob as Job, NewExchange, Tx};
use token::KeyStep;

use zeroize::Zeroizing;

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::places::free_name;
use crate::keys::jobs::{business_of, holder, link};
use crate::keys::plan::Plan;
use crate::rim::api::Refusal;
use crate::rim::hex::{self, hex};
use crate::samples::files;

/// Name under which the counter's own signing key is sealed.
const COUNTER_KEY: &str = "counter-key";

/// The counter's own signing key for packages, made on first use and sealed.
pub(crate) fn counter_key(
    tx: &mut Tx<'_>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<CounterKey, Refusal> {
    if let Some(stored) = tx.secret(Circle::Keys, COUNTER_KEY)? {
        let der = Zeroizing::new(hex::from_hex(stored.expose_secret())?);
        return Ok(CounterKey::from_pkcs8_der(&der)?);
    }
    let key = CounterKey::generate(&mut rand::rng());
    tx.put_secret(
        Circle::Keys,
        COUNTER_KEY,
        &SecretString::from(hex(&key.to_pkcs8_der()?)),
        now,
    )?;
    Ok(key)
}

pub(crate) fn csr_der(tx: &Tx<'_>, job: &Job) -> Result<Vec<u8>, Refusal> {
    let id = job
        .csr
        .ok_or_else(|| Refusal::new("request-missing", "还没有证书请求", "请先生成证书请求"))?;
    Ok(pki::verify_request(&tx.attachment_bytes(id)?)?.der)
}

/// Requests of one case that go to the CA.
pub(crate) struct Batch<'a> {
    pub seen: Seen<'a>,
    pub jobs: Vec<Job>,
}

/// The requests of a batch with what the CA needs to know of the case. Each has a name of its own: an employee's row,
/// or the running number of a further key.
fn items(tx: &Tx<'_>, batch: &Batch<'_>) -> Result<Vec<RequestItem>, Refusal> {
    let seen = &batch.seen;
    let all = tx.jobs_of_case(seen.row.id)?;
    // The authority makes one electronic seal for the case, however many keys it gets: its pictures go with the first.
    let mut pictures = match seen.project.pictures().in_package {
        true => files::of_case(tx, seen)?,
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
            "business": business_of(seen, job).word(),
            "kind": seen.content().kind.word(),
            "years": seen.content().years_of(job.row()),
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
pub(crate) fn package(
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
pub(crate) fn keep_outgoing(
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
    let folder = devices::folder(desk, &devices::devices(tx)?.exchange_folder, "exchange");
    Ok((free_name(&folder, name, "zip"), id))
}

/// The jobs of a case that wait for the CA.
pub(crate) fn waiting(tx: &Tx<'_>, case: CaseId) -> Result<Vec<Job>, Refusal> {
    let mut waiting = Vec::new();
    for job in tx.jobs_of_case(case)? {
        if Plan::load(tx, job.clone())?.next() == Some(KeyStep::Import) {
            waiting.push(job);
        }
    }
    Ok(waiting)
}
