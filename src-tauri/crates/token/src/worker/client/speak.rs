//! [`Token`] spoken through the pipe: each call becomes one question to the worker of the module that holds the token.
//!
//! Never here: timeouts and restarts, which are the parent module's, or anything a driver decides.

use secrecy::SecretString;

use super::super::wire::{Ask, Bytes, Said};
use super::{Survey, Workers, garbled, lock};
use crate::enveloped::{EnvelopedKey, ImportWay};
use crate::error::TokenError;
use crate::vocabulary::{Algorithm, KeyId, PinStatus, PublicKey, StoredCertificate, Token, TokenInfo, Wipe};

impl Token for Workers {
    fn list(&self) -> Result<Vec<TokenInfo>, TokenError> {
        let Survey { tokens, failures, .. } = self.survey();
        match failures.into_iter().next() {
            Some(failure) if tokens.is_empty() => Err(failure),
            _ => Ok(tokens),
        }
    }

    fn initialise(
        &self,
        serial: &str,
        so_pin: &SecretString,
        label: &str,
        wipe: Wipe,
    ) -> Result<TokenInfo, TokenError> {
        let ask = Ask::Initialise {
            serial: serial.to_owned(),
            so_pin: so_pin.into(),
            label: label.to_owned(),
            wipe,
        };
        let words = ask.words();
        let said = self.ask_token(serial, ask)?;
        // The serial number may be another one now.
        lock(&self.seen).remove(serial);
        match said {
            Said::Token(token) => Ok(*token),
            _ => Err(garbled(words)),
        }
    }

    fn set_user_pin(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        let serial_ = serial.to_owned();
        self.done(
            serial,
            Ask::SetUserPin {
                serial: serial_,
                so_pin: so_pin.into(),
                new_pin: new_pin.into(),
            },
        )
    }

    fn unlock(&self, serial: &str, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        let serial_ = serial.to_owned();
        self.done(
            serial,
            Ask::Unlock {
                serial: serial_,
                so_pin: so_pin.into(),
                new_pin: new_pin.into(),
            },
        )
    }

    fn change_pin(
        &self,
        serial: &str,
        old_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        let serial_ = serial.to_owned();
        self.done(
            serial,
            Ask::ChangePin {
                serial: serial_,
                old_pin: old_pin.into(),
                new_pin: new_pin.into(),
            },
        )
    }

    fn pin_state(&self, serial: &str) -> Result<PinStatus, TokenError> {
        match self.ask_token(
            serial,
            Ask::PinState {
                serial: serial.to_owned(),
            },
        )? {
            Said::Pins(pins) => Ok(pins),
            _ => Err(garbled("查看 PIN 码状态")),
        }
    }

    fn check_pin(&self, serial: &str, pin: &SecretString) -> Result<(), TokenError> {
        self.done(
            serial,
            Ask::CheckPin {
                serial: serial.to_owned(),
                pin: pin.into(),
            },
        )
    }

    fn generate_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError> {
        let key_id = key_id.clone();
        self.bytes(
            serial,
            Ask::Generate {
                serial: serial.to_owned(),
                pin: pin.into(),
                algorithm,
                key_id,
            },
        )
    }

    fn public_keys(&self, serial: &str) -> Result<Vec<PublicKey>, TokenError> {
        match self.ask_token(
            serial,
            Ask::PublicKeys {
                serial: serial.to_owned(),
            },
        )? {
            Said::PublicKeys(keys) => Ok(keys),
            _ => Err(garbled("读取公钥")),
        }
    }

    fn rename_key(
        &self,
        serial: &str,
        pin: &SecretString,
        from: &KeyId,
        to: &KeyId,
    ) -> Result<(), TokenError> {
        let (from, to) = (from.clone(), to.clone());
        self.done(
            serial,
            Ask::RenameKey {
                serial: serial.to_owned(),
                pin: pin.into(),
                from,
                to,
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
        let message = Bytes(message.to_vec());
        let (serial_, key_id) = (serial.to_owned(), key_id.clone());
        self.bytes(
            serial,
            Ask::Sign {
                serial: serial_,
                pin: pin.into(),
                key_id,
                algorithm,
                message,
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
        let ask = Ask::WriteCertificate {
            serial: serial.to_owned(),
            pin: pin.into(),
            key_id: key_id.clone(),
            label: label.to_owned(),
            der: Bytes(der.to_vec()),
        };
        self.done(serial, ask)
    }

    fn read_certificates(&self, serial: &str) -> Result<Vec<StoredCertificate>, TokenError> {
        match self.ask_token(
            serial,
            Ask::ReadCertificates {
                serial: serial.to_owned(),
            },
        )? {
            Said::Certificates(certificates) => Ok(certificates),
            _ => Err(garbled("读取证书")),
        }
    }

    fn delete_objects(&self, serial: &str, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError> {
        let key_id = key_id.clone();
        let ask = Ask::DeleteObjects {
            serial: serial.to_owned(),
            pin: pin.into(),
            key_id,
        };
        match self.ask_token(serial, ask)? {
            Said::Count(count) => Ok(count),
            _ => Err(garbled("清除旧证书")),
        }
    }

    fn delete_certificate(&self, serial: &str, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError> {
        let der = Bytes(der.to_vec());
        let ask = Ask::DeleteCertificate {
            serial: serial.to_owned(),
            pin: pin.into(),
            der,
        };
        match self.ask_token(serial, ask)? {
            Said::Flag(flag) => Ok(flag),
            _ => Err(garbled("清除旧证书")),
        }
    }

    fn import_enveloped_key(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        spki: &[u8],
        enveloped: &EnvelopedKey,
    ) -> Result<ImportWay, TokenError> {
        let ask = Ask::ImportEnvelopedKey {
            serial: serial.to_owned(),
            pin: pin.into(),
            signing_key: signing_key.clone(),
            spki: Bytes(spki.to_vec()),
            enveloped: enveloped.clone(),
        };
        match self.ask_token(serial, ask)? {
            Said::Imported(way) => Ok(way),
            _ => Err(garbled("导入加密密钥对")),
        }
    }

    fn decrypt(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        let ask = Ask::Decrypt {
            serial: serial.to_owned(),
            pin: pin.into(),
            key_id: key_id.clone(),
            ciphertext: Bytes(ciphertext.to_vec()),
        };
        self.bytes(serial, ask)
    }

    fn write_encryption_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        der: &[u8],
    ) -> Result<(), TokenError> {
        let ask = Ask::WriteEncryptionCertificate {
            serial: serial.to_owned(),
            pin: pin.into(),
            signing_key: signing_key.clone(),
            der: Bytes(der.to_vec()),
        };
        self.done(serial, ask)
    }
}
