//! The tree itself: what STYLE and the architecture promise is checked by machine, not by goodwill.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod circles;
mod data;
mod edges;
mod parts;
mod sources;
mod tracked;
