//! Practice only: the training CA answers a request.

use case::BusinessType;
use store::KeyJobId;

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::practice;
use crate::keys::api::KeyWent;
use crate::keys::exchange::answers::import_answer;
use crate::keys::exchange::package::csr_der;
use crate::keys::exchange::term;
use crate::rim::api::{ById, Refusal};

/// Practice store only: the training CA answers the request of a job.
pub fn training_issue(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    if !practice::is_training(&desk.config.store_dir) {
        return Err(Refusal::new(
            "not-training",
            "训练用 CA 只能在练习环境里使用",
            "正式件请把交换包交给 CA，收到回包后导入",
        ));
    }
    let (csr, days, recovers) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let job = tx.key_job(KeyJobId(args.id))?;
            let seen = Seen::load(desk, tx, &open.account, job.case_id.0)?;
            Ok((
                csr_der(tx, &job)?,
                term::days_to_train(&seen, tx, &job)?,
                seen.content().business == BusinessType::KeyRecovery,
            ))
        })
    })?;
    let pem = practice::answer(
        &practice::ca(&desk.config.store_dir)?,
        &csr,
        days,
        recovers,
        desk.utc(),
    )?;
    import_answer(desk, "训练CA回包.pem", args.id, pem.into_bytes())
}
