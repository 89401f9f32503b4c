//! Truncated and mutated input: an answer every time, a panic never.

use pki::exchange::{Incoming, Limits, PackageMeta, RequestItem, export, import, open};
use pki::training::TrainingCa;
use pki::{Certificate, Expected, PemLabel, check_issued, from_pem, to_pem, verify_request};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::bench::{Bench, ca, csr, key, now, unit};

/// Two thousand spoiled copies of each of these go through everything that reads from outside.
const MUTATIONS: u64 = 2_000;

fn everything(bytes: &[u8], expected: &Expected<'_>) {
    if let Ok(certificate) = Certificate::parse(bytes) {
        let _ = check_issued(&certificate, expected);
        let _ = (
            certificate.subject_attributes(),
            certificate.subject().to_string(),
        );
    }
    let _ = verify_request(bytes);
    let _ = import(
        &[Incoming {
            name: "x".into(),
            bytes: bytes.to_vec(),
        }],
        &Limits::default(),
    );
    let _ = open(bytes, &Limits::default());
    let _ = TrainingCa::load(bytes);
    let _ = from_pem(&String::from_utf8_lossy(bytes), 16);
}

fn spoil(sound: &[u8], rng: &mut SmallRng) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        let at = rng.random_range(0..bytes.len());
        match rng.random_range(0..5) {
            0 => bytes[at] ^= 1 << rng.random_range(0..8),
            1 => bytes[at] = rng.random(),
            2 => bytes.truncate(at.max(1)),
            3 => drop(bytes.splice(at..at, [rng.random::<u8>(); 3])),
            _ => {
                let end = (at + rng.random_range(1..20)).min(bytes.len());
                bytes.drain(at..end);
                if bytes.is_empty() {
                    bytes.push(0x30);
                }
            }
        }
    }
    bytes
}

#[test]
fn spoiled_input_is_answered_never_panics_and_never_passes_for_sound() {
    let (bench, ca, key) = (Bench::new(), ca(), key());
    let spki = key.spki_der().unwrap();
    let subject = unit();
    let root = std::slice::from_ref(ca.root());
    let expected = Expected {
        spki: &spki,
        subject: &subject,
        roots: root,
        intermediates: root,
        now: now(),
    };
    let request = csr(&subject, &key);
    let certificate = ca.issue(&request, 9, now()).unwrap();
    bench.put("leaf.pem", to_pem(PemLabel::Certificate, &certificate));
    bench.openssl("crl2pkcs7 -nocrl -certfile leaf.pem -outform DER -out p7b.der");
    let meta = PackageMeta {
        counter: "c".into(),
        project: "p".into(),
        created: now(),
    };
    let item = RequestItem {
        case_no: "1".into(),
        csr_der: request.clone(),
        data: serde_json::json!({}),
        pictures: Vec::new(),
    };
    let sound: [(&str, Vec<u8>); 6] = [
        ("certificate", certificate.clone()),
        (
            "certificate PEM",
            to_pem(PemLabel::Certificate, &certificate).into_bytes(),
        ),
        ("request", request),
        ("p7b", bench.get("p7b.der")),
        ("package", export(&[item], &meta, &key).unwrap()),
        ("training CA", ca.save().unwrap().to_vec()),
    ];
    for (what, bytes) in &sound {
        // Seeded by name: a failure can be run again.
        let seed = what
            .bytes()
            .fold(7_u64, |seed, byte| seed.wrapping_mul(31) ^ u64::from(byte));
        let mut rng = SmallRng::seed_from_u64(seed);
        for _ in 0..MUTATIONS {
            let spoiled = spoil(bytes, &mut rng);
            everything(&spoiled, &expected);
            if let Ok(read) = Certificate::from_der(&spoiled)
                && spoiled != certificate
                && read.der() != ca.root().der()
            {
                assert_ne!(
                    check_issued(&read, &expected),
                    [],
                    "{what}: a spoiled certificate passed"
                );
            }
        }
        for end in (0..bytes.len()).step_by(7) {
            everything(&bytes[..end], &expected);
        }
    }
}

#[test]
fn deep_nesting_and_lying_lengths_are_answered() {
    let spki = key().spki_der().unwrap();
    let subject = unit();
    let expected = Expected {
        spki: &spki,
        subject: &subject,
        roots: &[],
        intermediates: &[],
        now: now(),
    };
    let nested: Vec<u8> = (0..20_000).flat_map(|_| [0x30, 0x80]).collect();
    for bytes in [
        &nested[..],
        &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        &[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x1f; 100],
        &[],
        "-----BEGIN CERTIFICATE-----".repeat(5_000).as_bytes(),
    ] {
        everything(bytes, &expected);
        assert!(Certificate::parse(bytes).is_err());
    }
}
