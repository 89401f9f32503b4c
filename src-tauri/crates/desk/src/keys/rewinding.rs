//! What was done on the keys of a case is taken up again from the request on, when what was asked of the CA has to
//! be asked anew.
//!
//! The journal is only written on: a step that has to be taken again gets a line that says why. Nothing on a key is
//! touched here.

use store::{KeyJob as Job, StepPhase, Tx};
use token::KeyStep;

use crate::counter::desk::Desk;
use crate::keys::plan::Plan;
use crate::rim::api::Refusal;

/// The steps that follow from what is asked of the CA; the key pair stays.
const ASKED: [KeyStep; 9] = [
    KeyStep::Request,
    KeyStep::Export,
    KeyStep::Import,
    KeyStep::WriteCertificate,
    KeyStep::ReadBack,
    KeyStep::Prove,
    KeyStep::ImportEncryptionKey,
    KeyStep::WriteEncryptionCertificate,
    KeyStep::ProveEncryption,
];

/// Takes a job back to where its request is made. The certificate that came for it stays in the books.
pub(crate) fn rewind(desk: &Desk, tx: &mut Tx<'_>, job: Job, why: &str) -> Result<(), Refusal> {
    let plan = Plan::load(tx, job)?;
    let serial = plan.job.token_serial.clone();
    let taken = ASKED.into_iter().filter(|step| plan.is_done(*step));
    for step in taken {
        tx.add_key_step(
            plan.job.id,
            step.code(),
            StepPhase::Failed,
            serial.as_deref(),
            why,
            desk.utc(),
        )?;
    }
    let mut job = plan.job;
    job.csr = None;
    job.cert = None;
    Ok(tx.save_key_job(&job, desk.utc())?)
}
