//! Codes and numbers of persons and organisations, checked. Does no I/O.
//!
//! One entry, [`check`]: a kind, what was typed, today's date; back come the normal form, a verdict and findings in
//! words. Each rule cites its standard where it is
//! written. Never here: a case, a project, a screen, a clock.

mod check;
mod contact;
mod date;
mod division;
mod finding;
mod kind;
mod mask;
mod numerals;
mod organisation;
mod person;
mod personal;
mod text;
mod travel;

pub use check::check;
pub use date::date_of;
pub use division::division_name;
pub use finding::{Checked, Facts, Finding, Severity, Sex, Verdict};
pub use kind::{Kind, UnknownKind};
pub use mask::{mask_email, mask_id, mask_kind, mask_numbers, mask_phone};
pub use numerals::{capital_money, capital_number, chinese_date};
pub use organisation::{org_check_char, uscc_check_char};
pub use person::{resident_check_char, sex_disagrees};
pub use personal::{Personal, mask_personal};
pub use text::{half_width, is_bidi_control, normal_code, normal_unit_name, shown_text};
