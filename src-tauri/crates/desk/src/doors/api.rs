//! What crosses the rim: the shapes that the window, the tests and `counterctl` see, gathered from the stations.
//!
//! Only these types are serialised for a screen; the domain types behind them stay free to change. Names are
//! camelCase in TypeScript. Amounts are 分 (`u32`), times are RFC 3339 text with offset, dates `YYYY-MM-DD`,
//! lengths millimetres. Personal numbers are masked in lists and whole on the case.

pub use crate::board::api::*;
pub use crate::case_view::api::*;
pub use crate::casework::api::*;
pub use crate::counter::api::*;
pub use crate::hand_over::api::*;
pub use crate::intake::api::*;
pub use crate::keys::api::*;
pub use crate::keys::exchange::answers::ENCRYPTION;
pub use crate::keys::exchange::api::*;
pub use crate::keys::stock::api::*;
pub use crate::ledger::api::*;
pub use crate::machine::api::*;
pub use crate::pages::api::*;
pub use crate::paper::api::*;
pub use crate::post::api::*;
pub use crate::printers::api::*;
pub use crate::prints::api::*;
pub use crate::privacy::api::*;
pub use crate::projects::api::*;
pub use crate::register::acted_on::FIELD as ACTS_ON;
pub use crate::review::api::*;
pub use crate::rights::api::*;
pub use crate::rim::api::*;
pub use crate::rim::secret as secrecy_text;
pub use crate::samples::api::*;
pub use crate::scanning::api::*;
pub use crate::session::api::*;
pub use crate::settings::api::*;
pub use crate::spool::api::*;
pub use crate::ways::api::*;
