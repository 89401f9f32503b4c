//! Arithmetic that the page reader and the judge of seals share: small systems of linear equations, and chance that is
//! the same for a seed. Never here: anything that knows a picture, a page or a seal; chance that a secret rests on.

mod chance;
mod linear;

pub use chance::{Seeded, mixed};
pub use linear::solve;
