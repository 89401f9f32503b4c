//! The words every driver speaks: what a token is, what state its PINs are in, and in `token` what can be asked of it.
//!
//! Never here: how a driver reaches the token. The types are `Serialize` because they cross the pipe between the
//! program and its worker process, which belongs to this crate; screens have their own counterparts in `desk`.
//!
//! Facts: PKCS #11 v2.40 §3.2 (`CK_TOKEN_INFO` and its flags).

pub(crate) mod operation;
mod things;
mod token;

pub use self::operation::{Act, Op, Pace, Pin, Said, Traits};
pub(crate) use self::things::check_label;
pub use self::things::{
    Algorithm, KeyId, PinState, PinStatus, PublicKey, StoredCertificate, TokenInfo, Wipe, is_numbered,
};
pub use self::token::{Driver, Token};
