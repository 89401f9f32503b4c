//! By which word the books know a backup.

/// Audit action of a backup; the board reads when the last one was.
pub const BACKED_UP: &str = "backed-up";
