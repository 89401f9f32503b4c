//! The signing key of an account while it is signed in. It exists nowhere else but wrapped in the account's slot of the
//! keyring, and is wiped when the store is closed.

use curve25519_dalek::montgomery::MontgomeryPoint;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::AccountId;
use crate::keys::Secret32;

/// Who signs, and with what.
#[derive(Clone)]
pub(crate) struct Signer {
    /// The account.
    pub account: AccountId,
    key: SigningKey,
}

impl Signer {
    /// The signer of an account from the seed in its slot.
    pub fn new(account: AccountId, seed: &Secret32) -> Self {
        Self {
            account,
            key: SigningKey::from_bytes(seed),
        }
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// What this key and another's public half, in its Montgomery form, have in common (X25519, RFC 7748 section 6.1).
    pub fn agree(&self, other: &[u8; 32]) -> Secret32 {
        let own = Zeroizing::new(self.key.to_scalar_bytes());
        Zeroizing::new(MontgomeryPoint(*other).mul_clamped(*own).to_bytes())
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

/// Whether a signature is that of a public key; none of a key that is no point of the curve, or of a small group.
pub(crate) fn is_signed(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(public) else {
        return false;
    };
    Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}
