//! The recovery key: made for the safe by an administrator, used when no administrator knows a password any more.

use case::Role;
use secrecy::{ExposeSecret as _, SecretString};
use store::{AuditAction, AuditEntry, RECOVERY_LOGIN, RecoveryKey, Store, StoreError, Witness};

use crate::counter::desk::Desk;
use crate::counter::passwords;
use crate::rim::api::{Nothing, Refusal};
use crate::rim::secret::SecretText;
use crate::session::api::{Recover, Status};
use crate::session::signing;

/// Makes a recovery key, whole or in two halves, as it is to be written down; the one before opens nothing any more.
/// The administrator's own password is asked again, because whoever holds the key is one.
///
/// # Errors
/// `store-wrong-password`, `sign-in-paused`, `role-missing`; those of [`store::Tx::make_recovery_key`].
pub fn make(
    desk: &Desk,
    password: &SecretText,
    in_halves: bool,
    witness: Option<&Witness>,
) -> Result<Vec<SecretText>, Refusal> {
    let now = desk.utc();
    desk.read(|open| {
        let attempt = desk.patience.begin(&open.account.login, now)?;
        attempt.came_to(open.store.check_password(&open.account, &password.secret()))
    })?;
    desk.write(Some(Role::Admin), |tx, me| {
        if let Some(witness) = witness {
            tx.agreed_by(witness);
        }
        let key = tx.make_recovery_key(now)?;
        let sheets = match in_halves {
            true => key.halves()?.to_vec(),
            false => vec![key.text()],
        };
        let words = match in_halves {
            true => "制作恢复密钥，分写在两张纸上；此前的恢复密钥作废",
            false => "制作恢复密钥；此前的恢复密钥作废",
        };
        tx.audit(&AuditEntry::new(now, me, AuditAction::RecoveryKeyMade, words))?;
        Ok(sheets.iter().map(shown).collect())
    })
}

/// A sheet, for whoever writes it down.
fn shown(sheet: &SecretString) -> SecretText {
    SecretText::from(sheet.expose_secret())
}

/// Gives an administrator a new password by the key that was typed from its sheet or sheets. Wrong keys count as wrong
/// passwords do. Nobody is signed in afterwards.
///
/// # Errors
/// `recovery-key-text` for slips of the pen; `recovery-key-void` for one that opens nothing; `recovery-signed-in` while
/// somebody works; `password-weak` and the like; `sign-in-paused`, `store-invalid`.
pub fn recover(
    desk: &Desk,
    sheets: &[SecretText],
    login: &str,
    password: &SecretText,
) -> Result<(), Refusal> {
    if desk.slot().is_some() {
        return Err(Refusal::new(
            "recovery-signed-in",
            "有人正在办理，不能用恢复密钥",
            "请先锁屏；知道口令的管理员可以在设置里直接重设别人的口令",
        ));
    }
    let sheets: Vec<_> = sheets.iter().map(SecretText::secret).collect();
    let key = RecoveryKey::read(&sheets)?;
    let new = passwords::check(password, &[login])?;
    let attempt = desk.patience.begin(RECOVERY_LOGIN, desk.utc())?;
    let recovered = Store::recover(&desk.config.store_dir, &key, login, &new, desk.utc());
    let is_void = matches!(recovered, Err(StoreError::WrongPassword));
    let told = attempt.came_to(recovered).map(drop);
    told.map_err(|refused| if is_void { void() } else { refused })
}

/// The same from the sign-in screen; the administrator signs in with the new password then.
///
/// # Errors
/// Those of [`recover`].
pub fn by_key(desk: &Desk, args: Recover) -> Result<Status, Refusal> {
    let written: Vec<_> = args
        .sheets
        .into_iter()
        .filter(|sheet| !sheet.expose().trim().is_empty())
        .collect();
    recover(desk, &written, args.login.trim(), &args.password)?;
    signing::status(desk, Nothing {})
}

/// A key that was copied right and does not open the store.
fn void() -> Refusal {
    Refusal::new(
        "recovery-key-void",
        "这把恢复密钥打不开这个库",
        "用过一次，或后来又做了新的，旧的就作废了：请找最近的一张，并核对是不是这个受理点的；连续五次不对要等一分钟",
    )
}
