//! An encryption key pair out of its envelope onto the token, by whichever of two ways the module can.
//!
//! First the token is asked to do it all: C_UnwrapKey of the content key with the signing key, C_UnwrapKey of the
//! private key with that. SoftHSM2 2.6.1 unwraps no key under AES-CBC (its C_UnwrapKey knows AES key wrap and RSA
//! only); there the token opens the content key and the private key passes through this process, in memory that is
//! wiped. What lies on the token afterwards is the same, and read back: sensitive, not extractable, the other half of
//! the certificate.
//!
//! Never here: a second object where one lies already. Facts: PKCS #11 v2.40 §5.13 (C_UnwrapKey), Current Mechanisms
//! §2.1.7 (RSA private keys), §2.11 (AES-CBC with PKCS padding).

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsOaepParams, PkcsOaepSource};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use zeroize::{Zeroize, Zeroizing};

use super::answers::explain;
use super::objects::{attributes, find, private_key, protected, short, unknown, write_certificate};
use super::pkcs8::{RsaPrivateKey, rsa_private_key};
use crate::encode;
use crate::enveloped::{EnvelopedKey, ImportWay, KeyTransport};
use crate::error::TokenError;
use crate::vocabulary::KeyId;

const STEP: &str = "导入加密密钥对";

/// Puts the private key of `spki` onto the token, and its public half beside it, under the id of that public key.
pub(super) fn import(
    session: &Session,
    signing_key: &KeyId,
    spki: &[u8],
    enveloped: &EnvelopedKey,
) -> Result<ImportWay, TokenError> {
    let (modulus, exponent) = encode::rsa_parts(spki).ok_or_else(|| TokenError::AlgorithmUnknown {
        algorithm: "加密证书的公钥算法".to_owned(),
    })?;
    let pair = Pair {
        id: KeyId::of_public_key(spki),
        modulus,
        exponent,
    };
    let opener = private_key(session, signing_key)?.ok_or_else(|| unknown(signing_key))?;
    let way = match pair.held(session)? {
        Some(_) => ImportWay::AlreadyThere,
        None => pair.open(session, opener, enveloped)?,
    };
    pair.publish(session)?;
    Ok(way)
}

/// Writes the certificate beside the pair that [`import`] left, and reads it back.
pub(super) fn write_encryption_certificate(session: &Session, der: &[u8]) -> Result<(), TokenError> {
    let parts = encode::certificate_parts(der).ok_or(TokenError::CertificateUnreadable)?;
    let id = KeyId::of_public_key(&parts.spki);
    write_certificate(session, &id, &label(&id), der)
}

/// Decrypts with a private key on the token, RSAES-PKCS1-v1_5.
pub(super) fn decrypt(session: &Session, key_id: &KeyId, ciphertext: &[u8]) -> Result<Vec<u8>, TokenError> {
    let key = private_key(session, key_id)?.ok_or_else(|| unknown(key_id))?;
    session
        .decrypt(&Mechanism::RsaPkcs, key, ciphertext)
        .map_err(|error| explain(&error, "解密"))
}

fn label(id: &KeyId) -> String {
    format!("counterfoil-enc-{}", short(id))
}

fn mechanism(transport: KeyTransport) -> Mechanism<'static> {
    let oaep = |hash: MechanismType, mgf: PkcsMgfType| {
        Mechanism::RsaPkcsOaep(PkcsOaepParams::new(hash, mgf, PkcsOaepSource::empty()))
    };
    match transport {
        KeyTransport::RsaPkcs1 => Mechanism::RsaPkcs,
        KeyTransport::RsaOaepSha1 => oaep(MechanismType::SHA1, PkcsMgfType::MGF1_SHA1),
        KeyTransport::RsaOaepSha256 => oaep(MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
    }
}

/// The pair that is to lie on the token in the end.
struct Pair {
    id: KeyId,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Pair {
    /// The private key, when it lies there whole. What an interruption left torn under this id is removed.
    fn held(&self, session: &Session) -> Result<Option<ObjectHandle>, TokenError> {
        let mut whole = None;
        for object in self.objects(session, ObjectClass::PRIVATE_KEY)? {
            if whole.is_none() && self.is_own(session, object) && protected(session, object, None).is_ok() {
                whole = Some(object);
            } else {
                remove(session, object)?;
            }
        }
        Ok(whole)
    }

    fn objects(&self, session: &Session, class: ObjectClass) -> Result<Vec<ObjectHandle>, TokenError> {
        find(
            session,
            &[
                Attribute::Class(class),
                Attribute::Id(self.id.as_bytes().to_vec()),
            ],
        )
    }

    /// Whether an object is of this pair, by its modulus.
    fn is_own(&self, session: &Session, object: ObjectHandle) -> bool {
        let held = attributes(session, object, &[AttributeType::Modulus]).unwrap_or_default();
        held.iter().any(|attribute| match attribute {
            Attribute::Modulus(modulus) => encode::same_number(modulus, &self.modulus),
            _ => false,
        })
    }

    fn open(
        &self,
        session: &Session,
        opener: ObjectHandle,
        enveloped: &EnvelopedKey,
    ) -> Result<ImportWay, TokenError> {
        let (way, private) = match self.unwrapped(session, opener, enveloped) {
            Ok(private) => (ImportWay::Unwrapped, private),
            Err(gone @ TokenError::KeyPulled { .. }) => return Err(gone),
            // Modules say in a dozen ways that they cannot; whatever it was, the other way tells what is wrong.
            Err(_) => (
                ImportWay::ThroughWorker,
                self.through_worker(session, opener, enveloped)?,
            ),
        };
        // opencryptoki leaves what it unwrapped open, whatever the template says; both may still be closed, for good.
        if protected(session, private, None).is_err() {
            let closed = [Attribute::Sensitive(true), Attribute::Extractable(false)];
            let _ = session.update_attributes(private, &closed);
        }
        let refused = match protected(session, private, None) {
            Ok(()) if self.is_own(session, private) => return Ok(way),
            Ok(()) => TokenError::EnvelopeDiffers,
            Err(refused) => refused,
        };
        remove(session, private)?;
        Err(refused)
    }

    /// The token opens both envelopes by itself.
    fn unwrapped(
        &self,
        session: &Session,
        opener: ObjectHandle,
        enveloped: &EnvelopedKey,
    ) -> Result<ObjectHandle, TokenError> {
        let failed = |error| explain(&error, STEP);
        // A session object: it is gone when the session ends.
        let content_key = session
            .unwrap_key(
                &mechanism(enveloped.transport),
                opener,
                &enveloped.wrapped_key,
                &[
                    Attribute::Class(ObjectClass::SECRET_KEY),
                    Attribute::KeyType(KeyType::AES),
                    Attribute::Token(false),
                    Attribute::Sensitive(true),
                    Attribute::Extractable(false),
                    Attribute::Unwrap(true),
                ],
            )
            .map_err(failed)?;
        let unwrapped = session.unwrap_key(
            &Mechanism::AesCbcPad(enveloped.iv),
            content_key,
            &enveloped.content,
            &self.private_template(),
        );
        let _ = session.destroy_object(content_key);
        unwrapped.map_err(failed)
    }

    /// The token opens the content key; the private key is decrypted here and written.
    fn through_worker(
        &self,
        session: &Session,
        opener: ObjectHandle,
        enveloped: &EnvelopedKey,
    ) -> Result<ObjectHandle, TokenError> {
        let content_key = session
            .decrypt(&mechanism(enveloped.transport), opener, &enveloped.wrapped_key)
            .map(Zeroizing::new)
            .map_err(|error| match explain(&error, STEP) {
                TokenError::Module { .. } => TokenError::EnvelopeUnreadable,
                told => told,
            })?;
        let content = decrypted(&content_key, enveloped).ok_or(TokenError::EnvelopeUnreadable)?;
        let private = rsa_private_key(&content).ok_or(TokenError::EnvelopeUnreadable)?;
        if !encode::same_number(private.modulus.as_bytes(), &self.modulus) {
            return Err(TokenError::EnvelopeDiffers);
        }
        let template = Wiped(self.with_numbers(&private));
        session
            .create_object(&template.0)
            .map_err(|error| explain(&error, STEP))
    }

    fn private_template(&self) -> Vec<Attribute> {
        vec![
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::KeyType(KeyType::RSA),
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Decrypt(true),
            // What was in escrow signs nothing: somebody else has had it.
            Attribute::Sign(false),
            Attribute::Id(self.id.as_bytes().to_vec()),
            Attribute::Label(label(&self.id).into_bytes()),
        ]
    }

    fn with_numbers(&self, private: &RsaPrivateKey<'_>) -> Vec<Attribute> {
        let mut all = self.private_template();
        all.extend([
            Attribute::Modulus(self.modulus.clone()),
            Attribute::PublicExponent(self.exponent.clone()),
            Attribute::PrivateExponent(private.private_exponent.as_bytes().to_vec()),
            Attribute::Prime1(private.prime1.as_bytes().to_vec()),
            Attribute::Prime2(private.prime2.as_bytes().to_vec()),
            Attribute::Exponent1(private.exponent1.as_bytes().to_vec()),
            Attribute::Exponent2(private.exponent2.as_bytes().to_vec()),
            Attribute::Coefficient(private.coefficient.as_bytes().to_vec()),
        ]);
        all
    }

    /// The public key beside it, once: programs look for it to know that the pair is there.
    fn publish(&self, session: &Session) -> Result<(), TokenError> {
        let mut there = false;
        for object in self.objects(session, ObjectClass::PUBLIC_KEY)? {
            if !there && self.is_own(session, object) {
                there = true;
            } else {
                remove(session, object)?;
            }
        }
        if there {
            return Ok(());
        }
        let template = [
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::KeyType(KeyType::RSA),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Encrypt(true),
            Attribute::Id(self.id.as_bytes().to_vec()),
            Attribute::Label(label(&self.id).into_bytes()),
            Attribute::Modulus(self.modulus.clone()),
            Attribute::PublicExponent(self.exponent.clone()),
        ];
        session
            .create_object(&template)
            .map(|_| ())
            .map_err(|error| explain(&error, STEP))
    }
}

fn remove(session: &Session, object: ObjectHandle) -> Result<(), TokenError> {
    session
        .destroy_object(object)
        .map_err(|error| explain(&error, STEP))
}

/// The content of the envelope, in memory that is wiped. Nothing when the key does not fit it.
fn decrypted(key: &[u8], enveloped: &EnvelopedKey) -> Option<Zeroizing<Vec<u8>>> {
    fn cbc<C>(key: &[u8], iv: &[u8], buffer: &mut [u8]) -> Option<usize>
    where
        C: KeyInit + BlockCipherDecrypt,
        cbc::Decryptor<C>: KeyIvInit + BlockModeDecrypt,
    {
        let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
        Some(cipher.decrypt_padded::<Pkcs7>(buffer).ok()?.len())
    }
    let mut buffer = Zeroizing::new(enveloped.content.clone());
    let length = match key.len() {
        16 => cbc::<aes::Aes128>(key, &enveloped.iv, &mut buffer),
        24 => cbc::<aes::Aes192>(key, &enveloped.iv, &mut buffer),
        32 => cbc::<aes::Aes256>(key, &enveloped.iv, &mut buffer),
        _ => None,
    }?;
    buffer.truncate(length);
    Some(buffer)
}

/// Attributes whose values are wiped when they go.
struct Wiped(Vec<Attribute>);

impl Drop for Wiped {
    fn drop(&mut self) {
        for attribute in &mut self.0 {
            match attribute {
                Attribute::PrivateExponent(number)
                | Attribute::Prime1(number)
                | Attribute::Prime2(number)
                | Attribute::Exponent1(number)
                | Attribute::Exponent2(number)
                | Attribute::Coefficient(number) => number.zeroize(),
                _ => {}
            }
        }
    }
}
