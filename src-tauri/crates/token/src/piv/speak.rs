//! [`Token`] as a PIV card speaks it.
//!
//! Never here: an APDU. Which command stands behind a word is in `card`, what lies where in `objects`.

use secrecy::SecretString;

use super::management::{ManagementKey, Officer};
use super::objects::{self, What};
use super::reader;
use super::{BEHIND_PIN, PivDriver, Session, is_unnumbered};
use crate::encode;
use crate::error::TokenError;
use crate::readers::Reader;
use crate::vocabulary::{
    Algorithm, KeyId, PinStatus, PublicKey, StoredCertificate, Token, TokenInfo, Wipe, check_label,
};

impl Token for PivDriver {
    fn list(&self) -> Result<Vec<TokenInfo>, TokenError> {
        let mut tokens = Vec::new();
        for plugged in reader::plugged()? {
            tokens.extend(self.record(&plugged)?);
        }
        Ok(tokens)
    }

    fn readers(&self) -> Result<Vec<Reader>, TokenError> {
        crate::readers::readers().map_err(|error| TokenError::ReaderService {
            reason: error.to_string(),
        })
    }

    /// A PIV card has no place for a label; it is checked and not kept.
    fn initialise(
        &self,
        serial: &str,
        so_pin: &SecretString,
        label: &str,
        wipe: Wipe,
    ) -> Result<TokenInfo, TokenError> {
        check_label(label)?;
        let officer = Officer::initialising(so_pin)?;
        if is_unnumbered(serial) {
            return Err(TokenError::NotSupported {
                what: "初始化没有编号的卡".to_owned(),
            });
        }
        self.with(serial, |session| session.initialise(&officer, wipe))?;
        self.find(serial)
    }

    fn set_user_pin(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        self.with(serial, |session| {
            session.check_new_pin(new_pin)?;
            let puk = Officer::unlocking(so_pin).puk();
            session.card.reset_pin(&puk, new_pin)?;
            session.card.verify(new_pin)
        })
    }

    fn unlock(&self, serial: &str, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        self.set_user_pin(serial, so_pin, new_pin)
    }

    fn change_pin(
        &self,
        serial: &str,
        old_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        self.with(serial, |session| {
            session.check_new_pin(new_pin)?;
            session.card.verify(old_pin)?;
            session.card.change_pin(old_pin, new_pin)?;
            session.card.verify(new_pin)
        })
    }

    fn pin_state(&self, serial: &str) -> Result<PinStatus, TokenError> {
        self.with(serial, |session| session.pins())
    }

    fn check_pin(&self, serial: &str, pin: &SecretString) -> Result<(), TokenError> {
        self.with(serial, |session| session.card.verify(pin))
    }

    fn generate_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError> {
        self.with(serial, |session| {
            session.signed_in_to_write(pin)?;
            let card = &session.card;
            let slot = objects::place_for(card, key_id)?;
            objects::claim(card, slot, key_id)?;
            let spki = card.generate(slot, algorithm)?;
            // Some places ask for the PIN right before each use.
            card.verify(pin)?;
            objects::put_placeholder(card, slot, key_id, algorithm, &spki)?;
            Ok(spki)
        })
    }

    fn public_keys(&self, serial: &str) -> Result<Vec<PublicKey>, TokenError> {
        let held = self.with(serial, |session| objects::all(&session.card))?;
        Ok(held.iter().filter_map(objects::Held::public_key).collect())
    }

    fn rename_key(
        &self,
        serial: &str,
        pin: &SecretString,
        from: &KeyId,
        to: &KeyId,
    ) -> Result<(), TokenError> {
        self.with(serial, |session| {
            session.signed_in_to_write(pin)?;
            let card = &session.card;
            let held = objects::pair(card, from)?;
            if from == to {
                return Ok(());
            }
            if objects::pair(card, to).is_ok() {
                return Err(TokenError::KeyExists {
                    key_id: to.to_string(),
                });
            }
            match held.what {
                What::Certified(_, der) => objects::put(card, held.slot, to, &der),
                What::Pair(spki) => session.put_placeholder_again(pin, held.slot, to, &spki),
                What::Claim | What::Unknown => Ok(()),
            }
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
        self.with(serial, |session| {
            let held = objects::pair(&session.card, key_id)?;
            let is_of = held.public_key().is_some_and(|key| key.algorithm == algorithm);
            if !is_of {
                return Err(TokenError::AlgorithmUnknown {
                    algorithm: algorithm.name().to_owned(),
                });
            }
            session.card.verify(pin)?;
            session.card.sign(held.slot, algorithm, message)
        })
    }

    fn write_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        _label: &str,
        der: &[u8],
    ) -> Result<(), TokenError> {
        encode::certificate_parts(der).ok_or(TokenError::CertificateUnreadable)?;
        self.with(serial, |session| {
            session.signed_in_to_write(pin)?;
            let held = objects::pair(&session.card, key_id)?;
            match held.what {
                What::Certified(_, there) if there == der => Ok(()),
                _ => objects::put(&session.card, held.slot, key_id, der),
            }
        })
    }

    fn read_certificates(&self, serial: &str) -> Result<Vec<StoredCertificate>, TokenError> {
        let held = self.with(serial, |session| objects::all(&session.card))?;
        Ok(held.iter().filter_map(objects::Held::certificate).collect())
    }

    /// PIV has no command that removes a pair: its certificate object goes, and the next pair made there takes its place.
    fn delete_objects(&self, serial: &str, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError> {
        self.with(serial, |session| {
            session.signed_in_to_write(pin)?;
            let held = objects::all(&session.card)?;
            let own = held.iter().filter(|held| held.key_id == *key_id);
            let mut count = 0;
            for held in own {
                objects::clear(&session.card, held.slot)?;
                count += 1;
            }
            Ok(count)
        })
    }

    fn delete_certificate(&self, serial: &str, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError> {
        self.with(serial, |session| {
            session.signed_in_to_write(pin)?;
            for held in objects::all(&session.card)? {
                if let What::Certified(spki, there) = &held.what
                    && there == der
                {
                    return session
                        .put_placeholder_again(pin, held.slot, &held.key_id, spki)
                        .map(|()| true);
                }
            }
            Ok(false)
        })
    }
}

impl Session<'_> {
    fn initialise(&self, officer: &Officer<'_>, wipe: Wipe) -> Result<(), TokenError> {
        let held = objects::all(&self.card)?;
        let taken: Vec<_> = held
            .iter()
            .filter(|held| !matches!(held.what, What::Claim))
            .collect();
        if wipe == Wipe::Refuse && !taken.is_empty() {
            return Err(TokenError::NotBlank {
                serial: self.serial.clone(),
                keys: taken.len(),
                certificates: taken.iter().filter(|held| held.certificate().is_some()).count(),
            });
        }
        self.take_over(officer)?;
        for held in &held {
            objects::clear(&self.card, held.slot)?;
        }
        self.prove_unlock(officer)?;
        self.keep_management_key_behind_pin(officer)
    }

    /// From here on the holder's PIN is enough to make pairs and write certificates.
    fn keep_management_key_behind_pin(&self, officer: &Officer<'_>) -> Result<(), TokenError> {
        let ciphers = self.profile.management_ciphers.iter();
        let mut own = ciphers.filter_map(|cipher| officer.management_key(&self.serial, *cipher));
        let key = loop {
            match own.next() {
                Some(key) if self.card.authenticate(&key)? => break key,
                Some(_) => {}
                None => return Err(TokenError::ManagementKeyUnknown),
            }
        };
        self.card.put_object(BEHIND_PIN, &key.protected())?;
        let back = self.card.object(BEHIND_PIN)?;
        let is_there = back.is_some_and(|content| {
            ManagementKey::unprotected(&content, self.profile)
                .iter()
                .any(|kept| kept.bytes() == key.bytes())
        });
        if is_there {
            Ok(())
        } else {
            Err(TokenError::WroteOtherwise {
                what: "管理密钥".to_owned(),
            })
        }
    }

    fn put_placeholder_again(
        &self,
        pin: &SecretString,
        slot: super::card::Slot,
        key_id: &KeyId,
        spki: &[u8],
    ) -> Result<(), TokenError> {
        let algorithm = encode::algorithm_of(spki).ok_or_else(|| TokenError::KeyUnknown {
            key_id: key_id.to_string(),
        })?;
        self.card.verify(pin)?;
        objects::put_placeholder(&self.card, slot, key_id, algorithm, spki)
    }
}
