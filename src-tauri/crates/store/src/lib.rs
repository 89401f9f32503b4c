//! The encrypted store: one SQLCipher database, one file per table, an audit chain, attachments inside.
//!
//! [`Store::unlock`] opens it with an account's password; [`Store::write`] runs one use case in one transaction,
//! in which everything is kept or nothing. It decides nobody's rights (`desk` does), knows no clock (every `now`
//! comes from outside) and puts nothing readable on the disk: neither names nor logins, in no file.
//!
//! Retention: 电子签名法 第二十四条, 个人信息保护法 第四十七条 — records are locked; what is due is deleted by two people, one case
//! at a time ([`Tx::delete_case`]), and by nothing else.

mod acts;
mod audit_action;
mod audit_check;
mod backup;
mod canonical;
mod circle;
mod copying;
mod deletion;
mod error;
pub mod hall;
mod id;
mod joint;
mod keyring;
mod keys;
mod mark;
mod mending;
mod migration;
mod open;
mod opened;
mod pieces;
mod plain_file;
mod reading;
mod recovery;
mod renewing;
mod restoring;
mod row;
mod schema;
mod signing_in;
mod spool;
mod store;
mod table;
mod thinning;
mod tx;
mod verify;
mod witnessing;

pub use acts::head::Head;
pub use acts::signed_head::{Seen, SignedHead};
pub use audit_action::{Acted, AuditAction};
pub use audit_check::AuditCheck;
pub use backup::{Backup, MANIFEST, Manifest, ManifestFile, about_backup, read_manifest, restore};
pub use canonical::{canonical_json, content_hash, hash_of, sha256_hex};
pub use circle::Circle;
pub use copying::{Copier, Watch};
pub use deletion::{Aging, DELETIONS, Deletion, DeletionOrder, FindTraces, Replayed, Statement, Traces};
pub use error::{Result, StoreError};
pub use id::{
    AccountId, AgreementId, AttachmentId, CaseId, CertificateId, CustomerId, ExchangeId, HolderId, KeyJobId,
    OutsideFileId, PageId, ParcelId, PrintId, ReviewId, RevocationId, SampleId,
};
pub use joint::Witness;
pub use keyring::{create_private, private_folder};
pub use keys::{KdfCost, fold_login};
pub use mark::{Doubt, Loss};
pub use mending::Mended;
pub use open::DATABASE;
pub use pieces::PIECES;
pub use reading::OnlyReads;
pub use recovery::{RECOVERY_LOGIN, RecoveryKey};
pub use renewing::DatabaseKey;
pub use restoring::{PRACTICE, Proven, Restored};
pub use schema::known_schema;
pub use spool::{NewSpooled, SPOOL, Sent, Spool, SpoolKind, Spooled};
pub use store::{KEYRING, NewStore, Store};
pub use table::*;
pub use thinning::thin;
pub use tx::Tx;
pub use verify::{Problem, Report};
