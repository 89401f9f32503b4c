//! The vocabulary as the double speaks it: the work of every operation, along its script.
//!
//! Never here: the script itself, which is the parent module's.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate as _;

use super::{Course, Double, Soft, spki};
use crate::encode;
use crate::error::{PinRole, TokenError};
use crate::vocabulary::{Act, Algorithm, Driver, KeyId, Op, Said, StoredCertificate, Wipe};

impl Driver for Double {
    fn perform(&self, op: Op) -> Result<Said, TokenError> {
        match op {
            Op::List => {
                let lies = matches!(self.begin("list", "")?, Course::Lie);
                let state = self.state();
                let plugged = state.tokens.iter().filter(|token| token.plugged && !lies);
                let records = plugged.zip(0..).map(|(token, slot)| token.info(slot));
                Ok(Said::Tokens(records.collect()))
            }
            Op::Readers => Ok(Said::Readers(Vec::new())),
            Op::On { serial, act } => {
                check_algorithm(&act)?;
                let lie = lie(&act)?;
                self.run(
                    act.traits().name,
                    &serial,
                    |token| lie.of(token),
                    |token| token.act(&act),
                )
            }
        }
    }
}

/// The double knows P-256 alone.
fn check_algorithm(act: &Act) -> Result<(), TokenError> {
    match act {
        Act::Generate { algorithm, .. } | Act::Sign { algorithm, .. } if *algorithm != Algorithm::P256 => {
            Err(TokenError::AlgorithmUnknown {
                algorithm: algorithm.name().to_owned(),
            })
        }
        _ => Ok(()),
    }
}

/// What a lying module answers.
enum Lie {
    Said(Said),
    Record,
    Pins,
}

impl Lie {
    fn of(self, token: &Soft) -> Said {
        match self {
            Self::Said(said) => said,
            Self::Record => Said::Token(Box::new(token.info(0))),
            Self::Pins => Said::Pins(token.pins()),
        }
    }
}

fn lie(act: &Act) -> Result<Lie, TokenError> {
    Ok(Lie::Said(match act {
        Act::Initialise { .. } => return Ok(Lie::Record),
        Act::PinState => return Ok(Lie::Pins),
        Act::Generate { .. } => Said::Bytes(spki(&SigningKey::generate())?),
        Act::Sign { .. } => Said::Bytes(vec![0x30, 0x00]),
        Act::PublicKeys => Said::PublicKeys(Vec::new()),
        Act::ReadCertificates => Said::Certificates(Vec::new()),
        Act::DeleteObjects { .. } => Said::Count(1),
        Act::DeleteCertificate { .. } => Said::Flag(true),
        Act::ImportEnvelopedKey { .. } | Act::WriteEncryptionCertificate { .. } | Act::Decrypt { .. } => {
            return Err(act.not_supported());
        }
        Act::SetUserPin { .. }
        | Act::Unlock { .. }
        | Act::ChangePin { .. }
        | Act::CheckPin { .. }
        | Act::RenameKey { .. }
        | Act::WriteCertificate { .. } => Said::Done(()),
    }))
}

impl Soft {
    fn act(&mut self, act: &Act) -> Result<Said, TokenError> {
        match act {
            Act::Initialise { so_pin, label, wipe } => {
                if *wipe == Wipe::Refuse && !(self.keys.is_empty() && self.certificates.is_empty()) {
                    return Err(TokenError::NotBlank {
                        serial: self.serial.clone(),
                        keys: self.keys.len(),
                        certificates: self.certificates.len(),
                    });
                }
                if self.so_pin.is_some() {
                    self.sign_in(PinRole::Officer, so_pin.secret())?;
                }
                self.so_pin = Some(so_pin.secret().clone());
                self.user_pin = None;
                self.keys.clear();
                self.certificates.clear();
                label.clone_into(&mut self.label);
                Ok(Said::Token(Box::new(self.info(0))))
            }
            Act::SetUserPin { so_pin, new_pin } | Act::Unlock { so_pin, new_pin } => {
                self.sign_in(PinRole::Officer, so_pin.secret())?;
                self.take_pin(new_pin.secret()).map(Said::from)
            }
            Act::ChangePin { old_pin, new_pin } => {
                self.sign_in(PinRole::User, old_pin.secret())?;
                self.take_pin(new_pin.secret()).map(Said::from)
            }
            Act::PinState => Ok(Said::Pins(self.pins())),
            Act::CheckPin { pin } => self.sign_in(PinRole::User, pin.secret()).map(Said::from),
            Act::Generate { pin, key_id, .. } => {
                self.sign_in(PinRole::User, pin.secret())?;
                self.generate(key_id).map(Said::from)
            }
            Act::PublicKeys => Ok(Said::PublicKeys(self.public_keys())),
            Act::RenameKey { pin, from, to } => {
                self.sign_in(PinRole::User, pin.secret())?;
                self.rename(from, to).map(Said::from)
            }
            Act::Sign {
                pin, key_id, message, ..
            } => {
                self.sign_in(PinRole::User, pin.secret())?;
                let signature: Signature = self.key(key_id)?.sign(message);
                Ok(Said::Bytes(signature.to_der().as_bytes().to_vec()))
            }
            Act::WriteCertificate {
                pin,
                key_id,
                label,
                der,
            } => {
                self.sign_in(PinRole::User, pin.secret())?;
                self.write(key_id, label, der).map(Said::from)
            }
            Act::ReadCertificates => Ok(Said::Certificates(self.certificates.clone())),
            Act::DeleteObjects { pin, key_id } => {
                self.sign_in(PinRole::User, pin.secret())?;
                let before = self.keys.len() * 2 + self.certificates.len();
                self.keys.retain(|(held, _)| held != key_id);
                self.certificates
                    .retain(|certificate| certificate.key_id != *key_id);
                let after = self.keys.len() * 2 + self.certificates.len();
                Ok(Said::Count(before - after))
            }
            Act::DeleteCertificate { pin, der } => {
                self.sign_in(PinRole::User, pin.secret())?;
                let before = self.certificates.len();
                self.certificates.retain(|certificate| certificate.der != *der);
                Ok(Said::Flag(before != self.certificates.len()))
            }
            Act::ImportEnvelopedKey { .. } | Act::WriteEncryptionCertificate { .. } | Act::Decrypt { .. } => {
                Err(act.not_supported())
            }
        }
    }

    fn generate(&mut self, key_id: &KeyId) -> Result<Vec<u8>, TokenError> {
        if self.key(key_id).is_ok() {
            return Err(TokenError::KeyExists {
                key_id: key_id.to_string(),
            });
        }
        let fresh = SigningKey::generate();
        let public = spki(&fresh)?;
        self.keys.push((key_id.clone(), fresh));
        Ok(public)
    }

    fn rename(&mut self, from: &KeyId, to: &KeyId) -> Result<(), TokenError> {
        self.key(from)?;
        if from != to && self.key(to).is_ok() {
            return Err(TokenError::KeyExists {
                key_id: to.to_string(),
            });
        }
        let keys = self.keys.iter_mut().map(|(key_id, _)| key_id);
        let certificates = self.certificates.iter_mut();
        let certificates = certificates.map(|certificate| &mut certificate.key_id);
        keys.chain(certificates)
            .filter(|key_id| *key_id == from)
            .for_each(|key_id| *key_id = to.clone());
        Ok(())
    }

    fn write(&mut self, key_id: &KeyId, label: &str, der: &[u8]) -> Result<(), TokenError> {
        self.key(key_id)?;
        encode::certificate_parts(der).ok_or(TokenError::CertificateUnreadable)?;
        let written = StoredCertificate {
            key_id: key_id.clone(),
            label: label.to_owned(),
            der: der.to_vec(),
        };
        if !self.certificates.contains(&written) {
            self.certificates.push(written);
        }
        Ok(())
    }
}
