//! Certificate objects of a PIV card: which pair lies where, under which number, with which certificate.
//!
//! PIV knows places, not numbers. The number of a pair stands beside its certificate in the object's MSCUID, which
//! other programs pass over; and because they hide a pair that has no certificate, every pair has one from the start:
//! a placeholder, signed by the pair itself and valid at no time. Before a pair is made its place is claimed by an
//! object with a number and no certificate, so that an interruption leaves a place that its own job, and no other,
//! takes up again.
//!
//! Never here: what is done with a pair. Facts: NIST SP 800-73-4 part 1 table 10 (X.509 certificate objects: 70, 71,
//! 72, FE).

use super::card::{Card, Slot};
use super::{placeholder, tlv};
use crate::encode;
use crate::error::TokenError;
use crate::vocabulary::{Algorithm, KeyId, PublicKey, StoredCertificate};

const CERTIFICATE: tlv::Tag = 0x70;
const INFO: tlv::Tag = 0x71;
const MSCUID: tlv::Tag = 0x72;
const CHECKSUM: tlv::Tag = 0xFE;
/// The key history object and its count of certificates on the card (SP 800-73-4 part 1 table 19).
const KEY_HISTORY: tlv::Tag = 0x5F_C1_0C;
const ON_CARD: tlv::Tag = 0xC1;
/// Longest number that fits into an MSCUID, in bytes.
const KEY_ID_MAX: usize = 38;

/// What lies at one place.
pub(super) struct Held {
    pub slot: Slot,
    pub key_id: KeyId,
    pub what: What,
}

/// How far a place has come.
pub(super) enum What {
    /// Claimed by a job that has not made its pair yet, or was interrupted in doing so.
    Claim,
    /// A pair that waits for its certificate: its public key.
    Pair(Vec<u8>),
    /// A pair with its certificate: its public key and the certificate.
    Certified(Vec<u8>, Vec<u8>),
    /// Something that this program cannot read, a compressed certificate for one.
    Unknown,
}

impl Held {
    fn read(slot: Slot, content: &[u8]) -> Self {
        let key_id = match tlv::find(content, MSCUID) {
            Some(number) if !number.is_empty() => KeyId::found(number.to_vec()),
            _ => KeyId::found(vec![slot.0]),
        };
        let is_compressed =
            tlv::find(content, INFO).is_some_and(|info| info.first().is_some_and(|i| i & 1 == 1));
        let what = match tlv::find(content, CERTIFICATE) {
            Some([]) => What::Claim,
            Some(der) if !is_compressed => match encode::certificate_parts(der) {
                Some(parts) if placeholder::is_one(&parts) => What::Pair(parts.spki),
                Some(parts) => What::Certified(parts.spki, der.to_vec()),
                None => What::Unknown,
            },
            _ => What::Unknown,
        };
        Self { slot, key_id, what }
    }

    fn spki(&self) -> Option<&[u8]> {
        match &self.what {
            What::Pair(spki) | What::Certified(spki, _) => Some(spki),
            What::Claim | What::Unknown => None,
        }
    }

    /// The public key, when it is of an algorithm that this program knows.
    pub fn public_key(&self) -> Option<PublicKey> {
        let spki_der = self.spki()?.to_vec();
        Some(PublicKey {
            key_id: self.key_id.clone(),
            label: format!("PIV {}", self.slot),
            algorithm: encode::algorithm_of(&spki_der)?,
            spki_der,
        })
    }

    /// The certificate, when it is a real one.
    pub fn certificate(&self) -> Option<StoredCertificate> {
        match &self.what {
            What::Certified(_, der) => Some(StoredCertificate {
                key_id: self.key_id.clone(),
                label: format!("PIV {}", self.slot),
                der: der.clone(),
            }),
            _ => None,
        }
    }
}

/// All places that hold something.
pub(super) fn all(card: &Card<'_>) -> Result<Vec<Held>, TokenError> {
    let mut held = Vec::new();
    let retired = if has_retired(card)? {
        Some(Slot::retired())
    } else {
        None
    };
    for slot in Slot::IN_USE.into_iter().chain(retired.into_iter().flatten()) {
        if let Some(content) = card.object(slot.certificate())? {
            held.push(Held::read(slot, &content));
        }
    }
    Ok(held)
}

/// Whether certificates may lie at the places of retired pairs: the key history counts them, where the card keeps one.
fn has_retired(card: &Card<'_>) -> Result<bool, TokenError> {
    let history = card.object(KEY_HISTORY)?;
    let count = history.as_deref().and_then(|history| tlv::find(history, ON_CARD));
    Ok(count.is_none_or(|count| count.iter().any(|byte| *byte != 0)))
}

/// The place of the pair with this number.
pub(super) fn pair(card: &Card<'_>, key_id: &KeyId) -> Result<Held, TokenError> {
    all(card)?
        .into_iter()
        .find(|held| held.key_id == *key_id && held.spki().is_some())
        .ok_or_else(|| TokenError::KeyUnknown {
            key_id: key_id.to_string(),
        })
}

fn object(certificate: &[u8], key_id: &KeyId) -> Result<Vec<u8>, TokenError> {
    if key_id.as_bytes().len() > KEY_ID_MAX {
        return Err(TokenError::BadKeyId);
    }
    Ok([
        tlv::wrap(CERTIFICATE, certificate),
        tlv::wrap(INFO, &[0]),
        tlv::wrap(MSCUID, key_id.as_bytes()),
        tlv::wrap(CHECKSUM, &[]),
    ]
    .concat())
}

/// Puts a certificate beside the pair at a place, under the pair's number, and reads it back.
pub(super) fn put(card: &Card<'_>, slot: Slot, key_id: &KeyId, certificate: &[u8]) -> Result<(), TokenError> {
    let content = object(certificate, key_id)?;
    card.put_object(slot.certificate(), &content)?;
    // Cards and modules have been seen to report success and write nothing.
    let back = card.object(slot.certificate())?;
    if back.is_some_and(|back| *back == content) {
        Ok(())
    } else {
        Err(TokenError::WroteOtherwise {
            what: "证书".to_owned(),
        })
    }
}

/// Claims a place for the pair with this number.
pub(super) fn claim(card: &Card<'_>, slot: Slot, key_id: &KeyId) -> Result<(), TokenError> {
    put(card, slot, key_id, &[])
}

/// Gives a pair its placeholder. Needs the PIN, as the pair signs it itself.
pub(super) fn put_placeholder(
    card: &Card<'_>,
    slot: Slot,
    key_id: &KeyId,
    algorithm: Algorithm,
    spki: &[u8],
) -> Result<(), TokenError> {
    let certificate = placeholder::make(spki, algorithm, |tbs| card.sign(slot, algorithm, tbs))?;
    put(card, slot, key_id, &certificate)
}

/// Clears a place. The pair itself stays on the card until another is made there; nothing names it any more.
pub(super) fn clear(card: &Card<'_>, slot: Slot) -> Result<(), TokenError> {
    card.put_object(slot.certificate(), &[])
}

/// A place for a new pair: the one that this number claimed before, or the first where nothing lies and no pair
/// answers.
pub(super) fn place_for(card: &Card<'_>, key_id: &KeyId) -> Result<Slot, TokenError> {
    let held = all(card)?;
    if let Some(own) = held.iter().find(|held| held.key_id == *key_id) {
        return match own.what {
            What::Claim => Ok(own.slot),
            _ => Err(TokenError::KeyExists {
                key_id: key_id.to_string(),
            }),
        };
    }
    for slot in Slot::FOR_NEW_PAIRS {
        if held.iter().all(|other| other.slot != slot) && !answers(card, slot)? {
            return Ok(slot);
        }
    }
    Err(TokenError::TokenFull)
}

/// Whether a pair signs at this place: somebody's request may be under way whose certificate is not written yet.
fn answers(card: &Card<'_>, slot: Slot) -> Result<bool, TokenError> {
    for algorithm in [Algorithm::P256, Algorithm::Rsa2048] {
        match card.sign(slot, algorithm, b"counterfoil: is there a pair?") {
            Ok(_) => return Ok(true),
            Err(gone @ TokenError::KeyPulled { .. }) => return Err(gone),
            Err(_) => {}
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_keeps_its_number_and_a_foreign_one_is_called_by_its_place() {
        let number = KeyId::new(b"case-1").unwrap();
        let slot = Slot(0x9A);
        let own = Held::read(slot, &object(&[], &number).unwrap());
        assert!(own.key_id == number && matches!(own.what, What::Claim));
        let foreign = [tlv::wrap(CERTIFICATE, b"no certificate"), tlv::wrap(INFO, &[0])].concat();
        let foreign = Held::read(slot, &foreign);
        assert!(foreign.key_id.as_bytes() == [0x9A] && matches!(foreign.what, What::Unknown));
        let compressed = [tlv::wrap(CERTIFICATE, &[0x1F, 0x8B]), tlv::wrap(INFO, &[1])].concat();
        assert!(matches!(Held::read(slot, &compressed).what, What::Unknown));
        assert_eq!(
            object(&[], &KeyId::new(&[1; 39]).unwrap()),
            Err(TokenError::BadKeyId)
        );
    }

    #[test]
    fn every_place_has_an_object_of_its_own() {
        let all = Slot::IN_USE.into_iter().chain(Slot::retired());
        let mut tags: Vec<_> = all.map(Slot::certificate).collect();
        assert_eq!(
            (tags.len(), tags[23]),
            (24, 0x5F_C1_20),
            "the twentieth retired pair"
        );
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), 24);
    }
}
