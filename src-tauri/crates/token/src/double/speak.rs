//! [`Token`] as the double speaks it: the work of every call, along its script.
//!
//! Never here: the script itself, which is the parent module's.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use secrecy::SecretString;

use super::{Course, Double, Soft, spki};
use crate::encode;
use crate::error::{PinRole, TokenError};
use crate::vocabulary::{Algorithm, KeyId, PinStatus, PublicKey, StoredCertificate, Token, TokenInfo, Wipe};

impl Token for Double {
    fn list(&self) -> Result<Vec<TokenInfo>, TokenError> {
        let lies = matches!(self.begin("list", "")?, Course::Lie);
        let state = self.state();
        let plugged = state.tokens.iter().filter(|token| token.plugged && !lies);
        Ok(plugged.zip(0..).map(|(token, slot)| token.info(slot)).collect())
    }

    fn initialise(
        &self,
        serial: &str,
        so_pin: &SecretString,
        label: &str,
        wipe: Wipe,
    ) -> Result<TokenInfo, TokenError> {
        self.run(
            "initialise",
            serial,
            |token| token.info(0),
            |token| {
                if wipe == Wipe::Refuse && !(token.keys.is_empty() && token.certificates.is_empty()) {
                    return Err(TokenError::NotBlank {
                        serial: serial.to_owned(),
                        keys: token.keys.len(),
                        certificates: token.certificates.len(),
                    });
                }
                if token.so_pin.is_some() {
                    token.sign_in(PinRole::Officer, so_pin)?;
                }
                token.so_pin = Some(so_pin.clone());
                token.user_pin = None;
                token.keys.clear();
                token.certificates.clear();
                token.label = label.to_owned();
                Ok(token.info(0))
            },
        )
    }

    fn set_user_pin(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        self.run(
            "set-user-pin",
            serial,
            |_| (),
            |token| {
                token.sign_in(PinRole::Officer, so_pin)?;
                token.take_pin(new_pin)
            },
        )
    }

    fn unlock(&self, serial: &str, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        self.run(
            "unlock",
            serial,
            |_| (),
            |token| {
                token.sign_in(PinRole::Officer, so_pin)?;
                token.take_pin(new_pin)
            },
        )
    }

    fn change_pin(
        &self,
        serial: &str,
        old_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        self.run(
            "change-pin",
            serial,
            |_| (),
            |token| {
                token.sign_in(PinRole::User, old_pin)?;
                token.take_pin(new_pin)
            },
        )
    }

    fn pin_state(&self, serial: &str) -> Result<PinStatus, TokenError> {
        self.run("pin-state", serial, Soft::pins, |token| Ok(token.pins()))
    }

    fn check_pin(&self, serial: &str, pin: &SecretString) -> Result<(), TokenError> {
        self.run(
            "check-pin",
            serial,
            |_| (),
            |token| token.sign_in(PinRole::User, pin),
        )
    }

    fn generate_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError> {
        use p256::elliptic_curve::Generate;
        if algorithm != Algorithm::P256 {
            return Err(TokenError::AlgorithmUnknown {
                algorithm: algorithm.name().to_owned(),
            });
        }
        let fresh = SigningKey::generate();
        let public = spki(&fresh)?;
        self.run(
            "generate",
            serial,
            |_| public.clone(),
            |token| {
                token.sign_in(PinRole::User, pin)?;
                if token.key(key_id).is_ok() {
                    return Err(TokenError::KeyExists {
                        key_id: key_id.to_string(),
                    });
                }
                token.keys.push((key_id.clone(), fresh));
                Ok(public.clone())
            },
        )
    }

    fn public_keys(&self, serial: &str) -> Result<Vec<PublicKey>, TokenError> {
        self.run(
            "public-keys",
            serial,
            |_| Vec::new(),
            |token| Ok(token.public_keys()),
        )
    }

    fn rename_key(
        &self,
        serial: &str,
        pin: &SecretString,
        from: &KeyId,
        to: &KeyId,
    ) -> Result<(), TokenError> {
        self.run(
            "rename-key",
            serial,
            |_| (),
            |token| {
                token.sign_in(PinRole::User, pin)?;
                token.key(from)?;
                if from != to && token.key(to).is_ok() {
                    return Err(TokenError::KeyExists {
                        key_id: to.to_string(),
                    });
                }
                let keys = token.keys.iter_mut().map(|(key_id, _)| key_id);
                let certificates = token
                    .certificates
                    .iter_mut()
                    .map(|certificate| &mut certificate.key_id);
                keys.chain(certificates)
                    .filter(|key_id| *key_id == from)
                    .for_each(|key_id| *key_id = to.clone());
                Ok(())
            },
        )
    }

    fn sign(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        self.run(
            "sign",
            serial,
            |_| vec![0x30, 0x00],
            |token| {
                token.sign_in(PinRole::User, pin)?;
                if algorithm != Algorithm::P256 {
                    return Err(TokenError::AlgorithmUnknown {
                        algorithm: algorithm.name().to_owned(),
                    });
                }
                let signature: Signature = token.key(key_id)?.sign(message);
                Ok(signature.to_der().as_bytes().to_vec())
            },
        )
    }

    fn write_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        label: &str,
        der: &[u8],
    ) -> Result<(), TokenError> {
        self.run(
            "write-certificate",
            serial,
            |_| (),
            |token| {
                token.sign_in(PinRole::User, pin)?;
                token.key(key_id)?;
                encode::certificate_parts(der).ok_or(TokenError::CertificateUnreadable)?;
                let written = StoredCertificate {
                    key_id: key_id.clone(),
                    label: label.to_owned(),
                    der: der.to_vec(),
                };
                if !token.certificates.contains(&written) {
                    token.certificates.push(written);
                }
                Ok(())
            },
        )
    }

    fn read_certificates(&self, serial: &str) -> Result<Vec<StoredCertificate>, TokenError> {
        self.run(
            "read-certificates",
            serial,
            |_| Vec::new(),
            |token| Ok(token.certificates.clone()),
        )
    }

    fn delete_objects(&self, serial: &str, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError> {
        self.run(
            "delete-objects",
            serial,
            |_| 1,
            |token| {
                token.sign_in(PinRole::User, pin)?;
                let before = token.keys.len() * 2 + token.certificates.len();
                token.keys.retain(|(held, _)| held != key_id);
                token
                    .certificates
                    .retain(|certificate| certificate.key_id != *key_id);
                Ok(before - token.keys.len() * 2 - token.certificates.len())
            },
        )
    }

    fn delete_certificate(&self, serial: &str, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError> {
        self.run(
            "delete-certificate",
            serial,
            |_| true,
            |token| {
                token.sign_in(PinRole::User, pin)?;
                let before = token.certificates.len();
                token.certificates.retain(|certificate| certificate.der != der);
                Ok(before != token.certificates.len())
            },
        )
    }
}
