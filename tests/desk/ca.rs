//! The CA at the other end of the exchange, played by the training CA, and keys that another counter gave out.

use std::path::Path;

use desk::api::{CaseView, KeyPresence};
use desk::counter::practice;
use pki::exchange::Limits;
use pki::training::{Order, TrainingCa, Usage};
use pki::{SignatureAlgorithm, Subject};
use token::{Algorithm, KeyId, SecretString, Token as _, TokenInfo, Wipe, Workers};

use super::counter::{Counter, Given};

/// Takes the first job of a case as far as it goes without the CA.
pub fn up_to_the_ca(counter: &Counter, case: &CaseView) {
    loop {
        let job = counter.job(case);
        if job.waits_for_file {
            return;
        }
        let blank = counter.keys(case, KeyPresence::Blank).into_iter().next();
        let given = match (&job.serial, &blank) {
            (None, blank) => Given::Key(blank.as_deref().expect("a blank key")),
            (Some(_), _) => Given::Nothing,
        };
        counter.go(&job, given);
    }
}

/// The path in a line about a file that was written.
pub fn path(line: &str) -> &Path {
    Path::new(line.split('（').next().expect("a path"))
}

/// A certificate for each request of a package, valid for a year, in their order.
pub fn answers(store: &Path, package: &Path) -> Vec<Vec<u8>> {
    let package = std::fs::read(package).expect("a package");
    let package = pki::exchange::open(&package, &Limits::default()).expect("a signed package");
    package
        .items
        .iter()
        .map(|(item, _)| of_a_year(store, &item.csr_der))
        .collect()
}

/// A certificate for a request, valid for a year from now.
pub fn of_a_year(store: &Path, csr: &[u8]) -> Vec<u8> {
    let ca = practice::ca(store).expect("the training CA");
    ca.issue(csr, 365, chrono::Utc::now()).expect("a certificate")
}

/// A certificate of the same CA for a key that nobody at this counter has.
pub fn foreign(store: &Path) -> Vec<u8> {
    let ca: TrainingCa = practice::ca(store).expect("the training CA");
    let key = pki::CounterKey::generate(&mut rand::rng());
    let now = chrono::Utc::now();
    let order = Order {
        subject: &Subject::named("别处的单位"),
        spki_der: &key.spki_der().expect("a key"),
        not_before: now - chrono::Duration::hours(1),
        not_after: now + chrono::Duration::days(365),
        usage: Usage::Sign,
    };
    ca.issue_as(&order).expect("a certificate")
}

/// Makes a blank key into one that another authority gave to a unit: its SO PIN, its certificate. Gives its serial
/// number.
pub fn made_elsewhere(keys: &Workers, blank: &TokenInfo, unit: &str, so_pin: &str) -> String {
    let (so_pin, pin) = (SecretString::from(so_pin), SecretString::from("13572468"));
    let key = keys
        .initialise(&blank.serial, &so_pin, "elsewhere", Wipe::Refuse)
        .expect("a blank key");
    let serial = key.serial;
    keys.set_user_pin(&serial, &so_pin, &pin).expect("a PIN");
    let id = KeyId::new(b"elsewhere").expect("an id");
    let spki = keys
        .generate_key_pair(&serial, &pin, Algorithm::P256, &id)
        .expect("a pair");
    let mut sign = |message: &[u8]| keys.sign(&serial, &pin, &id, Algorithm::P256, message);
    let csr = pki::request(
        &Subject::named(unit),
        &spki,
        SignatureAlgorithm::EcdsaSha256,
        &mut sign,
    )
    .expect("a request");
    let now = chrono::Utc::now();
    let ca = TrainingCa::create(now, &mut rand::rng()).expect("a CA");
    let der = ca.issue(&csr, 365, now).expect("a certificate");
    keys.write_certificate(&serial, &pin, &id, "", &der)
        .expect("room for it");
    serial
}
