//! The SO PIN (or PUK) of a key, told under four eyes: what a CA asks for when it takes a key over, and what opens a
//! key once this counter's program is not at hand. The key clerk asks, an administrator beside agrees, the reason is
//! on record; the PIN itself stands in the answer, and nowhere else.
//!
//! The store opens it to nobody alone; how it comes to be used at the key desk stands in `agreeing`.

use case::Role;
use store::{AuditAction, AuditEntry, Tx};

use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::keys::api::{ShowSoPin, SoPinShown};
use crate::keys::plan::sealed;
use crate::rim::api::Refusal;

/// How long it stays on the screen, in seconds: time to write sixteen digits down twice.
const SECONDS: u32 = 60;

/// Whether this store has the SO PIN of a key.
pub(crate) fn is_kept(tx: &Tx<'_>, serial: &str) -> Result<bool, Refusal> {
    Ok(tx.has_secret_of_two(&sealed::so_pin(serial))?)
}

/// Tells the SO PIN of one key. Errors: `reason-missing`, those of [`beside`], `so-pin-not-kept`.
pub fn show(desk: &Desk, args: ShowSoPin) -> Result<SoPinShown, Refusal> {
    let reason = args.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new(
            "reason-missing",
            "没有写明为什么要看管理员口令",
            "请写明用途，例如“CA 收回 UKey，来函索取”",
        ));
    }
    let witness = beside(desk, &args.beside, Role::Admin)?;
    let serial = args.serial.trim().to_owned();
    // Recorded before it is told: what may have been read counts as read.
    desk.write(Some(Role::KeyClerk), |tx, me| {
        tx.agreed_by(&witness);
        let so_pin = tx
            .secret_of_two(&sealed::so_pin(&serial), Some(&witness))?
            .ok_or_else(|| {
                Refusal::new(
                    "so-pin-not-kept",
                    format!("本受理点没有 UKey {serial} 的管理员口令"),
                    "请核对序列号；不是本受理点初始化的 UKey，口令在原发证机构",
                )
            })?;
        let name = &witness.account.name;
        let words = format!("查看 UKey {serial} 的管理员口令，{name} 在旁同意：{reason}");
        let entry = AuditEntry::new(desk.utc(), me, AuditAction::SoPinShown, words);
        tx.audit(&match tx.jobs_by_token(&serial)?.first() {
            Some(newest) => entry.case(newest.case_id),
            None => entry,
        })?;
        Ok(SoPinShown {
            serial,
            so_pin: so_pin.into(),
            seconds: SECONDS,
        })
    })
}
