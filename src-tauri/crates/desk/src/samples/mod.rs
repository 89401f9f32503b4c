//! Seal and signature samples: cut from their frames when a page is filed, compared, edited, chosen, sent.
//!
//! The cut as scanned is never changed. What is done to a sample stands beside it as parameters, and the picture is
//! derived; a picture fused of several samples is a sample of its own kind that names them.

pub mod api;
pub mod counting;
pub mod cutting;
pub mod deciding;
pub mod editing;
pub mod files;
pub mod judgement;
pub mod lines;
pub mod marks;
pub mod pictures;
pub mod standing;
