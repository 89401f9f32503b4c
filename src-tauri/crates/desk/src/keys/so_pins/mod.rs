//! SO PINs and PUKs that this store keeps and opens to nobody alone: told to two people, and used at the key desk once
//! a second person has agreed.

pub mod agreeing;
pub mod showing;
