//! What comes from a CA: certificates, envelopes, requests, packages, lists of revoked certificates.

use pki::Finding;
use pki::exchange::PackageMeta;
use serde::{Deserialize, Serialize};

/// Finds all certificates and envelopes in the files. Parts: each certificate, then each envelope, as DER.
#[derive(Debug, Serialize, Deserialize)]
pub struct Certificates {
    /// The files' names, for what is told of them.
    pub names: Vec<String>,
}

/// What was in the files.
#[derive(Debug, Serialize, Deserialize)]
pub struct CertificatesFound {
    /// Where each certificate was found: the file's name, and within a ZIP the name in it.
    pub certificates: Vec<String>,
    /// Where each envelope was found.
    pub envelopes: Vec<String>,
    /// What could not be read, by file.
    pub findings: Vec<Finding>,
}

/// Reads the one certificate of the first file. Part: the certificate, DER.
#[derive(Debug, Serialize, Deserialize)]
pub struct Certificate {}

/// Reads the request of the first file. Part: the request, DER.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {}

/// Opens the package of the first file. Parts: each request as DER.
#[derive(Debug, Serialize, Deserialize)]
pub struct Package {}

/// A package whose signature and hashes hold.
#[derive(Debug, Serialize, Deserialize)]
pub struct PackageOpened {
    /// Who sent it.
    pub meta: PackageMeta,
    /// Its requests.
    pub items: Vec<PackedItem>,
}

/// One request of a package.
#[derive(Debug, Serialize, Deserialize)]
pub struct PackedItem {
    /// The case's number.
    pub case_no: String,
    /// What the CA is told of the case.
    pub data: serde_json::Value,
    /// The names of its pictures.
    pub pictures: Vec<String>,
}

/// Reads a list of revoked certificates from the first file. Parts: its entries as JSON, and what its issuer signed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Revocations {}

/// Finds out which of these the first file is. Parts: as for that.
#[derive(Debug, Serialize, Deserialize)]
pub struct Known {
    /// The file's name.
    pub name: String,
}

/// What a file is.
#[derive(Debug, Serialize, Deserialize)]
pub enum KnownAs {
    /// A request.
    Request,
    /// A package of requests.
    Package(PackageOpened),
    /// Certificates and envelopes, or none of all this.
    Certificates(CertificatesFound),
}
