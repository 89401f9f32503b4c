//! The tables: one file each, with its migrations, its row type, its reads and its writes.

pub(crate) mod account;
pub(crate) mod agreement;
pub(crate) mod attachment;
pub(crate) mod audit;
pub(crate) mod case_file;
pub(crate) mod certificate;
pub(crate) mod customer;
pub(crate) mod exchange;
pub(crate) mod key_job;
pub(crate) mod page;
pub(crate) mod print_record;
pub(crate) mod project_version;
pub(crate) mod review;
pub(crate) mod sample;
pub(crate) mod search;
pub(crate) mod secret;
pub(crate) mod setting;
pub(crate) mod thumb;

pub use account::{Account, NewAccount};
pub use agreement::{Agreement, NewAgreement};
pub use attachment::{ATTACHMENT_LIMIT, Attachment};
pub use audit::{AuditEntry, AuditRow};
pub use case_file::{CaseRow, NewCase, retention_end};
pub use certificate::{Certificate, CertificateStatus, NewCertificate};
pub use customer::Customer;
pub use exchange::{Direction, Exchange, NewExchange};
pub use key_job::{KeyJob, KeyStep, NewKeyJob, StepPhase};
pub use page::{NewPage, Page, PageState};
pub use print_record::{NewPrint, PrintRecord};
pub use review::{ItemVerdict, Review, ReviewOutcome, ReviewVerdict};
pub use sample::{NewSample, Sample};
pub use search::Found;
pub use setting::CounterInfo;
