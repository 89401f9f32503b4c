//! Made-up seals and signatures, stamped on a picture, for practice and for tests.
//!
//! The characters are random strokes: no seal of anybody is imitated. Everything random comes from the seed. Ink is
//! multiplied onto the paper like ink, so what lies beneath shows through.

mod design;
mod die;
mod pen;
mod press;
mod random;

pub use design::{Form, Ghost, SealDesign};
pub use die::{Die, Glyph};
pub use numerics::Seeded;
pub use pen::sign;
pub use press::{blur, stamp};
pub use random::value_noise;
