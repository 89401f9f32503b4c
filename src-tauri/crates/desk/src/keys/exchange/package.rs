//! A package for the CA: the requests of one case or of several, signed with the counter's own key.

use std::path::{Path, PathBuf};

use case::Role;
use pki::CounterKey;
use pki::exchange::{PackageMeta, RequestItem};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::{
    Account, AttachmentId, CaseId, Circle, Direction, ExchangeId, KeyJob as Job, NewExchange, OutsideKind,
    Sample, Tx,
};
use token::KeyStep;

use zeroize::Zeroizing;

use crate::casework::seen::Seen;
use crate::counter::cas::encryption_of;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::counter::outside::{Named, Outside};
use crate::keys::jobs::{business_of, holder, link};
use crate::keys::plan::Plan;
use crate::rim::api::Refusal;
use crate::rim::hex::{self, hex};
use crate::rim::writing::{Long, not_inside};
use crate::samples::files::{self, Files};

/// Name under which the counter's own signing key is sealed.
const COUNTER_KEY: &str = "counter-key";

/// The counter's own signing key for packages, made on first use and sealed.
///
/// # Errors
/// `role-missing`; those of the store.
pub(crate) fn counter_key(desk: &Desk) -> Result<CounterKey, Refusal> {
    if let Some(key) = desk.look(|tx, _| stored_key(tx))? {
        return Ok(key);
    }
    let key = CounterKey::generate(&mut rand::rng());
    let sealed = SecretString::from(hex(&key.to_pkcs8_der()?));
    desk.write(Some(Role::KeyClerk), |tx, _| {
        // Another window may have made one meanwhile: there is only one.
        if let Some(key) = stored_key(tx)? {
            return Ok(key);
        }
        tx.put_secret(Circle::Keys, COUNTER_KEY, &sealed, desk.utc())?;
        Ok(key)
    })
}

fn stored_key(tx: &Tx<'_>) -> Result<Option<CounterKey>, Refusal> {
    let Some(stored) = tx.secret(Circle::Keys, COUNTER_KEY)? else {
        return Ok(None);
    };
    let der = Zeroizing::new(hex::from_hex(stored.expose_secret())?);
    Ok(Some(CounterKey::from_pkcs8_der(&der)?))
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

/// A request as the store has it, with what the CA needs to know of the case.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    case_no: String,
    csr: Option<AttachmentId>,
    data: serde_json::Value,
    /// The samples whose pictures go with it.
    samples: Vec<Sample>,
}

/// What a package is made from. As long as it stands, so does the package.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Source {
    asked: Vec<Asked>,
    cases: Vec<CaseId>,
    to: Addressee,
}

/// To whom a file goes, and from whom: the counter's name, the project, the certificate that it is encrypted for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Addressee {
    /// The counter's name.
    pub counter: String,
    /// The project.
    pub project: String,
    certificate: Option<Vec<u8>>,
}

impl Addressee {
    /// Of a project, as the settings say now.
    pub fn of(tx: &Tx<'_>, project: &str) -> Result<Self, Refusal> {
        Ok(Self {
            counter: tx.counter()?.name,
            project: project.to_owned(),
            certificate: encryption_of(tx, project)?.map(|one| one.der().to_vec()),
        })
    }

    /// What a package says of itself.
    pub fn meta(&self, desk: &Desk) -> PackageMeta {
        PackageMeta {
            counter: self.counter.clone(),
            project: self.project.clone(),
            created: desk.utc(),
        }
    }
}

/// The requests of a batch. Each has a name of its own: an employee's row, or the running number of a further key.
fn asked(tx: &Tx<'_>, batch: &Batch<'_>) -> Result<Vec<Asked>, Refusal> {
    let seen = &batch.seen;
    let all = tx.jobs_of_case(seen.row.id)?;
    // The authority makes one electronic seal for the case, however many keys it gets: its pictures go with the first.
    let mut samples = match seen.project.pictures().in_package {
        true => files::chosen(tx, seen)?,
        false => Vec::new(),
    };
    let mut one = |job: &Job| {
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
        Asked {
            case_no,
            csr: job.csr,
            data,
            samples: std::mem::take(&mut samples),
        }
    };
    Ok(batch.jobs.iter().map(&mut one).collect())
}

/// What a package with the given requests of one project is made from.
pub(crate) fn source(tx: &Tx<'_>, batches: &[Batch<'_>]) -> Result<Source, Refusal> {
    let project = batches.first().map_or("", |batch| batch.seen.project.id());
    let mut all = Vec::new();
    for batch in batches {
        all.extend(asked(tx, batch)?);
    }
    Ok(Source {
        asked: all,
        cases: batches.iter().map(|batch| batch.seen.row.id).collect(),
        to: Addressee::of(tx, project)?,
    })
}

/// The source of a package with the bytes that go into it, read from the store.
pub(crate) struct Material {
    source: Source,
    requests: Vec<Vec<u8>>,
    /// The pictures of each case that has some; they go with its first request.
    pictures: Vec<Vec<Files>>,
    folder: PathBuf,
}

/// Reads what a package with the given requests of one project is made from.
pub(crate) fn material(desk: &Desk, tx: &Tx<'_>, batches: &[Batch<'_>]) -> Result<Material, Refusal> {
    let (mut requests, mut pictures) = (Vec::new(), Vec::new());
    for batch in batches {
        let in_package = batch.seen.project.pictures().in_package;
        for (at, job) in batch.jobs.iter().enumerate() {
            requests.push(csr_der(tx, job)?);
            pictures.push(match at == 0 && in_package {
                true => files::of_case(tx, &batch.seen)?,
                false => Vec::new(),
            });
        }
    }
    Ok(Material {
        source: source(tx, batches)?,
        requests,
        pictures,
        folder: folder(desk, tx)?,
    })
}

/// Where files for the CA go.
pub(crate) fn folder(desk: &Desk, tx: &Tx<'_>) -> Result<PathBuf, Refusal> {
    let devices = devices::devices(tx)?;
    Ok(devices::folder(desk, &devices.exchange_folder, "exchange"))
}

/// Makes the package and writes it into the exchange folder, still without its name.
pub(crate) fn packed(desk: &Desk, name: &str, material: Material) -> Result<Outgoing<Source>, Refusal> {
    not_inside(Long::Package);
    let Material {
        source,
        requests,
        pictures,
        folder,
    } = material;
    let mut items = Vec::new();
    for ((asked, csr_der), files) in source.asked.iter().zip(requests).zip(pictures) {
        let made = files.iter().map(|one| one.made(desk));
        items.push(RequestItem {
            case_no: asked.case_no.clone(),
            csr_der,
            data: asked.data.clone(),
            pictures: made.collect::<Result<Vec<_>, _>>()?.concat(),
        });
    }
    let zip = pki::exchange::export(&items, &source.to.meta(desk), &counter_key(desk)?)?;
    let cases: Vec<u32> = source.cases.iter().map(|case| case.0).collect();
    let manifest = serde_json::json!({
        "requests": items.len(), "sha256": hex(&Sha256::digest(&zip)), "cases": cases,
    });
    let case = match source.cases.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let to = source.to.clone();
    Outgoing::beside(desk, (&folder, name), source, &to, zip, case, manifest)
}

/// A file for the CA that is made and written, and neither on record nor under its name yet.
pub(crate) struct Outgoing<S> {
    /// What it was made from.
    pub source: S,
    /// It is encrypted for the CA, whose certificate is installed.
    is_sealed: bool,
    /// The package itself, which the store keeps.
    zip: Vec<u8>,
    name: String,
    manifest: serde_json::Value,
    case: Option<CaseId>,
    file: Outside,
}

impl<S> Outgoing<S> {
    /// Seals a file for the CA where its certificate is installed, and writes it beside its place. Errors:
    /// `ca-encryption-expired`; those of the encryption and of the file system.
    pub fn beside(
        desk: &Desk,
        (folder, name): (&Path, &str),
        source: S,
        to: &Addressee,
        zip: Vec<u8>,
        case: Option<CaseId>,
        mut manifest: serde_json::Value,
    ) -> Result<Self, Refusal> {
        let sealed = sealed_for_ca(desk, to, &zip)?;
        if let Some((_, fingerprint)) = &sealed {
            manifest["sealed_for"] = fingerprint.as_str().into();
        }
        let named = Named {
            kind: OutsideKind::Package,
            case,
            folder,
            stem: name,
            ending: if sealed.is_some() { "zip.p7m" } else { "zip" },
        };
        let bytes = sealed.as_ref().map_or(&zip, |(bytes, _)| bytes);
        Ok(Self {
            file: Outside::beside(named, bytes)?,
            is_sealed: sealed.is_some(),
            source,
            zip,
            name: name.to_owned(),
            manifest,
            case,
        })
    }

    /// Keeps it in the store, and puts on record where it goes.
    pub fn keep(&mut self, desk: &Desk, tx: &mut Tx<'_>, me: &Account) -> Result<ExchangeId, Refusal> {
        let name = format!("{}.zip", self.name);
        let attachment = tx.add_attachment("application/zip", &name, &self.zip, desk.utc())?;
        let exchange = NewExchange {
            direction: Direction::Out,
            case_id: self.case,
            attachment,
            by: me.id,
            manifest: self.manifest.clone(),
        };
        let id = tx.add_exchange(&exchange, desk.utc())?;
        self.file.record(desk, tx, me, Some(id))?;
        Ok(id)
    }

    /// Where it goes.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// The file itself, which is on record and gets its name now.
    pub fn into_file(self) -> Outside {
        self.file
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
fn sealed_for_ca(desk: &Desk, to: &Addressee, zip: &[u8]) -> Result<Option<(Vec<u8>, String)>, Refusal> {
    not_inside(Long::Package);
    let Some(der) = &to.certificate else {
        return Ok(None);
    };
    let certificate = pki::Certificate::from_der(der)?;
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
