//! What comes from a CA.
//!
//! A reader opens the wrappings (ZIP, PKCS #7, PEM, Base64) and reads what is in them to its end. A certificate or a
//! request is then read once more here, from the bytes that it came as: what is judged and kept is what those say, and
//! not what somebody else says of them.

use identifiers::shown_text;
use pki::exchange::{Found, FoundEnvelope, Imported, Incoming, PackageMeta};
use pki::{Envelope, PkiError, RevocationList, Revoked};

use crate::ask::{self, CertificatesFound, KnownAs, PackageOpened};
use crate::error::{ReadError, Why};
use crate::readers::Readers;

/// What a file is.
#[derive(Debug)]
pub enum Known {
    /// A request.
    Request(pki::Request),
    /// A package of requests: who sent it, and the requests.
    Package(PackageMeta, Vec<PackedRequest>),
    /// Certificates and envelopes; nothing of both where it is none of all this.
    Certificates(Imported),
}

/// One request of a package.
#[derive(Debug)]
pub struct PackedRequest {
    /// The case's number.
    pub case_no: String,
    /// What the CA is told of the case.
    pub data: serde_json::Value,
    /// The names of its pictures.
    pub pictures: Vec<String>,
    /// The request.
    pub request: pki::Request,
}

impl Readers {
    /// All certificates and envelopes in these files.
    ///
    /// # Errors
    /// [`ReadError`]; what cannot be read of a file is told among the findings.
    pub fn certificates(&self, files: &[Incoming]) -> Result<Imported, ReadError> {
        let bytes: Vec<&[u8]> = files.iter().map(|file| file.bytes.as_slice()).collect();
        let question = ask::Certificates {
            names: files.iter().map(|file| file.name.clone()).collect(),
        };
        let (found, parts) = self.with(&bytes)?.ask(question, pages(&bytes))?;
        imported(found, parts, size(&bytes))
    }

    /// The one certificate of a file.
    ///
    /// # Errors
    /// [`ReadError`]; of `pki` for what is none.
    pub fn certificate(&self, bytes: &[u8]) -> Result<pki::Certificate, ReadError> {
        let (_, parts) = self.with(&[bytes])?.ask(ask::Certificate {}, 1)?;
        again(pki::Certificate::from_der(&one(parts)), size(&[bytes]))
    }

    /// The request of a file, its signature verified.
    ///
    /// # Errors
    /// As [`Readers::certificate`].
    pub fn request(&self, bytes: &[u8]) -> Result<pki::Request, ReadError> {
        let (_, parts) = self.with(&[bytes])?.ask(ask::Request {}, 1)?;
        again(pki::verify_request(&one(parts)), size(&[bytes]))
    }

    /// A package of requests, its signature and hashes verified.
    ///
    /// # Errors
    /// As [`Readers::certificate`].
    pub fn package(&self, bytes: &[u8]) -> Result<(PackageMeta, Vec<PackedRequest>), ReadError> {
        let (opened, parts) = self.with(&[bytes])?.ask(ask::Package {}, pages(&[bytes]))?;
        package(opened, parts, size(&[bytes]))
    }

    /// A list of revoked certificates. What its issuer signed is still to be verified.
    ///
    /// # Errors
    /// As [`Readers::certificate`].
    pub fn revocations(&self, bytes: &[u8]) -> Result<RevocationList, ReadError> {
        let (list, parts) = self.with(&[bytes])?.ask(ask::Revocations {}, pages(&[bytes]))?;
        let mut parts = parts.into_iter();
        let entries: Vec<Revoked> = serde_json::from_slice(&parts.next().unwrap_or_default())
            .map_err(|_| disagrees(size(&[bytes])))?;
        Ok(list.of_parts(entries, parts.next().unwrap_or_default()))
    }

    /// Whatever of these a file is.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn known(&self, name: &str, bytes: &[u8]) -> Result<Known, ReadError> {
        let question = ask::Known {
            name: name.to_owned(),
        };
        let (known, parts) = self.with(&[bytes])?.ask(question, pages(&[bytes]))?;
        Ok(match known {
            KnownAs::Request => Known::Request(again(pki::verify_request(&one(parts)), size(&[bytes]))?),
            KnownAs::Package(opened) => {
                let (meta, items) = package(opened, parts, size(&[bytes]))?;
                Known::Package(meta, items)
            }
            KnownAs::Certificates(found) => Known::Certificates(imported(found, parts, size(&[bytes]))?),
        })
    }
}

/// What a reader is given for such files: a megabyte is as much as a page.
fn pages(files: &[&[u8]]) -> u32 {
    u32::try_from(size(files) >> 20).unwrap_or(u32::MAX) + 1
}

fn size(files: &[&[u8]]) -> u64 {
    files.iter().map(|file| file.len() as u64).sum()
}

fn imported(found: CertificatesFound, parts: Vec<Vec<u8>>, bytes: u64) -> Result<Imported, ReadError> {
    let mut parts = parts.into_iter();
    let mut all = Imported {
        findings: found.findings,
        ..Imported::default()
    };
    // They quote names out of the files.
    for finding in &mut all.findings {
        finding.message = shown_text(&finding.message);
    }
    let origins = |all: Vec<String>| all.into_iter().map(|origin| shown_text(&origin));
    for origin in origins(found.certificates) {
        let der = parts.next().unwrap_or_default();
        let certificate = again(pki::Certificate::from_der(&der), bytes)?;
        all.certificates.push(Found { origin, certificate });
    }
    for origin in origins(found.envelopes) {
        let der = parts.next().unwrap_or_default();
        let envelope = again(Envelope::from_der(&der), bytes)?;
        all.envelopes.push(FoundEnvelope {
            origin,
            envelope,
            der,
        });
    }
    Ok(all)
}

fn package(
    opened: PackageOpened,
    parts: Vec<Vec<u8>>,
    bytes: u64,
) -> Result<(PackageMeta, Vec<PackedRequest>), ReadError> {
    let items = opened.items.into_iter().zip(parts).map(|(item, der)| {
        Ok(PackedRequest {
            case_no: item.case_no,
            data: item.data,
            pictures: item.pictures,
            request: again(pki::verify_request(&der), bytes)?,
        })
    });
    Ok((opened.meta, items.collect::<Result<_, ReadError>>()?))
}

fn one(parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.into_iter().next().unwrap_or_default()
}

/// Read again, what a reader could read can be read: anything else is no answer of ours.
fn again<T>(read: Result<T, PkiError>, bytes: u64) -> Result<T, ReadError> {
    read.map_err(|_| disagrees(bytes))
}

fn disagrees(bytes: u64) -> ReadError {
    ReadError::SetAside {
        why: Why::Broken,
        bytes,
    }
}
