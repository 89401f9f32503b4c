//! The PKCS #11 driver: one vendor's module, called directly. It lives in the worker process only.
//!
//! Every call opens its own session, signs in, works and signs out: between two calls the key may have been pulled, and
//! no PIN is kept. Never here: a retry with a PIN (each try counts), a choice between two tokens.
//!
//! Facts: PKCS #11 v2.40 (OASIS) §4 objects, §5 functions.

mod answers;
mod objects;
mod pins;
mod pkcs8;
mod recovered;
mod speak;
mod token_info;

use std::path::{Path, PathBuf};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use secrecy::SecretString;

use self::answers::{explain, text};
use self::token_info::TokenInfos;

use crate::error::{PinRole, TokenError};
use crate::profile::{Pkcs11Profile, Profile};
use crate::vocabulary::{PinState, PublicKey, StoredCertificate, Token, TokenInfo};

/// More places than this no counter has; a module that reports more is lying.
const SLOTS_MAX: usize = 64;

/// An opened module.
pub(crate) struct Pkcs11Driver {
    name: String,
    module: Pkcs11,
    infos: TokenInfos,
    profiles: Vec<Profile>,
}

impl Pkcs11Driver {
    /// Loads and starts a module.
    pub(crate) fn open(name: &str, path: &Path, profiles: Vec<Profile>) -> Result<Self, TokenError> {
        let bare = path.parent().is_none_or(|folder| folder.as_os_str().is_empty());
        if !bare && !path.is_file() {
            return Err(TokenError::ModuleMissing {
                path: path.to_owned(),
            });
        }
        let broken = |reason: String| TokenError::ModuleBroken {
            path: PathBuf::from(path),
            reason,
        };
        let module = Pkcs11::new(path).map_err(|error| match error {
            Error::LibraryLoading(_) if bare => TokenError::ModuleMissing {
                path: path.to_owned(),
            },
            other => broken(other.to_string()),
        })?;
        match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            // Single-threaded modules say so; this worker has one thread that calls.
            Err(Error::Pkcs11(RvError::CantLock | RvError::NeedToCreateThreads, _)) => module
                .initialize(CInitializeArgs::new(CInitializeFlags::empty()))
                .map_err(|error| broken(error.to_string()))?,
            Err(error) => return Err(broken(error.to_string())),
        }
        Ok(Self {
            name: name.to_owned(),
            infos: TokenInfos::of(path).map_err(|error| broken(error.to_string()))?,
            module,
            profiles,
        })
    }

    fn slots(&self) -> Result<Vec<Slot>, TokenError> {
        let mut slots = self
            .module
            .get_slots_with_token()
            .map_err(|error| explain(&error, "查看 UKey"))?;
        slots.truncate(SLOTS_MAX);
        Ok(slots)
    }

    /// The record of a slot without what lies on the token. Nothing when the token left in between.
    fn face(&self, slot: Slot) -> Result<Option<TokenInfo>, TokenError> {
        let raw = match self.infos.read(slot) {
            Ok(raw) => raw,
            Err(Error::Pkcs11(
                RvError::TokenNotPresent | RvError::DeviceRemoved | RvError::TokenNotRecognized,
                _,
            )) => return Ok(None),
            // A token that the module cannot even describe (torn in mid-initialisation) is shown as such: it must
            // neither hide the others nor pass for blank.
            Err(Error::Pkcs11(RvError::GeneralError | RvError::DeviceError | RvError::FunctionFailed, _)) => {
                return Ok(Some(self.unreadable(slot)));
            }
            Err(error) => return Err(explain(&error, "查看 UKey")),
        };
        let serial = match text(raw.serial_number()) {
            none if none.is_empty() => format!("blank:{}:{}", self.name, slot.id()),
            serial => serial,
        };
        let pins = pins::status(&raw);
        Ok(Some(TokenInfo {
            serial,
            label: text(raw.label()),
            manufacturer: text(raw.manufacturer_id()),
            model: text(raw.model()),
            module: self.name.clone(),
            slot: slot.id(),
            initialised: raw.token_initialized(),
            user_pin: pins.user,
            officer_pin: pins.officer,
            tries_left: pins.tries_left,
            officer_tries_left: pins.officer_tries_left,
            pin_min: raw.min_pin_length(),
            pin_max: raw.max_pin_length(),
            officer_min: raw.min_pin_length(),
            officer_max: raw.max_pin_length(),
            certificates: Vec::new(),
            public_keys: Vec::new(),
            contents_known: true,
            has_private_key: false,
        }))
    }

    fn unreadable(&self, slot: Slot) -> TokenInfo {
        TokenInfo {
            serial: format!("unreadable:{}:{}", self.name, slot.id()),
            label: String::new(),
            manufacturer: String::new(),
            model: String::new(),
            module: self.name.clone(),
            slot: slot.id(),
            initialised: false,
            user_pin: PinState::NotSet,
            officer_pin: PinState::NotSet,
            tries_left: None,
            officer_tries_left: None,
            pin_min: 0,
            pin_max: 0,
            officer_min: 0,
            officer_max: 0,
            certificates: Vec::new(),
            public_keys: Vec::new(),
            contents_known: false,
            has_private_key: false,
        }
    }

    /// The whole record of a slot: what lies on the token too, as far as it shows without a PIN.
    fn record(&self, slot: Slot) -> Result<Option<TokenInfo>, TokenError> {
        let Some(mut token) = self.face(slot)? else {
            return Ok(None);
        };
        if token.initialised {
            match self.contents(slot) {
                Ok((certificates, public_keys)) => {
                    token.has_private_key = !public_keys.is_empty() || !certificates.is_empty();
                    token.certificates = certificates;
                    token.public_keys = public_keys;
                }
                Err(TokenError::KeyPulled { .. }) => return Ok(None),
                // One token that will not show its objects must not hide the others, and must not look blank.
                Err(_) => token.contents_known = false,
            }
        }
        Ok(Some(token))
    }

    fn contents(&self, slot: Slot) -> Result<(Vec<StoredCertificate>, Vec<PublicKey>), TokenError> {
        let session = self.session(slot, false)?;
        Ok((objects::certificates(&session)?, objects::public_keys(&session)?))
    }

    /// The slot of a token, by its serial number.
    fn slot(&self, serial: &str) -> Result<(Slot, TokenInfo), TokenError> {
        let mut found = Vec::new();
        for slot in self.slots()? {
            if let Some(token) = self.face(slot)?
                && token.serial == serial
            {
                found.push((slot, token));
            }
        }
        let count = found.len();
        match found.pop() {
            None => Err(TokenError::NoSuchToken {
                serial: serial.to_owned(),
            }),
            Some(only) if count == 1 => Ok(only),
            Some(_) => Err(TokenError::SameSerial {
                serial: serial.to_owned(),
                count,
            }),
        }
    }

    /// As [`Self::slot`], for everything that only an initialised token can do.
    fn ready(&self, serial: &str) -> Result<(Slot, TokenInfo), TokenError> {
        let (slot, token) = self.slot(serial)?;
        if token.initialised {
            Ok((slot, token))
        } else {
            Err(TokenError::NotInitialised {
                serial: serial.to_owned(),
            })
        }
    }

    fn session(&self, slot: Slot, write: bool) -> Result<Session, TokenError> {
        let opened = if write {
            self.module.open_rw_session(slot)
        } else {
            self.module.open_ro_session(slot)
        };
        opened.map_err(|error| explain(&error, "打开会话"))
    }

    /// Runs `work` in a session that is signed in, and signs out whatever happens.
    fn signed_in<T>(
        &self,
        serial: &str,
        role: PinRole,
        pin: &SecretString,
        work: impl FnOnce(&Session) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let (slot, token) = self.ready(serial)?;
        if role == PinRole::User && token.user_pin == PinState::NotSet {
            return Err(TokenError::PinNotSet);
        }
        let session = self.session(slot, true)?;
        let user = match role {
            PinRole::User => UserType::User,
            PinRole::Officer => UserType::So,
        };
        session
            .login(user, Some(pin))
            .map_err(|error| self.login_failed(&error, slot, role))?;
        let done = work(&session);
        // A key pulled in the middle makes this fail too; the work's own answer is the one that counts.
        let _ = session.logout();
        done
    }

    /// A wrong PIN is told with what the token says about the tries left.
    fn login_failed(&self, error: &Error, slot: Slot, role: PinRole) -> TokenError {
        let raw = self.infos.read(slot).ok();
        pins::failed(error, role, raw.as_ref())
    }

    /// C_InitToken, and the SO PIN. Some tokens demand their factory SO PIN for it and keep that one; it is replaced
    /// at once. Torn in between they bear the label and say that their SO PIN is still to be changed
    /// ([`PinState::NotSet`]).
    fn init_token(
        &self,
        slot: Slot,
        before: &TokenInfo,
        so_pin: &SecretString,
        label: &str,
    ) -> Result<(), TokenError> {
        let failed = |error: Error| self.login_failed(&error, slot, PinRole::Officer);
        let Some(factory) = self
            .factory_so_pin(before)
            .filter(|_| before.officer_pin == PinState::NotSet)
        else {
            return self.module.init_token(slot, so_pin, label).map_err(failed);
        };
        self.module.init_token(slot, &factory, label).map_err(failed)?;
        let session = self.session(slot, true)?;
        session.login(UserType::So, Some(&factory)).map_err(failed)?;
        session
            .set_pin(&factory, so_pin)
            .map_err(|error| pins::refused(&error, before, "设置管理员口令"))
    }

    /// The SO PIN that this token's model leaves the factory with. A blank token may not tell its model yet: then the
    /// module that it was found through does.
    fn factory_so_pin(&self, token: &TokenInfo) -> Option<SecretString> {
        let named = self
            .profiles
            .iter()
            .filter(|profile| profile.knows_token(&token.manufacturer, &token.model));
        let factory = named
            .filter_map(Profile::pkcs11)
            .find(|known| !known.factory_so_pin.is_empty());
        factory.map(|known: &Pkcs11Profile| SecretString::from(known.factory_so_pin.as_str()))
    }

    fn new_pin_by_officer(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError> {
        let (_, token) = self.ready(serial)?;
        pins::check_length(&token, PinRole::User, new_pin)?;
        self.signed_in(serial, PinRole::Officer, so_pin, |session| {
            session
                .init_pin(new_pin)
                .map_err(|error| pins::refused(&error, &token, "设置 PIN 码"))
        })?;
        // Cards have been left so that nobody could ever sign in (OpenSC #668): the proof belongs to the step.
        self.check_pin(serial, new_pin)
    }
}
