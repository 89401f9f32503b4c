//! The name by which a training CA is known, and never taken for a real one.

use crate::subject::Subject;

/// What every name of the training CA says.
pub const TRAINING_NAME: &str = "训练用CA（无法律效力） TRAINING ONLY";

/// The part of it by which it is known again.
const TRAINING_MARK: &str = "TRAINING ONLY";

/// Whether a name is a training CA's.
pub(crate) fn is_training_name(name: &Subject) -> bool {
    name.common_name.contains(TRAINING_MARK)
}
