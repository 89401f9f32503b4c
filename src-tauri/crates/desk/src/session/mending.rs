//! Mending what somebody did to the tables beside the program. Nobody can sign in to work then, because nothing is
//! written; so an administrator does it by the password alone, and is not signed in afterwards.

use case::Role;
use store::{Mended, Store};

use crate::counter::desk::Desk;
use crate::rim::api::Refusal;
use crate::rim::secret::SecretText;

/// Takes out what the program did not make and makes again what is gone; says what.
///
/// # Errors
/// `role-missing` for anybody but an administrator; `store-wrong-password`, `sign-in-paused`; those of
/// [`Store::mend_tables`].
pub fn mend_tables(desk: &Desk, login: &str, password: &SecretText) -> Result<Mended, Refusal> {
    let now = desk.utc();
    let attempt = desk.patience.begin(login, now)?;
    let unlocked = Store::unlock(&desk.config.store_dir, login, &password.secret());
    let ((mut store, account), _) = attempt.came_to(unlocked)?;
    if !account.roles.has(Role::Admin) {
        return Err(Refusal::new(
            "role-missing",
            "只有管理员能修复库结构",
            "请用管理员账号",
        ));
    }
    Ok(store.mend_tables(&account, now)?)
}
