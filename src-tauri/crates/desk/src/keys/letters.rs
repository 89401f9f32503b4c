//! How often the PIN letter of a key job was printed.

use store::{KeyJob as Job, Tx};

use crate::keys::plan::{Mode, Plan, sealed};
use crate::rim::api::Refusal;

/// How often the letter of a job was printed. None where there is no PIN to tell: an own key, one that is not
/// finished, one that was handed over.
pub(crate) fn times(tx: &Tx<'_>, job: &Job) -> Result<Option<u32>, Refusal> {
    let plan = Plan::load(tx, job.clone())?;
    let has_pin = plan.mode == Mode::Fresh && plan.next().is_none() && tx.has_secret(&sealed::pin(job.id))?;
    Ok(has_pin.then_some(job.letters))
}
