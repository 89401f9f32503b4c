//! The driver of a module in this very process, without a worker around it: for measuring only.

use crate::error::TokenError;
use crate::module::ModuleSpec;
use crate::vocabulary::Driver;

/// The driver of a module in this very process, without a worker around it: for measuring only. A module that hangs
/// takes the program with it.
///
/// # Errors
/// [`TokenError::ModuleMissing`], [`TokenError::ModuleBroken`].
pub fn direct(spec: &ModuleSpec) -> Result<Box<dyn Driver>, TokenError> {
    crate::worker::opening::open(&spec.name, &spec.path, Vec::new())
}
