//! A second account beside the one signed in, by its password typed at the same window: four eyes for what one person
//! alone must not do. The session stays the first account's; both names go into the record.

use case::Role;
use store::{StoreError, Witness};

use crate::counter::api::Beside;
use crate::counter::desk::Desk;
use crate::rim::api::Refusal;
use crate::rim::refusal;

/// Whoever stands beside, by the own password and with the own key. What they agree to they sign as well: the
/// transaction is told ([`store::Tx::agreed_by`]).
///
/// # Errors
/// `role-missing`; those of [`witness`].
pub fn beside(desk: &Desk, named: &Beside, role: Role) -> Result<Witness, Refusal> {
    let witness = witness(desk, named, role.chinese())?;
    match witness.account.roles.has(role) {
        true => Ok(witness),
        false => Err(refusal::lacks_role(&witness.account.name, role)),
    }
}

/// Whoever stands beside, whatever their roles, with their own key; `who` says in words who is asked for.
///
/// # Errors
/// `beside-missing`, `beside-same-account`, `sign-in-paused`, and `store-wrong-password` for a wrong password and an
/// unknown login alike.
pub fn witness(desk: &Desk, named: &Beside, who: &str) -> Result<Witness, Refusal> {
    if named.login.trim().is_empty() || named.password.expose().is_empty() {
        return Err(Refusal::new(
            "beside-missing",
            format!("这一步要{who}在旁输入自己的登录名和口令"),
            format!("请{who}到窗口来"),
        ));
    }
    let attempt = desk.patience.begin(&named.login, desk.utc())?;
    let witness = desk.read(|open| {
        let known = open.store.read(|tx| tx.account_by_login(&named.login))?;
        if known.is_some_and(|known| known.id == open.account.id) {
            return Err(Refusal::new(
                "beside-same-account",
                "在旁的须是另一个人",
                "请另一位同事输入自己的登录名和口令",
            ));
        }
        match open.store.witness(&named.login, &named.password.secret()) {
            Ok(witness) => Ok(Some(witness)),
            Err(StoreError::WrongPassword) => Ok(None),
            Err(error) => Err(error.into()),
        }
    })?;
    // An unknown login and a wrong password count and are told alike.
    let Some(witness) = witness else {
        attempt.wrong();
        return Err(Refusal::new(
            "store-wrong-password",
            "在旁者的登录名或口令不对",
            "请在旁者核对后重新输入",
        ));
    };
    attempt.right();
    Ok(witness)
}
