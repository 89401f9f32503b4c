//! The second person behind an SO PIN that the key desk uses: the store opens it to nobody alone. Who signs off the
//! unlocking of a key agrees with that to the use of its SO PIN; otherwise somebody agrees at the key desk, by
//! password.

use case::{BusinessType, Role};
use store::{AuditAction, AuditEntry, KeyJobId, Tx};

use crate::casework::seen::Seen;
use crate::counter::beside::witness;
use crate::counter::desk::Desk;
use crate::keys::api::{AgreeBeside, KeyWent};
use crate::keys::desk::went;
use crate::keys::plan::sealed;
use crate::rim::api::Refusal;

/// Whoever signs off a case agrees to the use of the SO PINs of the keys that it unlocks. Gives their serial numbers.
///
/// # Errors
/// Those of the store.
pub(crate) fn agree_by_signing_off(tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<Vec<String>, Refusal> {
    let mut agreed = Vec::new();
    for serial in unlocked_by(tx, seen)? {
        if tx.release_secret_of_two(&sealed::so_pin(&serial), None)? {
            agreed.push(serial);
        }
    }
    Ok(agreed)
}

/// What was agreed to with a signature counts no more: the signature was taken back, or the case is over.
///
/// # Errors
/// Those of the store.
pub(crate) fn agree_no_more(tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<(), Refusal> {
    for serial in unlocked_by(tx, seen)? {
        tx.withdraw_secret_of_two(&sealed::so_pin(&serial))?;
    }
    Ok(())
}

/// The keys that a case unlocks, as far as the register knows them.
fn unlocked_by(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<String>, Refusal> {
    let mut asked = seen.content().parts().into_iter().map(|part| part.business);
    if !asked.any(|business| business == BusinessType::Unlock) {
        return Ok(Vec::new());
    }
    let acted = seen.acted_certificates(tx)?;
    let mut serials: Vec<String> = acted.into_iter().filter_map(|c| c.token_serial).collect();
    serials.sort();
    serials.dedup();
    Ok(serials)
}

/// Somebody beside agrees to the use of the SO PIN that the next step of a job needs.
///
/// # Errors
/// `beside-has-no-share`; those of [`witness`].
pub fn agree_beside(desk: &Desk, args: AgreeBeside) -> Result<KeyWent, Refusal> {
    let witness = witness(desk, &args.beside, "另一位同事")?;
    let id = KeyJobId(args.job_id);
    let (case, serial) = desk.write(Some(Role::KeyClerk), |tx, me| {
        tx.agreed_by(&witness);
        let job = tx.key_job(id)?;
        let serial = job.token_serial.unwrap_or_default();
        let (name, beside) = (sealed::so_pin(&serial), &witness.account.name);
        if !tx.release_secret_of_two(&name, Some(&witness))? {
            return Err(Refusal::new(
                "beside-has-no-share",
                format!("{beside}不能参与打开 UKey {serial} 的管理员口令"),
                "请封存时在岗的另一位复核员、制证员或管理员来；都不在的，请管理员在设置里重新封存",
            ));
        }
        // Together they can, or it is said who could.
        tx.secret_of_two(&name, None)?;
        let words = format!("{beside} 在旁同意使用 UKey {serial} 的管理员口令");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::SoPinAgreed, words).case(job.case_id))?;
        Ok((job.case_id, serial))
    })?;
    went(desk, case, &format!("UKey {serial} 的管理员口令可以用了"))
}
