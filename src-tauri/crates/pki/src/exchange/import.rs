//! Certificates, and the envelopes of recovered keys, out of whatever the CA sent: PEM, DER, P7B, ZIP, bare Base64, or
//! several such files at once. What a file is, its content says, not its name.
//!
//! What cannot be read is told with the file's name, and the rest is read all the same. Never here: a ZIP inside a ZIP.

use super::limits::Limits;
use super::{p7b, zip_file};
use crate::certificate::{Certificate, is_certificate_label};
use crate::encoding::{base64, from_pem};
use crate::envelope::Envelope;
use crate::error::PkiError;
use crate::finding::Finding;

/// A file from the CA.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its name, for the messages.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A certificate and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file's name; for a file inside a ZIP `包.zip › 文件.cer`.
    pub origin: String,
    /// The certificate.
    pub certificate: Certificate,
}

/// The envelope of an encryption key and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEnvelope {
    /// As [`Found::origin`].
    pub origin: String,
    /// The envelope.
    pub envelope: Envelope,
    /// As it came, DER.
    pub der: Vec<u8>,
}

/// What was in the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Each certificate once, in the order found.
    pub certificates: Vec<Found>,
    /// Each envelope once, in the order found.
    pub envelopes: Vec<FoundEnvelope>,
    /// What could not be read, by file.
    pub findings: Vec<Finding>,
}

impl Imported {
    /// The user certificates.
    pub fn issued(&self) -> impl Iterator<Item = &Found> {
        self.certificates
            .iter()
            .filter(|found| !found.certificate.is_ca())
    }

    /// The CA certificates that came along: intermediates for the path, never roots to be trusted.
    pub fn intermediates(&self) -> Vec<Certificate> {
        let all = self.certificates.iter().map(|found| &found.certificate);
        all.filter(|certificate| certificate.is_ca()).cloned().collect()
    }
}

/// Reads all certificates in these files.
pub fn import(files: &[Incoming], limits: &Limits) -> Imported {
    let mut read = Imported::default();
    if files.len() > limits.files {
        read.tell(
            "",
            &PkiError::PackageRefused {
                reason: format!("文件数超过 {}", limits.files),
            },
        );
        return read;
    }
    let mut total = 0_usize;
    for file in files {
        total = total.saturating_add(file.bytes.len());
        if total > limits.total_bytes {
            read.tell(
                &file.name,
                &PkiError::TooLarge {
                    what: "全部文件",
                    limit: limits.total_bytes,
                },
            );
            break;
        }
        if !zip_file::is_zip(&file.bytes) {
            read.take(&file.name, &file.bytes, limits);
            continue;
        }
        match zip_file::read(&file.bytes, limits) {
            Err(error) => read.tell(&file.name, &error),
            Ok(entries) => {
                let before = read.count();
                for entry in entries
                    .iter()
                    .filter(|entry| may_hold_certificates(&entry.name, &entry.bytes))
                {
                    read.take(&format!("{} › {}", file.name, entry.name), &entry.bytes, limits);
                }
                if before == read.count() {
                    read.tell(&file.name, &PkiError::unreadable("证书", "ZIP 里没有新的证书"));
                }
            }
        }
    }
    read
}

/// CAs put notes and lists beside the certificates; those are no findings, unless they hold a certificate after all.
fn may_hold_certificates(name: &str, bytes: &[u8]) -> bool {
    const BESIDE: [&str; 10] = [
        "json", "txt", "sig", "xml", "csv", "pdf", "html", "csr", "p10", "crl",
    ];
    const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let beside = BESIDE.contains(&ending.as_str()) || name.starts_with("__MACOSX/");
    !beside || bytes.windows(BEGIN.len()).any(|part| part == BEGIN)
}

impl Imported {
    fn count(&self) -> usize {
        self.certificates.len() + self.envelopes.len() + self.findings.len()
    }

    fn tell(&mut self, name: &str, error: &PkiError) {
        let mut finding = Finding::from(error);
        if !name.is_empty() {
            finding.message = format!("{name}：{}", finding.message);
        }
        self.findings.push(finding);
    }

    fn take(&mut self, name: &str, bytes: &[u8], limits: &Limits) {
        if bytes.len() > limits.file_bytes {
            self.tell(
                name,
                &PkiError::TooLarge {
                    what: "文件",
                    limit: limits.file_bytes,
                },
            );
            return;
        }
        match blocks(bytes, limits.certificates) {
            Err(error) => self.tell(name, &error),
            Ok(ders) if ders.is_empty() => self.tell(name, &PkiError::unreadable("证书", "文件里没有证书")),
            Ok(ders) => {
                for der in ders {
                    match Envelope::is_one(&der) {
                        true => self.add_envelope(name, der, limits),
                        false => self.add(name, &der, limits),
                    }
                }
            }
        }
    }

    fn add_envelope(&mut self, name: &str, der: Vec<u8>, limits: &Limits) {
        match Envelope::from_der(&der) {
            Err(error) => self.tell(name, &error),
            Ok(_) if self.envelopes.iter().any(|found| found.der == der) => {}
            Ok(_) if self.envelopes.len() >= limits.certificates => {
                let reason = format!("数字信封数超过 {}", limits.certificates);
                self.tell(name, &PkiError::PackageRefused { reason });
            }
            Ok(envelope) => self.envelopes.push(FoundEnvelope {
                origin: name.to_owned(),
                envelope,
                der,
            }),
        }
    }

    fn add(&mut self, name: &str, der: &[u8], limits: &Limits) {
        match Certificate::from_der(der) {
            Err(error) => self.tell(name, &error),
            Ok(certificate) => {
                if self
                    .certificates
                    .iter()
                    .any(|found| found.certificate == certificate)
                {
                    return;
                }
                if self.certificates.len() >= limits.certificates {
                    let reason = format!("证书数超过 {}", limits.certificates);
                    self.tell(name, &PkiError::PackageRefused { reason });
                    return;
                }
                self.certificates.push(Found {
                    origin: name.to_owned(),
                    certificate,
                });
            }
        }
    }
}

/// The certificates and envelopes of one file, as DER that was not looked into yet.
fn blocks(bytes: &[u8], most: usize) -> Result<Vec<Vec<u8>>, PkiError> {
    if bytes.first() == Some(&0x30) {
        return Ok(p7b::certificates(bytes, most).unwrap_or_else(|| vec![bytes.to_vec()]));
    }
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) else {
        return Err(PkiError::unreadable("证书", "既不是 DER 也不是 PEM"));
    };
    let mut found = Vec::new();
    let pem = from_pem(text, most)?;
    if pem.is_empty()
        && let Some(der) = base64(text)
    {
        return Ok(p7b::certificates(&der, most).unwrap_or_else(|| vec![der]));
    }
    for (label, der) in pem {
        if is_certificate_label(&label) {
            found.push(der);
        } else if matches!(label.as_str(), "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA") {
            match Envelope::is_one(&der) {
                true => found.push(der),
                false => found.extend(
                    p7b::certificates(&der, most)
                        .ok_or_else(|| PkiError::unreadable("P7B 文件", "不是 SignedData"))?,
                ),
            }
        }
    }
    Ok(found)
}
