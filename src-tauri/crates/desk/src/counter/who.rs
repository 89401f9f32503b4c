//! Who may: asked of the session, for reads that only one role may do.

use crate::counter::open::Open;
use crate::rim::api::Refusal;
use crate::rim::refusal;

/// Refuses whoever lacks a role, for reads that only that role may do.
pub fn require(open: &Open, role: case::Role) -> Result<(), Refusal> {
    if open.account.roles.has(role) {
        Ok(())
    } else {
        Err(refusal::lacks_role(&open.account.name, role))
    }
}
