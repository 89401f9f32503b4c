//! Row ids, one type per table, so that a job is never taken for a case.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(
            /// The row id.
            pub u32,
        );

        impl $name {
            /// The id of the row just inserted.
            #[allow(dead_code)]
            pub(crate) fn last(conn: &rusqlite::Connection) -> crate::Result<Self> {
                u32::try_from(conn.last_insert_rowid())
                    .map(Self)
                    .map_err(|_| crate::StoreError::damaged("行号超出范围"))
            }
        }

        impl From<u32> for $name {
            fn from(id: u32) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.0))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                u32::column_result(value).map(Self)
            }
        }
    )+};
}

ids! {
    /// A row of `outside_file`.
    OutsideFileId;
    /// An account.
    AccountId;
    /// A case.
    CaseId;
    /// A returning unit.
    CustomerId;
    /// An installed text of an agreement.
    AgreementId;
    /// Stored bytes.
    AttachmentId;
    /// A scanned page.
    PageId;
    /// A parcel.
    ParcelId;
    /// A print.
    PrintId;
    /// A seal sample.
    SampleId;
    /// A second check.
    ReviewId;
    /// A key job.
    KeyJobId;
    /// A certificate.
    CertificateId;
    /// A unit or person who holds certificates.
    HolderId;
    /// A package to or from the CA.
    ExchangeId;
    /// Something the CA is asked to revoke or suspend.
    RevocationId;
}
