//! A key of 32 bytes, closed for one account: X25519 (RFC 7748) between a key made for this one envelope and the
//! account's own, HKDF-SHA-256 (RFC 5869) over both public halves, XChaCha20-Poly1305.
//!
//! The account's own is the key that it signs with, in its Montgomery form, so that whom the roster vouches for is at
//! once for whom an envelope is closed. That both uses of one pair do not weaken each other is proven for just this
//! construction (E. Thormarker, *On using the same key pair for Ed25519 and an X25519 based KEM*, ePrint 2021/509).

use curve25519_dalek::montgomery::MontgomeryPoint;
use ed25519_dalek::VerifyingKey;
use zeroize::Zeroizing;

use crate::Result;
use crate::acts::signer::Signer;
use crate::keys::{Secret32, derive, open, random, seal};

/// Length of a public half in bytes.
const PUBLIC: usize = 32;

/// Closes a key for whoever has the private half of `public`; `bound` to where the envelope is to lie. None for a
/// public half that is no point of the curve, or of a small group.
pub(crate) fn close(public: &[u8; PUBLIC], bound: &[u8], key: &Secret32) -> Result<Option<Vec<u8>>> {
    let Ok(to) = VerifyingKey::from_bytes(public) else {
        return Ok(None);
    };
    let own: Secret32 = Zeroizing::new(random()?);
    let made = MontgomeryPoint::mul_base_clamped(*own).to_bytes();
    let shared = Zeroizing::new(to.to_montgomery().mul_clamped(*own).to_bytes());
    if to.is_weak() || *shared == [0; PUBLIC] {
        return Ok(None);
    }
    let lock = lock(&shared, &made, public)?;
    Ok(Some(
        [made.as_slice(), &seal(&lock, bound, key.as_ref())?].concat(),
    ))
}

/// Opens an envelope with an account's own key; nothing when it is for another, or from another place.
pub(crate) fn unclose(signer: &Signer, bound: &[u8], envelope: &[u8]) -> Result<Option<Secret32>> {
    let Some((made, sealed)) = envelope.split_first_chunk::<PUBLIC>() else {
        return Ok(None);
    };
    let shared = signer.agree(made);
    let lock = lock(&shared, made, &signer.public())?;
    let plain = open(&lock, bound, sealed);
    Ok(plain.and_then(|plain| Some(Zeroizing::new(<[u8; 32]>::try_from(plain.as_slice()).ok()?))))
}

fn lock(shared: &Secret32, made: &[u8; PUBLIC], public: &[u8; PUBLIC]) -> Result<Secret32> {
    derive(
        shared,
        &[b"counterfoil/envelope/1\0", made.as_slice(), public].concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    #[test]
    fn an_envelope_opens_for_one_account_in_one_place() {
        let signer = |byte| Signer::new(AccountId(1), &Zeroizing::new([byte; 32]));
        let (own, other) = (signer(1), signer(2));
        let key: Secret32 = Zeroizing::new([7; 32]);
        let envelope = close(&own.public(), b"here", &key).unwrap().unwrap();
        let opened = |signer: &Signer, bound: &[u8], bytes: &[u8]| unclose(signer, bound, bytes).unwrap();
        assert_eq!(opened(&own, b"here", &envelope), Some(key));
        assert!(opened(&other, b"here", &envelope).is_none());
        assert!(opened(&own, b"there", &envelope).is_none());
        assert!(opened(&own, b"here", &envelope[..40]).is_none());
        assert!(opened(&own, b"here", b"short").is_none());
        for at in [0, 40, envelope.len() - 1] {
            let mut bent = envelope.clone();
            bent[at] ^= 1;
            assert!(opened(&own, b"here", &bent).is_none(), "byte {at}");
        }
    }

    #[test]
    fn no_envelope_is_closed_for_a_key_that_is_none() {
        let key: Secret32 = Zeroizing::new([7; 32]);
        // The neutral element, a point of order four, and bytes that are no point.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        for public in [neutral, [0; 32], [2; 32]] {
            assert!(close(&public, b"here", &key).unwrap().is_none(), "{public:?}");
        }
    }
}
