//! A card whose every answer is made up: what fuzzing lets the driver talk to.
//!
//! Only with the feature `double`; never in the shipped program.

use std::cell::Cell;

use secrecy::SecretString;

use super::apdu::Wire;
use super::card::{Card, Slot};
use super::management::ManagementKey;
use super::{BEHIND_PIN, Session, objects, serial_of};
use crate::error::TokenError;
use crate::profile::PivProfile;
use crate::vocabulary::Algorithm;

/// Most answers that a card gives before it is pulled.
const MOST_ANSWERS: usize = 400;

/// Answers one after the other: each is a length of two bytes, low byte first, and so many bytes.
struct Played<'a> {
    rest: Cell<&'a [u8]>,
    left: Cell<usize>,
}

impl Wire for Played<'_> {
    fn transmit(&self, _apdu: &[u8]) -> Result<Vec<u8>, TokenError> {
        let pulled = || TokenError::KeyPulled {
            step: "读卡".to_owned(),
        };
        self.left.set(self.left.get().checked_sub(1).ok_or_else(pulled)?);
        let (&[low, high], rest) = self.rest.get().split_first_chunk().ok_or_else(pulled)?;
        let length = usize::from(u16::from_le_bytes([low, high])).min(rest.len());
        let (answer, rest) = rest.split_at(length);
        self.rest.set(rest);
        Ok(answer.to_vec())
    }
}

/// Goes through what the driver asks of a card – what it is, its PINs, its keys and certificates, its management key,
/// a new pair, a signature – with these answers. How many objects it found.
///
/// # Errors
/// What the driver says of such a card.
pub fn read_played_card(answers: &[u8]) -> Result<usize, TokenError> {
    let wire = Played {
        rest: Cell::new(answers),
        left: Cell::new(MOST_ANSWERS),
    };
    let Some(card) = Card::select(&wire)? else {
        return Ok(0);
    };
    let profile = PivProfile::default();
    let serial = serial_of(&card)?.unwrap_or_default();
    let session = Session {
        card,
        profile: &profile,
        serial,
    };
    session.pins()?;
    let held = objects::all(&session.card)?;
    let known = held.iter().filter(|one| one.public_key().is_some()).count();
    let certified = held.iter().filter(|one| one.certificate().is_some()).count();
    session.card.verify(&SecretString::from("123456"))?;
    if let Some(content) = session.card.object(BEHIND_PIN)? {
        for key in ManagementKey::unprotected(&content, &profile) {
            session.card.authenticate(&key)?;
        }
    }
    let [first, second] = Slot::FOR_NEW_PAIRS;
    session.card.generate(first, Algorithm::P256)?;
    session.card.generate(second, Algorithm::Rsa2048)?;
    session.card.sign(first, Algorithm::P256, b"message")?;
    Ok(known + certified)
}
