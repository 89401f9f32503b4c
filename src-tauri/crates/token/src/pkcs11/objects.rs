//! Key pairs and certificates as PKCS #11 objects: make, find, sign with, write, read back, delete.
//!
//! Never here: a private key's value. A key pair is made on the token, sensitive and never extractable, and what the
//! module claims about it is read back before it is believed.
//!
//! Facts: PKCS #11 v2.40 §4.6 (certificate objects), §4.9 (private keys); Current Mechanisms §2.1 (RSA) and §2.3 (EC);
//! CKM_ECDSA takes the digest, and CKA_EC_POINT is wrapped in an octet string.

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use sha2::{Digest, Sha256};

use super::answers::{explain, text};
use crate::encode;
use crate::error::TokenError;
use crate::vocabulary::{Algorithm, KeyId, PublicKey, StoredCertificate};

/// More objects than this no key of a counter holds.
const OBJECTS_MAX: usize = 256;
/// Longest certificate taken from or put onto a token, in bytes.
const CERTIFICATE_MAX: usize = 64 << 10;
/// The customary public exponent, 65537.
const EXPONENT: [u8; 3] = [0x01, 0x00, 0x01];

pub(super) fn find(session: &Session, template: &[Attribute]) -> Result<Vec<ObjectHandle>, TokenError> {
    let mut found = session
        .find_objects(template)
        .map_err(|error| explain(&error, "查找对象"))?;
    found.truncate(OBJECTS_MAX);
    Ok(found)
}

/// As [`attributes`], with nothing for an object that the module itself cannot read: an interrupted writing leaves
/// such.
fn readable(
    session: &Session,
    object: ObjectHandle,
    wanted: &[AttributeType],
) -> Result<Vec<Attribute>, TokenError> {
    match attributes(session, object, wanted) {
        Err(TokenError::Module { .. }) => Ok(Vec::new()),
        other => other,
    }
}

pub(super) fn attributes(
    session: &Session,
    object: ObjectHandle,
    wanted: &[AttributeType],
) -> Result<Vec<Attribute>, TokenError> {
    session
        .get_attributes(object, wanted)
        .map_err(|error| explain(&error, "读取对象"))
}

pub(super) fn private_key(session: &Session, key_id: &KeyId) -> Result<Option<ObjectHandle>, TokenError> {
    let template = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Id(key_id.as_bytes().to_vec()),
    ];
    Ok(find(session, &template)?.first().copied())
}

pub(super) fn unknown(key_id: &KeyId) -> TokenError {
    TokenError::KeyUnknown {
        key_id: key_id.to_string(),
    }
}

/// Makes a key pair and gives its public key.
pub(super) fn generate(
    session: &Session,
    algorithm: Algorithm,
    key_id: &KeyId,
) -> Result<Vec<u8>, TokenError> {
    clear_torn_pair(session, key_id)?;
    let label = Attribute::Label(format!("counterfoil-{}", short(key_id)).into_bytes());
    let id = Attribute::Id(key_id.as_bytes().to_vec());
    let mut public = vec![
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Verify(true),
        id.clone(),
        label.clone(),
    ];
    let mut private = vec![
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        id,
        label,
    ];
    let mechanism = match algorithm {
        Algorithm::Rsa2048 => {
            // One certificate for signing and for key transport is what these CAs issue for RSA.
            public.extend([
                Attribute::ModulusBits(2048.into()),
                Attribute::PublicExponent(EXPONENT.to_vec()),
                Attribute::Encrypt(true),
            ]);
            private.push(Attribute::Decrypt(true));
            Mechanism::RsaPkcsKeyPairGen
        }
        Algorithm::P256 => {
            let curve = encode::p256_params().map_err(|_| TokenError::AlgorithmUnknown {
                algorithm: algorithm.name().to_owned(),
            })?;
            public.push(Attribute::EcParams(curve));
            Mechanism::EccKeyPairGen
        }
    };
    let (public, private) = session
        .generate_key_pair(&mechanism, &public, &private)
        .map_err(|error| mechanism_failed(&error, algorithm, "生成密钥对"))?;
    if let Err(why) = protected(session, private, Some(Attribute::Local(true))) {
        let _ = session.destroy_object(private);
        let _ = session.destroy_object(public);
        return Err(why);
    }
    match read_public_key(session, public)? {
        Some(key) if key.algorithm == algorithm => Ok(key.spki_der),
        _ => Err(TokenError::WroteOtherwise {
            what: "公钥".to_owned(),
        }),
    }
}

/// A pair of this id that signs, or a certificate of this id, is [`TokenError::KeyExists`]. Anything less is what an
/// interruption in the middle of making a pair leaves (a public key alone, a private key without its value): nobody can
/// have been given it, so it is removed and the pair made anew.
fn clear_torn_pair(session: &Session, key_id: &KeyId) -> Result<(), TokenError> {
    let of = |class| {
        find(
            session,
            &[Attribute::Class(class), Attribute::Id(key_id.as_bytes().to_vec())],
        )
    };
    let (public, private) = (of(ObjectClass::PUBLIC_KEY)?, of(ObjectClass::PRIVATE_KEY)?);
    let whole = match (public.as_slice(), private.as_slice()) {
        ([public], [private]) => is_pair(session, *public, *private)?,
        _ => false,
    };
    if whole || !of(ObjectClass::CERTIFICATE)?.is_empty() {
        return Err(TokenError::KeyExists {
            key_id: key_id.to_string(),
        });
    }
    for torn in public.into_iter().chain(private) {
        session
            .destroy_object(torn)
            .map_err(|error| explain(&error, "生成密钥对"))?;
    }
    Ok(())
}

/// Whether the private key signs what the public key verifies, by the token's own word.
fn is_pair(session: &Session, public: ObjectHandle, private: ObjectHandle) -> Result<bool, TokenError> {
    let digest = Sha256::digest(b"counterfoil: is this pair whole?");
    let kind = attributes(session, public, &[AttributeType::KeyType])?;
    let (mechanism, message) = if kind.contains(&Attribute::KeyType(KeyType::RSA)) {
        (Mechanism::RsaPkcs, encode::digest_info(&digest))
    } else {
        (Mechanism::Ecdsa, digest.to_vec())
    };
    let tried = session
        .sign(&mechanism, private, &message)
        .and_then(|signature| session.verify(&mechanism, public, &message, &signature));
    match tried.map_err(|error| explain(&error, "生成密钥对")) {
        // A token that cannot verify has at least signed.
        Ok(()) | Err(TokenError::NotSupported { .. }) => Ok(true),
        Err(TokenError::Module { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

pub(super) fn short(key_id: &KeyId) -> String {
    key_id.to_string().chars().take(8).collect()
}

fn mechanism_failed(error: &Error, algorithm: Algorithm, step: &str) -> TokenError {
    match error {
        Error::Pkcs11(
            RvError::MechanismInvalid
            | RvError::MechanismParamInvalid
            | RvError::CurveNotSupported
            | RvError::KeyTypeInconsistent
            | RvError::KeySizeRange,
            _,
        ) => TokenError::AlgorithmUnknown {
            algorithm: algorithm.name().to_owned(),
        },
        _ => explain(error, step),
    }
}

/// What the module claims about a private key on the token: it does not leave it, and, for one made there, that it was
/// made there (CKA_LOCAL).
pub(super) fn protected(
    session: &Session,
    private: ObjectHandle,
    origin: Option<Attribute>,
) -> Result<(), TokenError> {
    let wanted = [
        AttributeType::Sensitive,
        AttributeType::Extractable,
        AttributeType::Local,
    ];
    let held = attributes(session, private, &wanted)?;
    let kept = [
        (Attribute::Sensitive(true), "CKA_SENSITIVE"),
        (Attribute::Extractable(false), "CKA_EXTRACTABLE"),
    ];
    for (expected, name) in kept.into_iter().chain(origin.map(|local| (local, "CKA_LOCAL"))) {
        if !held.contains(&expected) {
            return Err(TokenError::KeyNotProtected {
                attribute: name.to_owned(),
            });
        }
    }
    Ok(())
}

/// All public keys of algorithms that this program knows.
pub(super) fn public_keys(session: &Session) -> Result<Vec<PublicKey>, TokenError> {
    let mut keys = Vec::new();
    for object in find(
        session,
        &[Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Token(true)],
    )? {
        keys.extend(read_public_key(session, object)?);
    }
    Ok(keys)
}

fn read_public_key(session: &Session, object: ObjectHandle) -> Result<Option<PublicKey>, TokenError> {
    let wanted = [
        AttributeType::KeyType,
        AttributeType::Id,
        AttributeType::Label,
        AttributeType::Modulus,
        AttributeType::PublicExponent,
        AttributeType::EcParams,
        AttributeType::EcPoint,
    ];
    let (mut kind, mut id, mut label) = (None, Vec::new(), String::new());
    let (mut modulus, mut exponent, mut params, mut point) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for attribute in readable(session, object, &wanted)? {
        match attribute {
            Attribute::KeyType(found) => kind = Some(found),
            Attribute::Id(bytes) => id = bytes,
            Attribute::Label(bytes) => label = text(&String::from_utf8_lossy(&bytes)),
            Attribute::Modulus(bytes) => modulus = bytes,
            Attribute::PublicExponent(bytes) => exponent = bytes,
            Attribute::EcParams(bytes) => params = bytes,
            Attribute::EcPoint(bytes) => point = bytes,
            _ => {}
        }
    }
    let spki = if kind == Some(KeyType::RSA) {
        encode::rsa_spki(&modulus, &exponent)
    } else if kind == Some(KeyType::EC) && encode::is_p256(&params) {
        encode::p256_spki(&point)
    } else {
        return Ok(None);
    };
    let Ok(spki_der) = spki else { return Ok(None) };
    Ok(encode::algorithm_of(&spki_der).map(|algorithm| PublicKey {
        key_id: KeyId::found(id),
        label,
        algorithm,
        spki_der,
    }))
}

/// Signs a message; the signature is as X.509 wants it.
pub(super) fn sign(
    session: &Session,
    key_id: &KeyId,
    algorithm: Algorithm,
    message: &[u8],
) -> Result<Vec<u8>, TokenError> {
    let kind = match algorithm {
        Algorithm::Rsa2048 => KeyType::RSA,
        Algorithm::P256 => KeyType::EC,
    };
    let template = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(kind),
        Attribute::Id(key_id.as_bytes().to_vec()),
    ];
    // Modules answer a key of the other kind with whatever comes to their mind; looked for by its kind, it is told
    // plainly.
    let Some(key) = find(session, &template)?.first().copied() else {
        return Err(match private_key(session, key_id)? {
            Some(_) => TokenError::AlgorithmUnknown {
                algorithm: algorithm.name().to_owned(),
            },
            None => unknown(key_id),
        });
    };
    let failed = |error| mechanism_failed(&error, algorithm, "签名");
    let digest = || Sha256::digest(message);
    match algorithm {
        Algorithm::Rsa2048 => match session.sign(&Mechanism::Sha256RsaPkcs, key, message) {
            // A token that does not hash signs what was hashed here.
            Err(Error::Pkcs11(RvError::MechanismInvalid, _)) => session
                .sign(&Mechanism::RsaPkcs, key, &encode::digest_info(&digest()))
                .map_err(failed),
            tried => tried.map_err(failed),
        },
        Algorithm::P256 => {
            let raw = session.sign(&Mechanism::Ecdsa, key, &digest()).map_err(failed)?;
            encode::ecdsa_der(&raw).map_err(|_| TokenError::WroteOtherwise {
                what: "签名".to_owned(),
            })
        }
    }
}

/// All X.509 certificates.
pub(super) fn certificates(session: &Session) -> Result<Vec<StoredCertificate>, TokenError> {
    let all = certificate_objects(session)?
        .into_iter()
        .map(|(_, certificate)| certificate);
    Ok(all.filter(|certificate| !certificate.der.is_empty()).collect())
}

fn certificate_objects(session: &Session) -> Result<Vec<(ObjectHandle, StoredCertificate)>, TokenError> {
    let mut certificates = Vec::new();
    for object in find(
        session,
        &[Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Token(true)],
    )? {
        let (mut id, mut label, mut der) = (Vec::new(), String::new(), Vec::new());
        let wanted = [AttributeType::Id, AttributeType::Label, AttributeType::Value];
        for attribute in readable(session, object, &wanted)? {
            match attribute {
                Attribute::Id(bytes) => id = bytes,
                Attribute::Label(bytes) => label = text(&String::from_utf8_lossy(&bytes)),
                Attribute::Value(bytes) => der = bytes,
                _ => {}
            }
        }
        if der.len() <= CERTIFICATE_MAX {
            certificates.push((
                object,
                StoredCertificate {
                    key_id: KeyId::found(id),
                    label,
                    der,
                },
            ));
        }
    }
    Ok(certificates)
}

/// Writes a certificate and reads it back.
pub(super) fn write_certificate(
    session: &Session,
    key_id: &KeyId,
    label: &str,
    der: &[u8],
) -> Result<(), TokenError> {
    if der.len() > CERTIFICATE_MAX {
        return Err(TokenError::CertificateUnreadable);
    }
    let names = encode::certificate_parts(der).ok_or(TokenError::CertificateUnreadable)?;
    private_key(session, key_id)?.ok_or_else(|| unknown(key_id))?;
    let there = |session: &Session| -> Result<bool, TokenError> {
        Ok(certificates(session)?
            .iter()
            .any(|held| held.key_id == *key_id && held.der == der))
    };
    if there(session)? {
        return Ok(());
    }
    // What an interrupted writing left behind is no certificate and only confuses other programs.
    for (object, held) in certificate_objects(session)? {
        if held.key_id == *key_id && encode::certificate_parts(&held.der).is_none() {
            session
                .destroy_object(object)
                .map_err(|error| explain(&error, "写入证书"))?;
        }
    }
    let template = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Id(key_id.as_bytes().to_vec()),
        Attribute::Label(label.as_bytes().to_vec()),
        Attribute::Subject(names.subject),
        Attribute::Issuer(names.issuer),
        Attribute::SerialNumber(names.serial),
        Attribute::Value(der.to_vec()),
    ];
    session
        .create_object(&template)
        .map_err(|error| explain(&error, "写入证书"))?;
    // Modules have been seen to report success and write nothing.
    if there(session)? {
        Ok(())
    } else {
        Err(TokenError::WroteOtherwise {
            what: "证书".to_owned(),
        })
    }
}

/// Gives everything of one key id another id.
pub(super) fn rename(session: &Session, from: &KeyId, to: &KeyId) -> Result<(), TokenError> {
    if from == to {
        return private_key(session, from)?
            .map(|_| ())
            .ok_or_else(|| unknown(from));
    }
    // The public key and the certificates go first, so that an interruption leaves the private key under its old id
    // and the same call finishes the work.
    let id = |key_id: &KeyId| Attribute::Id(key_id.as_bytes().to_vec());
    if private_key(session, to)?.is_some() {
        return Err(TokenError::KeyExists {
            key_id: to.to_string(),
        });
    }
    let private = private_key(session, from)?.ok_or_else(|| unknown(from))?;
    let others = find(session, &[id(from)])?;
    for object in others
        .into_iter()
        .filter(|object| *object != private)
        .chain([private])
    {
        session
            .update_attributes(object, &[id(to)])
            .map_err(|error| explain(&error, "改写密钥编号"))?;
    }
    Ok(())
}

/// Removes everything of one key id, the certificates first, the private key last.
pub(super) fn delete(session: &Session, key_id: &KeyId) -> Result<usize, TokenError> {
    let id = || Attribute::Id(key_id.as_bytes().to_vec());
    let mut count = 0;
    for class in [
        ObjectClass::CERTIFICATE,
        ObjectClass::PUBLIC_KEY,
        ObjectClass::PRIVATE_KEY,
    ] {
        for object in find(session, &[Attribute::Class(class), id()])? {
            session
                .destroy_object(object)
                .map_err(|error| explain(&error, "清除旧证书"))?;
            count += 1;
        }
    }
    if find(session, &[id()])?.is_empty() {
        Ok(count)
    } else {
        Err(TokenError::WroteOtherwise {
            what: "清除".to_owned(),
        })
    }
}

/// Removes one certificate, wherever it hangs.
pub(super) fn delete_certificate(session: &Session, der: &[u8]) -> Result<bool, TokenError> {
    let mut removed = false;
    for (object, held) in certificate_objects(session)? {
        if held.der == der {
            session
                .destroy_object(object)
                .map_err(|error| explain(&error, "清除旧证书"))?;
            removed = true;
        }
    }
    Ok(removed)
}
