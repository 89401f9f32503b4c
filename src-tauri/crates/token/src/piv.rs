//! The driver for PIV cards over PC/SC: NIST SP 800-73 by APDU, where no vendor's module initialises, unblocks or
//! writes.
//!
//! Every call connects, works within one PC/SC transaction and resets the card, so that no verified PIN outlives it.
//! In the words of the vocabulary the SO PIN is the PUK and the management key in one (see `management`). Never here:
//! a retry with a PIN, a choice between two cards. It lives in the worker process only: a reader can hang too.
//!
//! Facts: NIST SP 800-73-4, ISO 7816-4.

mod apdu;
mod card;
pub(crate) mod cipher;
mod management;
mod objects;
mod pin;
pub(crate) mod placeholder;
#[cfg(feature = "double")]
pub(crate) mod played;
mod reader;
mod speak;
mod tlv;

pub use cipher::Cipher;

use secrecy::{ExposeSecret, SecretString};

use self::card::Card;
use self::management::{ManagementKey, Officer};
use self::pin::{PIN_BYTES, PIN_MIN};
use self::reader::{After, Plugged};
use crate::error::{PinRole, TokenError};
use crate::profile::{PivProfile, Profile};
use crate::vocabulary::{PinState, TokenInfo};

/// Card holder unique identifier and the GUID in it (SP 800-73-4 part 1 table 9).
const CHUID: tlv::Tag = 0x5F_C1_02;
const GUID: tlv::Tag = 0x34;
/// Printed information: readable behind the PIN only.
const BEHIND_PIN: tlv::Tag = 0x5F_C1_09;
/// What stands before the place of a card that has no number of its own.
const UNNUMBERED: &str = "blank:";
/// Tries that a card gives a PIN unless its profile says otherwise.
const TRIES: u8 = 3;

/// The driver over PC/SC.
pub(crate) struct PivDriver {
    name: String,
    profiles: Vec<Profile>,
}

/// A card whose application is selected, with what its model says.
struct Session<'a> {
    card: Card<'a>,
    profile: &'a PivProfile,
    serial: String,
}

impl PivDriver {
    /// A driver that knows these models; a card of none of them is spoken to by the standard alone.
    pub(crate) fn open(name: &str, profiles: Vec<Profile>) -> Self {
        Self {
            name: name.to_owned(),
            profiles,
        }
    }

    fn profile(&self, atr: &[u8]) -> Option<&Profile> {
        self.profiles
            .iter()
            .find(|profile| profile.piv().is_some() && profile.knows_atr(atr))
    }

    /// Runs `work` on the PIV application in a reader. Nothing when there is no card, or no such application on it.
    fn on<T>(
        &self,
        plugged: &Plugged,
        after: After,
        work: impl FnOnce(&Session<'_>) -> Result<T, TokenError>,
    ) -> Result<Option<T>, TokenError> {
        let standard = PivProfile::default();
        plugged.run(after, |wire, atr| {
            let Some(card) = Card::select(wire)? else {
                return Ok(None);
            };
            let profile = self.profile(atr).and_then(Profile::piv).unwrap_or(&standard);
            let serial = match serial_of(&card)? {
                Some(serial) => serial,
                None => format!("{UNNUMBERED}{}:{}", self.name, plugged.at),
            };
            work(&Session {
                card,
                profile,
                serial,
            })
            .map(Some)
        })
    }

    /// Runs `work` on the card with this serial number.
    fn with<T>(
        &self,
        serial: &str,
        work: impl FnOnce(&Session<'_>) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let missing = || TokenError::NoSuchToken {
            serial: serial.to_owned(),
        };
        let mut found = Vec::new();
        for plugged in reader::plugged()? {
            let same = self.on(&plugged, After::Leave, |session| Ok(session.serial == serial));
            match same {
                Ok(Some(true)) => found.push(plugged),
                Ok(_) | Err(TokenError::KeyPulled { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        let count = found.len();
        let Some(plugged) = found.pop() else {
            return Err(missing());
        };
        if count > 1 {
            return Err(TokenError::SameSerial {
                serial: serial.to_owned(),
                count,
            });
        }
        let done = self.on(&plugged, After::Forget, |session| {
            // Another card may have taken its place since it was looked at.
            if session.serial == serial {
                work(session)
            } else {
                Err(missing())
            }
        });
        done?.ok_or_else(missing)
    }

    /// The record of the card in a reader.
    fn record(&self, plugged: &Plugged) -> Result<Option<TokenInfo>, TokenError> {
        let profile = self.profile(&plugged.atr);
        let record = self.on(plugged, After::Leave, |session| {
            let (pins, limits) = (session.pins()?, session.profile);
            let mut token = TokenInfo {
                serial: session.serial.clone(),
                label: String::new(),
                manufacturer: profile.map(|p| p.maker.clone()).unwrap_or_default(),
                model: profile.map_or_else(|| "PIV".to_owned(), |p| p.name.clone()),
                module: self.name.clone(),
                slot: plugged.at,
                // A card leaves the factory with PINs that everybody knows: there is no state before that.
                initialised: true,
                user_pin: pins.user,
                officer_pin: pins.officer,
                tries_left: pins.tries_left,
                officer_tries_left: pins.officer_tries_left,
                pin_min: limits.pin_min.unwrap_or(PIN_MIN),
                pin_max: PIN_BYTES,
                officer_min: management::OFFICER_MIN,
                officer_max: management::OFFICER_MAX,
                certificates: Vec::new(),
                public_keys: Vec::new(),
                contents_known: true,
                has_private_key: false,
            };
            for held in objects::all(&session.card)? {
                token.contents_known &= !matches!(held.what, objects::What::Unknown);
                token.public_keys.extend(held.public_key());
                token.certificates.extend(held.certificate());
            }
            token.has_private_key = !token.public_keys.is_empty() || !token.certificates.is_empty();
            Ok(token)
        });
        match record {
            Err(TokenError::KeyPulled { .. }) => Ok(None),
            other => other,
        }
    }
}

/// Whether a card is called by its place: its key would be another one in another reader.
fn is_unnumbered(serial: &str) -> bool {
    serial.starts_with(UNNUMBERED)
}

/// The GUID of the card, in hexadecimal digits. Nothing for a card that has none yet.
fn serial_of(card: &Card<'_>) -> Result<Option<String>, TokenError> {
    let chuid = card.object(CHUID)?;
    let guid = chuid
        .as_deref()
        .and_then(|chuid| tlv::find(chuid, GUID))
        .filter(|guid| guid.iter().any(|byte| *byte != 0));
    Ok(guid.map(|guid| crate::hex::to_hex(guid).to_uppercase()))
}

impl Session<'_> {
    fn pins(&self) -> Result<crate::vocabulary::PinStatus, TokenError> {
        let (tries_left, officer_tries_left) = (self.card.pin_tries()?, self.card.puk_tries()?);
        let full = self.profile.tries.unwrap_or(TRIES);
        let state = |tries: Option<u8>| match tries {
            Some(0) => PinState::Locked,
            Some(1) => PinState::FinalTry,
            Some(tries) if tries < full => PinState::CountLow,
            _ => PinState::Set,
        };
        Ok(crate::vocabulary::PinStatus {
            user: state(tries_left),
            officer: state(officer_tries_left),
            tries_left,
            officer_tries_left,
        })
    }

    /// A new PIN has 6 to 8 digits (SP 800-73-4 part 1 §2.4.3).
    fn check_new_pin(&self, pin: &SecretString) -> Result<(), TokenError> {
        let (text, min) = (pin.expose_secret(), self.profile.pin_min.unwrap_or(PIN_MIN));
        let fits = (min..=PIN_BYTES).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if fits {
            return Ok(());
        }
        Err(TokenError::PinRefused {
            role: PinRole::User,
            min,
            max: PIN_BYTES,
        })
    }

    /// Holds the card to one of the keys that this model leaves the factory with.
    fn authenticated_with_factory_key(&self) -> Result<bool, TokenError> {
        for (cipher, bytes) in &self.profile.factory_keys() {
            if let Some(key) = ManagementKey::new(*cipher, bytes)
                && self.card.authenticate(&key)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Signs in with the PIN and with the management key that lies behind it.
    fn signed_in_to_write(&self, pin: &SecretString) -> Result<(), TokenError> {
        self.card.verify(pin)?;
        if let Some(content) = self.card.object(BEHIND_PIN)? {
            for key in ManagementKey::unprotected(&content, self.profile) {
                if self.card.authenticate(&key)? {
                    return Ok(());
                }
            }
        }
        if self.authenticated_with_factory_key()? {
            return Ok(());
        }
        Err(TokenError::ManagementKeyUnknown)
    }

    /// Makes the management key ours. One that was ours already is what an interruption leaves.
    fn take_over(&self, officer: &Officer<'_>) -> Result<(), TokenError> {
        let ciphers = &self.profile.management_ciphers;
        let own = || {
            ciphers
                .iter()
                .filter_map(|cipher| officer.management_key(&self.serial, *cipher))
        };
        for key in own() {
            if self.card.authenticate(&key)? {
                return Ok(());
            }
        }
        if !self.authenticated_with_factory_key()? {
            return Err(TokenError::WrongPin {
                role: PinRole::Officer,
                tries_left: None,
                final_try: false,
            });
        }
        for key in own() {
            match self.card.set_management_key(&key) {
                Ok(()) if self.card.authenticate(&key)? => return Ok(()),
                Ok(()) => {
                    return Err(TokenError::WroteOtherwise {
                        what: "管理密钥".to_owned(),
                    });
                }
                // A cipher that this card does not take; the next one may be.
                Err(TokenError::Module { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Err(TokenError::NotSupported {
            what: "设置管理密钥".to_owned(),
        })
    }

    /// Makes the PUK ours, and proves that it unlocks (OpenSC #668: cards were left that nobody could ever unlock).
    fn prove_unlock(&self, officer: &Officer<'_>) -> Result<(), TokenError> {
        let (puk, pin) = (officer.puk(), officer.throw_away_pin(&self.serial));
        let factory = SecretString::from(self.profile.factory_puk.as_str());
        // Tried first on a card that is new: a wrong factory PUK costs a try, which the proof then gives back.
        match self.card.change_puk(&factory, &puk) {
            Ok(()) | Err(TokenError::WrongPin { .. }) => {}
            Err(other) => return Err(other),
        }
        self.card.reset_pin(&puk, &pin)?;
        self.card.verify(&pin)
    }
}
