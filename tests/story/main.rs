//! Whole cases without the window.

#![allow(clippy::expect_used, clippy::unwrap_used)]
