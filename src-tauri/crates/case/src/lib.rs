//! The case: what an applicant asks for, where it stands, who may move it on.
//!
//! Pure vocabulary of the domain: no I/O, no clock, no certificate authority by name. What
//! differs between authorities (words, fields, fees, materials) is data of a `project`.

mod business;
mod draft;
mod finding;
mod holder;
mod role;
mod rows;
mod state;

pub use business::{Algorithm, BusinessType, CertKind, Channel, Course, MadeBy, UnknownWord};
pub use draft::{CaseContent, FieldMap, PaymentMethod};
pub use finding::{Finding, Severity, Verdict, verdict_of};
pub use holder::{Holder, Party};
pub use role::{Role, Roles};
pub use rows::{ROW_BUSINESS, ROW_YEARS};
pub use state::{CaseState, Refused, Step};
