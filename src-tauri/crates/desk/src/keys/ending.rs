//! How a step on a key ended, put down in the journal.
//!
//! At a window of a hall it lies in the window's own spool first and goes to the server after: a server that went away
//! while the key worked, or a window that is killed, leaves no step on a key of which nobody knows. What lies there
//! comes in once, and not at all where somebody has gone on with the job since.

use case::{Role, Step};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::hall::new_op;
use store::{
    Account, AuditAction, AuditEntry, CaseId, Circle, KeyJob as Job, KeyJobId, KeyPlace, NewSpooled, Sent,
    SpoolKind, Spooled, StepPhase, Tx,
};
use token::KeyStep;

use crate::case_view::api::Kept;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::spool::unreadable;
use crate::keys::exchange::revocations;
use crate::keys::jobs::whose;
use crate::keys::journal::record;
use crate::keys::plan::{Plan, sealed};
use crate::keys::stock::books;
use crate::keys::work::at_hand::Left;
use crate::rim::api::Refusal;
use crate::rim::hex::hex;

/// How a step ended, as it lies in the spool.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Ended {
    job: u32,
    /// The step's code.
    step: String,
    how: How,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum How {
    /// It was done.
    Done(Left),
    /// It was not.
    Failed {
        why: String,
        /// The SO PIN that was typed for it is asked for again.
        so_pin_was_wrong: bool,
    },
}

impl Ended {
    fn read(body: &str) -> Result<(Self, KeyStep), Refusal> {
        let ended: Self = serde_json::from_str(body).map_err(|_| unreadable())?;
        let step = KeyStep::from_code(&ended.step).ok_or_else(unreadable)?;
        Ok((ended, step))
    }

    /// Puts it down, within a write that is under way. `later` tells when it was, where that is not now.
    fn put(
        &self,
        desk: &Desk,
        tx: &mut Tx<'_>,
        me: &Account,
        step: KeyStep,
        later: &str,
    ) -> Result<(), Refusal> {
        let job = tx.key_job(KeyJobId(self.job))?;
        match &self.how {
            How::Done(left) => {
                let detail = format!("{}{later}", left.detail);
                finish(desk, tx, me, job, step, left, &detail)
            }
            How::Failed {
                why,
                so_pin_was_wrong,
            } => {
                // An SO PIN typed for a key that is to be wiped, and wrong, is asked for again too.
                if *so_pin_was_wrong {
                    tx.drop_secret(&sealed::so_pin_of_job(job.id))?;
                }
                record(
                    desk,
                    tx,
                    me,
                    &job,
                    step,
                    StepPhase::Failed,
                    &format!("{why}{later}"),
                )
            }
        }
    }
}

/// Puts down how a step ended, in the books or, until the hall's server takes it, in the spool. Errors: those of the
/// store and of the spool.
pub(crate) fn put_down(
    desk: &Desk,
    case: CaseId,
    job: KeyJobId,
    step: KeyStep,
    outcome: &Result<Left, Refusal>,
    so_pin_was_typed: bool,
) -> Result<Kept, Refusal> {
    let ended = Ended {
        job: job.0,
        step: step.code().to_owned(),
        how: match outcome {
            Ok(left) => How::Done(left.clone()),
            Err(refused) => How::Failed {
                why: refused.message.clone(),
                so_pin_was_wrong: refused.code == "so-pin-wrong" && so_pin_was_typed,
            },
        },
    };
    if !desk.has_spool() {
        desk.write(Some(Role::KeyClerk), |tx, me| ended.put(desk, tx, me, step, ""))?;
        return Ok(Kept::Books);
    }
    // Nobody else brings it in while it is on its way.
    let _turn = desk.handing.turn();
    let op = new_op()?;
    let account = desk.read(|open| Ok(open.account.id))?;
    desk.keep_in_spool(&NewSpooled {
        op,
        account,
        at: desk.utc(),
        kind: SpoolKind::KeyStep,
        case: Some(case),
        body: serde_json::to_string(&ended).map_err(|_| unreadable())?,
        parts: Vec::new(),
        sent: Sent::Perhaps,
    })?;
    let put = desk.write_once(op, Some(Role::KeyClerk), |tx, me| {
        ended.put(desk, tx, me, step, "")
    });
    match put {
        Err(refused) if refused.is_for_now() => {
            desk.handing.pause();
            Ok(Kept::Spool)
        }
        // What the books refuse is told at once, and lies in the spool no longer.
        put => {
            let item = desk.spooled()?.into_iter().find(|item| item.op == op);
            if let Some(item) = item {
                desk.spool(|spool, _| Ok(spool.forget(item.id)?))?;
            }
            put.map(|()| Kept::Books)
        }
    }
}

/// A step's end of the spool comes into the journal, where the journal still stands at that step's beginning. Errors:
/// `spool-key-gone-on`, `spool-unreadable`, `role-missing`; those of the store.
pub(crate) fn bring(desk: &Desk, item: &Spooled) -> Result<(), Refusal> {
    let (ended, step) = Ended::read(&item.body)?;
    desk.write_once(item.op, Some(Role::KeyClerk), |tx, me| {
        let lines = tx.steps_of_job(KeyJobId(ended.job))?;
        let is_at_it = lines
            .last()
            .is_some_and(|line| line.step == ended.step && line.phase == StepPhase::Started);
        if !is_at_it {
            return Err(Refusal::new(
                "spool-key-gone-on",
                format!("这一把在别处接着办了，断网时做完的“{}”对不上流水", step.name()),
                "请看过制证台的流水；不用补记的可以放弃，放弃会留记录",
            ));
        }
        let at = item.at.with_timezone(desk.now().offset()).format("%m-%d %H:%M");
        ended.put(desk, tx, me, step, &format!("（断网时 {at}，后来交入）"))
    })
}

/// What a step's end of the spool is called.
pub(crate) fn words_of(item: &Spooled) -> String {
    match Ended::read(&item.body) {
        Ok((
            Ended {
                how: How::Done(_), ..
            },
            step,
        )) => format!("{}，已做完", step.name()),
        Ok((_, step)) => format!("{}，没有成功", step.name()),
        Err(_) => String::new(),
    }
}

/// The register knows whose the key of a job is, and that it is at the counter.
pub(crate) fn at_the_window(tx: &mut Tx<'_>, seen: &Seen<'_>, job: &Job) -> Result<(), Refusal> {
    let Some(serial) = job.token_serial.as_deref() else {
        return Ok(());
    };
    let holder = match whose(seen, job) {
        Some(holder) => tx.keep_holder(&holder)?,
        None => None,
    };
    let model = tx.stock_key(serial)?.map(|key| key.model).unwrap_or_default();
    Ok(tx.keep_held_key(serial, &model, holder, KeyPlace::Window, seen.desk.utc())?)
}

/// What a finished step leaves: the job's new facts, the journal's line, the case's next state.
#[allow(clippy::too_many_arguments)]
fn finish(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    mut job: Job,
    step: KeyStep,
    left: &Left,
    detail: &str,
) -> Result<(), Refusal> {
    let now = desk.utc();
    if let Some(serial) = &left.serial {
        job.token_serial = Some(serial.clone());
        if let Some(so_pin) = tx.secret(Circle::Keys, &sealed::so_pin_of_job(job.id))? {
            tx.put_secret_of_two(&sealed::so_pin(serial), &so_pin, now)?;
        }
    }
    if let Some(spki) = &left.spki {
        job.spki_sha256 = Some(hex(&Sha256::digest(spki)));
    }
    if let Some(csr) = &left.csr {
        let number = tx.case(job.case_id)?.number;
        let pem = pki::to_pem(pki::PemLabel::Request, csr);
        job.csr = Some(tx.add_attachment(
            "application/pkcs10",
            &format!("{number}-{}.csr", job.id),
            pem.as_bytes(),
            now,
        )?);
    }
    if step == KeyStep::Initialise {
        books::issue(desk, tx, me, &job)?;
        at_the_window(tx, &Seen::load(desk, tx, me, job.case_id.0)?, &job)?;
    }
    tx.save_key_job(&job, now)?;
    record(desk, tx, me, &job, step, StepPhase::Done, detail)?;
    let case = job.case_id;
    let plans: Vec<Plan> = tx
        .jobs_of_case(case)?
        .into_iter()
        .map(|j| Plan::load(tx, j))
        .collect::<Result<_, _>>()?;
    if plans.iter().all(|p| p.next().is_none()) {
        let seen = Seen::load(desk, tx, me, case.0)?;
        let next = seen.row.state.after(Step::ProveKey, seen.course())?;
        tx.set_case_state(case, next, now)?;
        revocations::follow(desk, tx, &Seen::load(desk, tx, me, case.0)?)?;
        let words = format!("制证完成，{} 把均已验证", plans.len());
        tx.audit(&AuditEntry::new(now, me, AuditAction::KeyProven, words).case(case))?;
    }
    Ok(())
}
