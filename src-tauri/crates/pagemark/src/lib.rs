//! The grammar of the marks on a page: what the 2-D code says, and where code and registration marks stand.
//!
//! Written by `form`, read by `scan`; this crate itself neither draws nor decodes a picture, so both sides
//! agree by construction. All lengths are millimetres on an A4 page, the origin is the top left corner.

mod mark;
mod place;

pub use mark::{MarkError, PageMark};
pub use place::{
    A4_HEIGHT_MM, A4_WIDTH_MM, CODE_QUIET_MM, CODE_SIDE_MM, Corner, Layout, LineMm, RectMm, code_rect,
    corner_rect,
};
