//! A package for the CA: the requests of one case or of several, signed with the counter's own key.

use std::path::PathBuf;

use pki::CounterKey;
use pki::exchange::{PackageMeta, RequestItem};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::{Account, CaseId, Circle, Direction, ExchangeId, KeyJob as Job, NewExchange, OutsideKind, Tx};
use token::KeyStep;

use zeroize::Zeroizing;

use crate::casework::seen::Seen;
use crate::counter::cas::encryption_of;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::outside::Outside;
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
) -> Result<Outgoing, Refusal> {
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
    let cases: Vec<u32> = batches.iter().map(|batch| batch.seen.row.id.0).collect();
    let manifest = serde_json::json!({
        "requests": requests.len(), "sha256": hex(&Sha256::digest(&zip)), "cases": cases,
    });
    let one_case = match batches {
        [only] => Some(only.seen.row.id),
        _ => None,
    };
    keep_outgoing(desk, tx, me, (&meta.project, name), zip, one_case, manifest)
}

/// A file for the CA that is kept in the store and is still to be written.
pub(crate) struct Outgoing {
    /// Where it goes.
    pub path: PathBuf,
    /// Its bytes, encrypted for the CA where its certificate is installed.
    pub bytes: Vec<u8>,
    /// They are.
    pub is_sealed: bool,
    /// As what the store keeps it.
    pub exchange: ExchangeId,
    case: Option<CaseId>,
}

impl Outgoing {
    /// Writes it. The last thing done: when it cannot be written nothing is recorded as sent.
    pub fn write(&self, desk: &Desk, tx: &mut Tx<'_>, me: &Account) -> Result<(), Refusal> {
        let file = Outside {
            kind: OutsideKind::Package,
            case: self.case,
            exchange: Some(self.exchange),
            path: &self.path,
            bytes: &self.bytes,
        };
        file.put(desk, tx, me)
    }

    /// How it left, for what is said of it.
    pub fn how(&self) -> &'static str {
        match self.is_sealed {
            true => "（已用 CA 证书加密）",
            false => "",
        }
    }
}

/// A package in an envelope for the CA; none where no certificate is installed for the project. The store keeps the
/// package itself. Errors: `ca-encryption-expired`; those of the encryption.
fn sealed_for_ca(
    desk: &Desk,
    tx: &Tx<'_>,
    project: &str,
    zip: &[u8],
) -> Result<Option<(Vec<u8>, String)>, Refusal> {
    let Some(certificate) = encryption_of(tx, project)? else {
        return Ok(None);
    };
    let now = desk.utc();
    if now < certificate.not_before() || now > certificate.not_after() {
        return Err(Refusal::new(
            "ca-encryption-expired",
            format!(
                "CA 的加密证书 {} 不在有效期内，没有导出",
                certificate.subject().common_name
            ),
            "请管理员在设置的“CA 证书”里换一张现在有效的；CA 说可以不加密的，在那里取下这一张",
        ));
    }
    let sealed = pki::seal(zip, &certificate, &mut rand::rng())?;
    Ok(Some((sealed, hex(&Sha256::digest(certificate.der())))))
}

/// Keeps a file for the CA in the store, and says where it goes.
pub(crate) fn keep_outgoing(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    (project, name): (&str, &str),
    zip: Vec<u8>,
    case_id: Option<CaseId>,
    mut manifest: serde_json::Value,
) -> Result<Outgoing, Refusal> {
    let sealed = sealed_for_ca(desk, tx, project, &zip)?;
    if let Some((_, fingerprint)) = &sealed {
        manifest["sealed_for"] = fingerprint.as_str().into();
    }
    let attachment = tx.add_attachment("application/zip", &format!("{name}.zip"), &zip, desk.utc())?;
    let exchange = NewExchange {
        direction: Direction::Out,
        case_id,
        attachment,
        by: me.id,
        manifest,
    };
    let id = tx.add_exchange(&exchange, desk.utc())?;
    let folder = devices::folder(desk, &devices::devices(tx)?.exchange_folder, "exchange");
    let ending = if sealed.is_some() { "zip.p7m" } else { "zip" };
    Ok(Outgoing {
        path: free_name(&folder, name, ending),
        is_sealed: sealed.is_some(),
        bytes: sealed.map_or(zip, |(bytes, _)| bytes),
        exchange: id,
        case: case_id,
    })
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
