//! A CA project as data: business types, fields, materials, fees, forms, rules. Has no branch on a project's id.
//!
//! A project is a folder with a `project.toml` and its form descriptions (forms/README.md). This crate reads and
//! validates such folders and answers from them: what is offered, which fields a form needs, which papers to bring,
//! what it costs, what the guide forbids. Where a guide is silent the answer says so; no value is ever made up here.
//!
//! Never here: a screen, a store, a clock, a printed page. The only I/O is reading a project's folder.
//! Facts: the guides (`forms/GUIDES.md`), by row id and line in the data itself.

mod agreement;
mod course;
mod data;
mod facts;
mod fee;
mod field;
mod formula;
mod judging;
mod load;
mod material;
mod problem;
mod project;
mod query;
mod rule;
mod sampling;
mod scope;
mod snapshot;
mod upload;
mod validate;
mod when;

pub use data::acts_on::ActsOn;
pub use data::agreement::AgreementSpec;
pub use data::course::{ApprovalRule, MakingRule, TermRule};
pub use data::file::{
    AcceptancePoint, Account, CaInfo, ConditionSpec, Contact, FeeRow, FormRef, KindSpec, LaterForm, Mailing,
    MaterialData, MaterialPart, PaymentRule, PinPolicy, SubjectPart, UploadRules, YearsRule,
};
pub use data::judging::{PictureRules, Sampling, Threshold};
pub use data::posting::{PostagePaid, PostingRule};
pub use data::retention::{FEWEST_YEARS, RetentionRule};
pub use data::sampling::{SealSampling, SignaturePlace};
pub use data::source::Source;
pub use data::upload::UploadSlot;
pub use facts::{Facts, OLD_CERT_UNTIL};
pub use fee::{FeeLine, FeeQuery, FeeRefusal, Quote, money_text};
pub use field::{Carry, FieldGroup, FieldOption, FieldSpec, Required};
pub use formula::{Formula, FormulaError, Quantities};
pub use judging::threshold_names;
pub use load::{Folder, Projects, load, load_admitted, load_all};
pub use material::{Ask, MaterialRow};
pub use problem::{Problem, ProblemSeverity};
pub use project::{BusinessWord, ChannelWord, Project};
pub use query::Query;
pub use scope::{BusinessScope, ChannelScope};
pub use snapshot::Snapshot;
pub use when::When;
