//! The vocabulary as a PKCS #11 module speaks it: each operation in a session of its own.
//!
//! Never here: what lies on the token; that is `objects` and `recovered`.

use cryptoki::session::Session;
use secrecy::SecretString;

use super::{Pkcs11Driver, objects, pins, recovered};
use crate::error::{PinRole, TokenError};
use crate::vocabulary::{
    Act, Driver, Op, Pin, PinState, PinStatus, Said, Token as _, TokenInfo, Wipe, check_label,
};

impl Driver for Pkcs11Driver {
    fn perform(&self, op: Op) -> Result<Said, TokenError> {
        match op {
            Op::List => self.plugged().map(Said::from),
            Op::Readers => Ok(Said::Readers(Vec::new())),
            Op::On { serial, act } => self.act(&serial, act),
        }
    }
}

impl Pkcs11Driver {
    fn act(&self, serial: &str, act: Act) -> Result<Said, TokenError> {
        match act {
            Act::Initialise { so_pin, label, wipe } => self
                .initialise_token(serial, so_pin.secret(), &label, wipe)
                .map(|token| Box::new(token).into()),
            Act::SetUserPin { so_pin, new_pin } | Act::Unlock { so_pin, new_pin } => self
                .new_pin_by_officer(serial, so_pin.secret(), new_pin.secret())
                .map(Said::from),
            Act::ChangePin { old_pin, new_pin } => self
                .new_pin_by_holder(serial, old_pin.secret(), new_pin.secret())
                .map(Said::from),
            Act::PinState => self.pins(serial).map(Said::from),
            Act::CheckPin { pin } => self.as_holder(serial, &pin, |_| Ok(())),
            Act::Generate {
                pin,
                algorithm,
                key_id,
            } => self.as_holder(serial, &pin, |s| objects::generate(s, algorithm, &key_id)),
            Act::PublicKeys => self.look(serial, objects::public_keys),
            Act::RenameKey { pin, from, to } => {
                self.as_holder(serial, &pin, |s| objects::rename(s, &from, &to))
            }
            Act::Sign {
                pin,
                key_id,
                algorithm,
                message,
            } => self.as_holder(serial, &pin, |s| objects::sign(s, &key_id, algorithm, &message)),
            Act::WriteCertificate {
                pin,
                key_id,
                label,
                der,
            } => self.as_holder(serial, &pin, |s| {
                objects::write_certificate(s, &key_id, &label, &der)
            }),
            Act::ReadCertificates => self.look(serial, objects::certificates),
            Act::DeleteObjects { pin, key_id } => {
                self.as_holder(serial, &pin, |s| objects::delete(s, &key_id))
            }
            Act::DeleteCertificate { pin, der } => {
                self.as_holder(serial, &pin, |s| objects::delete_certificate(s, &der))
            }
            Act::ImportEnvelopedKey {
                pin,
                signing_key,
                spki,
                enveloped,
            } => self.as_holder(serial, &pin, |s| {
                recovered::import(s, &signing_key, &spki, &enveloped)
            }),
            Act::WriteEncryptionCertificate { pin, der, .. } => {
                self.as_holder(serial, &pin, |s| recovered::write_encryption_certificate(s, &der))
            }
            Act::Decrypt {
                pin,
                key_id,
                ciphertext,
            } => self.as_holder(serial, &pin, |s| recovered::decrypt(s, &key_id, &ciphertext)),
        }
    }

    /// Work in a session that the holder's PIN has opened.
    fn as_holder<T: Into<Said>>(
        &self,
        serial: &str,
        pin: &Pin,
        work: impl FnOnce(&Session) -> Result<T, TokenError>,
    ) -> Result<Said, TokenError> {
        self.signed_in(serial, PinRole::User, pin.secret(), work)
            .map(Into::into)
    }

    /// Reading that needs no PIN.
    fn look<T: Into<Said>>(
        &self,
        serial: &str,
        work: impl FnOnce(&Session) -> Result<T, TokenError>,
    ) -> Result<Said, TokenError> {
        let (slot, _) = self.ready(serial)?;
        work(&self.session(slot, false)?).map(Into::into)
    }

    fn plugged(&self) -> Result<Vec<TokenInfo>, TokenError> {
        let mut tokens = Vec::new();
        for slot in self.slots()? {
            tokens.extend(self.record(slot)?);
        }
        Ok(tokens)
    }

    fn initialise_token(
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

    fn new_pin_by_holder(
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

    fn pins(&self, serial: &str) -> Result<PinStatus, TokenError> {
        let (_, token) = self.slot(serial)?;
        Ok(PinStatus {
            user: token.user_pin,
            officer: token.officer_pin,
            tries_left: token.tries_left,
            officer_tries_left: token.officer_tries_left,
        })
    }
}
