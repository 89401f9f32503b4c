//! The vocabulary as a PIV card speaks it.
//!
//! Never here: an APDU. Which command stands behind a word is in `card`, what lies where in `objects`.

use secrecy::SecretString;

use super::management::{ManagementKey, Officer};
use super::objects::{self, What};
use super::reader;
use super::{BEHIND_PIN, PivDriver, Session, is_unnumbered};
use crate::encode;
use crate::error::TokenError;
use crate::readers::readers;
use crate::vocabulary::{
    Act, Algorithm, Driver, KeyId, Op, PublicKey, Said, StoredCertificate, Token as _, TokenInfo, Wipe,
    check_label,
};

impl Driver for PivDriver {
    fn perform(&self, op: Op) -> Result<Said, TokenError> {
        match op {
            Op::List => self.plugged().map(Said::from),
            Op::Readers => readers()
                .map(Said::from)
                .map_err(|error| TokenError::ReaderService {
                    reason: error.to_string(),
                }),
            Op::On {
                serial,
                act: Act::Initialise { so_pin, label, wipe },
            } => self
                .initialise_card(&serial, so_pin.secret(), &label, wipe)
                .map(|token| Box::new(token).into()),
            Op::On { serial, act } => self.with(&serial, |session| session.act(act)),
        }
    }
}

impl PivDriver {
    fn plugged(&self) -> Result<Vec<TokenInfo>, TokenError> {
        let mut tokens = Vec::new();
        for plugged in reader::plugged()? {
            tokens.extend(self.record(&plugged)?);
        }
        Ok(tokens)
    }

    /// A PIV card has no place for a label; it is checked and not kept.
    fn initialise_card(
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
}

impl Session<'_> {
    fn act(&self, act: Act) -> Result<Said, TokenError> {
        match act {
            Act::SetUserPin { so_pin, new_pin } | Act::Unlock { so_pin, new_pin } => self
                .new_pin_by_puk(so_pin.secret(), new_pin.secret())
                .map(Said::from),
            Act::ChangePin { old_pin, new_pin } => {
                let (old_pin, new_pin) = (old_pin.secret(), new_pin.secret());
                self.check_new_pin(new_pin)?;
                self.card.verify(old_pin)?;
                self.card.change_pin(old_pin, new_pin)?;
                self.card.verify(new_pin).map(Said::from)
            }
            Act::PinState => self.pins().map(Said::from),
            Act::CheckPin { pin } => self.card.verify(pin.secret()).map(Said::from),
            Act::Generate {
                pin,
                algorithm,
                key_id,
            } => self.generate(pin.secret(), algorithm, &key_id).map(Said::from),
            Act::PublicKeys => {
                let held = objects::all(&self.card)?;
                let keys: Vec<PublicKey> = held.iter().filter_map(objects::Held::public_key).collect();
                Ok(keys.into())
            }
            Act::RenameKey { pin, from, to } => self.rename(pin.secret(), &from, &to).map(Said::from),
            Act::Sign {
                pin,
                key_id,
                algorithm,
                message,
            } => self
                .sign(pin.secret(), &key_id, algorithm, &message)
                .map(Said::from),
            Act::WriteCertificate { pin, key_id, der, .. } => self
                .write_certificate(pin.secret(), &key_id, &der)
                .map(Said::from),
            Act::ReadCertificates => {
                let held = objects::all(&self.card)?;
                let found: Vec<StoredCertificate> =
                    held.iter().filter_map(objects::Held::certificate).collect();
                Ok(found.into())
            }
            Act::DeleteObjects { pin, key_id } => self.delete(pin.secret(), &key_id).map(Said::from),
            Act::DeleteCertificate { pin, der } => {
                self.delete_certificate(pin.secret(), &der).map(Said::from)
            }
            // Initialising ends the session it would be asked in; of the others PIV has no standard command.
            Act::Initialise { .. }
            | Act::ImportEnvelopedKey { .. }
            | Act::WriteEncryptionCertificate { .. }
            | Act::Decrypt { .. } => Err(act.not_supported()),
        }
    }

    fn new_pin_by_puk(&self, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        self.check_new_pin(new_pin)?;
        let puk = Officer::unlocking(so_pin).puk();
        self.card.reset_pin(&puk, new_pin)?;
        self.card.verify(new_pin)
    }

    fn generate(
        &self,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError> {
        self.signed_in_to_write(pin)?;
        let card = &self.card;
        let slot = objects::place_for(card, key_id)?;
        objects::claim(card, slot, key_id)?;
        let spki = card.generate(slot, algorithm)?;
        // Some places ask for the PIN right before each use.
        card.verify(pin)?;
        objects::put_placeholder(card, slot, key_id, algorithm, &spki)?;
        Ok(spki)
    }

    fn rename(&self, pin: &SecretString, from: &KeyId, to: &KeyId) -> Result<(), TokenError> {
        self.signed_in_to_write(pin)?;
        let card = &self.card;
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
            What::Pair(spki) => self.put_placeholder_again(pin, held.slot, to, &spki),
            What::Claim | What::Unknown => Ok(()),
        }
    }

    fn sign(
        &self,
        pin: &SecretString,
        key_id: &KeyId,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        let held = objects::pair(&self.card, key_id)?;
        let is_of = held.public_key().is_some_and(|key| key.algorithm == algorithm);
        if !is_of {
            return Err(TokenError::AlgorithmUnknown {
                algorithm: algorithm.name().to_owned(),
            });
        }
        self.card.verify(pin)?;
        self.card.sign(held.slot, algorithm, message)
    }

    fn write_certificate(&self, pin: &SecretString, key_id: &KeyId, der: &[u8]) -> Result<(), TokenError> {
        encode::certificate_parts(der).ok_or(TokenError::CertificateUnreadable)?;
        self.signed_in_to_write(pin)?;
        let held = objects::pair(&self.card, key_id)?;
        match held.what {
            What::Certified(_, there) if there == der => Ok(()),
            _ => objects::put(&self.card, held.slot, key_id, der),
        }
    }

    /// PIV has no command that removes a pair: its certificate object goes, and the next pair made there takes its
    /// place.
    fn delete(&self, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError> {
        self.signed_in_to_write(pin)?;
        let held = objects::all(&self.card)?;
        let own = held.iter().filter(|held| held.key_id == *key_id);
        let mut count = 0;
        for held in own {
            objects::clear(&self.card, held.slot)?;
            count += 1;
        }
        Ok(count)
    }

    fn delete_certificate(&self, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError> {
        self.signed_in_to_write(pin)?;
        for held in objects::all(&self.card)? {
            if let What::Certified(spki, there) = &held.what
                && there == der
            {
                return self
                    .put_placeholder_again(pin, held.slot, &held.key_id, spki)
                    .map(|()| true);
            }
        }
        Ok(false)
    }

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
