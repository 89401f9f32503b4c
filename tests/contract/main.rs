//! The answers other programs rely on.

#![allow(clippy::expect_used, clippy::unwrap_used)]
