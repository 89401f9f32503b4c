//! Form description and values to PDF bytes, with a map of where everything stands.
//!
//! A form is data (KDL v2, `forms/*/forms/*.kdl`); this crate reads it, fills it and prints it with the page marks that
//! `scan` reads back. It knows no case, no store and no screen, reads no clock, and is the only user of
//! the PDF library. Wordings: the CAs' guides as data in `forms/`.
//!
//! # The language
//! ```kdl
//! form "f-x-1" version="2021.1" title="单位申请表" {
//!   page size=10.5 top=24 side=18 bottom=14 leading=1.35 min=6.5
//!   copies 2                      // or copies "第一联：存根" "第二联：客户"
//!   pages 1                       // the number it should have
//!   footer "第{#page}页，共{#pages}页"
//!   title "单位申请表"
//!   heading "基本资料"
//!   table cols="32 1fr 1fr" header=1 {
//!     row h=8 grow=2 { label "机构名称：" rows=2; value "unit_name" span=2 }
//!     row h=8 { idgrid "uscc" n=18 span=2 }
//!     row h=14 { bar "ca_case_no" align="right" span=3 }     // the CA's own bars: then none in the margin
//!     row each="employees" fill=14 h=9 { label "{#row}"; value ".user_name"; text "{[].business=new}新申请" }
//!     row { frame "seal.org.1" h=50; sign "sign.operator" label="经办人签署："; text "…" open="left top" }
//!   }
//!   p "声明……" indent=2 size=9
//!   agreement "service" size=9 { … }   // the authority's installed text; until then what stands in the braces
//!   keep { … }  office { … }  include "clauses/netca-declaration"  space 3 grow=5  rule  pagebreak
//!   picture h=44 { at x=45 y=22 { circle r=20; star r=6 } }   // a drawn sample; its grammar is in `reading::picture`
//!   only 1 2 { … }               // only on these copies
//!   sheet each="employees" per=14 { … }   // the whole sheet again for every 14 rows
//! }
//! ```
//! Paragraphs and cells take `face size align leading spacing indent hang min`; cells also `span rows valign pad open
//! h lines`. Lengths are millimetres, sizes points, indents ems. The grammar inside wordings is in `inline`.

mod barcode;
mod breaking;
mod cell;
mod compare;
mod cut;
mod description;
mod drawing;
mod error;
mod filling;
mod fitting;
mod fonts;
mod inline;
mod keeping;
mod labels;
mod layout;
mod long_lines;
mod map;
mod marks;
#[cfg(test)]
mod never_cut;
#[cfg(feature = "outline")]
pub mod outline;
mod pdf;
mod picture;
mod reading;
mod render;
#[cfg(test)]
mod repertoire;
mod setting;
mod shown;
mod stacking;
mod structure;
mod table;
mod text;
mod units;

pub use compare::{Comparison, WordsDiffer, compare};
pub use description::FormDescription;
pub use error::FormError;
pub use filling::Filling;
pub use fonts::Fonts;
pub use map::{BoxKind, BoxOnPage, Note, PageMap};
pub use pdf::{Placement, place, type_sizes};
pub use reading::{AGREEMENTS, agreement_has_words, agreement_lines_on_form, agreement_signing_lines};
pub use render::{CaNumber, Marks, Rendered, overprint, render};
