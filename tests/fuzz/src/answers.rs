//! What the program takes from its own reader, which a file may have taken over, and from a card.

use reader::Refused;
use reader::ask::{
    Answer, CertificatesFound, CutFrame, Drafted, Encoding, KnownAs, Looked, Numbered, PackageOpened,
    PageRead, PageTaken, Uploaded,
};
use reader::frame::{self, Kind};
use serde::de::DeserializeOwned;

/// Most bytes that an answer of one round may have.
const MOST: u64 = 1 << 20;

/// Frames that a reader says, as whatever answer they may be.
pub fn reader(bytes: &[u8]) {
    let (mut from, mut left) = (bytes, MOST);
    while let Ok((kind, said)) = frame::take(&mut from, &mut left) {
        match kind {
            Kind::Said => any(&said),
            Kind::Refused => parsed::<Refused>(&said),
            Kind::Ready => parsed::<fence::Held>(&said),
            Kind::File | Kind::Ask | Kind::Part => {}
        }
    }
    // The first byte is no length here: it says which answer the rest is.
    any(bytes.get(1..).unwrap_or_default());
}

fn any(said: &[u8]) {
    parsed::<Answer<PageTaken>>(said);
    parsed::<Answer<Looked>>(said);
    parsed::<Answer<PageRead>>(said);
    parsed::<Answer<Option<scan::Recognised>>>(said);
    parsed::<Answer<Vec<CutFrame>>>(said);
    parsed::<Answer<Uploaded>>(said);
    parsed::<Answer<Numbered>>(said);
    parsed::<Answer<judging::Compared>>(said);
    parsed::<Answer<CertificatesFound>>(said);
    parsed::<Answer<PackageOpened>>(said);
    parsed::<Answer<pki::RevocationList>>(said);
    parsed::<Answer<KnownAs>>(said);
    parsed::<Answer<Drafted>>(said);
    parsed::<Answer<Option<Encoding>>>(said);
}

fn parsed<T: DeserializeOwned>(said: &[u8]) {
    if let Err(error) = serde_json::from_slice::<T>(said) {
        assert!(!error.to_string().is_empty());
    }
}

/// A PIV card: its answers to everything that the driver asks, one after the other.
pub fn card(bytes: &[u8]) {
    if let Err(error) = token::double::read_played_card(bytes) {
        assert!(!error.to_string().is_empty());
    }
}
