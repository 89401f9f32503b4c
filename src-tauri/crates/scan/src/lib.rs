//! A page picture to the page of a case it is, registered to the form.
//!
//! One dropped file becomes page pictures ([`split`]), a picture becomes pixels under limits ([`decode`]), pixels
//! become the page's mark, its place on the form in millimetres and what a person should know ([`read`]), and a frame
//! of the form becomes an upright picture of known scale ([`cut`]). This crate never judges a seal, opens a file,
//! knows a store or keeps a clock. Where the marks stand comes from `pagemark`; how well codes read was measured
//! beforehand.

mod blind;
mod codes;
mod cut;
mod decode;
mod density;
mod error;
mod finding;
mod fit;
mod luma;
mod most_pages;
mod pdf_pages;
mod reading;
mod recognise;
mod registration;
mod segments;
mod settle;
mod sheet;
mod split;
mod squares;
#[cfg(feature = "synth")]
pub mod synth;
mod taps;
mod tiff_pages;
mod upload;
mod upright;
mod warp;

pub use cut::{cut, encode_png, preview_jpeg};
pub use decode::{Limits, Page, decode};
pub use error::ScanError;
pub use finding::Finding;
pub use reading::{Reading, case_bars, read};
pub use recognise::{Recognised, recognise};
pub use registration::{Fit, Registration};
pub use sheet::{NoSheet, OnSheet, on_sheet};
pub use split::{Stack, split};
pub use upload::{Upload, UploadRule, for_upload, merged_for_upload};
