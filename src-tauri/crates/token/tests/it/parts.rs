//! Parts that nobody here wrote beside SoftHSM2: opencryptoki behind its daemon, and a PIV card behind pcscd, each in
//! a corner of the machine of its own; read back by `pkcs11-tool`, `yubico-piv-tool` and `openssl`.
//!
//! The parts: SoftHSM2, opencryptoki, OpenSC over a virtual card.

mod card;
mod card_pins;
mod card_pulled;
mod life;
mod opencryptoki;
mod plugging;
