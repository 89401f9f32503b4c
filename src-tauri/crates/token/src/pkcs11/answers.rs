//! What a module says, in our words: return values and the texts of CK_TOKEN_INFO.
//!
//! Never here: PINs; `pins` explains what has to do with them.

use cryptoki::error::{Error, RvError};

use crate::error::{PinRole, TokenError};

/// An error of the module during `step`.
pub(super) fn explain(error: &Error, step: &str) -> TokenError {
    let Error::Pkcs11(answer, function) = error else {
        return TokenError::Module {
            call: step.to_owned(),
            answer: error.to_string(),
        };
    };
    match answer {
        RvError::DeviceRemoved
        | RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::SessionHandleInvalid
        | RvError::SessionClosed
        | RvError::SlotIdInvalid => TokenError::KeyPulled {
            step: step.to_owned(),
        },
        RvError::DeviceMemory => TokenError::TokenFull,
        RvError::TokenWriteProtected => TokenError::WriteProtected,
        RvError::PinLocked => TokenError::PinLocked { role: PinRole::User },
        RvError::UserPinNotInitialized => TokenError::PinNotSet,
        RvError::FunctionNotSupported => TokenError::NotSupported {
            what: step.to_owned(),
        },
        other => TokenError::Module {
            call: function.to_string(),
            answer: format!("{other:?}"),
        },
    }
}

/// A text of the token without the padding, the NULs (opencryptoki embeds them) and other control characters.
pub(super) fn text(raw: &str) -> String {
    raw.split('\0')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|one| !one.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn padding_and_embedded_nul_go() {
        for (raw, expected) in [
            ("SoftHSM v2   ", "SoftHSM v2"),
            ("IBM\0\0junk", "IBM"),
            ("", ""),
            ("a\u{7}b", "ab"),
        ] {
            assert_eq!(text(raw), expected);
        }
    }
}
