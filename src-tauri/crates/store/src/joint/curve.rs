//! The arithmetic of what two people open: ElGamal encryption over edwards25519, with a private key of which every two
//! people hold shares that add up to it (2 of n, dealt anew for each pair, so that two shares of one person are worth
//! nothing together).
//!
//! A secret is sealed under `e·X`, where `X = x·B` is the public key and `E = e·B` goes along; `x = u + v` gives
//! `u·E + v·E = e·X`. The factor that a share makes is of one `E` alone. `E` signs the name of what was sealed with it
//! (Ed25519), so that nobody gets a factor for one secret by laying it under another's name.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity as _;
use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use crate::Result;
use crate::acts::signer::is_signed;
use crate::keys::{Secret32, derive, open, random, seal};

/// A point in 32 bytes.
pub(super) type Point = [u8; 32];

/// Something private to multiply points with: a part of a private key, or a share of one. Wiped.
pub(super) type Factor = Zeroizing<Scalar>;

/// One drawn by chance.
pub(super) fn drawn() -> Result<Factor> {
    let wide = Zeroizing::new(random::<64>()?);
    Ok(Zeroizing::new(Scalar::from_bytes_mod_order_wide(&wide)))
}

/// The public half.
pub(super) fn public_of(factor: &Factor) -> Point {
    EdwardsPoint::mul_base(factor).compress().to_bytes()
}

/// Two shares that add up to a part.
pub(super) fn dealt(part: &Factor) -> Result<[Factor; 2]> {
    let one = drawn()?;
    let other = Zeroizing::new(**part - *one);
    Ok([one, other])
}

/// As it travels in an envelope.
pub(super) fn to_bytes(factor: &Factor) -> Secret32 {
    Zeroizing::new(factor.to_bytes())
}

/// Read back; none unless it is exactly what was written.
pub(super) fn from_bytes(bytes: &Secret32) -> Option<Factor> {
    Option::from(Scalar::from_canonical_bytes(**bytes)).map(Zeroizing::new)
}

/// The sum of two factors.
pub(super) fn sum(one: &Factor, other: &Factor) -> Factor {
    Zeroizing::new(**one + **other)
}

/// The sum of two points; none where one is no point of the group.
pub(super) fn sum_of_points(one: &Point, other: &Point) -> Option<Point> {
    Some((point(one)? + point(other)?).compress().to_bytes())
}

/// A point of the group of prime order, not its neutral element.
fn point(bytes: &Point) -> Option<EdwardsPoint> {
    let point = CompressedEdwardsY(*bytes).decompress()?;
    (point.is_torsion_free() && !point.is_identity()).then_some(point)
}

/// Something sealed for two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Closed {
    /// `E`.
    pub ephemeral: Point,
    /// Nonce and ciphertext.
    pub body: Vec<u8>,
    /// By `E` over what it is bound to and the ciphertext.
    pub signature: Vec<u8>,
}

impl Closed {
    /// Seals something for those who hold shares of a public key; `bound` to its name and place. None for a public key
    /// that is no point of the group.
    pub fn seal(to: &Point, bound: &[u8], plain: &[u8]) -> Result<Option<Self>> {
        let Some(public) = point(to) else {
            return Ok(None);
        };
        let own = SigningKey::from_bytes(&Zeroizing::new(random()?));
        let ephemeral = own.verifying_key().to_bytes();
        let scalar = Zeroizing::new(own.to_scalar());
        let shared = Zeroizing::new((public * *scalar).compress().to_bytes());
        let body = seal(&lock(&shared, &ephemeral, to)?, bound, plain)?;
        let signature = own.sign(&said(bound, &body)).to_bytes().to_vec();
        Ok(Some(Self {
            ephemeral,
            body,
            signature,
        }))
    }

    /// Whether it was sealed for just this name and place.
    pub fn is_of(&self, bound: &[u8]) -> bool {
        point(&self.ephemeral).is_some()
            && is_signed(&self.ephemeral, &said(bound, &self.body), &self.signature)
    }

    /// What a share makes of it: worth nothing for anything else. None for what was not sealed for this name.
    pub fn factor(&self, bound: &[u8], share: &Factor) -> Option<Secret32> {
        let ephemeral = point(&self.ephemeral).filter(|_| self.is_of(bound))?;
        Some(Zeroizing::new((ephemeral * **share).compress().to_bytes()))
    }

    /// Opens it with the factors of two shares.
    pub fn open(
        &self,
        to: &Point,
        bound: &[u8],
        one: &Secret32,
        other: &Secret32,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let Some(shared) = sum_of_points(one, other).map(Zeroizing::new) else {
            return Ok(None);
        };
        Ok(open(&lock(&shared, &self.ephemeral, to)?, bound, &self.body))
    }
}

fn said(bound: &[u8], body: &[u8]) -> Vec<u8> {
    let length = (bound.len() as u64).to_be_bytes();
    [b"counterfoil/joint-secret/1\0", length.as_slice(), bound, body].concat()
}

fn lock(shared: &Secret32, ephemeral: &Point, to: &Point) -> Result<Secret32> {
    let info = [b"counterfoil/joint/1\0", ephemeral.as_slice(), to].concat();
    derive(shared, &info)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of two parts, and the shares of one pair.
    fn key() -> (Point, [Factor; 2]) {
        let parts = [drawn().unwrap(), drawn().unwrap()];
        let public = sum_of_points(&public_of(&parts[0]), &public_of(&parts[1])).unwrap();
        let [first, second] = parts.map(|part| dealt(&part).unwrap());
        (public, [sum(&first[0], &second[0]), sum(&first[1], &second[1])])
    }

    fn opened(closed: &Closed, to: &Point, one: &Factor, other: &Factor) -> Option<Vec<u8>> {
        let one = closed.factor(b"a", one)?;
        let other = closed.factor(b"a", other)?;
        let plain = closed.open(to, b"a", &one, &other).unwrap()?;
        Some(plain.to_vec())
    }

    #[test]
    fn two_shares_open_and_one_does_not() {
        let (public, [one, other]) = key();
        let closed = Closed::seal(&public, b"a", b"48151623").unwrap().unwrap();
        assert_eq!(
            opened(&closed, &public, &one, &other).as_deref(),
            Some(b"48151623".as_slice())
        );
        assert_eq!(opened(&closed, &public, &one, &one), None);
        assert_eq!(opened(&closed, &public, &other, &drawn().unwrap()), None);
        let (stranger, _) = key();
        assert_eq!(opened(&closed, &stranger, &one, &other), None);
    }

    #[test]
    fn a_factor_is_of_one_secret_under_its_own_name() {
        let (public, [one, other]) = key();
        let [a, b] = [b"a", b"b"].map(|name| Closed::seal(&public, name, b"1").unwrap().unwrap());
        // The factor of one does not open the other.
        let factors = [&one, &other].map(|share| b.factor(b"b", share).unwrap());
        assert!(a.open(&public, b"a", &factors[0], &factors[1]).unwrap().is_none());
        // And nothing is made for a secret that lies under another's name, or was changed.
        assert!(b.factor(b"a", &one).is_none());
        let mut bent = a.clone();
        bent.body[30] ^= 1;
        assert!(bent.factor(b"a", &one).is_none());
        let mut swapped = a.clone();
        swapped.ephemeral = b.ephemeral;
        assert!(swapped.factor(b"a", &one).is_none());
    }

    #[test]
    fn what_is_no_point_of_the_group_is_refused() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        for wrong in [neutral, [0; 32], [2; 32], [0xff; 32]] {
            assert!(Closed::seal(&wrong, b"a", b"1").unwrap().is_none());
            assert!(sum_of_points(&wrong, &key().0).is_none());
        }
        let above = Zeroizing::new([0xff; 32]);
        assert!(from_bytes(&above).is_none());
    }
}
