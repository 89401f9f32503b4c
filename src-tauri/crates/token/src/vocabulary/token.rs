//! What can be asked of a token, whichever driver reaches it: one method for each operation, over the one that a
//! driver has.
//!
//! Never here: how it is done. Facts: PKCS #11 v2.40 (OASIS) §5; GM/T 0016 for what only its keys can.

use secrecy::SecretString;

use super::operation::{Act, Op, Said};
use super::things::{Algorithm, KeyId, PinStatus, PublicKey, StoredCertificate, TokenInfo, Wipe};

use crate::enveloped::{EnvelopedKey, ImportWay};
use crate::error::TokenError;
use crate::readers::Reader;

/// A driver, or what stands in for one: it performs operations.
pub trait Driver {
    /// Performs one operation. The answer is of the kind that the method of [`Token`] gives; a driver that cannot do it
    /// answers [`TokenError::NotSupported`].
    ///
    /// # Errors
    /// Those of the method of [`Token`] that asks it.
    fn perform(&self, op: Op) -> Result<Said, TokenError>;
}

/// Asks for an operation whose answer has this type.
fn ask<T: TryFrom<Said>>(driver: &(impl Driver + ?Sized), op: Op) -> Result<T, TokenError> {
    let step = op.traits().words;
    driver
        .perform(op)?
        .try_into()
        .map_err(|_| TokenError::WorkerGarbled {
            step: step.to_owned(),
        })
}

/// Asks it of one token.
fn ask_of<T: TryFrom<Said>>(
    driver: &(impl Driver + ?Sized),
    serial: &str,
    act: Act,
) -> Result<T, TokenError> {
    let serial = serial.to_owned();
    ask(driver, Op::On { serial, act })
}

/// The vocabulary. Every call names the token by its serial number; a driver never picks one by itself.
///
/// Every method may fail with [`TokenError::NoSuchToken`] when no such token is plugged in, [`TokenError::KeyPulled`]
/// when it went away in between, and, through [`crate::Workers`], with [`TokenError::WorkerHung`] and
/// [`TokenError::WorkerDied`]. After one of the last three the state of the token is unknown: look again before acting.
pub trait Token: Driver {
    /// The tokens plugged in now.
    ///
    /// # Errors
    /// [`TokenError::ModuleMissing`], [`TokenError::ModuleBroken`].
    fn list(&self) -> Result<Vec<TokenInfo>, TokenError> {
        ask(self, Op::List)
    }

    /// The card readers, for a driver over PC/SC; no other driver knows any.
    ///
    /// # Errors
    /// [`TokenError::ReaderService`].
    fn readers(&self) -> Result<Vec<Reader>, TokenError> {
        ask(self, Op::Readers)
    }

    /// One token by its serial number.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn find(&self, serial: &str) -> Result<TokenInfo, TokenError> {
        let tokens = self.list()?;
        tokens
            .into_iter()
            .find(|token| token.serial == serial)
            .ok_or_else(|| TokenError::NoSuchToken {
                serial: serial.to_owned(),
            })
    }

    /// Initialises a token (C_InitToken, PKCS #11 §5.5) and gives its new record: the serial number may have changed.
    /// A token that was initialised before asks for its present SO PIN.
    ///
    /// # Errors
    /// [`TokenError::NotBlank`] with [`Wipe::Refuse`]; [`TokenError::WrongPin`]; [`TokenError::BadLabel`].
    fn initialise(
        &self,
        serial: &str,
        so_pin: &SecretString,
        label: &str,
        wipe: Wipe,
    ) -> Result<TokenInfo, TokenError> {
        let (so_pin, label) = (so_pin.into(), label.to_owned());
        let record: Box<TokenInfo> = ask_of(self, serial, Act::Initialise { so_pin, label, wipe })?;
        Ok(*record)
    }

    /// Sets the holder's PIN for the first time, by the SO PIN (C_InitPIN), and proves it by signing in with it.
    ///
    /// # Errors
    /// [`TokenError::WrongPin`] for the SO PIN, [`TokenError::PinRefused`] for the new one.
    fn set_user_pin(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        let (so_pin, new_pin) = (so_pin.into(), new_pin.into());
        ask_of(self, serial, Act::SetUserPin { so_pin, new_pin })
    }

    /// Gives a locked or forgotten token a new PIN by the SO PIN (or PUK), and proves it by signing in with it.
    ///
    /// # Errors
    /// As [`Token::set_user_pin`].
    fn unlock(&self, serial: &str, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        let (so_pin, new_pin) = (so_pin.into(), new_pin.into());
        ask_of(self, serial, Act::Unlock { so_pin, new_pin })
    }

    /// The holder changes the PIN (C_SetPIN).
    ///
    /// # Errors
    /// [`TokenError::WrongPin`], [`TokenError::PinLocked`], [`TokenError::PinRefused`].
    fn change_pin(
        &self,
        serial: &str,
        old_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        let (old_pin, new_pin) = (old_pin.into(), new_pin.into());
        ask_of(self, serial, Act::ChangePin { old_pin, new_pin })
    }

    /// The state of the PINs, without trying one.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn pin_state(&self, serial: &str) -> Result<PinStatus, TokenError> {
        ask_of(self, serial, Act::PinState)
    }

    /// Signs in and out again: is this the PIN?
    ///
    /// # Errors
    /// [`TokenError::WrongPin`], [`TokenError::PinLocked`], [`TokenError::PinNotSet`].
    fn check_pin(&self, serial: &str, pin: &SecretString) -> Result<(), TokenError> {
        ask_of(self, serial, Act::CheckPin { pin: pin.into() })
    }

    /// Makes a key pair on the token, sensitive and never extractable, and gives its public key as
    /// SubjectPublicKeyInfo DER.
    ///
    /// A pair of this id that signs answers [`TokenError::KeyExists`] and stays; a torn one, which an interruption
    /// left, is removed and made anew. Not to be asked again once a request was signed with the pair.
    ///
    /// # Errors
    /// [`TokenError::KeyExists`] when the id is taken, so that a resumed job never makes a second pair;
    /// [`TokenError::KeyNotProtected`] when the module made a key that could leave the token;
    /// [`TokenError::AlgorithmUnknown`].
    fn generate_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError> {
        let (pin, key_id) = (pin.into(), key_id.clone());
        ask_of(
            self,
            serial,
            Act::Generate {
                pin,
                algorithm,
                key_id,
            },
        )
    }

    /// Makes the key pair or takes over the whole one that is there: what a job does that may have been interrupted at
    /// this step. Gives the public key, and whether the pair was made now.
    ///
    /// # Errors
    /// As [`Token::generate_key_pair`], but for [`TokenError::KeyExists`].
    fn ensure_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<(Vec<u8>, bool), TokenError> {
        match self.generate_key_pair(serial, pin, algorithm, key_id) {
            Ok(spki) => Ok((spki, true)),
            Err(exists @ TokenError::KeyExists { .. }) => {
                let keys = self.public_keys(serial)?;
                let held = keys
                    .into_iter()
                    .find(|key| key.key_id == *key_id && key.algorithm == algorithm);
                held.map(|key| (key.spki_der, false)).ok_or(exists)
            }
            Err(other) => Err(other),
        }
    }

    /// The public keys on the token.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn public_keys(&self, serial: &str) -> Result<Vec<PublicKey>, TokenError> {
        ask_of(self, serial, Act::PublicKeys)
    }

    /// Gives a key pair, and the certificates with it, another id (commonly [`KeyId::of_public_key`]).
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`], [`TokenError::KeyExists`].
    fn rename_key(
        &self,
        serial: &str,
        pin: &SecretString,
        from: &KeyId,
        to: &KeyId,
    ) -> Result<(), TokenError> {
        let (pin, from, to) = (pin.into(), from.clone(), to.clone());
        ask_of(self, serial, Act::RenameKey { pin, from, to })
    }

    /// Signs a message (not a digest); the signature is as X.509 wants it: PKCS #1 v1.5 with SHA-256 for RSA, the DER
    /// of ECDSA with SHA-256 for P-256.
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`], [`TokenError::WrongPin`], [`TokenError::PinLocked`].
    fn sign(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        let act = Act::Sign {
            pin: pin.into(),
            key_id: key_id.clone(),
            algorithm,
            message: message.to_vec(),
        };
        ask_of(self, serial, act)
    }

    /// Writes a certificate beside the key pair `key_id`. Writing the same certificate twice leaves one.
    ///
    /// # Errors
    /// [`TokenError::CertificateUnreadable`], [`TokenError::TokenFull`], [`TokenError::WrongPin`].
    fn write_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        label: &str,
        der: &[u8],
    ) -> Result<(), TokenError> {
        let act = Act::WriteCertificate {
            pin: pin.into(),
            key_id: key_id.clone(),
            label: label.to_owned(),
            der: der.to_vec(),
        };
        ask_of(self, serial, act)
    }

    /// The certificates on the token.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn read_certificates(&self, serial: &str) -> Result<Vec<StoredCertificate>, TokenError> {
        ask_of(self, serial, Act::ReadCertificates)
    }

    /// Removes a key pair and its certificates (renewal, once the new one is proven). Gives the number of objects.
    ///
    /// # Errors
    /// [`TokenError::WrongPin`].
    fn delete_objects(&self, serial: &str, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError> {
        let (pin, key_id) = (pin.into(), key_id.clone());
        ask_of(self, serial, Act::DeleteObjects { pin, key_id })
    }

    /// Removes one certificate and leaves the key pair. Gives whether it was there.
    ///
    /// # Errors
    /// [`TokenError::WrongPin`].
    fn delete_certificate(&self, serial: &str, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError> {
        let (pin, der) = (pin.into(), der.to_vec());
        ask_of(self, serial, Act::DeleteCertificate { pin, der })
    }

    /// Imports an encryption key pair that the CA made and enveloped for the signing key `signing_key`: the second
    /// half of dual certificates, and what key recovery brings back. `spki` is the public key of its certificate
    /// (SubjectPublicKeyInfo, DER); the private key must be the other half of it. The pair lies on the token under
    /// [`KeyId::of_public_key`] of it, sensitive and not extractable. Asked again after an interruption it leaves one
    /// pair.
    ///
    /// A driver over GM/T 0016 has both pairs in one container, which the vocabulary names by the signing pair's id
    /// (`SKF_ImportECCKeyPair`).
    ///
    /// # Errors
    /// [`TokenError::EnvelopeUnreadable`] when the signing key does not open it, [`TokenError::EnvelopeDiffers`] when
    /// another key is inside; [`TokenError::KeyNotProtected`]; [`TokenError::AlgorithmUnknown`];
    /// [`TokenError::NotSupported`] from drivers that take no private key (PIV has no standard command for it).
    fn import_enveloped_key(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        spki: &[u8],
        enveloped: &EnvelopedKey,
    ) -> Result<ImportWay, TokenError> {
        let act = Act::ImportEnvelopedKey {
            pin: pin.into(),
            signing_key: signing_key.clone(),
            spki: spki.to_vec(),
            enveloped: enveloped.clone(),
        };
        ask_of(self, serial, act)
    }

    /// Writes the certificate of the encryption pair beside it (`SKF_ImportCertificate` with its sign flag off, in the
    /// container of `signing_key`); the signing pair's own goes by [`Token::write_certificate`].
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`] while the pair is not there, [`TokenError::NotSupported`], and those of
    /// [`Token::write_certificate`].
    fn write_encryption_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        der: &[u8],
    ) -> Result<(), TokenError> {
        let act = Act::WriteEncryptionCertificate {
            pin: pin.into(),
            signing_key: signing_key.clone(),
            der: der.to_vec(),
        };
        ask_of(self, serial, act)
    }

    /// Decrypts a challenge with an encryption pair (RSAES-PKCS1-v1_5): the proof that the private key on the token
    /// is the other half of the certificate. Not for secrets: the answer crosses the pipe as it is.
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`], [`TokenError::WrongPin`], [`TokenError::NotSupported`].
    fn decrypt(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        let act = Act::Decrypt {
            pin: pin.into(),
            key_id: key_id.clone(),
            ciphertext: ciphertext.to_vec(),
        };
        ask_of(self, serial, act)
    }
}

impl<D: Driver + ?Sized> Token for D {}
