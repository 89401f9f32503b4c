//! An encryption key pair that a CA recovered: out of its envelope onto the token, proven, and never twice.

use pki::training::{Recovered, TrainingCa};
use pki::{Certificate, Envelope, SignatureAlgorithm, Subject, Transport, encrypt_for};
use token::{Algorithm, EnvelopedKey, ImportWay, KeyId, KeyTransport, Token, TokenError, Workers};

use crate::bench::{Bench, PIN, key_id, secret};

/// A token with a signing key of this id, and the CA's answer to its recovery.
pub fn recovered(keys: &Workers, serial: &str, pin: &str, id: &KeyId) -> Recovered {
    let pin = secret(pin);
    let spki = keys
        .generate_key_pair(serial, &pin, Algorithm::Rsa2048, id)
        .unwrap();
    let mut sign = |message: &[u8]| keys.sign(serial, &pin, id, Algorithm::Rsa2048, message);
    let subject = Subject::named("示例单位");
    let csr = pki::request::<TokenError>(&subject, &spki, SignatureAlgorithm::RsaSha256, &mut sign).unwrap();
    let now = chrono::Utc::now();
    let ca = TrainingCa::create(now, &mut rand::rng()).unwrap();
    ca.recover(&csr, 30, now, &mut rand::rng()).unwrap()
}

/// The envelope as the token takes it.
pub fn enveloped(der: &[u8], signing: &[u8]) -> EnvelopedKey {
    let envelope = Envelope::from_der(der).unwrap();
    let recipient = envelope
        .recipient(&Certificate::from_der(signing).unwrap())
        .unwrap();
    EnvelopedKey {
        transport: match recipient.transport {
            Transport::Pkcs1 => KeyTransport::RsaPkcs1,
            Transport::OaepSha1 => KeyTransport::RsaOaepSha1,
            Transport::OaepSha256 => KeyTransport::RsaOaepSha256,
        },
        wrapped_key: recipient.wrapped_key.clone(),
        iv: envelope.iv,
        content: envelope.content.clone(),
    }
}

/// Encrypts for the certificate and lets the token decrypt it.
pub fn proves(keys: &Workers, serial: &str, pin: &str, encryption: &Certificate) {
    let challenge = "挑战 challenge".as_bytes();
    let sealed = encrypt_for(encryption.spki_der(), challenge, &mut rand::rng()).unwrap();
    let id = KeyId::of_public_key(encryption.spki_der());
    let opened = keys.decrypt(serial, &secret(pin), &id, &sealed).unwrap();
    assert_eq!(opened, challenge);
}

#[test]
fn a_recovered_key_is_imported_proven_and_never_doubled() {
    let bench = Bench::new();
    let keys = &bench.workers;
    let serial = bench.ready("CF-REC").serial;
    let id = key_id("signing");
    let answer = recovered(keys, &serial, PIN, &id);
    let encryption = Certificate::from_der(&answer.encryption).unwrap();
    let key = enveloped(&answer.envelope, &answer.signing);
    let import = || keys.import_enveloped_key(&serial, &secret(PIN), &id, encryption.spki_der(), &key);

    // Without the pair there is nothing that the certificate could stand beside.
    let early = keys.write_encryption_certificate(&serial, &secret(PIN), &id, &answer.encryption);
    assert_eq!(early.unwrap_err().code(), "key-unknown");
    // SoftHSM2 2.6.1 unwraps nothing under AES-CBC.
    assert_eq!(import(), Ok(ImportWay::ThroughWorker));
    assert_eq!(import(), Ok(ImportWay::AlreadyThere));
    for _ in 0..2 {
        keys.write_encryption_certificate(&serial, &secret(PIN), &id, &answer.encryption)
            .unwrap();
    }
    let encryption_id = KeyId::of_public_key(encryption.spki_der());
    let held = keys.read_certificates(&serial).unwrap();
    assert_eq!(
        (held.len(), &held[0].key_id, &held[0].der),
        (1, &encryption_id, &answer.encryption)
    );
    assert_eq!(keys.public_keys(&serial).unwrap().len(), 2);
    proves(keys, &serial, PIN, &encryption);

    // Somebody else's program sees one private key that does not leave the token, and decrypts with it.
    let hex = encryption_id.to_string();
    let by = ["--token-label", "CF-REC", "--login", "--pin", PIN, "--id", &hex];
    let listed = bench.pkcs11_tool(&[&by[..], &["--list-objects", "--type", "privkey"]].concat());
    let own: Vec<_> = listed
        .split("Private Key Object")
        .filter(|object| object.contains(&hex))
        .collect();
    let [own] = own.as_slice() else {
        panic!("one object of this id in {listed}")
    };
    assert!(
        own.contains("sensitive") && !own.contains("extractable") && !own.contains("sign"),
        "{own}"
    );
    let sealed = encrypt_for(encryption.spki_der(), b"of old", &mut rand::rng()).unwrap();
    let file = bench.file("sealed", &sealed);
    let decrypt = [
        "--decrypt",
        "-m",
        "RSA-PKCS",
        "-i",
        file.to_str().unwrap(),
        "-o",
        "opened",
    ];
    bench.pkcs11_tool(&[&by[..], &decrypt].concat());
    assert_eq!(std::fs::read(bench.dir.path().join("opened")).unwrap(), b"of old");
}

#[test]
fn an_import_that_was_torn_is_finished_with_one_pair() {
    let bench = Bench::new();
    let keys = &bench.workers;
    let serial = bench.ready("CF-TORN").serial;
    let id = key_id("signing");
    let answer = recovered(keys, &serial, PIN, &id);
    let encryption = Certificate::from_der(&answer.encryption).unwrap();
    let hex = KeyId::of_public_key(encryption.spki_der()).to_string();
    let by = ["--token-label", "CF-TORN", "--login", "--pin", PIN];
    // A pair of this id that is not the one to be recovered, as another program's import may have left it.
    let torn = ["--keypairgen", "--key-type", "rsa:2048", "--id", &hex];
    bench.pkcs11_tool(&[&by[..], &torn].concat());
    let key = enveloped(&answer.envelope, &answer.signing);
    let import = || keys.import_enveloped_key(&serial, &secret(PIN), &id, encryption.spki_der(), &key);
    assert_eq!(import(), Ok(ImportWay::ThroughWorker));
    proves(keys, &serial, PIN, &encryption);
    // Torn between the two halves.
    bench.pkcs11_tool(&[&by[..], &["--delete-object", "--type", "pubkey", "--id", &hex]].concat());
    assert_eq!(import(), Ok(ImportWay::AlreadyThere));
    assert_eq!(keys.public_keys(&serial).unwrap().len(), 2);
    proves(keys, &serial, PIN, &encryption);
}

#[test]
fn an_envelope_for_another_key_or_with_another_key_in_it_leaves_nothing_behind() {
    let bench = Bench::new();
    let keys = &bench.workers;
    let serial = bench.ready("CF-FOREIGN").serial;
    let (own, other) = (key_id("own"), key_id("other"));
    let [mine, theirs] = [&own, &other].map(|id| recovered(keys, &serial, PIN, id));
    let spki = Certificate::from_der(&mine.encryption)
        .unwrap()
        .spki_der()
        .to_vec();
    let objects = || keys.public_keys(&serial).unwrap().len();
    let import = |signing: &KeyId, spki: &[u8], key: &EnvelopedKey| {
        let told = keys.import_enveloped_key(&serial, &secret(PIN), signing, spki, key);
        told.unwrap_err().code()
    };
    let key = enveloped(&mine.envelope, &mine.signing);
    let strange = enveloped(&theirs.envelope, &theirs.signing);
    assert_eq!(import(&own, &spki, &strange), "envelope-unreadable");
    assert_eq!(import(&other, &spki, &strange), "envelope-differs");
    let spoilt = EnvelopedKey {
        content: key.content[..key.content.len() - 16].to_vec(),
        ..key.clone()
    };
    assert_eq!(import(&own, &spki, &spoilt), "envelope-unreadable");
    assert_eq!(import(&key_id("none"), &spki, &key), "key-unknown");
    let curve = pki::CounterKey::generate(&mut rand::rng()).spki_der().unwrap();
    assert_eq!(import(&own, &curve, &key), "algorithm-unknown");
    assert_eq!(objects(), 2, "the signing keys alone");
}

#[test]
fn the_content_key_comes_by_oaep_too() {
    let bench = Bench::new();
    let keys = &bench.workers;
    let serial = bench.ready("CF-OAEP").serial;
    let id = key_id("signing");
    let answer = recovered(keys, &serial, PIN, &id);
    bench.file("signing.der", &answer.signing);
    let run = |words: &str| bench.run("openssl", &words.split(' ').collect::<Vec<_>>());
    run("x509 -inform DER -in signing.der -out signing.pem");
    run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out old.pem");
    run("pkcs8 -topk8 -nocrypt -in old.pem -outform DER -out old.der");
    let spki = run("pkey -inform DER -in old.der -pubout -outform DER");
    run(
        "cms -encrypt -binary -in old.der -aes128 -outform DER -out e.der -recip signing.pem -keyopt rsa_padding_mode:oaep",
    );
    let key = enveloped(
        &std::fs::read(bench.dir.path().join("e.der")).unwrap(),
        &answer.signing,
    );
    assert_eq!(key.transport, KeyTransport::RsaOaepSha1);
    let way = keys.import_enveloped_key(&serial, &secret(PIN), &id, &spki, &key);
    assert_eq!(way, Ok(ImportWay::ThroughWorker));
    let certificate = Certificate::from_der(&bench.certificate(&spki, "/CN=old")).unwrap();
    proves(keys, &serial, PIN, &certificate);
}
