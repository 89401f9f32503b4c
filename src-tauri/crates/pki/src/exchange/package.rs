//! The export package: requests and the case data the CA needs, a manifest with the SHA-256 of every file, and the
//! counter's signature over the manifest.
//!
//! Layout: `manifest.json`, `manifest.sig` (DER signature over the manifest's bytes), `counter-key.pem`, and for every
//! case `requests/NUMBER.csr` (PEM), `requests/NUMBER.json` and its pictures as `requests/NUMBER/NAME`. The same
//! input gives the same bytes, but for the signature. Never here: the meaning of the case data.

use std::io::{Cursor, Write};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::limits::Limits;
use super::zip_file;
use crate::counter_key::CounterKey;
use crate::encoding::{PemLabel, from_pem, to_hex, to_pem};
use crate::error::{PkiError, RequestFailed};
use crate::request::{Request, Sign, verify_request};
use crate::signature::{SignatureAlgorithm, verify_signature};

const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";
const KEY: &str = "counter-key.pem";
const FORMAT: &str = "counterfoil-exchange";
const VERSION: u32 = 1;

/// One request of a package.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestItem {
    /// The case's number: letters, digits, `-` and `_`, at most 64.
    pub case_no: String,
    /// The request, DER.
    pub csr_der: Vec<u8>,
    /// What the CA needs to know about the case.
    pub data: serde_json::Value,
    /// Pictures the CA wants with it (samples of seals), by file name: letters, digits, `-`, `_` and single dots.
    pub pictures: Vec<(String, Vec<u8>)>,
}

/// Who sends the package, when, for which project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageMeta {
    /// The counter's name.
    pub counter: String,
    /// The project's id.
    pub project: String,
    /// When it was made.
    pub created: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    version: u32,
    #[serde(flatten)]
    meta: PackageMeta,
    algorithm: String,
    cases: Vec<String>,
    files: Vec<ListedFile>,
}

#[derive(Serialize, Deserialize)]
struct ListedFile {
    path: String,
    bytes: usize,
    sha256: String,
}

/// A package that was opened and whose signature and hashes hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// Who sent it.
    pub meta: PackageMeta,
    /// The key that signed it, SubjectPublicKeyInfo DER. Whether it is that counter's is for the receiver to know.
    pub signer_spki: Vec<u8>,
    /// The requests, each with its own signature verified.
    pub items: Vec<(RequestItem, Request)>,
}

/// Makes a package signed by the counter's own key.
///
/// # Errors
/// As [`export_with`].
pub fn export(requests: &[RequestItem], meta: &PackageMeta, key: &CounterKey) -> Result<Vec<u8>, PkiError> {
    let spki = key.spki_der()?;
    let mut sign = |message: &[u8]| Ok::<_, PkiError>(key.sign(message));
    export_with(requests, meta, &spki, &mut sign).map_err(|error| match error {
        RequestFailed::Pki(error) | RequestFailed::Signer(error) => error,
    })
}

/// Makes a package signed by whatever holds the key of `spki_der`.
///
/// # Errors
/// [`RequestFailed::Signer`]; [`PkiError::PackageRefused`] for no request, a number that cannot stand in a file name or
/// stands there twice; [`PkiError::SignatureWrong`] when the signer's signature does not hold; anything
/// [`verify_request`] says.
pub fn export_with<E>(
    requests: &[RequestItem],
    meta: &PackageMeta,
    spki_der: &[u8],
    sign: &mut Sign<'_, E>,
) -> Result<Vec<u8>, RequestFailed<E>> {
    let mut files = Vec::new();
    let mut cases: Vec<String> = Vec::new();
    for item in requests {
        let number = &item.case_no;
        if !is_file_name(number) || cases.contains(number) {
            let reason = format!("业务编号不能作文件名或重复：{}", number.escape_debug());
            return Err(PkiError::PackageRefused { reason }.into());
        }
        verify_request(&item.csr_der)?;
        let data = serde_json::to_vec_pretty(&item.data).map_err(encoding)?;
        files.push((
            format!("requests/{number}.csr"),
            to_pem(PemLabel::Request, &item.csr_der).into_bytes(),
        ));
        files.push((format!("requests/{number}.json"), data));
        for (name, picture) in &item.pictures {
            let path = format!("{}{name}", pictures_of(number));
            if !name.split('.').all(is_file_name) || files.iter().any(|(there, _)| *there == path) {
                let reason = format!("图片名不能作文件名或重复：{}", name.escape_debug());
                return Err(PkiError::PackageRefused { reason }.into());
            }
            files.push((path, picture.clone()));
        }
        cases.push(number.clone());
    }
    if cases.is_empty() {
        return Err(PkiError::PackageRefused {
            reason: "没有证书请求".to_owned(),
        }
        .into());
    }
    seal(FORMAT, cases, files, meta, spki_der, sign)
}

/// Puts files under a manifest and a signature over it.
pub(super) fn seal<E>(
    format: &str,
    cases: Vec<String>,
    mut files: Vec<(String, Vec<u8>)>,
    meta: &PackageMeta,
    spki_der: &[u8],
    sign: &mut Sign<'_, E>,
) -> Result<Vec<u8>, RequestFailed<E>> {
    let algorithm = SignatureAlgorithm::for_key(spki_der)?;
    let key = to_pem(PemLabel::PublicKey, spki_der).into_bytes();
    files.insert(0, (KEY.to_owned(), key));
    let manifest = Manifest {
        format: format.to_owned(),
        version: VERSION,
        meta: meta.clone(),
        algorithm: algorithm.name().to_owned(),
        cases,
        files: files.iter().map(|(path, bytes)| listed(path, bytes)).collect(),
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(encoding)?;
    let signature = sign(&manifest).map_err(RequestFailed::Signer)?;
    verify_signature(spki_der, algorithm, &manifest, &signature)?;
    files.insert(0, (MANIFEST.to_owned(), manifest));
    files.insert(1, (SIGNATURE.to_owned(), signature));
    Ok(pack(&files)?)
}

/// Opens a package, as the CA (or the training CA) does: signature, hashes, requests.
///
/// # Errors
/// [`PkiError::PackageRefused`], [`PkiError::PackageDamaged`], [`PkiError::SignatureWrong`], [`PkiError::Unreadable`],
/// and anything [`verify_request`] says.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Package, PkiError> {
    let entries = zip_file::read(bytes, limits)?;
    let refused = |reason: &str| PkiError::PackageRefused {
        reason: reason.to_owned(),
    };
    let file = |path: &str| {
        let found = entries
            .iter()
            .find(|entry| entry.name == path)
            .map(|entry| entry.bytes.as_slice());
        found.ok_or_else(|| PkiError::PackageDamaged {
            path: path.to_owned(),
        })
    };
    let raw = file(MANIFEST)?;
    let manifest: Manifest =
        serde_json::from_slice(raw).map_err(|error| PkiError::unreadable("交换包清单", error))?;
    if manifest.format != FORMAT || manifest.version != VERSION {
        return Err(refused("不是本程序的交换包，或版本不同"));
    }
    for listed in &manifest.files {
        let content = file(&listed.path)?;
        if content.len() != listed.bytes || to_hex(&Sha256::digest(content)) != listed.sha256 {
            return Err(PkiError::PackageDamaged {
                path: listed.path.clone(),
            });
        }
    }
    let is_listed = |name: &str| manifest.files.iter().any(|listed| listed.path == name);
    let stray = entries
        .iter()
        .find(|entry| ![MANIFEST, SIGNATURE].contains(&entry.name.as_str()) && !is_listed(&entry.name));
    if let Some(stray) = stray {
        return Err(PkiError::PackageDamaged {
            path: stray.name.clone(),
        });
    }
    if !is_listed(KEY) {
        return Err(refused("清单里没有受理点公钥"));
    }
    let key = std::str::from_utf8(file(KEY)?).map_err(|error| PkiError::unreadable("受理点公钥", error))?;
    let signer_spki = match from_pem(key, 1)?.pop() {
        Some((label, der)) if label == "PUBLIC KEY" => der,
        _ => return Err(PkiError::unreadable("受理点公钥", "不是 PEM 公钥")),
    };
    let algorithm = SignatureAlgorithm::for_key(&signer_spki)?;
    verify_signature(&signer_spki, algorithm, raw, file(SIGNATURE)?).map_err(|_| {
        PkiError::SignatureWrong {
            what: "交换包清单"
        }
    })?;
    let mut items = Vec::new();
    for number in &manifest.cases {
        if !is_file_name(number) {
            return Err(refused("业务编号不能作文件名"));
        }
        let (csr, json) = (
            format!("requests/{number}.csr"),
            format!("requests/{number}.json"),
        );
        if !is_listed(&csr) || !is_listed(&json) {
            return Err(PkiError::PackageDamaged { path: csr });
        }
        let request = verify_request(file(&csr)?)?;
        let data =
            serde_json::from_slice(file(&json)?).map_err(|error| PkiError::unreadable("业务数据", error))?;
        let folder = pictures_of(number);
        let pictures = entries.iter().filter_map(|entry| {
            let name = entry.name.strip_prefix(&folder)?;
            Some((name.to_owned(), entry.bytes.clone()))
        });
        items.push((
            RequestItem {
                case_no: number.clone(),
                csr_der: request.der.clone(),
                data,
                pictures: pictures.collect(),
            },
            request,
        ));
    }
    Ok(Package {
        meta: manifest.meta,
        signer_spki,
        items,
    })
}

fn listed(path: &str, bytes: &[u8]) -> ListedFile {
    ListedFile {
        path: path.to_owned(),
        bytes: bytes.len(),
        sha256: to_hex(&Sha256::digest(bytes)),
    }
}

/// Where the pictures of a case stand in a package.
fn pictures_of(number: &str) -> String {
    format!("requests/{number}/")
}

fn is_file_name(number: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&number.len()) && number.bytes().all(plain)
}

fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, PkiError> {
    // The default time of an entry is 1980-01-01: the package's own time stands in the manifest.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path.as_str(), options).map_err(encoding)?;
        writer.write_all(bytes).map_err(encoding)?;
    }
    Ok(writer.finish().map_err(encoding)?.into_inner())
}

fn encoding(error: impl std::fmt::Display) -> PkiError {
    PkiError::Encoding {
        reason: error.to_string(),
    }
}
