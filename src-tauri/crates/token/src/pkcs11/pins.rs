//! PINs as PKCS #11 tells of them: flags before and after a try, return values, lengths.
//!
//! Never here: the PIN's text in anything that leaves the function.
//!
//! Facts: PKCS #11 v2.40 §3.2 (CKF_USER_PIN_COUNT_LOW, _FINAL_TRY, _LOCKED and the SO's), §5.1.6 (CKR_PIN_…).

use cryptoki::error::{Error, RvError};
use cryptoki::slot::TokenInfo as RawInfo;
use secrecy::{ExposeSecret, SecretString};

use super::answers::explain;

use crate::error::{PinRole, TokenError};
use crate::vocabulary::{PinState, PinStatus, TokenInfo};

/// Both PINs from the flags.
pub(super) fn status(raw: &RawInfo) -> PinStatus {
    let user = if !raw.user_pin_initialized() {
        PinState::NotSet
    } else if raw.user_pin_locked() {
        PinState::Locked
    } else if raw.user_pin_final_try() {
        PinState::FinalTry
    } else if raw.user_pin_count_low() {
        PinState::CountLow
    } else {
        PinState::Set
    };
    let officer = if !raw.token_initialized() || raw.so_pin_to_be_changed() {
        PinState::NotSet
    } else if raw.so_pin_locked() {
        PinState::Locked
    } else if raw.so_pin_final_try() {
        PinState::FinalTry
    } else if raw.so_pin_count_low() {
        PinState::CountLow
    } else {
        PinState::Set
    };
    PinStatus {
        user,
        officer,
        tries_left: tries_left(user),
        officer_tries_left: tries_left(officer),
    }
}

/// PKCS #11 has no counter: only the last two states have a number.
fn tries_left(state: PinState) -> Option<u8> {
    match state {
        PinState::FinalTry => Some(1),
        PinState::Locked => Some(0),
        _ => None,
    }
}

/// Why signing in failed, with what the token says right after it.
pub(super) fn failed(error: &Error, role: PinRole, after: Option<&RawInfo>) -> TokenError {
    let Error::Pkcs11(answer, _) = error else {
        return explain(error, "登录");
    };
    let state = after.map(status).map(|pins| match role {
        PinRole::User => pins.user,
        PinRole::Officer => pins.officer,
    });
    match answer {
        RvError::PinLocked => TokenError::PinLocked { role },
        // A PIN of an impossible length is simply a wrong one: no token counts it, and nobody needs to know why.
        RvError::PinIncorrect | RvError::PinLenRange | RvError::PinInvalid => match state {
            Some(PinState::Locked) => TokenError::PinLocked { role },
            Some(PinState::FinalTry) => TokenError::WrongPin {
                role,
                tries_left: Some(1),
                final_try: true,
            },
            _ => TokenError::WrongPin {
                role,
                tries_left: None,
                final_try: false,
            },
        },
        RvError::UserPinNotInitialized => TokenError::PinNotSet,
        _ => explain(error, "登录"),
    }
}

/// Why a new PIN was not taken.
pub(super) fn refused(error: &Error, token: &TokenInfo, step: &str) -> TokenError {
    match error {
        Error::Pkcs11(RvError::PinInvalid | RvError::PinLenRange, _) => TokenError::PinRefused {
            role: PinRole::User,
            min: token.pin_min,
            max: token.pin_max,
        },
        _ => explain(error, step),
    }
}

/// The length is checked before the token sees the PIN, as the token's own refusal may cost a try.
pub(super) fn check_length(token: &TokenInfo, role: PinRole, pin: &SecretString) -> Result<(), TokenError> {
    let length = pin.expose_secret().len();
    // Some modules leave both limits at zero.
    let max = if token.pin_max == 0 {
        usize::MAX
    } else {
        token.pin_max
    };
    if length > 0 && (token.pin_min..=max).contains(&length) {
        Ok(())
    } else {
        Err(TokenError::PinRefused {
            role,
            min: token.pin_min,
            max: token.pin_max,
        })
    }
}
