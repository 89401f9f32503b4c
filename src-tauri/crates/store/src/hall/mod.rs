//! Several desks, one store: the books of a hall lie sealed on a server, and every window keeps its own copy of them.
//!
//! A write takes the server's one lock, brings the window's copy up to the newest link, works on the copy as on any
//! store, and sends what it wrote as sealed rows with one link; then it commits, there first and here after. A read
//! asks for the newest link and takes what is new. So nothing is decided in two places: whoever holds the lock has seen
//! everything, and what the server did not take did not happen. The server sees tables, numbers, sizes and times, and
//! no value; what it alters, leaves out or puts back is found by the links, each of which names every row that it
//! wrote by a hash and follows the one before under a key that never leaves the windows.
//!
//! Never here: a connection. [`Server`] is what one has to answer.

mod cells;
pub(crate) mod clock;
mod closed;
mod far;
mod following;
mod gathering;
mod home;
mod leaving;
mod moving;
mod once;
mod opener;
mod putting;
mod sealing;
mod seen;
mod sending;
mod server;
#[cfg(test)]
mod trials;
mod writing;

pub use leaving::MovedOut;
pub use moving::Moved;
pub use opener::{Connected, HALL, Opener, by_ticket, can_join, is_window, open_halls_by, take_ticket};
pub use server::{Fed, Link, Links, Op, Pushed, SealedRow, Server, new_op};

pub(crate) use far::Far;
pub(crate) use following::Hall;
pub(crate) use opener::connect;
pub(crate) use seen::{MIGRATIONS, Seen};
pub(crate) use writing::Begun;
