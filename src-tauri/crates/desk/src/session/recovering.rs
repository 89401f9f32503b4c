//! The recovery key: made for the safe by an administrator, used when no administrator knows a password any more.

use case::Role;
use secrecy::{ExposeSecret as _, SecretString};
use store::{AuditAction, AuditEntry, RECOVERY_LOGIN, RecoveryKey, Store, StoreError};

use crate::counter::desk::Desk;
use crate::counter::passwords;
use crate::rim::api::Refusal;
use crate::rim::secret::SecretText;
use crate::session::signing;

/// Makes a recovery key, whole or in two halves, as it is to be written down; the one before opens nothing any more.
/// The administrator's own password is asked again, because whoever holds the key is one.
///
/// # Errors
/// `store-wrong-password`, `sign-in-paused`, `role-missing`; those of [`store::Tx::make_recovery_key`].
pub fn make(desk: &Desk, password: &SecretText, in_halves: bool) -> Result<Vec<SecretText>, Refusal> {
    let now = desk.utc();
    desk.read(|open| {
        let login = &open.account.login;
        desk.patience.ask(login, now)?;
        match open.store.check_password(&open.account, &password.secret()) {
            Ok(()) => {
                desk.patience.right(login);
                Ok(())
            }
            Err(error) => Err(signing::not_opened(desk, login, error)),
        }
    })?;
    desk.write(Some(Role::Admin), |tx, me| {
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
    desk.patience.ask(RECOVERY_LOGIN, desk.utc())?;
    let folder = &desk.config.store_dir;
    Store::recover(folder, &key, login, &new, desk.utc()).map_err(|error| not_opened(desk, error))?;
    desk.patience.right(RECOVERY_LOGIN);
    Ok(())
}

/// Why a key that was copied right did not open the store. It counts as a wrong password does.
fn not_opened(desk: &Desk, error: StoreError) -> Refusal {
    let is_void = matches!(error, StoreError::WrongPassword);
    let counted = signing::not_opened(desk, RECOVERY_LOGIN, error);
    match is_void {
        false => counted,
        true => Refusal::new(
            "recovery-key-void",
            "这把恢复密钥打不开这个库",
            "用过一次，或后来又做了新的，旧的就作废了：请找最近的一张，并核对是不是这个受理点的；连续五次不对要等一分钟",
        ),
    }
}
