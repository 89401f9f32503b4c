//! Keys, subjects, a training CA and the `openssl` tool.

use std::process::Command;

use chrono::{DateTime, Utc};
use pki::training::TrainingCa;
use pki::{CounterKey, PkiError, RequestFailed, SignatureAlgorithm, Subject};
use tempfile::TempDir;

/// The moment of all tests, so that nothing here depends on the day it runs.
pub fn now() -> DateTime<Utc> {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

/// openssl compares with the real clock; certificates it shall accept begin with this.
pub fn real_now() -> DateTime<Utc> {
    Utc::now()
}

pub fn unit() -> Subject {
    Subject {
        common_name: "广州市示例贸易有限公司".to_owned(),
        organisation: Some("广州市示例贸易有限公司".to_owned()),
        organisational_unit: Some("财务部".to_owned()),
        country: Some("CN".to_owned()),
        province: Some("广东省".to_owned()),
        locality: Some("广州市".to_owned()),
        serial_number: Some("914403001922038216".to_owned()),
        email: Some("office@example.com".to_owned()),
    }
}

pub fn key() -> CounterKey {
    CounterKey::generate(&mut rand::rng())
}

/// A request signed by a software key.
pub fn csr(subject: &Subject, key: &CounterKey) -> Vec<u8> {
    let mut sign = |message: &[u8]| Ok::<_, PkiError>(key.sign(message));
    match pki::request(
        subject,
        &key.spki_der().unwrap(),
        SignatureAlgorithm::EcdsaSha256,
        &mut sign,
    ) {
        Ok(der) => der,
        Err(RequestFailed::Pki(error) | RequestFailed::Signer(error)) => panic!("{error}"),
    }
}

pub fn ca() -> TrainingCa {
    TrainingCa::create(now(), &mut rand::rng()).unwrap()
}

/// A folder and openssl in it.
pub struct Bench(pub TempDir);

impl Bench {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join(name), content).unwrap();
    }

    pub fn get(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(name)).unwrap()
    }

    /// Runs openssl with these words (split at blanks): whether it succeeded, and everything it said.
    pub fn try_openssl(&self, words: &str) -> (bool, String) {
        let output = Command::new("openssl")
            .args(words.split_ascii_whitespace())
            .current_dir(self.0.path())
            .output()
            .unwrap_or_else(|error| panic!("openssl is missing ({error}): apt install openssl"));
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    pub fn openssl(&self, words: &str) -> String {
        let (done, said) = self.try_openssl(words);
        assert!(done, "openssl {words}: {said}");
        said
    }

    /// Signs with an openssl key, as a token would.
    pub fn sign(&self, message: &[u8], key: &str) -> Vec<u8> {
        self.put("message", message);
        self.openssl(&format!("dgst -sha256 -sign {key} -out signature message"));
        self.get("signature")
    }
}
