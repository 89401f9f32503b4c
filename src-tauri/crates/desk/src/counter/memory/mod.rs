//! What the desk keeps in memory of a session, and forgets with it: what is being looked at, and what the screens were
//! told. Nothing here is ever written down.

pub mod backup;
pub mod idle;
pub mod left;
pub mod looked;
pub mod shown;
pub mod unmasked;
pub mod unsound;
