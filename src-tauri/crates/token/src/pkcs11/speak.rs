//! [`Token`] as a PKCS #11 module speaks it: each word in a session of its own.
//!
//! Never here: what lies on the token; that is `objects` and `recovered`.

use secrecy::SecretString;

use super::{Pkcs11Driver, objects, pins, recovered};
use crate::enveloped::{EnvelopedKey, ImportWay};
use crate::error::{PinRole, TokenError};
use crate::vocabulary::{
    Algorithm, KeyId, PinState, PinStatus, PublicKey, StoredCertificate, Token, TokenInfo, Wipe, check_label,
};

impl Token for Pkcs11Driver {
    fn list(&self) -> Result<Vec<TokenInfo>, TokenError> {
        let mut tokens = Vec::new();
        for slot in self.slots()? {
            tokens.extend(self.record(slot)?);
        }
        Ok(tokens)
    }

    fn initialise(
        &self,
        serial: &str,
        so_pin: &SecretString,
        label: &str,
        wipe: Wipe,
    ) -> Result<TokenInfo, TokenError> {
        check_label(label)?;
        let (slot, before) = self.slot(serial)?;
        pins::check_length(&before, PinRole::Officer, so_pin)?;
        if wipe == Wipe::Refuse
            && let Some(held) = self.record(slot)?
            && !held.is_blank()
        {
            return Err(TokenError::NotBlank {
                serial: serial.to_owned(),
                keys: held.public_keys.len(),
                certificates: held.certificates.len(),
            });
        }
        self.init_token(slot, &before, so_pin, label)?;
        // The token is found again by its slot: its serial number may be another one now.
        let after = self.record(slot)?.ok_or(TokenError::KeyPulled {
            step: "初始化".to_owned(),
        })?;
        if after.initialised && after.label == label.trim_end() && after.officer_pin != PinState::NotSet {
            Ok(after)
        } else {
            Err(TokenError::WroteOtherwise {
                what: "标签".to_owned(),
            })
        }
    }

    fn set_user_pin(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        self.new_pin_by_officer(serial, so_pin, new_pin)
    }

    fn unlock(&self, serial: &str, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        self.new_pin_by_officer(serial, so_pin, new_pin)
    }

    fn change_pin(
        &self,
        serial: &str,
        old_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        let (_, token) = self.ready(serial)?;
        pins::check_length(&token, PinRole::User, new_pin)?;
        self.signed_in(serial, PinRole::User, old_pin, |session| {
            session
                .set_pin(old_pin, new_pin)
                .map_err(|error| pins::refused(&error, &token, "修改 PIN 码"))
        })?;
        self.check_pin(serial, new_pin)
    }

    fn pin_state(&self, serial: &str) -> Result<PinStatus, TokenError> {
        let (_, token) = self.slot(serial)?;
        Ok(PinStatus {
            user: token.user_pin,
            officer: token.officer_pin,
            tries_left: token.tries_left,
            officer_tries_left: token.officer_tries_left,
        })
    }

    fn check_pin(&self, serial: &str, pin: &SecretString) -> Result<(), TokenError> {
        self.signed_in(serial, PinRole::User, pin, |_| Ok(()))
    }

    fn generate_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            objects::generate(session, algorithm, key_id)
        })
    }

    fn public_keys(&self, serial: &str) -> Result<Vec<PublicKey>, TokenError> {
        let (slot, _) = self.ready(serial)?;
        objects::public_keys(&self.session(slot, false)?)
    }

    fn rename_key(
        &self,
        serial: &str,
        pin: &SecretString,
        from: &KeyId,
        to: &KeyId,
    ) -> Result<(), TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            objects::rename(session, from, to)
        })
    }

    fn sign(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            objects::sign(session, key_id, algorithm, message)
        })
    }

    fn write_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        label: &str,
        der: &[u8],
    ) -> Result<(), TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            objects::write_certificate(session, key_id, label, der)
        })
    }

    fn read_certificates(&self, serial: &str) -> Result<Vec<StoredCertificate>, TokenError> {
        let (slot, _) = self.ready(serial)?;
        objects::certificates(&self.session(slot, false)?)
    }

    fn delete_objects(&self, serial: &str, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            objects::delete(session, key_id)
        })
    }

    fn delete_certificate(&self, serial: &str, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            objects::delete_certificate(session, der)
        })
    }

    fn import_enveloped_key(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        spki: &[u8],
        enveloped: &EnvelopedKey,
    ) -> Result<ImportWay, TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            recovered::import(session, signing_key, spki, enveloped)
        })
    }

    fn write_encryption_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        _signing_key: &KeyId,
        der: &[u8],
    ) -> Result<(), TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            recovered::write_encryption_certificate(session, der)
        })
    }

    fn decrypt(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        self.signed_in(serial, PinRole::User, pin, |session| {
            recovered::decrypt(session, key_id, ciphertext)
        })
    }
}
