//! What became of a print.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

/// What became of the print of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// Never printed.
    None,
    /// With the printer; not out yet.
    Printing,
    /// Out, as the printing system or a person says, and it shows the present content.
    Printed,
    /// Saved as a file, and it shows the present content.
    Saved,
    /// It did not come out.
    Failed,
    /// Nobody knows whether it came out; a person has to say.
    Unknown,
    /// Only papers of another content are there. A value put back makes them hold again.
    Stale,
}
