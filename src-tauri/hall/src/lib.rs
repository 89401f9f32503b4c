//! The way to a hall's server: PostgreSQL on the hall's own network, over TLS to a certificate known beforehand.
//!
//! The one crate of the house that can open a connection to another machine, and only where a window's [`HALL`] file
//! names one by a number of the hall's network. It carries sealed bytes: neither a key of the books nor a readable
//! value of a counter ever comes here, except the hall's secret, which it hands on to the store and never sends.
//!
//! [`HALL`]: store::hall::HALL

mod authority;
#[cfg(feature = "cluster")]
pub mod cluster;
mod connecting;
mod failure;
mod limit;
pub mod schema;
mod server;
pub mod set_up;
mod ticket;
mod tls;
mod way;
mod wire;

pub use server::PgServer;
pub use ticket::{Former, Window, Windows, open_windows, trust};
pub use tls::{Identity, Pin};
pub use way::{Host, Way};
