//! What a look over the chain of the audit finds.

/// What following the audit chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditCheck {
    /// Every row fits.
    Whole {
        /// Number of rows.
        rows: u32,
    },
    /// The first row that does not fit.
    Broken {
        /// Its running number; 0 when it is the table's protection that is gone.
        seq: i64,
        /// What is wrong with it, in Chinese.
        why: String,
    },
}
