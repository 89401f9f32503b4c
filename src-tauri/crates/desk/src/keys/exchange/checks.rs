//! What is checked of the CA's certificates, worked out before the write that takes them in: signatures, chains, proofs
//! of possession. In the write the same is asked for again, of what stands then; where it was not worked out of just
//! that, nothing is taken and all of it is worked out anew.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pki::exchange::Imported;
use pki::{Certificate, Expected, Finding, Subject, check_encryption, check_issued};
use sha2::{Digest as _, Sha256};
use store::{AttachmentId, KeyJob as Job, Tx};

use crate::counter::making::Stop;
use crate::rim::api::Refusal;
use crate::rim::writing::{Long, not_inside};

/// As what a certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    /// As the one that was asked for.
    Issued,
    /// As the encryption certificate beside it.
    Encryption,
}

/// A job that waits for its certificate, as it stands in the store.
pub(crate) struct Awaited {
    csr: AttachmentId,
    request: Vec<u8>,
    /// Whose certificate it is to be.
    pub subject: Subject,
    /// The CA's own certificates.
    pub roots: Vec<Certificate>,
    /// Those between.
    pub intermediates: Vec<Certificate>,
    /// It waits for an encryption certificate as well.
    pub recovers: bool,
}

impl Awaited {
    /// A job that has made its request. Errors: `request-missing`; the store's.
    pub fn of(
        tx: &Tx<'_>,
        job: &Job,
        subject: Subject,
        (roots, intermediates): (Vec<Certificate>, Vec<Certificate>),
        recovers: bool,
    ) -> Result<Self, Refusal> {
        let csr = requested(job)?;
        Ok(Self {
            csr,
            request: tx.attachment_bytes(csr)?,
            subject,
            roots,
            intermediates,
            recovers,
        })
    }
}

/// The request of a job. Errors: `request-missing`.
pub(crate) fn requested(job: &Job) -> Result<AttachmentId, Refusal> {
    job.csr
        .ok_or_else(|| Refusal::new("request-missing", "还没有证书请求", "请先生成证书请求"))
}

/// What was worked out.
pub(crate) struct Checks {
    /// When: a certificate is held against this moment.
    pub now: DateTime<Utc>,
    /// The public keys of the requests, whose signatures were verified.
    spki: BTreeMap<u32, Vec<u8>>,
    said: BTreeMap<Vec<u8>, Vec<Finding>>,
}

impl Checks {
    /// Works out what the given jobs need to know of what came, each with the certificate that is for its key. Errors:
    /// those of a request that cannot be read.
    pub fn of(
        imported: &Imported,
        awaited: &[(Certificate, Awaited)],
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        not_inside(Long::Package);
        let mut checks = Self {
            now,
            spki: BTreeMap::new(),
            said: BTreeMap::new(),
        };
        for (certificate, job) in awaited {
            let spki = pki::verify_request(&job.request)?.spki_der;
            checks.spki.insert(job.csr.0, spki.clone());
            let expected = Expected {
                spki: &spki,
                subject: &job.subject,
                roots: &job.roots,
                intermediates: &job.intermediates,
                now,
            };
            checks.work_out(As::Issued, certificate, &expected)?;
            if job.recovers {
                for found in imported.issued() {
                    checks.work_out(As::Encryption, &found.certificate, &expected)?;
                }
            }
        }
        Ok(checks)
    }

    fn work_out(
        &mut self,
        kind: As,
        certificate: &Certificate,
        expected: &Expected<'_>,
    ) -> Result<(), Refusal> {
        let said = match kind {
            As::Issued => check_issued(certificate, expected),
            As::Encryption => check_encryption(certificate, expected),
        };
        self.said.insert(key(kind, certificate, expected)?, said);
        Ok(())
    }

    /// The public key of a job's request. Errors: [`Stop::Stale`] for a request that came since.
    pub fn spki(&self, job: &Job) -> Result<&[u8], Stop> {
        let csr = requested(job)?;
        Ok(self.spki.get(&csr.0).ok_or(Stop::Stale)?)
    }

    /// What there is to say of a certificate. Errors: [`Stop::Stale`] where something else is expected of it now.
    pub fn said(
        &self,
        kind: As,
        certificate: &Certificate,
        expected: &Expected<'_>,
    ) -> Result<Vec<Finding>, Stop> {
        let said = self.said.get(&key(kind, certificate, expected)?);
        Ok(said.ok_or(Stop::Stale)?.clone())
    }
}

/// What a check was made of, but for the moment, which is the same for all.
fn key(kind: As, certificate: &Certificate, expected: &Expected<'_>) -> Result<Vec<u8>, Refusal> {
    let mut hash = Sha256::new();
    let subject = serde_json::to_vec(expected.subject);
    let subject = subject.map_err(|e| crate::rim::refusal::wrong_arguments(&e))?;
    let mut take = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    take(&[u8::from(kind == As::Encryption)]);
    take(certificate.der());
    take(expected.spki);
    take(&subject);
    for all in [expected.roots, expected.intermediates] {
        take(&(all.len() as u64).to_be_bytes());
        all.iter().for_each(|one| take(one.der()));
    }
    Ok(hash.finalize().to_vec())
}
